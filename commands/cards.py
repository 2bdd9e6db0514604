"""What a request for approval looks like to each who sees it."""

from __future__ import annotations

from approvals import voices
from approvals.cards import Audience, button_value
from approvals.chain import Witness
from approvals.content import KINDS
from approvals.news import News
from approvals.request import Request
from approvals.transitions import FINAL
from shop import Shop
from templates import Message, Style, render

Button = tuple[str, str, str]


class Cards:
    """Draws cards and news in one shop's style."""

    def __init__(self, shop: Shop) -> None:
        """Dates are written in the shop's zone."""
        self._style = Style(currency=shop.currency, locale=shop.locale, zone=shop.time_zone)

    def card(self, request: Request, audience: Audience, viewer: str) -> Message:
        """The card for one place: with buttons where the viewer may decide."""
        return render(
            "approval/card.j2",
            request=request,
            audience=audience.value,
            decides=voices.may_decide(request, viewer),
            asked=voices.wanted(request),
            value=button_value(request, viewer),
            kinds=KINDS,
            buttons=author_buttons(request, viewer) if audience is Audience.REQUESTER else [],
            style=self._style,
        )

    def witness(self, head: Witness) -> Message:
        """The history's newest seal, for whoever may want to hold the bot to it."""
        return render("approval/witness.j2", seq=head.seq, seal=head.seal, style=self._style)

    def news(self, request: Request, news: News, viewer: str) -> Message:
        """What somebody is told in a message of its own."""
        return render(
            "approval/news.j2",
            request=request,
            news=news.name.lower(),
            decides=voices.may_decide(request, viewer),
            style=self._style,
        )


def author_buttons(request: Request, user: str) -> list[Button]:
    """What the author may do with a request that is not over."""
    if user != request.requester or request.state in FINAL:
        return []
    return [
        ("Edit", "approval.edit", str(request.id)),
        ("Call it off", "approval.cancel", str(request.id)),
    ]
