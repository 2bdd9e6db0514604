"""What each factor of a metric's tree accounts for, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from metrics.both_periods import BothPeriods, Read, days_of
from metrics.decompose import can_take_logarithms, closed, log_mean, product, product_effects, shared_out
from metrics.explained import Kind, Part
from metrics.metric import Measured, Metric, Number, Ratio
from metrics.tree import CONVERSION, Factor, Tree

#: Differences below this share of the whole are rounding.
NOTHING = 1e-9
TRAFFIC = "traffic_day"
UNEXPLAINED = "Not explained"


def scale_of(metric: Measured) -> float:
    """What a metric's own product is multiplied by: −1 for 1 − x, 1000 for CPM."""
    match metric:
        case Ratio(complement=True):
            return -metric.scale
        case Ratio():
            return metric.scale
        case _:
            return 1.0


def factors_of(
    metric: Measured,
    change: Number,
    read: BothPeriods,
    table: str,
    trees: Sequence[Tree],
    *,
    with_sessions: bool,
) -> tuple[tuple[Part, ...], Tree]:
    """The parts of the first tree whose sums are all known over the same days, and that tree; else nothing twice."""
    for tree in trees:
        if CONVERSION in tree and not with_sessions:
            continue
        grown = _grown(tree, metric, read, table)
        if grown and len(tree) > 1:
            return _parts(grown, change, scale_of(metric), read, table), tree
    return (), ()


def in_pennies(parts: Sequence[Part], change: Number) -> tuple[Part, ...]:
    """The parts in whole minor units that sum to the change; parts of parts to theirs. Empty parts without a value go.

    Changes that are not whole keep their fractions.
    """
    if not isinstance(change, int):
        return tuple(parts)
    whole = shared_out([part.amount for part in parts], change)
    return tuple(
        replace(part, amount=amount, parts=in_pennies(part.parts, amount))
        for part, amount in zip(parts, whole, strict=True)
        if amount or part.kind is not Kind.UNEXPLAINED
    )


def with_rest(parts: Sequence[Part], change: Number, unit_of: Part | None = None) -> tuple[Part, ...]:
    """The parts, closed to the change; what they leave open is a part of its own."""
    amounts = [float(part.amount) for part in parts]
    left = change - sum(part.amount for part in parts)
    largest = max((abs(amount) for amount in amounts), default=0.0)
    if parts and abs(left) <= NOTHING * max(largest, abs(change)):
        exact = closed(amounts, float(change))
        return tuple(
            part if part.amount == amount else replace(part, amount=amount)
            for part, amount in zip(parts, exact, strict=True)
        )
    if not parts and unit_of is None:
        return ()
    unit = (unit_of or parts[0]).unit
    rest = Part(kind=Kind.UNEXPLAINED, name="unexplained", label=UNEXPLAINED, amount=left, unit=unit)
    return (*parts, rest)


# --- One tree -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Grown:
    """A factor with its values, before and after; None where there was nothing to divide by."""

    factor: Factor
    before: float | None
    after: float | None

    @property
    def filled(self) -> tuple[float, float]:
        """Both values; one that was not there is taken to have been the other, so that it accounts for nothing."""
        then = self.after if self.before is None else self.before
        now = self.before if self.after is None else self.after
        assert then is not None and now is not None, "a factor without a value on either side grows no tree"
        return then, now


def _grown(tree: Tree, metric: Measured, read: BothPeriods, table: str) -> list[_Grown]:
    """The tree with values; nothing where a sum is not known, or is of other days or of another source.

    Nor where a factor has no value on either side: nothing can be told from it.
    """
    sums = {one: read.total(one, table) for factor in tree for one in factor.sums}
    known = {one: found for one, found in sums.items() if found is not None}
    if len(known) < len(sums) or len({days_of(one.plan) for one in known.values()}) > 1:
        return []
    blended = isinstance(metric, Ratio) and metric.blended
    if not blended and not {one.plan.table for one in known.values()} <= {table, TRAFFIC}:
        return []
    grown = [_value(factor, known) for factor in tree]
    return [] if any(one.before is None and one.after is None for one in grown) else grown


def _value(factor: Factor, sums: dict[Metric, Read]) -> _Grown:
    def side(name: str) -> float | None:
        top = getattr(sums[factor.top].pair, name) if factor.top else 1
        bottom = getattr(sums[factor.bottom].pair, name) if factor.bottom else 1
        return top / bottom if bottom else None

    return _Grown(factor, side("before"), side("after"))


def _parts(
    grown: Sequence[_Grown], change: Number, scale: float, read: BothPeriods, table: str
) -> tuple[Part, ...]:
    before, after = zip(*(one.filled for one in grown), strict=True)
    effects = [scale * effect for effect in product_effects(before, after)]
    weight = scale * log_mean(product(after), product(before)) if can_take_logarithms(before, after) else None
    parts = [
        _part(one, effect, tuple(_within(one, weight, effect, read, table)) if weight else ())
        for one, effect in zip(grown, effects, strict=True)
    ]
    return in_pennies(with_rest(parts, change), change)


def _within(one: _Grown, weight: float, effect: float, read: BothPeriods, table: str) -> Iterator[Part]:
    """The parts of a factor that is a product itself, by the same weight; none where they do not multiply to it."""
    inner = _grown(one.factor.parts, read_as(one.factor), read, table) if one.factor.parts else []
    if not inner:
        return
    before, after = zip(*(factor.filled for factor in inner), strict=True)
    if (
        not can_take_logarithms(before, after)
        or not _same(product(before), one.before)
        or not _same(product(after), one.after)
    ):
        return
    moved = [factor for factor in inner if factor.before != factor.after]
    total = log_mean(product(after), product(before))
    effects = [
        share * weight / total if total else 0.0
        for share in product_effects([each.filled[0] for each in inner], [each.filled[1] for each in inner])
    ]
    by_name = dict(zip((each.factor.name for each in inner), closed(effects, effect), strict=True))
    yield from (_part(each, by_name[each.factor.name]) for each in moved)


def read_as(factor: Factor) -> Measured:
    """A factor as a metric of its own."""
    if factor.top is not None and factor.bottom is not None:
        return Ratio(
            name=factor.name,
            label=factor.label,
            meaning=factor.label,
            formula=f"{factor.top.label.lower()} ÷ {factor.bottom.label.lower()}",
            unit=factor.unit,
            top=factor.top,
            bottom=factor.bottom,
        )
    (metric,) = factor.sums
    return metric


def _same(one: float, other: float | None) -> bool:
    return other is not None and abs(one - other) <= NOTHING * max(abs(one), abs(other))


def _part(one: _Grown, amount: float, parts: tuple[Part, ...] = ()) -> Part:
    inverse = one.factor.top is None
    before, after = (1 / value if inverse and value else value for value in (one.before, one.after))
    return Part(
        kind=Kind.FACTOR,
        name=one.factor.name,
        label=one.factor.label,
        amount=amount,
        unit=one.factor.unit,
        before=before,
        after=after,
        parts=parts,
    )
