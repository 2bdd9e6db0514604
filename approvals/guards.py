"""Why somebody may not: the questions asked of every event, in order, before it does anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from approvals import voices
from approvals.content import changes
from approvals.events import (
    CLOCK,
    CONNECTOR,
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
    Expire,
    Failed,
    GoLiveAnyway,
    Hold,
    Nudge,
    Object,
    Pass,
    Publish,
    Reject,
    Remind,
    RequestChanges,
    Reroute,
    Resume,
    Retry,
    Submit,
    Suggest,
    Undo,
    WentLive,
)
from approvals.request import Decision, Request, State, Suggestion, Verdict
from approvals.route import Counting, Stage
from approvals.transitions import TRANSITIONS


class Why(StrEnum):
    """Why an event was refused. `approvals/words.py` has the sentence for each."""

    UNKNOWN = "there is no such request"
    UNREADABLE = "the button says nothing"
    NOT_SENT = "it has not been sent for approval"
    ALREADY_APPROVED = "already approved"
    CHANGES_WANTED = "changes were asked for"
    NOBODY_YET = "nobody can approve this yet"
    WAITS_ALREADY = "it is waiting for a decision already"
    IS_HELD = "it is on hold"
    GOES_LIVE = "it is going live"
    NOT_LIVE = "it could not go live"
    IS_LIVE = "it is live"
    WAS_REJECTED = "it was rejected"
    WAS_CANCELLED = "it was cancelled"
    HAS_EXPIRED = "it has expired"
    STALE = "another version is current"
    STEP_DONE = "that part has its yes already"
    OWN_WORK = "authors do not decide about their own work"
    NOT_AN_APPROVER = "not one of its approvers"
    NOT_THE_REQUESTER = "only the requester may"
    NOT_THEIRS = "only its requester, its approvers and admins may"
    NOT_FOR_EMERGENCIES = "not one of those listed for emergencies"
    NOT_AN_ADMIN = "only an admin may"
    SAID_ALREADY = "that person has decided already"
    SPOKEN_FOR = "somebody has decided for that person"
    NOT_TICKED = "not everything on the list is ticked"
    NO_REASON = "it needs a reason"
    NOTHING_SAID = "there is nothing in it"
    NOTHING_CHANGED = "the edit changes nothing"
    ASSET_CHANGED = "what stands behind the link is not what was submitted"
    NO_SUGGESTION = "nobody suggests that any more"
    NOTHING_TO_UNDO = "nothing of theirs can be taken back"
    TOO_LATE_TO_UNDO = "it was said too long ago"
    NOT_ELIGIBLE = "whoever it is passed to could not decide"
    STILL_NEEDED = "their yes cannot be left out"
    TOO_SOON = "they were asked a short while ago"
    NOT_BEFORE = "its moment has not come"
    OPEN_TO_OBJECTIONS = "it is still open to objections"
    NOT_AFTER = "its moment has passed"
    FROZEN = "nothing of the kind goes live now"
    ANOTHER_ATTEMPT = "that was another attempt"


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The event did nothing. The rest says whose doing stands in the way and until when, where that helps."""

    why: Why
    request: int
    who: str | None = None
    at: datetime | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
    until: datetime | None = None
    name: str = ""


#: What stands in the way of an event that the state does not allow.
IN_THE_WAY = {
    State.DRAFT: Why.NOT_SENT,
    State.IN_REVIEW: Why.WAITS_ALREADY,
    State.NEEDS_ROUTING: Why.NOBODY_YET,
    State.CHANGES_REQUESTED: Why.CHANGES_WANTED,
    State.ON_HOLD: Why.IS_HELD,
    State.APPROVED: Why.ALREADY_APPROVED,
    State.SCHEDULED: Why.ALREADY_APPROVED,
    State.PUBLISHING: Why.GOES_LIVE,
    State.PUBLISH_FAILED: Why.NOT_LIVE,
    State.PUBLISHED: Why.IS_LIVE,
    State.REJECTED: Why.WAS_REJECTED,
    State.CANCELLED: Why.WAS_CANCELLED,
    State.EXPIRED: Why.HAS_EXPIRED,
}

# Who may cause which event. What is not named here nobody may.


def _requester(request: Request, user: str) -> bool:
    return user == request.requester


def _owner(request: Request, user: str) -> bool:
    return user == request.requester or user in request.roster.admins


def _concerned(request: Request, user: str) -> bool:
    return _owner(request, user) or user in voices.approvers(request)


def _approver(request: Request, user: str) -> bool:
    return user in voices.approvers(request)


def _deciding(request: Request, user: str) -> bool:
    return any(user in voices.voters(request, stage) for stage in voices.open_stages(request))


def _came_about(*causes: str) -> Callable[[Request, str], bool]:
    return lambda _request, user: user in causes


def _either(*allowed: Callable[[Request, str], bool]) -> Callable[[Request, str], bool]:
    return lambda request, user: any(one(request, user) for one in allowed)


ACTORS: dict[type[Event], tuple[Callable[[Request, str], bool], Why]] = {
    Submit: (_requester, Why.NOT_THE_REQUESTER),
    Edit: (_either(_requester, _came_about(SOURCE)), Why.NOT_THE_REQUESTER),
    Accept: (_requester, Why.NOT_THE_REQUESTER),
    Nudge: (_requester, Why.NOT_THE_REQUESTER),
    Cancel: (_owner, Why.NOT_THE_REQUESTER),
    Hold: (_concerned, Why.NOT_THEIRS),
    Resume: (_concerned, Why.NOT_THEIRS),
    Comment: (_concerned, Why.NOT_THEIRS),
    Approve: (_deciding, Why.NOT_AN_APPROVER),
    RequestChanges: (_deciding, Why.NOT_AN_APPROVER),
    Reject: (_deciding, Why.NOT_AN_APPROVER),
    Suggest: (_deciding, Why.NOT_AN_APPROVER),
    Undo: (_approver, Why.NOT_AN_APPROVER),
    Object: (_approver, Why.NOT_AN_APPROVER),
    Pass: (_concerned, Why.NOT_THEIRS),
    Publish: (_either(_concerned, _came_about(CLOCK)), Why.NOT_THEIRS),
    WentLive: (_either(_concerned, _came_about(CONNECTOR)), Why.NOT_THEIRS),
    Failed: (_either(_concerned, _came_about(CLOCK, CONNECTOR)), Why.NOT_THEIRS),
    Retry: (_concerned, Why.NOT_THEIRS),
    GoLiveAnyway: (lambda request, user: user in request.roster.emergency, Why.NOT_FOR_EMERGENCIES),
    Reroute: (
        _either(_came_about(PEOPLE), lambda request, user: user in request.roster.admins),
        Why.NOT_AN_ADMIN,
    ),
    Remind: (_came_about(CLOCK), Why.NOT_THEIRS),
    Escalate: (_came_about(CLOCK), Why.NOT_THEIRS),
    Expire: (_came_about(CLOCK), Why.NOT_THEIRS),
}

#: What no author may do about their own work.
NOT_BY_AUTHORS = (Decide, Undo, Object, GoLiveAnyway)


# The guards, in the order they are asked. Each fails closed: what it does not know, it refuses.


def _state_allows(request: Request, event: Event) -> Refused | None:
    if type(event) in TRANSITIONS[request.state]:
        return None
    last = request.last
    return _refused(
        request,
        IN_THE_WAY[request.state],
        who=last.by if last else request.changed_by,
        at=last.at if last else request.changed_at,
    )


def _saw_what_is_current(request: Request, event: Event) -> Refused | None:
    current = request.version
    match event:
        case Decide(version=version, sha=sha):
            same = version == current.number and len(sha) >= 8 and current.sha.startswith(sha)
        case Edit(version=version) | Accept(version=version):
            same = version == current.number
        case _:
            same = True
    if not same:
        seen = next((old for old in request.versions if old.number == getattr(event, "version", None)), None)
        since = changes(seen.content, current.content) if seen else ()
        labels = tuple(change.label for change in since)
        return _refused(request, Why.STALE, who=current.by, at=current.at, fields=labels)
    if isinstance(event, Decide) and event.stage is not None:
        return _its_stage_is_open(request, event.stage)
    return None


def _its_stage_is_open(request: Request, name: str) -> Refused | None:
    if any(stage.name == name for stage in voices.open_stages(request)):
        return None
    stage = request.route.stage(name)
    said = voices.decided(request, stage) if stage else ()
    if not said:
        return _refused(request, Why.STALE, who=request.version.by, at=request.version.at)
    return _refused(request, Why.STEP_DONE, who=said[-1].by, at=said[-1].at)


def _may_act(request: Request, event: Event) -> Refused | None:
    allowed, why = ACTORS.get(type(event), (_came_about(), Why.NOT_THEIRS))
    if isinstance(event, NOT_BY_AUTHORS) and event.by in request.authors:
        return _refused(request, Why.OWN_WORK, who=event.by)
    return None if allowed(request, event.by) else _refused(request, why, who=request.requester)


def _has_not_decided(request: Request, event: Event) -> Refused | None:
    if not isinstance(event, Decide):
        return None
    stage = stage_meant(request, event)
    if stage is None or event.by not in voices.voters(request, stage):
        return _refused(request, Why.NOT_AN_APPROVER, who=request.requester)
    said = voices.decided(request, stage)
    if mine := next((one for one in said if one.by == event.by), None):
        return _refused(request, Why.SAID_ALREADY, who=mine.by, at=mine.at, version=mine.counts_for)
    seat = voices.seat_for(request, stage, event.by)
    if theirs := next((one for one in said if voices.seat_of(one) == seat), None):
        return _refused(request, Why.SPOKEN_FOR, who=theirs.by, at=theirs.at)
    return None


def _says_enough(request: Request, event: Event) -> Refused | None:
    match event:
        case (
            RequestChanges(reason=reason)
            | Reject(reason=reason)
            | Object(reason=reason)
            | GoLiveAnyway(reason=reason)
        ) if not reason.strip():
            return _refused(request, Why.NO_REASON)
        case Comment(text=text) if not text.strip():
            return _refused(request, Why.NOTHING_SAID)
        case Edit(content=content) | Suggest(content=content) if not changes(request.content, content):
            return _refused(request, Why.NOTHING_CHANGED)
        case Approve(ticked=ticked) | Suggest(approves=True, ticked=ticked):
            return _everything_ticked(request, event, ticked)
    return None


def _everything_ticked(request: Request, event: Decide, ticked: tuple[str, ...]) -> Refused | None:
    stage = stage_meant(request, event)
    missing = tuple(item for item in (stage.checklist if stage else ()) if item not in ticked)
    return _refused(request, Why.NOT_TICKED, fields=missing) if missing else None


def _is_what_it_was(request: Request, event: Event) -> Refused | None:
    match event:
        case Approve(asset_sha=str(sha)) | Publish(asset_sha=str(sha)) if sha != request.content.asset_sha:
            return _refused(request, Why.ASSET_CHANGED)
    return None


def _can_be_done(request: Request, event: Event) -> Refused | None:
    match event:
        case Accept(sha=sha):
            return None if suggestion(request, sha) else _refused(request, Why.NO_SUGGESTION)
        case Undo():
            return _can_be_undone(request, event)
        case Pass():
            return _can_be_passed(request, event)
        case Nudge(too_soon=too_soon) if set(voices.wanted(request)) <= set(too_soon):
            return _refused(request, Why.TOO_SOON)
        case Publish() if event.by != CLOCK or request.state is State.APPROVED:
            return may_go_live(request, event)
        case Publish():
            early = may_go_live(request, event)
            return early if early and early.why in (Why.NOT_BEFORE, Why.OPEN_TO_OBJECTIONS) else None
        case WentLive(fence=fence) | Failed(fence=fence) if fence != request.fence:
            return _refused(request, Why.ANOTHER_ATTEMPT)
    return None


def _can_be_undone(request: Request, event: Undo) -> Refused | None:
    mine = yes_of(request, event.by)
    if mine is None:
        return _refused(request, Why.NOTHING_TO_UNDO)
    if event.at - mine.at > timedelta(minutes=request.route.undo):
        return _refused(request, Why.TOO_LATE_TO_UNDO, at=mine.at)
    return None


def _can_be_passed(request: Request, event: Pass) -> Refused | None:
    stage = stage_passed(request, event)
    if stage is None:
        return _refused(request, Why.NOT_AN_APPROVER, who=event.away)
    if event.by != event.away and not _owner(request, event.by):
        return _refused(request, Why.NOT_THEIRS, who=request.requester)
    if event.to is None or event.to in voices.seats(request, stage):
        leaves_one_out = event.away is None or stage.counting in (Counting.ALL, Counting.MAJORITY)
        chosen = event.by == request.requester  # nobody thins out those who judge their own work
        return _refused(request, Why.STILL_NEEDED, who=event.to) if leaves_one_out or chosen else None
    own = {user for role in stage.who for user in _role_and_backups(request, role)}
    eligible = own if event.by == request.requester else own | request.roster.passable
    if event.to not in eligible or event.to in request.authors:
        return _refused(request, Why.NOT_ELIGIBLE, who=event.to)
    return None


def _role_and_backups(request: Request, role: str) -> tuple[str, ...]:
    return (*request.roster.roles.get(role, ()), *request.roster.backups.get(role, ()))


Guard = Callable[[Request, Event], Refused | None]
GUARDS: tuple[Guard, ...] = (
    _state_allows, _saw_what_is_current, _may_act, _has_not_decided, _says_enough, _is_what_it_was, _can_be_done,
)  # fmt: skip


# What the guards and the step both ask


def may_go_live(request: Request, event: Publish) -> Refused | None:
    """Why it may not go live at this moment, as far as that is a matter of time: the embargo, objections, the window,
    a freeze."""
    content, publishing, last = request.content, request.route.publishing, request.last
    live_at = content.live_at
    if live_at and event.at < live_at:
        return _refused(request, Why.NOT_BEFORE, until=live_at)
    objections = last.at + timedelta(minutes=publishing.objection) if last else None
    if objections and event.at < objections:
        return _refused(request, Why.OPEN_TO_OBJECTIONS, until=objections)
    window = live_at + timedelta(minutes=publishing.window) if live_at and publishing.window else None
    end = min((moment for moment in (content.live_until, window) if moment), default=None)
    if end and event.at >= end:
        return _refused(request, Why.NOT_AFTER, until=end)
    if event.frozen and not _excepted(request, event.frozen):
        return _refused(request, Why.FROZEN, name=event.frozen)
    return None


def _excepted(request: Request, freeze: str) -> bool:
    return any(stage.freeze == freeze and voices.is_met(request, stage) for stage in request.route.stages)


def stage_meant(request: Request, event: Decide) -> Stage | None:
    """The stage a decision is for: the one its card asked for, else the one that waits for its maker."""
    return request.route.stage(event.stage) if event.stage else voices.stage_of(request, event.by)


def stage_passed(request: Request, event: Pass) -> Stage | None:
    """The stage in which a seat is passed: the named one, else the open one in which `away` has it; None where they
    have none, or have spoken."""
    stages = [stage for stage in voices.open_stages(request) if event.stage in (None, stage.name)]
    return next(
        (stage for stage in stages if event.away is None or event.away in _silent(request, stage)), None
    )


def _silent(request: Request, stage: Stage) -> set[str]:
    spoken = {voices.seat_of(said) for said in voices.decided(request, stage)}
    return set(voices.seats(request, stage)) - spoken


def suggestion(request: Request, sha: str) -> Suggestion | None:
    """The open suggestion with this fingerprint for the current version."""
    return next(
        (
            one
            for one in request.suggestions
            if one.open
            and one.version == request.version.number
            and len(sha) >= 8
            and one.sha.startswith(sha)
        ),
        None,
    )


def yes_of(request: Request, user: str) -> Decision | None:
    """The newest yes of `user` that counts."""
    mine = [said for said in request.decided if said.by == user and said.verdict is Verdict.APPROVED]
    return mine[-1] if mine else None


def _refused(request: Request, why: Why, *, version: int | None = None, **more: object) -> Refused:
    return Refused(why=why, request=request.id, version=version or request.version.number, **more)  # type: ignore[arg-type]
