"""What content says about a price: a claim such as “lowest ever”, and the offer it makes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from approvals.content import Content
from metrics.amounts import NoAmount, read_amount
from metrics.metric import Unit

#: Words that say a price was never lower, as shops write them.
_NEVER_LOWER = re.compile(
    r"\b(?:(?:lowest|best|cheapest|smallest)(?: ever)?[ -]prices?(?: ever| yet| of all time)?"
    r"|(?:lowest|cheapest)(?: it has)? ever(?: been)?"
    r"|never (?:been )?(?:cheaper|lower|this cheap|this low|so cheap)"
    r"|(?:all[ -]time|record)[ -]low)\b",
    re.IGNORECASE,
)
#: A currency's sign or code, on whichever side of the amount.
_CURRENCY = re.compile(r"[£$€¥]|\b[A-Z]{3}\b")
#: Kinds of content that are a promotion whatever they offer.
PROMOTIONS = frozenset(("promo_email",))


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is promised of one product, in minor units: its price, what it is taken off (None where unknown), and the
    discount (0..1, None where none is said)."""

    price: float | None
    was: float | None
    discount: float | None


def claim_in(content: Content) -> str:
    """The first words of title, text or small print that say a price was never lower; empty where none do."""
    said = (" ".join(words.split()) for words in (content.title, content.text, content.terms))
    return next((found[0] for words in said if (found := _NEVER_LOWER.search(words))), "")


def is_promotion(content: Content) -> bool:
    """Whether it takes something off a price, or is of a kind that does."""
    return content.kind in PROMOTIONS or bool(discount_of(content)) or bool(content.price)


def discount_of(content: Content) -> float | None:
    """The discount as 0..1; None where nobody said one."""
    said = content.discount.strip().rstrip("%").strip().replace(",", ".")
    try:
        return float(said) / 100 if said else None
    except ValueError:
        return None


def offer(content: Content, listed: float | None, *, digits: int = 2) -> Offer:
    """What a product with this list price is offered at: the price that is named, else the list price less the discount."""
    discount, price = discount_of(content), _price(content.price, digits)
    if price is None and listed is not None:
        price = listed * (1 - (discount or 0))
    return Offer(price=price, was=listed, discount=discount)


def _price(said: str, digits: int) -> float | None:
    amount = _CURRENCY.sub("", said)
    try:
        return read_amount(amount, Unit.MONEY, digits=digits) if amount.strip() else None
    except NoAmount:
        return None
