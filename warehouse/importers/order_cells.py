"""Cells of an orders export: amounts, counts and moments read once each, and where an order belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from warehouse.facts import UNASSIGNED, UNKNOWN, day_number
from warehouse.importers import canonical
from warehouse.importers.format import OrderRule, Rules
from warehouse.importers.order_rows import Head
from warehouse.landing import Landing

AMOUNT, COUNT, MOMENT = "an amount", "a whole number", "a moment such as 2025-12-07 19:08:25 +0000"
#: A column holds few different texts: they are kept, up to this many.
KEPT = 100_000
PLAIN = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
#: No line holds more pieces: a larger number is something else in the wrong column.
MOST = 10**9
PLACED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}):\d{2}.*)?")


class Cells:
    """Texts as numbers. Reading one that cannot be read raises ValueError."""

    def __init__(self, landing: Landing) -> None:
        self.amounts = _Amounts(landing)
        self.counts = _Counts()
        self._moments: dict[str, tuple[int, int]] = {}

    def moment(self, text: str) -> tuple[int, int]:
        """The day number and the hour, as written: Shopify writes the shop's own time."""
        known = self._moments.get(text[:13])
        if known is None:
            found = PLACED.fullmatch(text.strip())
            if found is None:
                raise ValueError(text)
            known = day_number(date.fromisoformat(found[1])), int(found[2] or 0)
            self._moments[text[:13]] = known
        return known

    def unreadable(self, what: str, text: str) -> bool:
        """Whether reading `text` as AMOUNT, COUNT or MOMENT fails."""
        read = {AMOUNT: self.amounts.__getitem__, COUNT: self.counts.__getitem__, MOMENT: self.moment}[what]
        try:
            read(text)
        except ValueError:
            return True
        return False


class _Amounts(dict[str, int]):
    """Amounts in minor units by their text; a blank is 0."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing

    def __missing__(self, text: str) -> int:
        if len(self) >= KEPT:
            self.clear()
        if (
            text[-3:-2] == "."
            and text[:-3].isdecimal()
            and text[-2:].isdecimal()
            and self._landing.minor_digits == 2
        ):
            amount = int(text.replace(".", ""))  # as nearly all are written
        else:
            plain = text.strip().replace(",", "")
            amount = self._landing.minor(plain) if plain else 0
        self[text] = amount
        return amount


class _Counts(dict[str, int]):
    """Whole numbers by their text."""

    def __missing__(self, text: str) -> int:
        number = float(text)
        if not number.is_integer() or number > MOST:
            raise ValueError(text)
        self[text] = count = int(number)
        return count


class Belonging:
    """The sales channel, country and segment of an order."""

    def __init__(self, landing: Landing, rules: Rules) -> None:
        self._landing = landing
        self._rules = rules
        self._usual = landing.sales_channel("shopify_orders")
        self._known: dict[tuple[str, ...], tuple[int, int, int]] = {}
        self.nobody = landing.label("customer_type", UNKNOWN)

    def of(self, head: Head) -> tuple[int, int, int]:
        """The numbers of the sales channel, the country (where it ships to, else of the bill) and the segment."""
        key = (head.tags, head.origin, head.terms, head.ship_country or head.bill_country)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            known = self._known[key] = (
                self._landing.label("sales_channel", _first(self._rules.sales_channels, head) or self._usual),
                self._landing.label("country", canonical.country(key[3])),
                self._landing.label("segment", _first(self._rules.segments, head) or UNASSIGNED),
            )
        return known


def _first(rules: Mapping[str, OrderRule], head: Head) -> str | None:
    """The first name whose rule an order meets by any tag, its source or its payment terms."""
    tags = {tag.strip().casefold() for tag in head.tags.split(",")}
    for name, rule in rules.items():
        if (
            tags.intersection(tag.casefold() for tag in rule.tags)
            or head.origin.strip().casefold() in (source.casefold() for source in rule.sources)
            or head.terms.strip().casefold() in (terms.casefold() for terms in rule.payment_terms)
        ):
            return name
    return None
