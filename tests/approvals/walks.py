"""A large world to walk about in at random: routes of every kind, people who come, go and stand in, time that passes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from approvals import voices
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
from approvals.route import Counting, Publishing, Route, Stage
from approvals.step import step
from tests.approvals import invariants
from tests.approvals.universe import (
    CHIEF,
    CLAIM,
    COPY,
    NOW,
    REQUESTER,
    STRANGER,
    TEXT,
    A,
    B,
    C,
    D,
    Findings,
    Step,
    counts_anew,
    happens,
)

PEOPLE_OF_IT = (REQUESTER, A, B, C, D, CHIEF, STRANGER)
APPROVERS = (A, B, C, D)
ART, PLACE = frozenset({"link", "asset_sha"}), frozenset({"where", "markets"})
OWNS = (COPY, CLAIM, ART, COPY | CLAIM, COPY | CLAIM | ART | PLACE)
ROLES = ("brand", "legal", "de", "fr")


def a_stage(dice: random.Random, name: str) -> Stage:
    counting = dice.choice(list(Counting))
    groups = counting is Counting.ONE_PER_GROUP
    return Stage(
        name=name,
        who=tuple(dice.sample(ROLES, 2 if groups else dice.randint(1, 2))),
        counting=counting,
        need=dice.randint(1, 3),
        owns=dice.choice(OWNS),
        checklist=dice.choice(((), (), ("links tested",))),
        beside_next=dice.random() < 0.25,
        reject_is_final=dice.random() < 0.6,
        freeze="Black Friday" if dice.random() < 0.1 else "",
    )


def a_route(dice: random.Random) -> Route:
    stages = tuple(a_stage(dice, name) for name in ("Brand", "Legal", "Director")[: dice.randint(1, 3)])
    publishing = Publishing(objection=dice.choice((0, 0, 30)), window=dice.choice((None, None, 120)))
    return Route(
        name=f"route {dice.random()}",
        stages=stages,
        publishing=publishing,
        stays_approved=dice.choice((1, 90)),
    )


def a_roster(dice: random.Random) -> Roster:
    """Somebody may have left, be away, or stand in for somebody else (never in a circle)."""
    here = [user for user in APPROVERS if dice.random() < 0.9]
    own = (REQUESTER,) if dice.random() < 0.3 else ()
    away = {
        user: dice.choice([*APPROVERS, STRANGER, REQUESTER, None]) for user in here if dice.random() < 0.15
    }
    if dice.random() < 0.2:
        away = dict.fromkeys(dice.sample(here, min(2, len(here))), dice.choice(APPROVERS))
    stands_in = {user: other for user, other in away.items() if other and other != user and other not in away}
    return Roster(
        roles={role: tuple(user for user in (*here, *own) if dice.random() < 0.7) for role in ROLES},
        backups={role: tuple(user for user in here if dice.random() < 0.2) for role in ROLES},
        stands_in=stands_in,
        away=frozenset(away),
        passable=frozenset(here),
        admins=(CHIEF,),
        emergency=dice.choice(((), (CHIEF, D), (D, REQUESTER))),
    )


def a_text(dice: random.Random, before: Content) -> Content:
    name = dice.choice(("title", "text", "price", "discount", "link", "where", "note", "goes_live"))
    moments = ("", "2026-11-23T10:00", "2026-11-24T10:00", "2026-11-22T10:00")
    values = {"discount": ("10", "40"), "goes_live": moments}.get(name, ("one", "two", "three"))
    return replace(before, **{name: dice.choice(values), "zone": "UTC"})


def an_event(dice: random.Random, request: Request, now: datetime) -> Event:
    """Something that somebody does, most of the time somebody who may, about what is current."""
    by = dice.choice(PEOPLE_OF_IT)
    who: dict[str, Any] = {"by": by, "at": now}
    version = request.version if dice.random() < 0.9 else dice.choice(request.versions)
    stage = dice.choice([None, None, *(each.name for each in request.route.stages)])
    shown = who | {"version": version.number, "sha": version.sha[:8], "stage": stage}
    wanted = voices.wanted(request)
    if dice.random() < 0.04:
        shown["sha"] = "0" * 8
    shown["by"] = dice.choice(wanted) if wanted and dice.random() < 0.6 else by
    ticked = ("links tested",) if dice.random() < 0.85 else ()
    reason = "Why?" if dice.random() < 0.9 else ""
    own = who | {"by": dice.choice((REQUESTER, REQUESTER, REQUESTER, by))}
    clock = who | {"by": dice.choice((CLOCK, CLOCK, CONNECTOR, PEOPLE, SOURCE, by))}
    suggested = dice.choice(request.suggestions).sha if request.suggestions else "0" * 64
    route = request.route if dice.random() < 0.7 else a_route(dice)
    fence = request.fence - (dice.random() < 0.1)
    name = stage or request.route.stages[0].name
    kinds: list[tuple[int, Callable[[], Event]]] = [
        (4 if request.state is State.DRAFT else 0, lambda: Submit(**own)),
        (14, lambda: Approve(**shown, ticked=ticked, asset_sha=dice.choice((None, None, None, "f" * 64)))),
        (1, lambda: RequestChanges(**shown, reason=reason)),
        (1, lambda: Reject(**shown, reason=reason)),
        (2, lambda: Suggest(**shown, content=a_text(dice, request.content), approves=dice.random() < 0.7, ticked=ticked)),
        (3, lambda: Accept(**own, version=version.number, sha=suggested, route=route)),
        (5, lambda: Edit(**own, content=a_text(dice, request.content), version=version.number, route=route)),
        (1, lambda: Edit(**own, content=request.versions[0].content, version=version.number, route=route)),
        (1, lambda: Edit(**clock, content=a_text(dice, request.content), version=version.number, route=route)),
        (2, lambda: Undo(**who)),
        (1, lambda: Object(**who, reason=reason)),
        (2, lambda: Pass(**who, stage=stage, away=dice.choice((by, *APPROVERS, None)), to=dice.choice((*PEOPLE_OF_IT, None)))),
        (1, lambda: Comment(**who, text=reason)),
        (1, lambda: Nudge(**own, too_soon=dice.choice(((), (A, B))))),
        (1, lambda: Remind(**clock, stage=name, percent=50)),
        (2, lambda: Escalate(**clock, stage=name, to=dice.choice((("backup",), ("owner", "channel"))))),
        (1, lambda: Hold(**own)),
        (4 if request.state is State.ON_HOLD else 1, lambda: Resume(**own)),
        (5 if request.state in invariants.ALL_SAID_YES else 1, lambda: Publish(**clock, frozen=dice.choice(("", "", "Black Friday")))),
        (2, lambda: Publish(**own)),
        (1, lambda: GoLiveAnyway(**who, reason=reason)),
        (1, lambda: WentLive(**clock, fence=fence)),
        (2, lambda: Failed(**clock, fence=fence, problem="It did not answer.")),
        (2, lambda: Retry(**own)),
        (1, lambda: Reroute(**clock)),
        (1, lambda: Reroute(**who, route=route)),
        (1 if dice.random() < 0.3 else 0, lambda: Cancel(**own)),
        (1 if dice.random() < 0.2 else 0, lambda: Expire(**clock)),
    ]  # fmt: skip
    weights, makers = zip(*kinds, strict=True)
    return dice.choices(makers, weights)[0]()


def walk(seed: int, found: Findings, step: Step = step, *, steps: int = 25) -> None:
    """One life of one request."""
    dice = random.Random(seed)
    first = Version(number=1, content=TEXT, by=REQUESTER, at=NOW, sha=TEXT.sha)
    request = Request(
        id=1, state=State.DRAFT, requester=REQUESTER, versions=(first,), route=a_route(dice), roster=a_roster(dice),
        created_at=NOW, changed_at=NOW, changed_by=REQUESTER,
    )  # fmt: skip
    now, settled = NOW, True
    for number in range(steps):
        now += timedelta(minutes=dice.choice((0, 1, 3, 20, 600)))
        if dice.random() < 0.06:
            request, settled = replace(request, roster=a_roster(dice)), False
        event = Submit(by=REQUESTER, at=now) if number == 0 else an_event(dice, request, now)
        after = happens(request, event, step, found, settled=settled, deep=seed % 8 == 0)
        found.states += 1
        if after is not None:
            settled = settled or counts_anew(request, event)
            request = after
        if request.state in invariants.ENDED:
            return


def walks(count: int, step: Step = step, *, seed: int = 0, first: bool = False) -> Findings:
    """So many lives; stops at the `first` fault if that is wanted."""
    found = Findings()
    for number in range(count):
        walk(seed + number, found, step)
        if first and found.wrong:
            break
    return found
