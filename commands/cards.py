"""What a request for approval looks like to each who sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from approvals import voices
from approvals.cards import Audience
from approvals.content import KINDS, changes
from approvals.history.chain import Witness
from approvals.hours.deadlines import CalendarOf, next_deadline
from approvals.news import News
from approvals.request import Request
from commands.approval_buttons import buttons_of, more_of, suggested
from commands.approval_standing import standing_of
from commands.putting_live import next_steps
from commands.showing_stakes import ShowingStakes
from shop import Shop
from templates import Message, Style, render

#: Which of the card's buttons answer a piece of news.
ANSWERS = {News.SUGGESTED: ("approval.accept", "approval.keep"), News.CHANGES: ("approval.edit",)}


class Cards:
    """Draws cards and news in one shop's style."""

    def __init__(
        self,
        shop: Shop,
        stakes: ShowingStakes | None = None,
        calendar_of: CalendarOf | None = None,
    ) -> None:
        """Dates are written in the shop's zone; `stakes` says what hangs on a request, to those who may see it;
        `calendar_of` in whose working time a deadline counts."""
        self._style = Style(currency=shop.currency, locale=shop.locale, zone=shop.time_zone)
        self._stakes = stakes
        self._calendar_of = calendar_of

    def card(self, request: Request, audience: Audience, viewer: str) -> Message:
        """The card for one place: with buttons where it stands in somebody's own messages."""
        alone = audience is not Audience.CHANNEL
        stakes = self._stakes.on_card(request, audience, viewer) if self._stakes else None
        message = render(
            "approval/card.j2",
            request=request,
            audience=audience.value,
            facts=standing_of(request, self._needed_by(request)),
            changed=request.changed_fields,
            kinds=KINDS,
            buttons=buttons_of(request, viewer) if alone else [],
            more=more_of(request, viewer) if alone else [],
            stakes=stakes,
            style=self._style,
        )
        return kept_apart(message, viewer) if stakes and stakes.is_restricted else message

    def _needed_by(self, request: Request) -> datetime | None:
        return next_deadline(request, self._calendar_of) if self._calendar_of else None

    def witness(self, head: Witness) -> Message:
        """The history's newest seal, for whoever may want to hold the bot to it."""
        return render("approval/witness.j2", seq=head.seq, seal=head.seal, style=self._style)

    def news(self, request: Request, news: News, viewer: str, said: str = "") -> Message:
        """What somebody is told in a message of its own, or a channel in the thread of its card; `said` is a comment."""
        made = suggested(request) if news is News.SUGGESTED and viewer == request.requester else None
        answers = [one for one in buttons_of(request, viewer) if one[1] in ANSWERS.get(news, ())]
        shows = news in (News.VOIDED, News.NEW_VERSION)
        return render(
            "approval/news.j2",
            request=request,
            news=news.name.lower(),
            changed=changes(request.content, made.content)
            if made
            else request.changed_fields
            if shows
            else (),
            next_step=answers or next_steps(request, news, viewer),
            said=said,
            aloud=not viewer.startswith(("U", "W")),
            decides=voices.may_decide(request, viewer),
            style=self._style,
        )


def kept_apart(message: Message, viewer: str) -> Message:
    """A card that shows what not everybody may see: lock screens get its first line alone, and no other place any of it."""
    return replace(message, text=message.text.split("\n")[0], restricted=True, cleared=viewer)
