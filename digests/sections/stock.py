"""Best sellers that run out: how many weeks they last, and what their sales are worth until then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from digests.ground import Ground
from digests.news import News
from metrics.definitions.sales import net_sales
from metrics.definitions.stock import weeks_of_cover
from metrics.normal import CLEAR, LIKELY
from metrics.period import DAY, Period
from metrics.reading import Question, Rank

#: So many best sellers of so many days are looked at, and so many are named.
HEROES, OVER, NAMED = 10, timedelta(days=28), 3
#: Below so many weeks of cover a best seller runs out, below `SOON` at once: before anything ordered today comes.
SHORT, SOON = 2.0, 1.0
#: A count older than this says nothing about today.
FRESH = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Hero:
    """A best seller: its name, the weeks it lasts (0: sold out), and what a week of it sells for, in minor units."""

    name: str
    weeks: float
    a_week: float


@dataclass(frozen=True, kw_only=True)
class Short:
    """The best sellers that run out, the most costly first, of how many looked at, by the count of a day."""

    heroes: tuple[Hero, ...]
    looked_at: int
    under: float
    counted: date


def stock(ground: Ground) -> Iterator[News]:
    """One line for all: what would not be sold in the next two weeks if nothing came. It is a standing risk, so as
    surprising as a clear departure where one is as good as gone, else as a likely one."""
    found = _short(ground)
    if not found.heroes:
        return
    soon = tuple(one for one in found.heroes if one.weeks < SOON)
    told = soon or found.heroes
    yield News(
        section="stock",
        kind="stock",
        about=Short(
            heroes=told, looked_at=found.looked_at, under=SOON if soon else SHORT, counted=found.counted
        ),
        shows=((weeks_of_cover, Period(found.counted, found.counted + DAY)),),
        money=sum((SHORT - one.weeks) * one.a_week for one in found.heroes),
        surprise=CLEAR if soon else LIKELY,
        asks=True,
    )


def _short(ground: Ground) -> Short:
    counted = ground.analyst.facts.latest_day("stock_day", start=ground.day - FRESH, end=ground.day + DAY)
    sold = _heroes(ground) if counted else {}
    nothing = Short(heroes=(), looked_at=len(sold), under=SHORT, counted=counted or ground.day)
    if counted is None or not sold:
        return nothing
    question = Question(
        metrics=(weeks_of_cover,),
        period=Period(counted, counted + DAY),
        split="product",
        filters={"product": tuple(sold)},
        rank=Rank(count=HEROES, lowest=True),
    )
    answer = ground.answered(question)
    short = [
        Hero(name=one.label or one.asked.segment or "", weeks=max(float(one.asked.value), 0.0), a_week=sold[one.asked.segment or ""])
        for (one,) in (answer.rows if answer else ())
        if one.asked.value is not None and one.asked.value < SHORT and one.asked.segment in sold
    ]  # fmt: skip
    ordered = sorted(short, key=lambda one: -(SHORT - one.weeks) * one.a_week)
    return Short(heroes=tuple(ordered), looked_at=len(sold), under=SHORT, counted=counted)


def _heroes(ground: Ground) -> dict[str, float]:
    """The best sellers of the last four weeks, each with what it sells for in a week."""
    question = Question(
        metrics=(net_sales,),
        period=Period(ground.day - OVER, ground.day),
        split="product",
        rank=Rank(count=HEROES),
    )
    answer = ground.answered(question)
    weeks = OVER / timedelta(days=7)
    return {
        one.asked.segment: float(one.asked.value) / weeks
        for (one,) in (answer.rows if answer else ())
        if one.asked.segment and one.asked.value and one.asked.value > 0
    }
