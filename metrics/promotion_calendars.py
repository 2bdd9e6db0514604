"""Promotions read from an .ics calendar, as icalendar understands it: each event that does not repeat is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from metrics.period import DAY
from metrics.promotion_files import Read, promotion_of
from metrics.promotions import Promotion

REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")


def read_calendar(text: str, zone: ZoneInfo) -> Read:
    """The events of a calendar (RFC 5545): SUMMARY, DTSTART, DTEND or DURATION, the first of CATEGORIES as the kind.

    An end on a day is the day after the last, as calendars write it; an event that ends at 00:00 ends the day
    before. Moments are turned into days of `zone`. Cancelled events are left out. A repeating event is refused by
    name: each time is a promotion of its own.
    """
    found: list[Promotion] = []
    problems: list[str] = []
    try:
        events = list(_events(text))
    except (ValueError, LookupError) as problem:
        return Read((), (f"This calendar cannot be read: {problem}.",))
    for event in events:
        name = " ".join(str(event.get("SUMMARY", "")).split()) or "an event without a title"
        try:
            start, end = _span(event, zone)
            found.append(promotion_of(name, start, end, kind=_kind(event)))
        except (ValueError, OverflowError) as problem:
            problems.append(f"“{name}”: {problem}.")
    return Read(tuple(found), tuple(problems))


def _events(text: str) -> Iterator[Any]:
    """Every event that is not called off, of every calendar in the text."""
    for calendar in Calendar.from_ical(text, multiple=True):
        for event in calendar.walk("VEVENT"):
            if str(event.get("STATUS", "")).upper() != "CANCELLED":
                yield event


def _kind(event: Any) -> str:
    kinds = event.get("CATEGORIES")
    first = kinds[0] if isinstance(kinds, list) else kinds
    return str(next(iter(getattr(first, "cats", ())), ""))


def _span(event: Any, zone: ZoneInfo) -> tuple[date, date]:
    """First day and the day after the last, in the shop's zone."""
    if any(name in event for name in REPEATING):
        raise ValueError("repeats; add each time by itself")
    start = _moment(event, "DTSTART", zone)
    if start is None:
        raise ValueError("has no start")
    end = _moment(event, "DTEND", zone)
    if end is None:
        lasts = _value(event, "DURATION")
        end = start + (lasts if isinstance(lasts, timedelta) else _nothing_said(start))
    first = start.date() if isinstance(start, datetime) else start
    if isinstance(end, datetime):
        begun = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
        last = (end - timedelta(microseconds=1)).date() if end > begun else end.date()
        return first, last + DAY
    return first, end


def _nothing_said(start: date) -> timedelta:
    """An event without an end is one day, or ends as it begins."""
    return timedelta() if isinstance(start, datetime) else DAY


def _moment(event: Any, name: str, zone: ZoneInfo) -> date | None:
    """A day, or a moment as the shop's local time; a moment without a zone is taken for the shop's."""
    value = _value(event, name)
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, date):
        return value
    raise ValueError(f"{name} is no day")


def _value(event: Any, name: str) -> Any:
    broken = [problem for part, problem in event.errors if part == name]
    if broken:
        raise ValueError(f"{name} cannot be read ({broken[0]})")
    value = event.get(name)
    if isinstance(value, list):
        raise ValueError(f"has {name} more than once")
    return None if value is None else value.dt
