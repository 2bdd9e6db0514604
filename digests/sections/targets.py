"""How what was planned stands: where each target lands, and how far its whole range lies from it."""

from __future__ import annotations

from collections.abc import Iterator

from digests.ground import Ground
from digests.news import News
from metrics.metric import Metric, Unit
from metrics.standing import Standing

#: A landing's band holds four of five outcomes: this many usual deviations to either side.
BAND = 1.2816


def targets(ground: Ground) -> Iterator[News]:
    """One line for each target; money that is missing from a sum of money is at stake, of anything else nothing is known."""
    for one in ground.paces:
        money, surprise = _size(one)
        yield News(
            section="targets",
            story="pace",
            kind="pace",
            about=one,
            shows=((one.goal.metric, one.goal.period),),
            money=money,
            surprise=surprise,
        )


def _size(one: Standing) -> tuple[float, float]:
    metric, landing, pace = one.goal.metric, one.landing, one.pace
    is_money = isinstance(metric, Metric) and metric.unit is Unit.MONEY
    if landing is None or pace is None or not is_money:
        return 0.0, 0.0
    off = landing.value - pace.target
    if landing.low is None or landing.high is None or landing.high <= landing.low:
        return off, 1.0
    return off, abs(off) / ((landing.high - landing.low) / 2 / BAND)
