"""`/target import`: many targets at once, from a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commands.context import LOCAL_OPERATOR, Ask, Click, Context, Errors, Person, Reply
from commands.pacing import goals_of, sent
from commands.target_words import (
    WHO_MAY_SET,
    Unclear,
    Wanted,
    amount_of,
    may_set,
    period_of,
    read,
    take_owner,
)
from metrics.audience import CLEARED, level_of, refusal
from metrics.target_files import TargetRow, read_targets
from storage import targets
from storage.targets import Target
from templates import Message, Modal, render, render_modal

#: As many lines as one table may have: what comes of it is shown whole, and its button must hold their numbers.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What a table set, or what is wrong with it; `fresh` are the numbers of what it changed."""

    kept: tuple[Target, ...] = ()
    fresh: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


def form(channel: str, context: Context) -> Modal:
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
    read_in = import_table(click.fields.get("text") or "", click.person, context)
    if read_in.problems:
        return Errors({"text": " ".join(read_in.problems[:4])[:1900]})
    return imported(read_in, Ask(text="", person=click.person, channel=click.channel), context)


def imported(read_in: Imported, ask: Ask, context: Context) -> Message:
    """What a table was understood to say, with the way back."""
    goals = list(goals_of(read_in.kept, context))
    numbers = ",".join(map(str, read_in.fresh))
    message = render(
        "target_imported.j2",
        goals=goals,
        buttons=[("Undo", "target.undo", numbers)] if numbers else [],
        more=[("All targets", "target.list", "")],
        style=context.style,
    )
    return sent(message, goals, ask, context)


def import_table(text: str, by: Person, context: Context) -> Imported:
    """Set every target of a CSV table at once; with any problem nothing is set."""
    if not may_set(by, None):
        return Imported(problems=(WHO_MAY_SET,))
    rows = read_targets(text)
    problems = list(rows.problems)
    wanted: list[tuple[Wanted, float]] = []
    for row in rows.rows:
        try:
            wanted.append(_row(row, by, context))
        except Unclear as problem:
            problems.append(f"Line {row.line}: {problem}")
    if not wanted and not problems:
        problems.append("There is no target in it.")
    elif len(wanted) > MOST:
        problems.append(f"That is {len(wanted)} targets; import at most {MOST} at a time.")
    return Imported(problems=tuple(problems)) if problems else _keep(wanted, by, context)


def _keep(wanted: Sequence[tuple[Wanted, float]], by: Person, context: Context) -> Imported:
    kept: list[Target] = []
    fresh: list[int] = []
    with context.store.write() as db:
        for one, value in wanted:
            key = one.key(period_of(one))
            before = targets.current(db, **key)
            owner = one.owner or ("" if by.id == LOCAL_OPERATOR else by.id)
            kept.append(targets.put(db, **key, value=value, owner=owner, by=by.id, at=context.now))
            fresh += [kept[-1].id] if kept[-1] != before else []
    return Imported(kept=tuple(kept), fresh=tuple(fresh))


def _row(row: TargetRow, by: Person, context: Context) -> tuple[Wanted, float]:
    """One line of a table; raises Unclear."""
    owner, _ = take_owner(row.owner, context)
    wanted = read(" ".join(part for part in (row.metric, row.part, row.period) if part), owner, context)
    period_of(wanted)
    if row.part and not wanted.about:
        raise Unclear(f"I know no part of the shop called “{row.part}”.")
    if level_of(wanted.metric, context.declared) not in CLEARED[by.rank]:
        raise Unclear(refusal((wanted.metric,), context.declared))
    return wanted, amount_of(row.target, wanted.metric, context)
