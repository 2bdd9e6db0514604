"""Single observations that add up like sums do, so that a median of any days and any segment is that of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median


class Sample:
    """Some observations, each of them kept: joined by `+`, taken away by `-`; 0 stands for none.

    Immutable. Its `middle` is the median, None of no observation; a median is never made of medians.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Iterable[float] = ()) -> None:
        """Keep the values, in order."""
        self._values = tuple(sorted(values))

    @property
    def middle(self) -> float | None:
        """The median; of an even number of observations the mean of the middle two."""
        return median(self._values) if self._values else None

    def __len__(self) -> int:
        """How many observations there are."""
        return len(self._values)

    def __add__(self, other: Sample | float) -> Sample:
        """The observations of both."""
        return Sample((*self._values, *other._values)) if isinstance(other, Sample) else self

    __radd__ = __add__

    def __sub__(self, other: Sample | float) -> Sample:
        """The observations that the other does not have."""
        if not isinstance(other, Sample):
            return self
        return Sample((Counter(self._values) - Counter(other._values)).elements())

    def __eq__(self, other: object) -> bool:
        """Whether they are the same observations."""
        return isinstance(other, Sample) and self._values == other._values

    def __hash__(self) -> int:
        """Equal samples have equal hashes."""
        return hash(self._values)

    def __repr__(self) -> str:
        """How many, and their middle."""
        return f"Sample({len(self)} of {self.middle})"
