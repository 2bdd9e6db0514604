"""The days that an alert judges by: those of a figure that are complete, far enough back, and the shop's calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from digests.case import Case
from metrics.alarm import Direction, Floors, Strength, Stretch
from metrics.analyst import Analyst
from metrics.departures import GROWN_OVER, YEAR, needed
from metrics.metric import Cover, Measured, Ratio, Unit
from metrics.normal import Daily
from metrics.period import DAY, Period
from metrics.reading import Completeness
from metrics.refusals import CannotAnswer
from metrics.shifts import is_a_chance
from metrics.shop_year import ShopYear
from metrics.watching import Against, Kind, Marked, Watched, told
from storage.alerts import Alert

Filters = Mapping[str, tuple[str, ...]]

#: What is told of by itself must be off by so much: a share of an amount, of a rate, and so many sessions for a rate.
AMOUNTS, RATES = Floors(share=0.10), Floors(share=0.05, volume=200)


class Days:
    """Reads histories through the analyst. `year` is the shop's calendar as it is now."""

    def __init__(self, analyst: Analyst, year: Callable[[], ShopYear]) -> None:
        """Nothing is read yet."""
        self._analyst = analyst
        self._year = year

    def history(self, metric: Measured, filters: Filters, since: date, today: date) -> Daily:
        """The complete days from long enough before `since` to yesterday; one that is late, faulty or grows is left out.

        Raises CannotAnswer for what is a count at a moment, and for what the facts do not know.
        """
        if isinstance(metric, Cover) or any(part.latest for part in metric.parts):
            raise CannotAnswer(
                f"{metric.label} is a count at a moment.", "Watch stock by its weeks of cover."
            )
        wanted = Period(since - needed(timedelta(0)) - YEAR - GROWN_OVER * DAY, today)
        columns = [
            {
                point.day: point.value
                for point in self._analyst.series(part, wanted, "day", filters, today=today)
                if point.value is not None and point.completeness is Completeness.COMPLETE
            }
            for part in metric.parts
        ]
        return _scaled(metric, columns[0], columns[1] if len(columns) > 1 else None)

    def marked(self, since: date, today: date) -> Marked:
        """The calendar of these days, and of those that they are judged by."""
        return Marked.of(Period(since - needed(timedelta(0)) - YEAR, today + DAY), self._year())

    def told(
        self, alert: Alert, metric: Measured, filters: Filters, since: date, today: date
    ) -> list[Strength]:
        """How strongly each day of a figure speaks to an alert."""
        history = self.history(metric, filters, since, today)
        return told(watched_of(alert, metric), history, self.marked(since, today))

    def usual(self, metric: Measured, since: date, today: date) -> dict[date, float]:
        """What each day of a figure was expected to be; empty where that is not known."""
        try:
            history = self.history(metric, {}, since, today)
        except CannotAnswer:
            return {}
        watched = Watched(kind=Kind.UNUSUAL, direction=Direction.BOTH, size=1.0)
        return {one.day: one.departure.expected for one in told(watched, history, self.marked(since, today))}


def watched_of(alert: Alert, metric: Measured) -> Watched:
    """What is looked for in the days of one figure."""
    return Watched(
        kind=Kind(alert.kind),
        direction=Direction(alert.direction),
        size=alert.size,
        against=Against(alert.against),
        rate=isinstance(metric, Ratio) and is_a_chance(metric),
        weekly=alert.weekly,
    )


def filters_of(alert: Alert) -> dict[str, tuple[str, ...]]:
    """The part of the shop that is watched, as a question filters by it."""
    return {alert.scope: (alert.about,)} if alert.scope else {}


def floors_of(metric: Measured, worth: float) -> Floors:
    """How far off a figure must be to be told of by itself; `worth` is in minor units, for sums of money."""
    if metric.unit is Unit.RATE:
        return RATES
    is_sum = metric.unit is Unit.MONEY and not isinstance(metric, Ratio)
    return Floors(share=AMOUNTS.share, amount=worth if is_sum else 0.0)


def case_of(
    stretch: Stretch,
    days: Sequence[Strength],
    *,
    metric: Measured,
    series: str = "",
    part: str = "",
    filters: Filters,
    usual_sales: Mapping[date, float],
    base: str = "usual",
) -> Case:
    """What an alert says of one stretch of its days; with what a day usually sells it says what that is worth."""
    off = stretch.opened.departure
    newest = days[-1] if stretch.over is None else next(one for one in days if one.day == stretch.over)
    sales = usual_sales.get(off.day)
    return Case(
        series=series,
        opened=off.day,
        last=stretch.last.day,
        over=stretch.over,
        metric=metric.name,
        part=part,
        filters=filters,
        value=off.value,
        expected=off.expected,
        latest=newest.departure.value,
        latest_expected=newest.departure.expected,
        base=base,
        shape=stretch.opened.shape.value,
        worth=off.relative * sales if sales else None,
        strength=stretch.opened.value,
    )


def _scaled(metric: Measured, tops: Mapping[date, float], bottoms: Mapping[date, float] | None) -> Daily:
    """A ratio's scale and complement belong to its figure; the bottom stays what it is over."""
    if bottoms is None or not isinstance(metric, Ratio):
        return Daily(tops)
    if metric.complement:
        return Daily({day: bottoms[day] - top for day, top in tops.items() if day in bottoms}, bottoms)
    return Daily({day: metric.scale * top for day, top in tops.items()}, bottoms)
