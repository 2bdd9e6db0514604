"""What stands beside a change, in a few lines: what is unlike about the days, and what a fairer comparison says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from templates import numbers
from templates.filters import Words

#: As many differences between the days are told, and as many lines in all.
WARNED, LINES = 2, 4
#: As many of those that joined or left are named.
NAMED = 3


def fairer(say: Words, found: Any) -> list[str]:
    """The lines beneath a comparison; none where like was compared with like."""
    return list(_lines(say, found))[:LINES] if found else []


def _careful(found: Any) -> str:
    """What is unlike about the days, in one line; empty where nothing is."""
    return f"Careful: {' '.join(found.warnings[:WARNED])}" if found and found.warnings else ""


def _lines(say: Words, found: Any) -> Iterator[str]:
    if found.warnings:
        yield _careful(found)
    for one in found.also:
        baseline = one.comparison.baseline
        against = f"{say.dates(baseline.period)}{say.to_the_hour(one.comparison)} ({say.value(baseline)})"
        yield f"{one.label}: {say.change(one.comparison)} vs {against}"
    if found.adjusted:
        yield f"Adjusted for weekdays ({found.adjusted.words}): {_relative(say, found.adjusted.relative)}"
    for one in found.comparable:
        yield _products(say, one.of) if one.dimension == "product" else _places(say, one)


def _places(say: Words, found: Any) -> str:
    """Like for like, without Amazon (new) and Sweden (gone): −2.1 %."""
    split = found.of
    names = [
        f"{say.segment(found.dimension, name)} ({word})"
        for some, word in ((split.joined, "new"), (split.left, "gone"))
        for name in some
    ]
    return f"Like for like, without {_and(names)}: {_relative(say, split.relative)}"


def _products(say: Words, split: Any) -> str:
    """Products sold in both: −2.1 % (312 sold now only, 280 then only)."""
    joined, left = len(split.joined), len(split.left)
    counts = f"{say.count(joined)} sold now only, {say.count(left)} then only"
    return f"Like for like, products sold in both: {_relative(say, split.relative)} ({counts})"


def _relative(say: Words, share: float) -> str:
    return numbers.relative(share, say.style.locale)


def _and(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return f"{', '.join(names[: NAMED - 1])} and {len(names) - NAMED + 1} others"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
