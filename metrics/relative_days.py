"""Days told from today: yesterday, last 3 weeks, this month, month to date, last Friday, next week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from metrics import calendar, retail_calendar
from metrics.period import DAY, MONTHS, WEEK, Period, Unit, one_day
from metrics.stamps import WEEKDAY_NUMBER

NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = {word: number for number, word in enumerate(NUMBER_WORDS, 2)} | {"a": 1, "an": 1, "one": 1}


@dataclass(frozen=True, kw_only=True)
class Now:
    """When the words are said: today, the first weekday of the shop's week, and the newest complete day.

    `week_start` may also be `retail`: weeks from Sunday, and months, quarters and years of the 4-5-4 calendar.
    """

    today: date
    week_start: str = "monday"
    last_complete: date | None = None

    @property
    def yesterday(self) -> date:
        """The last day that is over."""
        return self.today - DAY

    @property
    def is_retail(self) -> bool:
        """Whether months, quarters and years are the retail calendar's."""
        return self.week_start == "retail"

    def week(self, day: date) -> date:
        """The first day of the week that `day` is in."""
        first = {"monday": 0, "saturday": 5, "sunday": 6, "retail": 6}[self.week_start]
        return day - (day.weekday() - first) % 7 * DAY

    def start_of(self, unit: Unit, day: date) -> date:
        """The first day of the day, week, month, quarter or year that `day` is in."""
        match unit:
            case "week":
                return self.week(day)
            case "month" | "quarter" | "year" if self.is_retail:
                return retail_calendar.start_of(MONTHS[unit], day)
            case "month":
                return day.replace(day=1)
            case "quarter":
                return calendar.quarter_start(day)
            case "year":
                return day.replace(month=1, day=1)
            case _:
                return day

    def back(self, day: date, unit: Unit, count: int) -> date:
        """The first day of the day, week, month, quarter or year so many before the one that begins on `day`."""
        if unit in MONTHS and self.is_retail:
            return retail_calendar.moved(day, -count * MONTHS[unit])
        if unit in MONTHS:
            return day - relativedelta(months=count * MONTHS[unit])
        return day - count * (WEEK if unit == "week" else DAY)


def named_day(match: re.Match[str], now: Now) -> Period:
    words = match.group()
    back = {"today": 0, "yesterday": 1}.get(words, 2)
    return one_day(now.today - back * DAY, words)


def latest_day(_: re.Match[str], now: Now) -> Period | None:
    """The newest complete day, where it is known."""
    return one_day(now.last_complete, "the latest complete day") if now.last_complete else None


def last_n(match: re.Match[str], now: Now) -> Period | None:
    """Whole days, weeks, months, quarters or years, the last of which is over."""
    count, unit = _count(match["count"]), _unit(match["unit"])
    if not 1 <= count <= 1000:
        return None
    end = now.start_of(unit, now.today)
    plural = f"last {count} {unit}s" if count > 1 else f"last {unit}" if unit != "day" else "yesterday"
    return Period(now.back(end, unit, count), end, plural, "days" if unit == "day" and count > 1 else unit)


def ago(match: re.Match[str], now: Now) -> Period | None:
    count, unit = _count(match["count"]), _unit(match["unit"])
    if not 1 <= count <= 1000:
        return None
    start = now.back(now.start_of(unit, now.today), unit, count)
    return Period(start, now.back(start, unit, -1), match.group(), unit)


def before_last(match: re.Match[str], now: Now) -> Period:
    unit = _unit(match["unit"])
    start = now.back(now.start_of(unit, now.today), unit, 2)
    return Period(start, now.back(start, unit, -1), f"the {unit} before last", unit)


def this_or_last(match: re.Match[str], now: Now) -> Period:
    unit = _unit(match["unit"])
    start = now.start_of(unit, now.today)
    if match["which"] in ("this", "current"):
        return Period(start, now.back(start, unit, -1), f"this {unit}", unit)
    return Period(now.back(start, unit, 1), start, "yesterday" if unit == "day" else f"last {unit}", unit)


def to_come(match: re.Match[str], now: Now) -> Period:
    """What is still to come, so that it can be refused by its dates."""
    if match.group() == "tomorrow":
        return one_day(now.today + DAY, "tomorrow")
    unit = _unit(match["unit"])
    start = now.back(now.start_of(unit, now.today), unit, -1)
    return Period(start, now.back(start, unit, -1), match.group(), unit)


def to_date(match: re.Match[str], now: Now) -> Period:
    units: dict[str, Unit] = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
    unit = units[match.group()[0]]
    start = now.start_of(unit, now.today)
    return Period(start, max(now.today, start + DAY), f"{unit} to date", unit)


def weekday(match: re.Match[str], now: Now) -> Period:
    """The most recent such day that is over; “this Friday” is this week's, “Friday last week” last week's."""
    wanted = WEEKDAY_NUMBER[match["weekday"]]
    if match["which"] == "this" or match["week"]:
        monday = now.week(now.today) - (WEEK if match["week"] else timedelta())
        return one_day(monday + (wanted - monday.weekday()) % 7 * DAY, match.group())
    return one_day(now.yesterday - (now.yesterday.weekday() - wanted) % 7 * DAY, match.group())


def weekend(match: re.Match[str], now: Now) -> Period:
    """Saturday and Sunday: the last one that is over, or this week's."""
    monday = now.today - now.today.weekday() * DAY
    saturday = monday + 5 * DAY if match["which"] == "this" else monday - 2 * DAY
    return Period(saturday, saturday + 2 * DAY, f"{match['which'] or 'last'} weekend", "days")


def _count(text: str) -> int:
    return _NUMBER[text] if text in _NUMBER else int(text)


def _unit(text: str) -> Unit:
    units: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
    return units[text[0]]
