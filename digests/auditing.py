"""What must not be between digests and their timers: one without the other."""

from __future__ import annotations

from delivery.auditor import Check, rows_of

CHECKS: tuple[Check, ...] = (
    Check(
        name="digest without timer",
        wrong="is subscribed, and nothing makes it due",
        find=rows_of(
            "SELECT digest || ' for ' || place FROM subscription WHERE paused = 0"
            " AND NOT EXISTS (SELECT 1 FROM timer WHERE name = 'digest/' || digest || '/' || place)"
        ),
    ),
    Check(
        name="timer without digest",
        wrong="falls due, and there is no such subscription",
        find=rows_of(
            "SELECT name FROM timer WHERE name GLOB 'digest/*' AND NOT EXISTS (SELECT 1 FROM subscription"
            " WHERE 'digest/' || digest || '/' || place = timer.name)"
        ),
    ),
)
