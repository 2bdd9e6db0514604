"""One step in the life of a request: what an event makes of it, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from approvals.events import Approve, Cancel, Decide, Edit, Event, Expire, RequestChanges
from approvals.guards import GUARDS, Refused
from approvals.request import Decision, Request, State, Verdict, Version
from approvals.transitions import TRANSITIONS


class News(StrEnum):
    """What somebody is told in a message of its own, besides the cards that change where they stand."""

    NOBODY = "nobody may decide"
    APPROVED = "it was approved"
    CHANGES = "changes were asked for"
    VOIDED = "a new version voids what you said"
    NEW_VERSION = "a new version waits for you"
    CANCELLED = "it was called off"
    EXPIRED = "nobody decided in time"


@dataclass(frozen=True, kw_only=True)
class Tell:
    """An effect: tell these people. All cards are brought up to date after every event anyway."""

    people: tuple[str, ...]
    news: News


def step(request: Request, event: Event) -> tuple[Request, tuple[Tell, ...]] | Refused:
    """What `event` makes of `request`, and who is told; or why it does nothing. No clock, no I/O."""
    for guard in GUARDS:
        if refused := guard(request, event):
            return refused
    happened = _happened(request, event)
    state = _leads_to(happened, event)
    after = replace(
        happened,
        state=state,
        approved_version=happened.version.number if state is State.APPROVED else None,
        changed_at=event.at,
        changed_by=event.by,
    )
    return after, _told(request, after, event)


def _happened(request: Request, event: Event) -> Request:
    """The request with the event's own content added: a decision, or a version that voids every decision."""
    match event:
        case Approve():
            return replace(
                request, decisions=(*request.decisions, _decision(request, event, Verdict.APPROVED))
            )
        case RequestChanges(reason=reason):
            said = replace(_decision(request, event, Verdict.CHANGES), reason=reason.strip())
            return replace(request, decisions=(*request.decisions, said))
        case Edit(content=content):
            version = Version(number=request.version.number + 1, content=content, by=event.by, at=event.at)
            void = tuple(replace(said, live=False) for said in request.decisions)
            return replace(request, versions=(*request.versions, version), decisions=void)
        case _:
            return request


def _decision(request: Request, event: Decide, verdict: Verdict) -> Decision:
    shown = request.version
    return Decision(version=shown.number, sha=shown.sha, by=event.by, verdict=verdict, at=event.at)


def _leads_to(request: Request, event: Event) -> State:
    states = TRANSITIONS[request.state][type(event)]
    return states[0] if len(states) == 1 or request.approvers else states[1]


def _told(before: Request, after: Request, event: Event) -> tuple[Tell, ...]:
    """Who hears of it: never the person who did it."""
    spoke = tuple(dict.fromkeys(said.by for said in before.decided))
    others = tuple(user for user in after.approvers if user not in spoke)
    wanted: list[tuple[tuple[str, ...], News]] = []
    match event, after.state:
        case _, State.NEEDS_ROUTING if before.state is not State.NEEDS_ROUTING:
            wanted = [((after.requester, *after.admins), News.NOBODY)]
        case Approve(), _:
            wanted = [((after.requester,), News.APPROVED)]
        case RequestChanges(), _:
            wanted = [((after.requester,), News.CHANGES)]
        case Edit(), _:
            wanted = [(spoke, News.VOIDED), (others, News.NEW_VERSION)]
        case Cancel(), _:
            wanted = [((after.requester, *spoke), News.CANCELLED)]
        case Expire(), _:
            wanted = [((after.requester,), News.EXPIRED)]
    told = (
        Tell(people=tuple(user for user in dict.fromkeys(people) if user != event.by), news=news)
        for people, news in wanted
    )
    return tuple(tell for tell in told if tell.people)
