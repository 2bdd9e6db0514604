"""Approving, end to end below Slack: who may, what it changes, and who hears of it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from approvals.cards import Button, read_button
from approvals.desk import Desk, Outcome
from approvals.guards import Why
from approvals.history import audit
from approvals.request import Request, State, Verdict
from delivery.outbox import Outbox
from storage import Store, people
from templates import Message
from tests.approvals.office import (
    ADMIN,
    CHANNEL,
    COPY,
    DIRECTOR,
    MANAGER,
    NAMED,
    NOW,
    OTHER,
    VIEWER,
    clockwork_for,
    desk_for,
)

LATER = NOW + timedelta(minutes=5)


def submitted(desk: Desk, by: str = MANAGER) -> Request:
    outcome = desk.submit(by, COPY, now=NOW)
    assert outcome.request
    return outcome.request


def decide(
    desk: Desk,
    seen: Request,
    by: str,
    *,
    approve: bool = True,
    reason: str = "",
    at: datetime = NOW,
    click: str | None = None,
) -> Outcome:
    return desk.decide(
        Button(request=seen.id, version=seen.version.number, sha=seen.version.sha[:8]),
        by=by,
        verdict=Verdict.APPROVED if approve else Verdict.CHANGES,
        reason=reason,
        now=at,
        click=click,
    )


def said_in(outbox: Outbox, key: str) -> str | None:
    found = outbox.state(key)
    return found.text if found else None


def test_submitting_asks_the_directors_and_shows_the_channel_how_it_stands(desk: Desk, outbox: Outbox):
    outcome = desk.submit(MANAGER, COPY, now=NOW)

    assert outcome.accepted
    assert (
        outcome.said
        == f"📨 v1 of “Aran Coat” waits for a yes from one of <@{DIRECTOR}>, <@{OTHER}>. I will tell you."
        " It is needed by 16:14 on Tue 24 Nov."
    )
    sha = COPY.sha[:8]
    assert said_in(outbox, f"card/1/{DIRECTOR}") == f"approver: Aran Coat v1 in review [1:1:{sha}:0]"
    assert said_in(outbox, f"card/1/{OTHER}") == f"approver: Aran Coat v1 in review [1:1:{sha}:0]"
    assert said_in(outbox, f"card/1/{CHANNEL}") == "channel: Aran Coat v1 in review"
    assert said_in(outbox, f"card/1/{MANAGER}") == "requester: Aran Coat v1 in review"


def test_approving_changes_every_card_and_tells_the_requester(desk: Desk, outbox: Outbox):
    outcome = decide(desk, submitted(desk), DIRECTOR)

    assert outcome.said == f"✅ You approved v1 of “Aran Coat”. <@{MANAGER}> has been told."
    assert outcome.request and outcome.request.approved_version == 1
    for place in (DIRECTOR, OTHER, CHANNEL, MANAGER):
        assert "approved" in str(said_in(outbox, f"card/1/{place}"))
        assert "[" not in str(said_in(outbox, f"card/1/{place}"))
    assert said_in(outbox, f"told/2/{MANAGER}") == "Aran Coat v1: it was approved"


def test_a_second_click_is_told_who_decided(desk: Desk):
    seen = submitted(desk)
    decide(desk, seen, DIRECTOR)

    second = decide(desk, seen, OTHER, at=LATER)

    assert second.why is Why.ALREADY_APPROVED
    assert second.said.startswith(f"Already approved by <@{DIRECTOR}> at 09:14.")


def test_a_click_the_next_day_is_told_the_day_as_well(desk: Desk):
    seen = submitted(desk)
    decide(desk, seen, DIRECTOR)

    assert "at 09:14 on Mon 23 Nov." in decide(desk, seen, OTHER, at=NOW + timedelta(days=1)).said


def test_the_same_click_sent_again_gets_the_same_answer_and_has_one_effect(desk: Desk):
    seen = submitted(desk)

    answers = [decide(desk, seen, DIRECTOR, at=NOW + timedelta(seconds=n), click="click-1") for n in range(3)]

    assert {(answer.said, answer.why) for answer in answers} == {(answers[0].said, None)}
    assert [entry.what for entry in desk.history(1)] == ["Submit", "Approve"]


def test_the_same_form_sent_twice_submits_once(desk: Desk):
    first = desk.submit(MANAGER, COPY, now=NOW, click="form-1")
    again = desk.submit(MANAGER, COPY, now=NOW, click="form-1")

    assert (again.said, again.request) == (first.said, first.request)
    assert len(desk.mine(MANAGER, now=NOW)) == 1


def test_clicks_without_a_name_are_not_taken_for_one_another(desk: Desk):
    for _ in range(2):
        assert desk.submit(MANAGER, COPY, now=NOW, click="").accepted

    assert len(desk.mine(MANAGER, now=NOW)) == 2


def test_asking_for_changes_needs_a_reason(desk: Desk):
    refused = decide(desk, submitted(desk), DIRECTOR, approve=False, reason="  ")

    assert refused.said == f"Say why, and what should change, so that <@{MANAGER}> knows what to do."
    assert desk.waiting(DIRECTOR, now=NOW)


def test_asked_for_changes_the_requester_edits_and_it_waits_again(desk: Desk, outbox: Outbox):
    seen = submitted(desk)
    decide(desk, seen, DIRECTOR, approve=False, reason="Say where it is spun.")
    assert said_in(outbox, f"told/2/{MANAGER}") == "Aran Coat v1: changes were asked for"

    edited = desk.edit(seen.id, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=LATER)

    assert edited.request and edited.request.state is State.IN_REVIEW
    assert [change.field for change in edited.request.changed_fields] == ["text"]
    assert said_in(outbox, f"told/3/{DIRECTOR}") == "Aran Coat v2: a new version voids what you said"
    assert said_in(outbox, f"told/3/{OTHER}") == "Aran Coat v2: a new version waits for you"
    assert "v2 in review [1:2:" in str(said_in(outbox, f"card/1/{DIRECTOR}"))


def test_an_edit_voids_an_approval(desk: Desk):
    seen = submitted(desk)
    decide(desk, seen, DIRECTOR)

    edited = desk.edit(seen.id, replace(COPY, title="Aran Jacket"), by=MANAGER, version=1, now=LATER).request

    assert edited and edited.state is State.IN_REVIEW
    assert edited.approved_version is None
    assert [said.live for said in edited.decisions] == [False]


def test_a_click_on_an_older_card_is_refused_with_what_changed(desk: Desk):
    seen = submitted(desk)
    desk.edit(seen.id, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=NOW)

    refused = decide(desk, seen, DIRECTOR, at=LATER)

    assert refused.why is Why.STALE
    assert f"v2 by <@{MANAGER}> is current: text changed." in refused.said


def test_an_edit_and_an_edit_back_still_void_the_older_card(desk: Desk):
    seen = submitted(desk)
    desk.edit(seen.id, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=NOW)
    back = desk.edit(seen.id, COPY, by=MANAGER, version=2, now=NOW).request

    assert back and back.version.sha == seen.version.sha
    assert decide(desk, seen, DIRECTOR).why is Why.STALE
    assert decide(desk, back, DIRECTOR).accepted


def test_the_version_approved_is_the_one_that_was_shown(desk: Desk):
    seen = submitted(desk)
    decide(desk, seen, DIRECTOR, approve=False, reason="Where is it spun?")
    second = desk.edit(seen.id, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=NOW).request
    assert second

    approved = decide(desk, second, OTHER).request

    assert approved and approved.approved_version == 2
    assert [(said.version, said.live) for said in approved.decisions] == [(1, False), (2, True)]


def test_an_edit_that_changes_nothing_visible_voids_nothing(desk: Desk):
    seen = submitted(desk)
    decide(desk, seen, DIRECTOR)

    refused = desk.edit(
        seen.id, replace(COPY, text="Spun in Donegal. \r\n"), by=MANAGER, version=1, now=LATER
    )

    assert refused.why is Why.NOTHING_CHANGED
    assert refused.request and refused.request.state is State.APPROVED


@pytest.mark.parametrize("who", [VIEWER, MANAGER, ADMIN, "", "U0NOBODY", "clock"])
def test_only_directors_decide_and_never_about_their_own_work(desk: Desk, who: str):
    refused = decide(desk, submitted(desk), who)

    assert refused.why in (Why.NOT_AN_APPROVER, Why.OWN_WORK)
    assert "`/approvals show 1` says who can" in refused.said
    assert desk.waiting(now=NOW)


def test_a_director_may_not_approve_what_they_submitted(desk: Desk):
    seen = submitted(desk, by=DIRECTOR)

    assert decide(desk, seen, DIRECTOR).why is Why.OWN_WORK
    assert decide(desk, seen, OTHER).accepted


def test_who_is_no_longer_a_director_cannot_use_an_old_button(desk: Desk, store: Store):
    seen = submitted(desk)
    with store.write() as db:
        people.set_role(db, DIRECTOR, "viewer", by=ADMIN, at=NOW)

    assert decide(desk, seen, DIRECTOR).why is Why.NOT_AN_APPROVER


@pytest.mark.parametrize("standing", ["guest", "stranger", "gone"])
def test_an_outsider_decides_nothing_whatever_role_they_were_given(
    desk: Desk, store: Store, standing: people.Standing
):
    with store.write() as db:
        people.set_role(db, VIEWER, "director", by=ADMIN, at=NOW)
        people.note_standing(db, VIEWER, standing, at=NOW)

    assert decide(desk, submitted(desk), VIEWER).why is Why.NOT_AN_APPROVER


def test_with_nobody_to_decide_it_is_kept_and_the_admins_are_told(store: Store, outbox: Outbox):
    desk = desk_for(store, outbox, {DIRECTOR: "director"})

    outcome = desk.submit(DIRECTOR, COPY, now=NOW)

    assert outcome.request and outcome.request.state is State.NEEDS_ROUTING
    assert "nobody can approve it yet" in outcome.said
    assert said_in(outbox, f"told/1/{ADMIN}") == "Aran Coat v1: nobody may decide"


def test_naming_a_director_sends_what_nobody_could_approve_on_its_way(store: Store, outbox: Outbox):
    desk = desk_for(store, outbox, {DIRECTOR: "director"})
    desk.submit(DIRECTOR, COPY, now=NOW)
    with store.write() as db:
        people.set_role(db, OTHER, "director", by=ADMIN, at=NOW)

    assert desk.people_changed(LATER) == 1

    assert [request.id for request in desk.waiting(OTHER, now=NOW)] == [1]
    assert "in review [1:1:" in str(said_in(outbox, f"card/1/{OTHER}"))
    assert desk.people_changed(LATER) == 0


def test_a_director_who_no_longer_is_one_loses_the_buttons(desk: Desk, store: Store, outbox: Outbox):
    submitted(desk)
    with store.write() as db:
        people.set_role(db, OTHER, "manager", by=ADMIN, at=NOW)

    assert desk.people_changed(LATER) == 0
    assert said_in(outbox, f"card/1/{OTHER}") == "approver: Aran Coat v1 in review"


def test_when_the_last_director_goes_the_request_says_so(desk: Desk, store: Store):
    submitted(desk)
    with store.write() as db:
        for user in (DIRECTOR, OTHER):
            people.set_role(db, user, "viewer", by=ADMIN, at=NOW)

    assert desk.people_changed(LATER) == 1
    assert desk.show(1, now=NOW).state is State.NEEDS_ROUTING  # type: ignore[union-attr]


@pytest.mark.parametrize("who", [MANAGER, ADMIN])
def test_the_requester_and_admins_may_call_it_off(desk: Desk, who: str):
    assert desk.cancel(submitted(desk).id, by=who, now=NOW).accepted
    assert desk.mine(MANAGER, now=NOW) == []


@pytest.mark.parametrize("who", [DIRECTOR, VIEWER])
def test_nobody_else_may_call_it_off(desk: Desk, who: str):
    assert desk.cancel(submitted(desk).id, by=who, now=NOW).why is Why.NOT_THE_REQUESTER
    assert desk.mine(MANAGER, now=NOW)


def test_what_is_called_off_stays_so(desk: Desk):
    seen = submitted(desk)
    desk.cancel(seen.id, by=MANAGER, now=NOW)

    assert decide(desk, seen, DIRECTOR).why is Why.WAS_CANCELLED
    assert (
        desk.edit(seen.id, replace(COPY, title="x"), by=MANAGER, version=1, now=NOW).why is Why.WAS_CANCELLED
    )
    assert desk.cancel(seen.id, by=MANAGER, now=NOW).why is Why.WAS_CANCELLED


def test_what_nobody_decides_expires_after_thirty_days_and_is_no_rejection(
    desk: Desk, store: Store, outbox: Outbox
):
    seen, clockwork = submitted(desk), clockwork_for(store, desk)
    after = NOW + timedelta(days=30)

    clockwork.go(after - timedelta(minutes=1))
    assert state_of(desk, seen) is State.IN_REVIEW
    clockwork.go(after)
    assert state_of(desk, seen) is State.EXPIRED

    assert said_in(outbox, f"told/3/{MANAGER}") == "Aran Coat v1: nobody decided in time"
    assert "Nobody decided in time" in decide(desk, seen, DIRECTOR, at=NOW + timedelta(days=31)).said


def state_of(desk: Desk, seen: Request) -> State:
    found = desk.show(seen.id, now=NOW)
    assert found
    return found.state


def test_an_unknown_number_is_answered(desk: Desk):
    answer = desk.cancel(404, by=MANAGER, now=NOW)

    assert answer.said == "I know of no approval 404. `/approvals` lists those that concern you."


def test_what_cannot_be_submitted_says_which_fields_to_put_right(desk: Desk):
    outcome = desk.submit(MANAGER, replace(COPY, title=" ", text="", goes_live="soon"), now=NOW)

    assert outcome.problems and set(outcome.problems) == {"title", "text", "goes_live"}
    assert not outcome.accepted
    assert desk.mine(MANAGER, now=NOW) == []


def test_the_lists_say_who_waits_for_whom(desk: Desk):
    submitted(desk)
    submitted(desk, by=DIRECTOR)

    assert [request.id for request in desk.mine(MANAGER, now=NOW)] == [1]
    assert [request.id for request in desk.waiting(DIRECTOR, now=NOW)] == [1]
    assert [request.id for request in desk.waiting(OTHER, now=NOW)] == [1, 2]
    assert [request.id for request in desk.waiting(now=NOW)] == [1, 2]
    assert desk.waiting(VIEWER, now=NOW) == []
    assert [len(desk.waiting(place, now=NOW)) for place in (DIRECTOR, OTHER, VIEWER)] == [1, 2, 0]


def test_a_title_cannot_ping_anyone_from_an_answer(desk: Desk):
    outcome = desk.submit(MANAGER, replace(COPY, title="<!channel> & *co*"), now=NOW)

    assert "<!channel>" not in outcome.said
    assert "&lt;!channel&gt; &amp; " in outcome.said


@pytest.mark.parametrize(
    "value", ["", "1", "1:2", "a:1:abc", "1:b:abc", "1:2:3:4:5", "9" * 30 + ":1:abcdefgh", "-1:1:abcdefgh"]
)
def test_a_forged_button_says_nothing(value: str):
    assert read_button(value) is None


@pytest.mark.parametrize("sha", ["", "x", COPY.sha[:7], "0" * 8])
def test_too_little_of_the_fingerprint_decides_nothing(desk: Desk, sha: str):
    seen = submitted(desk)

    shown = Button(request=seen.id, version=1, sha=sha)

    assert desk.decide(shown, by=DIRECTOR, now=NOW).why is Why.STALE


def test_two_directors_at_once_make_one_decision_and_the_other_is_told_who(desk: Desk, store: Store):
    for _ in range(25):
        seen = submitted(desk)
        start = threading.Barrier(2)
        outcomes: dict[str, Outcome] = {}

        def click(
            by: str,
            seen: Request = seen,
            start: threading.Barrier = start,
            outcomes: dict[str, Outcome] = outcomes,
        ) -> None:
            start.wait()
            outcomes[by] = decide(desk, seen, by)

        threads = [threading.Thread(target=click, args=(by,)) for by in (DIRECTOR, OTHER)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        winner, loser = sorted(outcomes, key=lambda by: not outcomes[by].accepted)
        assert outcomes[winner].accepted
        assert outcomes[loser].said.startswith(f"Already approved by <@{winner}> at 09:14.")
        assert len(desk.show(seen.id, now=NOW).decisions) == 1  # type: ignore[union-attr]
    with store.read() as db:
        assert audit.verify(db) == []


def test_twenty_copies_of_one_click_at_once_get_one_effect_and_equal_answers(desk: Desk):
    seen = submitted(desk)
    start = threading.Barrier(20)
    said: list[str] = []

    def click() -> None:
        start.wait()
        said.append(decide(desk, seen, DIRECTOR, click="click-1").said)

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(said) == 20
    assert len(set(said)) == 1
    assert [entry.what for entry in desk.history(1)] == ["Submit", "Approve"]


def test_a_card_that_cannot_be_drawn_leaves_nothing_half_done(store: Store, outbox: Outbox, desk: Desk):
    seen = submitted(desk)

    def broken(*_: object) -> Message:
        raise RuntimeError("no such template")

    with pytest.raises(RuntimeError):
        decide(desk_for(store, outbox, NAMED, broken), seen, DIRECTOR)

    assert desk.show(1, now=NOW).state is State.IN_REVIEW  # type: ignore[union-attr]
    assert len(desk.history(1)) == 1
