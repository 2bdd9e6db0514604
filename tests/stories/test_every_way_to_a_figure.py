"""Every way to a figure obeys the rule: sensitivity × role × class of channel × surface, tried on the running bot.

The rule itself is tried for every combination in tests/metrics/test_audience.py; roles that it treats alike stand here for
one another, and so does a place that Slack does not tell of for one of another company.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from delivery.claims import BURST_IN
from metrics.audience import CLEARED, REACHES, ChannelClass, Reach, Role, Surface, Verdict, verdict
from metrics.metric import Sensitivity
from sandbox.person import Person
from sandbox.places import Channel
from sandbox.posts import Message
from sandbox.seen import Seen
from tests.stage import SHOP, Stage, staged

#: A figure of each sensitivity, as the shop declares it, with what gives it away: the figure, and nothing else like it.
FIGURES = {
    Sensitivity.PUBLIC: "orders",
    Sensitivity.TEAM: "units",
    Sensitivity.RESTRICTED: "net sales",
}
ROLES = {
    "dana": Role.DIRECTOR,
    "marcus": Role.MANAGER,
    "gil": Role.GUEST,
    "pia": Role.STRANGER,
}
TEAM = ("dana", "marcus")
CHANNELS = {
    "exec": (ChannelClass.DIRECTORS, ("dana",)),
    "crew": (ChannelClass.TEAM, TEAM),
    "ecom": (ChannelClass.EVERYONE, TEAM),
    "hosts": (ChannelClass.GUESTS, (*TEAM, "gil")),
    "campaigns": (ChannelClass.CONNECT, (*TEAM, "gil", "pia")),
}

VISITORS = (Role.GUEST, Role.STRANGER)
POSTED = tuple(surface for surface, reach in REACHES.items() if reach is Reach.PLACE)
#: What cannot be cut so, and is answered by saying that.
UNCUT = {"ranking": ("orders",)}

#: What somebody does in a channel about a figure, and on which surface that is.
Act = Callable[[Stage, Person, str, str], Seen]


def slash(words: str) -> Act:
    return lambda _, person, channel, figure: person.types(words.format(figure=figure), channel=channel)


def in_thread(stage: Stage, person: Person, channel: str, figure: str) -> Seen:
    """A follow-up under a definition, which anybody may read."""
    stage.person("dana").types("@Shelftalk define orders", channel=channel)
    first = stage.person("dana").sees(channel).saying("Orders:")[-1]
    return person.types(f"@Shelftalk {figure} last week", channel=channel, thread=first)


def pressed(stage: Stage, person: Person, channel: str, figure: str) -> Seen:
    """The button under an answer that a director had elsewhere, copied before a person's eyes."""
    asked = stage.person("dana").dms(f"{figure} last week")
    copy = Message(
        channel=next(one.id for one in stage.workspace.channels.values() if one.name == channel),
        ts=stage.workspace.next_ts(),
        user=stage.workspace.app.user,
        text="copied",
        blocks=list(asked.blocks),
        only=person.user.id,
    )
    stage.workspace.post(copy)
    return person.clicks(person.sees(channel).last, "By sales channel")


def shared(_: Stage, person: Person, channel: str, figure: str) -> Seen:
    """An answer that its asker shares, where that is offered."""
    answer = person.types(f"/kpi {figure} last week", channel=channel)
    return person.clicks(answer, "Share") if "Share" in answer.buttons else answer


WAYS: dict[str, tuple[Surface, Act]] = {
    "slash command": (Surface.COMMAND, slash("/kpi {figure} last week")),
    "table": (Surface.COMMAND, slash("/kpi {figure} by country last week")),
    "chart": (Surface.COMMAND, slash("/kpi {figure} by week last 3 weeks")),
    "ranking": (Surface.COMMAND, slash("/product top 3 by {figure} last week")),
    "why": (Surface.COMMAND, slash("/why {figure} last week vs previous")),
    "target": (Surface.COMMAND, slash("/target {figure} november 2026")),
    "mention": (Surface.MENTION, slash("@Shelftalk {figure} last week")),
    "table in a mention": (Surface.TABLE, slash("@Shelftalk {figure} by country last week")),
    "chart in a mention": (Surface.CHART, slash("@Shelftalk {figure} by week last 3 weeks")),
    "why in a mention": (Surface.MENTION, slash("@Shelftalk why {figure} last week vs previous")),
    "thread follow-up": (Surface.THREAD, in_thread),
    "shared message": (Surface.SHARED, shared),
    "button": (Surface.BUTTON, pressed),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, small_facts: Path) -> Iterator[Stage]:
    """A shop with a figure of each sensitivity, and a channel of each class."""
    with staged(tmp_path_factory.mktemp("house"), small_facts) as stage:
        stage.stops()
        app = stage.workspace.app.user
        ids = {name: stage.person(name).user.id for name in ROLES}
        for name, kind, members in (("crew", "private", TEAM), ("hosts", "channel", (*TEAM, "gil"))):
            channel = Channel(
                id=f"C0{name.upper()}", name=name, kind=kind, members={ids[one] for one in members} | {app}
            )
            stage.workspace.channels[channel.id] = channel
            stage.workspace.messages[channel.id] = []
        declared = {"orders": "public", "units": "team", "net_sales": "restricted"}
        stage.settings = replace(stage.settings, shop=SHOP.model_copy(update={"sensitivity": declared}))
        stage.starts()
        for figure in FIGURES.values():
            stage.person("dana").dms(f"target {figure} november 2026 60k")
        yield stage


def gives_away(figure: str, words: str) -> int:
    """How often words tell a figure, its change or its target."""
    return len(re.findall(rf"(?i)\b{figure}:? (?:£?\d|fell|rose|you are at)|best by {figure}", words))


def others(stage: Stage, person: Person, channel: str) -> str:
    """All that somebody else in a channel sees there, notifications too."""
    members = ("rosa", *CHANNELS[channel][1]) if channel == "exec" else CHANNELS[channel][1]
    witness = stage.person(next(name for name in members if stage.person(name).user.id != person.user.id))
    return " ".join(f"{seen.raw} {seen.notification}" for seen in witness.sees(channel))


@pytest.mark.parametrize("sensitivity", FIGURES)
@pytest.mark.parametrize("way", WAYS)
def test_a_figure_reaches_whoever_the_rule_lets_see_it_and_nobody_else(
    house: Stage, way: str, sensitivity: Sensitivity
) -> None:
    surface, act = WAYS[way]
    figure, wrong = FIGURES[sensitivity], []
    for channel, (place, members) in CHANNELS.items():
        for name in members:
            person, role = house.person(name), ROLES[name]
            before = gives_away(figure, others(house, person, channel))
            house.at(house.clock() + BURST_IN)
            reply = act(house, person, channel, figure)
            may_know = role not in VISITORS and sensitivity in CLEARED[role]
            posted = (
                may_know and surface in POSTED and verdict(sensitivity, role, place, surface) is Verdict.SHOWN
            )
            tells = way == "shared message" or gives_away(figure, f"{reply.raw} {reply.notification}") > 0
            told_others = gives_away(figure, others(house, person, channel)) > before
            shown = way == "shared message" or (may_know and figure not in UNCUT.get(way, ()))
            if (tells, told_others) != (shown, posted):
                wrong.append((channel, name, tells, told_others, reply.text[:200]))

    assert wrong == []
