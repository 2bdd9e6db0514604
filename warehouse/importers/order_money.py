"""An order's money shared out over its lines, so that the shares sum to the order's own to the penny (pure).

docs/decisions/0009-an-order-s-money.md says why each rule is as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from warehouse.money import split


class Paid(NamedTuple):
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


class Settled(NamedTuple):
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
    tax = _tax(worth, taxable, shipping, paid) if tax_included or paid.refund else []
    if not tax_included:
        goods = _Goods(gross=list(gross), discounts=discounts, worth=worth, tax=sum(tax))
        return _refund(goods, shipping, paid, gone=_edited_away(worth, paid))
    before = _without_tax(gross, worth, tax)
    net = [value - share for value, share in zip(worth, tax, strict=True)]
    less = [price - value for price, value in zip(before, net, strict=True)]
    goods = _Goods(gross=before, discounts=less, worth=net, tax=sum(tax))
    return _refund(goods, shipping - (paid.taxes - goods.tax), paid, gone=_edited_away(worth, paid))


class _Goods(NamedTuple):
    """The lines before returns: `worth` is what each cost after its discount, without the goods' tax."""

    gross: list[int]
    discounts: list[int]
    worth: list[int]
    tax: int


def _refund(goods: _Goods, shipping: int, paid: Paid, *, gone: int) -> Settled:
    """Take a refund off the goods and their tax, then off shipping and its tax, then off duties."""
    nothing = [0] * len(goods.gross)
    if not (paid.refund or gone):
        return Settled(goods.gross, goods.discounts, nothing, shipping, paid.taxes, paid.duties)
    worth, shipping_tax = max(0, sum(goods.worth)), paid.taxes - goods.tax
    back_goods, rest = _take(paid.refund, worth + goods.tax)
    back, back_tax = split(back_goods, (worth, goods.tax)) if back_goods else (0, 0)
    back_carriage, rest = _take(rest, shipping + shipping_tax)
    off, off_tax = split(back_carriage, (shipping, shipping_tax)) if back_carriage else (0, 0)
    back_duties, rest = _take(rest, paid.duties)
    returned = min(max(back, gone), worth)
    return Settled(
        gross=goods.gross,
        discounts=goods.discounts,
        returns=split(returned, [max(0, value) for value in goods.worth]) if returned else nothing,
        shipping=shipping - off,
        taxes=paid.taxes - back_tax - off_tax,
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
