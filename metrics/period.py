"""Half-open ranges of days, and the words people use for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, order=True)
class Period:
    """The days from `start` up to, not including, `end`. `label` is how people say it."""

    start: date
    end: date
    label: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards."""
        if self.end <= self.start:
            raise ValueError(f"a period must end after it starts: {self.start} to {self.end}")

    @property
    def days(self) -> int:
        """How many days it holds, at least one."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """Its last day."""
        return self.end - DAY

    def __contains__(self, day: date) -> bool:
        """Whether a day falls in it."""
        return self.start <= day < self.end

    def shift(self, by: timedelta, label: str = "") -> Period:
        """The same length, moved."""
        return Period(self.start + by, self.end + by, label)
