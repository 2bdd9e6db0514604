"""How one shop writes, and the words that stand for states, units and directions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: What a metric's direction and a change's make together. A fall is often good news (returns, spend): then a
#: word says so, since neither an arrow nor a colour would.
VERDICTS: dict[tuple[str, bool], str] = {("down", True): "worse", ("down", False): "better"}

UNITS: dict[str, str] = {
    "count": "a count",
    "rate": "a percentage; changes are in percentage points (pp)",
    "times": "a multiple (×)",
    "decimal": "a number",
    "weeks": "weeks",
    "hours": "hours by the clock, nights and weekends included",
}

STATES: dict[str, str] = {
    "complete": "complete",
    "partial": "⏳ still arriving",
    "settling": "⏳ settling",
    "stale": "⚠ stale, still arriving",
    "missing": "nothing recorded yet",
}


@dataclass(frozen=True, kw_only=True)
class Style:
    """How one shop writes: its currency, locale and time zone. `today` lets near days go without their year."""

    currency: str | None = None
    locale: str = "en_GB"
    zone: str = "Europe/London"
    today: date | None = None
