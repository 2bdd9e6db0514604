"""A change by one dimension, and which dimension tells most of it with the fewest segments.

Ranked after Bhagwan et al., "Adtributor: revenue debugging in advertising systems" (NSDI 2014): explanatory power,
then surprise, here with a price on each segment, so that a dimension of two that moved apart beats one of fifty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from metrics.both_periods import BothPeriods, Pair
from metrics.decompose import Halves, divergence, mix_and_rate
from metrics.explained import Cut, Kind, Part
from metrics.factors import in_pennies, scale_of, with_rest
from metrics.facts import UNKNOWN
from metrics.metric import Measured, Number, Ratio

#: A segment below this share of the volume is not named, but put together with its like.
SMALLEST = 0.01
#: Segments are named until so much of all movement is told, and no more than so many.
ENOUGH, MOST = 0.8, 5
#: What each segment after the first takes off a dimension's score.
PRICE = 0.05
#: A dimension of which more than this is not known explains nothing; nor one that came to be known by more than that.
MOST_UNKNOWN, MOST_LEARNT = 0.5, 0.1
#: Not a cut: a time of day, and the days themselves.
NOT_CUT = ("hour", "day", "week", "month", "source")

Pairs = tuple[Pair, ...]
#: What several small segments are called together.
PUT_TOGETHER = {Kind.ENTERED: "New", Kind.LEFT: "Gone", Kind.OTHERS: "All others"}


@dataclass(frozen=True)
class Line:
    """One segment, or several small ones put together, with its sums."""

    kind: Kind
    name: str
    count: int
    pairs: Pairs

    @property
    def halves(self) -> Halves:
        """The line of a ratio."""
        top, bottom = self.pairs
        return Halves(top_before=top.before, bottom_before=bottom.before, top=top.after, bottom=bottom.after)


def cut_by(
    metric: Measured,
    dimension: str,
    change: Number,
    read: BothPeriods,
    table: str,
    *,
    of: Measured | None = None,
) -> Cut | None:
    """The change by the segments of one dimension; None where that is not known or tells nothing.

    `of` is what a traffic source counts in the metric's place: where it disagrees, a part stays unexplained.
    """
    cut = of or metric
    rows = read.segments(cut, dimension, table)
    lines = lines_of(rows, weight=-1)
    if len(lines) < 2 or not is_known_enough(rows):
        return None
    amounts = _amounts(cut, lines)
    labels = read.labels(dimension, [line.name for line in lines if line.count == 1])
    parts = [
        _part(line, amount, labels, cut)
        for line, amount in zip(lines, amounts, strict=True)
        if line.name != UNKNOWN
    ]
    ordered = in_pennies(with_rest(sorted(parts, key=_largest_first), change), change)
    return _scored(dimension, cut, ordered, lines, _movement(cut, rows))


def lines_of(rows: Mapping[Any, Pairs], *, weight: int) -> list[Line]:
    """The segments worth naming, and the small ones put together: those that entered, those that left, the others.

    `weight` is which sum tells a segment's size. A kind with one small segment names it.
    """
    volumes = {name: pairs[weight].volume for name, pairs in rows.items()}
    whole = math.fsum(volumes.values())
    named: list[Line] = []
    small: dict[Kind, dict[str, Pairs]] = {}
    for name, pairs in rows.items():
        kind = _kind(pairs)
        if kind is None:
            continue
        if name == UNKNOWN or (whole and volumes[name] >= SMALLEST * whole):
            named.append(Line(kind, str(name), 1, pairs))
        else:
            small.setdefault(kind, {})[str(name)] = pairs
    for kind, together in small.items():
        if len(together) == 1:
            ((name, pairs),) = together.items()
            named.append(Line(kind, name, 1, pairs))
        else:
            named.append(_together(kind, list(together.values())))
    return sorted(named, key=lambda line: line.name)


def _together(kind: Kind, rows: Sequence[Pairs]) -> Line:
    pairs = tuple(
        Pair(_exactly([one.before for one in column]), _exactly([one.after for one in column]))
        for column in zip(*rows, strict=True)
    )
    kind = Kind.OTHERS if kind is Kind.SEGMENT else kind
    return Line(kind, PUT_TOGETHER[kind].lower(), len(rows), pairs)


def _exactly(values: Sequence[Number]) -> Number:
    return sum(values) if all(isinstance(value, int) for value in values) else math.fsum(values)


def _kind(pairs: Pairs) -> Kind | None:
    """Whether a segment was there on both sides; None where there is nothing of it at all."""
    before, after = any(pair[0] for pair in pairs), any(pair[1] for pair in pairs)
    if before and after:
        return Kind.SEGMENT
    return Kind.ENTERED if after else Kind.LEFT if before else None


# --- What each accounts for -----------------------------------------------------------------------------


def _amounts(metric: Measured, lines: Sequence[Line]) -> list[Number]:
    """What each line accounts for: a sum's own change; of a ratio, through its share and its own ratio."""
    if not isinstance(metric, Ratio):
        return [line.pairs[0].change for line in lines]
    try:
        parts = mix_and_rate({f"{line.kind}/{line.name}": line.halves for line in lines})
    except ZeroDivisionError:
        return [0.0] * len(lines)
    return [scale_of(metric) * part.both for part in parts.values()]


def _movement(metric: Measured, rows: Mapping[Any, Pairs]) -> float | None:
    """All movement of the segments, each counted as a gain whichever way it went; None for a ratio's."""
    if isinstance(metric, Ratio):
        return None
    return math.fsum(abs(pairs[0].change) for name, pairs in rows.items() if name != UNKNOWN)


def _part(line: Line, amount: Number, labels: Mapping[Any, str], metric: Measured) -> Part:
    before, after = (metric.of(*(getattr(pair, side) for pair in line.pairs)) for side in ("before", "after"))
    return Part(
        kind=line.kind,
        name=line.name,
        label=PUT_TOGETHER[line.kind] if line.count > 1 else labels.get(line.name, line.name),
        amount=amount,
        unit=metric.unit,
        before=before,
        after=after,
        count=line.count,
    )


def _largest_first(part: Part) -> tuple[bool, bool, float, str]:
    return part.kind is Kind.OTHERS, part.count > 1, -abs(part.amount), part.name


# --- How much it tells ----------------------------------------------------------------------------------


def _scored(
    dimension: str, metric: Measured, parts: tuple[Part, ...], lines: Sequence[Line], movement: float | None
) -> Cut:
    left = math.fsum(abs(part.amount) for part in parts if part.kind is Kind.UNEXPLAINED)
    told = math.fsum(abs(part.amount) for part in parts if part.kind is not Kind.UNEXPLAINED)
    whole = max(movement or 0.0, told) + left
    lead, explained = _lead(parts, whole)
    surprise = max(
        divergence([line.pairs[at].before for line in lines], [line.pairs[at].after for line in lines])
        for at in range(len(metric.parts))
    )
    return Cut(
        dimension=dimension,
        of=metric,
        parts=parts,
        lead=lead,
        explained=explained,
        surprise=surprise,
        score=explained * (1 - PRICE * max(lead - 1, 0)) * math.sqrt(surprise),
    )


def _lead(parts: Sequence[Part], whole: float) -> tuple[int, float]:
    """How many of the largest parts tell enough of all movement, and how much they tell.

    Segments put together tell nothing: that a thousand products are new is no explanation.
    """
    told, count = 0.0, 0
    for part in parts[:MOST]:
        if (
            part.kind in (Kind.OTHERS, Kind.UNEXPLAINED)
            or part.count > 1
            or not part.amount
            or (whole and told >= ENOUGH * whole)
        ):
            break
        told, count = told + abs(part.amount), count + 1
    return count, told / whole if whole else 0.0


def is_known_enough(rows: Mapping[Any, Pairs]) -> bool:
    """Whether little enough is of an unknown segment, before and after alike.

    Where a source began to tell a dimension in between, its segments have not grown: they were not known before.
    """
    before, after = (_unknown_share(rows, side) for side in ("before", "after"))
    return max(before, after) <= MOST_UNKNOWN and abs(after - before) <= MOST_LEARNT


def _unknown_share(rows: Mapping[Any, Pairs], side: str) -> float:
    whole = math.fsum(abs(getattr(pairs[-1], side)) for pairs in rows.values())
    return abs(getattr(rows[UNKNOWN][-1], side)) / whole if UNKNOWN in rows and whole else 0.0


def ranked(cuts: Sequence[Cut], first: str | None = None) -> tuple[Cut, ...]:
    """The dimensions, the one that tells most with the fewest segments first; one that was asked for before all."""
    return tuple(sorted(cuts, key=lambda cut: (cut.dimension != first, -cut.score, cut.dimension)))
