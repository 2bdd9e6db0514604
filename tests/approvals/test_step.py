"""The table of states: where each event leads, who may cause it, and a sentence for every no."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from approvals.events import (
    CLOCK,
    CONNECTOR,
    PEOPLE,
    SOURCE,
    Accept,
    Approve,
    Cancel,
    Comment,
    Decide,
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
)
from approvals.guards import ACTORS, IN_THE_WAY, Refused, Why
from approvals.news import News, Tell
from approvals.policy.in_force import ANY_DIRECTOR, DIRECTORS
from approvals.request import YES, Decision, Request, State, Suggestion, Verdict, Version
from approvals.roster import Roster
from approvals.route import Counting
from approvals.step import step
from approvals.transitions import FINAL, TRANSITIONS
from approvals.voices import wanted
from approvals.words import SENTENCES, refusal
from tests.approvals.office import ADMIN, COPY, DIRECTOR, LONDON, MANAGER, NOW, OTHER, VIEWER

FIRST = Version(number=1, content=COPY, by=MANAGER, at=NOW, sha=COPY.sha)
SEEN = {"version": 1, "sha": FIRST.sha[:8]}
EDITED = replace(COPY, text="Spun in Ardara.")
LATER = NOW + timedelta(minutes=5)
WHO = Roster(
    roles={DIRECTORS: (DIRECTOR, OTHER)},
    backups={DIRECTORS: ("U0BACKUP",)},
    passable=frozenset({DIRECTOR, OTHER, "U0BACKUP"}),
    admins=(ADMIN,),
    emergency=(OTHER,),
)
NOBODY = Roster(roles={DIRECTORS: (MANAGER,)}, admins=(ADMIN,), emergency=(OTHER,))

EVENTS: dict[type[Event], Event] = {
    Submit: Submit(by=MANAGER, at=LATER),
    Approve: Approve(by=DIRECTOR, at=LATER, **SEEN),
    RequestChanges: RequestChanges(by=DIRECTOR, at=LATER, reason="Where is it spun?", **SEEN),
    Reject: Reject(by=DIRECTOR, at=LATER, reason="Not in our range.", **SEEN),
    Suggest: Suggest(by=DIRECTOR, at=LATER, content=EDITED, approves=True, **SEEN),
    Accept: Accept(by=MANAGER, at=LATER, version=1, sha=EDITED.sha, route=ANY_DIRECTOR),
    Edit: Edit(by=MANAGER, at=LATER, content=EDITED, version=1, route=ANY_DIRECTOR),
    Undo: Undo(by=DIRECTOR, at=LATER),
    Object: Object(by=OTHER, at=LATER, reason="The price is wrong."),
    Pass: Pass(by=DIRECTOR, at=LATER, away=DIRECTOR, to="U0BACKUP"),
    Comment: Comment(by=DIRECTOR, at=LATER, text="Nice."),
    Nudge: Nudge(by=MANAGER, at=LATER),
    Remind: Remind(by=CLOCK, at=LATER, stage="Director", percent=50),
    Escalate: Escalate(by=CLOCK, at=LATER, stage="Director", to=("backup",)),
    Hold: Hold(by=MANAGER, at=LATER),
    Resume: Resume(by=MANAGER, at=LATER),
    Publish: Publish(by=MANAGER, at=LATER),
    WentLive: WentLive(by=CONNECTOR, at=LATER, fence=1),
    Failed: Failed(by=CONNECTOR, at=LATER, fence=1, problem="It did not answer."),
    Retry: Retry(by=MANAGER, at=LATER),
    GoLiveAnyway: GoLiveAnyway(by=OTHER, at=LATER, reason="The price on the page is wrong."),
    Reroute: Reroute(by=PEOPLE, at=LATER),
    Cancel: Cancel(by=MANAGER, at=LATER),
    Expire: Expire(by=CLOCK, at=LATER),
}
YES_OF_DIRECTOR = Decision(
    stage="Director", version=1, sha=FIRST.sha, by=DIRECTOR, verdict=Verdict.APPROVED, at=NOW, counts_for=1,
    roles=(DIRECTORS,),
)  # fmt: skip
WORDING = Suggestion(
    stage="Director", version=1, by=DIRECTOR, content=EDITED, sha=EDITED.sha, approves=True, at=NOW
)
#: Every refusal says what to do, in one of these ways.
WHAT_TO_DO = r"/approvals|/shelftalk|nothing left to do|comes back to you|Say why|Say something|Edit it and submit|[Tt]ry again|Pass it to"
#: States in which somebody has said yes.
SAID_YES = (*YES, State.PUBLISH_FAILED)


def request(state: State = State.IN_REVIEW, event: type[Event] | None = None, **more: object) -> Request:
    """A request in this state, with what the event needs to have happened before."""
    approved = state in SAID_YES or event is Undo
    whole = Request(
        id=7, state=state, requester=MANAGER, versions=(FIRST,), created_at=NOW, changed_at=NOW, changed_by=MANAGER,
        route=ANY_DIRECTOR, roster=WHO, decisions=(YES_OF_DIRECTOR,) if approved else (),
        suggestions=(WORDING,) if event is Accept else (), approved_version=1 if approved else None,
        fence=1 if state in (State.PUBLISHING, State.PUBLISH_FAILED) else 0,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def why(result: object) -> Why:
    assert isinstance(result, Refused)
    return result.why


def after(result: object) -> tuple[Request, tuple[Tell, ...]]:
    assert isinstance(result, tuple)
    return result


PAIRS = [(state, event) for state, events in TRANSITIONS.items() for event in events]


@pytest.mark.parametrize(("state", "event"), PAIRS)
def test_each_event_leads_where_the_table_says(state: State, event: type[Event]):
    now, _ = after(step(request(state, event), EVENTS[event]))

    assert now.state in TRANSITIONS[state][event]
    assert (now.changed_at, now.changed_by) == (LATER, EVENTS[event].by)


@pytest.mark.parametrize("event", [Submit, Edit, Reroute])
def test_with_nobody_to_decide_it_waits_for_an_admin(event: type[Event]):
    state = State.DRAFT if event is Submit else State.IN_REVIEW

    now, told = after(step(request(state, event, roster=NOBODY), EVENTS[event]))

    assert now.state is State.NEEDS_ROUTING
    assert any(ADMIN in tell.people and tell.news is News.NOBODY for tell in told)


@pytest.mark.parametrize(
    ("state", "event"), [(state, event) for state in State for event in EVENTS if (state, event) not in PAIRS]
)
def test_what_the_table_does_not_name_is_refused(state: State, event: type[Event]):
    assert why(step(request(state, event), EVENTS[event])) is IN_THE_WAY[state]


def test_every_state_and_every_event_stands_in_the_tables():
    assert set(TRANSITIONS) == set(State) == set(IN_THE_WAY)
    assert {event for events in TRANSITIONS.values() for event in events} == set(EVENTS) == set(ACTORS)
    assert {State.PUBLISHED, State.REJECTED, State.CANCELLED, State.EXPIRED} == FINAL


MAY = {
    Submit: {MANAGER}, Edit: {MANAGER, SOURCE}, Accept: {MANAGER}, Nudge: {MANAGER}, Cancel: {MANAGER, ADMIN},
    Approve: {DIRECTOR, OTHER}, RequestChanges: {DIRECTOR, OTHER}, Reject: {DIRECTOR, OTHER}, Suggest: {DIRECTOR, OTHER},
    Undo: {DIRECTOR}, Object: {DIRECTOR, OTHER}, Pass: {DIRECTOR, MANAGER, ADMIN}, GoLiveAnyway: {OTHER},
    Comment: {MANAGER, ADMIN, DIRECTOR, OTHER}, Hold: {MANAGER, ADMIN, DIRECTOR, OTHER},
    Resume: {MANAGER, ADMIN, DIRECTOR, OTHER}, Publish: {MANAGER, ADMIN, DIRECTOR, OTHER, CLOCK},
    WentLive: {MANAGER, ADMIN, DIRECTOR, OTHER, CONNECTOR}, Failed: {MANAGER, ADMIN, DIRECTOR, OTHER, CLOCK, CONNECTOR},
    Retry: {MANAGER, ADMIN, DIRECTOR, OTHER}, Reroute: {PEOPLE, ADMIN}, Remind: {CLOCK}, Escalate: {CLOCK},
    Expire: {CLOCK},
}  # fmt: skip


@pytest.mark.parametrize("event", list(EVENTS))
@pytest.mark.parametrize(
    "who", [MANAGER, DIRECTOR, OTHER, ADMIN, VIEWER, CLOCK, PEOPLE, CONNECTOR, SOURCE, ""]
)
def test_only_those_named_may_cause_an_event(event: type[Event], who: str):
    state = next(state for state, events in TRANSITIONS.items() if event in events)

    result = step(request(state, event), replace(EVENTS[event], by=who))

    assert isinstance(result, tuple) is (who in MAY[event])


def test_an_unknown_event_is_refused_in_every_state():
    class Vanish(Event):
        pass

    for state in State:
        assert isinstance(step(request(state), Vanish(by=ADMIN, at=LATER)), Refused)


def test_everyone_who_wrote_a_version_is_an_author_for_good():
    second = Version(number=2, content=EDITED, by=OTHER, at=NOW, sha=EDITED.sha)
    third = Version(number=3, content=COPY, by=MANAGER, at=NOW, sha=COPY.sha)

    assert wanted(request(versions=(FIRST, second, third))) == (DIRECTOR,)


def test_guards_are_asked_in_order_and_the_state_comes_first():
    stale_and_unauthorised = Approve(by=VIEWER, at=LATER, version=9, sha="00000000")

    assert why(step(request(State.APPROVED), stale_and_unauthorised)) is Why.ALREADY_APPROVED
    assert why(step(request(), stale_and_unauthorised)) is Why.STALE
    assert why(step(request(), replace(EVENTS[Approve], by=VIEWER))) is Why.NOT_AN_APPROVER


def test_nobody_decides_twice_about_one_version():
    both = replace(ANY_DIRECTOR, stages=(replace(ANY_DIRECTOR.stages[0], counting=Counting.ALL),))

    waiting = request(route=both, decisions=(YES_OF_DIRECTOR,))

    assert why(step(waiting, EVENTS[Approve])) is Why.SAID_ALREADY


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
    refused = Refused(
        why=reason,
        request=7,
        who=DIRECTOR,
        at=NOW,
        version=2,
        fields=("title", "text"),
        until=LATER,
        name="BFCM",
    )

    said = refusal(refused, now=LATER, zone=LONDON, request=request())

    assert said.endswith(".") and said[0] in "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
    assert "{" not in said and "None" not in said
    assert re.search(WHAT_TO_DO, said)


def test_no_sentence_uses_words_of_the_trade():
    everything = " ".join(SENTENCES.values()).lower()

    for word in ("quorum", "needs_routing", "hash", "stage", "state machine", "sha", "inbox", "transaction"):
        assert word not in everything


def test_the_decide_events_are_the_ones_bound_to_a_version():
    assert set(Decide.__subclasses__()) == {Approve, RequestChanges, Reject, Suggest}
