"""What is normal: whether a figure stands out from the shop's own recent days, in plain words.

A day is held against the median of the last 8 same weekdays, days in a row against the 8 like runs before. How far
such a figure usually lies off is one robust scale, pooled over the residuals of the last 8 weeks: the spread of
eight days alone is noisier than what it should measure. Amounts are judged on the log scale, rates as an
over-dispersed binomial: days differ by more than chance, and by how much is learned from the same weeks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from statistics import median

from metrics.decompose import Halves
from metrics.period import DAY, Period
from metrics.shop_year import event_days

Number = int | float

#: How many same weekdays make the middle, and how many there must be.
SAME_WEEKDAYS, FEWEST = 8, 4
#: Over how many days before the figure residuals are pooled, and how many of them there must be.
POOLED, FEWEST_RESIDUALS = timedelta(days=56), 12
#: A longer run of days is not judged: what was normal then is another season.
LONGEST = 14
#: |z| from which a departure is clear (outside 99 %), and from which it is likely (outside 90 %).
CLEAR, LIKELY = 2.576, 1.645
#: Daily noise (log scale) from which no rule finds a quarter less in one day.
TOO_NOISY = 0.15
#: What the median absolute residual is multiplied by to be a standard deviation, were they Gaussian.
TO_DEVIATION = 1.4826
#: A series that never varies still allows for so much.
SMALLEST_SCALE = 1e-3


class Verdict(StrEnum):
    """How sure it is that a figure departs from what is normal."""

    CLEAR = "clear"
    LIKELY = "likely"
    NORMAL = "within normal variation"
    NOISY = "too noisy"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A figure held against its like: `expected` is their middle, `low` to `high` hold 99 % of what is normal.

    `z` is how many usual deviations it lies off, `noise` the usual deviation (a share of the figure on the log
    scale; the over-dispersion, at least 1, of a rate), `like` how many figures made the middle.
    """

    verdict: Verdict
    expected: float
    low: float
    high: float
    z: float
    noise: float
    like: int


@dataclass(frozen=True)
class Daily:
    """A history by day: sums, and for a ratio what they are over. A day that is not known is not in it."""

    tops: Mapping[date, Number]
    bottoms: Mapping[date, Number] | None = None

    def over(self, days: Period) -> tuple[float, float] | None:
        """The figure of some days and what it is over (1 for sums); None unless each is known."""
        run = [days.start + place * DAY for place in range(days.days)]
        if any(day not in self.tops for day in run):
            return None
        top = math.fsum(self.tops[day] for day in run)
        if self.bottoms is None:
            return top, 1.0
        bottom = math.fsum(self.bottoms.get(day, 0) for day in run)
        return (top / bottom, bottom) if bottom else None


def history_of(period: Period) -> Period:
    """The days that must be read to judge a period, the period among them."""
    return Period(period.start - POOLED - SAME_WEEKDAYS * _step(period), period.end)


@lru_cache(maxsize=4096)
def is_event(day: date) -> bool:
    """Whether trade follows a feast rather than the weekday."""
    return bool(event_days(day, day + DAY))


def judge(
    history: Daily, period: Period, *, rate: bool = False, event: Callable[[date], bool] = is_event
) -> Judged | None:
    """Hold a period's figure against its like; `rate` for shares of 0..1 of a count.

    None where that would mislead: a period over a fortnight or with an event day in it, and too short a history.
    """
    if period.days > LONGEST or any(event(period.start + place * DAY) for place in range(period.days)):
        return None
    starting, step = _figures(history, event, period.days), _step(period)
    own, like = starting(period.start), _like(starting, period.start, step)
    if own is None or len(like) < FEWEST:
        return None
    ground = [(starting(back), _like(starting, back, step)) for back in _before(period)]
    residuals = [(one, others) for one, others in ground if one is not None and len(others) >= FEWEST]
    if len(residuals) < FEWEST_RESIDUALS:
        return None
    return _judge_rate(own, like, residuals) if rate else _judge_amount(own, like, residuals)


def judge_within(segments: Sequence[Halves], over_dispersion: float = 1.0) -> Verdict:
    """Whether the segments' own rates changed, all together, by more than chance and the usual unrest allow.

    The change is Σ ½(w₀ + w₁)(r₁ − r₀), its variance the over-dispersed binomial one of every rate in it.
    """
    kept = [one for one in segments if one.is_on_both_sides]
    before, after = (
        math.fsum(one.bottom_before for one in segments),
        math.fsum(one.bottom for one in segments),
    )
    change = variance = 0.0
    for one in kept:
        weight = (one.bottom_before / before + one.bottom / after) / 2
        pooled = (one.top_before + one.top) / (one.bottom_before + one.bottom)
        change += weight * (one.top / one.bottom - one.top_before / one.bottom_before)
        variance += weight**2 * max(pooled * (1 - pooled), 0.0) * (1 / one.bottom_before + 1 / one.bottom)
    deviation = math.sqrt(max(over_dispersion, 1.0) * variance)
    return _verdict(change / deviation if deviation else math.inf * bool(change) or 0.0)


# --- Amounts and rates ----------------------------------------------------------------------------------

Figure = tuple[float, float]
Residuals = Sequence[tuple[Figure, Sequence[Figure]]]


def _judge_amount(own: Figure, like: Sequence[Figure], residuals: Residuals) -> Judged:
    """On the log scale; on the plain one where a figure is zero or negative."""
    every = [own, *like, *(one for one, _ in residuals), *(one for _, others in residuals for one in others)]
    in_logs = all(value > 0 for value, _ in every)
    to, back = (math.log, math.exp) if in_logs else (float, float)
    middle = median(to(value) for value, _ in like)
    off = [to(one[0]) - median(to(value) for value, _ in others) for one, others in residuals]
    smallest = SMALLEST_SCALE if in_logs else SMALLEST_SCALE * max(abs(middle), 1.0)
    scale = max(_robust(off), smallest)
    z = (to(own[0]) - middle) / scale
    verdict = _verdict(z)
    if in_logs and scale >= TOO_NOISY and verdict is not Verdict.CLEAR:
        verdict = Verdict.NOISY
    return Judged(
        verdict=verdict,
        expected=back(middle),
        low=back(middle - CLEAR * scale),
        high=back(middle + CLEAR * scale),
        z=z,
        noise=scale,
        like=len(like),
    )


def _judge_rate(own: Figure, like: Sequence[Figure], residuals: Residuals) -> Judged | None:
    """Against the binomial band, widened by how much more than chance the rate has moved of late."""
    middle = median(value for value, _ in like)
    off = [
        (one[0] - usual) / _chance(usual, one[1])
        for one, others in residuals
        if 0 < (usual := median(value for value, _ in others)) < 1
    ]
    if not 0 < middle < 1 or len(off) < FEWEST_RESIDUALS:
        return None
    over_dispersion = max(1.0, _robust(off) ** 2)
    scale = math.sqrt(over_dispersion) * _chance(middle, own[1])
    z = (own[0] - middle) / scale
    return Judged(
        verdict=_verdict(z),
        expected=middle,
        low=max(middle - CLEAR * scale, 0.0),
        high=min(middle + CLEAR * scale, 1.0),
        z=z,
        noise=over_dispersion,
        like=len(like),
    )


def _chance(rate: float, trials: float) -> float:
    """The standard deviation of a rate by chance alone."""
    return math.sqrt(rate * (1 - rate) / max(trials, 1.0))


def _robust(residuals: Sequence[float]) -> float:
    return TO_DEVIATION * median(abs(one) for one in residuals)


def _verdict(z: float) -> Verdict:
    size = abs(z)
    return Verdict.CLEAR if size >= CLEAR else Verdict.LIKELY if size >= LIKELY else Verdict.NORMAL


# --- Which days -----------------------------------------------------------------------------------------


def _figures(history: Daily, event: Callable[[date], bool], length: int) -> Callable[[date], Figure | None]:
    """The figure of as many days from a day on, each worked out once; none where an event day is among them."""

    @cache
    def starting(day: date) -> Figure | None:
        days = Period(day, day + length * DAY)
        return None if any(event(day + place * DAY) for place in range(length)) else history.over(days)

    return starting


def _like(starting: Callable[[date], Figure | None], day: date, step: timedelta) -> list[Figure]:
    """The like figures before those that start on a day: same weekdays, as many days."""
    found = (starting(day - back * step) for back in range(1, SAME_WEEKDAYS + 1))
    return [one for one in found if one is not None]


def _before(period: Period) -> list[date]:
    """Where every run of as many days begins in the weeks before, none of which touches the period."""
    most = (POOLED.days - period.days) + 1
    return [period.start - (period.days + back) * DAY for back in range(max(most, 0))]


def _step(period: Period) -> timedelta:
    return timedelta(days=7 * -(-period.days // 7))
