"""A peak day as it is known at one moment: sales to the same minute of the last such day, landing, and hero stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from metrics.analyst import Analyst
from metrics.definitions.sales import average_order_value, net_sales, orders, units
from metrics.definitions.stock import stock_available
from metrics.fair import last_year
from metrics.metric import Measured, Metric
from metrics.peak import Landed, Lasting, landing, lasting
from metrics.period import DAY, Period, one_day
from metrics.reading import Answer, Question, Rank
from metrics.refusals import CannotAnswer
from metrics.shop_year import ShopYear

#: The headline, and what stands beside it.
FIGURES: tuple[Measured, ...] = (net_sales, orders, average_order_value)
#: So many best sellers are looked at, by what they sold in the days before.
HEROES, OVER = 5, timedelta(days=7)
#: A count of stock older than this says nothing.
COUNTED = timedelta(days=7)

Open = Callable[[Measured], bool]


@dataclass(frozen=True, kw_only=True)
class Hero:
    """A best seller and how long what is left of it lasts."""

    name: str
    lasts: Lasting


@dataclass(frozen=True, kw_only=True)
class PeakDay:
    """One edition. `through` is how far the orders have come, `counted` the day of the last count of stock.

    `is_over`: it tells of the whole day.
    """

    name: str
    day: date
    now: datetime
    answer: Answer
    landed: Landed | None
    heroes: tuple[Hero, ...]
    counted: date | None
    through: datetime | None
    is_over: bool

    @property
    def age(self) -> timedelta | None:
        """How old the newest order is."""
        return self.now - self.through if self.through else None


def look(
    name: str, day: date, analyst: Analyst, year: ShopYear, *, now: datetime, is_open: Open
) -> PeakDay | None:
    """The day as it stands at `now` (local), as far as its readers may see it; None where that is nothing."""
    figures = tuple(filter(is_open, FIGURES))
    if net_sales not in figures:
        return None
    period, is_over = one_day(day, name), day < now.date()
    question = Question(metrics=figures, period=period, baseline=last_year(period, year))
    answer = analyst.answer(question, today=now.date(), now=now)
    counted, heroes = (None, ()) if is_over else _heroes(analyst, period, now, is_open)
    return PeakDay(
        name=name,
        day=day,
        now=now,
        answer=answer,
        landed=None if is_over else _landing(answer, analyst, day),
        heroes=heroes,
        counted=counted,
        through=_through(analyst, day, now),
        is_over=is_over,
    )


def _through(analyst: Analyst, day: date, now: datetime) -> datetime | None:
    """The newest moment of the day that has come."""
    known = [one.through for one in analyst.facts.coverage("sales_hour") if one.through]
    newest = max((one.replace(tzinfo=one.tzinfo or now.tzinfo) for one in known), default=None)
    return newest if newest and newest.date() >= day else None


def _landing(answer: Answer, analyst: Analyst, day: date) -> Landed | None:
    """By the last such day's hours, of the sources whose hours are known today."""
    total, baseline = answer.totals[0], answer.question.baseline
    if total.asked.value is None or total.baseline is None or total.until is None or baseline is None:
        return None
    sources = [
        one.source
        for one in analyst.facts.coverage("sales_hour")
        if one.first <= baseline.start and one.last >= day
    ]
    whole = analyst.facts.query(
        "sales_hour", ["net_sales"], (), {"source": sources}, start=baseline.start, end=baseline.end
    )
    sums = [float(value) for value in whole["net_sales"].tolist() if value == value and value is not None]
    return landing(float(total.asked.value), total.baseline.value, sum(sums) if sums else None)


def _heroes(
    analyst: Analyst, period: Period, now: datetime, is_open: Open
) -> tuple[date | None, tuple[Hero, ...]]:
    """The best sellers with the least cover first, by the last count less what was sold since its day."""
    counted = analyst.facts.latest_day("stock_day", start=period.start - COUNTED, end=period.end)
    if counted is None or not is_open(stock_available) or not is_open(units):
        return None, ()
    lately = Period(period.start - OVER, period.start)
    sellers = _by_product(analyst, net_sales, lately, now, rank=Rank(count=HEROES))
    names = {sku: name for sku, (name, _) in sellers.items()}
    left = _by_product(analyst, stock_available, one_day(counted), now, skus=tuple(names))
    before = _by_product(analyst, units, lately, now, skus=tuple(names))
    today = _by_product(analyst, units, period, now, skus=tuple(names))
    since = (
        _by_product(analyst, units, Period(counted + DAY, period.end), now, skus=tuple(names))
        if counted < period.start
        else {}
    )
    through = _through(analyst, period.start, now) or now
    hours = (through - datetime.combine(period.start, time(), now.tzinfo)) / timedelta(hours=1)
    heroes = [
        Hero(
            name=name,
            lasts=lasting(
                left[sku][1] - since.get(sku, ("", 0.0))[1],
                sold_today=today.get(sku, ("", 0.0))[1],
                hours=hours,
                a_day=before.get(sku, ("", 0.0))[1] / OVER.days,
            ),
        )
        for sku, name in names.items()
        if sku in left
    ]
    return counted, tuple(sorted(heroes, key=_shortest))


def _by_product(
    analyst: Analyst,
    metric: Metric,
    period: Period,
    now: datetime,
    *,
    skus: tuple[str, ...] = (),
    rank: Rank | None = None,
) -> Mapping[str, tuple[str, float]]:
    """The name and the figure of each product, by its code; empty where it is not known by product."""
    if rank is None and not skus:
        return {}
    question = Question(
        metrics=(metric,), period=period, split="product",
        filters={"product": skus} if skus else {}, rank=rank or Rank(count=len(skus)),
    )  # fmt: skip
    try:
        rows = analyst.answer(question, today=now.date(), now=now).rows
    except CannotAnswer:
        return {}
    return {
        one.asked.segment: (one.label or one.asked.segment, float(one.asked.value))
        for (one,) in rows
        if one.asked.segment and one.asked.value is not None
    }


def _shortest(hero: Hero) -> tuple[float, float]:
    lasts = hero.lasts
    if lasts.hours is not None:
        return 0.0, lasts.hours
    return 1.0, lasts.days if lasts.days is not None else float("inf")
