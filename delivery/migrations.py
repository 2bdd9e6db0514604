"""Every table delivery keeps."""

from __future__ import annotations

from sqlite_utils import Migrations

from delivery import auditor, heartbeat, inbox, outbox, timers

ALL: tuple[Migrations, ...] = (
    inbox.MIGRATIONS,
    outbox.MIGRATIONS,
    timers.MIGRATIONS,
    heartbeat.MIGRATIONS,
    auditor.MIGRATIONS,
)
