"""Where decisions are made: load, step, save if unchanged, and put the cards into the outbox, all at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlite_utils import Database

from approvals import records, voices, words
from approvals.cards import Button, Cards, OnShown, RenderCard, RenderNews
from approvals.content import Content, problems
from approvals.events import (
    PEOPLE,
    SOURCE,
    Accept,
    Approve,
    Cancel,
    Comment,
    Decide,
    Edit,
    Escalate,
    Event,
    Nudge,
    Pass,
    Publish,
    Reject,
    Remind,
    RequestChanges,
    Reroute,
    Submit,
    Suggest,
)
from approvals.guards import Refused, Why, suggestion
from approvals.history import audit
from approvals.history.chain import Row
from approvals.hours import availability, nudging
from approvals.hours.deadlines import next_deadline
from approvals.live import aftermath
from approvals.policy.explaining import Explained
from approvals.policy.in_force import Policy
from approvals.request import Request, State, Verdict, Version
from approvals.route import Route
from approvals.step import standing_of, step
from delivery import inbox
from delivery.outbox import Outbox
from storage import Store

#: The SHA-256 of the bytes behind a link; empty where that is not ours to read, None where it could not be read now.
Fingerprint = Callable[[str], str | None]
#: Winds the timer of a request that has just moved, in the same transaction: (transaction, request, when).
Wind = Callable[[Database, Request, datetime], None]


#: Nobody could see later whether it is still what was approved, so nothing is sent.
NOT_READ = (
    "I could not read this file, so nothing was sent. Try again in a minute; if it stays so, ask an admin to let the app"
    " read files (files:read)."
)


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
        look: Callable[[datetime], None] = lambda _: None,
        look_up: Callable[[Content], object] | None = None,
        on_shown: OnShown | None = None,
        after: Sequence[Wind] = (),
        fingerprint: Fingerprint = lambda _: "",
    ) -> None:
        """`channel` is where everyone sees how requests stand, if anywhere; `zone` is the shop's.

        Before each transaction `look` is called, to ask others about who is who, `look_up` with the content that something
        is about to happen to, so that what its cards say of it is at hand, and `fingerprint` for what its link leads to.
        `on_shown` is called for each card; `after` see to it, in the transaction of each step, that what is due
        next happens.
        """
        self._store = store
        self._policy = policy
        self._zone = zone
        self._look = look
        self._look_up = look_up
        self._after = after
        self._fingerprint = fingerprint
        self._cards = Cards(
            outbox, render_card=render_card, render_news=render_news, channel=channel, on_shown=on_shown
        )

    # — what people do —

    def submit(self, by: str, content: Content, *, now: datetime, click: str | None = None) -> Outcome:
        """Send new content for approval. `click` names the form, so that sending it twice submits once."""
        content, wrong = self._ready(content)
        if wrong:
            return wrong
        self._look(now)
        if self._look_up:
            self._look_up(content)
        with self._store.write() as db:
            if before := self._answered(db, click, now):
                return before
            route = self._policy.route_for(content, now)
            draft = self.as_of(db, records.create(db, by, content, route=route, now=now), now)
            sent = self._step(db, draft, Submit(by=by, at=now))
            return self._answer(db, click, self._with_who_can(db, sent, now))

    def decide(
        self,
        button: Button,
        *,
        by: str,
        verdict: Verdict = Verdict.APPROVED,
        reason: str = "",
        ticked: Sequence[str] = (),
        now: datetime,
        click: str | None = None,
    ) -> Outcome:
        """Approve what was shown, or ask for changes or reject it and say why."""

        shown = self.show(button.request, now=now) if verdict is Verdict.APPROVED else None
        asset_sha = self.asset_of(shown.content) or None if shown else None

        def event(request: Request) -> Event:
            seen = _seen(request, button) | {"by": by, "at": now}
            match verdict:
                case Verdict.APPROVED:
                    return Approve(**seen, ticked=tuple(ticked), asset_sha=asset_sha)
                case Verdict.CHANGES:
                    return RequestChanges(**seen, reason=reason)
                case Verdict.REJECTED:
                    return Reject(**seen, reason=reason)

        return self.happen(button.request, event, now=now, click=click)

    def suggest(
        self,
        button: Button,
        content: Content,
        *,
        by: str,
        approves: bool,
        ticked: Sequence[str] = (),
        now: datetime,
        click: str | None = None,
    ) -> Outcome:
        """Another wording of what was shown; with `approves` a yes to exactly that, once its requester accepts it."""
        content, wrong = self._ready(content)
        if wrong:
            return wrong

        def event(request: Request) -> Event:
            seen = _seen(request, button) | {"by": by, "at": now}
            return Suggest(**seen, content=content, approves=approves, ticked=tuple(ticked))

        return self.happen(button.request, event, now=now, click=click)

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
        """Make the next version of `version`; what was said of a part that changed no longer counts."""
        content, wrong = self._ready(content)
        if wrong:
            return wrong
        if self._look_up:
            self._look_up(content)

        def event(found: Request) -> Event:
            route = self._policy.route_for(content, now, under=found.route)
            return Edit(by=by, at=now, content=content, version=version, route=route)

        return self.happen(request, event, now=now, click=click)

    def accept(
        self, request: int, *, sha: str, version: int, by: str, now: datetime, click: str | None = None
    ) -> Outcome:
        """Take over the suggestion with the fingerprint `sha` as the next version."""

        def event(found: Request) -> Event:
            taken = suggestion(found, sha)
            content = taken.content if taken else found.content
            route = self._policy.route_for(content, now, under=found.route)
            return Accept(by=by, at=now, version=version, sha=sha, route=route)

        return self.happen(request, event, now=now, click=click)

    def publish(
        self, request: int, *, by: str, asset_sha: str | None = None, now: datetime, click: str | None = None
    ) -> Outcome:
        """Let it go live now, if it may."""

        def event(found: Request) -> Event:
            frozen = self._policy.frozen(found.content, now)
            return Publish(by=by, at=now, frozen=frozen, asset_sha=asset_sha)

        return self.happen(request, event, now=now, click=click)

    def reroute(self, request: int, *, by: str, now: datetime, click: str | None = None) -> Outcome:
        """Hold a request to the policy as it is now, rather than to the one it was submitted under; for admins."""

        def event(found: Request) -> Event:
            return Reroute(by=by, at=now, route=self._policy.route_for(found.content, now))

        return self.happen(request, event, now=now, click=click)

    def nudge(self, request: int, *, by: str, now: datetime, click: str | None = None) -> Outcome:
        """Ask those again who have not answered, unless it is too soon for all of them."""

        def event(found: Request) -> Event:
            with (
                self._store.read() as db
            ):  # nothing changes meanwhile: this is within the transaction of the step
                soon = nudging.too_soon(db, found, self._policy.calendar_of, now)
            return Nudge(by=by, at=now, too_soon=soon)

        return self.happen(request, event, now=now, click=click)

    def cancel(self, request: int, *, by: str, now: datetime, click: str | None = None) -> Outcome:
        """Call it off."""
        return self.happen(request, Cancel(by=by, at=now), now=now, click=click)

    def happen(
        self,
        number: int,
        event: Event | Callable[[Request], Event],
        *,
        now: datetime,
        click: str | None = None,
    ) -> Outcome:
        """Let an event happen to a request, or what `event` makes of the request as it stands in the transaction."""
        self._look(now)
        self._prepare(number)
        with self._store.write() as db:
            if before := self._answered(db, click, now):
                return before
            found = records.load(db, number)
            if found is None:
                refused = Refused(why=Why.UNKNOWN, request=number)
                return Outcome(said=words.refusal(refused, now=now, zone=self._zone), why=refused.why)
            request = self.as_of(db, found, now)
            happens = event if isinstance(event, Event) else event(request)
            return self._answer(db, click, self._step(db, request, happens))

    # — what comes about —

    def changed_at_source(self, request: Request, *, asset_sha: str, now: datetime) -> Outcome:
        """What stands behind the link is no longer what was approved: that is the next version, and is asked about."""

        def event(found: Request) -> Event:
            content = replace(found.content, asset_sha=asset_sha)
            route = self._policy.route_for(content, now, under=found.route)
            return Edit(by=SOURCE, at=now, content=content, version=request.version.number, route=route)

        return self.happen(request.id, event, now=now)

    def could_not_read(self, request: Request, *, now: datetime) -> bool:
        """Tell whoever asked, once a version, that it does not go live because nobody can see what it has become."""
        with self._store.write() as db:
            return self._cards.tell_unreadable(db, request, now)

    def people_changed(self, now: datetime) -> int:
        """Ask those who may decide since roles changed, and say so where nobody may; returns how many requests moved."""
        moved = 0
        with self._store.write() as db:
            for found in records.find(db, "state IN ('IN_REVIEW', 'NEEDS_ROUTING', 'APPROVED', 'SCHEDULED')"):
                request = self.as_of(db, found, now)
                if standing_of(request) is request.state and self._cards.are_complete(db, request):
                    self._cards.refresh(db, request, now)
                else:
                    self._step(db, request, Reroute(by=PEOPLE, at=now))
                    moved += 1
        return moved

    def look_at(self, number: int, *, by: str, now: datetime, click: str | None = None) -> Outcome:
        """Somebody has looked at what went live in an emergency."""
        with self._store.write() as db:
            if before := self._answered(db, click, now):
                return before
            found = records.load(db, number)
            request = found and self.as_of(db, found, now)
            if request is None or by not in aftermath.lookers(request):
                why = Why.NOT_AN_APPROVER if request else Why.UNKNOWN
                refused = Refused(why=why, request=number)
                return Outcome(
                    said=words.refusal(refused, now=now, zone=self._zone), request=request, why=why
                )
            new = aftermath.look(db, request, by, at=now)
            said = (
                "Kept: you have looked at it."
                if new
                else "Somebody has looked at it already. Nothing is left to do."
            )
            return self._answer(db, click, Outcome(said=Markup(said), request=request))

    # — what people look at —

    def show(self, request: int, *, now: datetime) -> Request | None:
        """A request by its number, with who may decide at `now`."""
        with self._store.read() as db:
            found = records.load(db, request)
            return found and self.as_of(db, found, now)

    def would_ask(self, by: str, content: Content, *, now: datetime) -> tuple[str, ...]:
        """Whose yes this content would wait for first, if `by` sent it now."""
        version = Version(number=1, content=content, by=by, at=now, sha=content.sha)
        with self._store.read() as db:
            roster = self._policy.roster(db, now)
        draft = Request(
            id=0, state=State.IN_REVIEW, requester=by, versions=(version,), roster=roster,
            route=self._policy.route_for(content, now), created_at=now, changed_at=now, changed_by=by,
        )  # fmt: skip
        return voices.wanted(draft)

    def explained(self, request: int, *, now: datetime) -> Explained | None:
        """Why these people are asked about a request, and who of them may decide at `now`."""
        with self._store.read() as db:
            found = records.load(db, request)
            return self._policy.explained(db, self.as_of(db, found, now), now) if found else None

    def deciders(self, now: datetime) -> tuple[str, ...]:
        """Everybody who may be asked for a yes at `now`, in the order they are asked; whoever backs them comes last."""
        with self._store.read() as db:
            roster = self._policy.roster(db, now)
        asked = (*roster.roles.values(), *roster.backups.values())
        return tuple(dict.fromkeys(user for users in asked for user in users if user in roster.passable))

    def needed_by(self, request: Request) -> datetime | None:
        """By when a request needs its next yes; None while it waits for nobody."""
        return next_deadline(request, self._policy.calendar_of)

    def everything(self, *, now: datetime) -> list[Request]:
        """Every request there ever was, oldest first."""
        return self._find("1", now=now)

    def record(self) -> list[Row]:
        """Everything that ever happened, with its seals."""
        with self._store.read() as db:
            return list(audit.rows(db))

    def mine(self, user: str, *, now: datetime) -> list[Request]:
        """What a person has asked for and was not called off, oldest first."""
        return self._find("requester = ? AND state NOT IN ('CANCELLED', 'EXPIRED')", user, now=now)

    def waiting(self, user: str | None = None, *, now: datetime) -> list[Request]:
        """What waits for a person's decision, or for anybody's, oldest first."""
        found = self._find("state IN ('IN_REVIEW', 'NEEDS_ROUTING')", now=now)
        return [request for request in found if user is None or voices.may_decide(request, user)]

    def going_live(self, *, now: datetime) -> list[Request]:
        """What is on its way to where it goes live."""
        return self._find("state = 'PUBLISHING'", now=now)

    def newest(self) -> int:
        """A number that grows with whatever happens to any request."""
        with self._store.read() as db:
            return audit.newest(db)

    def history(self, request: int) -> list[audit.Entry]:
        """Everything that happened to a request, oldest first."""
        with self._store.read() as db:
            return audit.history(db, request)

    def asset_of(self, content: Content) -> str | None:
        """What stands behind the link now, empty where that cannot be read; None where nothing was read at the
        beginning."""
        return (self._fingerprint(content.link) or "") if content.asset_sha else None

    def as_of(self, db: Database, request: Request, now: datetime) -> Request:
        """A request with who is who at `now`."""
        return replace(request, roster=self._policy.roster(db, now))

    # — how —

    def _find(self, where: str, *values: str, now: datetime) -> list[Request]:
        with self._store.read() as db:
            roster = self._policy.roster(db, now)
            return [replace(request, roster=roster) for request in records.find(db, where, *values)]

    def _prepare(self, number: int) -> None:
        """Have what the cards of a request say of its content looked up."""
        if self._look_up is None:
            return
        with self._store.read() as db:
            found = records.load(db, number)
        if found is not None:
            self._look_up(found.content)

    def _with_who_can(self, db: Database, sent: Outcome, now: datetime) -> Outcome:
        """What whoever has just asked is told besides: who can answer in time."""
        if not sent.accepted or sent.request is None:
            return sent
        back = availability.back_on(db)
        who = availability.who_can(sent.request, self._policy.calendar_of, back, zone=self._zone, now=now)
        return replace(sent, said=sent.said + who)

    def _ready(self, content: Content) -> tuple[Content, Outcome | None]:
        """The content with what stands behind its link, and what is to be put right first, if anything."""
        wrong = dict(problems(content))
        if not wrong and (barred := self._policy.barred(content)):
            wrong = {"goes_live": barred}
        sha = self._fingerprint(content.link) if content.link and not wrong else ""
        if sha is None:
            wrong = {"link": NOT_READ}
        if not wrong:
            return replace(content, asset_sha=sha or ""), None
        said = Markup("Please put these right: {}").format(" ".join(wrong.values()))
        return content, Outcome(said=said, problems=wrong)

    def _step(self, db: Database, before: Request, event: Event) -> Outcome:
        result = step(before, event)
        if isinstance(result, Refused):
            said = words.refusal(result, now=event.at, zone=self._zone, request=before)
            return Outcome(said=said, request=before, why=result.why)
        after, told = result
        records.save(db, before, after)
        if isinstance(event, Comment):
            records.comment(db, after, event.by, event.text, at=event.at)
        audit.add(
            db, after.id, type(event).__name__, by=event.by, at=event.at, detail=_detail(before, after, event)
        )
        self._cards.refresh(db, after, event.at)
        comment = event.text if isinstance(event, Comment) else ""
        overdue = isinstance(event, Escalate) and "channel" in event.to
        self._cards.tell(db, after, told, event.at, said=comment, overdue=overdue)
        for follow in self._after:
            follow(db, after, event.at)
        return Outcome(said=words.accepted(after, event, zone=self._zone), request=after)

    def _answered(self, db: Database, click: str | None, now: datetime) -> Outcome | None:
        """What this very click was answered the first time, if it has been here before."""
        if not click or inbox.first_time(db, click, now=now):
            return None
        seen = inbox.seen(db, click)
        content = json.loads(seen.answer) if seen and seen.answer else {}
        found = records.load(db, content["request"]) if content.get("request") else None
        return Outcome(
            said=Markup(content.get("said", "")),
            request=found and self.as_of(db, found, now),
            why=Why(content["why"]) if content.get("why") else None,
        )

    def _answer(self, db: Database, click: str | None, outcome: Outcome) -> Outcome:
        if click:
            number = outcome.request.id if outcome.request else None
            inbox.remember(
                db, click, json.dumps({"said": outcome.said, "request": number, "why": outcome.why})
            )
        return outcome


def _seen(request: Request, button: Button) -> dict[str, Any]:
    """What a decision is bound to: the version, the fingerprint and the part that the card showed."""
    stages = request.route.stages
    stage = stages[button.stage].name if button.stage is not None and button.stage < len(stages) else None
    return {"version": button.version, "sha": button.sha, "stage": stage}


def _detail(before: Request, after: Request, event: Event) -> dict[str, Any]:
    """What the history keeps of an event besides who and when: all of it that a decision depends on."""
    detail: dict[str, Any] = {
        "from": before.state.name,
        "to": after.state.name,
        "version": after.version.number,
        "sha": after.version.sha,
    }
    detail |= {
        name: value
        for name in ("reason", "text", "percent", "fence", "problem", "away", "ticked", "frozen", "approves")
        if (value := getattr(event, name, None)) not in (None, "", ())
    }
    match event:
        case Submit():
            detail |= {"route": after.route.name, "policy": after.route.policy}
        case Decide() if len(after.decisions) > len(before.decisions):
            said = after.decisions[-1]
            detail |= {"stage": said.stage} | ({"acting_for": said.acting_for} if said.acting_for else {})
        case Suggest():
            detail |= {"stage": after.suggestions[-1].stage, "suggested": after.suggestions[-1].sha}
        case Edit() | Accept():
            detail |= {
                "changed": [change.field for change in after.changed_fields],
                "route": after.route.name,
            }
            detail |= {"voided": _voided(before, after)}
            if len(after.decisions) > len(before.decisions):
                detail |= {"yes_of": after.decisions[-1].by}
        case Pass(to=to):
            detail |= {"stage": after.moves[-1].stage, "to_person": to}
        case Nudge(too_soon=soon):
            detail |= {"asked": [user for user in voices.wanted(after) if user not in soon]}
        case Remind(stage=stage) | Escalate(stage=stage):
            detail |= {"stage": stage}
        case Reroute(route=Route() as route):
            detail |= {"route": route.name, "policy": route.policy}
    return detail


def _voided(before: Request, after: Request) -> list[str]:
    """The stages in which somebody's yes no longer counts."""
    kept = {(said.stage, said.by) for said in after.decided}
    return sorted({said.stage for said in before.decided if (said.stage, said.by) not in kept})
