"""What ads cost and bring: campaigns whose spend runs away from its budget, and the shop's return on all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digests.ground import Ground, sizes
from digests.news import News
from digests.sections.sales import Figure
from metrics.budgets import Spending
from metrics.definitions.marketing import blended_roas, spend
from metrics.normal import LIKELY

#: Spend that is off what was due by this share is told: it counts as a likely departure, twice as much as one twice so.
OFF, MOST = 0.10, 4.0


@dataclass(frozen=True, kw_only=True)
class Paced:
    """A campaign and how its spend stands."""

    name: str
    spending: Spending


def campaigns(ground: Ground) -> Iterator[News]:
    """Each campaign whose budget is paced over or under, then blended ROAS."""
    for name, spending in ground.wire.spendings().items():
        off = spending.off
        if off is None or abs(off) < OFF or spending.pace.share >= 1:
            continue
        yield News(
            section="campaigns",
            kind="budget",
            about=Paced(name=name, spending=spending),
            shows=((spend, spending.budget.period),),
            money=spending.pace.actual - spending.pace.expected,
            surprise=min(MOST, LIKELY * abs(off) / OFF),
            asks=True,
        )
    yield from _roas(ground)


def _roas(ground: Ground) -> Iterator[News]:
    """Told in the spend that brought nothing (or that was saved) at its usual return."""
    found = ground.compared(blended_roas, ground.period)
    spent = ground.compared(spend, ground.period)
    if found is None or spent is None or not spent.asked.value:
        return
    usual = ground.usual(blended_roas, ground.period)
    off, surprise = sizes(usual, found)
    before = float(found.asked.value or 0) - off
    yield News(
        section="campaigns",
        kind="figure",
        about=Figure(comparison=found, usual=usual),
        shows=((blended_roas, ground.period),),
        money=off / before * float(spent.asked.value) if before > 0 else 0.0,
        surprise=surprise,
    )
