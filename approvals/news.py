"""Who hears of what happened to a request, besides the cards that change where they stand: never who did it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from approvals import voices
from approvals.events import (
    Accept,
    Approve,
    Cancel,
    Comment,
    Edit,
    Escalate,
    Event,
    Expire,
    GoLiveAnyway,
    Nudge,
    Object,
    Publish,
    Reject,
    Remind,
    RequestChanges,
    Suggest,
    Undo,
    WentLive,
)
from approvals.request import Request, State, Verdict
from approvals.route import BY_HAND
from approvals.transitions import READY


class News(StrEnum):
    """What somebody is told in a message of its own."""

    NOBODY = "nobody may decide"
    APPROVED = "it was approved"
    CHANGES = "changes were asked for"
    REJECTED = "it was rejected"
    VOIDED = "a new version voids what you said"
    NEW_VERSION = "a new version waits for you"
    SUGGESTED = "another wording is suggested"
    ACCEPTED = "your wording was taken over"
    TAKEN_BACK = "a yes was taken back"
    OBJECTED = "it was pulled back"
    COMMENTED = "somebody said something about it"
    CONFIRM = "your yes has become old"
    NUDGED = "its requester asks for your answer"
    REMINDER = "it waits for you"
    OVERDUE = "it has waited too long"
    GO_LIVE = "it is to be put live now"
    LIVE = "it is live"
    FAILED = "it could not go live"
    UNREADABLE = "what it links to cannot be read"
    EMERGENCY = "it goes live without every yes"
    LOOK_AT_IT = "nobody has looked at an emergency yet"
    CANCELLED = "it was called off"
    EXPIRED = "nobody decided in time"


@dataclass(frozen=True, kw_only=True)
class Tell:
    """An effect: tell these people. All cards are brought up to date after every event anyway."""

    people: tuple[str, ...]
    news: News


def told(before: Request, after: Request, event: Event) -> tuple[Tell, ...]:
    """Who is told what; nobody twice for one event."""
    heard: set[str] = {event.by}
    tells = []
    for people, news in _wanted(before, after, event):
        new = tuple(user for user in dict.fromkeys(people) if user not in heard)
        heard |= set(new)
        if new:
            tells.append(Tell(people=new, news=news))
    return tuple(tells)


def _wanted(before: Request, after: Request, event: Event) -> Iterator[tuple[tuple[str, ...], News]]:
    requester, spoke = (after.requester,), _spoke(before)
    match event:
        case Approve() if after.state in READY:
            yield requester, News.APPROVED
        case RequestChanges():
            yield (*requester, *spoke), News.CHANGES
        case Reject() if after.state is State.REJECTED:
            yield (*requester, *spoke), News.REJECTED
        case Edit() | Accept():
            yield from _of_an_edit(before, after, event)
        case Suggest():
            yield requester, News.SUGGESTED
        case Undo() if before.state in READY:
            yield requester, News.TAKEN_BACK
        case Object():
            yield (*requester, *spoke), News.OBJECTED
        case Comment():
            proposed = tuple(one.by for one in before.suggestions if one.open)
            yield (*requester, *spoke, *proposed), News.COMMENTED
        case Nudge(too_soon=too_soon):
            yield tuple(user for user in voices.wanted(after) if user not in too_soon), News.NUDGED
        case Remind(stage=stage):
            yield _asked_in(after, stage), News.REMINDER
        case Escalate(stage=stage, to=to):
            yield _asked_in(after, stage) if "backup" in to else (), News.REMINDER
            yield requester if "owner" in to else (), News.OVERDUE
        case Publish():
            yield from _of_going_live(after)
        case WentLive():
            yield requester, News.LIVE
        case GoLiveAnyway():
            skipped = voices.approvers(before)
            yield (*requester, *skipped, *after.roster.admins), News.EMERGENCY
        case Cancel():
            yield (*requester, *spoke), News.CANCELLED
        case Expire():
            yield requester, News.EXPIRED
    if after.state is State.PUBLISH_FAILED is not before.state:
        yield requester, News.FAILED
    if after.state is State.NEEDS_ROUTING is not before.state:
        yield (*requester, *after.roster.admins), News.NOBODY


def _of_an_edit(before: Request, after: Request, event: Event) -> Iterator[tuple[tuple[str, ...], News]]:
    """Whose yes no longer counts, whose wording it is, and who is asked now who had not spoken."""
    counts = {(said.by, said.stage) for said in after.decided}
    if isinstance(event, Accept):
        taken = (one.by for one in before.suggestions if one.open and one.sha == after.version.sha)
        yield tuple(taken), News.ACCEPTED
    yield tuple(said.by for said in before.decided if (said.by, said.stage) not in counts), News.VOIDED
    yield voices.wanted(after), News.NEW_VERSION
    if after.state in READY and before.state not in READY:
        yield (after.requester,), News.APPROVED


def _of_going_live(after: Request) -> Iterator[tuple[tuple[str, ...], News]]:
    if after.state is State.PUBLISHING and after.route.publishing.connector == BY_HAND:
        yield (after.requester,), News.GO_LIVE
    if voices.is_open(after):
        yield voices.wanted(after), News.CONFIRM


def _asked_in(request: Request, name: str) -> tuple[str, ...]:
    stage = request.route.stage(name)
    users = voices.voters(request, stage) if stage else {}
    return tuple(user for user in users if voices.may_decide(request, user))


def _spoke(request: Request) -> tuple[str, ...]:
    """Everybody who has said something about the current version, or a yes that counts for it."""
    return tuple(
        dict.fromkeys(
            said.by for said in request.decided if said.verdict in (Verdict.APPROVED, Verdict.CHANGES)
        )
    )
