"""An order's discount, refund and tax are shared over its lines and sum to the order's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from warehouse.importers.order_money import Paid, Settled, settle

PENCE = some.integers(0, 50_000)


def settled(
    gross: list[int], paid: Paid, *, own: list[int] | None = None, tax_included: bool = False
) -> Settled:
    return settle(gross, own or [0] * len(gross), [1] * len(gross), paid, tax_included=tax_included)


def net(order: Settled) -> int:
    return sum(order.gross) - sum(order.discounts) - sum(order.returns)


def test_a_discount_and_a_refund_are_split_by_value() -> None:
    order = settled([6000, 3000, 1000], Paid(discount=1000, refund=901))

    assert order.discounts == [600, 300, 100]
    assert order.returns == [541, 270, 90]


def test_a_line_s_own_discount_is_part_of_the_order_s() -> None:
    """As in real exports: Lineitem discount 33.80, Discount Amount 33.80, Subtotal 135.20 of 169.00."""
    order = settled([16900], Paid(discount=3380, subtotal=13520), own=[3380])

    assert order.discounts == [3380]


def test_a_line_s_own_discount_comes_on_top_where_subtotal_says_so() -> None:
    order = settled([5000, 5000], Paid(discount=1000, subtotal=8000), own=[1000, 0])

    assert sum(order.discounts) == 2000


def test_a_discount_on_shipping_leaves_the_goods_alone() -> None:
    order = settled([5000], Paid(discount=500, subtotal=5000, shipping=500, total=5000))

    assert (order.discounts, order.shipping) == ([0], 0)


def test_free_lines_share_a_refund_alike() -> None:
    order = settled([0, 0, 0], Paid(subtotal=0, refund=0, discount=0))

    assert net(order) == 0


def test_a_whole_refund_leaves_nothing_of_goods_shipping_and_tax() -> None:
    order = settled([8000, 2000], Paid(subtotal=10000, shipping=500, taxes=2000, total=12500, refund=12500))

    assert (net(order), order.shipping, order.taxes, order.excess) == (0, 0, 0, 0)


def test_a_part_refund_pays_back_goods_and_their_tax_before_shipping() -> None:
    order = settled([10000], Paid(subtotal=10000, shipping=500, taxes=2000, total=12500, refund=1200))

    assert (order.returns, order.taxes, order.shipping) == ([1000], 1800, 500)


def test_more_refunded_than_paid_is_told_and_not_booked() -> None:
    order = settled([1000], Paid(subtotal=1000, total=1000, refund=1500))

    assert (order.returns, order.excess) == ([1000], 500)


def test_goods_that_an_edit_took_off_count_as_returned() -> None:
    order = settled([6000, 4000], Paid(subtotal=6000, total=6000))

    assert net(order) == 6000


def test_a_refund_that_subtotal_already_lacks_is_not_taken_off_twice() -> None:
    order = settled([6000, 4000], Paid(subtotal=6000, total=6000, refund=4000))

    assert net(order) == 6000


def test_tax_is_taken_out_of_prices_that_include_it() -> None:
    """A real order in ZAR: Subtotal 699.00, Shipping 85.00 untaxed, VAT 15 % 91.17, Total 784.00."""
    order = settled(
        [69900],
        Paid(subtotal=69900, shipping=8500, taxes=9117, total=78400, tax_rate=0.15),
        tax_included=True,
    )

    assert (net(order), order.shipping, order.taxes) == (60783, 8500, 9117)


def test_taxed_shipping_bears_its_own_tax_where_the_rate_shows_it() -> None:
    order = settled(
        [12000], Paid(subtotal=12000, shipping=1200, taxes=2200, total=13200, tax_rate=0.2), tax_included=True
    )

    assert (net(order), order.shipping) == (10000, 1000)


def test_an_untaxed_line_bears_no_tax() -> None:
    order = settle(
        [12000, 5000], [0, 0], [1, 0], Paid(subtotal=17000, taxes=2000, total=17000), tax_included=True
    )

    assert order.gross == [10000, 5000]


@given(
    lines=some.lists(some.tuples(PENCE, some.booleans()), min_size=1, max_size=6),
    discount=some.integers(0, 60_000),
    refund=some.integers(0, 400_000),
    shipping=some.integers(0, 2_000),
    percent=some.integers(0, 100),
    tax_included=some.booleans(),
)
def test_whatever_the_order_its_parts_add_up_to_what_was_kept(
    *,
    lines: list[tuple[int, bool]],
    discount: int,
    refund: int,
    shipping: int,
    percent: int,
    tax_included: bool,
) -> None:
    gross = [price for price, _ in lines]
    discount = min(discount, sum(gross))
    goods = sum(gross) - discount
    taxes = goods * percent // (100 + percent)
    total = goods + shipping + (0 if tax_included else taxes)
    paid = Paid(subtotal=goods, discount=discount, refund=refund, shipping=shipping, taxes=taxes, total=total)

    order = settle(
        gross, [0] * len(gross), [int(taxed) for _, taxed in lines], paid, tax_included=tax_included
    )

    kept = net(order) + order.shipping + order.taxes + order.duties
    assert kept == max(0, total - refund)
    assert order.excess == max(0, refund - total)
    assert 0 <= sum(order.returns) <= sum(order.gross) - sum(order.discounts)
    if not tax_included:
        assert sum(order.discounts) == discount and order.gross == gross


@pytest.mark.parametrize("weights", [[0, 0], [5, 0]])
def test_a_discount_is_shared_though_lines_are_worth_nothing(weights: list[int]) -> None:
    order = settled(weights, Paid(discount=sum(weights), subtotal=0))

    assert sum(order.discounts) == sum(weights)
