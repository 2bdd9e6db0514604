"""The database refuses what must never happen, even when the code above it asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlite_utils import Database

from approvals import records
from approvals.cards import Button
from approvals.request import Request, State, Verdict
from delivery.outbox import Outbox
from storage import Store
from tests.approvals.office import COPY, DIRECTOR, MANAGER, NAMED, NOW, OTHER, desk_for

AT = "2026-11-23T09:14:00.000000+00:00"


@pytest.fixture
def db(store: Store, outbox: Outbox) -> Iterator[Database]:
    desk_for(store, outbox, NAMED).submit(MANAGER, COPY, now=NOW)
    with store.write() as db:
        yield db


def decision(db: Database, **more: object) -> None:
    said = {
        "request": 1, "stage": "Director", "version": 1, "counts_for": 1, "sha": COPY.sha, "by": DIRECTOR, "verdict": "approved", "reason": "", "at": AT, **more
    }  # fmt: skip
    names = ", ".join(said)
    db.execute(f"INSERT INTO decision ({names}) VALUES ({', '.join('?' * len(said))})", tuple(said.values()))


def approve(db: Database) -> None:
    decision(db)
    db.execute("UPDATE request SET state = 'APPROVED', approved_version = 1 WHERE id = 1")


def refused(db: Database, sql: str, because: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=because):
        db.execute(sql)


def test_an_honest_approval_is_accepted(db: Database):
    approve(db)

    assert records.load(db, 1).state is State.APPROVED  # type: ignore[union-attr]


def test_approved_means_a_yes_to_this_very_version(db: Database):
    refused(db, "UPDATE request SET state = 'APPROVED', approved_version = 1", "not everybody has said yes")
    decision(db)
    refused(db, "UPDATE request SET state = 'APPROVED'", "CHECK")
    refused(db, "UPDATE request SET state = 'APPROVED', approved_version = 2", "CHECK")


def test_a_no_is_no_yes(db: Database):
    decision(db, verdict="changes", reason="Where is it spun?")

    refused(db, "UPDATE request SET state = 'APPROVED', approved_version = 1", "said yes|asked for changes")


def test_nobody_decides_about_their_own_work(db: Database):
    with pytest.raises(sqlite3.IntegrityError, match="what they wrote"):
        decision(db, by=MANAGER)


def test_nobody_decides_about_anything_but_what_was_shown(db: Database):
    for wrong in ({"sha": "0" * 64}, {"version": 2}):
        with pytest.raises(sqlite3.IntegrityError, match="another content"):
            decision(db, **wrong)


def test_nobody_decides_twice(db: Database):
    decision(db)

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        decision(db, verdict="changes", reason="On second thoughts.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_changes_need_a_reason(db: Database, reason: str):
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        decision(db, verdict="changes", reason=reason)


def test_a_request_starts_as_a_draft(db: Database):
    refused(
        db,
        "INSERT INTO request (state, requester, version, approved_version, route, created_at, changed_at, changed_by)"
        " VALUES ('APPROVED', 'U0MANAGER', 1, 1, '{}', 'now', 'now', 'U0MANAGER')",
        "starts as a draft",
    )


@pytest.mark.parametrize("end", ["CANCELLED", "EXPIRED", "REJECTED"])
def test_the_end_is_the_end(db: Database, end: str):
    db.execute(f"UPDATE request SET state = '{end}'")

    refused(db, "UPDATE request SET state = 'IN_REVIEW'", "has ended")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE version SET content = '{}'",
        "DELETE FROM version",
        "DELETE FROM decision",
        "UPDATE decision SET by = 'U0OTHER'",
        "UPDATE decision SET verdict = 'approved', voided_at = 'now', by = 'U0OTHER'",
        "UPDATE audit SET by = 'U0OTHER'",
        "DELETE FROM audit",
    ],
)
def test_what_was_said_and_written_is_for_ever(db: Database, statement: str):
    decision(db)

    refused(db, statement, "for ever|only ever voided")


def test_a_voided_decision_stays_void(db: Database):
    decision(db)
    db.execute("UPDATE decision SET voided_at = 'now'")

    refused(db, "UPDATE decision SET voided_at = NULL", "only ever voided")


def test_what_changed_in_between_is_not_overwritten(db: Database):
    before = records.load(db, 1)
    assert before
    db.execute("UPDATE request SET changed_at = '2026-11-23T10:00:00.000000+00:00'")

    with pytest.raises(records.Changed):
        records.save(db, before, replace(before, state=State.CANCELLED))


def test_a_request_comes_back_as_it_was_saved(store: Store, outbox: Outbox):
    desk = desk_for(store, outbox, NAMED)
    desk.submit(MANAGER, COPY, now=NOW)
    desk.edit(1, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=NOW)
    current = desk.show(1, now=NOW)
    assert current
    saved = desk.decide(
        Button(request=1, version=2, sha=current.version.sha),
        by=OTHER,
        verdict=Verdict.CHANGES,
        reason=" Say  where. ",
        now=NOW,
    ).request

    assert isinstance(saved, Request)
    assert desk.show(1, now=NOW) == saved
    assert saved.decisions[0].reason == "Say  where."
