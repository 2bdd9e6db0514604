"""Which event leads where: the life of a request as a table."""

from __future__ import annotations

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
)
from approvals.request import State

#: It waits for a yes, or for somebody who could say it.
WAITING = (State.IN_REVIEW, State.NEEDS_ROUTING)
#: Everybody has said yes.
READY = (State.APPROVED, State.SCHEDULED)
#: What the yeses that count make of it.
STANDING = (*WAITING, *READY)

#: Where each event may lead; which of several is what the yeses that count make of it (approvals/step.py).
#: docs/approvals.md draws its diagram from this table.
TRANSITIONS: dict[State, dict[type[Event], tuple[State, ...]]] = {
    State.DRAFT: {
        Submit: WAITING,
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.IN_REVIEW: {
        Approve: STANDING,
        RequestChanges: (State.CHANGES_REQUESTED,),
        Reject: (State.REJECTED, *STANDING),
        Suggest: (State.IN_REVIEW,),
        Accept: STANDING,
        Edit: STANDING,
        Undo: STANDING,
        Pass: STANDING,
        Reroute: STANDING,
        Comment: (State.IN_REVIEW,),
        Nudge: (State.IN_REVIEW,),
        Remind: (State.IN_REVIEW,),
        Escalate: STANDING,
        Hold: (State.ON_HOLD,),
        GoLiveAnyway: (State.PUBLISHING,),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.NEEDS_ROUTING: {
        Approve: STANDING,
        RequestChanges: (State.CHANGES_REQUESTED,),
        Reject: (State.REJECTED, *STANDING),
        Suggest: (State.NEEDS_ROUTING,),
        Accept: STANDING,
        Edit: STANDING,
        Undo: STANDING,
        Pass: STANDING,
        Reroute: STANDING,
        Comment: (State.NEEDS_ROUTING,),
        Remind: (State.NEEDS_ROUTING,),
        Escalate: STANDING,
        Hold: (State.ON_HOLD,),
        GoLiveAnyway: (State.PUBLISHING,),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.CHANGES_REQUESTED: {
        Accept: STANDING,
        Edit: WAITING,
        Comment: (State.CHANGES_REQUESTED,),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.ON_HOLD: {
        Resume: STANDING,
        Comment: (State.ON_HOLD,),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.APPROVED: {
        Edit: STANDING,
        Undo: STANDING,
        Object: (State.CHANGES_REQUESTED,),
        Reroute: STANDING,
        Comment: (State.APPROVED,),
        Hold: (State.ON_HOLD,),
        Publish: (State.PUBLISHING, *WAITING),
        GoLiveAnyway: (State.PUBLISHING,),
        Cancel: (State.CANCELLED,),
    },
    State.SCHEDULED: {
        Edit: STANDING,
        Undo: STANDING,
        Object: (State.CHANGES_REQUESTED,),
        Reroute: STANDING,
        Comment: (State.SCHEDULED,),
        Hold: (State.ON_HOLD,),
        Publish: (State.PUBLISHING, State.PUBLISH_FAILED, *WAITING),
        GoLiveAnyway: (State.PUBLISHING,),
        Cancel: (State.CANCELLED,),
    },
    State.PUBLISHING: {
        WentLive: (State.PUBLISHED,),
        Failed: (State.PUBLISH_FAILED,),
    },
    State.PUBLISH_FAILED: {
        WentLive: (State.PUBLISHED,),
        Retry: STANDING,
        Edit: STANDING,
        GoLiveAnyway: (State.PUBLISHING,),
        Comment: (State.PUBLISH_FAILED,),
        Cancel: (State.CANCELLED,),
    },
    State.PUBLISHED: {},
    State.REJECTED: {},
    State.CANCELLED: {},
    State.EXPIRED: {},
}

FINAL = frozenset(state for state, events in TRANSITIONS.items() if not events)

#: What decides nothing and moves nothing is not drawn.
_QUIET = (Comment, Nudge, Remind, Suggest)


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/approvals.md: one arrow for each pair of states."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for origin, events in TRANSITIONS.items():
        for event, targets in events.items():
            for target in targets if event not in _QUIET else ():
                arrows.setdefault((origin, target), []).append(called(event))
    drawn = [
        f"    {origin.name} --> {target.name}: {', '.join(names)}"
        for (origin, target), names in arrows.items()
    ]
    ends = [f"    {state.name} --> [*]" for state in TRANSITIONS if state in FINAL]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT.name}", *drawn, *ends])


def called(event: type[Event]) -> str:
    """An event's name in words: “request changes”."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in event.__name__).strip()
