"""What one piece of content puts at stake, and who may see which part of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from metrics.audience import Declared, sensitivity_of
from metrics.metric import Measured, Sensitivity
from metrics.period import Period
from metrics.reading import Comparison

TEAM = Sensitivity.TEAM


@dataclass(frozen=True, kw_only=True)
class Caution:
    """One thing to look at before saying yes.

    `kind` chooses the words (templates/approval/stakes.j2), `values` fill them, and `shows` are the figures that the
    words give away. `is_fine` marks what was looked at and found in order; of several of a kind the one of
    the lowest `gravity` is shown.
    """

    kind: str
    values: Mapping[str, Any]
    shows: tuple[Measured, ...] = ()
    period: Period | None = None  # the days those figures are of
    is_fine: bool = False
    gravity: float = 0.0

    def level(self, declared: Declared) -> Sensitivity:
        """Who may read it: nobody outside the team, and where it gives a restricted figure away directors alone."""
        own = sensitivity_of(self.shows, declared)
        return own if own is Sensitivity.RESTRICTED else TEAM


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What some figures are of: products, one product line or a campaign, by a name people know."""

    name: str
    figures: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class AtStake:
    """What hangs on a request: figures of its products, line and campaign over `period`, and what to look at."""

    period: Period
    scopes: tuple[Scope, ...] = ()
    cautions: tuple[Caution, ...] = ()
    declared: Declared = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.scopes or self.cautions)

    @property
    def is_compared(self) -> bool:
        """Whether any figure stands beside that of the days before."""
        return any(one.change is not None for scope in self.scopes for one in scope.figures)

    def for_readers(self, cleared: Collection[Sensitivity]) -> AtStake:
        """What of it everybody may see who is cleared for these sensitivities; without a trace of the rest."""
        scopes = (replace(scope, figures=self._open(scope.figures, cleared)) for scope in self.scopes)
        return replace(
            self,
            scopes=tuple(scope for scope in scopes if scope.figures),
            cautions=tuple(one for one in self.cautions if one.level(self.declared) in cleared),
        )

    def shown(self) -> list[tuple[Measured, Period]]:
        """Every figure it shows with its days, for the log of disclosures."""
        told = [
            (one.metric, one.asked.period)
            for scope in self.scopes
            for one in scope.figures
            if one.asked.value is not None
        ]
        told += [(metric, one.period or self.period) for one in self.cautions for metric in one.shows]
        return list(dict.fromkeys(told))

    @property
    def is_restricted(self) -> bool:
        """Whether it shows what only directors may see."""
        return any(self.level_of(metric) is Sensitivity.RESTRICTED for metric, _ in self.shown())

    def level_of(self, metric: Measured) -> Sensitivity:
        """Who may see one of its figures."""
        return sensitivity_of((metric,), self.declared)

    def _open(
        self, figures: Iterable[Comparison], cleared: Collection[Sensitivity]
    ) -> tuple[Comparison, ...]:
        return tuple(one for one in figures if self.level_of(one.metric) in cleared)
