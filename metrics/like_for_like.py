"""The change among what was there in both periods: the same products, or the same countries, beside the total."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from metrics import sums
from metrics.metric import Metric, Number
from metrics.planning import Planner
from metrics.sourcing import Wanted

Known = Number | None


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
