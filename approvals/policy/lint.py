"""Everything that is wrong with a policy, before anybody is held to it."""

from __future__ import annotations

from approvals.policy import lint_people, lint_routes
from approvals.policy.mistakes import Examined, Mistake

CHECKS = (*lint_routes.CHECKS, *lint_people.CHECKS)


def mistakes(seen: Examined) -> list[Mistake]:
    """Each mistake, in the order in which they stand in the policy."""
    order = list(type(seen.book).model_fields)
    found = [mistake for check in CHECKS for mistake in check(seen)]
    return sorted(
        found, key=lambda mistake: order.index(str(mistake.where[0])) if mistake.where else len(order)
    )
