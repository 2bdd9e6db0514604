"""One thing that an alert sees: which figure is off, since when, by how much, what it may cost, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure that goes with an incident: `metric` by name, its value and what was expected, in its unit."""

    metric: str
    part: str
    value: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class Case:
    """What an alert has seen. `over` is the day it was no longer so, None while it goes on.

    `series` tells apart the figures of one alert: empty where it has only one. `metric` is a name, empty where the
    case is told in `words` (a silent source, stock). `part` is “Email (marketing channel)”, `filters` the same for a
    question. `worth` is what it may cost a day, in minor units, below zero for a loss; `latest` is the newest day's
    figure, or the one it ended with; `base` says what is expected: usual, limit, budget or the day compared with.
    """

    series: str
    opened: date
    last: date
    over: date | None = None
    metric: str = ""
    part: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    value: float | None = None
    expected: float | None = None
    latest: float | None = None
    latest_expected: float | None = None
    base: str = "usual"
    shape: str = ""
    worth: float | None = None
    words: str = ""
    strength: float = 0.0
    below: tuple[Line, ...] = ()

    @property
    def days(self) -> int:
        """On how many days it has lasted."""
        return ((self.over or self.last) - self.opened).days + (self.over is None)

    def as_data(self) -> dict[str, Any]:
        """As it is kept, to be drawn again: plain data, equal to what comes back."""
        data: dict[str, Any] = asdict(self)
        for name in ("opened", "last", "over"):
            data[name] = data[name].isoformat() if data[name] else None
        data["filters"] = {name: list(values) for name, values in self.filters.items()}
        data["below"] = [asdict(line) for line in self.below]
        return data

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Case:
        """What `as_data` gave."""
        dates = {
            name: date.fromisoformat(data[name]) if data[name] else None
            for name in ("opened", "last", "over")
        }
        filters = {name: tuple(values) for name, values in data["filters"].items()}
        below = tuple(Line(**line) for line in data["below"])
        return cls(**{**data, **dates, "filters": filters, "below": below})
