"""Small worlds in which everything that can happen to a request does, and a large one to walk about in at random."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from approvals.content import Content
from approvals.events import (
    CLOCK,
    CONNECTOR,
    PEOPLE,
    SOURCE,
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
from approvals.request import Request, State, Version
from approvals.roster import Roster
from approvals.route import Counting, Route, Stage
from approvals.step import step
from tests.approvals import authority, invariants

NOW = datetime(2026, 11, 23, 9, 14, tzinfo=UTC)
REQUESTER, STRANGER, CHIEF = "U0REQUESTER", "U0STRANGER", "U0CHIEF"
A, B, C, D = "U0A", "U0B", "U0C", "U0D"
COPY, CLAIM = frozenset({"title", "text"}), frozenset({"price", "discount"})

Step = Callable[[Request, Event], Any]


@dataclass(frozen=True, kw_only=True)
class World:
    """Who there is, what a request is held to, which texts there are, and how far it goes."""

    name: str
    route: Route
    rosters: tuple[Roster, ...]
    contents: tuple[Content, ...]
    actors: tuple[str, ...]
    versions: int = 2
    attempts: int = 1
    suggests: bool = False
    passes: bool = False


@dataclass
class Findings:
    """What came of looking: how much was tried, and what was wrong."""

    states: int = 0
    accepted: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)


# Two small worlds


def _stage(name: str, *who: str, owns: frozenset[str] = COPY, **more: Any) -> Stage:
    return Stage(name=name, who=who, owns=owns, **more)


TEXT = Content(kind="ad", title="Aran Coat", text="Spun in Donegal.", price="£120")
TEXTS = (
    TEXT,
    replace(TEXT, text="Spun in Ardara."),
    replace(TEXT, price="£99"),
    replace(TEXT, note="Ask Rosa."),
)
LIVE = tuple(replace(text, goes_live="2026-11-23T09:00", zone="UTC") for text in TEXTS)

ONE_OF_EACH = World(
    name="one yes in each of two stages",
    route=Route(name="one each", stages=(_stage("Copy", "copy"), _stage("Claim", "claim", owns=CLAIM))),
    rosters=(
        Roster(roles={"copy": (A, B), "claim": (B, C)}, admins=(CHIEF,), emergency=(CHIEF,), passable=frozenset({A, B, C})),
        Roster(roles={"copy": (A,), "claim": ()}, admins=(CHIEF,), emergency=(CHIEF,)),
    ),
    contents=TEXTS[:3],
    actors=(REQUESTER, A, B, C, CHIEF, STRANGER),
)  # fmt: skip

TWO_OF_THREE = World(
    name="two yeses of three, and then one",
    route=Route(
        name="two of three",
        stages=(
            _stage("Copy", "copy", counting=Counting.N_OF, need=2),
            _stage("Claim", "claim", owns=CLAIM),
        ),
    ),
    rosters=(Roster(roles={"copy": (A, B, C), "claim": (A,)}, stands_in={C: D}),),
    contents=(LIVE[0], LIVE[2]),
    actors=(REQUESTER, A, B, C, D, STRANGER),
)
SMALL = (ONE_OF_EACH, TWO_OF_THREE)


def draft(world: World) -> Request:
    """Before anything has happened."""
    content = world.contents[0]
    first = Version(number=1, content=content, by=REQUESTER, at=NOW, sha=content.sha)
    return Request(
        id=1, state=State.DRAFT, requester=REQUESTER, versions=(first,), route=world.route, roster=world.rosters[0],
        created_at=NOW, changed_at=NOW, changed_by=REQUESTER,
    )  # fmt: skip


def everything(request: Request, world: World) -> Iterator[Event]:
    """Every event that anybody could cause now, rightly or wrongly: about this version and others, in every stage."""
    for by in world.actors:
        yield from _of_a_person(request, world, by)
    for by in (CLOCK, PEOPLE, CONNECTOR, SOURCE, STRANGER):
        yield from _of_its_own(request, world, by)


def _of_a_person(request: Request, world: World, by: str) -> Iterator[Event]:
    who: dict[str, Any] = {"by": by, "at": NOW}
    current, first = request.version, request.versions[0]
    stages = tuple(each.name for each in request.route.stages)
    shown = who | {"version": current.number, "sha": current.sha[:8]}
    yield from (Approve(**shown, stage=stage) for stage in (None, *stages))
    yield Approve(**who, version=first.number, sha=first.sha[:8])
    yield Approve(**who, version=current.number, sha="0" * 8)
    yield RequestChanges(**shown, reason="Why?")
    yield RequestChanges(**who, version=first.number, sha=first.sha, reason="Why?")
    yield Reject(**shown, stage=stages[0], reason="No.")
    yield Reject(**shown, stage=stages[-1], reason="No.")
    if world.suggests:
        yield Suggest(**shown, content=world.contents[-1], approves=True)
    yield RequestChanges(**who, version=current.number, sha=current.sha, reason=" ")
    yield Undo(**who)
    yield Object(**who, reason="Wait.")
    yield Object(**who, reason="")
    yield Comment(**who, text="Nice.")
    for kind in (Submit, Cancel, Hold, Resume, Nudge, Retry, Publish):
        yield kind(**who)
    yield GoLiveAnyway(**who, reason="The site is down.")
    yield GoLiveAnyway(**who, reason="")
    yield WentLive(**who, fence=request.fence)
    yield WentLive(**who, fence=request.fence - 1)
    if len(request.versions) < world.versions:
        yield from (
            Edit(**who, content=text, version=current.number, route=request.route) for text in world.contents
        )
        yield Edit(**who, content=world.contents[-1], version=current.number - 1, route=request.route)
        yield Accept(**who, version=current.number, sha=world.contents[-1].sha, route=request.route)
    if world.passes and not request.moves and by != STRANGER:
        yield from (
            Pass(**who, away=away, to=to)
            for away, to in ((by, STRANGER), (by, REQUESTER), (by, None), (A, C))
        )
    yield Expire(**who)
    yield Reroute(**who, route=request.route)


def _of_its_own(request: Request, world: World, by: str) -> Iterator[Event]:
    who: dict[str, Any] = {"by": by, "at": NOW}
    yield Expire(**who)
    yield Publish(**who)
    yield Publish(**who, frozen="Black Friday")
    yield WentLive(**who, fence=request.fence)
    yield Failed(**who, fence=request.fence, problem="It did not answer.")
    yield Failed(**who, fence=request.fence - 1, problem="It did not answer.")
    yield Reroute(**who)
    for stage in request.route.stages:
        yield Remind(**who, stage=stage.name, percent=50)
    yield Cancel(**who)
    if len(request.versions) < world.versions:
        yield Edit(**who, content=world.contents[-1], version=request.version.number, route=request.route)


# Trying everything


def explore(world: World, step: Step = step, *, most: int = 1_000_000, first: bool = False) -> Findings:
    """Every state that can be reached, each event in each; stops at the `first` fault if that is wanted."""
    found, start = Findings(), draft(world)
    seen: set[Hashable] = {_key(start, fresh=True)}
    waiting = deque([(start, True)])
    while waiting and found.states < most and not (first and found.wrong):
        request, settled = waiting.popleft()
        found.states += 1
        for after, now_settled in _neighbours(request, world, step, found, settled=settled):
            key = _key(after, fresh=now_settled)
            if key not in seen:
                seen.add(key)
                waiting.append((after, now_settled))
    return found


def _neighbours(
    request: Request, world: World, step: Step, found: Findings, *, settled: bool
) -> Iterator[tuple[Request, bool]]:
    every = everything(request, world)
    for event in islice(every, 0, None, 9) if request.state in invariants.ENDED else every:
        after = happens(request, event, step, found, settled=settled)
        if after is not None and after.fence <= world.attempts:
            yield slim(after), settled or counts_anew(request, event)
    if request.state not in invariants.ENDED:
        for roster in world.rosters:
            if roster is not request.roster:
                yield replace(request, roster=roster), False


def happens(
    request: Request, event: Event, step: Step, found: Findings, *, settled: bool, deep: bool = True
) -> Request | None:
    """Let it happen, and look at what became of it, `deep` also at who could go on from there. None where refused."""
    try:
        result = step(request, event)
    except Exception as problem:  # whatever a broken step raises has been noticed
        found.wrong.append(f"{type(event).__name__} in {request.state.name} ended in {problem!r}")
        return None
    if not isinstance(result, tuple):
        found.refused += 1
        return None
    after: Request = result[0]
    found.accepted += 1
    found.events[type(event).__name__] += 1
    told = {user for tell in result[1] for user in tell.people}
    settled = settled or counts_anew(request, event)
    for said in (
        *invariants.wrong(request, event, after),
        *authority.trespasses(request, event, after),
        *invariants.broken(after, settled=settled),
        *invariants.untold(request, after, event, told),
        *(dead_ends(after, step) if settled and deep else ()),
    ):
        found.wrong.append(f"{said}: {type(event).__name__} by {event.by} in {request.state.name}")
    return after


def counts_anew(request: Request, event: Event) -> bool:
    """Whether the event looks at who is who."""
    return isinstance(
        event, Submit | Approve | Edit | Accept | Undo | Reroute | Resume | Retry | Escalate | Pass
    )


def dead_ends(request: Request, step: Step) -> Iterator[str]:
    """I5: what is in review can get its yes from those who are there; what needs an approver cannot."""
    if request.state not in (State.IN_REVIEW, State.NEEDS_ROUTING):
        return
    could = _could_be_approved(request, step)
    if could is not (request.state is State.IN_REVIEW):
        yield (
            "I5 it waits for people who cannot say yes"
            if not could
            else "I5 people could say yes, and it says nobody can"
        )


def _could_be_approved(request: Request, step: Step) -> bool:
    """Whether yeses of those who are not away bring every open stage to an end: tried, not worked out."""
    waiting = [stage for stage in request.route.stages if not invariants.has_its_yes(request, stage)]
    group = invariants.first_group(request, waiting)
    return all(_could_be_met(request, stage, step) for stage in group)


def _could_be_met(request: Request, stage: Stage, step: Step) -> bool:
    seen: set[Hashable] = set()
    waiting = [replace(request, state=State.NEEDS_ROUTING)]
    while waiting:
        now = waiting.pop()
        if invariants.has_its_yes(now, stage):
            return True
        for user in invariants.may_speak(now, stage) - set(now.roster.away):
            yes = Approve(
                by=user, at=now.changed_at, version=now.version.number, sha=now.version.sha, stage=stage.name,
                ticked=stage.checklist,
            )  # fmt: skip
            result = step(now, yes)
            if isinstance(result, tuple):
                after = slim(replace(result[0], state=State.NEEDS_ROUTING))
                if (key := _key(after, fresh=True)) not in seen:
                    seen.add(key)
                    waiting.append(after)
    return False


def slim(request: Request) -> Request:
    """Without what no longer counts, which nothing looks at; so that the world is finite."""
    return replace(
        request,
        decisions=tuple(said for said in request.decisions if said.live),
        suggestions=tuple(one for one in request.suggestions if one.open),
        waits=(),
    )


def _key(request: Request, *, fresh: bool) -> Hashable:
    return (
        request.state,
        tuple((version.by, version.sha) for version in request.versions),
        frozenset((said.stage, said.version, said.by, said.acting_for, said.verdict, said.counts_for) for said in request.decisions),
        frozenset((one.stage, one.version, one.by, one.sha, one.approves) for one in request.suggestions),
        request.moves, request.escalated, request.emergency and request.emergency.version,
        request.approved_version, request.fence, request.route.name, id(request.roster), fresh,
    )  # fmt: skip
