"""What a question is compared with: the words after “vs”, settled against the period that was asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from commands.misread import Unreadable
from metrics import retail_calendar
from metrics.fair import earlier_months, last_year, previous
from metrics.period import DAY, MONTHS, Period, dates, earlier
from metrics.period_words import find_period
from metrics.relative_days import Now
from metrics.shop_year import ShopYear

_HAS_YEAR = re.compile(r"(?:19|20)\d\d|'\d\d|[/.]\d\d$")
_RELATIVE = re.compile(
    r"today|yesterday|tomorrow|next\b|(?:the )?day before|(?:the )?\w+ before last|(?:this|current)\b|.*\bago\b"
    r"|(?:last|past|previous|prior) \w+ \w+s\b|[wmqy]td\b|.* to date\b"
)
_AS_MANY = re.compile(r"(?:last|past|previous|prior|preceding) \w+ \w+")


def stepped(period: Period, step: str, year: ShopYear) -> Period:
    """The period `step` (previous, week, month, quarter or year) before."""
    match step:
        case "previous":
            return previous(period, year)
        case "year":
            return last_year(period, year)
        case "week" | "month" | "quarter":
            return earlier_months(period, MONTHS.get(step, 0), year) or earlier(period, step)
        case _:
            raise ValueError(step)


def named(text: str, period: Period, now: Now, year: ShopYear) -> Period:
    """The period that words after “vs” name.

    Without a year it is the latest one before the period asked for (“Nov 2011 vs October”). A year means the
    same days of that year; a whole month beside a month to date means as many of its days.
    Raises Unreadable where it is the same period or still to come.
    """
    baseline = _found(text, period, now)
    if baseline.start > now.today:
        raise Unreadable(f"{dates(baseline)} is still to come, so there is nothing to compare with.")
    baseline = _same_part(baseline, period, year)
    if baseline == period and _AS_MANY.match(text):
        return previous(period, year)  # “last 30 days vs previous 30 days”
    if baseline == period:
        raise Unreadable(f"That would compare {dates(period)} with itself.")
    return called(baseline, period, year)


def called(baseline: Period, period: Period, year: ShopYear) -> Period:
    """The baseline under the name that says how it is fair to the period, where it has one."""
    for fair in (previous(period, year), last_year(period, year)):
        if fair == baseline:
            return fair
    return replace(baseline, label=baseline.label or dates(baseline))


def _found(text: str, period: Period, now: Now) -> Period:
    if _HAS_YEAR.search(text) or _RELATIVE.match(text):
        return _read(text, now)
    before = _read(text, replace(now, today=period.start))
    if before.start >= period.start:
        before = _read(text, replace(now, today=period.start - DAY))
    return before


def _read(text: str, now: Now) -> Period:
    found = find_period(text, 0, now)
    if found is None:
        raise Unreadable(f"I can't tell which days “{text}” are.")
    return found[0]


def _same_part(baseline: Period, period: Period, year: ShopYear) -> Period:
    """As much of a whole year or month as the period is of its own."""
    whole, own = _whole(baseline, year), _whole(period, year)
    years = _year_of(period, year) - _year_of(baseline, year)
    is_year = whole == "year" and (year.retail or baseline.start.month == 1)
    if is_year and 0 < years <= 50 and own != "year" and period.days < 366:
        then = period
        for _ in range(years):
            then = last_year(then, year)
        return replace(then, label=f"same days in {_year_of(baseline, year)}")
    so_far = "" if own else period.unit if year.retail else period.shape
    if so_far in MONTHS and whole == so_far and baseline.days > period.days:
        end = baseline.start + timedelta(days=period.days)
        name = baseline.label or dates(baseline)
        return replace(baseline, end=end, label=f"same days of {name}", unit=period.shape)
    return baseline


def _whole(period: Period, year: ShopYear) -> str:
    """Month, quarter or year where the days are a whole one, of the calendar that the shop goes by."""
    if year.retail:
        return period.unit if retail_calendar.is_whole(period) else ""
    return next((unit for unit, months in MONTHS.items() if months == period.months), "")


def _year_of(period: Period, year: ShopYear) -> int:
    return retail_calendar.retail_day(period.start).year if year.retail else period.start.year
