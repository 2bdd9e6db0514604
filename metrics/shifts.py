"""A ratio's change told apart: how much went with the segments' shares, and how much with their own ratios."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from metrics.both_periods import BothPeriods, Pair
from metrics.cuts import NOT_CUT, Line, is_known_enough, lines_of
from metrics.decompose import mix_and_rate
from metrics.explained import Kind, Part, Shift, Slice
from metrics.factors import read_as, scale_of
from metrics.metric import Metric, Ratio, Unit
from metrics.normal import judge_within
from metrics.tree import RATIO_STAND_INS, Factor, Tree

#: Where more than this is of segments with nothing to divide by, two sources name their segments differently.
MOST_ASTRAY = 0.05
#: Too many and too small to tell shares by.
TOO_FINE = (*NOT_CUT, "product", "campaign")


def largest_ratio(parts: Sequence[Part], tree: Tree) -> Factor | None:
    """The ratio of a tree that accounts for most; None without one."""
    ratios = {factor.name: factor for factor in tree if factor.is_ratio}
    sizes = {part.name: abs(part.amount) for part in parts if part.name in ratios and part.amount}
    return ratios[max(sizes, key=lambda name: (sizes[name], name))] if sizes else None


def shift_of(
    factor: Factor | Ratio, read: BothPeriods, table: str, *, over_dispersion: float = 1.0
) -> Shift | None:
    """The change of a ratio by the dimension whose shares moved it most; None where none is known.

    A factor that divides the shop's orders by a traffic source's sessions is cut by country, or as that source
    counts it, where it counts orders too.
    """
    shifts = [
        _shift(factor, of, dimension, lines, over_dispersion)
        for of, dimension, lines in _cuts(factor, read, table)
    ]
    known = [shift for shift in shifts if shift is not None]
    return max(known, key=lambda shift: (abs(shift.mix), shift.dimension), default=None)


def _cuts(factor: Factor | Ratio, read: BothPeriods, table: str) -> Iterator[tuple[Ratio, str, list[Line]]]:
    """What can be cut by what, and its segments."""
    own = factor if isinstance(factor, Ratio) else read_as(factor)
    stand_in = RATIO_STAND_INS.get(factor.name)
    for of in [one for one in (stand_in, own) if isinstance(one, Ratio)]:
        for dimension in of.splits:
            if dimension in TOO_FINE or dimension in dict(read.wanted.filters):
                continue
            rows = read.segments(of, dimension, table) or _joined(of, dimension, read, table)
            if _is_known(rows):
                yield of, dimension, lines_of(rows, weight=1)


def _joined(of: Ratio, dimension: str, read: BothPeriods, table: str) -> dict[str, tuple[Pair, ...]]:
    """Both halves cut apart from each other, where no source has them together."""
    top, bottom = (read.segments(half, dimension, table) for half in of.parts)
    if not top or not bottom:
        return {}
    none = (Pair(0, 0),)
    return {name: (*top.get(name, none), *bottom.get(name, none)) for name in {**top, **bottom}}


def _is_known(rows: dict[str, tuple[Pair, ...]]) -> bool:
    if len(rows) < 2 or any(
        math.fsum(getattr(pairs[1], side) for pairs in rows.values()) <= 0 for side in ("before", "after")
    ):
        return False
    tops = math.fsum(pairs[0].volume for pairs in rows.values())
    if math.fsum(pairs[0].volume for pairs in rows.values() if not pairs[1].volume) > MOST_ASTRAY * tops:
        return False
    return is_known_enough(rows)


def _shift(
    factor: Factor | Ratio, of: Ratio, dimension: str, lines: Sequence[Line], over_dispersion: float
) -> Shift | None:
    if len(lines) < 2:
        return None
    halves = {f"{line.kind}/{line.name}": line.halves for line in lines}
    parts, scale = mix_and_rate(halves), scale_of(of)
    sums = [
        Pair(*(sum(getattr(one.pairs[at], side) for one in lines) for side in ("before", "after")))
        for at in (0, 1)
    ]
    before, after = of.of(*(one.before for one in sums)), of.of(*(one.after for one in sums))
    if before is None or after is None:
        return None
    slices = [
        Slice(
            name=line.name,
            label=line.name if line.count == 1 else f"{line.name} ({line.count})",
            share_before=line.pairs[1].before / sums[1].before,
            share=line.pairs[1].after / sums[1].after,
            ratio_before=of.of(line.pairs[0].before, line.pairs[1].before),
            ratio=of.of(line.pairs[0].after, line.pairs[1].after),
            mix=scale * part.mix,
            rate=scale * part.rate,
        )
        for line, part in zip(lines, parts.values(), strict=True)
    ]
    return Shift(
        factor=factor.name,
        of=of,
        label=factor.label,
        weight=of.bottom.label.lower(),
        unit=of.unit,
        dimension=dimension,
        before=before,
        after=after,
        mix=math.fsum(one.mix for one in slices),
        rate=math.fsum(one.rate for one in slices),
        slices=tuple(sorted(slices, key=lambda one: (-abs(one.mix + one.rate), one.name))),
        noise=judge_within(list(halves.values()), over_dispersion) if is_a_chance(of) else None,
    )


def is_a_chance(metric: Ratio | Metric) -> bool:
    """Whether it is a share of a count, which chance moves as coins fall."""
    return isinstance(metric, Ratio) and metric.unit is Unit.RATE and metric.bottom.unit is Unit.COUNT


def leading(shift: Shift) -> Slice:
    """The segment that tells most of the larger of the two, mix or rate."""
    by_mix = abs(shift.mix) >= abs(shift.rate)
    named = [one for one in shift.slices if one.name != Kind.OTHERS] or list(shift.slices)
    return max(named, key=lambda one: abs(one.mix if by_mix else one.rate))
