"""One step in the life of a request: what an event makes of it, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from approvals import voices
from approvals.content import MATERIAL, Content, changes
from approvals.events import (
    Accept,
    Approve,
    Decide,
    Edit,
    Escalate,
    Event,
    GoLiveAnyway,
    Object,
    Pass,
    Publish,
    Reject,
    RequestChanges,
    Reroute,
    Suggest,
    Undo,
)
from approvals.guards import GUARDS, Refused, may_go_live, stage_meant, stage_passed, suggestion, yes_of
from approvals.news import Tell, told
from approvals.request import (
    YES,
    Decision,
    Emergency,
    Move,
    Request,
    State,
    Suggestion,
    Verdict,
    Version,
    Wait,
)
from approvals.route import Route, Stage
from approvals.transitions import READY, TRANSITIONS


class Impossible(Exception):
    """An event led where the table does not name. Nothing of it may stand."""


def step(request: Request, event: Event) -> tuple[Request, tuple[Tell, ...]] | Refused:
    """What `event` makes of `request`, and who is told; or why it does nothing. No clock, no I/O.

    Raises Impossible where the outcome is not one that the table of transitions names.
    """
    for guard in GUARDS:
        if refused := guard(request, event):
            return refused
    happened = _happened(request, event)
    state = _leads_to(request, happened, event)
    if state not in TRANSITIONS[request.state][type(event)]:
        raise Impossible(f"{type(event).__name__} led from {request.state.name} to {state.name}")
    after = replace(
        happened,
        state=state,
        approved_version=_approved_version(request, happened, state),
        fence=happened.fence + (state is State.PUBLISHING),
        problem=_problem(happened, event, state),
        changed_at=event.at,
        changed_by=event.by,
    )
    after = replace(after, waits=_waits(after, event))
    return after, told(request, after, event)


# What it adds


def _happened(request: Request, event: Event) -> Request:
    """The request with the event's own content added, before what that leads to is worked out."""
    match event:
        case Approve():
            return _said(request, _decision(request, event, Verdict.APPROVED))
        case RequestChanges(reason=reason):
            return _said(request, _decision(request, event, Verdict.CHANGES, reason))
        case Reject(reason=reason):
            return _said(request, _decision(request, event, Verdict.REJECTED, reason))
        case Suggest():
            return replace(request, suggestions=(*request.suggestions, _suggested(request, event)))
        case Edit(content=content, route=route):
            return _edited(request, event, content, route)
        case Accept():
            return _accepted(request, event)
        case Undo():
            return _without(request, yes_of(request, event.by))
        case Object(reason=reason):
            return _objected(request, event, reason)
        case Pass(away=away, to=to):
            stage = stage_passed(request, event)
            moved = (Move(stage=stage.name, away=away, to=to),) if stage else ()
            return replace(request, moves=(*request.moves, *moved))
        case Escalate(stage=name, to=to) if "backup" in to:
            return replace(request, escalated=request.escalated | {name})
        case Reroute(route=Route() as route):
            return _carried(request, request, route, frozenset(), event.by)
        case Publish():
            return _confirmed(request, event)
        case GoLiveAnyway(reason=reason):
            mark = Emergency(version=request.version.number, by=event.by, reason=reason.strip(), at=event.at)
            return replace(request, emergency=mark)
        case _:
            return request


def _decision(request: Request, event: Decide, verdict: Verdict, reason: str = "") -> Decision:
    stage = stage_meant(request, event)
    assert stage is not None  # the guards have seen to it
    return _decision_in(request, stage, event.by, verdict, event, reason)


def _decision_in(
    request: Request, stage: Stage, by: str, verdict: Verdict, event: Event, reason: str = ""
) -> Decision:
    seat = voices.seat_for(request, stage, by) or by
    shown = request.version
    return Decision(
        stage=stage.name,
        version=shown.number,
        sha=shown.sha,
        by=by,
        verdict=verdict,
        at=event.at,
        counts_for=shown.number,
        roles=voices.roles_of(request, stage, seat),
        acting_for=seat if seat != by else None,
        reason=reason.strip(),
    )


def _said(request: Request, decision: Decision) -> Request:
    """A decision ends what its maker had suggested instead."""
    whose = (decision.by, decision.stage)
    suggestions = tuple(
        replace(one, open=False) if (one.by, one.stage) == whose else one for one in request.suggestions
    )
    return replace(request, decisions=(*request.decisions, decision), suggestions=suggestions)


def _suggested(request: Request, event: Suggest) -> Suggestion:
    stage = stage_meant(request, event)
    assert stage is not None  # the guards have seen to it
    seat = voices.seat_for(request, stage, event.by)
    return Suggestion(
        stage=stage.name,
        version=request.version.number,
        by=event.by,
        acting_for=seat if seat != event.by else None,
        content=event.content,
        sha=event.content.sha,
        approves=event.approves,
        at=event.at,
    )


def _without(request: Request, decision: Decision | None) -> Request:
    return replace(
        request,
        decisions=tuple(
            replace(said, live=False) if said == decision else said for said in request.decisions
        ),
    )


def _objected(request: Request, event: Object, reason: str) -> Request:
    """Whoever objects takes back what they had said, and asks for changes instead."""
    kept = request
    for said in request.decided:
        if said.by == event.by:
            kept = _without(kept, said)
    stage = next(stage for stage in request.route.stages if event.by in voices.voters(request, stage))
    return _said(kept, _decision_in(kept, stage, event.by, Verdict.CHANGES, event, reason))


# What an edit leaves standing


def _edited(request: Request, event: Edit, content: Content, route: Route) -> Request:
    number = request.version.number + 1
    version = Version(number=number, content=content, by=event.by, at=event.at, sha=content.sha)
    edited = replace(request, versions=(*request.versions, version), suggestions=_closed(request))
    changed = {change.field for change in changes(request.content, content)}
    return _carried(request, edited, route, changed, event.by)


def _accepted(request: Request, event: Accept) -> Request:
    """The next version is exactly what was suggested; a yes to that text counts, if its maker may still give it."""
    taken = suggestion(request, event.sha)
    assert taken is not None  # the guards have seen to it
    as_edit = Edit(by=event.by, at=event.at, content=taken.content, version=event.version, route=event.route)
    edited = _edited(request, as_edit, taken.content, event.route)
    stage = edited.route.stage(taken.stage) if taken.approves else None
    if stage is None or taken.by not in voices.voters(edited, stage):
        return edited
    said = voices.decided(edited, stage)
    seat = voices.seat_for(edited, stage, taken.by)
    if any(one.by == taken.by or voices.seat_of(one) == seat for one in said):
        return edited
    return _said(edited, _decision_in(edited, stage, taken.by, Verdict.APPROVED, event))


def _carried(
    before: Request, after: Request, route: Route, changed: frozenset[str] | set[str], editor: str
) -> Request:
    """The decisions of `before` that still count in `after` under `route`: the yeses of stages that are the same and own
    nothing that changed. Nothing outlives a request for changes, a moment that comes earlier than was approved, or a
    change of something that nobody answers for."""
    number = after.version.number
    owned = frozenset[str]().union(*(stage.owns for stage in route.stages))
    all_void = (
        before.state is State.CHANGES_REQUESTED
        or _comes_earlier(before.content, after.content)
        or not (changed & MATERIAL) <= owned
    )

    def still_counts(said: Decision) -> bool:
        stage = route.stage(said.stage)
        return (
            said in before.decided
            and not all_void
            and said.verdict is Verdict.APPROVED
            and stage is not None
            and stage == before.route.stage(said.stage)
            and not stage.owns & changed
            and editor not in (said.by, said.acting_for)
        )

    decisions = tuple(
        replace(said, counts_for=number) if still_counts(said) else replace(said, live=False)
        for said in after.decisions
    )
    return replace(after, route=route, decisions=decisions)


def _comes_earlier(before: Content, after: Content) -> bool:
    """Nobody has approved of going live sooner, or at once instead of at a moment."""
    if before.live_at is None or before.live_at == after.live_at:
        return False
    return after.live_at is None or after.live_at < before.live_at


def _closed(request: Request) -> tuple[Suggestion, ...]:
    return tuple(replace(one, open=False) for one in request.suggestions)


def _confirmed(request: Request, event: Publish) -> Request:
    """Without the yeses that are older than a yes may be when it counts."""
    oldest = event.at - timedelta(days=request.route.stays_approved)
    return replace(
        request,
        decisions=tuple(
            replace(said, live=False) if said.live and said.at < oldest else said
            for said in request.decisions
        ),
    )


# Where it leads


def _leads_to(before: Request, after: Request, event: Event) -> State:
    targets = TRANSITIONS[before.state][type(event)]
    if len(targets) == 1:
        return targets[0]
    standing = standing_of(after)
    if standing not in targets and standing is State.REJECTED:
        return State.NEEDS_ROUTING  # too few are left, but nobody has just said no
    if not isinstance(event, Publish) or standing not in READY:
        return standing
    return State.PUBLISH_FAILED if may_go_live(after, event) else State.PUBLISHING


def standing_of(request: Request) -> State:
    """What the decisions that count make of it."""
    if any(_is_veto(request, said) for said in request.decided):
        return State.REJECTED
    if not request.route.stages:
        return State.NEEDS_ROUTING  # nobody's yes is not everybody's
    waiting = voices.open_stages(request)
    if not waiting:
        return State.SCHEDULED if request.content.live_at else State.APPROVED
    for stage in waiting:
        if not voices.can_be_met(request, stage):
            return State.REJECTED if _is_outvoted(request, stage) else State.NEEDS_ROUTING
    return State.IN_REVIEW


def _is_veto(request: Request, said: Decision) -> bool:
    stage = request.route.stage(said.stage)
    return said.verdict is Verdict.REJECTED and (stage is None or stage.reject_is_final)


def _is_outvoted(request: Request, stage: Stage) -> bool:
    """Whether it is those who said no, and nobody's absence, that leave too few: with everybody back it would be so, too."""
    said_no = {said.by for said in voices.decided(request, stage) if said.verdict is Verdict.REJECTED}
    back = replace(request, roster=replace(request.roster, away=frozenset()))
    return (
        bool(said_no)
        and not voices.can_be_met(back, stage)
        and voices.can_be_met(back, stage, silent=said_no)
    )


def _approved_version(before: Request, request: Request, state: State) -> int | None:
    """What changed neither text nor standing leaves it: whoever has been added to a role since is asked when it counts."""
    if (before.state, before.version) == (state, request.version):
        return before.approved_version
    if state is State.PUBLISH_FAILED or (state is State.PUBLISHED and request.approved_version):
        return request.approved_version
    if state not in YES or voices.open_stages(request):
        return None
    return request.version.number


def _problem(request: Request, event: Event, state: State) -> str:
    if state is not State.PUBLISH_FAILED:
        return ""
    if isinstance(event, Publish):
        refused = may_go_live(request, event)
        return refused.why if refused else ""
    return getattr(event, "problem", request.problem)


def _waits(request: Request, event: Event) -> tuple[Wait, ...]:
    """For which stages it waits from now on, and for which no longer."""
    now = {stage.name for stage in voices.open_stages(request)} if voices.is_open(request) else set()
    still = tuple(
        wait if wait.until or wait.stage in now else replace(wait, until=event.at) for wait in request.waits
    )
    running = {wait.stage for wait in still if wait.until is None}
    begun = (
        Wait(stage=stage.name, since=event.at)
        for stage in request.route.stages
        if stage.name in now - running
    )
    return (*still, *begun)
