"""What a sentence asks for, as it was said: several things may still be meant, and some may not be known."""

from __future__ import annotations

from dataclasses import dataclass, field

from metrics.metric import Measured
from metrics.period import Period
from metrics.reading import Rank

Span = tuple[int, int]


@dataclass
class Wanted:
    """One filter: labels by each dimension they may belong to, and the words that named them.

    `typed` marks labels of a dimension too large to be listed: they are still the words of the asker.
    """

    labels: dict[str, list[str]]
    span: Span
    typed: bool = False


@dataclass
class Draft:
    """What a sentence asks for, in the order it was said, with the words nobody understood."""

    metrics: list[Measured] = field(default_factory=list)
    periods: list[tuple[Period, Span]] = field(default_factory=list)
    cuts: list[tuple[tuple[str, ...], Span]] = field(default_factory=list)
    grain: str | None = None
    filters: list[Wanted] = field(default_factory=list)
    nameless: list[tuple[tuple[str, ...], Span]] = field(
        default_factory=list
    )  # dimension = a label we do not know
    unfinished: tuple[tuple[str, ...], Span] | None = None  # dimension = nothing
    rank: Rank | None = None
    baseline: str | None = None  # previous, year, week, month, quarter
    baseline_words: Span | None = None
    alone: bool = False
    apart: list[str] = field(default_factory=list)  # dimensions whose labels are compared with each other
    ambiguous: list[tuple[tuple[str, ...], Span]] = field(default_factory=list)
    not_offered: list[tuple[str, Span]] = field(default_factory=list)
    beyond: Span | None = None
    without: Span | None = None
    yardstick: Span | None = None
    unknown: list[int] = field(default_factory=list)
