"""The retail 4-5-4 calendar: weeks from Sunday to Saturday, months of four or five of them, years of 52 or 53."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from metrics.period import MONTHS, WEEK, Period, dates, one_day

#: Weeks of each month, February first. A year of 53 weeks gives its last month (January) one more.
WEEKS = (4, 5, 4) * 4
_MONTHS = ("Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan")


@dataclass(frozen=True, kw_only=True)
class RetailDay:
    """Where a day stands: its retail year, month (1 is February), week of the year from 1, and quarter."""

    year: int
    month: int
    week: int

    @property
    def quarter(self) -> int:
        """1–4; the first begins with February."""
        return (self.month + 2) // 3


def year_start(year: int) -> date:
    """The Sunday a retail year begins on: the day after the Saturday nearest to 31 January."""
    end_of_january = date(year, 1, 31)
    since_saturday = (end_of_january.weekday() - 5) % 7
    saturday = end_of_january - timedelta(days=since_saturday)
    return saturday + timedelta(days=1 if since_saturday <= 3 else 8)


def weeks_in(year: int) -> int:
    """52, or 53 in 2023, 2028 and every fifth or sixth year."""
    return (year_start(year + 1) - year_start(year)).days // 7


def retail_year(year: int) -> Period:
    """All of a retail year."""
    return Period(year_start(year), year_start(year + 1), f"retail year {year}", "year")


def retail_week(year: int, week: int) -> Period:
    """One week of a retail year, from 1; raises ValueError where the year has no such week."""
    if not 1 <= week <= weeks_in(year):
        raise ValueError(f"retail year {year} has {weeks_in(year)} weeks")
    start = year_start(year) + (week - 1) * WEEK
    return Period(start, start + WEEK, f"week {week} of retail year {year}", "week")


def retail_month(year: int, month: int) -> Period:
    """One month of a retail year: 1 is February, 12 the January after. Raises ValueError outside 1–12."""
    if not 1 <= month <= 12:
        raise ValueError("a retail year has months 1 (February) to 12 (January)")
    start = year_start(year) + sum(WEEKS[: month - 1]) * WEEK
    end = year_start(year + 1) if month == 12 else start + WEEKS[month - 1] * WEEK
    return Period(start, end, f"retail {_MONTHS[month - 1]} {year}", "month")


def retail_quarter(year: int, quarter: int) -> Period:
    """One quarter of a retail year, from February; raises ValueError outside 1–4."""
    if not 1 <= quarter <= 4:
        raise ValueError("a retail year has quarters 1 to 4")
    first, last = retail_month(year, 3 * quarter - 2), retail_month(year, 3 * quarter)
    return Period(first.start, last.end, f"retail Q{quarter} {year}", "quarter")


def retail_day(day: date) -> RetailDay:
    """Where a day stands in the retail calendar."""
    year = day.year if day >= year_start(day.year) else day.year - 1
    week = (day - year_start(year)).days // 7 + 1
    month = next((at for at in range(1, 12) if week <= sum(WEEKS[:at])), 12)
    return RetailDay(year=year, month=month, week=week)


def start_of(months: int, day: date) -> date:
    """The first day of the retail month (1), quarter (3) or year (12) that a day is in."""
    at = retail_day(day)
    return retail_month(at.year, at.month - (at.month - 1) % months).start


def moved(start: date, months: int) -> date:
    """The first day of a retail month, so many retail months later; earlier where `months` is negative."""
    at = retail_day(start)
    years, month = divmod(at.month - 1 + months, 12)
    return retail_month(at.year + years, month + 1).start


def before(period: Period, months: int) -> Period | None:
    """The like retail months `months` before: whole ones whole, of one to date as many days; None for other days."""
    span = MONTHS.get(period.unit)
    if span is None or start_of(span, period.start) != period.start:
        return None
    start = moved(period.start, -months)
    end = moved(start, span) if is_whole(period) else start + timedelta(days=period.days)
    name = f"the retail {period.unit} before" if months == span else f"{months} retail months before"
    return Period(start, end, name if is_whole(period) else f"same days of {name}", period.unit)


def is_whole(period: Period) -> bool:
    """Whether it is a retail month, quarter or year, asked for as such and whole."""
    span = MONTHS.get(period.unit)
    return span is not None and start_of(span, period.start) == period.start == moved(period.end, -span)


def named(year: int, month: int, months: int) -> Period:
    """What a shop of this calendar means by Jan 2027 (month 1, of one), Q4 2026 (month 10, of three), H1 or 2026 (of twelve).

    Its January belongs to the retail year before; its quarters and halves begin with February.
    """
    match months:
        case 1:
            return retail_month(year - 1, 12) if month == 1 else retail_month(year, month - 1)
        case 3:
            return retail_quarter(year, (month + 2) // 3)
        case 12:
            return retail_year(year)
        case _:
            first = retail_quarter(year, (month + 2) // 3)
            last = retail_quarter(year, (month + 2) // 3 + months // 3 - 1)
            return Period(first.start, last.end, f"retail H{1 + month // 7} {year}", "month")


def spelled(period: Period) -> str:
    """The days as `period.dates` writes them, but never as a month, quarter or year: here those are other days."""
    if not period.months:
        return dates(period)
    return f"{dates(one_day(period.start))}–{dates(one_day(period.last))}"


def restated(period: Period) -> Period:
    """The days 52 weeks before, as retailers compare them: after a year of 53 weeks, shifted by one week.

    Week 1 of 2024 meets week 2 of 2023, so that the same days of the season meet; the 53rd week meets week 1
    of its own year.
    """
    then = period.shift(-52 * WEEK)
    label = "same weeks last year" if period.days % 7 == 0 else "same days of the retail year before"
    if weeks_in(retail_day(period.start).year - 1) == 53:
        label += ", restated by a week after a year of 53"
    return Period(then.start, then.end, label, period.unit)


def as_reported(period: Period) -> Period | None:
    """The weeks of the same numbers a retail year before; None in a 53rd week, which the year before lacks."""
    at = retail_day(period.start)
    years_apart = year_start(at.year) - year_start(at.year - 1)
    then = period.shift(-years_apart)
    if then.end > year_start(at.year):
        return None
    return Period(then.start, then.end, "same week numbers last year, as reported then", period.unit)
