"""What reaches us a day after it was said or pressed: nothing is done about it, and whoever did it is told so once."""

from __future__ import annotations

import logging
from datetime import timedelta

from commands.context import Context
from commands.incoming import Payload
from templates import render

log = logging.getLogger(__name__)

#: Slack sends an event again for a day at most. What comes later has waited out an outage of its own, and nobody
#: waits for an answer any more.
TOO_LATE = timedelta(days=1)


def comes_too_late(stamp: object, context: Context) -> bool:
    """Whether what Slack stamped so (`1763884860.000100`, seconds since 1970) lies more than a day back; what has no
    such stamp does not."""
    try:
        return context.now.timestamp() - float(str(stamp)) > TOO_LATE.total_seconds()
    except ValueError:
        return False


def stamp_of(event: Payload) -> object:
    """When an event came about."""
    return event.get("event_ts") or event.get("ts")


def tell(user: str, context: Context) -> None:
    """Say it to them, once a day however much there was."""
    with context.store.write(durable=False) as db:
        first = context.outbox.add_once(
            db, f"too_late/{user}/{context.today}", user, render("too_late.j2"), now=context.now
        )
    if first:
        log.warning("what %s said or pressed came more than a day late; nothing is done about it", user)
