"""How far each day of a run lies off what was usual: the same weekdays' median, a tracked level, one pooled scale.

Amounts are held on the log scale, rates (shares of a count) on the arcsine scale, where a binomial's variance does not
depend on the rate; how much more than chance a rate's days differ is learned like any scale. An event day is held
against the same day of last year's event with a wide band, or passed over.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import median

from metrics.normal import (
    FEWEST,
    FEWEST_RESIDUALS,
    POOLED,
    SAME_WEEKDAYS,
    SMALLEST_SCALE,
    Daily,
    is_event,
)
from metrics.period import DAY, WEEK

#: How fast the level follows what is left over of a day, how much of it is believed of the next day, and the most (in
#: scales) that one day may move it: a tracked level is a refinement, and one odd day is no new level.
FOLLOWS, BELIEVED, MOST = 0.5, 0.6, 2.0
#: The share of residuals that the scale is the mean of, the largest left out: nearly twice as steady as a median of
#: them, and no odd day in ten moves it. And what that mean is multiplied by to be a deviation, were they Gaussian.
KEPT, TRIMMED_TO_DEVIATION = 0.9, 1.521
#: What an event day may differ by from last year's beyond the usual scale (log): a fifth.
EVENT_BAND = 0.2
#: A year back on the same weekday, and over how many days growth since then is taken, at least so many of them known.
YEAR, GROWN_OVER, FEWEST_GROWN = 52 * WEEK, 28, 10

#: The day that an event day is held against; None where there is none.
LikeEvent = Callable[[date], date | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Departure:
    """One day against what was usual: `z` is off in pooled scales, the tracked level taken into account.

    `plain` is the same without the level: what has crept away from its weekdays shows there. `expected` and `value`
    are in the metric's unit, `noise` is the usual deviation: a share of the figure for amounts, the over-dispersion
    (at least 1, as a ratio of deviations) for rates. `volume` is what a rate is over.
    """

    day: date
    value: float
    expected: float
    z: float
    plain: float
    noise: float
    volume: float = 1.0
    event: bool = False

    @property
    def relative(self) -> float:
        """Off as a share of what was expected; 0 where that is nothing."""
        return self.value / self.expected - 1 if self.expected else 0.0


def departures(
    history: Daily,
    *,
    rate: bool = False,
    event: Callable[[date], bool] = is_event,
    like_event: LikeEvent = lambda _: None,
    believed: float = BELIEVED,
) -> list[Departure]:
    """Every day of a history that can be judged, in order; `rate` for shares of 0..1 of a count.

    `believed` is how much of the tracked level is, 0 for none. A day without enough of its like before it is not judged, nor one that is not known.
    """
    run = _Run(history, rate=rate, event=event, like_event=like_event, believed=believed)
    return list(run.days())


def needed(days: timedelta) -> timedelta:
    """How far back a history must reach for its last days to be judged by a whole pooled scale."""
    return days + POOLED + SAME_WEEKDAYS * WEEK


@dataclass(frozen=True, slots=True)
class _Scale:
    """How values are held: `to` and `back`, and the deviation that chance alone gives a day of some volume."""

    to: Callable[[float], float]
    back: Callable[[float], float]
    chance: Callable[[float], float]


def _one(_: float) -> float:
    return 1.0


def _share(value: float) -> float:
    return math.sin(min(max(value, 0.0), math.pi / 2)) ** 2


LOGS = _Scale(math.log, math.exp, _one)
PLAIN = _Scale(float, float, _one)
ARCSINE = _Scale(lambda share: math.asin(math.sqrt(min(share, 1.0))), _share, lambda n: 0.5 / math.sqrt(n))


class _Run:
    """One pass over a history: what each day needs of those before it is kept as the pass goes on."""

    def __init__(
        self,
        history: Daily,
        *,
        rate: bool,
        event: Callable[[date], bool],
        like_event: LikeEvent,
        believed: float,
    ) -> None:
        self._history = history
        self._event = event
        self._like_event = like_event
        self._figures = _figures(history)
        positive = all(value > 0 for value, _ in self._figures.values())
        self._largest = max((abs(value) for value, _ in self._figures.values()), default=0.0)
        self._least = min(0.0, min((value for value, _ in self._figures.values()), default=0.0))
        self._scale = ARCSINE if rate else LOGS if positive else PLAIN
        self._held: dict[date, float] = {}
        self._left: deque[tuple[date, float]] = deque()  # what was left over of the pooled days, in chances
        self._sizes: list[float] = []  # the same without sign, in order
        self._level = 0.0
        self._believed = believed

    def days(self) -> Iterator[Departure]:
        """Judge each day by the days before it."""
        for day in sorted(self._figures):
            if self._event(day):
                if found := self._on_event(day):
                    yield found
                continue
            value, volume = self._figures[day]
            held = self._scale.to(value)
            middle = self._middle(day)
            self._held[day] = held
            if middle is None:
                continue
            chance = self._scale.chance(volume)
            off, believed = (held - middle) / chance, self._believed * self._level
            noise = self._noise(day)
            if noise is not None:
                yield Departure(
                    day=day, value=value, expected=self._expected(middle + believed * chance), volume=volume,
                    z=(off - believed) / noise, plain=off / noise, noise=noise,
                )  # fmt: skip
            self._learn(day, off, believed, noise)

    def _expected(self, held: float) -> float:
        """In the figure's unit: what was never below nothing is not expected to be."""
        return max(self._scale.back(held), self._least)

    def _middle(self, day: date) -> float | None:
        like = [
            self._held[then]
            for back in range(1, SAME_WEEKDAYS + 1)
            if (then := day - back * WEEK) in self._held
        ]
        return median(like) if len(like) >= FEWEST else None

    def _noise(self, day: date) -> float | None:
        """The pooled robust scale, in chances; None while too little is known."""
        while self._left and self._left[0][0] < day - POOLED:
            _, size = self._left.popleft()
            self._sizes.remove(abs(size))
        if len(self._sizes) < FEWEST_RESIDUALS:
            return None
        kept = self._sizes[: max(1, round(len(self._sizes) * KEPT))]
        return max(TRIMMED_TO_DEVIATION * sum(kept) / len(kept), self._smallest)

    @cached_property
    def _smallest(self) -> float:
        if self._scale is ARCSINE:
            return 1.0
        if self._scale is LOGS:
            return SMALLEST_SCALE
        return SMALLEST_SCALE * max(1.0, self._largest)

    def _learn(self, day: date, off: float, believed: float, noise: float | None) -> None:
        rest = off - believed
        self._left.append((day, rest))
        insort(self._sizes, abs(rest))
        if noise is not None:
            most = MOST * noise
            self._level += FOLLOWS * min(max(off - self._level, -most), most)

    def _on_event(self, day: date) -> Departure | None:
        """An event day beside last year's, grown as the ordinary days have; only for amounts."""
        then = self._like_event(day)
        noise = self._noise(day)
        if self._scale is not LOGS or then is None or then not in self._figures or noise is None:
            return None
        growth = self._growth(day)
        if growth is None:
            return None
        value, volume = self._figures[day]
        middle = math.log(self._figures[then][0]) + growth
        wide = math.hypot(noise, EVENT_BAND)
        z = (math.log(value) - middle) / wide
        return Departure(
            day=day,
            value=value,
            expected=math.exp(middle),
            volume=volume,
            z=z,
            plain=z,
            noise=wide,
            event=True,
        )

    def _growth(self, day: date) -> float | None:
        recent = (day - back * DAY for back in range(1, GROWN_OVER + 1))
        grown = [
            self._held[one] - self._held[one - YEAR]
            for one in recent
            if one in self._held and one - YEAR in self._held
        ]
        return median(grown) if len(grown) >= FEWEST_GROWN else None


def _figures(history: Daily) -> dict[date, tuple[float, float]]:
    """Each day's figure and what it is over; a ratio over nothing is no figure."""
    if history.bottoms is None:
        return {day: (float(top), 1.0) for day, top in history.tops.items()}
    bottoms: Mapping[date, float] = history.bottoms
    return {
        day: (top / bottom, float(bottom))
        for day, top in history.tops.items()
        if (bottom := bottoms.get(day, 0)) and bottom > 0
    }
