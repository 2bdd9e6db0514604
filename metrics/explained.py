"""What an explanation holds: the change, its parts by factor and by segment, and what is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from metrics.metric import Measured, Metric, Number, Unit
from metrics.normal import Judged, Verdict
from metrics.period import Period
from metrics.reading import Answer, Comparison, Question


class Kind(StrEnum):
    """What a part of a change is."""

    FACTOR = "factor"
    SEGMENT = "segment"
    ENTERED = "entered"  # there now, not before
    LEFT = "left"  # there before, not now
    OTHERS = "others"  # segments too small to be named
    UNEXPLAINED = "unexplained"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a change, in the metric's unit (money in minor units, rates as 0..1).

    `before` and `after` are its own values in `unit`. `count` is how many segments were put together in it. Its
    own `parts` sum to its amount.
    """

    kind: Kind
    name: str
    label: str
    amount: Number
    unit: Unit
    before: Number | None = None
    after: Number | None = None
    count: int = 1
    parts: tuple[Part, ...] = ()

    @property
    def change(self) -> Number | None:
        """Its own value's change; None unless both are known."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def relative(self) -> float | None:
        """Its own change ÷ its value before; None for rates and for bases that are zero or negative."""
        if self.change is None or not self.before or self.before < 0 or self.unit is Unit.RATE:
            return None
        return self.change / self.before


@dataclass(frozen=True, kw_only=True)
class Cut:
    """The change by one dimension: parts that sum to it, the largest first.

    `lead` is how many of them tell most of it; they explain the share `explained` (0..1) of all movement.
    `surprise` (0..1) is how differently it is spread than before. `of` is what was cut: the metric, or what a
    traffic source counts in its place.
    """

    dimension: str
    of: Measured
    parts: tuple[Part, ...]
    lead: int
    explained: float
    surprise: float
    score: float


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One segment of a ratio: its share of the denominator and its own ratio, and what each accounts for."""

    name: str
    label: str
    share_before: float
    share: float
    ratio_before: float | None
    ratio: float | None
    mix: float
    rate: float


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A ratio's change, told apart: the segments' shares (`mix`), and their own ratios (`rate`).

    `factor` is the part of the tree that it belongs to. `of` is the ratio that was cut. `noise` judges the rate
    part alone.
    """

    factor: str
    of: Measured
    label: str
    weight: str  # what the shares are of, in running text: "sessions"
    unit: Unit
    dimension: str
    before: float
    after: float
    mix: float
    rate: float
    slices: tuple[Slice, ...]
    noise: Verdict | None = None

    @property
    def change(self) -> float:
        """The ratio's change."""
        return self.after - self.before

    @property
    def mix_share(self) -> float | None:
        """What share of the change is mix; above 1 or below 0 where both pull apart, None without a change."""
        return self.mix / self.change if self.change else None


@dataclass(frozen=True, kw_only=True)
class Record:
    """Something that somebody put on record: a note, a promotion, a stock-out, a price change.

    `scope` is whom it concerns, by dimension; empty is the whole shop. `metrics` are the names of those it
    concerns; empty is all. One that `goes_on` has no end yet: its period is as long as it is taken to matter.
    `by` is the name of whoever said it; `pull` which way it pushes a figure on its days: 1 up, −1 down, 0 where nobody
    knows.
    """

    kind: str
    text: str
    period: Period
    goes_on: bool = False
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    by: str | None = None
    pull: int = 0


@dataclass(frozen=True, kw_only=True)
class OnRecord:
    """A record that matches in time: `side` tells when.

    `segment` is the label of the part that it concerns and that moved the way it pulls, if there is one.
    """

    record: Record
    side: str  # "asked", "baseline" or "both"
    segment: str | None = None

    @property
    def may_be_why(self) -> bool:
        """Whether it matches in time and segment, on one side only, so that a causal word is allowed."""
        return self.segment is not None and self.side != "both"


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a figure changed. `factors` sum to the change, and so do the parts of each of `dimensions`.

    `dimensions` are alternatives, the one that explains most first, and are never added to one another.
    """

    question: Question
    answer: Answer
    comparison: Comparison
    factors: tuple[Part, ...] = ()
    dimensions: tuple[Cut, ...] = ()
    shift: Shift | None = None
    records: tuple[OnRecord, ...] = ()
    judged: Judged | None = None
    sums: tuple[Metric, ...] = ()  # what the factors are made of
    counted_by: str = ""  # whose sessions and orders those are that stand in for the shop's, in words
    notes: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether no fault is known of the data on either side; a faulty change is not explained."""
        sides = (self.comparison.asked, self.comparison.baseline)
        return all(side is None or side.is_sound for side in sides)

    @property
    def difference(self) -> Number:
        """The change: what the parts sum to."""
        assert self.comparison.change is not None, "an explanation has two known values"
        return self.comparison.change

    @property
    def parts(self) -> tuple[Part, ...]:
        """The one list of parts to be added up: the segments asked for, else the factors, else the best dimension's."""
        asked_for = self.dimensions[0].parts if self.question.split and self.dimensions else ()
        return asked_for or self.factors or (self.dimensions[0].parts if self.dimensions else ())
