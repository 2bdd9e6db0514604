"""`/digest move here to 09:00`, `snooze until 4 Jan`, `hand over to @maya`: a digest changed in words."""

from __future__ import annotations

from datetime import date

from commands import digest_changes
from commands.away import day_in
from commands.context import Ask, Context
from commands.digest_owner import gone
from commands.plan_words import MENTION
from commands.subscribing import AT, days_in, hour_in, no_hour, place_of
from digests.definitions import DIGESTS
from storage import subscriptions
from templates import Message, render

#: The words that change a digest with nothing more to say of it.
PLAIN = {
    "pause": digest_changes.pause,
    "resume": digest_changes.resume,
    "only": digest_changes.only_unusual,
    "every": digest_changes.every_time,
    "stop": digest_changes.stop,
    "unsubscribe": digest_changes.stop,
}
#: All the words that change one.
CHANGES = (*PLAIN, "move", "snooze", "hand")


def change(verb: str, words: str, ask: Ask, context: Context) -> Message:
    """One of CHANGES, with what is said after it: where, which digest, when, to whom."""
    place = place_of(words, ask)
    digest = _which(words, place, context)
    match verb:
        case "move":
            return _move(digest, place, words, ask, context)
        case "snooze":
            return _snooze(digest, place, words, ask, context)
        case "hand":
            return _hand(digest, place, words, ask, context)
        case _:
            return PLAIN[verb](digest, place, ask.person, context)


def _which(words: str, place: str, context: Context) -> str:
    """The digest that is named; else the one that the place gets; else the morning's."""
    if named := next((word for word in words.casefold().split() if word in DIGESTS), ""):
        return named
    with context.store.read() as db:
        there = [one.digest for one in subscriptions.all_of(db) if one.place == place]
    return there[0] if len(there) == 1 else "morning"


def _move(digest: str, place: str, words: str, ask: Ask, context: Context) -> Message:
    said = AT.search(words)
    at = hour_in(said) if said else None
    if at is None:
        return no_hour(said[0] if said else words.strip() or "Nothing", context)
    days = days_in(words)
    return digest_changes.move(digest, place, at, days or None, ask.person, context)


def _snooze(digest: str, place: str, words: str, ask: Ask, context: Context) -> Message:
    day = _day(words, context)
    if day is None:
        return _unreadable(
            f"I could not read “{words.strip()}” as the day on which it comes again.",
            "Write `/digest snooze until 4 Jan`, or `until Mon`.",
            context,
        )
    return digest_changes.snooze(digest, place, day, ask.person, context)


def _day(words: str, context: Context) -> date | None:
    _, found, said = words.casefold().partition("until")
    return day_in(f"until {said.strip()}", context) if found and said.strip() else None


def _hand(digest: str, place: str, words: str, ask: Ask, context: Context) -> Message:
    to = MENTION.search(words)
    if to is None:
        return _unreadable("I could not read whom to.", "Write `/digest hand over to @somebody`.", context)
    with context.store.read() as db:
        there = subscriptions.get(db, digest, place)
    return (
        digest_changes.hand_over(digest, place, to[1], ask.person, context) if there else gone(place, context)
    )


def _unreadable(message: str, way_out: str, context: Context) -> Message:
    return render("refused.j2", message=message, way_out=way_out, style=context.style)
