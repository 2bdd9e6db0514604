"""Pin a figure to one's Home, by a button of its answer or by words, unpin it and move it."""

from __future__ import annotations

from commands import rights
from commands.answering import read_words
from commands.context import Ask, Click, Context, Reply
from commands.grammar import Menu, Unreadable
from commands.pin_words import MOVING, PIN, words_for
from metrics.period import dates
from metrics.reading import Question
from storage import pins
from templates import Message, render

PINNED = "Pinned to your Home"


def pin_words(words: str, ask: Ask, context: Context) -> Message:
    """`pin net sales yesterday`: to the asker's Home, if they may see it."""
    try:
        read = read_words(words, context)
    except Unreadable as problem:
        suggestions = [(f"Pin {phrase}", PIN, phrase) for phrase in problem.suggestions]
        return render("unreadable.j2", message=problem.message, suggestions=suggestions, style=context.style)
    if isinstance(read, Menu):
        choices = [(label, PIN, phrase) for label, phrase in read.choices]
        return render("menu.j2", question=read.question, choices=choices, style=context.style)
    if refusal := rights.not_for(read.metrics[:1], ask, context):
        return refusal
    moving = words_for(read, context)
    if moving is None:
        return _fixed(read, context)
    with context.store.write() as db:
        kept = pins.add(db, ask.person.id, moving, now=context.now)
    if not kept:
        return render(
            "refused.j2",
            message=f"Your Home has room for {pins.MOST} figures, and they are all taken.",
            way_out="Unpin one there, in its ⋯ menu.",
            style=context.style,
        )
    return render("note.j2", text=f"{PINNED}: {moving}.", style=context.style)


def _fixed(question: Question, context: Context) -> Message:
    """What is about fixed days would show the same for ever."""
    metric = question.metrics[0].label
    ways = [(f"{metric} {words}", PIN, f"{metric} {words}") for words in MOVING[:1] + MOVING[2:4]]
    return render(
        "unreadable.j2",
        message=f"{dates(question.period)} stays what it was, so there is nothing to keep an eye on. Pin days that move:",
        suggestions=ways,
        style=context.style,
    )


# --- clicks ----------------------------------------------------------------------------------------


def add(click: Click, context: Context) -> Reply:
    """**Pin to my Home**, in the ⋯ menu of an answer; on Home itself the figure is the answer."""
    reply = pin_words(click.value, click.asks(click.value), context)
    return reply if click.channel or not reply.text.startswith(PINNED) else None


def remove(click: Click, context: Context) -> Reply:
    """**Unpin**, on Home."""
    with context.store.write() as db:
        pins.remove(db, click.person.id, _number(click), now=context.now)
    return None


def up(click: Click, context: Context) -> Reply:
    """**Move up**, on Home."""
    return _moved(click, context, by=-1)


def down(click: Click, context: Context) -> Reply:
    """**Move down**, on Home."""
    return _moved(click, context, by=1)


def _moved(click: Click, context: Context, *, by: int) -> Reply:
    with context.store.write() as db:
        pins.move(db, click.person.id, _number(click), by=by, now=context.now)
    return None


def _number(click: Click) -> int:
    return int(click.value) if click.value.isdecimal() else 0
