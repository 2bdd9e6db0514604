"""Who may do what, and when, as a second opinion: written from the specification, not from the guards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from approvals.events import (
    Accept,
    Approve,
    Cancel,
    Comment,
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
)  # fmt: skip
from approvals.request import Request, State
from approvals.route import Counting
from tests.approvals.invariants import asked, changed, counted, has_its_yes, is_yes, may_speak, writers

Who = Callable[[Request, str], bool]


def requester(request: Request, user: str) -> bool:
    return user == request.requester


def owner(request: Request, user: str) -> bool:
    return user == request.requester or user in request.roster.admins


def approver(request: Request, user: str) -> bool:
    return any(user in may_speak(request, stage) for stage in request.route.stages)


def concerned(request: Request, user: str) -> bool:
    return owner(request, user) or approver(request, user)


def emergency(request: Request, user: str) -> bool:
    return user in request.roster.emergency and user not in writers(request)


def caused(*causes: str) -> Who:
    return lambda _, user: user in causes


def either(*ways: Who) -> Who:
    return lambda request, user: any(way(request, user) for way in ways)


#: Everything that can happen, and who may let it.
MAY: dict[type[Event], Who] = {
    Submit: requester,
    Edit: either(requester, caused("source")),
    Accept: requester,
    Nudge: requester,
    Cancel: owner,
    Hold: concerned,
    Resume: concerned,
    Comment: concerned,
    Pass: concerned,
    Retry: concerned,
    Approve: approver,
    RequestChanges: approver,
    Reject: approver,
    Suggest: approver,
    Undo: approver,
    Object: approver,
    Publish: either(concerned, caused("clock")),
    WentLive: either(concerned, caused("connector")),
    Failed: either(concerned, caused("clock", "connector")),
    GoLiveAnyway: emergency,
    Reroute: either(caused("people"), lambda request, user: user in request.roster.admins),
    Remind: caused("clock"),
    Escalate: caused("clock"),
    Expire: caused("clock"),
}


def trespasses(before: Request, event: Event, after: Request) -> Iterator[str]:
    """What of an accepted event nobody had the right, the reason or the time to do."""
    if not MAY[type(event)](before, event.by):
        yield "S2 somebody did what they may not"
    if isinstance(event, RequestChanges | Reject | Object | GoLiveAnyway) and not event.reason.strip():
        yield "G7 a no without a reason"
    if isinstance(event, Approve):
        yield from _of_a_yes(before, event, after)
    if isinstance(event, Undo):
        yield from _of_undoing(before, event, after)
    if isinstance(event, Pass) and event.to is not None:
        yield from _of_passing(before, event, after)
    if isinstance(event, Publish) and after.state is State.PUBLISHING:
        yield from _of_going_live(before, event)
    if isinstance(event, Edit | Accept):
        yield from _of_the_moment(before, after)


def _of_a_yes(before: Request, event: Approve, after: Request) -> Iterator[str]:
    stage = after.route.stage(after.decisions[-1].stage)
    if stage and not set(stage.checklist) <= set(event.ticked):
        yield "G7 a yes without the checklist"
    if event.asset_sha is not None and event.asset_sha != before.content.asset_sha:
        yield "G8 a yes to another file"


def _of_undoing(before: Request, event: Undo, after: Request) -> Iterator[str]:
    taken = [
        was for was, now in zip(before.decisions, after.decisions, strict=True) if was.live and not now.live
    ]
    if [said.by for said in taken] != [event.by] or not is_yes(taken[0]):
        yield "S2 somebody took back what they had not said"
    elif event.at - taken[0].at > timedelta(minutes=before.route.undo):
        yield "G2 taken back too late"


def _of_passing(before: Request, event: Pass, after: Request) -> Iterator[str]:
    roster = before.roster
    known = {user for people in (*roster.roles.values(), *roster.backups.values()) for user in people}
    if event.to in writers(before) or event.to not in known | roster.passable:
        yield "S4 passed to somebody who may not decide"
    stage = before.route.stage(after.moves[-1].stage)
    thinned = stage is not None and len(asked(after, stage)) < len(asked(before, stage))
    needs_all = stage is not None and stage.counting in (Counting.ALL, Counting.MAJORITY)
    if thinned and (needs_all or event.by == before.requester):
        yield "S4 passed so that fewer are asked"


def _of_going_live(before: Request, event: Publish) -> Iterator[str]:
    content, route, at = before.content, before.route, event.at
    said = counted(before)
    if content.live_at and at < content.live_at:
        yield "G9 before its moment"
    if content.live_until and at >= content.live_until:
        yield "G9 after its moment"
    window = route.publishing.window
    if content.live_at and window and at >= content.live_at + timedelta(minutes=window):
        yield "G9 after its window"
    if said and at < max(one.at for one in said) + timedelta(minutes=route.publishing.objection):
        yield "G9 while people may object"
    if event.frozen and not any(
        one.freeze == event.frozen and has_its_yes(before, one) for one in route.stages
    ):
        yield "G9 in a freeze"
    if event.asset_sha is not None and event.asset_sha != content.asset_sha:
        yield "G8 another file"
    old = [one for one in said if at - one.at > timedelta(days=route.stays_approved)]
    if any(not has_its_yes_without(before, old, name) for name in {one.stage for one in old}):
        yield "F53 a yes that has become old"


def has_its_yes_without(request: Request, old: list[object], name: str) -> bool:
    stage = request.route.stage(name)
    fresh = replace(request, decisions=tuple(one for one in request.decisions if one not in old))
    return stage is not None and has_its_yes(fresh, stage)


def _of_the_moment(before: Request, after: Request) -> Iterator[str]:
    was, now = before.content.live_at, after.content.live_at
    earlier = was is not None and (now is None or now < was)
    kept = [said for said in counted(after) if said in carried(before, after)]
    if earlier and kept and changed(before.content, after.content):
        yield "T3 a yes outlived an earlier moment"


def carried(before: Request, after: Request) -> list[object]:
    return list(after.decisions[: len(before.decisions)])
