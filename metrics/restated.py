"""A figure that was shown and is different now: by how much is worth telling, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from metrics.metric import Measured
from metrics.period import Period
from metrics.reading import Completeness, Reading


class Arrived(Protocol):
    """One import, and what people call its source."""

    @property
    def source(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def loaded_at(self) -> datetime: ...


@dataclass(frozen=True, kw_only=True)
class Restatement:
    """What a figure was when it was first shown, and what it is now; in the metric's unit."""

    metric: Measured
    period: Period
    before: float
    now: float
    why: str  # "Shopify orders were imported again"


def has_moved(before: float, now: float, threshold: float) -> bool:
    """Whether a figure moved by more than a share (0..1) of what it was; from nothing, by anything."""
    return abs(now - before) > threshold * abs(before)


def may_be_published(reading: Reading) -> bool:
    """Whether a figure is final as far as anybody knows: complete, sound, and known."""
    return reading.completeness is Completeness.COMPLETE and reading.is_sound and reading.value is not None


def imported_since(loads: Iterable[Arrived], sources: Iterable[str], moment: datetime) -> str:
    """What happened since a figure was first shown, as a clause."""
    wanted = set(sources)
    newest = max(
        (one for one in loads if one.loaded_at > moment and (not wanted or one.source in wanted)),
        key=lambda one: one.loaded_at,
        default=None,
    )
    if newest is None:
        return "its data was imported again"
    return f"{newest.label} {'were' if newest.label.endswith('s') else 'was'} imported again"
