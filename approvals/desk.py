"""Where decisions are made: load, step, save if unchanged, and put the cards into the outbox, all at once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlite_utils import Database

from approvals import audit, records, words
from approvals.cards import Cards, RenderCard, RenderNews
from approvals.content import Content, problems
from approvals.events import (
    CLOCK,
    PEOPLE,
    Approve,
    Cancel,
    Decide,
    Edit,
    Event,
    Expire,
    RequestChanges,
    Reroute,
    Submit,
)
from approvals.guards import Refused, Why
from approvals.policy import Policy
from approvals.request import Request, State
from approvals.step import step
from delivery import inbox
from delivery.outbox import Outbox
from storage import Store
from storage.moments import stamp

#: What nobody decides about within this time has expired, which is not a no.
EXPIRES_AFTER = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a click. `said` is Slack text for whoever clicked, ready to be shown to them alone.

    `request` is the request as it now stands, None when there is none; `why` is set when nothing happened.
    `problems` names the fields of a form to put right.
    """

    said: Markup
    request: Request | None = None
    why: Why | None = None
    problems: dict[str, str] | None = None

    @property
    def accepted(self) -> bool:
        """Whether it had its effect."""
        return self.why is None and not self.problems


class Desk:
    """Approvals of one workspace. Every method is one transaction, in which authority is looked up anew."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        *,
        policy: Policy,
        zone: ZoneInfo,
        render_card: RenderCard,
        render_news: RenderNews,
        channel: str | None = None,
    ) -> None:
        """`channel` is where everyone sees how requests stand, if anywhere; `zone` is the shop's."""
        self._store = store
        self._policy = policy
        self._zone = zone
        self._cards = Cards(outbox, render_card=render_card, render_news=render_news, channel=channel)

    # — what people do —

    def submit(self, by: str, content: Content, *, now: datetime, click: str | None = None) -> Outcome:
        """Send new content for approval. `click` names the form, so that sending it twice submits once."""
        if wrong := dict(problems(content)):
            return Outcome(
                said=Markup("Please put these right: {}").format(" ".join(wrong.values())), problems=wrong
            )
        with self._store.write() as db:
            if before := self._answered(db, click, now):
                return before
            draft = self._with_people(db, records.create(db, by, content, now=now))
            return self._answer(db, click, self._step(db, draft, Submit(by=by, at=now)))

    def decide(
        self,
        request: int,
        *,
        version: int,
        sha: str,
        by: str,
        approve: bool,
        reason: str = "",
        now: datetime,
        click: str | None = None,
    ) -> Outcome:
        """Approve, or ask for changes and say why, about the version that was shown."""
        seen: dict[str, Any] = {"by": by, "at": now, "version": version, "sha": sha}
        event = Approve(**seen) if approve else RequestChanges(**seen, reason=reason)
        return self._happen(request, event, click)

    def edit(
        self,
        request: int,
        content: Content,
        *,
        by: str,
        version: int,
        now: datetime,
        click: str | None = None,
    ) -> Outcome:
        """Make the next version of `version`; what was said about the old one no longer counts."""
        if wrong := dict(problems(content)):
            return Outcome(
                said=Markup("Please put these right: {}").format(" ".join(wrong.values())), problems=wrong
            )
        return self._happen(request, Edit(by=by, at=now, content=content, version=version), click)

    def cancel(self, request: int, *, by: str, now: datetime, click: str | None = None) -> Outcome:
        """Call it off."""
        return self._happen(request, Cancel(by=by, at=now), click)

    # — what comes about —

    def expire(self, now: datetime) -> int:
        """End what nobody touched for EXPIRES_AFTER; returns how many."""
        waiting = "state IN ('DRAFT', 'IN_REVIEW', 'NEEDS_ROUTING', 'CHANGES_REQUESTED') AND changed_at <= ?"
        with self._store.read() as db:
            old = [request.id for request in records.find(db, waiting, stamp(now - EXPIRES_AFTER))]
        return sum(self._happen(number, Expire(by=CLOCK, at=now), None).accepted for number in old)

    def people_changed(self, now: datetime) -> int:
        """Ask those who may decide since roles changed, and say so where nobody may; returns how many requests."""
        moved = 0
        with self._store.write() as db:
            for found in records.find(db, "state IN ('IN_REVIEW', 'NEEDS_ROUTING')"):
                request = self._with_people(db, found)
                if self._cards.are_complete(db, request) and bool(request.approvers) == (
                    request.state is State.IN_REVIEW
                ):
                    self._cards.refresh(db, request, now)
                else:
                    self._step(db, request, Reroute(by=PEOPLE, at=now))
                    moved += 1
        return moved

    # — what people look at —

    def show(self, request: int) -> Request | None:
        """A request by its number, with who may decide now."""
        with self._store.read() as db:
            found = records.load(db, request)
            return found and self._with_people(db, found)

    def mine(self, user: str) -> list[Request]:
        """What a person has asked for and is not over, oldest first."""
        return self._find("requester = ? AND state NOT IN ('CANCELLED', 'EXPIRED')", user)

    def waiting(self, user: str | None = None) -> list[Request]:
        """What waits for a person's decision, or for anybody's, oldest first."""
        found = self._find("state IN ('IN_REVIEW', 'NEEDS_ROUTING')")
        return [request for request in found if user is None or request.may_decide(user)]

    def how_many_wait(self, place: str) -> int:
        """How many decisions a place's readers wait for: a person's own, everybody's in a channel."""
        return len(self.waiting(place if place.startswith(("U", "W")) else None))

    def newest(self) -> int:
        """A number that grows with whatever happens to any request."""
        with self._store.read() as db:
            return audit.newest(db)

    def history(self, request: int) -> list[audit.Entry]:
        """Everything that happened to a request, oldest first."""
        with self._store.read() as db:
            return audit.history(db, request)

    # — how —

    def _find(self, where: str, *values: str) -> list[Request]:
        with self._store.read() as db:
            return [self._with_people(db, request) for request in records.find(db, where, *values)]

    def _with_people(self, db: Database, request: Request) -> Request:
        return replace(request, directors=self._policy.directors(db), admins=tuple(self._policy.admins))

    def _happen(self, number: int, event: Event, click: str | None) -> Outcome:
        with self._store.write() as db:
            if before := self._answered(db, click, event.at):
                return before
            found = records.load(db, number)
            if found is None:
                refused = Refused(why=Why.UNKNOWN, request=number)
                return Outcome(said=words.refusal(refused, now=event.at, zone=self._zone), why=refused.why)
            return self._answer(db, click, self._step(db, self._with_people(db, found), event))

    def _step(self, db: Database, before: Request, event: Event) -> Outcome:
        result = step(before, event)
        if isinstance(result, Refused):
            said = words.refusal(result, now=event.at, zone=self._zone, request=before)
            return Outcome(said=said, request=before, why=result.why)
        after, told = result
        records.save(db, before, after)
        audit.add(
            db, after.id, type(event).__name__, by=event.by, at=event.at, detail=_detail(before, after, event)
        )
        self._cards.refresh(db, after, event.at)
        self._cards.tell(db, after, told, event.at)
        return Outcome(said=words.accepted(after), request=after)

    def _answered(self, db: Database, click: str | None, now: datetime) -> Outcome | None:
        """What this very click was answered the first time, if it has been here before."""
        if not click or inbox.first_time(db, click, now=now):
            return None
        seen = inbox.seen(db, click)
        content = json.loads(seen.answer) if seen and seen.answer else {}
        found = records.load(db, content["request"]) if content.get("request") else None
        return Outcome(
            said=Markup(content.get("said", "")),
            request=found and self._with_people(db, found),
            why=Why(content["why"]) if content.get("why") else None,
        )

    def _answer(self, db: Database, click: str | None, outcome: Outcome) -> Outcome:
        if click:
            number = outcome.request.id if outcome.request else None
            inbox.remember(
                db, click, json.dumps({"said": outcome.said, "request": number, "why": outcome.why})
            )
        return outcome


def _detail(before: Request, after: Request, event: Event) -> dict[str, Any]:
    """What the history keeps of an event besides who and when."""
    detail: dict[str, Any] = {
        "from": before.state.name,
        "to": after.state.name,
        "version": after.version.number,
    }
    if isinstance(event, Submit | Edit | Decide):
        detail["sha"] = after.version.sha
    if isinstance(event, RequestChanges):
        detail["reason"] = event.reason.strip()
    if isinstance(event, Edit):
        detail["changed"] = [change.field for change in after.changed_fields]
    return detail
