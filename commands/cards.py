"""What a request for approval looks like to each who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from approvals.cards import Audience, button_value
from approvals.content import KINDS
from approvals.request import Request, State
from approvals.step import News
from shop import Shop
from templates import Message, Style, render


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A request as templates show it."""

    number: int
    kind: str
    title: str
    text: str
    link: str
    about: str
    where: str
    goes_live: datetime | None
    needed_by: datetime | None
    requester: str
    approvers: tuple[str, ...]
    version: int
    state: str
    decided_by: str | None
    decided_at: datetime | None
    reason: str


def shown(request: Request) -> Shown:
    """The request in the templates' words."""
    content, last = request.content, request.last
    return Shown(
        number=request.id,
        kind=KINDS.get(content.kind, content.kind),
        title=content.title,
        text=content.text,
        link=content.link,
        about=content.about,
        where=content.where,
        goes_live=content.live_at,
        needed_by=content.live_at if request.state in (State.IN_REVIEW, State.NEEDS_ROUTING) else None,
        requester=request.requester,
        approvers=request.approvers,
        version=request.version.number,
        state=request.state.name.lower(),
        decided_by=last.by if last else None,
        decided_at=last.at if last else None,
        reason=last.reason if last else "",
    )


class Cards:
    """Draws cards and news in one shop's style."""

    def __init__(self, shop: Shop) -> None:
        """Dates are written in the shop's zone."""
        self._style = Style(currency=shop.currency, locale=shop.locale, zone=shop.time_zone)

    def card(self, request: Request, audience: Audience, viewer: str) -> Message:
        """The card for one place: with buttons where the viewer may decide."""
        decides = audience is Audience.APPROVER and request.may_decide(viewer)
        return render(
            "approval/card.j2",
            request=shown(request),
            decides=decides,
            value=button_value(request),
            style=self._style,
        )

    def news(self, request: Request, news: News, viewer: str) -> Message:
        """What somebody is told in a message of its own."""
        return render(
            "approval/news.j2",
            request=shown(request),
            news=news.name.lower(),
            decides=request.may_decide(viewer),
            value=button_value(request),
            style=self._style,
        )
