"""Half-open ranges of days, how they are written, and which other days they are fairly compared with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from metrics import calendar

DAY = timedelta(days=1)
WEEK = timedelta(days=7)

Unit = Literal["", "day", "days", "week", "month", "quarter", "year", "event"]
MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`. `label` is how people say it.

    `unit` is what it was asked in, so that a month to date is compared with a month to date; left empty,
    the shape of the range decides.
    """

    start: date
    end: date
    label: str = field(default="", compare=False)
    unit: Unit = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards."""
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    @property
    def days(self) -> int:
        """How many days it holds, at least one."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - DAY

    @property
    def months(self) -> int:
        """How many whole calendar months it is; 0 when it is not."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month

    @property
    def shape(self) -> Unit:
        """Its unit, or else what the range looks like: a day, calendar months (whole or to date), or days."""
        if self.unit:
            return self.unit
        if self.months:
            return "year" if self.months % 12 == 0 else "quarter" if self.months % 3 == 0 else "month"
        if self.days == 1:
            return "day"
        to_date = self.start.day == 1 and self.last.replace(day=1) == self.start
        return "month" if to_date else "days"

    def __contains__(self, day: date) -> bool:
        """Whether a day falls in it."""
        return self.start <= day < self.end

    def shift(self, by: timedelta, label: str = "") -> Period:
        """The same length, moved."""
        return Period(self.start + by, self.end + by, label)


def one_day(day: date, label: str = "") -> Period:
    """A single day."""
    return Period(day, day + DAY, label, "day")


# --- How a period is written -----------------------------------------------------------------------


def dates(period: Period) -> str:
    """The period in explicit dates, as the echo shows it and the grammar reads it.

    2025 · Q3 2025 · Nov 2011 · Sun 22 Nov 2026 · Mon 16–Sun 22 Nov 2026 · 1 Oct–22 Nov 2026. Weekdays are
    written for up to a fortnight, where they matter to the comparison.
    """
    first, last = period.start, period.last
    if period.months == 12 and first.month == 1:
        return f"{first:%Y}"
    if period.months == 3 and first.month % 3 == 1:
        return f"Q{(first.month + 2) // 3} {first:%Y}"
    if period.months == 1:
        return f"{_MONTH_NAMES[first.month - 1]} {first:%Y}"
    if period.days == 1:
        return f"{_day(first, weekday=True)} {_month(first)} {first:%Y}"
    weekday = period.days <= 14
    start = _day(first, weekday=weekday)
    if (first.year, first.month) != (last.year, last.month):
        start += f" {_month(first)}"
    if first.year != last.year:
        start += f" {first:%Y}"
    return f"{start}–{_day(last, weekday=weekday)} {_month(last)} {last:%Y}"


def _day(day: date, *, weekday: bool) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day}" if weekday else str(day.day)


def _month(day: date) -> str:
    return _MONTH_NAMES[day.month - 1]


# --- What it is fairly compared with ---------------------------------------------------------------


def previous(period: Period, today: date | None = None) -> Period:
    """The stretch before, kept fair: the same weekdays for days and weeks, the same dates for months.

    A day compares with the same weekday the week before (−7), N days with the N days before, moved by
    whole weeks. Whole months compare with as many months before; a month, quarter or year to date with
    the same days of the one before. A named event compares with the one before it, last year's.
    With `today`, a period that is still running compares with as many days as are complete.
    """
    period = complete(period, today)
    match period.shape:
        case "event":
            return last_year(period)
        case "day":
            return period.shift(-WEEK, "same weekday the week before")
        case "month" | "quarter" | "year" as unit:
            return months_back(period, period.months or MONTHS[unit], _before(period, unit))
        case _:
            weeks = -(-period.days // 7)
            return period.shift(-weeks * WEEK, _days_before(period, weeks))


def last_year(period: Period, today: date | None = None) -> Period:
    """The like period a year before.

    Calendar months, quarters and years (whole or to date) keep their dates. Days and weeks keep their
    weekdays: −364 days. Days around Black Friday and Easter keep their distance from the event, a named
    feast its name; see `calendar.anchor`.
    """
    period = complete(period, today)
    if period.shape in MONTHS:
        return months_back(period, 12, _like_last_year(period))
    anchored = calendar.anchor(period.start, period.end) if period.days <= 14 else None
    if anchored is None:
        return period.shift(
            -52 * WEEK, "same weekday last year" if period.days == 1 else "same weekdays last year"
        )
    event, distance = anchored
    then = period.shift(-distance)
    name = _event_name(period)
    label = f"{name} {then.start.year}" if name else f"same days around {event.name} {then.start.year}"
    return replace(then, label=label, unit=period.unit)


def earlier(period: Period, unit: Unit) -> Period:
    """The like period a week, month or quarter earlier, as in “vs last month”.

    Short ranges move by whole weeks (1, 4 or 13), so that their weekdays stay; calendar months keep their
    dates. A period longer than the unit compares with the one before it.
    """
    weeks = {"week": 1, "month": 4, "quarter": 13}[unit]
    if period.shape in MONTHS:
        span = period.months or MONTHS[period.shape]
        wanted = MONTHS.get(unit, 0)
        return (
            months_back(period, wanted, f"same days {_units(wanted)} before")
            if wanted > span
            else previous(period)
        )
    if period.days > 7 * weeks:
        return previous(period)
    if unit == "week":
        return period.shift(
            -WEEK, "same weekday the week before" if period.days == 1 else _days_before(period, 1)
        )
    return period.shift(-weeks * WEEK, f"same weekday{'s' * (period.days > 1)} {weeks} weeks before")


def months_back(period: Period, months: int, label: str = "") -> Period:
    """The same dates some months earlier; whole months stay whole, a 30th or 31st is cut to its month."""
    step = relativedelta(months=months)
    end = period.end - step if period.months else period.last - step + DAY
    return Period(period.start - step, end, label, period.unit)


def complete(period: Period, today: date | None) -> Period:
    """As many of its days as are over, where `today` is known and the period still runs."""
    if today is None or period.end <= today + DAY or period.start >= today:
        return period
    return replace(period, end=today, unit=period.shape)


def _units(months: int) -> str:
    return {1: "the month", 3: "the quarter"}.get(months, f"{months} months")


def _before(period: Period, unit: Unit) -> str:
    if not period.months:
        return f"same days of the {unit} before"
    count = period.months // MONTHS[unit]
    return f"the {unit} before" if count == 1 else f"the {count} {unit}s before"


def _like_last_year(period: Period) -> str:
    names = {
        0: "same days last year",
        1: "same month last year",
        3: "same quarter last year",
        12: "the year before",
    }
    return names.get(period.months, "same months last year")


def _days_before(period: Period, weeks: int) -> str:
    if period.days == 7 * weeks:
        return "the week before" if period.days == 7 else f"the {period.days} days before"
    return "same weekdays the week before" if weeks == 1 else f"same weekdays {weeks} weeks before"


def _event_name(period: Period) -> str | None:
    span = (period.start, period.end)
    return next((event.name for event in calendar.EVENTS if event.falls(period.start.year) == span), None)
