"""Which event leads where: the life of a request as a table."""

from __future__ import annotations

from approvals.events import Approve, Cancel, Edit, Event, Expire, RequestChanges, Reroute, Submit
from approvals.request import State

#: Where each event leads; with two states, to the second when nobody may decide.
#: docs/approvals.md draws its diagram from this table.
TRANSITIONS: dict[State, dict[type[Event], tuple[State, ...]]] = {
    State.DRAFT: {
        Submit: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.IN_REVIEW: {
        Approve: (State.APPROVED,),
        RequestChanges: (State.CHANGES_REQUESTED,),
        Edit: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Reroute: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.NEEDS_ROUTING: {
        Edit: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Reroute: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.CHANGES_REQUESTED: {
        Edit: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Cancel: (State.CANCELLED,),
        Expire: (State.EXPIRED,),
    },
    State.APPROVED: {
        Edit: (State.IN_REVIEW, State.NEEDS_ROUTING),
        Cancel: (State.CANCELLED,),
    },
    State.CANCELLED: {},
    State.EXPIRED: {},
}

FINAL = frozenset(state for state, events in TRANSITIONS.items() if not events)


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/approvals.md."""
    arrows = [
        f"    {origin.name} --> {target.name}: {_said(event)}"
        for origin, events in TRANSITIONS.items()
        for event, targets in events.items()
        for target in targets
    ]
    ends = [f"    {state.name} --> [*]" for state in TRANSITIONS if state in FINAL]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT.name}", *arrows, *ends])


def _said(event: type[Event]) -> str:
    return "request changes" if event is RequestChanges else event.__name__.lower()
