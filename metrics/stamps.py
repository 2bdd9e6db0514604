"""One date, month, quarter, half or year as people write it, perhaps without its year: “22 Nov”, “Q3”, “'25”."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from dateutil.relativedelta import relativedelta

from metrics import retail_calendar
from metrics.period import Period, Unit, one_day

MONTH_WORDS = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december",
)  # fmt: skip
WEEKDAY_WORDS = (
    "mon monday mondays", "tue tues tuesday tuesdays", "wed weds wednesday wednesdays", "thu thur thurs thursday thursdays",
    "fri friday fridays", "sat saturday saturdays", "sun sunday sundays",
)  # fmt: skip

MONTH_NUMBER = {word: number for number, words in enumerate(MONTH_WORDS, 1) for word in words.split()}
WEEKDAY_NUMBER = {word: number for number, words in enumerate(WEEKDAY_WORDS) for word in words.split()}

YEAR = r"(?:19|20)\d\d(?!\d)"
SHORT_YEAR = rf"(?:{YEAR}|'\d\d)"
_MONTH = "(?:" + "|".join(sorted(MONTH_NUMBER, key=len, reverse=True)) + r")\b"
WEEKDAY = "(?:" + "|".join(sorted(WEEKDAY_NUMBER, key=len, reverse=True)) + r")\b"
DAY_OF_MONTH = r"\d\d?(?:st|nd|rd|th)?(?!\d)"

STAMP = re.compile(
    rf"(?:{WEEKDAY}(?: ,)? )?(?:"
    r"(?P<iso>\d{4}-\d\d?-\d\d?)"
    r"|(?P<numeric>\d\d?[/.]\d\d?(?:[/.](?:\d{4}|\d\d))?)(?![\d/])"
    rf"|(?P<day>{DAY_OF_MONTH})(?: of)? ?(?P<month>{_MONTH})(?:(?: ,)? (?P<year>{SHORT_YEAR}))?"
    rf"|(?P<month_first>{_MONTH}) (?P<day_second>{DAY_OF_MONTH})(?!\d)(?:(?: ,)? (?P<year_third>{SHORT_YEAR}))?"
    rf"|(?P<whole_month>{_MONTH})(?: (?P<month_year>{SHORT_YEAR}))?"
    rf"|q(?:uarter )?(?P<quarter>[1-4])(?: (?P<quarter_year>{SHORT_YEAR}))?"
    rf"|(?P<year_of_quarter>{YEAR})[ -]?q(?P<quarter_second>[1-4])"
    rf"|h(?P<half>[12])(?: (?P<half_year>{SHORT_YEAR}))?"
    r"|(?P<month_iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?!-?\d)"
    rf"|(?P<whole_year>{YEAR})"
    rf"|(?P<bare_day>{DAY_OF_MONTH})(?= ?-| (?:to|until|till|and|through) )"
    r")(?![\w'])"
)


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Part of a date as written: what is missing is settled by what stands beside it, or by today."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    months: int = 0  # 1, 3, 6 or 12 when it is a whole month, quarter, half or year
    retail: bool = False  # whether those are of the 4-5-4 calendar

    def runs_past(self, other: Stamp) -> bool:
        """Whether its day of the month comes after the other's."""
        return self.day is not None and other.day is not None and self.day > other.day

    def period(self, year: int) -> Period:
        """In the given year; raises ValueError where there is no such day."""
        if self.months == 0:
            assert self.month is not None and self.day is not None
            return one_day(date(year, self.month, self.day))
        if self.retail:
            return retail_calendar.named(year, self.month or 1, self.months)
        start = date(year, self.month or 1, 1)
        unit: Unit = {1: "month", 3: "quarter", 12: "year"}.get(self.months, "month")  # type: ignore[assignment]
        return Period(start, start + relativedelta(months=self.months), unit=unit)

    def recent(self, today: date) -> Period:
        """The most recent one that has begun by `today`."""
        if self.year is not None:
            return self.period(self.year)
        for year in range(today.year, today.year - 9, -1):  # 29 February may be eight years back
            try:
                period = self.period(year)
            except ValueError:
                continue
            if period.start <= today:
                return period
        raise ValueError("no such day")


def stamp_of(match: re.Match[str], *, retail: bool = False) -> Stamp:
    """What a match of STAMP says, in a shop that may go by the retail calendar; raises ValueError for a month 13."""
    return replace(_stamp_of(match), retail=retail)


def _stamp_of(match: re.Match[str]) -> Stamp:
    group = match.groupdict()
    match match.lastgroup and next(name for name in _KINDS if group[name]):
        case "iso":
            year, month, day = group["iso"].split("-")
            return Stamp(day=int(day), month=int(month), year=int(year))
        case "numeric":
            return _numeric(re.split(r"[/.]", group["numeric"]))
        case "day":
            return Stamp(
                day=day_of(group["day"]), month=MONTH_NUMBER[group["month"]], year=year_of(group["year"])
            )
        case "month_first":
            month = MONTH_NUMBER[group["month_first"]]
            return Stamp(day=day_of(group["day_second"]), month=month, year=year_of(group["year_third"]))
        case "whole_month":
            return Stamp(
                month=MONTH_NUMBER[group["whole_month"]], year=year_of(group["month_year"]), months=1
            )
        case "quarter" | "quarter_second" as which:
            year_group = "quarter_year" if which == "quarter" else "year_of_quarter"
            return Stamp(month=3 * int(group[which]) - 2, year=year_of(group[year_group]), months=3)
        case "half":
            return Stamp(month=6 * int(group["half"]) - 5, year=year_of(group["half_year"]), months=6)
        case "month_iso":
            year, month = group["month_iso"].split("-")
            return Stamp(month=int(month), year=int(year), months=1)
        case "whole_year":
            return Stamp(month=1, year=int(group["whole_year"]), months=12)
        case _:
            return Stamp(day=day_of(group["bare_day"]))


_KINDS = (
    "iso", "numeric", "day", "month_first", "whole_month", "quarter", "quarter_second", "half", "month_iso",
    "whole_year", "bare_day",
)  # fmt: skip


def day_of(text: str) -> int:
    return int(text.rstrip("sthndr"))


def year_of(text: str | None) -> int | None:
    if not text:
        return None
    return 2000 + int(text[1:]) if text.startswith("'") else int(text)


def _numeric(parts: list[str]) -> Stamp:
    """Day first, as in Europe; month first only where nothing else is possible."""
    day, month = int(parts[0]), int(parts[1])
    if month > 12 >= day:
        day, month = month, day
    year = int(parts[2]) if len(parts) == 3 else None
    return Stamp(day=day, month=month, year=year + 2000 if year is not None and year < 100 else year)
