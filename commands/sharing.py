"""Share an answer with the channel, or keep it in one's own messages: the very message that was shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from commands.context import Ask, Click, Context, Publicly, Reply, Surface
from delivery import inbox
from storage import answers
from templates import Message, render

Button = tuple[str, str, str]


def new_answer(ask: Ask) -> str:
    """An id for an answer that can be shared; empty where everybody reads it already."""
    return answers.new_id() if ask.surface is Surface.COMMAND else ""


def share_buttons(answer: str) -> list[Button]:
    """The button that posts an answer."""
    return [("Share", "answer.share", answer)] if answer else []


def keep_choices(answer: str) -> list[Button]:
    """The ⋯ menu's line that keeps an answer."""
    return [("Keep in my DM", "answer.keep", answer)] if answer else []


def remember(answer: str, message: Message, ask: Ask, context: Context) -> Message:
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
            )
    return message


def share(click: Click, context: Context) -> Reply:
    """Post a stored answer into the channel it was asked in, once, saying by whom."""
    with context.store.read() as db:
        stored = answers.get(db, click.value)
    if stored is None:
        return _gone()
    if stored.restricted:
        return render(
            "refused.j2",
            message="This answer holds cost or margin, which are for directors only, so it stays private.",
            way_out="Share a figure without them: ask for net sales, say.",
        )
    with context.store.write() as db:
        if not inbox.first_time(db, f"share/{stored.id}/{click.channel}", now=context.now):
            return render("refused.j2", message="This answer is in the channel already.", way_out="")
    return Publicly(shared(Message(text=stored.text, blocks=stored.blocks), click.person.id, stored.question))


def keep(click: Click, context: Context) -> Reply:
    """Put a stored answer into the person's own messages, once."""
    with context.store.write() as db:
        stored = answers.get(db, click.value)
        if stored is None:
            return _gone()
        message = without_sharing(
            Message(text=stored.text, blocks=stored.blocks, restricted=stored.restricted)
        )
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
    if element["type"] == "button" and element["action_id"].startswith("answer."):
        return None
    if element["type"] == "overflow":
        options = [option for option in element["options"] if not option["value"].startswith("answer.")]
        return {**element, "options": options} if options else None
    return element


def _gone() -> Message:
    return render(
        "refused.j2",
        message="This answer is more than 30 days old, so I no longer have it.",
        way_out="Ask again and share the new one.",
    )
