"""Shops made up to try alerts on: three years of daily sales with weekdays, a trend, noise that lingers, Black Friday and promotions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from metrics.calendar import black_friday
from metrics.period import DAY

START = date(2023, 1, 2)
DAYS = 3 * 365
#: The weights of the worked example of pacing: weekdays from Monday, and times by days from Black Friday.
WEEKDAYS = (1.06, 0.98, 0.95, 0.96, 0.93, 1.00, 1.12)
AROUND_BLACK_FRIDAY = {-3: 1.3, -2: 1.5, -1: 1.9, 0: 4.0, 1: 2.6, 2: 2.3, 3: 3.4, 4: 1.6}
PROMOTIONS_A_YEAR = 4
#: How much of a day's noise is still there the day after.
LINGERS = 0.4
#: The first half year is for learning.
LEARNT = START + timedelta(days=180)

Values = Mapping[date, float]


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """One shop's daily sales, and the days that its calendar marks."""

    values: Values
    events: frozenset[date]


@dataclass(frozen=True, kw_only=True)
class Incident:
    """Something that goes wrong on ordinary days: each day of `times` keeps that share of its sales.

    It counts as caught where an alarm opens from its first day on, within `within` days.
    """

    name: str
    times: tuple[float, ...]
    within: int


INCIDENTS = (
    Incident(name="−25 % for one day", times=(0.75,), within=1),
    Incident(name="−20 % for two days", times=(0.8, 0.8), within=2),
    Incident(
        name="1 % more each day, to −20 %",
        times=tuple(1 - min(0.01 * (day + 1), 0.2) for day in range(28)),
        within=28,
    ),
)


def made_up(seed: int, noise: float) -> MadeUp:
    """One shop; `noise` is the deviation of a day's sales from what is usual, as a share (log scale)."""
    chance = Random(seed)
    days = [START + day * DAY for day in range(DAYS)]
    lifts = _lifts(chance, days)
    trend, season, phase = (
        chance.uniform(-0.05, 0.25),
        chance.uniform(0.05, 0.15),
        chance.uniform(0, math.tau),
    )
    values = {}
    for at, (day, off) in enumerate(zip(days, _noise(chance, noise), strict=True)):
        usual = trend * at / 365 + season * math.sin(math.tau * at / 365.25 + phase)
        values[day] = 10_000 * WEEKDAYS[day.weekday()] * lifts.get(day, 1.0) * math.exp(usual + off)
    return MadeUp(values=values, events=frozenset(lifts))


def struck(shop: MadeUp, incident: Incident, first: date, *, back: int) -> MadeUp:
    """The shop's last `back` days before an incident, and its days."""
    end = first + max(len(incident.times), incident.within) * DAY
    values = {day: value for day, value in shop.values.items() if first - back * DAY <= day < end}
    for after, share in enumerate(incident.times):
        values[first + after * DAY] *= share
    return MadeUp(values=values, events=shop.events)


def first_days(shop: MadeUp, seed: int, count: int) -> list[date]:
    """Ordinary days on which incidents may begin."""
    last = START + (DAYS - 30) * DAY
    ordinary = [
        day
        for day in shop.values
        if LEARNT + 80 * DAY <= day < last and day not in shop.events and day + DAY not in shop.events
    ]
    return Random(seed).sample(ordinary, count)


def _lifts(chance: Random, days: list[date]) -> dict[date, float]:
    """What the calendar's days are worth: Black Friday's, and four promotions a year of 3–7 days at 1.3–1.9 times."""
    lifts = {
        black_friday(year) + away * DAY: times
        for year in {day.year for day in days}
        for away, times in AROUND_BLACK_FRIDAY.items()
    }
    for year in range(DAYS // 365):
        for _ in range(PROMOTIONS_A_YEAR):
            first = START + (365 * year + chance.randrange(10, 300)) * DAY
            times = chance.uniform(1.3, 1.9)
            for ahead in range(chance.randrange(3, 8)):
                lifts.setdefault(first + ahead * DAY, times)
    return {day: times for day, times in lifts.items() if days[0] <= day <= days[-1]}


def _noise(chance: Random, noise: float) -> Iterator[float]:
    """Gaussian on the log scale, each day's partly the day's before."""
    off = chance.gauss(0, noise)
    fresh = noise * math.sqrt(1 - LINGERS**2)
    for _ in range(DAYS):
        yield off
        off = LINGERS * off + chance.gauss(0, fresh)
