"""What an alert watches: a change, a threshold, whatever is unusual or a budget; and how strongly each day speaks to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from metrics import calendar, promotions
from metrics.alarm import USUAL, Direction, Shape, Strength, strengths
from metrics.departures import YEAR, Departure, departures
from metrics.normal import Daily
from metrics.period import DAY, WEEK, Period
from metrics.shop_year import ShopYear, unusual_days

#: How fast a threshold's strength grows with what a figure is beyond it: back within a twentieth ends the incident.
BEYOND = 8.0
#: Below so many usual deviations a change is ordinary, and an alert on it noise.
ORDINARY = 2.0


class Kind(StrEnum):
    """What is watched."""

    CHANGE = "change"
    THRESHOLD = "threshold"
    UNUSUAL = "unusual"
    SILENT = "silent"
    COVER = "cover"
    BUDGET = "budget"


class Against(StrEnum):
    """What a change is taken from."""

    NORMAL = "normal"
    YESTERDAY = "yesterday"
    LAST_WEEK = "last week"
    LAST_YEAR = "last year"


BACK = {Against.YESTERDAY: DAY, Against.LAST_WEEK: WEEK, Against.LAST_YEAR: YEAR}


@dataclass(frozen=True, kw_only=True)
class Watched:
    """What is looked for in one run of days. `size` is a share for changes, the figure's unit for thresholds and
    budgets, scales of one extreme day for unusual ones; `rate` marks shares of 0..1 of a count."""

    kind: Kind
    direction: Direction
    size: float
    against: Against = Against.NORMAL
    rate: bool = False
    weekly: bool = False

    @property
    def threshold(self) -> float:
        """The strength from which a day is an alarm, before anybody has called one false."""
        return self.size if self.kind is Kind.UNUSUAL else 1.0


@dataclass(frozen=True)
class Marked:
    """The days of a shop's calendar: whether a day is an event, and the day last year that it is held against."""

    year: ShopYear
    days: frozenset[date]

    @classmethod
    def of(cls, period: Period, year: ShopYear) -> Marked:
        """The calendar of these days and the year before them."""
        return cls(year, frozenset(unusual_days(period.start - YEAR - 4 * WEEK, period.end, year)))

    def is_event(self, day: date) -> bool:
        """Whether trade follows a feast, a holiday or a promotion rather than the weekday."""
        return day in self.days

    def like(self, day: date) -> date | None:
        """The same day of last year's promotion or feast; None where there was none."""
        for one in self.year.promotions:
            if one.start <= day < one.end and (before := promotions.last_years(one, self.year.promotions)):
                then = before.start + (day - one.start)
                return then if then < before.end else None
        found = calendar.anchor(day, day + DAY)
        return day - found[1] if found else None


def told(watched: Watched, history: Daily, marked: Marked) -> list[Strength]:
    """How strongly each day speaks to what is watched, from the first that can be judged on."""
    if watched.weekly:
        history = rolling(history)
    found: Iterable[tuple[Departure, float]]
    match watched.kind:
        case Kind.UNUSUAL if not watched.weekly:
            return list(strengths(_run(watched, history, marked), watched.direction))
        case Kind.UNUSUAL:
            found = ((one, one.plain) for one in _run(watched, history, marked))
        case Kind.CHANGE if watched.against is Against.NORMAL:
            found = ((one, one.relative / watched.size) for one in _run(watched, history, marked))
        case Kind.CHANGE:
            found = _changed(watched, history, marked)
        case Kind.BUDGET:
            found = _spent(watched, history)
        case _:
            found = _beyond(watched, history)
    every = [_strength(one, score, watched.direction) for one, score in found]
    return [one for one in every if one.day.weekday() == 6] if watched.weekly else every


def noise_of(watched: Watched, history: Daily, marked: Marked) -> float | None:
    """The usual deviation of an ordinary day (a share, log scale) of an amount; None for rates and too short a history."""
    run = _run(watched, rolling(history) if watched.weekly else history, marked)
    ordinary = [one for one in run if not one.event]
    return ordinary[-1].noise if ordinary and not watched.rate else None


def is_ordinary(watched: Watched, noise: float) -> bool:
    """Whether what is asked for happens on ordinary days, so that the alert would cry wolf."""
    if watched.kind is Kind.CHANGE and watched.against is Against.NORMAL:
        return -math.log(max(1 - watched.size, 1e-9)) < ORDINARY * noise
    return False


def rolling(history: Daily) -> Daily:
    """Each day as the sum of the seven up to it; a week with a day that is not known is not known."""
    tops = dict(_sums(history.tops.keys(), lambda day: float(history.tops[day])))
    bottoms = history.bottoms
    if bottoms is None:
        return Daily(tops)
    return Daily(tops, dict(_sums(bottoms.keys(), lambda day: float(bottoms[day]))))


def _sums(days: Iterable[date], value: Callable[[date], float]) -> Iterator[tuple[date, float]]:
    known = set(days)
    for day in known:
        week = [day - back * DAY for back in range(7)]
        if all(one in known for one in week):
            yield day, math.fsum(map(value, week))


def _run(watched: Watched, history: Daily, marked: Marked) -> list[Departure]:
    if watched.weekly:
        # A week that holds an event is passed over. Weeks that overlap would make a level of their own.
        return departures(history, rate=watched.rate, believed=0.0, event=lambda day: any(
            marked.is_event(day - back * DAY) for back in range(7)
        ))  # fmt: skip
    return departures(history, rate=watched.rate, event=marked.is_event, like_event=marked.like)


def _figures(history: Daily) -> Iterator[tuple[date, float, float]]:
    """Each day with its figure and what it is over."""
    for day in sorted(history.tops):
        bottom = 1.0 if history.bottoms is None else float(history.bottoms.get(day, 0))
        if bottom > 0:
            yield day, history.tops[day] / bottom, bottom


def _changed(watched: Watched, history: Daily, marked: Marked) -> Iterator[tuple[Departure, float]]:
    """Against an earlier day; an event day is only held against another year's."""
    figures = {day: (value, volume) for day, value, volume in _figures(history)}
    for day, (value, volume) in figures.items():
        then = day - BACK[watched.against]
        if watched.against is Against.LAST_YEAR and marked.is_event(day):
            then = marked.like(day) or then
        elif marked.is_event(day) or marked.is_event(then):
            continue
        if then in figures and (before := figures[then][0]) > 0:
            yield _departure(day, value, before, volume), (value / before - 1) / watched.size


def _beyond(watched: Watched, history: Daily) -> Iterator[tuple[Departure, float]]:
    """Past a threshold: at it the strength is one, and it is over when the figure is a twentieth back."""
    for day, value, volume in _figures(history):
        past = (value - watched.size) / abs(watched.size or 1.0)
        sign = -1.0 if watched.direction is Direction.DOWN else 1.0
        yield _departure(day, value, watched.size, volume), sign * max(0.0, 1 + BEYOND * sign * past)


def _spent(watched: Watched, history: Daily) -> Iterator[tuple[Departure, float]]:
    """The month's sum so far against its budget."""
    so_far, month = 0.0, None
    for day, value, _ in _figures(history):
        so_far, month = (0.0 if (day.year, day.month) != month else so_far), (day.year, day.month)
        so_far += value
        yield _departure(day, so_far, watched.size, 1.0), so_far / watched.size


def _departure(day: date, value: float, expected: float, volume: float) -> Departure:
    return Departure(day=day, value=value, expected=expected, z=0.0, plain=0.0, noise=0.0, volume=volume)


def _strength(one: Departure, score: float, direction: Direction) -> Strength:
    """A day's strength; nothing where it is off to a side that is not watched."""
    if (direction is Direction.DOWN and score > 0) or (direction is Direction.UP and score < 0):
        score = 0.0
    plain = Departure(
        day=one.day, value=one.value, expected=one.expected, z=score, plain=score, noise=one.noise,
        volume=one.volume, event=one.event,
    )  # fmt: skip
    return Strength(departure=plain, value=score, shape=Shape.EXTREME)


def usual(kind: Kind) -> float:
    """The size that is taken where nobody says one."""
    return {Kind.CHANGE: 0.15, Kind.UNUSUAL: USUAL, Kind.COVER: 2.0, Kind.BUDGET: 0.0, Kind.SILENT: 0.0}.get(
        kind, 0.0
    )
