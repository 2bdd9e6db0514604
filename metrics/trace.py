"""Where a figure comes from: each sum behind it, with the plan by which it was read."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.metric import Measured, Number
from metrics.plan import Plan
from metrics.reading import Comparison


@dataclass(frozen=True, kw_only=True)
class Summed:
    """One sum: its plan, what it came to, and what the baseline's came to; None where that is not known."""

    plan: Plan
    value: Number | None
    before: Number | None = None


@dataclass(frozen=True, kw_only=True)
class Traced:
    """One figure beside its baseline, and the sums that it is made of, in the order of the metric's parts."""

    comparison: Comparison
    sums: tuple[Summed, ...]

    @property
    def metric(self) -> Measured:
        """What was asked for."""
        return self.comparison.metric
