"""The digests on somebody's Home: those they get, and those they have set up for others."""

from __future__ import annotations

from typing import Any

from commands.context import Context, Person
from digests.buttons import Button, how_often, target_of
from digests.definitions import DIGESTS, title_of
from digests.publish import timer_of
from storage import subscriptions
from storage.subscriptions import Subscription

MOST = 6


def digests_of(person: Person, context: Context) -> list[dict[str, Any]]:
    """Their own first, each with when it comes and what may be done about it."""
    with context.store.read() as db:
        known = [one for one in subscriptions.of(db, person.id) if one.digest in DIGESTS or one.sections]
        timers = {target_of(one): context.timers.get(db, timer_of(one.digest, one.place)) for one in known}
    known.sort(key=lambda one: one.place != person.id)
    return [
        {
            "title": title_of(one.digest),
            "subscription": one,
            "own": one.place == person.id,
            "next_at": timer.next_due if (timer := timers[target_of(one)]) and not one.paused else None,
            "rests_until": one.snoozed_until if one.rests(context.today) else None,
            "buttons": _buttons(one, resting=one.rests(context.today)),
            "more": _more(one),
        }
        for one in known[:MOST]
    ]


def _buttons(one: Subscription, *, resting: bool) -> list[Button]:
    target = target_of(one)
    rest = ("Resume", "digest.resume", target) if resting else ("Snooze", "digest.snooze", target)
    return [("Change", "digest.settings", target), rest, ("Stop", "digest.stop", target)]


def _more(one: Subscription) -> list[Button]:
    return [how_often(one), ("Preview", "digest.preview", one.digest)]
