"""An edit voids exactly what it touches, a wording that was approved counts when it is taken over, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from approvals.content import GROUPS, Content
from approvals.events import (
    CLOCK,
    SOURCE,
    Accept,
    Edit,
    GoLiveAnyway,
    Object,
    Publish,
    RequestChanges,
    Suggest,
    Undo,
    WentLive,
)
from approvals.guards import Why
from approvals.request import Request, State
from approvals.route import Publishing, Route, Stage
from tests.approvals.office import COPY, MANAGER
from tests.approvals.test_voices import ANN, BEN, EVE, LATER, after, asked, seen, why, yes

BRAND = Stage(name="Brand", who=("brand",), owns=GROUPS["copy"] | GROUPS["art"])
LEGAL = Stage(name="Legal", who=("legal",), owns=GROUPS["claim"])
ROLES = {"brand": (ANN,), "legal": (BEN,)}
PLANNED = replace(COPY, goes_live="2026-11-26T18:00", zone="Europe/London")


def both(content: Content = COPY) -> Request:
    """A request that brand and legal have to agree to."""
    return asked(BRAND, LEGAL, content=content, roles=ROLES, emergency=(EVE,))


def edited(request: Request, route: Route | None = None, by: str = MANAGER, **fields: str) -> Request:
    content = replace(request.content, **fields)
    event = Edit(
        by=by, at=LATER, content=content, version=request.version.number, route=route or request.route
    )
    return after(request, event)


def who_counts(request: Request) -> set[str]:
    return {said.by for said in request.decided}


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"text": "Spun in Ardara."}, {BEN}),
        ({"discount": "20"}, {ANN}),
        ({"text": "Spun in Ardara.", "price": "£80"}, set()),
        ({"note": "Do not tell."}, {ANN, BEN}),
    ],
)
def test_an_edit_voids_the_yes_of_exactly_those_who_own_what_changed(fields: dict[str, str], left: set[str]):
    approved = yes(both(), ANN, BEN)

    now = edited(approved, **fields)

    assert who_counts(now) == left
    assert now.state is (State.APPROVED if left == {ANN, BEN} else State.IN_REVIEW)


def test_a_change_of_something_that_nobody_answers_for_voids_everything():
    approved = yes(both(), ANN, BEN)

    assert who_counts(edited(approved, where="Homepage")) == set()


def test_what_was_decided_stays_bound_to_what_was_shown():
    approved = yes(both(), ANN, BEN)

    now = edited(approved, discount="20")

    [said] = now.decided
    assert (said.version, said.sha, said.counts_for) == (1, approved.version.sha, 2)


def test_spaces_and_accents_typed_otherwise_void_nothing():
    event = Edit(
        by=MANAGER, at=LATER, content=replace(COPY, text=" Spun in Donegal. "), version=1, route=both().route
    )

    assert why(both(), event) is Why.NOTHING_CHANGED


def test_nothing_outlives_a_request_for_changes():
    asked_for = both()
    first = yes(asked_for, ANN)
    wanted = after(first, RequestChanges(by=BEN, at=LATER, reason="No.", **seen(first)))  # type: ignore[arg-type]

    assert who_counts(edited(wanted, note="Better?")) == set()


def test_an_edit_that_leads_to_another_route_keeps_only_parts_that_are_the_same():
    approved = yes(both(), ANN, BEN)
    stricter = replace(approved.route, stages=(BRAND, replace(LEGAL, who=("legal", "counsel"))))

    now = edited(approved, route=stricter, note="Now for everyone.")

    assert who_counts(now) == {ANN}


@pytest.mark.parametrize(
    ("moment", "left"), [("2026-11-26T17:00", set()), ("2026-11-27T09:00", {ANN, BEN}), ("", set())]
)
def test_going_live_sooner_is_asked_anew_and_later_is_not(moment: str, left: set[str]):
    approved = yes(both(PLANNED), ANN, BEN)

    assert who_counts(edited(approved, goes_live=moment)) == left


# Approve with this edit


def proposed(request: Request, **fields: str) -> tuple[Request, str]:
    content = replace(request.content, **fields)
    return after(
        request, Suggest(by=ANN, at=LATER, content=content, approves=True, **seen(request))
    ), content.sha  # type: ignore[arg-type]


def accepted(request: Request, sha: str) -> Request:
    return after(
        request, Accept(by=MANAGER, at=LATER, version=request.version.number, sha=sha, route=request.route)
    )


def test_a_comma_does_not_cost_two_rounds():
    waiting, sha = proposed(both(), text="Spun, in Donegal.")
    assert who_counts(waiting) == set()

    taken = accepted(waiting, sha)

    assert taken.version.by == MANAGER and taken.content.text == "Spun, in Donegal."
    [said] = taken.decided
    assert (said.by, said.version, said.sha) == (ANN, 2, taken.version.sha)
    assert ANN not in taken.authors


def test_any_other_edit_voids_the_yes_that_was_proposed():
    waiting, sha = proposed(both(), text="Spun, in Donegal.")

    other = edited(waiting, text="Spun in Ardara.")

    event = Accept(by=MANAGER, at=LATER, version=2, sha=sha, route=other.route)
    assert why(other, event) is Why.NO_SUGGESTION
    assert who_counts(other) == set()


def test_a_suggestion_without_a_yes_is_only_an_edit():
    content = replace(COPY, text="Spun, in Donegal.")
    request = both()
    waiting = after(request, Suggest(by=ANN, at=LATER, content=content, approves=False, **seen(request)))  # type: ignore[arg-type]

    assert who_counts(accepted(waiting, content.sha)) == set()


def test_whoever_may_no_longer_decide_brings_no_yes_with_their_wording():
    waiting, sha = proposed(both(), text="Spun, in Donegal.")
    gone = replace(waiting, roster=replace(waiting.roster, roles=ROLES | {"brand": (EVE,)}))

    assert who_counts(accepted(gone, sha)) == set()


# Going live


def ready(content: Content = COPY, **publishing: int) -> Request:
    request = yes(both(content), ANN, BEN)
    return replace(request, route=replace(request.route, publishing=Publishing(**publishing)))  # type: ignore[arg-type]


def test_a_yes_can_be_taken_back_for_five_minutes():
    request = ready()

    assert after(request, Undo(by=BEN, at=LATER + timedelta(minutes=5))).state is State.IN_REVIEW
    assert why(request, Undo(by=BEN, at=LATER + timedelta(minutes=6))) is Why.TOO_LATE_TO_UNDO


def test_anyone_who_approves_may_pull_it_back_before_it_is_live():
    pulled = after(ready(), Object(by=ANN, at=LATER, reason="The price is wrong."))

    assert pulled.state is State.CHANGES_REQUESTED
    assert pulled.approved_version is None


def test_it_goes_live_at_its_moment_and_not_before():
    request = ready(PLANNED)
    live_at = PLANNED.live_at
    assert request.state is State.SCHEDULED and live_at

    assert why(request, Publish(by=CLOCK, at=live_at - timedelta(seconds=1))) is Why.NOT_BEFORE
    going = after(request, Publish(by=CLOCK, at=live_at))
    assert (going.state, going.fence) == (State.PUBLISHING, 1)
    assert why(going, WentLive(by=MANAGER, at=live_at, fence=0)) is Why.ANOTHER_ATTEMPT
    assert after(going, WentLive(by=MANAGER, at=live_at, fence=1)).state is State.PUBLISHED


def test_what_may_not_go_live_says_so_and_waits_for_somebody():
    live_at = PLANNED.live_at
    assert live_at
    late = Publish(by=CLOCK, at=live_at + timedelta(hours=3))
    frozen = Publish(by=CLOCK, at=live_at, frozen="black-friday")

    for request, event, problem in (
        (ready(PLANNED, window=120), late, Why.NOT_AFTER),
        (ready(PLANNED), frozen, Why.FROZEN),
    ):
        failed = after(request, event)
        assert (failed.state, failed.problem) == (State.PUBLISH_FAILED, problem)
        assert why(request, replace(event, by=MANAGER)) is problem


def test_it_stays_open_to_objections_for_a_while():
    request = ready(objection=30)

    assert why(request, Publish(by=MANAGER, at=LATER + timedelta(minutes=29))) is Why.OPEN_TO_OBJECTIONS
    assert after(request, Publish(by=MANAGER, at=LATER + timedelta(minutes=30))).state is State.PUBLISHING


def test_a_yes_that_has_become_old_is_asked_for_again():
    old = after(ready(), Publish(by=MANAGER, at=LATER + timedelta(days=91)))

    assert old.state is State.IN_REVIEW
    assert who_counts(old) == set()


def test_what_stands_behind_a_link_and_has_changed_is_approved_by_nobody():
    request = ready(replace(COPY, link="https://example.com/a.png", asset_sha="a" * 64))

    assert why(request, Publish(by=MANAGER, at=LATER, asset_sha="b" * 64)) is Why.ASSET_CHANGED
    found = edited(request, by=SOURCE, asset_sha="b" * 64)
    assert (found.state, who_counts(found)) == (State.IN_REVIEW, {BEN})


def test_an_emergency_skips_every_yes_and_keeps_its_badge():
    going = after(both(), GoLiveAnyway(by=EVE, at=LATER, reason="Wrong price."))

    assert going.state is State.PUBLISHING
    assert going.approved_version is None
    assert going.emergency and going.emergency.by == EVE
