"""A value with everything needed to trust it: its period, how complete it is, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from metrics.finding import Finding
from metrics.metric import Measured, Metric, Unit
from metrics.period import Period


class Completeness(StrEnum):
    """How far the facts behind a value have arrived. Missing is never zero."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    SETTLING = "settling"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What one source has delivered to one fact table: days from `first` to `last`, both loaded.

    `last` is partial until a later day arrives. `gaps` are stretches without a fact longer than the
    shop's limit (14 days unless set). `through` is the newest moment seen, in the shop's zone.
    """

    source: str
    label: str
    first: date
    last: date
    through: datetime | None = None
    loaded_at: datetime | None = None
    gaps: tuple[Period, ...] = ()
    sales_channels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """What a figure still waits for: a source, how far it has come, and when the figure is usually final.

    `settles` is how long figures grow after their day, where that is what is waited for; then `through` is the
    last day that has settled, or None where none of the period has, `age` how many days over the newest day was
    when it was last told, and `share` how much (0..1) of what they become is usually there at their age. `is_running`: the day itself is not over.
    """

    label: str
    through: date | datetime | None
    final: datetime | None = None
    settles: timedelta | None = None
    age: int | None = None
    share: float | None = None
    is_running: bool = False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One value of one metric: money in minor units, rates as 0..1, None when missing.

    A complete reading without a value is a ratio with nothing to divide by (no orders, so no AOV). `period` is
    the days that the value sums, which may be fewer than were asked for.
    """

    metric: Measured
    period: Period
    value: float | int | None
    completeness: Completeness
    segment: str | None = None
    through: date | None = None  # the last day the facts reach, where that is short of the period
    awaited: Awaited | None = None
    findings: tuple[Finding, ...] = ()  # what is wrong with the data behind it, on its own days

    @property
    def is_awaited(self) -> bool:
        """Whether something of it has still to arrive; what is faulty has arrived, and what settles too."""
        return bool(self.awaited and self.awaited.final and not self.findings)

    @property
    def is_sound(self) -> bool:
        """Whether no fault is known of the data behind it."""
        return not self.findings


#: Sums up to this are too small a base for a percentage: ten pounds, five orders.
TINY: dict[Unit, int] = {Unit.MONEY: 1000, Unit.COUNT: 5}


@dataclass(frozen=True, kw_only=True)
class TooFew:
    """Why a segment is not ranked: so few of what its ratio rests on (7 orders)."""

    of: Metric
    count: float | int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A reading beside its baseline."""

    asked: Reading
    baseline: Reading | None = None
    label: str | None = None  # the segment in people's words ("United Kingdom"); None for the total
    too_few: TooFew | None = None  # of a segment: it stands behind those that are ranked
    until: time | None = None  # of a day that is not over: the baseline counts up to this time of day, too

    @property
    def metric(self) -> Measured:
        """What is compared."""
        return self.asked.metric

    @property
    def change(self) -> float | int | None:
        """Asked minus baseline, in the metric's unit; None unless both are known."""
        if self.baseline is None or self.asked.value is None or self.baseline.value is None:
            return None
        return self.asked.value - self.baseline.value

    @property
    def relative(self) -> float | None:
        """Change ÷ baseline; None for rates (they change in points) and for bases that are zero, negative or tiny."""
        if self.change is None or self.metric.unit is Unit.RATE:
            return None
        assert self.baseline is not None and self.baseline.value is not None
        smallest = TINY.get(self.metric.unit, 0) if isinstance(self.metric, Metric) else 0
        if self.baseline.value <= smallest:
            return None
        return self.change / self.baseline.value


@dataclass(frozen=True, kw_only=True)
class Rank:
    """The best or worst `count` segments by the first metric (or, for movers, by its change)."""

    count: int
    lowest: bool = False
    by_change: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """What was asked, fully resolved: nothing here is a guess any more."""

    metrics: tuple[Measured, ...]
    period: Period
    baseline: Period | None = None
    split: str | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rank: Rank | None = None
    series: str | None = None  # "day", "week" or "month" when a run over time is wanted
    notes: tuple[str, ...] = ()  # what was assumed, e.g. which of two channels a bare "channel" meant
    baseline_is_ours: bool = field(
        default=False, compare=False
    )  # nobody named it: it may give way to another


@dataclass(frozen=True, kw_only=True)
class Point:
    """One step of a series."""

    day: date
    label: str
    value: float | int | None
    baseline: float | int | None = None
    completeness: Completeness = Completeness.COMPLETE


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Everything an answer shows: totals by metric, rows by segment, what was left over, and where it came from."""

    question: Question
    totals: tuple[Comparison, ...]
    rows: tuple[tuple[Comparison, ...], ...] = ()  # one tuple a segment, one comparison a metric
    rest: tuple[
        Comparison, ...
    ] = ()  # "all others" than the rows, one comparison a metric, where there are any
    segments: int = 0  # how many segments there are in all; 0 where they were ranked without being counted
    series: tuple[Point, ...] = ()
    covers: tuple[str, ...] = ()  # the sources, in words: ("Shopify orders", "Amazon")
    reach: tuple[Coverage, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()  # faults of the data behind it, which a reader must know first
