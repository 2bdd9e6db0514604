"""Days on which nobody works: from a calendar file, or the public holidays of a country or a part of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import holidays as almanac
from icalendar import Calendar

DAY = timedelta(days=1)
#: The part that is meant where a country has hardly any holidays in common.
USUAL_PART = {"GB": "ENG"}
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")


def is_known(code: str) -> bool:
    """Whether the almanac has holidays for an ISO 3166 code such as `DE`, or of a part such as `DE-BY`."""
    country, _, part = code.partition("-")
    parts = almanac.list_supported_countries(include_aliases=True).get(country)
    return parts is not None and (not part or part in parts)


@lru_cache(maxsize=256)
def public_holidays(code: str, year: int) -> frozenset[date]:
    """The public holidays of a year where `is_known`; `GB` alone is England and Wales."""
    country, _, part = code.partition("-")
    return frozenset(almanac.country_holidays(country, subdiv=part or USUAL_PART.get(country), years=year))


def days_of(text: str) -> frozenset[date]:
    """The days that the events of a calendar (RFC 5545) cover; raises ValueError in words people read.

    An event that is called off covers none. One that repeats is refused: each day is to be written by itself.
    """
    try:
        events = [event for each in Calendar.from_ical(text, multiple=True) for event in each.walk("VEVENT")]
    except (ValueError, LookupError) as problem:
        raise ValueError(f"this calendar cannot be read ({problem})") from problem
    held = (event for event in events if str(event.get("STATUS", "")).upper() != "CANCELLED")
    return frozenset(day for event in held for day in _days(event))


def _days(event: Any) -> list[date]:
    name = " ".join(str(event.get("SUMMARY", "")).split()) or "an event without a title"
    if any(repeats in event for repeats in REPEATING):
        raise ValueError(f"“{name}” repeats; write each day by itself")
    start, end = _day(event, "DTSTART"), _day(event, "DTEND")
    if start is None:
        raise ValueError(f"“{name}” has no day that can be read")
    until = max(end, start + DAY) if end else start + DAY
    return [start + count * DAY for count in range((until - start).days)]


def _day(event: Any, name: str) -> date | None:
    value = getattr(event.get(name), "dt", None)
    return value.date() if isinstance(value, datetime) else value
