"""What a metric is: a sum over facts, or a ratio of two sums that is never averaged."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    """How a value is counted. Money is in minor units of the shop's currency until it is shown."""

    MONEY = "money"
    COUNT = "count"
    RATE = "rate"  # 0..1, shown as a percentage; changes are percentage points
    TIMES = "times"  # a multiple such as ROAS, shown as 4.1×
    DECIMAL = "decimal"  # e.g. units per order
    WEEKS = "weeks"


class Good(StrEnum):
    """Which direction is welcome."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


class Sensitivity(StrEnum):
    """Who may see a value: anyone, the team, or directors alone."""

    PUBLIC = "public"
    TEAM = "team"
    RESTRICTED = "restricted"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A sum of one measure over a fact table.

    `sources` are fact tables in order of preference: the first that has every dimension asked for and
    covers the period answers. `only` are fixed filters (dimension → values). `latest` marks a stock:
    its value is the last day's in the period, never the sum over days.
    """

    name: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    sources: tuple[str, ...]
    measure: str
    splits: tuple[str, ...]
    good: Good = Good.UP
    aliases: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.TEAM
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    latest: bool = False
    caveat: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One metric over another: Σ top ÷ Σ bottom × `scale`, never a mean of ratios.

    Both come from one source unless `blended`, which marks the few ratios that join two by definition
    (blended ROAS: the shop's net sales over the platforms' spend).
    """

    name: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    top: Metric
    bottom: Metric
    good: Good = Good.UP
    aliases: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.TEAM
    scale: float = 1.0
    complement: bool = False  # 1 − top ÷ bottom, e.g. cart abandonment
    blended: bool = False
    caveat: str = ""
    version: int = 1

    @property
    def splits(self) -> tuple[str, ...]:
        """The dimensions both halves can be cut by, in the top's order."""
        return tuple(split for split in self.top.splits if split in self.bottom.splits)


Measured = Metric | Ratio


@dataclass(frozen=True)
class Dimension:
    """Something people cut by, with the words they use for it."""

    name: str
    label: str
    aliases: tuple[str, ...] = field(default=())
