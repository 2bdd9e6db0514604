"""What the samples share: people, moments and buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

Spell = Callable[[str], str]
LONDON = ZoneInfo("Europe/London")
DIRECTOR, MANAGER = "U0DIRECTOR", "U0MANAGER"
NOW = datetime(2026, 11, 23, 8, 1, tzinfo=LONDON)
FOLLOW_UPS = [
    ("By channel", "kpi.run", "net sales by sales channel yesterday"),
    ("vs last year", "kpi.run", "net sales yesterday vs ly"),
    ("Share", "answer.share", "a1b2"),
    ("Chart", "kpi.run", "net sales by day last 14 days"),
    ("Keep in my DM", "answer.keep", "a1b2"),
]
SHARE = FOLLOW_UPS[2:3]
