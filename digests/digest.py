"""What a digest is: which figures and sections it tells of, which days, for whom, and when it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from delivery.localtime import DAYS
from metrics.metric import Measured, Metric
from metrics.period import DAY, WEEK, Period

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
#: The weekday that a week begins on, as date.weekday() counts.
WEEK_STARTS = {"monday": 0, "saturday": 5, "sunday": 6}


class Covers(StrEnum):
    """Which days an edition tells of."""

    YESTERDAY = "the day before"
    SINCE = "every day since the last edition"
    WEEK = "the last whole week"
    MONTH = "the last whole month"


@dataclass(frozen=True, kw_only=True)
class Movers:
    """The segments of `dimension` that moved `metric` most, at most `count`, up or down."""

    metric: Metric
    dimension: str
    count: int = 3


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One kind of digest. The first of `figures` is its headline; `at` and `days` are its usual hour.

    `also` are figures that it tells only where they are known and everybody who reads it may see them. With `sections`
    (by name) it is news: what matters most to a `role` leads, the figures stand in its thread, and of the
    sections in `always` something is told however usual. A
    `personal` one goes to whoever asks for it, unless they name a place.
    """

    name: str
    title: str
    about: str
    figures: tuple[Measured, ...]
    movers: tuple[Movers, ...]
    also: tuple[Measured, ...] = ()
    at: time = time(8, 0)
    days: tuple[str, ...] = WEEKDAYS
    covers: Covers = Covers.YESTERDAY
    sections: tuple[str, ...] = ()
    role: str = ""
    always: tuple[str, ...] = ()
    personal: bool = False


def days_told(covers: Covers, day: date, days: tuple[str, ...], *, week_start: str = "monday") -> Period:
    """The days that the edition of `day` tells of, where editions come out on `days` (mon … sun)."""
    match covers:
        case Covers.YESTERDAY:
            return Period(day - DAY, day)
        case Covers.SINCE:
            return Period(_last_edition(day, days), day)
        case Covers.WEEK:
            into = timedelta(days=(day.weekday() - WEEK_STARTS[week_start]) % 7)
            return Period(day - into - WEEK, day - into, unit="week")
        case Covers.MONTH:
            first = day.replace(day=1)
            return Period((first - DAY).replace(day=1), first, unit="month")


def _last_edition(day: date, days: tuple[str, ...]) -> date:
    """The day before `day` on which an edition came out, a week back at most."""
    earlier = (day - back * DAY for back in range(1, 8))
    return next((one for one in earlier if DAYS[one.weekday()] in days), day - DAY)
