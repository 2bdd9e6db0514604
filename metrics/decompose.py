"""Parts a difference exactly: what each factor of a product, and each segment of a ratio, accounts for.

Pure arithmetic: every function's parts sum to the difference it was given, and do not depend on their order.
Sources: B. W. Ang, "LMDI decomposition approach: a guide for implementation", Energy Policy 86 (2015); L. S.
Shapley, "A value for n-person games" (1953).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

Number = int | float


# --- Products -------------------------------------------------------------------------------------------


def product(factors: Sequence[Number]) -> float:
    """The product, the same in whatever order: multiplied exactly and rounded once."""
    return float(math.prod((Fraction(one) for one in factors), start=Fraction(1)))


def product_effects(before: Sequence[Number], after: Sequence[Number]) -> tuple[float, ...]:
    """What each factor accounts for of Π after − Π before, in the factors' order.

    LMDI where every factor keeps its sign and is not zero: effect = L(Y₁, Y₀) · ln(x₁ ÷ x₀). Elsewhere, where
    the logarithm has no meaning, the Shapley value: the mean over all orders in which the factors may change.
    """
    effects = lmdi(before, after) if can_take_logarithms(before, after) else shapley(before, after)
    return closed(effects, product(after) - product(before))


def can_take_logarithms(before: Sequence[Number], after: Sequence[Number]) -> bool:
    """Whether LMDI is defined: no factor is zero or changes its sign, and neither product is lost to rounding."""
    return all(then * now > 0 for then, now in zip(before, after, strict=True)) and bool(
        product(before) and product(after)
    )


def lmdi(before: Sequence[Number], after: Sequence[Number]) -> tuple[float, ...]:
    """The logarithmic mean Divisia effects; needs `can_take_logarithms`."""
    weight = log_mean(product(after), product(before))
    return tuple(weight * _log_ratio(now, then) for then, now in zip(before, after, strict=True))


def log_mean(one: float, other: float) -> float:
    """L(a, b) = (a − b) ÷ ln(a ÷ b), and a where both are the same. Both have the same sign, neither is zero."""
    logarithm = _log_ratio(one, other)
    return (one - other) / logarithm if logarithm else one


def shapley(before: Sequence[Number], after: Sequence[Number]) -> tuple[float, ...]:
    """The Shapley effects of a product: exact, in 2ⁿ steps, so meant for a handful of factors."""
    then, now = [Fraction(one) for one in before], [Fraction(one) for one in after]
    count = len(then)
    effects = []
    for at in range(count):
        others = [one for one in range(count) if one != at]
        total = Fraction(0)
        for size in range(count):
            weight = Fraction(1, count * math.comb(count - 1, size))
            for changed in combinations(others, size):
                rest = math.prod(
                    (now[one] if one in changed else then[one] for one in others), start=Fraction(1)
                )
                total += weight * rest
        effects.append(float(total * (now[at] - then[at])))
    return tuple(effects)


def _log_ratio(one: float, other: float) -> float:
    """ln(a ÷ b), accurate too where both are nearly the same."""
    growth = (one - other) / other
    return math.log1p(growth) if abs(growth) < 0.5 else math.log(one / other)


# --- Ratios ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Halves:
    """One segment of a ratio: its numerator and denominator, before and after. A segment that is not there has 0."""

    top_before: Number = 0
    bottom_before: Number = 0
    top: Number = 0
    bottom: Number = 0

    @property
    def is_on_both_sides(self) -> bool:
        """Whether it has a ratio of its own before and after."""
        return bool(self.bottom_before and self.bottom)


@dataclass(frozen=True)
class MixAndRate:
    """What one segment accounts for of a ratio's change: through its weight, and through its own ratio."""

    mix: float
    rate: float

    @property
    def both(self) -> float:
        """Its whole part of the change."""
        return self.mix + self.rate


def mix_and_rate(segments: Mapping[str, Halves]) -> dict[str, MixAndRate]:
    """Each segment's mix and rate; all of them sum to R₁ − R₀, R = Σ top ÷ Σ bottom.

    rate = ½(w₀ + w₁)(r₁ − r₀) and mix = (w₁ − w₀)(½(r₀ + r₁) − R̄), R̄ = ½(R₀ + R₁), w a segment's share of the
    denominator: symmetric, nothing left over, and more weight on what is below average counts as a loss. What
    entered or left has no ratio of its own to change, so that all of it is mix. Raises ZeroDivisionError where
    either period has nothing to divide by.
    """
    before = _ratio([(one.top_before, one.bottom_before) for one in segments.values()])
    after = _ratio([(one.top, one.bottom) for one in segments.values()])
    middle = (before.value + after.value) / 2
    parts = {name: _part(one, before.bottom, after.bottom, middle) for name, one in segments.items()}
    return _closed_parts(parts, after.value - before.value)


@dataclass(frozen=True)
class _Ratio:
    value: float
    bottom: float


def _ratio(halves: Sequence[tuple[Number, Number]]) -> _Ratio:
    bottom = math.fsum(under for _, under in halves)
    return _Ratio(math.fsum(over for over, _ in halves) / bottom, bottom)


def _part(one: Halves, bottom_before: float, bottom: float, middle: float) -> MixAndRate:
    then, now = one.bottom_before / bottom_before, one.bottom / bottom
    if not one.is_on_both_sides:
        moved = one.top / bottom - one.top_before / bottom_before - middle * (now - then)
        return MixAndRate(mix=moved, rate=0.0)
    was, became = one.top_before / one.bottom_before, one.top / one.bottom
    return MixAndRate(
        mix=(now - then) * ((was + became) / 2 - middle), rate=(then + now) / 2 * (became - was)
    )


def _closed_parts(parts: dict[str, MixAndRate], difference: float) -> dict[str, MixAndRate]:
    """The parts with what rounding lost put onto the largest."""
    if not parts:
        return parts
    left = difference - math.fsum(value for part in parts.values() for value in (part.mix, part.rate))
    largest = max(parts, key=lambda name: (abs(parts[name].both), name))
    part = parts[largest]
    return {**parts, largest: MixAndRate(part.mix + left, part.rate)}


# --- Sums, shares and pennies ---------------------------------------------------------------------------


def closed(parts: Sequence[float], difference: float) -> tuple[float, ...]:
    """The parts with what rounding lost put onto the largest, so that they sum to the difference."""
    if not parts:
        return ()
    result = list(parts)
    largest = max(range(len(result)), key=lambda at: abs(result[at]))
    result[largest] += difference - math.fsum(result)
    return tuple(result)


def shared_out(parts: Sequence[Number], total: int, step: int = 1) -> tuple[int, ...]:
    """The parts in whole steps that sum to the total's own whole steps: largest remainders first (Hamilton).

    Each part moves by less than one step as long as the parts sum to the total. With `step` 100, pence are
    shown as pounds that still add up.
    """
    if not parts:
        return ()
    exact = [Fraction(one) / step for one in parts]
    down = [math.floor(one) for one in exact]
    missing = round(total / step) - sum(down)
    each, extra = divmod(missing, len(down))
    order = sorted(range(len(down)), key=lambda at: (exact[at] - down[at], abs(exact[at])), reverse=True)
    for place, at in enumerate(order):
        down[at] += each + (place < extra)
    return tuple(step * one for one in down)


def divergence(before: Sequence[Number], after: Sequence[Number]) -> float:
    """How differently two amounts are spread, 0 (alike) to 1: the Jensen–Shannon divergence of the shares, in bits.

    Negative amounts count as none. Where either side has nothing there is nothing to compare, which is 0.
    """
    then, now = _shares(before), _shares(after)
    if not then or not now:
        return 0.0
    halves = (_surprise(p, q) + _surprise(q, p) for p, q in zip(then, now, strict=True))
    return min(1.0, max(0.0, math.fsum(halves) / 2))


def _shares(amounts: Sequence[Number]) -> list[float]:
    known = [max(float(one), 0.0) for one in amounts]
    total = math.fsum(known)
    return [one / total for one in known] if total > 0 else []


def _surprise(share: float, other: float) -> float:
    return share * math.log2(2 * share / (share + other)) if share else 0.0
