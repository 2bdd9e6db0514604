"""Targets against the calendar: what should have come in by now, where it lands, and what must be true for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metrics.day_weights import Daily, DayWeights, each
from metrics.landing import Landing
from metrics.period import Period


@dataclass(frozen=True, kw_only=True)
class Pace:
    """A sum against its target, in the metric's unit.

    `share` (0..1) is what the calendar expects to have come in by now; `elapsed` the share of days that are over,
    shown only to say how far off a straight line would be. `landing` is actual ÷ share unless a forecast is given;
    `low` and `high` are its band. The same sums pace spend against a budget.
    """

    target: float
    actual: float
    share: float
    elapsed: float
    landing: float | None
    low: float | None = None
    high: float | None = None
    rest: float | None = None  # what the days to come are forecast to bring

    @property
    def expected(self) -> float:
        """What should have come in by now."""
        return self.target * self.share

    @property
    def pace(self) -> float | None:
        """Actual ÷ expected, 1.0 is on pace; None before anything is expected."""
        return self.actual / self.expected if self.expected > 0 else None

    @property
    def straight_pace(self) -> float | None:
        """The pace that counting days would give: wrong wherever days are not alike."""
        return self.actual / (self.target * self.elapsed) if self.target * self.elapsed > 0 else None

    @property
    def straight_landing(self) -> float | None:
        """The landing that counting days would give."""
        return self.actual / self.elapsed if self.elapsed > 0 else None

    @property
    def still_needed(self) -> float:
        """What the rest must bring; 0 once the target is reached."""
        return max(0.0, self.target - self.actual)

    @property
    def to_come(self) -> float:
        """The share of the period's weight that is still ahead, 0..1."""
        return 1.0 - self.share

    @property
    def needed_ratio(self) -> float | None:
        """What the rest must bring ÷ what it is forecast to bring; None where nothing is forecast."""
        return self.still_needed / self.rest if self.rest else None

    @property
    def verdict(self) -> str:
        """reached, missed, ahead, on track or behind: behind and ahead only where the band leaves no doubt.

        Without a band 2 % either way is on track.
        """
        if self.actual >= self.target:
            return "reached"
        if self.share >= 1:
            return "missed"
        if self.landing is None:
            return "on track"
        low = self.low if self.low is not None else self.landing * 0.98
        high = self.high if self.high is not None else self.landing * 1.02
        return "behind" if high < self.target else "ahead" if low > self.target else "on track"


def pace(
    target: float, actual: float, *, share: float, elapsed: float, landing: Landing | None = None
) -> Pace:
    """A pace from its parts; without a forecast the landing is actual ÷ share.

    Raises ValueError for a target that is not above zero, or shares outside 0..1.
    """
    if target <= 0:
        raise ValueError("a target must be above zero")
    if not (0 <= share <= 1 + 1e-9 and 0 <= elapsed <= 1):
        raise ValueError("a share lies between 0 and 1")
    share = min(share, 1.0)
    shaped = actual / share if share > 0 else None
    return Pace(
        target=target,
        actual=actual,
        share=share,
        elapsed=elapsed,
        landing=landing.value if landing else shaped,
        low=landing.low if landing else None,
        high=landing.high if landing else None,
        rest=landing.rest if landing else shaped - actual if shaped is not None else None,
    )


def progress(
    period: Period, days: Daily, weights: DayWeights, *, through: date
) -> tuple[float, float, float]:
    """What the days of a period up to `through` brought, their share of its weight, and of its days.

    A day that has not arrived counts as still to come.
    """
    arrived = [day for day in each(period) if day <= through and days.get(day) is not None]
    whole = weights.total(period)
    elapsed = len(arrived) / period.days
    share = sum(weights.of(day) for day in arrived) / whole if whole > 0 else elapsed
    return sum(days[day] or 0.0 for day in arrived), share, elapsed


def paced(
    target: float, period: Period, days: Daily, weights: DayWeights, landing: Landing | None, *, through: date
) -> Pace:
    """The pace of an additive metric from the shop's own days up to and including `through`."""
    actual, share, elapsed = progress(period, days, weights, through=through)
    return pace(target, actual, share=share, elapsed=elapsed, landing=landing)


def spend_pace(budget: float, period: Period, spent: Daily, demand: DayWeights, *, through: date) -> Pace:
    """A campaign's spend against its budget: spread as demand is, and landing as the last seven days were spent.

    `budget` is for the whole period (a daily budget × its days), in minor units. Above 1 the money runs out early.
    """
    days = [day for day in each(period) if day <= through and spent.get(day) is not None]
    lately = [spent[day] or 0.0 for day in days[-7:]]
    landing = None
    if lately:
        actual = sum(spent[day] or 0.0 for day in days)
        landing = Landing(actual=actual, rest=sum(lately) / len(lately) * (period.days - len(days)))
    return paced(budget, period, spent, demand, landing, through=through)


def plan(amount: float, period: Period, weights: DayWeights) -> dict[date, float]:
    """An amount spread over the days of a period by their weights: what each day must bring, or may cost."""
    whole = weights.total(period)
    return {day: amount * (weights.of(day) / whole if whole > 0 else 1 / period.days) for day in each(period)}


# --- what must be true for the rest ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One way to reach the target, all else as forecast: `needed` instead of `expected`, in the metric's unit."""

    name: str
    expected: float
    needed: float

    @property
    def relative(self) -> float:
        """How much more (or less) is needed: needed ÷ expected − 1."""
        return self.needed / self.expected - 1


def levers(
    found: Pace,
    *,
    sessions: float | None,
    orders: float | None,
    conversion: float | None,
    order_value: float | None,
) -> tuple[Lever, ...]:
    """What sessions, or conversion, or order value would have to be in the rest, each with the others as forecast.

    `sessions` and `orders` are forecast for the rest, `conversion` (0..1) and `order_value` (minor units) what the
    last weeks showed. Orders stand in where sessions are not known. Empty once the target is reached, or where
    nothing is forecast: net sales = sessions × conversion × order value, so one factor must rise as the sum must.
    A conversion above 1 is no way to reach it and is left out.
    """
    ratio = found.needed_ratio
    if ratio is None or not found.still_needed:
        return ()
    first = ("sessions", sessions) if sessions else ("orders", orders)
    expected = (first, ("conversion", conversion if sessions else None), ("order value", order_value))
    ways = (Lever(name=name, expected=value, needed=value * ratio) for name, value in expected if value)
    return tuple(one for one in ways if one.name != "conversion" or one.needed <= 1)


@dataclass(frozen=True, kw_only=True)
class RatioPace:
    """A ratio against its target: the rate so far, and the rate that the rest must show to end on target."""

    target: float
    so_far: float | None
    needed: float | None  # None once nothing is left


def ratio_pace(target: float, *, top: float, bottom: float, bottom_to_come: float) -> RatioPace:
    """A ratio is never paced by its own days: what is left of its bottom decides how far the rest can move it."""
    needed = (target * (bottom + bottom_to_come) - top) / bottom_to_come if bottom_to_come > 0 else None
    return RatioPace(target=target, so_far=top / bottom if bottom else None, needed=needed)
