"""Many figures watched at once: which of a day's departures are worth a message, and how many messages a place may get."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

One = TypeVar("One")

#: Of all that is told on a day, the share that may be chance (Benjamini & Hochberg 1995).
FALSE_SHARE = 0.1


def chance_of(strength: float) -> float:
    """How often an ordinary day speaks at least so strongly, in either direction (0..1), were it Gaussian."""
    return math.erfc(abs(strength) / math.sqrt(2))


def discoveries(
    found: Sequence[One], chance: Callable[[One], float], *, watched: int, share: float = FALSE_SHARE
) -> list[One]:
    """Those that stand out though so many were looked at: Benjamini–Hochberg, the surest first.

    `watched` counts every figure that was judged that day, those that nobody would tell of among them. Raises
    ValueError for more found than watched.
    """
    if watched < len(found):
        raise ValueError(f"{len(found)} were found among {watched}")
    surest = sorted(found, key=chance)
    kept = [place for place, one in enumerate(surest, 1) if chance(one) <= share * place / watched]
    return surest[: max(kept, default=0)]


def within_budget(
    found: Sequence[One], worth: Callable[[One], float], *, left: int
) -> tuple[list[One], list[One]]:
    """What may still be told today, the most worth first, and what has to wait for the digest."""
    ordered = sorted(found, key=worth, reverse=True)
    return ordered[: max(left, 0)], ordered[max(left, 0) :]
