"""`/target net sales November 6.4M`: set what a figure should come to, and see how it stands against the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from babel.numbers import get_currency_precision

from commands.answering import read_words
from commands.context import Ask, Click, Command, Context, Errors, Instead, Person, Reply
from commands.grammar import Menu, Unreadable
from commands.pacing import Standing, standing
from commands.plan_words import take_amount, take_mention, take_period
from commands.rights import is_restricted
from metrics.amounts import NoAmount, read_amount
from metrics.coming import coming_period
from metrics.metric import Cover, Measured
from metrics.period import Period, dates
from metrics.target_files import TargetRow, read_targets
from storage import targets
from storage.targets import Target
from templates import Message, Modal, render, render_modal

EXAMPLES = ("/target net sales November 6.4M", "/target orders this month 12,000", "/target")
#: As many standings as one message shows; more are counted.
MOST = 6


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A target as it was read: the metric, the whole period, one part of the shop or all of it, and its owner."""

    metric: Measured
    period: Period
    scope: str = ""
    about: str = ""
    owner: str = ""


def target(ask: Ask, context: Context) -> Message | Modal:
    """Set a target (`net sales November 6.4M @owner`), see one, `drop` one, its `history`; all of them without words."""
    first, _, rest = ask.text.strip().partition(" ")
    match first.casefold():
        case "" | "list":
            return listed(ask, context)
        case "import":
            return paste(ask.channel, context)
        case "drop" | "remove" | "delete" if rest.strip():
            return _of_words(rest, ask, context, drop=True)
        case "history" if rest.strip():
            return history(rest, ask, context)
        case _:
            return _of_words(ask.text, ask, context)


def listed(ask: Ask, context: Context) -> Message:
    """Every target whose period is running or to come, with its pace."""
    with context.store.read() as db:
        known = [one for one in targets.all_of(db) if one.end > context.today]
    seen = [one for one in known if _may_see(one, ask.person, context)]
    current = sorted(
        seen, key=lambda one: (one.start > context.today, one.about != "", one.end - one.start, one.metric)
    )
    return _paces([standing(one, context) for one in current[:MOST]], len(current), context)


def _of_words(text: str, ask: Ask, context: Context, *, drop: bool = False) -> Message:
    """Read, then set, drop or show."""
    owner, text = take_mention(text)
    amount, words = ("", text) if drop else take_amount(text)
    wanted = read(words, owner, context)
    if isinstance(wanted, Message):
        return wanted
    if is_restricted(wanted.metric, context) and not ask.person.sees_restricted:
        return _refused(f"{wanted.metric.label} is for directors only.", "Its target is too.", context)
    if not drop and not amount:
        return shown(wanted, context)
    if ask.person.role == "viewer":
        return _refused("Viewers can see targets, not set them.", "Ask a manager.", context)
    if isinstance(wanted.metric, Cover):
        return _refused(f"{wanted.metric.label} has no pace.", "Set a target for a sum or a rate.", context)
    try:
        value = None if drop else amount_of(amount, wanted.metric, context)
    except NoAmount as problem:
        return _unreadable(f"I can't take that as a target: {problem}.", context)
    return put(wanted, value, ask.person, context)


def read(words: str, owner: str, context: Context) -> Wanted | Message:
    """The metric, period and part that words name; a reply where they do not."""
    said = take_period(words, context.today, week_start=context.shop.week_start)
    period = coming_period(said.words, context.today, week_start=context.shop.week_start) if said else None
    if said is None or period is None:
        return _unreadable("I can't tell which days the target is for.", context)
    try:
        found = read_words(said.rest, context)
    except Unreadable as problem:
        return _unreadable(problem.message, context)
    if isinstance(found, Menu):
        return _unreadable(f"{found.question} Say {_or([label for label, _ in found.choices])}.", context)
    if (
        len(found.metrics) != 1
        or len(found.filters) > 1
        or any(len(of) != 1 for of in found.filters.values())
    ):
        return _unreadable("A target is for one figure, of the shop or of one part of it.", context)
    scope, labels = next(iter(found.filters.items()), ("", ("",)))
    return Wanted(metric=found.metrics[0], period=period, scope=scope, about=labels[0], owner=owner)


def amount_of(text: str, metric: Measured, context: Context) -> float:
    """The amount in the metric's unit, above zero; raises NoAmount."""
    value = read_amount(text, metric.unit, digits=get_currency_precision(context.currency))
    if value <= 0:
        raise NoAmount("it must be above zero; `/target drop …` takes one away")
    return value


def put(wanted: Wanted, value: float | None, by: Person, context: Context) -> Message:
    """Keep what was said, and echo it with the way back."""
    key = _key(wanted)
    with context.store.write() as db:
        before = targets.current(db, **key)
        if value is None and before is None:
            return _refused(
                f"There is no target for {_of(wanted)} in {dates(wanted.period)}.",
                "`/target` lists them.",
                context,
            )
        owner = wanted.owner or (before.owner if before else by.id)
        kept = targets.put(db, **key, value=value, owner=owner, by=by.id, at=context.now)
    message = render(
        "target.j2",
        target=kept,
        metric=wanted.metric,
        part=_part(kept, context),
        period=wanted.period,
        before=before if before and before != kept else None,
        unchanged=before == kept,
        standing=standing(kept, context) if value is not None else None,
        buttons=[("Undo", "target.undo", str(kept.id))] if before != kept else [],
        style=context.style,
    )
    return replace(message, restricted=is_restricted(wanted.metric, context))


def shown(wanted: Wanted, context: Context) -> Message:
    """How one target stands."""
    with context.store.read() as db:
        kept = targets.current(db, **_key(wanted))
    if kept is None:
        return _refused(
            f"There is no target for {_of(wanted)} in {dates(wanted.period)}.",
            f"Set one by ending with an amount: `/target {_of(wanted)} {dates(wanted.period)} 120k`.",
            context,
        )
    return _paces([standing(kept, context)], 1, context)


def history(text: str, ask: Ask, context: Context) -> Message:
    """All that was ever said about one target."""
    wanted = read(take_mention(text)[1], "", context)
    if isinstance(wanted, Message):
        return wanted
    if is_restricted(wanted.metric, context) and not ask.person.sees_restricted:
        return _refused(f"{wanted.metric.label} is for directors only.", "Its target is too.", context)
    with context.store.read() as db:
        said = targets.history(db, **_key(wanted))
    message = render(
        "target_history.j2",
        metric=wanted.metric,
        part=wanted.about,
        period=wanted.period,
        said=said,
        style=context.style,
    )
    return replace(message, restricted=is_restricted(wanted.metric, context))


def _paces(standings: Sequence[Standing], count: int, context: Context) -> Message:
    restricted = any(is_restricted(one.metric, context) for one in standings)
    message = render(
        "pace.j2",
        standings=[(one, _part(one.target, context)) for one in standings],
        count=count,
        examples=EXAMPLES,
        style=context.style,
    )
    return replace(message, restricted=restricted)


# --- many at once ----------------------------------------------------------------------------------


def paste(channel: str, context: Context) -> Modal:
    """The form that takes a table of targets."""
    return render_modal(
        "modal/paste.j2",
        title="Import targets",
        label="A CSV table",
        hint="First line: metric, period, target, line, owner. For example: net sales, November 2026, 6.4M, Outerwear, @dana",
        callback="target.import",
        metadata={"channel": channel, "words": "target import"},
        style=context.style,
    )


def pasted(click: Click, context: Context) -> Reply:
    """The table, sent: every line, or none and what is wrong with it."""
    if click.person.role == "viewer":
        return Errors({"text": "Viewers can see targets, not set them."})
    problems, count = import_table(click.fields.get("text") or "", click.person, context)
    if problems:
        return Errors({"text": " ".join(problems[:4])[:1900]})
    return render(
        "note.j2",
        text=f"{count} {'target' if count == 1 else 'targets'} set. `/target` shows how they stand.",
        style=context.style,
    )


def import_table(text: str, by: Person, context: Context) -> tuple[list[str], int]:
    """Set every target of a CSV table at once; with any problem nothing is set. Returns the problems and the count."""
    rows = read_targets(text)
    problems = list(rows.problems)
    read_rows: list[tuple[Wanted, float]] = []
    for row in rows.rows:
        try:
            read_rows.append(_row(row, by, context))
        except ValueError as problem:
            problems.append(f"Line {row.line}: {problem}.")
    if problems or not read_rows:
        return problems or ["There is no target in it."], 0
    with context.store.write() as db:
        for wanted, value in read_rows:
            owner = wanted.owner or by.id
            targets.put(db, **_key(wanted), value=value, owner=owner, by=by.id, at=context.now)
    return [], len(read_rows)


def _row(row: TargetRow, by: Person, context: Context) -> tuple[Wanted, float]:
    """One line of a table; raises ValueError that says what is wrong."""
    owner, _ = take_mention(row.owner)
    wanted = read(f"{row.metric} {row.part} {row.period}".replace("  ", " "), owner, context)
    if isinstance(wanted, Message):
        raise ValueError(f"I can't read “{row.metric} {row.period}”")
    if row.part and not wanted.about:
        raise ValueError(f"I know no part of the shop called “{row.part}”")
    if is_restricted(wanted.metric, context) and not by.sees_restricted:
        raise ValueError(f"{wanted.metric.label} is for directors only")
    return wanted, amount_of(row.target, wanted.metric, context)


# --- clicks ----------------------------------------------------------------------------------------


def undo(click: Click, context: Context) -> Reply:
    """Take back one word about a target: by whoever said it, its owner, or an admin."""
    number = int(click.value) if click.value.isdecimal() else 0
    with context.store.write() as db:
        said = targets.get(db, number)
        if said is None:
            return _refused("I know nothing of that target.", "`/target` lists them.", context)
        if click.person.id not in (said.by, said.owner) and not click.person.admin:
            return _refused("Only whoever set a target, its owner or an admin can take it back.", "", context)
        if said.withdrawn:
            return _refused("That was taken back already.", "`/target` shows what holds.", context)
        now = targets.undo(db, number, by=click.person.id, at=context.now)
    metric = context.catalog.named(said.metric)
    message = render(
        "target_undone.j2",
        metric=metric,
        part=_part(said, context),
        period=Period(said.start, said.end),
        now=now,
        style=context.style,
    )
    return Instead(replace(message, restricted=is_restricted(metric, context)))


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that shows every target."""
    return listed(Ask(text="", person=click.person, channel=click.channel), context)


# --- words -----------------------------------------------------------------------------------------


def running_targets(day: date, person: Person, context: Context) -> list[Target]:
    """The targets a person may see whose period a day lies in: for digests and App Home."""
    with context.store.read() as db:
        return [one for one in targets.on(db, day) if _may_see(one, person, context)]


def _may_see(one: Target, person: Person, context: Context) -> bool:
    try:
        metric = context.catalog.named(one.metric)
    except KeyError:  # a metric that this version no longer has
        return False
    return person.sees_restricted or not is_restricted(metric, context)


def _key(wanted: Wanted) -> dict[str, Any]:
    return {
        "metric": wanted.metric.name,
        "start": wanted.period.start,
        "end": wanted.period.end,
        "scope": wanted.scope,
        "about": wanted.about,
    }


def _part(one: Target, context: Context) -> str:
    """“Outerwear (product line)”, or empty for the whole shop."""
    return f"{one.about} ({context.catalog.label(one.scope)})" if one.scope else ""


def _of(wanted: Wanted) -> str:
    return " ".join(part for part in (wanted.metric.label.lower(), wanted.about) if part)


def _or(labels: Sequence[str]) -> str:
    return " or ".join(f"“{label}”" for label in labels[:4])


def _refused(message: str, way_out: str, context: Context) -> Message:
    return render("refused.j2", message=message, way_out=way_out, style=context.style)


def _unreadable(message: str, context: Context) -> Message:
    return render("unreadable.j2", message=message, suggestions=[], examples=EXAMPLES, style=context.style)


TARGET = Command(
    name="target",
    hint="net sales November 6.4M",
    about="Set a target, and see its pace by the calendar and where it lands",
    answer=target,
    examples=("net sales November 6.4M", "net sales Outerwear this month 400k", ""),
)
