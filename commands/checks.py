"""What `check` looks for: settings that would not work, each with the way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commands.context import Context
from commands.manifest import RESERVED
from commands.printing import overrides_of
from commands.routes import COMMANDS
from metrics.catalog import CATALOG, Ambiguous, UnknownWords


def problems_of(context: Context) -> Iterator[str]:
    """Each problem in a sentence; nothing where all is well."""
    yield from command_problems(context.shop.commands)
    shop = context.shop
    if not any(person.role == "director" for person in shop.people):
        yield "No director is named in shop.yaml (people:), so nobody can approve content or see margin."
    if not any(person.admin for person in shop.people):
        yield "No admin is named in shop.yaml (people: admin: true), so nobody can change roles from Slack."
    if shop.channels.digest is None:
        yield "No channel for the morning digest is named in shop.yaml (channels: digest:). `/digest subscribe here` works too."
    if not context.facts.loads():
        yield "There are no facts yet. Import an export: python bot.py import FILE…"
    for name, wrong in overrides_of(context).problems():
        yield f"templates/{name} cannot be drawn, so ours is: {wrong}."
    traffic = {coverage.source for coverage in context.facts.coverage("traffic_day")}
    if len(traffic) > 1 and shop.sessions_from not in traffic:
        yield f"Sessions come from {', '.join(sorted(traffic))}; name one of them in shop.yaml (sessions_from:)."


def command_problems(names: tuple[str, ...]) -> Iterator[str]:
    """Slash commands that Slack keeps for itself, or that there are not."""
    for name in names:
        if name in RESERVED:
            yield f"Slack keeps /{name} for itself: remove it from commands: in shop.yaml."
        elif name not in COMMANDS:
            yield f"There is no command /{name}: commands: in shop.yaml may hold {', '.join(COMMANDS)}."


def sensitivity_problems(sensitivity: Mapping[str, str]) -> Iterator[str]:
    """Figures that there are not: left unsaid, one would stay open that somebody meant to close."""
    for words in sensitivity:
        try:
            CATALOG.find(words)
        except UnknownWords as problem:
            near = f" Did you mean {problem.suggestions[0]}?" if problem.suggestions else ""
            yield f"sensitivity: in shop.yaml names `{words}`, which is no figure.{near}"
        except Ambiguous as problem:
            names = ", ".join(f"`{choice.name}`" for choice in problem.choices)
            yield f"sensitivity: in shop.yaml names `{words}`, which may be {names}."
