"""Every role in every state with every event: whoever may not, does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from approvals.events import CAME_ABOUT, Event
from approvals.request import Request, State
from approvals.step import step
from approvals.transitions import TRANSITIONS
from tests.approvals import authority, invariants
from tests.approvals.universe import SMALL, World, draft, everything, explore

#: So many requests of each state are tried.
OF_EACH = 60


def holes() -> tuple[int, list[str]]:
    """How many cells (a role, a state, an event) were tried, and those in which somebody did what they may not."""
    tried: set[tuple[str, str, str]] = set()
    found: list[str] = []
    for world, request in samples():
        for event in everything(request, replace(world, suggests=True, passes=True, versions=9)):
            cell = (role_of(request, event.by), request.state.name, type(event).__name__)
            tried.add(cell)
            found += [f"{' '.join(cell)}: {said}" for said in trespasses(request, event)]
    return len(tried), found


def trespasses(request: Request, event: Event) -> Iterator[str]:
    """What of an event that was accepted should have been refused."""
    done = step(request, event)
    if not isinstance(done, tuple):
        return
    if type(event) not in TRANSITIONS[request.state]:
        yield "the state does not name it"
    yield from authority.trespasses(request, event, done[0])
    yield from invariants.wrong(request, event, done[0])


def role_of(request: Request, user: str) -> str:
    """What somebody is to a request, the strongest first."""
    if user in CAME_ABOUT:
        return user
    waiting = [stage for stage in request.route.stages if not invariants.has_its_yes(request, stage)]
    roles = {
        "requester": user == request.requester,
        "author": user in invariants.writers(request),
        "has decided": any(said.by == user for said in invariants.counted(request)),
        "is asked": any(user in invariants.asked(request, stage) for stage in waiting[:1]),
        "stands in": user in request.roster.stands_in.values(),
        "is asked later": authority.approver(request, user),
        "admin": user in request.roster.admins,
    }
    return next((role for role, holds in roles.items() if holds), "stranger")


def samples() -> list[tuple[World, Request]]:
    """Requests of every state, as they come up in the small worlds."""
    found: dict[State, list[tuple[World, Request]]] = {state: [] for state in State}
    for world in SMALL:
        found[State.DRAFT].append((world, draft(world)))
        explore(world, _remembering(found, world), most=1_200)
    return [one for each in found.values() for one in each]


def _remembering(found: dict[State, list[tuple[World, Request]]], world: World) -> Any:
    most = OF_EACH * (1 + SMALL.index(world))

    def looks(request: Request, event: Event) -> object:
        done = step(request, event)
        if isinstance(done, tuple) and len(found[done[0].state]) < most:
            found[done[0].state].append((world, done[0]))
        return done

    return looks
