"""The life of an incident: open, somebody has it, silenced for a while, closed; which event leads where, as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from storage.incidents import Kept


class State(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Ended(StrEnum):
    """How it closed."""

    BACK = "back to normal"
    NEW_NORMAL = "the new normal"
    RESTATED = "restated"
    FALSE_ALARM = "false alarm"
    STOPPED = "its alert was stopped"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens to an incident. `by` is a person, or empty where the figures say it."""

    at: datetime
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Event):
    """Somebody takes it on."""


@dataclass(frozen=True, kw_only=True)
class Snooze(Event):
    """No word of it until a moment."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class Wake(Event):
    """The moment has come, and it still goes on."""


@dataclass(frozen=True, kw_only=True)
class Recover(Event):
    """The figures are no longer off."""

    ended: Ended = Ended.BACK


@dataclass(frozen=True, kw_only=True)
class Dismiss(Event):
    """Somebody says that it was none."""


@dataclass(frozen=True, kw_only=True)
class Reinstate(Event):
    """It was one after all."""


#: Where each event leads. docs/alerts.md draws its diagram from this table.
TRANSITIONS: dict[State, dict[type[Event], State]] = {
    State.OPEN: {
        Acknowledge: State.ACKNOWLEDGED,
        Snooze: State.SNOOZED,
        Recover: State.CLOSED,
        Dismiss: State.CLOSED,
    },
    State.ACKNOWLEDGED: {
        Acknowledge: State.ACKNOWLEDGED,
        Snooze: State.SNOOZED,
        Recover: State.CLOSED,
        Dismiss: State.CLOSED,
    },
    State.SNOOZED: {
        Acknowledge: State.ACKNOWLEDGED,
        Snooze: State.SNOOZED,
        Wake: State.OPEN,
        Recover: State.CLOSED,
        Dismiss: State.CLOSED,
    },
    State.CLOSED: {Reinstate: State.OPEN},
}


@dataclass(frozen=True)
class Refused:
    """Why an event does nothing, in a sentence."""

    why: str


def step(incident: Kept, event: Event) -> Kept | Refused:
    """What an event makes of an incident; no clock, no I/O."""
    state = TRANSITIONS[State(incident.state)].get(type(event))
    if state is None:
        return Refused(_why_not(incident))
    if isinstance(event, Acknowledge) and (incident.state, incident.by) == (State.ACKNOWLEDGED, event.by):
        return Refused("You have it already.")
    if isinstance(event, Reinstate) and incident.ended != Ended.FALSE_ALARM:
        return Refused(_why_not(incident))
    return replace(
        incident,
        state=state.value,
        by=event.by or incident.by,
        until=event.until if isinstance(event, Snooze) else None,
        closed_at=event.at if state is State.CLOSED else None,
        ended=_ended(event),
    )


def _ended(event: Event) -> str:
    match event:
        case Recover(ended=ended):
            return ended.value
        case Dismiss():
            return Ended.FALSE_ALARM.value
        case _:
            return ""


def _why_not(incident: Kept) -> str:
    return (
        f"It is closed: {incident.ended}." if incident.state == State.CLOSED else f"It is {incident.state}."
    )


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/alerts.md."""
    arrows = [
        f"    {origin.name} --> {target.name}: {event.__name__.lower()}"
        for origin, events in TRANSITIONS.items()
        for event, target in events.items()
    ]
    return "\n".join(
        ["stateDiagram-v2", f"    [*] --> {State.OPEN.name}", *arrows, f"    {State.CLOSED.name} --> [*]"]
    )
