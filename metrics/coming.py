"""The whole of a period that people plan for: “November” said in October is the one to come, not the one gone."""

from __future__ import annotations

import re
from datetime import date

from metrics.period import WEEK, Period, dates
from metrics.period_words import parse_period
from metrics.relative_days import Now

_HAS_YEAR = re.compile(r"(?:19|20)\d\d|'\d\d\b")


def coming_period(words: str, today: date, *, week_start: str = "monday") -> Period | None:
    """The period that the words name, whole and not over by `today` where a year is left open; None where none."""
    read = parse_period(words, today, week_start=week_start)
    if read is None:
        return None
    if not _HAS_YEAR.search(words):
        for year in (today.year, today.year + 1):
            named = parse_period(f"{words} {year}", date(year + 2, 1, 1), week_start=week_start)
            if named and named.unit == read.unit and named.end > today:  # “Fri 2026” is a year
                return named
    return _whole(words, read, week_start)


def latest_period(words: str, today: date, *, week_start: str = "monday") -> Period | None:
    """The latest whole period of that name, begun or over: “November” said in December is the one gone."""
    read = parse_period(words, today, week_start=week_start)
    return _whole(words, read, week_start) if read else None


def _whole(words: str, read: Period, week_start: str) -> Period:
    """A period that was cut at yesterday because it is running, with its days to come."""
    later = parse_period(words, date(read.start.year + 2, 1, 1), week_start=week_start)
    if later and later.start == read.start:
        return later
    if not read.label.endswith(" so far"):
        return read
    match read.unit:
        case "week":
            end = read.start + WEEK
        case "month" | "quarter" | "year" as unit:
            end = Now(today=read.start, week_start=week_start).back(read.start, unit, -1)
        case _:
            return read
    whole = Period(read.start, end, unit=read.unit)
    return Period(whole.start, whole.end, dates(whole), read.unit)
