"""Whose yes is wanted, and whose has been given: the seats of each stage, who may take them, and when they are enough."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from approvals.request import Decision, Request, State, Verdict
from approvals.route import Counting, Stage

# Who may


def seats(request: Request, stage: Stage) -> tuple[str, ...]:
    """The people who are asked in a stage, authors left out, in the order they are asked."""
    held = dict.fromkeys(user for role in stage.who for user in _seats_of(request, stage, role))
    authors = request.authors
    return tuple(user for user in held if user not in authors)


def voters(request: Request, stage: Stage) -> dict[str, str]:
    """Who may speak in a stage, and for whom: themselves, or somebody who is away. Authors never may, for anybody."""
    asked = seats(request, stage)
    stand_ins = {request.roster.stands_in[seat]: seat for seat in asked if seat in request.roster.stands_in}
    own = {seat: seat for seat in asked}
    authors = request.authors
    return {user: seat for user, seat in {**stand_ins, **own}.items() if user not in authors}


def seat_for(request: Request, stage: Stage, user: str) -> str | None:
    """For whom `user` would speak in a stage: their own seat first, else one whose holder they stand in for and who has
    not spoken; None when they may not."""
    asked = seats(request, stage)
    if user in request.authors:
        return None
    if user in asked:
        return user
    for_others = [seat for seat in asked if request.roster.stands_in.get(seat) == user]
    taken = {seat_of(said) for said in decided(request, stage)}
    return next((seat for seat in for_others if seat not in taken), next(iter(for_others), None))


def roles_of(request: Request, stage: Stage, seat: str) -> tuple[str, ...]:
    """The roles of a stage that a seat is one of."""
    return tuple(role for role in stage.who if seat in _seats_of(request, stage, role))


def _seats_of(request: Request, stage: Stage, role: str) -> tuple[str, ...]:
    held = list(request.roster.roles.get(role, ()))
    if stage.name in request.escalated:
        held += [user for user in request.roster.backups.get(role, ()) if user not in held]
    for move in request.moves:
        if move.stage != stage.name:
            continue
        if move.away is None or move.away in held:
            held = [user for user in held if user not in (move.away, move.to)]
            held += [move.to] if move.to else []
    return tuple(held)


# What was said


def decided(request: Request, stage: Stage) -> tuple[Decision, ...]:
    """What was said in a stage and counts for the current version."""
    return tuple(said for said in request.decided if said.stage == stage.name)


def said_yes(request: Request, stage: Stage) -> tuple[Decision, ...]:
    """The yeses of a stage that count."""
    return tuple(said for said in decided(request, stage) if said.verdict is Verdict.APPROVED)


def seat_of(said: Decision) -> str:
    """Whose seat a decision takes."""
    return said.acting_for or said.by


def need(request: Request, stage: Stage) -> int:
    """How many must say yes in a stage, one at least."""
    match stage.counting:
        case Counting.MAJORITY:
            return len(seats(request, stage)) // 2 + 1
        case Counting.ALL:
            return max(1, len(seats(request, stage)))
        case _:
            return stage.at_least


def heard(request: Request, stage: Stage) -> int:
    """How many of those it needs have said yes: nobody counts twice, in no two groups, and for no two seats."""
    yes = said_yes(request, stage)
    match stage.counting:
        case Counting.ONE_PER_GROUP:
            return most_pairs({role: [said.by for said in yes if role in said.roles] for role in stage.who})
        case Counting.ALL:
            asked = seats(request, stage)
            return len({seat_of(said) for said in yes} & set(asked))
        case _:
            return len({seat_of(said) for said in yes})


def is_met(request: Request, stage: Stage) -> bool:
    """Whether enough have said yes in a stage."""
    return heard(request, stage) >= need(request, stage)


def can_be_met(request: Request, stage: Stage, *, silent: Collection[str] = ()) -> bool:
    """Whether enough could still say yes: those who have spoken (but the `silent`) and those who are away without
    anybody to stand in for them cannot."""
    spoken, asked = {said.by for said in decided(request, stage)} - set(silent), seats(request, stage)
    free = {
        seat: [user for user in _could_speak(request, seat, asked) if user not in spoken]
        for seat in asked
        if seat not in {seat_of(said) for said in decided(request, stage) if said.by in spoken}
    }
    if stage.counting is Counting.ONE_PER_GROUP:
        yes = said_yes(request, stage)
        return (
            most_pairs(
                {
                    role: [said.by for said in yes if role in said.roles]
                    + [
                        user
                        for seat, users in free.items()
                        if role in roles_of(request, stage, seat)
                        for user in users
                    ]
                    for role in stage.who
                }
            )
            >= len(stage.who)
            > 0
        )
    return heard(request, stage) + most_pairs(free) >= need(request, stage)


def _could_speak(request: Request, seat: str, asked: Collection[str]) -> list[str]:
    """Whoever holds the seat, and who stands in for them unless they speak for a seat of their own."""
    itself = [] if seat in request.roster.away else [seat]
    stand_in = request.roster.stands_in.get(seat)
    others = [stand_in] if stand_in and stand_in not in (*asked, *request.authors) else []
    return [*itself, *others]


def most_pairs(wanted: Mapping[str, Sequence[str]]) -> int:
    """For how many of `wanted` somebody of their own can be found among those who fit: a maximum matching, by
    augmenting paths (Kuhn, 1955)."""
    taken: dict[str, str] = {}

    def finds(one: str, tried: set[str]) -> bool:
        for user in wanted[one]:
            if user not in tried:
                tried.add(user)
                if user not in taken or finds(taken[user], tried):
                    taken[user] = one
                    return True
        return False

    return sum(finds(one, set()) for one in wanted)


# Where it stands


def open_stages(request: Request) -> tuple[Stage, ...]:
    """The stages that wait for a yes now: the first group of those side by side that is not done. Empty: all are."""
    together: list[Stage] = []
    for stage in request.route.stages:
        together.append(stage)
        if not stage.beside_next:
            if waiting := tuple(one for one in together if not is_met(request, one)):
                return waiting
            together = []
    return tuple(one for one in together if not is_met(request, one))


def is_open(request: Request) -> bool:
    """Whether somebody could decide about it now."""
    return request.state in (State.IN_REVIEW, State.NEEDS_ROUTING)


def stage_of(request: Request, user: str) -> Stage | None:
    """The open stage that waits for `user`: of several the first in which they have not spoken."""
    mine = [stage for stage in open_stages(request) if user in voters(request, stage)]
    return next(
        (stage for stage in mine if user not in {said.by for said in decided(request, stage)}),
        next(iter(mine), None),
    )


def may_decide(request: Request, user: str) -> bool:
    """Whether `user` has buttons to press now: a stage waits for them, and neither they nor whoever they would speak
    for has spoken in it."""
    stage = stage_of(request, user) if is_open(request) else None
    if stage is None:
        return False
    said = decided(request, stage)
    seat = seat_for(request, stage, user)
    return user not in {one.by for one in said} and seat not in {seat_of(one) for one in said}


def wanted(request: Request) -> tuple[str, ...]:
    """Everybody whose yes it waits for now, in the order they are asked; nobody where it does not wait."""
    if not is_open(request):
        return ()
    asked = (user for stage in open_stages(request) for user in voters(request, stage))
    return tuple(user for user in dict.fromkeys(asked) if may_decide(request, user))


def approvers(request: Request) -> tuple[str, ...]:
    """Everybody who may speak in any of its stages."""
    return tuple(dict.fromkeys(user for stage in request.route.stages for user in voters(request, stage)))
