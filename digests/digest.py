"""What a digest is: which figures lead it, what it looks for underneath, and when it goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from metrics.metric import Measured, Metric

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True, kw_only=True)
class Movers:
    """The segments of `dimension` that moved `metric` most, at most `count`, up or down."""

    metric: Metric
    dimension: str
    count: int = 3


@dataclass(frozen=True, kw_only=True)
class Digest:
    """One kind of digest. The first of `figures` is its headline; `at` and `days` are its usual hour.

    `also` are figures that it tells only where they are known and everybody who reads it may see them.
    """

    name: str
    title: str
    about: str
    figures: tuple[Measured, ...]
    movers: tuple[Movers, ...]
    also: tuple[Measured, ...] = ()
    at: time = time(8, 0)
    days: tuple[str, ...] = WEEKDAYS
