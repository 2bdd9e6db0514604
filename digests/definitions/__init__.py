"""Every digest, declared."""

from __future__ import annotations

from digests.definitions.director import director
from digests.definitions.manager import manager
from digests.definitions.monthly import monthly
from digests.definitions.morning import morning
from digests.definitions.own import OWN, composed
from digests.definitions.weekly import weekly
from digests.digest import Digest
from storage.subscriptions import Subscription

DIGESTS: dict[str, Digest] = {digest.name: digest for digest in (morning, director, manager, weekly, monthly)}


def digest_of(subscription: Subscription) -> Digest:
    """The digest that a subscription brings; raises KeyError for one that this version no longer has."""
    if subscription.sections:
        return composed(subscription.digest, subscription.sections)
    return DIGESTS[subscription.digest]


def title_of(name: str) -> str:
    """What people call a digest."""
    return DIGESTS[name].title if name in DIGESTS else name.removeprefix(OWN)
