"""What is not as it should be: for /healthz, for `/shelftalk status` and for whoever looks after the machine."""

from __future__ import annotations

from datetime import timedelta

from commands.context import Context
from commands.work import Line
from delivery.sender import Sender
from delivery.watchdog import Watchdog

#: Slack refuses what was signed more than five minutes ago: long before that, our clock is wrong.
CLOCK_MAY_DIFFER = timedelta(minutes=2)
#: How long a message may wait for Slack, and how long all workers may be at work, before it is said.
UNSENT_FOR = timedelta(minutes=10)
BUSY_FOR = 15.0


def troubles(context: Context, sender: Sender, line: Line, watchdog: Watchdog) -> list[str]:
    """Each trouble in a sentence; empty while all is well."""
    now = context.now
    late = context.outbox.unsent(now - UNSENT_FOR)
    found = [
        watchdog.trouble(),
        f"Slack refuses the token ({sender.stopped}): nothing is sent" if sender.stopped else None,
        _clock(sender.ahead),
        f"all workers have been at work for {line.busy_for:.0f} s" if line.busy_for > BUSY_FOR else None,
        f"{len(late)} messages wait for Slack, the oldest: {late[0].key} ({late[0].problem})"
        if late
        else None,
    ]
    return [trouble for trouble in found if trouble]


def _clock(ahead: timedelta | None) -> str | None:
    if ahead is None or abs(ahead) <= CLOCK_MAY_DIFFER:
        return None
    minutes = abs(ahead).total_seconds() / 60
    way = "ahead of" if ahead > timedelta() else "behind"
    return f"this machine's clock is {minutes:.0f} minutes {way} Slack's, which will refuse our signatures' times"
