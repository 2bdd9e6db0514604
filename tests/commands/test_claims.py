"""What content says about a price."""

from __future__ import annotations

import pytest

from approvals.content import Content
from commands.claims import claim_in, is_promotion, offer


def content(text: str = "", **more: str) -> Content:
    """Copy with these words."""
    return Content(**{"kind": "product_copy", "title": "Aran Coat", "text": text} | more)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Now at its lowest price ever.", "lowest price ever"),
        ("Our Lowest Ever!", "Lowest Ever"),
        ("the best price ever", "best price ever"),
        ("It has never been cheaper", "never been cheaper"),
        ("An all-time low", "all-time low"),
        ("lowest\nprice", "lowest price"),
        ("The lowest carbon footprint, and the best coat ever.", ""),
        ("Prices that never change", ""),
        ("", ""),
    ],
)
def test_a_claim_is_known_by_its_words(text: str, claim: str) -> None:
    assert claim_in(content(text)) == claim


def test_a_claim_in_the_title_or_the_small_print_counts_too() -> None:
    assert claim_in(content(title="Lowest price of all time")) == "Lowest price of all time"
    assert claim_in(content(terms="cheapest ever in our shops")) == "cheapest ever"


@pytest.mark.parametrize(
    ("more", "price", "discount"),
    [
        ({}, 15900, None),
        ({"discount": "40"}, 9540, 0.4),
        ({"discount": "12,5%"}, 13912.5, 0.125),
        ({"price": "£95.40", "discount": "40"}, 9540, 0.4),
        ({"price": "95,40 EUR"}, 9540, None),
        ({"price": "€95,40"}, 9540, None),
        ({"price": "from next week"}, 15900, None),
    ],
)
def test_an_offer_is_the_price_that_is_named_else_the_list_price_less_the_discount(
    more: dict[str, str], price: float, discount: float | None
) -> None:
    made = offer(content(**more), 15900)

    assert made.price == pytest.approx(price)
    assert made.discount == discount


def test_without_a_list_price_and_a_price_named_there_is_no_price() -> None:
    assert offer(content(discount="40"), None).price is None


@pytest.mark.parametrize("more", [{"kind": "promo_email"}, {"discount": "10"}, {"price": "£9"}])
def test_a_promotion_takes_something_off_or_is_of_a_kind_that_does(more: dict[str, str]) -> None:
    assert is_promotion(content(**more))


@pytest.mark.parametrize("more", [{}, {"discount": "0"}])
def test_copy_that_takes_nothing_off_is_no_promotion(more: dict[str, str]) -> None:
    assert not is_promotion(content(**more))
