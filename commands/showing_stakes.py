"""Who sees what of what is at stake: nobody in a channel, and in one's own messages what one's role allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from approvals.cards import Audience
from approvals.content import Content
from approvals.request import Request
from commands.at_stake import AtStake
from metrics.audience import CLEARED, Role, Surface
from metrics.metric import Sensitivity
from metrics.period import Period
from shop import Shop
from storage import Database, Store, disclosures, people
from storage.disclosures import Disclosure

#: How the log of disclosures says where it was.
CARD = Surface.CARD.value


class ShowingStakes:
    """What of a request's stakes each place shows. Asks the state alone, never Slack: cards are drawn inside a click."""

    def __init__(self, shop: Shop, store: Store, stakes: Callable[[Content, int], AtStake | None]) -> None:
        """`stakes` says what is at stake for a reader who may see everything."""
        self._shop = shop
        self._store = store
        self._stakes = stakes

    def on_card(self, request: Request, audience: Audience, viewer: str) -> AtStake | None:
        """What a card shows: nothing in a channel, where people come and go, and else what its one reader may see."""
        if audience is Audience.CHANNEL:
            return None
        found = self._stakes(request.content, request.id)
        return found.for_readers(CLEARED[self.role(viewer)]) if found else None

    def role(self, user: str) -> Role:
        """What somebody is to the shop, as the state says at this moment; a guest whatever role they were given."""
        with self._store.read() as db:
            roster = people.roster(db, {person.id: person.role for person in self._shop.people})
            outside = user in people.outsiders(db)
        return Role.STRANGER if outside else Role(roster.get(user, "viewer"))

    def disclosed(
        self, db: Database, request: Request, audience: Audience, viewer: str, now: datetime
    ) -> None:
        """Write down, once, each restricted figure that a card shows."""
        shown = self.on_card(request, audience, viewer)
        if shown is None or not shown.is_restricted:
            return
        for metric, period in shown.shown():
            if shown.level_of(metric) is Sensitivity.RESTRICTED:
                row = _row(metric.name, period, viewer, now)
                if not disclosures.has(db, row):
                    disclosures.note(db, [row])


def _row(metric: str, period: Period, viewer: str, now: datetime) -> Disclosure:
    return Disclosure(
        at=now, who=viewer, metric=metric, start=period.start, end=period.end, surface=CARD, place=viewer
    )
