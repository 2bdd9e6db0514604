"""A small company to try things in: four people and three channels."""

from __future__ import annotations

from dataclasses import replace

from sandbox.places import COLOURS, App, Channel, Command, User
from sandbox.workspace import Workspace

PEOPLE = (
    User(id="U0DANA", name="dana", real_name="Dana Whitlock", title="Ecommerce director", role="director"),
    User(id="U0MARCUS", name="marcus", real_name="Marcus Reyes", title="Campaign manager", role="manager"),
    User(id="U0AIKO", name="aiko", real_name="Aiko Tanaka", title="Analyst", role="analyst"),
    User(id="U0GIL", name="gil", real_name="Gil Arden", title="Agency", role="guest", guest=True),
)


def small_workspace(commands: tuple[str, ...] = ()) -> Workspace:
    """A director, a manager, an analyst, a guest; #ecom, #campaigns (with the guest), the director's #exec."""
    people = [replace(person, colour=COLOURS[number]) for number, person in enumerate(PEOPLE)]
    bot = App().user
    team = {person.id for person in people if not person.guest} | {bot}
    channels = [
        Channel(id="C0ECOM", name="ecom", topic="The shop, day by day", members=set(team)),
        Channel(id="C0CAMPAIGNS", name="campaigns", topic="What goes live", members=team | {"U0GIL"}),
        Channel(id="C0EXEC", name="exec", kind="private", topic="Directors", members={"U0DANA", bot}),
    ]
    workspace = Workspace(people, channels)
    workspace.app.commands = tuple(Command(command=command) for command in commands)
    return workspace
