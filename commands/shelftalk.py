"""`/shelftalk`: help, how the bot is, who is who; and every other command by its long name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from commands import away, disclosures, late, people
from commands.context import LOCAL_OPERATOR, Ask, Click, Command, Context, Person, Reply
from commands.digest import entries
from commands.kpi import EXAMPLES
from metrics import lateness
from metrics.completeness import ENDED
from metrics.lateness import USUAL_LAG
from metrics.reading import Coverage
from templates import Message, Modal, render

#: The fact tables whose sources `status` tells of.
FACTS = ("orders_day", "refund_day", "sales_day", "traffic_day", "campaign_day", "stock_day")


def shelftalk(ask: Ask, context: Context) -> Message | Modal:
    """`help`, `status`, `people`, `away until Mon`, `unasked 5`, `disclosures`, or another command: `/shelftalk kpi net sales`."""
    from commands.routes import COMMANDS, route

    verb, _, rest = ask.text.strip().partition(" ")
    match verb.casefold():
        case "" | "help" | "hello" | "hi":
            return help_(ask, context)
        case "status":
            return status(context)
        case "people":
            return people.show(ask, context)
        case "away":
            return away.away(rest, ask, context)
        case "unasked":
            return away.unasked(rest, ask, context)
        case "disclosures":
            return disclosures.listed(_with(ask, rest), context)
        case name if name in COMMANDS and name != "shelftalk":
            return COMMANDS[name].answer(_with(ask, rest), context)
        case _:
            command, words = route(ask.text)
            return command.answer(_with(ask, words), context)


def _with(ask: Ask, words: str) -> Ask:
    return Ask(text=words, person=ask.person, channel=ask.channel, surface=ask.surface, thread=ask.thread)


def help_(ask: Ask, context: Context) -> Message:
    """What can be asked, with examples for the asker's role."""
    from commands.routes import COMMANDS

    role = ask.person.role
    return render(
        "help.j2",
        role=role,
        user="" if ask.person.id == LOCAL_OPERATOR else ask.person.id,
        commands=[
            {"name": f"/{name}", "usage": COMMANDS[name].hint, "summary": COMMANDS[name].about}
            for name in context.shop.commands
            if name in COMMANDS
        ],
        examples=[(phrase[:60], "kpi.run", phrase) for phrase in EXAMPLES[role]],
        owners=[person.id for person in context.shop.people if person.admin],
        style=context.style,
    )


def status(context: Context) -> Message:
    """How far each source has arrived, what runs next, and what could not be sent."""
    loads = context.facts.loads()
    nobody = Person(id="", name="")
    return render(
        "status.j2",
        sources=sources(context),
        schedules=[
            {"title": entry["title"], "place": at["subscription"].place, "next_at": at["next_at"]}
            for entry in entries(nobody, "", context)
            for at in entry["places"]  # type: ignore[attr-defined]
        ],
        queue={
            "waiting": len(context.outbox.unsent(context.now)),
            "failed": len(context.outbox.failures()),
        },
        last_load=loads[0] if loads else None,
        style=context.style,
    )


def sources(context: Context) -> list[dict[str, object]]:
    """Each source once, with how far it reaches and whether that is later than usual; the longest overdue first."""
    reach: dict[str, dict[str, Coverage]] = {name: {} for name in context.shop.sources}
    for fact in FACTS:
        for coverage in context.facts.coverage(fact):
            reach.setdefault(coverage.source, {})[fact] = coverage
    names = sorted(reach, key=lambda name: (_due(name, reach[name], context), name))
    known = late.known_until(names, context)
    broken = context.watch.faults(context.now)
    return [
        _source(name, reach[name], context) | {"known": known.get(name), "faults": broken.get(name, [])}
        for name in names
    ]


def _source(name: str, tables: Mapping[str, Coverage], context: Context) -> dict[str, object]:
    wanted = context.shop.sources.get(name)
    lag = wanted.lag if wanted else USUAL_LAG
    coverage = max(tables.values(), key=lambda one: one.last, default=None)
    ended = coverage is None or coverage.last + ENDED < context.today
    return {
        "label": coverage.label if coverage else name,
        "coverage": coverage,
        "late": ended or _due(name, tables, context) < context.now,
        "lag": _hours(lag),
        "owner": wanted.owner if wanted else None,
        "how": wanted.how if wanted else "",
    }


def _due(name: str, tables: Mapping[str, Coverage], context: Context) -> datetime:
    """When a late source was expected; for one that is on time a moment after every other."""
    wanted = context.shop.sources.get(name)
    found = lateness.late(tables, wanted.lag if wanted else USUAL_LAG, context.now)
    return found.due if found else context.now + timedelta(days=1)


def _hours(lag: timedelta) -> str:
    hours = round(lag.total_seconds() / 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def status_clicked(_: Click, context: Context) -> Reply:
    """A button that asks how the bot is."""
    return status(context)


def open_form(click: Click, context: Context) -> Reply:
    """A button that opens the form which words asked for where no form could open."""
    from commands.routes import route

    command, words = route(click.value)
    return command.answer(Ask(text=words, person=click.person, channel=click.channel), context)


SHELFTALK = Command(
    name="shelftalk",
    hint="help | status | people | away until Mon | unasked 5 | disclosures",
    about="Help, how the bot is, who is who; any command by its long name",
    answer=shelftalk,
    examples=("help", "status", "away until Mon"),
)
