"""Days, periods and moments in words: Sun 22 Nov, Mon 16–Sun 22 Nov 2026, November 2011, Q4 2025."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from babel import Locale
from babel.dates import format_date, get_date_format

_DAY = timedelta(days=1)
_NEAR = timedelta(days=200)
_IS_DATES = re.compile(
    r"\d\D*(?:–|-|\bto\b).*\d|^\D{0,4}\d{1,2} \D+$"
)  # a label that is a range or a day itself
_WITH_WEEKDAYS = 14  # days: a longer range is easier to read without them


class Range(Protocol):
    """A half-open range of days with the words people use for it."""

    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def label(self) -> str: ...


@lru_cache(maxsize=4096)
def day_words(day: date, locale: str, *, weekday: bool = True, month: bool = True, year: bool = True) -> str:
    """A day, in the locale's order: Sun 22 Nov 2026, Sun, Nov 22, 2026."""
    month_first = _month_first(locale)
    parts = ["d"] if not month else ["MMM d"] if month_first else ["d MMM"]
    if weekday:
        parts.insert(0, "EEE," if month_first and month else "EEE")
    pattern = " ".join(parts)
    if year:
        pattern += ", y" if month_first and month else " y"
    said = format_date(day, pattern, locale=locale)
    return said.replace("Sept", "Sep") if locale.startswith("en") and "September" not in said else said


def weekday(value: date, locale: str = "en_GB") -> str:
    """A day's weekday in full: Friday."""
    return format_date(value, "EEEE", locale=locale)


@lru_cache(maxsize=64)
def _month_first(locale: str) -> bool:
    pattern = get_date_format("medium", locale=locale).pattern
    return pattern.lower().find("m") < pattern.find("d")


def day(value: date, locale: str = "en_GB", today: date | None = None) -> str:
    """A day; the year only where it could be doubted (today unknown, or more than half a year away)."""
    return day_words(value, locale, year=today is None or abs(value - today) > _NEAR)


@lru_cache(maxsize=1024)
def span(start: date, end: date, locale: str = "en_GB") -> str:
    """A half-open range in words, always with its year.

    One day, a whole month, quarter or year by name; else from–to, with weekdays up to a fortnight.
    """
    last = end - _DAY
    if last == start:
        return day_words(start, locale)
    return _named(start, last, locale) or _from_to(start, last, locale)


def plan(start: date, end: date, locale: str = "en_GB", today: date | None = None) -> str:
    """A whole period as one plans for it: November, Q4; with its year where that is not this one, else in dates."""
    last = end - _DAY
    named = _named(start, last, locale)
    if named is None or today is None or start.year != today.year:
        return named or span(start, end, locale)
    return named.removesuffix(f" {start.year}")


def _named(start: date, last: date, locale: str) -> str | None:
    if start.day != 1 or last.day != monthrange(last.year, last.month)[1] or start.year != last.year:
        return None
    if start.month == last.month:
        return format_date(start, "LLLL y", locale=locale)
    if (start.month, last.month) == (1, 12):
        return str(start.year)
    if last.month == start.month + 2 and last.month % 3 == 0:
        return format_date(start, "QQQ y", locale=locale)
    return f"{format_date(start, 'LLL', locale=locale)}–{format_date(last, 'LLL y', locale=locale)}"


def _from_to(start: date, last: date, locale: str) -> str:
    weekday = (last - start).days < _WITH_WEEKDAYS
    same_month = (start.year, start.month) == (last.year, last.month)
    if same_month and not _month_first(locale):
        first = day_words(start, locale, weekday=weekday, month=False, year=False)
    else:
        first = day_words(start, locale, weekday=weekday, year=start.year != last.year)
    return f"{first}–{day_words(last, locale, weekday=weekday)}"


def short_span(start: date, end: date, locale: str = "en_GB") -> str:
    """A range in at most 20 characters, for the name of a line in a chart."""
    last = end - _DAY
    if last == start:
        return day_words(start, locale, weekday=False)
    named = _named(start, last, locale)
    if named is not None and len(named) <= 20:
        return named
    same_month = (start.year, start.month) == (last.year, last.month) and not _month_first(locale)
    first = day_words(start, locale, weekday=False, month=not same_month, year=False)
    return f"{first}–{day_words(last, locale, weekday=False)}"


def period(value: Range, locale: str = "en_GB") -> str:
    """A period as people say it, with its days where the words alone do not tell: yesterday (Sun 22 Nov 2026)."""
    dates = span(value.start, value.end, locale)
    label = value.label.strip()
    if label.endswith(f", {dates}"):
        return label
    if _IS_DATES.search(label) or _says_no_more(label, dates):
        return dates
    return f"{label} ({dates})"


def _says_no_more(label: str, dates: str) -> bool:
    """Whether each word of a label begins one of the dates' words: Nov 2011 says no more than November 2011."""
    words = dates.casefold().replace("–", " ").split()
    return all(any(word.startswith(part) for word in words) for part in label.casefold().split())


def moment(value: datetime, locale: str = "en_GB", today: date | None = None) -> str:
    """A day and a time of day: Sat 21 Nov 18:40."""
    return f"{day(value.date(), locale, today)} {value:%H:%M}"


@lru_cache(maxsize=512)
def country(code: str, locale: str = "en_GB") -> str:
    """A country's name from its ISO code; what is no code, such as (unknown), stays as it is."""
    name = Locale.parse(locale).territories.get(code.upper()) if len(code) == 2 else None
    return str(name) if name else code


#: The days of a schedule, as it names them.
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def on_days(names: Sequence[str]) -> str:
    """The days of a schedule (mon … sun) in words: Monday to Friday, every day, Mon, Sat."""
    if tuple(names) == WEEK[:5]:
        return "Monday to Friday"
    return "every day" if tuple(names) == WEEK else ", ".join(name.capitalize() for name in names)
