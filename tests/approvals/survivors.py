"""Which yeses survive a run of edits: asked of the bot, and of forty lines that know nothing of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from approvals.content import GROUPS, LABELS, Content
from approvals.events import Approve, Edit, RequestChanges, Submit
from approvals.request import Request, State, Version
from approvals.roster import Roster
from approvals.route import Counting, Route, Stage
from approvals.step import step
from tests.approvals.universe import NOW, REQUESTER, TEXT, A, B, C, D

Yes = tuple[str, str]
FREE = set(GROUPS["meta"]) | set(GROUPS["when"])


def surviving(history: list[tuple[Any, ...]], owns: dict[str, frozenset[str]]) -> set[Yes]:
    """The oracle. `history` is ("yes", stage, by), ("changes",) or ("edit", fields before, fields after, moment before, moment
    after): what of it still counts at its end."""
    alive: set[Yes] = set()
    asked_for_changes = False
    for what, *more in history:
        if what == "yes":
            alive.add((more[0], more[1]))
        elif what == "changes":
            asked_for_changes = True
        else:
            before, after, was, now = more
            touched = {name for name in before if before[name] != after[name]}
            sooner = was and (not now or now < was)
            owned = set().union(*owns.values())
            if asked_for_changes or sooner or touched - FREE - owned:
                alive.clear()
            alive = {(stage, by) for stage, by in alive if not owns[stage] & touched}
            asked_for_changes = False
    return alive


def simulated(seed: int) -> tuple[set[Yes], set[Yes], int]:
    """One request with random yeses and edits: what counts at its end, what should, and how many yeses were given."""
    dice = random.Random(seed)
    route = _route(dice)
    owns = {stage.name: stage.owns for stage in route.stages}
    first = Version(number=1, content=TEXT, by=REQUESTER, at=NOW, sha=TEXT.sha)
    roster = Roster(roles={"all": (A, B, C, D)})
    request = Request(
        id=1, state=State.DRAFT, requester=REQUESTER, versions=(first,), route=route, roster=roster, created_at=NOW,
        changed_at=NOW, changed_by=REQUESTER,
    )  # fmt: skip
    history: list[tuple[Any, ...]] = []
    request = _after(request, Submit(by=REQUESTER, at=NOW))
    for number in range(dice.randint(3, 14)):
        at = NOW + timedelta(minutes=number)
        shown: dict[str, Any] = {"at": at, "version": request.version.number, "sha": request.version.sha}
        if dice.random() < 0.55:
            stage, by = dice.choice(route.stages).name, dice.choice((A, B, C, D))
            event = Approve(**shown, by=by, stage=stage)
            done, entry = step(request, event), ("yes", stage, by)
        elif dice.random() < 0.12:
            done, entry = (
                step(request, RequestChanges(**shown, by=dice.choice((A, B)), reason="Why?")),
                ("changes",),
            )
        else:
            old, new = request.content, _edited(dice, request.content)
            event = Edit(by=REQUESTER, at=at, version=request.version.number, content=new, route=route)
            done, entry = step(request, event), ("edit", vars(old), vars(new), old.goes_live, new.goes_live)
        if isinstance(done, tuple):
            request = done[0]
            history.append(entry)
    counts = {(said.stage, said.by) for said in request.decided if said.verdict.value == "approved"}
    return counts, surviving(history, owns), sum(entry[0] == "yes" for entry in history)


def _after(request: Request, event: Submit) -> Request:
    done = step(request, event)
    assert isinstance(done, tuple)
    return done[0]


def _route(dice: random.Random) -> Route:
    names = [name for name in LABELS if name not in FREE]
    return Route(
        name="any",
        stages=tuple(
            Stage(
                name=f"Stage {number}", who=("all",), counting=Counting.N_OF, need=dice.randint(1, 3),
                owns=frozenset(dice.sample(names, dice.randint(1, 8))), beside_next=True,
            )
            for number in range(dice.randint(1, 4))
        ),
    )  # fmt: skip


def _edited(dice: random.Random, before: Content) -> Content:
    """One field or a few, as somebody might put right what they see."""
    fields = dice.sample(sorted(set(LABELS) - {"kind", "zone", "ends", "until"}), dice.randint(1, 2))
    values: dict[str, str] = {name: dice.choice(("one", "two", "30")) for name in fields}
    if "goes_live" in values:
        values["goes_live"] = dice.choice(("", "2026-11-24T10:00", "2026-11-25T10:00", "2026-11-26T10:00"))
    return replace(before, **values, zone="UTC" if before.zone or "goes_live" in values else "")
