"""Share an answer with the channel, or keep it in one's own messages: the very message that was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from commands import rights
from commands.context import Ask, Click, Context, Person, Publicly, Reply, Surface
from commands.indexed import indexed
from commands.resolved import unpacked
from commands.rights import Ruling
from delivery import inbox
from metrics.audience import CLEARED, Role, Verdict, sensitivity_of
from metrics.metric import Measured, Sensitivity
from metrics.period import Period
from metrics.reading import Comparison
from storage import answers, disclosures
from storage.answers import StoredAnswer
from templates import Message, render

#: Its label, its action and its value; several (label, value) pairs make it a menu.
Button = tuple[str, str, str] | tuple[str, str, Sequence[tuple[str, str]]]

#: What the asker alone may do with an answer; **Show data** is for whoever reads it.
OWN = ("answer.share", "answer.keep", "answer.indexed")
INDEXED = "answer.indexed"
#: Surfaces whose answer the asker alone reads, and may post.
MAY_POST = (Surface.COMMAND, Surface.BUTTON)


def new_answer(ask: Ask) -> str:
    """An id for an answer, by which buttons find it again; empty at the command line, which has none."""
    return "" if ask.surface in (Surface.TERMINAL, Surface.EXPORT) else answers.new_id()


def posting_buttons(answer: str, ask: Ask, ruling: Ruling, *, shares: bool, indexes: bool) -> list[Button]:
    """The buttons that post an answer: itself, or where it is for the asker alone, what of it may be posted."""
    if not answer:
        return []
    share: list[Button] = [("Share", "answer.share", answer)] if ask.surface in MAY_POST else []
    if not ruling.is_private or shares:
        return share
    index: list[Button] = [("Post an indexed version", INDEXED, answer)] if indexes else []
    return [*index, *(share if ruling.sensitivity is not Sensitivity.RESTRICTED else [])]


def keep_choices(answer: str, ask: Ask) -> list[Button]:
    """The ⋯ menu's line that keeps an answer."""
    return [("Keep in my DM", "answer.keep", answer)] if answer and ask.surface in MAY_POST else []


def data_choices(answer: str, label: str) -> list[Button]:
    """The ⋯ menu's line that shows where the numbers come from."""
    return [(label, "answer.data", answer)] if answer else []


def remember(
    answer: str,
    message: Message,
    ask: Ask,
    context: Context,
    *,
    holds: Sequence[Comparison] = (),
    shared: Message | None = None,
    in_index: Message | None = None,
    resolved: Mapping[str, Any] | None = None,
) -> Message:
    """Store what was shown under its id; a convenience, so it does not wait for the disk."""
    if answer:
        with context.store.write(durable=False) as db:
            answers.put(
                db,
                answer=answer,
                text=message.text,
                blocks=message.blocks,
                question=ask.text,
                by=ask.person.id,
                restricted=message.restricted,
                at=context.now,
                holds=[(one.metric.name, one.asked.period.start, one.asked.period.end) for one in holds],
                shared=_said(shared),
                indexed=_said(in_index),
                resolved=resolved,
            )
    return message


def share(click: Click, context: Context) -> Reply:
    """Post a stored answer, or what of it may be posted, into the channel it was asked in, once, saying by whom."""
    with context.store.read() as db:
        stored = answers.get(db, click.value)
    if stored is None:
        return _gone()
    ruling = rights.ruled(_to_post(stored, context), click.person, click.channel, Surface.SHARED, context)
    if ruling.verdict is not Verdict.SHOWN:
        return _not_here(stored, ruling, click)
    return _posted(stored, click, context)


def share_anyway(click: Click, context: Context) -> Reply:
    """Post a team's figure where visitors read it, too: somebody of the team says so, and it is written down."""
    with context.store.read() as db:
        stored = answers.get(db, click.value)
    if stored is None:
        return _gone()
    ruling = rights.ruled(_to_post(stored, context), click.person, click.channel, Surface.SHARED, context)
    if ruling.verdict is not Verdict.SHOWN and not _may_insist(ruling, click.person):
        return _not_here(stored, ruling, click)
    return _posted(stored, click, context)


def post_indexed(click: Click, context: Context) -> Reply:
    """Post the indexed version of an answer that is for the asker alone, once, saying by whom."""
    with context.store.read() as db:
        stored = answers.get(db, click.value)
    if stored is None:
        return _gone()
    if sensitivity_of(_all_in(stored, context), context.declared) not in CLEARED[click.person.rank]:
        return rights.refused(_all_in(stored, context), click.person, context)
    message = _indexed(stored, context)
    if message is None:
        return render("refused.j2", message="There is nothing on record to index it against.", way_out="")
    if not _first_time(f"indexed/{stored.id}/{click.channel}", click, context):
        return _there_already()
    return Publicly(shared(message, click.person.id, stored.question))


def _indexed(stored: StoredAnswer, context: Context) -> Message | None:
    """The indexed version as it was kept, or of the same question asked anew."""
    if stored.indexed:
        text, blocks = stored.indexed
        return Message(text=text, blocks=blocks)
    if stored.resolved is None:
        return None
    question = unpacked(stored.resolved, context.catalog)
    return indexed(context.analyst.answer(question, today=context.today, now=context.now), context)


def _posted(stored: StoredAnswer, click: Click, context: Context) -> Reply:
    if not _first_time(f"share/{stored.id}/{click.channel}", click, context):
        return _there_already()
    text, blocks = stored.shared or (stored.text, stored.blocks)
    _write_down(stored, click, context)
    return Publicly(shared(Message(text=text, blocks=blocks), click.person.id, stored.question))


def _first_time(what: str, click: Click, context: Context) -> bool:
    """Whether nobody posted it yet; the press that did so may go on where a process died over it."""
    with context.store.write() as db:
        if inbox.first_time(db, what, now=context.now):
            inbox.remember(db, what, click.key)
            return True
        seen = inbox.seen(db, what)
        return bool(click.key and seen and seen.answer == click.key)


def _there_already() -> Message:
    return render("refused.j2", message="This answer is in the channel already.", way_out="")


def _write_down(stored: StoredAnswer, click: Click, context: Context) -> None:
    """The log of what all who read the channel may now see."""
    posted = _to_post(stored, context)
    held = [(metric, period) for metric, period in _held(stored, context) if metric in posted]
    rows = rights.rows_of(held, click.channel, Surface.SHARED, click.channel, context)
    if rows:
        with context.store.write() as db:
            disclosures.note(db, rows)


def _held(stored: StoredAnswer, context: Context) -> list[tuple[Measured, Period]]:
    """The figures in an answer, each with its period."""
    return [(context.catalog.named(name), Period(start, end)) for name, start, end in stored.holds]


def _all_in(stored: StoredAnswer, context: Context) -> tuple[Measured, ...]:
    """The figures in an answer."""
    return tuple(context.catalog.named(name) for name in dict.fromkeys(name for name, *_ in stored.holds))


def _to_post(stored: StoredAnswer, context: Context) -> tuple[Measured, ...]:
    """The figures in what would be posted of an answer."""
    every = _all_in(stored, context)
    return tuple(one for one in every if not rights.is_restricted(one, context)) if stored.shared else every


def _may_insist(ruling: Ruling, person: Person) -> bool:
    """Whether somebody may post it all the same: a figure for the team, by one of the team who has a role."""
    return (
        ruling.verdict is Verdict.PRIVATE
        and ruling.sensitivity is not Sensitivity.RESTRICTED
        and person.rank is not Role.VIEWER
    )


def _not_here(stored: StoredAnswer, ruling: Ruling, click: Click) -> Message:
    """Why an answer is not posted, and what may be posted instead."""
    if ruling.verdict is Verdict.REFUSED:
        return render("refused.j2", message=ruling.reason, way_out="")
    index = [("Post an indexed version", INDEXED, stored.id)] if stored.resolved else []
    insist = (
        [("Share it anyway", "answer.share_anyway", stored.id)] if _may_insist(ruling, click.person) else []
    )
    return render(
        "refused.j2",
        message=ruling.reason,
        way_out="So I have not posted it." if insist or index else "So it stays private.",
        buttons=[*index, *insist],
    )


def _said(message: Message | None) -> answers.Said | None:
    return (message.text, tuple(message.blocks)) if message else None


def keep(click: Click, context: Context) -> Reply:
    """Put a stored answer into the person's own messages, once."""
    with context.store.write() as db:
        stored = answers.get(db, click.value)
        if stored is None:
            return _gone()
        if sensitivity_of(_all_in(stored, context), context.declared) not in CLEARED[click.person.rank]:
            return rights.refused(_all_in(stored, context), click.person, context)
        message = without_sharing(
            Message(text=stored.text, blocks=stored.blocks, restricted=stored.restricted)
        )
        person = click.person.id
        disclosures.note(db, rights.rows_of(_held(stored, context), person, Surface.DIRECT, person, context))
        context.outbox.add_once(
            db, f"keep/{stored.id}/{click.person.id}", click.person.id, message, now=context.now
        )
    return render("note.j2", text="Kept: it is in your messages with me.")


def shared(message: Message, by: str, question: str) -> Message:
    """The message with a line on top that says who shared it and what they asked."""
    return render("shared.j2", message=without_sharing(message), by=by, question=question)


def without_sharing(message: Message) -> Message:
    """The message without the buttons and menu lines that shared or kept it."""
    return replace(message, blocks=tuple(kept for block in message.blocks if (kept := _stripped(block))))


def _stripped(block: Any) -> Any:
    if block["type"] != "actions":
        return block
    elements = [kept for element in block["elements"] if (kept := _stripped_element(element))]
    return {**block, "elements": elements} if elements else None


def _stripped_element(element: Any) -> Any:
    if element["type"] == "button" and element["action_id"].startswith(OWN):
        return None
    if element["type"] == "overflow":
        options = [option for option in element["options"] if not option["value"].startswith(OWN)]
        return {**element, "options": options} if options else None
    return element


def _gone() -> Message:
    return render(
        "refused.j2",
        message="This answer is more than 30 days old, so I no longer have it.",
        way_out="Ask again and share the new one.",
    )
