"""The change among what was there in both periods: the same products, or the same countries, beside the total."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics import sums
from metrics.facts import UNKNOWN, Facts
from metrics.metric import Metric, Number
from metrics.period import Period
from metrics.planning import Planner
from metrics.sourcing import Wanted

Known = Number | None
#: For so long a segment without a figure counts as live.
LIVE = timedelta(days=91)
#: What joined and left is told from this share of the whole on.
MATERIAL = 0.01


@dataclass(frozen=True, kw_only=True)
class LikeForLike:
    """Sums over the segments live in both periods; `joined` and `left` are the others, largest first.

    `joined_value` is what those that joined brought to the asked period, `left_value` what those that left had
    brought to the baseline; both in the metric's unit. Asked + joined, and baseline + left, are the totals.
    """

    asked: Number
    baseline: Number
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    joined_value: Number = 0
    left_value: Number = 0

    @property
    def differs(self) -> bool:
        """Whether anything joined or left, so that it is worth showing beside the total."""
        return bool(self.joined or self.left)

    @property
    def is_material(self) -> bool:
        """Whether what joined and left is a visible part of the whole."""
        whole = max(abs(self.asked + self.joined_value), abs(self.baseline + self.left_value))
        return abs(self.joined_value) + abs(self.left_value) >= MATERIAL * whole > 0

    @property
    def relative(self) -> float | None:
        """The like-for-like change ÷ baseline; None from a base that is not above zero."""
        return (self.asked - self.baseline) / self.baseline if self.baseline > 0 else None


def like_for_like(
    asked: Mapping[str, Known],
    baseline: Mapping[str, Known],
    *,
    earlier: Collection[str] = (),
    later: Collection[str] = (),
) -> LikeForLike:
    """Part segments into those live in both periods and those that joined or left; amounts and counts only.

    A segment with a figure in one period alone has joined (or left), unless it is known from before the baseline
    (`earlier`) or after it (`later`): a product may well sell nothing for a while and still be on the shelf.
    """
    sold = {name for name, value in asked.items() if value}
    had_sold = {name for name, value in baseline.items() if value}
    joined = {name for name in sold - had_sold if name not in earlier}
    left = {name for name in had_sold - sold if name not in later}
    return LikeForLike(
        asked=_sum(asked, sold - joined),
        baseline=_sum(baseline, had_sold - left),
        joined=_largest(asked, joined),
        left=_largest(baseline, left),
        joined_value=_sum(asked, joined),
        left_value=_sum(baseline, left),
    )


def comparable(planner: Planner, reader: sums.Reader, metric: Metric, wanted: Wanted) -> LikeForLike | None:
    """The metric over the segments live in both periods; None where nothing of weight has joined or left.

    A segment was live in a period when it had a figure in it or in the three months up to its end, so that a small
    country without an order in one week has not left. Raises CannotAnswer and ValueError as `segments`.
    """
    asked, baseline = segments(planner, reader, metric, wanted)
    if not asked or not baseline or not like_for_like(asked, baseline).is_material:
        return None
    assert wanted.baseline is not None
    earlier, later = (
        _live(planner, reader, metric, wanted, until) for until in (wanted.baseline.end, wanted.period.end)
    )
    found = like_for_like(asked, baseline, earlier=earlier | {UNKNOWN}, later=later | {UNKNOWN})
    return found if found.is_material else None


def of_products(facts: Facts, metric: Metric, wanted: Wanted) -> LikeForLike | None:
    """The metric over the products that sold in both periods; None where nearly all did, or it would take too long.

    What joined and left is counted and valued, not named.
    """
    if wanted.baseline is None or "sales_day" not in metric.sources or metric.minus or metric.only:
        return None
    where = dict(wanted.filters)
    if not where.keys() <= {"product_line"}:
        return None
    asked, baseline = (
        facts.product_sums(metric.measure, where, start=period.start, end=period.end)
        for period in (wanted.period, wanted.baseline)
    )
    if not asked or not baseline:
        return None
    found = like_for_like(_named(asked), _named(baseline))
    return found if found.is_material else None


def _named(sums: Mapping[int, int]) -> dict[str, Known]:
    return {str(number): value for number, value in sums.items()}


def _live(
    planner: Planner, reader: sums.Reader, metric: Metric, wanted: Wanted, until: date
) -> frozenset[str]:
    """The segments that had a figure in the three months before a day."""
    assert wanted.split is not None
    lately = replace(wanted, period=Period(until - LIVE, until), baseline=None)
    (found,) = reader.by(planner.plans(metric, lately), sums.asked, wanted.split)
    return frozenset(name for name, value in found.items() if value)


def segments(
    planner: Planner, reader: sums.Reader, metric: Metric, wanted: Wanted
) -> tuple[dict[str, Known], dict[str, Known]]:
    """The metric by `wanted.split` in the asked period and in its baseline, as `like_for_like` takes them.

    Raises CannotAnswer where the metric cannot be cut so, ValueError without a split or a baseline.
    """
    if wanted.split is None or wanted.baseline is None:
        raise ValueError("like for like needs a dimension and a baseline")
    plans = planner.plans(metric, wanted)
    (asked,) = reader.by(plans, sums.asked, wanted.split)
    (baseline,) = reader.by(plans, sums.baseline, wanted.split)
    return asked, baseline


def _sum(values: Mapping[str, Known], names: Collection[str]) -> Number:
    return sum(value for name in names if (value := values[name]) is not None)


def _largest(values: Mapping[str, Known], names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (-abs(values[name] or 0), name)))
