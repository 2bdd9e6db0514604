"""Where a request is shown: one card a place, kept up to date, and a message to whoever must hear of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from approvals import records, voices
from approvals.news import News, Tell
from approvals.request import Request
from delivery.outbox import Outbox, Unasked
from templates import Message


class Audience(StrEnum):
    """For whom a card is: with buttons for an approver, with the state for a channel, with edit and cancel for its author."""

    APPROVER = "approver"
    CHANNEL = "channel"
    REQUESTER = "requester"


#: Draws a card: (request, audience, viewer: the user or channel it is for).
RenderCard = Callable[[Request, Audience, str], Message]
#: Called when a card has been drawn for a place, in the same transaction: (db, request, audience, viewer, now).
OnShown = Callable[[Database, Request, Audience, str, datetime], None]
#: Writes what somebody is told: (request, news, viewer: a user or the channel, the words that were said with it if any).
RenderNews = Callable[[Request, News, str, str], Message]
#: What stands in the thread of the channel's card; the rest concerns those who are told, or the card shows it.
IN_THE_THREAD = (
    News.APPROVED, News.CHANGES, News.REJECTED, News.NEW_VERSION, News.TAKEN_BACK, News.OBJECTED, News.EMERGENCY,
    News.LIVE, News.FAILED, News.CANCELLED, News.EXPIRED,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Button:
    """What a card's button carries: which request, version and content were shown, and for which part a yes was asked.
    It grants nothing."""

    request: int
    version: int
    sha: str
    stage: int | None = None


def button_value(request: Request, viewer: str | None = None) -> str:
    """What the buttons carry on the card that `viewer` sees: `12:3:ab12cd34:1`."""
    stage = voices.stage_of(request, viewer) if viewer else None
    place = f":{request.route.stages.index(stage)}" if stage else ""
    return f"{request.id}:{request.version.number}:{request.version.sha[:8]}{place}"


def read_button(value: str) -> Button | None:
    """What a button says; None when it says nothing."""
    match value.split(":"):
        case [number, version, sha, *stage] if (
            all(map(str.isdecimal, (number, version, *stage)))
            and len(stage) < 2
            and len(number) < 19 > len(version)
        ):
            return Button(
                request=int(number),
                version=int(version),
                sha=sha,
                stage=int(stage[0]) if stage and len(stage[0]) < 4 else None,
            )
    return None


class Cards:
    """Puts cards and news of requests into the outbox, in the transaction that changes the request."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        render_card: RenderCard,
        render_news: RenderNews,
        channel: str | None,
        on_shown: OnShown | None = None,
    ) -> None:
        self._outbox = outbox
        self._on_shown = on_shown
        self._render_card = render_card
        self._render_news = render_news
        self._channel = channel

    def refresh(self, db: Database, request: Request, now: datetime) -> None:
        """Every card there is shows how the request stands; whoever is new to it gets one."""
        shown = records.shown_in(db, request.id)
        for place, audience in self._wanted(request).items():
            if place not in shown:
                records.show_in(db, request.id, place, audience)
                shown[place] = audience
        for place, name in shown.items():
            card = self._render_card(request, Audience(name), place)
            key = f"card/{request.id}/{place}"
            asked = Unasked.APPROVAL if name == Audience.APPROVER else None
            self._outbox.put(db, key, place, card, now=now, owner=request.requester, unasked=asked)
            if self._on_shown:
                self._on_shown(db, request, Audience(name), place, now)

    def tell(
        self,
        db: Database,
        request: Request,
        told: tuple[Tell, ...],
        now: datetime,
        *,
        said: str = "",
        overdue: bool = False,
    ) -> None:
        """One message a person and step, and at most one line in the thread of the channel's card: the number of the
        step in the history makes the keys its own. `said` are the words that came with it, a comment's; `overdue` things are
        told there as well."""
        step = next(db.query("SELECT max(seq) AS seq FROM audit"))["seq"]
        for tell in told:
            for user in tell.people:
                message = self._render_news(request, tell.news, user, said)
                self._outbox.add_once(
                    db, f"told/{step}/{user}", user, message,
                    now=now, owner=request.requester, unasked=Unasked.APPROVAL,
                )  # fmt: skip

        heard = next((tell.news for tell in told if tell.news in IN_THE_THREAD), None)
        line = News.OVERDUE if overdue else heard
        if self._channel and line:
            message = self._render_news(request, line, self._channel, said)
            under = f"card/{request.id}/{self._channel}"
            self._outbox.add_once(
                db, f"line/{step}", self._channel, message, now=now, owner=request.requester, thread_key=under
            )

    def tell_unreadable(self, db: Database, request: Request, now: datetime) -> bool:
        """Once a version: what stands behind its link cannot be read, so that it does not go live; whether that was new."""
        message = self._render_news(request, News.UNREADABLE, request.requester, "")
        key = f"unreadable/{request.id}/{request.version.number}"
        return self._outbox.add_once(
            db, key, request.requester, message, now=now, owner=request.requester, urgent=True
        )

    def are_complete(self, db: Database, request: Request) -> bool:
        """Whether everyone who should have a card has one."""
        return self._wanted(request).keys() <= records.shown_in(db, request.id).keys()

    def _wanted(self, request: Request) -> dict[str, Audience]:
        wanted = {request.requester: Audience.REQUESTER}
        wanted |= dict.fromkeys(voices.wanted(request), Audience.APPROVER)
        if self._channel:
            wanted[self._channel] = Audience.CHANNEL
        return wanted
