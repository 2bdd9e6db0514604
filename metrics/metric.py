"""What a metric is: a sum over facts, a ratio of two sums that is never averaged, or stock against sales."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from metrics.sample import Sample

Number = int | float

#: Steps a run over time can be cut into. Every metric can be cut by them.
GRAINS = ("day", "week", "month")


class Unit(StrEnum):
    """How a value is counted. Money is in minor units of the shop's currency until it is shown."""

    MONEY = "money"
    COUNT = "count"
    RATE = "rate"  # 0..1, shown as a percentage; changes are percentage points
    TIMES = "times"  # a multiple such as ROAS, shown as 4.1×
    DECIMAL = "decimal"  # e.g. units per order
    WEEKS = "weeks"
    HOURS = "hours"


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


class Tally(StrEnum):
    """What is counted where a metric counts products instead of summing a measure."""

    LISTED = "listed"  # products with a figure
    EMPTY = "empty"  # products whose figure sums to nothing


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A sum of one measure over a fact table.

    `sources` are fact tables in order of preference: the first that has every dimension asked for and
    covers the period answers. `minus` is a measure taken off (gross profit = costed sales − cost). `only` are
    fixed filters (dimension → values). `latest` marks a stock: its value is the last count's, never the sum
    over days. `tally` counts products. `basis` says, per source, on which footing its figures stand.
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
    minus: str | None = None
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    latest: bool = False
    tally: Tally | None = None
    basis: tuple[tuple[str, str], ...] = ()
    caveat: str = ""
    version: int = 1

    @property
    def parts(self) -> tuple[Metric, ...]:
        """The sums it is made of: itself."""
        return (self,)

    def of(self, *sums: Number | None) -> Number | None:
        """Its value from the sum of its one part."""
        return sums[0]


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
    counted: Metric | None = None  # what it rests on, where its bottom is money: ROAS on conversions
    caveat: str = ""
    version: int = 1

    @property
    def splits(self) -> tuple[str, ...]:
        """The dimensions both halves can be cut by, in the top's order."""
        return tuple(split for split in self.top.splits if split in self.bottom.splits)

    @property
    def parts(self) -> tuple[Metric, ...]:
        """The sums it is made of: top, bottom."""
        return (self.top, self.bottom)

    def of(self, *sums: Number | None) -> Number | None:
        """Its value from the two sums; None where either is missing or there is nothing to divide by."""
        top, bottom = sums
        if top is None or not bottom:
            return None
        share = top / bottom * self.scale
        return 1 - share if self.complement else share


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Stock against what sells, each read where it is true: stock at its last count, sales over days.

    `trailing` is how many days before the count the sales are taken over; None takes the period asked for.
    `formed` makes the value of stock and sales, both known.
    """

    name: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    stock: Metric
    flow: Metric
    formed: Callable[[Number, Number], Number | None]
    trailing: int | None = None
    good: Good = Good.NEITHER
    aliases: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.TEAM
    caveat: str = ""
    version: int = 1

    @property
    def splits(self) -> tuple[str, ...]:
        """The dimensions both stock and sales can be cut by."""
        return tuple(split for split in self.stock.splits if split in self.flow.splits)

    @property
    def parts(self) -> tuple[Metric, ...]:
        """The sums it is made of: stock, sales."""
        return (self.stock, self.flow)

    def of(self, *sums: Number | None) -> Number | None:
        """Its value from stock and sales; None where either is missing."""
        stock, flow = sums
        return None if stock is None or flow is None else self.formed(stock, flow)


@dataclass(frozen=True, kw_only=True)
class Median:
    """The middle of single observations, such as how long each request waited: never a mean, and never of medians.

    `each` collects the observations (`metrics/sample.py`) instead of summing a measure.
    """

    name: str
    label: str
    meaning: str
    formula: str
    unit: Unit
    each: Metric
    good: Good = Good.UP
    aliases: tuple[str, ...] = ()
    sensitivity: Sensitivity = Sensitivity.TEAM
    caveat: str = ""
    version: int = 1

    @property
    def splits(self) -> tuple[str, ...]:
        """The dimensions its observations can be cut by."""
        return self.each.splits

    @property
    def parts(self) -> tuple[Metric, ...]:
        """The one sum it is made of: its observations."""
        return (self.each,)

    def of(self, *sums: Number | Sample | None) -> Number | None:
        """The median of the observations; None where there are none."""
        (each,) = sums
        return each.middle if isinstance(each, Sample) else None


Measured = Metric | Ratio | Cover | Median


def is_additive(metric: Measured) -> bool:
    """Whether its segments add up to its total."""
    return isinstance(metric, Metric) and metric.tally is None


@dataclass(frozen=True)
class Dimension:
    """Something people cut by, with the words they use for it."""

    name: str
    label: str
    aliases: tuple[str, ...] = field(default=())
