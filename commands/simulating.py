"""What a changed `shop.yaml` would change: the requests on record, routed by it as well as by what they were held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from approvals import records
from approvals.policy.in_force import Policy
from approvals.policy.simulation import differences
from approvals.request import Request
from commands.ruling import policy_of
from shop import Shop
from storage import Store
from storage.moments import stamp


def simulated(shop: Shop, store: Store, folder: Path, *, since: datetime, now: datetime) -> Iterator[str]:
    """A line for each request made since whose routing the policy of `shop` would change, and how; then how many."""
    policy = policy_of(shop, store, folder, now, keep=False)
    with store.read() as db:
        requests = records.find(db, "created_at >= ?", stamp(since))
        would_be = policy.roster(db, now)
        changed = 0
        for request in requests:
            said = tuple(
                differences(
                    request.route,
                    policy.route_for(request.content, now),
                    were=_policy_then(policy, request).roster(db, now),
                    would_be=would_be,
                    name=lambda user: _name(shop, user),
                )
            )
            changed += bool(said)
            if said:
                yield f"{request.id} “{request.content.title}” ({_name(shop, request.requester)}): {'; '.join(said)}"
    noun = "request" if len(requests) == 1 else "requests"
    yield f"{changed} of {len(requests)} {noun} since {since:%-d %b %Y} would be routed otherwise."


def _policy_then(policy: Policy, request: Request) -> Policy:
    return replace(policy, rulebook=policy.book_of(request.route))


def _name(shop: Shop, user: str) -> str:
    known = shop.person(user)
    return known.name if known else user
