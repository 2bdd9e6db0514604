"""Why somebody may not: the questions asked of every event, in order, before it does anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from approvals.content import changes
from approvals.events import (
    CAME_ABOUT,
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
from approvals.request import Request, State
from approvals.transitions import TRANSITIONS


class Why(StrEnum):
    """Why an event was refused. `approvals/words.py` has the sentence for each."""

    UNKNOWN = "there is no such request"
    ALREADY_APPROVED = "already approved"
    CHANGES_WANTED = "changes were asked for"
    NOBODY_YET = "nobody can approve this yet"
    WAS_CANCELLED = "it was cancelled"
    HAS_EXPIRED = "it has expired"
    WAITS_ALREADY = "it is waiting for a decision already"
    STALE = "another version is current"
    OWN_WORK = "authors do not decide about their own work"
    NOT_AN_APPROVER = "not one of its approvers"
    NOT_THE_REQUESTER = "only the requester may"
    SAID_ALREADY = "that person has decided already"
    NO_REASON = "changes need a reason"
    NOTHING_CHANGED = "the edit changes nothing"
    UNREADABLE = "the button says nothing"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The event did nothing. `who`, `at` and `version` say whose doing stands in the way, where that helps."""

    why: Why
    request: int
    who: str | None = None
    at: datetime | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()


#: What stands in the way of an event that the state does not allow.
_IN_THE_WAY = {
    State.DRAFT: Why.NOBODY_YET,
    State.IN_REVIEW: Why.WAITS_ALREADY,
    State.NEEDS_ROUTING: Why.NOBODY_YET,
    State.CHANGES_REQUESTED: Why.CHANGES_WANTED,
    State.APPROVED: Why.ALREADY_APPROVED,
    State.CANCELLED: Why.WAS_CANCELLED,
    State.EXPIRED: Why.HAS_EXPIRED,
}


# The guards, in the order they are asked. Each fails closed: what it does not know, it refuses.


def _state_allows(request: Request, event: Event) -> Refused | None:
    if type(event) in TRANSITIONS[request.state]:
        return None
    why = _IN_THE_WAY[request.state]
    last = request.last
    return Refused(
        why=why,
        request=request.id,
        who=last.by if last else request.changed_by,
        at=last.at if last else request.changed_at,
        version=request.version.number,
    )


def _saw_what_is_current(request: Request, event: Event) -> Refused | None:
    current = request.version
    match event:
        case Approve(version=version, sha=sha) | RequestChanges(version=version, sha=sha):
            same = version == current.number and len(sha) >= 8 and current.sha.startswith(sha)
        case Edit(version=version):
            same = version == current.number
        case _:
            same = True
    if same:
        return None
    seen = next((old for old in request.versions if old.number == getattr(event, "version", None)), None)
    since = changes(seen.content, current.content) if seen else ()
    return Refused(
        why=Why.STALE,
        request=request.id,
        who=current.by,
        at=current.at,
        version=current.number,
        fields=tuple(change.label for change in since),
    )


def _may_act(request: Request, event: Event) -> Refused | None:
    match event:
        case Approve() | RequestChanges() if event.by in request.authors:
            return Refused(why=Why.OWN_WORK, request=request.id, who=event.by, version=request.version.number)
        case Approve() | RequestChanges():
            allowed, why = event.by in request.approvers, Why.NOT_AN_APPROVER
        case Submit() | Edit():
            allowed, why = event.by == request.requester, Why.NOT_THE_REQUESTER
        case Cancel():
            allowed, why = event.by in (request.requester, *request.admins), Why.NOT_THE_REQUESTER
        case Reroute() | Expire():
            allowed, why = event.by in CAME_ABOUT, Why.NOT_THE_REQUESTER
        case _:
            allowed, why = False, Why.NOT_AN_APPROVER
    return None if allowed else Refused(why=why, request=request.id, who=request.requester)


def _has_not_decided(request: Request, event: Event) -> Refused | None:
    if not isinstance(event, Decide):
        return None
    said = next((said for said in request.decided if said.by == event.by), None)
    if said is None:
        return None
    return Refused(why=Why.SAID_ALREADY, request=request.id, who=said.by, at=said.at, version=said.version)


def _says_enough(request: Request, event: Event) -> Refused | None:
    match event:
        case RequestChanges(reason=reason) if not reason.strip():
            return Refused(why=Why.NO_REASON, request=request.id, version=request.version.number)
        case Edit(content=content) if not changes(request.content, content):
            return Refused(why=Why.NOTHING_CHANGED, request=request.id, version=request.version.number)
    return None


Guard = Callable[[Request, Event], Refused | None]
GUARDS: tuple[Guard, ...] = (_state_allows, _saw_what_is_current, _may_act, _has_not_decided, _says_enough)
