"""An order's money shared out over its lines, so that the shares sum to the order's own to the penny (pure).

docs/decisions/0003-order-money.md says why each rule is as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.money import split


@dataclass(frozen=True, kw_only=True)
class Paid:
    """What an order's own row says, in minor units; None where the column is absent or blank.

    `tax_rate` is the one rate that the order names (0.2 for "GB VAT 20%"), None for none or several.
    """

    subtotal: int | None = None
    discount: int = 0
    refund: int = 0
    shipping: int = 0
    taxes: int = 0
    duties: int = 0
    total: int | None = None
    tax_rate: float | None = None


@dataclass(frozen=True, kw_only=True)
class Settled:
    """What each line and the order came to, without tax. `excess` was refunded beyond all that was paid."""

    gross: list[int]
    discounts: list[int]
    returns: list[int]
    shipping: int
    taxes: int
    duties: int
    excess: int = 0


def settle(
    gross: Sequence[int], own: Sequence[int], taxable: Sequence[int], paid: Paid, *, tax_included: bool
) -> Settled:
    """Share discount, refund and tax over the lines by value.

    `gross` is price × quantity a line, `own` its own discount, `taxable` 1 where it is taxed, else 0.
    """
    discounts, shipping = _discounts(gross, own, paid)
    worth = [price - less for price, less in zip(gross, discounts, strict=True)]
    tax = _tax(worth, taxable, shipping, paid)
    goods_tax = sum(tax)
    ex = [value - share for value, share in zip(worth, tax, strict=True)] if tax_included else worth
    shipping_tax = paid.taxes - goods_tax
    shipping_ex = shipping - shipping_tax if tax_included else shipping

    goods = max(0, sum(ex))
    back_goods, rest = _take(paid.refund, goods + goods_tax)
    back, back_tax = split(back_goods, (goods, goods_tax)) if back_goods else (0, 0)
    back = min(max(back, _edited_away(worth, paid)), goods)
    back_carriage, rest = _take(rest, shipping_ex + shipping_tax)
    back_shipping, back_shipping_tax = (
        split(back_carriage, (shipping_ex, shipping_tax)) if back_carriage else (0, 0)
    )
    back_duties, rest = _take(rest, paid.duties)
    return Settled(
        gross=_without_tax(gross, worth, tax) if tax_included else list(gross),
        discounts=discounts if not tax_included else _discounts_without_tax(gross, worth, tax),
        returns=split(back, [max(0, value) for value in ex]) if back else [0] * len(gross),
        shipping=shipping_ex - back_shipping,
        taxes=paid.taxes - back_tax - back_shipping_tax,
        duties=paid.duties - back_duties,
        excess=rest,
    )


def _discounts(gross: Sequence[int], own: Sequence[int], paid: Paid) -> tuple[list[int], int]:
    """Each line's discount, and what is left of the shipping: a discount may have been on that alone.

    The order's discount includes the lines' own. Subtotal, which is after discounts on goods, says so
    where it is not.
    """
    goods, lines_own = sum(gross), sum(own)
    whole = max(paid.discount, lines_own)
    shipping = paid.shipping
    if paid.subtotal is not None and paid.discount:
        if lines_own and paid.subtotal == goods - paid.discount - lines_own:
            whole = paid.discount + lines_own
        elif paid.subtotal == goods - lines_own and paid.discount - lines_own > 0:
            whole, shipping = _shipping_discount(paid, whole, lines_own)
    rest = min(whole, goods) - lines_own
    if rest <= 0:
        return list(own), shipping
    shares = split(rest, [max(0, price - less) for price, less in zip(gross, own, strict=True)])
    return [less + share for less, share in zip(own, shares, strict=True)], shipping


def _shipping_discount(paid: Paid, whole: int, lines_own: int) -> tuple[int, int]:
    """Subtotal knows nothing of the discount: where Total bears it out, it was on the shipping."""
    assert paid.subtotal is not None
    off = whole - lines_own
    for taxes in (0, paid.taxes):
        before = paid.subtotal + paid.shipping + taxes + paid.duties
        if paid.total == before - off and off <= paid.shipping:
            return lines_own, paid.shipping - off
        if paid.total == before:
            return lines_own, paid.shipping
    return whole, paid.shipping


def _tax(worth: Sequence[int], taxable: Sequence[int], shipping: int, paid: Paid) -> list[int]:
    """Each line's share of the order's tax; what the named rate shows to be the shipping's stays out."""
    if not paid.taxes:
        return [0] * len(worth)
    taxed = [max(0, value) * flag for value, flag in zip(worth, taxable, strict=True)]
    if not sum(taxed):
        taxed = [max(0, value) for value in worth]
    return split(paid.taxes - _tax_on_shipping(sum(taxed), shipping, paid), taxed)


def _tax_on_shipping(taxed: int, shipping: int, paid: Paid) -> int:
    """Whether shipping was taxed is written nowhere; the tax shows it, where there is one rate."""
    if not shipping or paid.tax_rate is None or not taxed:
        return 0
    share = round(paid.taxes * shipping / (taxed + shipping))
    for factor in (
        paid.tax_rate,
        paid.tax_rate / (1 + paid.tax_rate),
    ):  # on top of the prices, or inside them
        if abs(paid.taxes - (taxed + shipping) * factor) <= 2:
            return share
    return 0


def _edited_away(worth: Sequence[int], paid: Paid) -> int:
    """Goods that an edit took off the order: its lines still name them, its Subtotal (and Taxes) do not."""
    return 0 if paid.subtotal is None else max(0, sum(worth) - paid.subtotal)


def _take(wanted: int, there: int) -> tuple[int, int]:
    taken = max(0, min(wanted, there))
    return taken, wanted - taken


def _without_tax(gross: Sequence[int], worth: Sequence[int], tax: Sequence[int]) -> list[int]:
    """Prices before discounts, their tax taken out at the line's own rate."""
    return [
        price - (round(share * price / value) if value > 0 else 0)
        for price, value, share in zip(gross, worth, tax, strict=True)
    ]


def _discounts_without_tax(gross: Sequence[int], worth: Sequence[int], tax: Sequence[int]) -> list[int]:
    return [
        before - (value - share)
        for before, value, share in zip(_without_tax(gross, worth, tax), worth, tax, strict=True)
    ]
