"""`/target net sales November 6.4M`: set what a figure should come to, and see how it stands against the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from commands import rights
from commands.context import LOCAL_OPERATOR, Ask, Click, Command, Context, Instead, Reply
from commands.pacing import explained, goal_of, goals_of, sent
from commands.plan_words import take_amount
from commands.target_table import form, import_table, imported
from commands.target_words import (
    WHO_MAY_SET,
    Unclear,
    Wanted,
    amount_of,
    days_of,
    may_set,
    period_of,
    read,
    take_owner,
    this_month,
)
from metrics.standing import Goal
from storage import targets
from templates import Message, Modal, render

EXAMPLES = ("/target net sales November 6.4M", "/target orders this month 12,000", "/target")
#: Without a target, a landing is told of days that begin within a quarter: further ahead nobody should lean on it.
FORESEEN = timedelta(days=92)
#: As many standings as one message shows; more are counted.
MOST = 6


def target(ask: Ask, context: Context) -> Message | Modal:
    """Set a target (`net sales November 6.4M @owner`), see one, `drop` one, its `history`; all of them without words."""
    first, _, rest = ask.text.strip().partition(" ")
    verb, has_more = first.partition("\n")[0].casefold(), bool(rest.strip())
    try:
        if verb == "import":
            return _import(ask, context)
        if not ask.text.strip() or verb in ("list", "mine"):
            return listed(ask, context, owner=ask.person.id if verb == "mine" else "")
        if verb in VERBS and has_more:
            return VERBS[verb](rest, ask, context)
        return _set_or_shown(ask.text, ask, context)
    except Unclear as problem:
        return render(
            "unreadable.j2", message=str(problem), suggestions=[], examples=EXAMPLES, style=context.style
        )


def _set_or_shown(text: str, ask: Ask, context: Context) -> Message:
    owner, words = take_owner(text, context)
    if not words:
        return listed(ask, context, owner=owner)
    amount, words = take_amount(words)
    wanted = read(words, owner, context)
    if refusal := rights.not_for((wanted.metric,), ask, context):
        return refusal
    if not amount:
        return shown(wanted, ask, context)
    period_of(wanted)
    return put(wanted, amount_of(amount, wanted.metric, context), ask, context)


# --- setting ---------------------------------------------------------------------------------------


def put(wanted: Wanted, value: float | None, ask: Ask, context: Context) -> Message:
    """Keep what was said (None: drop it), and echo it with the way back."""
    key, by = wanted.key(period_of(wanted)), ask.person
    with context.store.write() as db:
        before = targets.current(db, **key)
        if not may_set(by, before):
            return _refused(WHO_MAY_SET, "Ask a director to set it, or to make you its owner.", context)
        if value is None and before is None:
            return _none(wanted, context)
        owner = wanted.owner or (before.owner if before else "" if by.id == LOCAL_OPERATOR else by.id)
        kept = targets.put(db, **key, value=value, owner=owner, by=by.id, at=context.now)
    goal = goal_of(kept, context)
    message = render(
        "target.j2",
        target=kept,
        goal=goal,
        before=before if before and before != kept else None,
        unchanged=before == kept,
        standing=explained(goal, context) if value is not None else None,
        buttons=[("Undo", "target.undo", str(kept.id))] if before != kept else [],
        more=[("All targets", "target.list", "")],
        style=context.style,
    )
    return sent(message, [goal], ask, context)


def drop(text: str, ask: Ask, context: Context) -> Message:
    """Take a target away; its history stays."""
    wanted = _of(text, context)
    return rights.not_for((wanted.metric,), ask, context) or put(wanted, None, ask, context)


# --- showing ---------------------------------------------------------------------------------------


def listed(ask: Ask, context: Context, *, owner: str = "") -> Message:
    """Every target whose period is running or to come, with its pace; without one, where net sales will land."""
    with context.store.read() as db:
        known = [one for one in targets.all_of(db) if one.end > context.today and owner in ("", one.owner)]
    known.sort(key=lambda one: (one.start > context.today, one.about != "", one.end - one.start, one.metric))
    goals = [goal for goal in goals_of(known, context) if rights.stands_beside(goal.metric, ask, context)]
    if not goals and not owner:
        net_sales = context.catalog.named("net_sales")
        return _standing([Goal(metric=net_sales, period=this_month(context))], ask, context)
    return _standing(goals, ask, context)


def shown(wanted: Wanted, ask: Ask, context: Context) -> Message:
    """How the targets that words name stand; without one, where the figure will land."""
    with context.store.read() as db:
        if wanted.period is None:
            found = [one for one in targets.on(db, context.today) if wanted.is_of(one)]
        else:
            periods = [one for one in (wanted.period, wanted.gone) if one]
            kept = (targets.current(db, **wanted.key(period)) for period in periods)
            found = [one for one in kept if one][:1]
    if found:
        return _standing(list(goals_of(found, context)), ask, context)
    period = wanted.period or this_month(context)
    if period.start - context.today > FORESEEN:
        return _none(wanted, context)
    return _standing([wanted.goal(period)], ask, context)


def _standing(goals: Sequence[Goal], ask: Ask, context: Context) -> Message:
    planned = [goal for goal in goals if goal.value is not None]
    message = render(
        "pace.j2",
        standings=[explained(goal, context) for goal in goals[:MOST]],
        count=len(goals),
        examples=EXAMPLES,
        buttons=[("All targets", "target.list", "")] if planned and ask.text.strip() else [],
        style=context.style,
    )
    return sent(message, goals[:MOST], ask, context)


def history(text: str, ask: Ask, context: Context) -> Message:
    """All that was ever said about one target."""
    wanted = _of(text, context)
    if refusal := rights.not_for((wanted.metric,), ask, context):
        return refusal
    periods = [one for one in (wanted.period, wanted.gone) if one]
    with context.store.read() as db:
        told = {period: targets.history(db, **wanted.key(period)) for period in periods}
    period = next((one for one in periods if told[one]), period_of(wanted))
    goal = wanted.goal(period)
    message = render("target_history.j2", goal=goal, said=told[period], style=context.style)
    return sent(message, [goal], ask, context)


# --- many at once ----------------------------------------------------------------------------------


def _import(ask: Ask, context: Context) -> Message | Modal:
    """The form that takes a table, or the table that was sent with the word."""
    table = ask.text.strip()[len("import") :].strip()
    if not table:
        return form(ask.channel, context)
    read_in = import_table(table, ask.person, context)
    if read_in.problems:
        return _refused("Nothing was set.", " ".join(read_in.problems[:4]), context)
    return imported(read_in, ask, context)


# --- clicks ----------------------------------------------------------------------------------------


def undo(click: Click, context: Context) -> Reply:
    """Take back what was said about one or more targets: by whoever said it, an owner, a director or an admin."""
    ask = click.asks("")
    numbers = [int(number) for number in click.value.split(",") if number.isdecimal()]
    with context.store.write() as db:
        said = [one for number in numbers if (one := targets.get(db, number))]
        if not said:
            return _refused("I know nothing of that target.", "`/target` lists them.", context)
        metrics = [context.catalog.named(one.metric) for one in said]
        if refusal := rights.not_for(metrics, ask, context):
            return refusal
        if not all(may_set(click.person, one) or click.person.id == one.by for one in said):
            return _refused(
                "Only whoever set a target, its owner or a director can take it back.", "", context
            )
        if all(one.withdrawn for one in said):
            return _refused("That was taken back already.", "`/target` shows what holds.", context)
        now = [targets.undo(db, one.id, by=click.person.id, at=context.now) for one in said]
    undone = [(goal_of(before, context), held) for before, held in zip(said, now, strict=True)]
    message = render("target_undone.j2", undone=undone, style=context.style)
    return Instead(sent(message, [goal for goal, _ in undone], ask, context))


def list_clicked(click: Click, context: Context) -> Reply:
    """A button that shows every target."""
    return click.answered(listed(click.asks(""), context))


def import_clicked(click: Click, context: Context) -> Reply:
    """A button that opens the form for a table of targets."""
    return form(click.channel, context)


# --- words -----------------------------------------------------------------------------------------


def _of(text: str, context: Context) -> Wanted:
    owner, words = take_owner(text, context)
    return read(words, owner, context)


def _none(wanted: Wanted, context: Context) -> Message:
    is_day = wanted.period is not None and wanted.period.days == 1
    hint = " Where its number is the target, write it after `=`, as in `November = 4`." if is_day else ""
    return _refused(
        f"There is no target for {wanted.words} in {days_of(wanted)}.",
        f"`/target` lists them.{hint}",
        context,
    )


def _refused(message: str, way_out: str, context: Context) -> Message:
    return render("refused.j2", message=message, way_out=way_out, style=context.style)


VERBS: Mapping[str, Callable[[str, Ask, Context], Message]] = {
    "drop": drop,
    "remove": drop,
    "delete": drop,
    "history": history,
}

TARGET = Command(
    name="target",
    hint="net sales November 6.4M @owner",
    about="Set a target, and see its pace by the calendar and where it lands",
    answer=target,
    examples=("", "net sales", "net sales November 6.4M"),
)
