"""Money as whole minor units (pence, cents), and shares of it that add up to the penny."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

#: Currencies whose minor unit is not a hundredth (ISO 4217).
NO_MINOR = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())
THOUSANDTHS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
LARGEST = 2**53  # beyond it a sum could no longer be held exactly by every engine


def minor_digits(currency: str | None) -> int:
    """How many decimals a currency's amounts have: 2 unless ISO 4217 says otherwise."""
    return 0 if currency in NO_MINOR else 3 if currency in THOUSANDTHS else 2


def minor(amount: Decimal | str, digits: int = 2) -> int:
    """An amount in minor units, half to even. ValueError for what is no number or cannot be held exactly."""
    try:
        units = Decimal(amount).scaleb(digits).to_integral_value(ROUND_HALF_EVEN)
    except InvalidOperation as error:
        raise ValueError(amount) from error
    if not units.is_finite() or abs(units) > LARGEST:
        raise ValueError(amount)
    return int(units)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Shares of `amount` in proportion to `weights` (none negative) by the largest remainder.

    The shares add up to `amount` exactly; equal remainders go to the earlier share. Weights that are all 0
    share alike. Empty for no weights.
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    shares = [amount * weight // whole for weight in weights]
    left = amount - sum(shares)
    if left:
        remainders = [amount * weight % whole for weight in weights]
        for place in sorted(range(len(shares)), key=remainders.__getitem__, reverse=True)[:left]:
            shares[place] += 1
    return shares
