"""Whether one rule of a policy leaves nothing for a later one: whatever fits the later fits the earlier too."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from approvals.policy.routing import conditions
from approvals.policy.rule_words import Range, Words, folded
from approvals.policy.rulebook import RouteRule, When

#: What nothing is as small or as large as.
ENDLESS = Decimal("Infinity")


def shadowed(rules: tuple[RouteRule, ...]) -> Iterator[tuple[int, int]]:
    """Each rule that never comes to anything (its place, from 0), with the place of the first that takes all from it."""
    for later, rule in enumerate(rules):
        for earlier in range(later):
            if covers(rules[earlier].when, rule.when):
                yield later, earlier
                break


def covers(earlier: When, later: When) -> bool:
    """Whether all that fits `later` fits `earlier`. What it cannot tell, it denies."""
    asked = conditions(later)
    return all(_holds_all(wide, asked.get(name)) for name, wide in conditions(earlier).items())


def _holds_all(wide: Words | Range, narrow: Words | Range | None) -> bool:
    match wide, narrow:
        case Range(), Range():
            return _low(wide) <= _low(narrow) and _high(narrow) <= _high(wide)
        case Words(), Words():
            return _words_hold_all(wide, narrow)
        case _:
            return False


def _words_hold_all(wide: Words, narrow: Words) -> bool:
    some, each, none = (folded(words) for words in (wide.any_of, wide.all_of, wide.none_of))
    their_some, their_each, their_none = (
        folded(words) for words in (narrow.any_of, narrow.all_of, narrow.none_of)
    )
    has_some = not some or bool(their_some and their_some <= some) or bool(their_each & some)
    return has_some and each <= their_each and none <= their_none


def _low(bounds: Range) -> tuple[Decimal, bool]:
    """Where the numbers begin; True where that one itself is not among them."""
    at_least = (-ENDLESS if bounds.gte is None else bounds.gte, False)
    return at_least if bounds.gt is None else max(at_least, (bounds.gt, True))


def _high(bounds: Range) -> tuple[Decimal, bool]:
    """Where the numbers end; False where that one itself is not among them."""
    at_most = (ENDLESS if bounds.lte is None else bounds.lte, True)
    return at_most if bounds.lt is None else min(at_most, (bounds.lt, False))
