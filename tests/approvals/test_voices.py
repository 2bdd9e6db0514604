"""Whose yes counts: any, all, so many, most, one of each group; nobody twice, no author, and stand-ins for one seat each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from approvals.content import MATERIAL, Content
from approvals.events import Approve, Event, Pass, Reject
from approvals.guards import Refused, Why
from approvals.request import Request, State, Version
from approvals.roster import Roster
from approvals.route import Counting, Route, Stage
from approvals.step import standing_of, step
from approvals.voices import is_met, may_decide, most_pairs, open_stages, voters, wanted
from tests.approvals.office import COPY, MANAGER, NOW

ANN, BEN, CAT, DAN, EVE = "U0ANN", "U0BEN", "U0CAT", "U0DAN", "U0EVE"
LATER = NOW + timedelta(minutes=5)


def stage(name: str = "Directors", who: tuple[str, ...] = ("directors",), **more: object) -> Stage:
    return Stage(name=name, who=who, owns=MATERIAL, **more)  # type: ignore[arg-type]


def asked(*stages: Stage, content: Content = COPY, **roster: object) -> Request:
    """A request in review; the roster has the given roles and whatever else is said."""
    who = Roster(**{"roles": {"directors": (ANN, BEN, CAT)}} | roster)  # type: ignore[arg-type]
    first = Version(number=1, content=content, by=MANAGER, at=NOW, sha=content.sha)
    request = Request(
        id=7, state=State.IN_REVIEW, requester=MANAGER, versions=(first,), route=Route(name="test", stages=stages),
        created_at=NOW, changed_at=NOW, changed_by=MANAGER, roster=who,
    )  # fmt: skip
    return replace(request, state=standing_of(request))


def seen(request: Request) -> dict[str, object]:
    return {"version": request.version.number, "sha": request.version.sha}


def after(request: Request, *events: Event) -> Request:
    for event in events:
        result = step(request, event)
        assert not isinstance(result, Refused), result
        request, _ = result
    return request


def yes(request: Request, *people: str) -> Request:
    """The request after these have said yes, one after the other."""
    for user in people:
        request = after(request, Approve(by=user, at=LATER, **seen(request)))  # type: ignore[arg-type]
    return request


def why(request: Request, event: Event) -> Why | None:
    result = step(request, event)
    return result.why if isinstance(result, Refused) else None


@pytest.mark.parametrize(
    ("counting", "need", "enough"),
    [
        (Counting.ANY, 1, 1),
        (Counting.N_OF, 2, 2),
        (Counting.MAJORITY, 1, 2),
        (Counting.ALL, 1, 3),
    ],
)
def test_it_is_approved_when_enough_have_said_yes_and_not_before(counting: Counting, need: int, enough: int):
    request = asked(stage(counting=counting, need=need))

    for number, user in enumerate((ANN, BEN, CAT)[:enough], start=1):
        assert request.state is State.IN_REVIEW
        request = yes(request, user)
        assert (request.state is State.APPROVED) is (number == enough)


def test_one_of_each_group_is_wanted_and_nobody_speaks_for_two():
    groups = stage(who=("de", "fr"), counting=Counting.ONE_PER_GROUP)
    request = asked(groups, roles={"de": (ANN, BEN), "fr": (ANN,)})

    after_ann = yes(request, ANN)

    assert after_ann.state is State.IN_REVIEW  # Ann is in both, and counts once
    assert yes(after_ann, BEN).state is State.APPROVED  # Ben for the one, Ann for the other


def test_a_group_without_anybody_cannot_be_heard_and_says_so():
    assert asked(stage(who=("de", "fr"), counting=Counting.ONE_PER_GROUP), roles={"de": (ANN,)}).state is (
        State.NEEDS_ROUTING
    )


def test_the_same_person_in_two_groups_is_not_enough_for_both():
    groups = stage(who=("de", "fr"), counting=Counting.ONE_PER_GROUP)

    assert asked(groups, roles={"de": (ANN,), "fr": (ANN,)}).state is State.NEEDS_ROUTING


def test_stages_are_asked_one_after_the_other():
    request = asked(stage("Brand", ("brand",)), stage(), roles={"brand": (DAN,), "directors": (ANN,)})

    assert wanted(request) == (DAN,)
    assert why(request, Approve(by=ANN, at=LATER, **seen(request))) is Why.NOT_AN_APPROVER  # type: ignore[arg-type]
    request = yes(request, DAN)
    assert wanted(request) == (ANN,)
    assert yes(request, ANN).state is State.APPROVED


def test_a_stage_beside_the_next_does_not_hold_it_up():
    brand = stage("Brand", ("brand",), beside_next=True)
    last = stage("Last", ("last",))
    request = asked(brand, stage(), last, roles={"brand": (DAN,), "directors": (ANN,), "last": (EVE,)})

    assert [one.name for one in open_stages(request)] == ["Brand", "Directors"]
    assert set(wanted(request)) == {DAN, ANN}
    assert wanted(yes(request, ANN)) == (DAN,)
    assert wanted(yes(request, ANN, DAN)) == (EVE,)


def test_whoever_was_first_is_named_to_whoever_comes_second():
    request = asked(stage(), stage("Last", ("last",)), roles={"directors": (ANN, BEN), "last": (EVE,)})
    button = Approve(by=BEN, at=LATER, stage="Directors", **seen(request))  # type: ignore[arg-type]

    refused = step(yes(request, ANN), button)

    assert isinstance(refused, Refused)
    assert (refused.why, refused.who) == (Why.STEP_DONE, ANN)


# Being away


def test_whoever_stands_in_decides_and_both_names_are_kept():
    request = asked(stage(), roles={"directors": (ANN,)}, stands_in={ANN: DAN}, away=frozenset({ANN}))

    [said] = yes(request, DAN).decisions

    assert (said.by, said.acting_for) == (DAN, ANN)


def test_one_seat_is_one_yes_whoever_takes_it():
    request = asked(
        stage(counting=Counting.N_OF, need=2), roles={"directors": (ANN, BEN)}, stands_in={ANN: DAN}
    )

    after_ann = yes(request, ANN)

    assert why(after_ann, Approve(by=DAN, at=LATER, **seen(request))) is Why.SPOKEN_FOR  # type: ignore[arg-type]
    assert not may_decide(after_ann, DAN)


def test_nobody_speaks_twice_in_one_stage_for_themselves_and_somebody_away():
    request = asked(
        stage(counting=Counting.ALL),
        roles={"directors": (ANN, BEN)},
        stands_in={ANN: BEN},
        away=frozenset({ANN}),
    )

    assert request.state is State.NEEDS_ROUTING  # Ben is one person, and two are wanted
    after_ben = yes(request, BEN)
    assert why(after_ben, Approve(by=BEN, at=LATER, **seen(request))) is Why.SAID_ALREADY  # type: ignore[arg-type]
    assert yes(after_ben, ANN).state is State.APPROVED  # from afar


def test_nobody_stands_in_for_an_author_and_no_author_for_anybody():
    for_author = asked(stage(), roles={"directors": (MANAGER, ANN)}, stands_in={MANAGER: DAN})
    author_for = asked(stage(), roles={"directors": (ANN,)}, stands_in={ANN: MANAGER})

    assert set(voters(for_author, for_author.route.stages[0])) == {ANN}
    assert set(voters(author_for, author_for.route.stages[0])) == {ANN}


def test_with_everybody_away_it_says_that_nobody_can_and_one_who_looks_still_may():
    request = asked(stage(), away=frozenset({ANN, BEN, CAT}))

    assert request.state is State.NEEDS_ROUTING
    assert yes(request, ANN).state is State.APPROVED


# Saying no


def test_a_no_ends_it_where_it_is_final():
    request = asked(stage(counting=Counting.N_OF, need=2))

    assert after(request, Reject(by=ANN, at=LATER, reason="No.", **seen(request))).state is State.REJECTED  # type: ignore[arg-type]


def test_a_no_is_one_voice_where_it_is_not_final():
    request = asked(stage(counting=Counting.N_OF, need=2, reject_is_final=False))

    once = after(request, Reject(by=ANN, at=LATER, reason="No.", **seen(request)))  # type: ignore[arg-type]
    assert once.state is State.IN_REVIEW
    twice = after(once, Reject(by=BEN, at=LATER, reason="No.", **seen(once)))  # type: ignore[arg-type]
    assert twice.state is State.REJECTED


# Passing it on


def test_a_seat_that_is_passed_on_is_somebody_elses():
    request = asked(stage(), roles={"directors": (ANN,)}, passable=frozenset({ANN, DAN}))

    passed = after(request, Pass(by=ANN, at=LATER, away=ANN, to=DAN))

    assert wanted(passed) == (DAN,)
    assert why(passed, Approve(by=ANN, at=LATER, **seen(passed))) is Why.NOT_AN_APPROVER  # type: ignore[arg-type]


@pytest.mark.parametrize(("by", "to"), [(ANN, MANAGER), (ANN, EVE), (MANAGER, DAN)])
def test_a_seat_goes_to_nobody_who_could_not_decide_and_its_requester_cannot_choose(by: str, to: str):
    request = asked(stage(), roles={"directors": (ANN,)}, passable=frozenset({ANN, DAN}))

    assert why(request, Pass(by=by, at=LATER, away=ANN, to=to)) is Why.NOT_ELIGIBLE


@pytest.mark.parametrize("counting", [Counting.ALL, Counting.MAJORITY])
def test_no_seat_is_given_up_where_that_would_lower_what_is_needed(counting: Counting):
    request = asked(stage(counting=counting))

    for to in (None, BEN):
        assert why(request, Pass(by=ANN, at=LATER, away=ANN, to=to)) is Why.STILL_NEEDED


def test_a_requester_does_not_thin_out_those_who_judge_their_work():
    request = asked(stage())

    for to in (None, BEN):
        assert why(request, Pass(by=MANAGER, at=LATER, away=ANN, to=to)) is Why.STILL_NEEDED


def test_somebody_who_says_it_is_not_theirs_is_asked_no_more():
    request = asked(stage())

    assert wanted(after(request, Pass(by=ANN, at=LATER, away=ANN, to=None))) == (BEN, CAT)


def test_an_approval_is_no_longer_one_when_all_are_wanted_and_one_more_is_there():
    request = yes(asked(stage(counting=Counting.ALL), roles={"directors": (ANN,)}), ANN)

    more = replace(request, roster=replace(request.roster, roles={"directors": (ANN, BEN)}))

    assert not is_met(more, more.route.stages[0])
    assert standing_of(more) is State.IN_REVIEW


@pytest.mark.parametrize(
    ("wanted_by", "pairs"),
    [
        ({}, 0),
        ({"a": ["x"], "b": ["x"]}, 1),
        ({"a": ["x", "y"], "b": ["x"]}, 2),
        ({"a": ["x"], "b": ["x", "y"], "c": ["y", "z"]}, 3),
        ({"a": ["x", "y"], "b": ["x", "y"], "c": ["x", "y"]}, 2),
    ],
)
def test_as_many_as_possible_find_somebody_of_their_own(wanted_by: dict[str, list[str]], pairs: int):
    assert most_pairs(wanted_by) == pairs
