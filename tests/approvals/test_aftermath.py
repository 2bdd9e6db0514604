"""What went live in an emergency is looked at once, by somebody who neither wrote it nor let it go live."""

from __future__ import annotations

import sqlite3

import pytest

from approvals.desk import Desk
from approvals.events import Escalate, Failed, GoLiveAnyway
from approvals.guards import Why
from approvals.history import audit
from delivery.outbox import Outbox
from storage import Store
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
    desk_for,
)


@pytest.fixture
def hurried(store: Store, outbox: Outbox) -> Desk:
    """A desk at which something went live on the word of a director alone."""
    desk = desk_for(store, outbox, NAMED, emergency=(OTHER,))
    desk.submit(MANAGER, COPY, now=NOW)
    declared = desk.happen(1, GoLiveAnyway(by=OTHER, at=NOW, reason="Wrong price."), now=NOW)
    assert declared.accepted
    return desk


@pytest.mark.parametrize(
    ("who", "may"), [(DIRECTOR, True), (ADMIN, True), (MANAGER, False), (OTHER, False), (VIEWER, False)]
)
def test_it_is_looked_at_by_somebody_else(hurried: Desk, who: str, may: bool):  # noqa: FBT001
    outcome = hurried.look_at(1, by=who, now=NOW)

    assert outcome.accepted is may
    assert outcome.why is (None if may else Why.NOT_AN_APPROVER)


def test_it_is_looked_at_once(hurried: Desk, store: Store):
    hurried.look_at(1, by=DIRECTOR, now=NOW)

    assert "already" in hurried.look_at(1, by=ADMIN, now=NOW).said
    assert [entry.what for entry in hurried.history(1)].count("LookedAt") == 1
    with store.read() as db:
        assert audit.verify(db) == []
    with store.write() as db, pytest.raises(sqlite3.IntegrityError, match="for ever"):
        db.execute("UPDATE looked_at SET by = 'U0OTHER'")


def test_what_was_no_emergency_needs_no_second_look(desk: Desk):
    desk.submit(MANAGER, COPY, now=NOW)

    assert desk.look_at(1, by=DIRECTOR, now=NOW).why is Why.NOT_AN_APPROVER


def test_a_person_may_say_that_it_did_not_go_live(hurried: Desk):
    problem = Failed(by=DIRECTOR, at=NOW, fence=1, problem="The page is down.")

    assert hurried.happen(1, problem, now=NOW).accepted


def test_the_channel_hears_of_what_has_waited_too_long_where_the_policy_says_so(desk: Desk, outbox: Outbox):
    desk.submit(MANAGER, COPY, now=NOW)

    desk.happen(1, Escalate(by="clock", at=NOW, stage="Director", to=("owner", "channel")), now=NOW)

    line = outbox.state("line/2")
    assert line and line.place == CHANNEL and "waited too long" in line.text
