"""The table of states: where each event leads, who may cause it, and a sentence for every no."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from approvals.events import (
    CLOCK,
    PEOPLE,
    Approve,
    Cancel,
    Decide,
    Edit,
    Event,
    Expire,
    RequestChanges,
    Reroute,
    Submit,
)
from approvals.guards import Refused, Why
from approvals.request import Decision, Request, State, Verdict, Version
from approvals.step import News, Tell, step
from approvals.transitions import FINAL, TRANSITIONS
from approvals.words import SENTENCES, refusal
from tests.approvals.office import ADMIN, COPY, DIRECTOR, LONDON, MANAGER, NOW, OTHER, VIEWER

FIRST = Version(number=1, content=COPY, by=MANAGER, at=NOW)
SEEN = {"version": 1, "sha": FIRST.sha[:8]}
EDITED = replace(COPY, text="Spun in Ardara.")
LATER = NOW + timedelta(minutes=5)

EVENTS: dict[type[Event], Event] = {
    Submit: Submit(by=MANAGER, at=LATER),
    Approve: Approve(by=DIRECTOR, at=LATER, **SEEN),
    RequestChanges: RequestChanges(by=DIRECTOR, at=LATER, reason="Where is it spun?", **SEEN),
    Edit: Edit(by=MANAGER, at=LATER, content=EDITED, version=1),
    Reroute: Reroute(by=PEOPLE, at=LATER),
    Cancel: Cancel(by=MANAGER, at=LATER),
    Expire: Expire(by=CLOCK, at=LATER),
}


def request(state: State = State.IN_REVIEW, **more: object) -> Request:
    whole = Request(
        id=7, state=state, requester=MANAGER, versions=(FIRST,), created_at=NOW, changed_at=NOW, changed_by=MANAGER,
        approved_version=1 if state is State.APPROVED else None, directors=(DIRECTOR, OTHER), admins=(ADMIN,),
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def why(result: object) -> Why:
    assert isinstance(result, Refused)
    return result.why


def after(result: object) -> tuple[Request, tuple[Tell, ...]]:
    assert isinstance(result, tuple)
    return result


@pytest.mark.parametrize(
    ("state", "event", "target"),
    [
        (state, event, targets[0])
        for state, events in TRANSITIONS.items()
        for event, targets in events.items()
    ],
)
def test_each_event_leads_where_the_table_says(state: State, event: type[Event], target: State):
    now, _ = after(step(request(state), EVENTS[event]))

    assert now.state is target
    assert (now.changed_at, now.changed_by) == (LATER, EVENTS[event].by)


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (state, event)
        for state, events in TRANSITIONS.items()
        for event, targets in events.items()
        if len(targets) > 1
    ],
)
def test_with_nobody_to_decide_it_waits_for_an_admin(state: State, event: type[Event]):
    now, _ = after(step(request(state, directors=(MANAGER,)), EVENTS[event]))

    assert now.state is State.NEEDS_ROUTING


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state in State for event in EVENTS if event not in TRANSITIONS[state]],
)
def test_what_the_table_does_not_name_is_refused(state: State, event: type[Event]):
    assert why(step(request(state), EVENTS[event])) in (
        Why.NOBODY_YET, Why.WAITS_ALREADY, Why.CHANGES_WANTED, Why.ALREADY_APPROVED, Why.WAS_CANCELLED, Why.HAS_EXPIRED,
    )  # fmt: skip


def test_every_state_and_every_event_stands_in_the_table():
    assert set(TRANSITIONS) == set(State)
    assert {event for events in TRANSITIONS.values() for event in events} == set(EVENTS)
    assert {State.CANCELLED, State.EXPIRED} == FINAL


@pytest.mark.parametrize("event", list(EVENTS))
@pytest.mark.parametrize("who", [MANAGER, DIRECTOR, OTHER, ADMIN, VIEWER, CLOCK, PEOPLE, ""])
def test_only_those_named_may_cause_an_event(event: type[Event], who: str):
    allowed = {
        Submit: {MANAGER}, Edit: {MANAGER}, Cancel: {MANAGER, ADMIN}, Approve: {DIRECTOR, OTHER},
        RequestChanges: {DIRECTOR, OTHER}, Reroute: {CLOCK, PEOPLE}, Expire: {CLOCK, PEOPLE},
    }[event]  # fmt: skip
    state = next(state for state, events in TRANSITIONS.items() if event in events)

    result = step(request(state), replace(EVENTS[event], by=who))

    assert isinstance(result, tuple) is (who in allowed)


def test_an_unknown_event_is_refused_in_every_state():
    class Publish(Event):
        pass

    for state in State:
        assert isinstance(step(request(state), Publish(by=ADMIN, at=LATER)), Refused)


def test_everyone_who_wrote_a_version_is_an_author_for_good():
    second = Version(number=2, content=EDITED, by=OTHER, at=NOW)
    third = Version(number=3, content=COPY, by=MANAGER, at=NOW)

    assert request(versions=(FIRST, second, third)).approvers == (DIRECTOR,)


def test_guards_are_asked_in_order_and_the_state_comes_first():
    stale_and_unauthorised = Approve(by=VIEWER, at=LATER, version=9, sha="00000000")

    assert why(step(request(State.APPROVED), stale_and_unauthorised)) is Why.ALREADY_APPROVED
    assert why(step(request(), stale_and_unauthorised)) is Why.STALE
    assert why(step(request(), replace(EVENTS[Approve], by=VIEWER))) is Why.NOT_AN_APPROVER


def test_nobody_decides_twice_about_one_version():
    said = Decision(version=1, sha=FIRST.sha, by=DIRECTOR, verdict=Verdict.APPROVED, at=NOW)

    assert why(step(request(decisions=(said,)), EVENTS[Approve])) is Why.SAID_ALREADY


def test_a_decision_is_bound_to_the_whole_fingerprint():
    now, _ = after(step(request(), EVENTS[Approve]))

    [said] = now.decisions
    assert (said.version, said.sha, said.by, said.verdict) == (1, FIRST.sha, DIRECTOR, Verdict.APPROVED)


def test_nobody_is_told_of_what_they_did_themselves():
    _, told = after(step(request(), EVENTS[Cancel]))
    assert told == ()

    _, told = after(step(request(), Cancel(by=ADMIN, at=LATER)))
    assert told == (Tell(people=(MANAGER,), news=News.CANCELLED),)


def test_an_edit_tells_apart_who_had_decided_and_who_had_not():
    approved, _ = after(step(request(), EVENTS[Approve]))

    _, told = after(step(approved, EVENTS[Edit]))

    assert told == (Tell(people=(DIRECTOR,), news=News.VOIDED), Tell(people=(OTHER,), news=News.NEW_VERSION))


@pytest.mark.parametrize("reason", list(Why))
def test_every_refusal_is_a_sentence_that_says_what_to_do(reason: Why):
    refused = Refused(why=reason, request=7, who=DIRECTOR, at=NOW, version=2, fields=("title", "text"))

    said = refusal(refused, now=LATER, zone=LONDON, request=request())

    assert said.endswith(".") and said[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
    assert "{" not in said and "None" not in said
    assert re.search(
        r"/approvals|/shelftalk|nothing left to do|comes back to you|Say what should|Edit it and submit", said
    )


def test_no_sentence_uses_words_of_the_trade():
    everything = " ".join(SENTENCES.values()).lower()

    for word in ("quorum", "needs_routing", "hash", "stage", "state machine", "sha", "inbox", "transaction"):
        assert word not in everything


def test_the_decide_events_are_the_ones_bound_to_a_version():
    assert set(Decide.__subclasses__()) == {Approve, RequestChanges}
