"""How a figure stands against what is planned for it: its pace, where it lands, and what must be true for the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from metrics.analyst import EVERYTHING, Analyst, Filters
from metrics.day_weights import Daily, DayWeights, each, learn
from metrics.landing import Landing, forecast, land
from metrics.metric import Measured, Metric, Ratio, is_additive
from metrics.pacing import Lever, Pace, RatioPace, levers, paced, plan, progress, ratio_pace
from metrics.period import DAY, Period
from metrics.reading import Reading
from metrics.refusals import CannotAnswer
from metrics.shop_year import ShopYear

#: So much of the past is read: two years, and a little to level the first of their days.
PAST = timedelta(days=2 * 364 + 56)
#: What conversion and order value are taken from.
LATELY = timedelta(days=28)
#: What must be true for the rest is said of these: net sales = sessions × conversion × order value.
WITH_LEVERS = ("net_sales", "orders")


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a metric should come to in a period: `value` in its unit; None asks only where it lands.

    `filters` narrow it to one part of the shop. `owner` is a Slack id, or empty.
    """

    metric: Measured
    period: Period
    value: float | None = None
    filters: Filters = field(default_factory=lambda: EVERYTHING)
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a goal stands at the end of `through`, the last day that counts.

    A sum has a `landing`, what its days so far brought (`so_far`) and the share of the calendar's weight that is
    still `to_come`, 0..1; with a target also a `pace`. A rate has a `ratio`. Where nothing can be said, `why_not`
    says in a sentence why.
    """

    goal: Goal
    through: date | None = None
    so_far: float | None = None
    to_come: float | None = None
    landing: Landing | None = None
    pace: Pace | None = None
    ratio: RatioPace | None = None
    levers: tuple[Lever, ...] = ()
    ahead: tuple[str, date] | None = None  # the busiest named day still to come
    unlearned: str = ""  # a feast still to come that the past does not know
    reading: Reading | None = None  # of the days so far: what is wrong with its data, if anything
    next_day: tuple[date, float] | None = (
        None  # the first day to come, and what it must bring of what is needed
    )
    learned: str = ""
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Forecaster:
    """Works out standings from the shop's own days up to `today`; `named` finds a metric by its name."""

    analyst: Analyst
    named: Callable[[str], Measured]
    year: ShopYear
    today: date

    def explained(self, goal: Goal) -> Standing:
        """Where one goal stands, and what must be true for the rest."""
        found = self.standing(goal)
        if found.pace is None or found.through is None or goal.metric.name not in WITH_LEVERS:
            return found
        return replace(found, levers=self._levers(found.pace, goal, found.through))

    def standing(self, goal: Goal) -> Standing:
        """Where one goal stands by its complete days."""
        found = Standing(goal=goal)
        try:
            through = self.analyst.last_complete_day(goal.metric, self.today)
            if through is None:
                return replace(found, why_not="No complete day of it has arrived yet.")
            found = self._read(replace(found, through=min(through, goal.period.last)))
            match goal.metric:
                case Metric() as metric if is_additive(metric) and not metric.latest:
                    return self._summed(found, through)
                case Ratio() as metric:
                    return self._rated(found, metric, through)
                case _:
                    return replace(found, why_not="Stock and counts of products have no pace.")
        except CannotAnswer as problem:
            return replace(found, why_not=problem.message)

    def _read(self, found: Standing) -> Standing:
        """The same with what is known of the data behind its days so far."""
        goal, through = found.goal, found.through
        if through is None or through < goal.period.start:
            return found
        so_far = Period(goal.period.start, through + DAY)
        return replace(found, reading=self.analyst.read(goal.metric, so_far, goal.filters, today=self.today))

    def daily(
        self, metric: Measured, through: date, filters: Filters = EVERYTHING
    ) -> dict[date, float | None]:
        """A metric by day for two years up to `through`; a day that has not arrived is None."""
        period = Period(through - PAST, through + DAY)
        points = self.analyst.series(metric, period, "day", filters, today=self.today)
        return {point.day: point.value for point in points}

    def weights(self, days: Daily, through: date) -> DayWeights:
        """What the shop's days are worth, learned from these."""
        return learn(days, self.year, through=through)

    def _summed(self, found: Standing, through: date) -> Standing:
        goal, period = found.goal, found.goal.period
        days = self.daily(goal.metric, through, goal.filters)
        weights = self.weights(days, through)
        landing = forecast(period, days, self.year, through=through, weights=weights)
        if landing is None:
            return replace(found, why_not="There is too little of it to say where it lands.")
        so_far, share, _ = progress(period, days, weights, through=through)
        pace = paced(goal.value, period, days, weights, landing, through=through) if goal.value else None
        rest = [day for day in each(period) if day > through]
        return replace(
            found,
            so_far=so_far,
            to_come=1 - share,
            landing=landing,
            pace=pace,
            ahead=weights.busiest(rest),
            unlearned=weights.unlearned(rest),
            next_day=_next_day(pace, period, weights, through) if pace else None,
            learned=weights.learned,
        )

    def _rated(self, found: Standing, metric: Ratio, through: date) -> Standing:
        """A rate: its sums so far, and how much of its bottom is still to come."""
        goal = found.goal
        top, bottom = (self.daily(part, through, goal.filters) for part in metric.parts)
        sums = [_within(days, goal.period) for days in (top, bottom)]
        so_far = metric.of(*sums)
        if goal.value is None or so_far is None:
            return replace(found, why_not="Nothing of it has been counted in these days yet.")
        rest = land(goal.period, bottom, self.weights(bottom, through), through=through)
        if rest is None or metric.complement or metric.scale != 1:
            return replace(found, ratio=RatioPace(target=goal.value, so_far=so_far, needed=None))
        ratio = ratio_pace(goal.value, top=sums[0], bottom=rest.actual, bottom_to_come=rest.rest)
        return replace(found, ratio=ratio)

    def _levers(self, pace: Pace, goal: Goal, through: date) -> tuple[Lever, ...]:
        """What sessions, conversion or order value would have to be; by orders where sessions are not known."""
        if not pace.still_needed or not pace.rest:
            return ()
        filters = goal.filters
        orders, sessions = (self._days_of(name, through, filters) for name in ("orders", "sessions"))
        is_money = goal.metric.name == "net_sales"
        return levers(
            pace,
            sessions=self._rest(sessions, goal.period, through),
            orders=self._rest(orders, goal.period, through) if is_money else None,
            conversion=self._lately("conversion_rate", through, filters),
            order_value=self._lately("aov", through, filters) if is_money else None,
        )

    def _lately(self, name: str, through: date, filters: Filters) -> float | None:
        """What a rate was over the last four weeks; None where it cannot be cut so, or is not known or not sound."""
        metric, period = self.named(name), Period(through + DAY - LATELY, through + DAY)
        if not set(filters) <= set(metric.splits):
            return None
        try:
            found = self.analyst.read(metric, period, filters, today=self.today)
        except CannotAnswer:
            return None
        return found.value if found.is_sound else None

    def _days_of(self, name: str, through: date, filters: Filters) -> dict[date, float | None]:
        """A metric by day; nothing where it cannot be cut so, or its source is not loaded."""
        metric = self.named(name)
        try:
            return self.daily(metric, through, filters) if set(filters) <= set(metric.splits) else {}
        except CannotAnswer:
            return {}

    def _rest(self, days: Daily, period: Period, through: date) -> float | None:
        landing = land(period, days, self.weights(days, through), through=through)
        return landing.rest if landing else None


def _next_day(pace: Pace, period: Period, weights: DayWeights, through: date) -> tuple[date, float] | None:
    """What is still needed, spread over the days to come by their weights: the first of them and its part."""
    if not pace.still_needed or through < period.start or through >= period.last:
        return None
    first = through + DAY
    return first, plan(pace.still_needed, Period(first, period.end), weights)[first]


def _within(days: Mapping[date, float | None], period: Period) -> float:
    return sum(value for day, value in days.items() if day in period and value is not None)
