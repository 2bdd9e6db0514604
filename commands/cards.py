"""What a request for approval looks like to each who sees it."""

from __future__ import annotations

from dataclasses import replace

from approvals import voices
from approvals.cards import Audience, button_value
from approvals.chain import Witness
from approvals.content import KINDS
from approvals.news import News
from approvals.request import Request
from approvals.transitions import FINAL
from commands.putting_live import live_buttons
from commands.showing_stakes import ShowingStakes
from shop import Shop
from templates import Message, Style, render

Button = tuple[str, ...]


class Cards:
    """Draws cards and news in one shop's style."""

    def __init__(self, shop: Shop, stakes: ShowingStakes | None = None) -> None:
        """Dates are written in the shop's zone; `stakes` says what hangs on a request, to those who may see it."""
        self._style = Style(currency=shop.currency, locale=shop.locale, zone=shop.time_zone)
        self._stakes = stakes

    def card(self, request: Request, audience: Audience, viewer: str) -> Message:
        """The card for one place: with buttons where the viewer may decide."""
        stakes = self._stakes.on_card(request.content, audience, viewer) if self._stakes else None
        message = render(
            "approval/card.j2",
            request=request,
            audience=audience.value,
            decides=voices.may_decide(request, viewer),
            asked=voices.wanted(request),
            value=button_value(request, viewer),
            kinds=KINDS,
            buttons=author_buttons(request, viewer) if audience is Audience.REQUESTER else [],
            stakes=stakes,
            style=self._style,
        )
        return kept_apart(message, viewer) if stakes and stakes.is_restricted else message

    def witness(self, head: Witness) -> Message:
        """The history's newest seal, for whoever may want to hold the bot to it."""
        return render("approval/witness.j2", seq=head.seq, seal=head.seal, style=self._style)

    def news(self, request: Request, news: News, viewer: str) -> Message:
        """What somebody is told in a message of its own."""
        return render(
            "approval/news.j2",
            request=request,
            news=news.name.lower(),
            next_step=live_buttons(request, viewer) if news in (News.GO_LIVE, News.FAILED) else [],
            decides=voices.may_decide(request, viewer),
            style=self._style,
        )


def kept_apart(message: Message, viewer: str) -> Message:
    """A card that shows what not everybody may see: lock screens get its first line alone, and no other place any of it."""
    return replace(message, text=message.text.split("\n")[0], restricted=True, cleared=viewer)


def author_buttons(request: Request, user: str) -> list[Button]:
    """What the author may do with a request that is not over."""
    if user != request.requester or request.state in FINAL:
        return []
    return [
        *live_buttons(request, user),
        ("Edit", "approval.edit", str(request.id)),
        ("Call it off", "approval.cancel", str(request.id)),
    ]
