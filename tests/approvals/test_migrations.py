"""What was kept when any one director decided about everything arrives whole where there are routes and stages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from approvals import migrations as approvals
from approvals.cards import read_button
from approvals.content import GROUPS, LABELS
from approvals.desk import Desk, Outcome
from approvals.guards import Why
from approvals.history.auditing import CHECKS
from approvals.history.chain import prove
from approvals.history.evidence import evidence
from approvals.request import State, Verdict
from delivery import migrations as delivery
from delivery.outbox import Outbox
from storage import Store
from storage import migrations as storage
from tests.approvals.office import DIRECTOR, MANAGER, NAMED, NOW, OTHER, clockwork_for, desk_for
from tests.approvals.older_file import REASON, STATES, sha_of, written

LATER = NOW + timedelta(hours=1)
KEPT = ("version", "audit", "card")
NUMBER = {state: number for number, state in enumerate(STATES, 1)}


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.execute(sql))


@pytest.fixture
def before(tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the older file."""
    path = written(tmp_path / "state.db")
    return {table: rows(path, f"SELECT * FROM {table} ORDER BY rowid") for table in (*KEPT, "decision")}


@pytest.fixture
def store(tmp_path: Path, before: object) -> Iterator[Store]:  # the older file stands there
    store = Store(tmp_path / "state.db", (*storage.ALL, *delivery.ALL, *approvals.ALL))
    yield store
    store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_for(store, Outbox(store), NAMED)


def press(desk: Desk, state: str, *, by: str = DIRECTOR, version: int = 1) -> Outcome:
    """Approve on a card of before: `12:3:ab12cd34`, without a stage."""
    number = NUMBER[state]
    button = read_button(f"{number}:{version}:{sha_of(number, version)[:8]}")
    assert button and button.stage is None
    return desk.decide(button, by=by, now=LATER)


def test_versions_cards_and_history_are_the_same_rows(store: Store, before: dict[str, list[tuple[Any, ...]]]):
    for table in KEPT:
        assert rows(store.path, f"SELECT * FROM {table} ORDER BY rowid") == before[table]
    said = "id, request, 1, version, sha, by, verdict, reason, at, voided_at"
    assert rows(store.path, f"SELECT {said} FROM decision ORDER BY id") == before["decision"]
    assert rows(store.path, "SELECT DISTINCT counts_for - version, stage, roles FROM decision") == [
        (0, "Director", '["directors"]')
    ]


def test_every_request_stands_where_it_stood(desk: Desk):
    for state, number in NUMBER.items():
        request = desk.show(number, now=LATER)
        assert request and request.state is State[state]
        assert request.content.title == f"Coat {number}"
        assert request.version.sha == sha_of(number, request.version.number)
        assert [stage.who for stage in request.route.stages] == [("directors",)]
    approved = desk.show(NUMBER["APPROVED"], now=LATER)
    assert approved and approved.approved_version == 2
    assert [(said.by, said.version, said.live) for said in approved.decisions] == [
        (OTHER, 1, False),
        (DIRECTOR, 2, True),
    ]
    sent_back = desk.show(NUMBER["CHANGES_REQUESTED"], now=LATER)
    assert sent_back and sent_back.last and sent_back.last.reason == REASON


def test_the_history_is_still_proved_and_agrees_with_what_is_kept(store: Store, desk: Desk):
    assert press(desk, "IN_REVIEW").accepted
    clockwork_for(store, desk).wind(LATER)  # as at every start

    with evidence(store.path) as found:
        assert prove(found.rows, found.witnesses).findings == ()
        assert found.contradictions == ()
        assert found.texts == len(STATES) + 1
    with store.read() as db:
        assert {check.name: list(check.find(db, LATER)) for check in CHECKS} == {
            check.name: [] for check in CHECKS
        }


def test_the_file_is_sound_and_refuses_what_it_must_not_hold(store: Store):
    assert rows(store.path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(store.path, "PRAGMA foreign_key_check") == []
    with store.write() as db, pytest.raises(sqlite3.IntegrityError, match="for ever"):
        db.execute("DELETE FROM audit")
    ended = NUMBER["CANCELLED"]
    with store.write() as db, pytest.raises(sqlite3.IntegrityError, match="has ended"):
        db.execute("UPDATE request SET state = 'IN_REVIEW' WHERE id = ?", (ended,))


def test_an_old_card_still_decides_and_only_about_what_it_showed(desk: Desk):
    assert press(desk, "APPROVED").why is Why.ALREADY_APPROVED
    assert press(desk, "IN_REVIEW", version=2).why is Why.STALE
    assert press(desk, "IN_REVIEW", by=MANAGER).why is Why.OWN_WORK

    decided = press(desk, "IN_REVIEW")

    assert decided.accepted and decided.request
    assert decided.request.state is State.APPROVED
    assert decided.request.decisions[-1].stage == "Director"


@pytest.mark.parametrize("state", ["CHANGES_REQUESTED", "CANCELLED", "EXPIRED", "DRAFT"])
def test_an_old_card_of_what_waits_for_nobody_is_answered(desk: Desk, state: str):
    refused = press(desk, state)

    assert not refused.accepted and refused.said


def test_what_nobody_could_approve_is_asked_of_those_who_may_now(desk: Desk):
    assert desk.people_changed(LATER) >= 1

    assert press(desk, "NEEDS_ROUTING").accepted


def test_what_waited_counts_its_time_from_when_it_was_asked(desk: Desk):
    for state in ("IN_REVIEW", "NEEDS_ROUTING"):
        request = desk.show(NUMBER[state], now=LATER)
        assert request and [(wait.since, wait.until) for wait in request.waits] == [(NOW, None)]
    approved = desk.show(NUMBER["APPROVED"], now=LATER)
    assert approved and approved.waits == ()


@pytest.mark.parametrize("field", sorted(set(LABELS) - GROUPS["meta"] - GROUPS["when"] - {"asset_sha"}))
def test_a_yes_of_before_does_not_outlive_a_change_of_any_field_it_is_about(desk: Desk, field: str):
    approved = desk.show(NUMBER["APPROVED"], now=LATER)
    assert approved
    changed = {"kind": "ad", "link": "https://example.com/b", "discount": "40", "ends": "2026-12-01T10:00"}
    content = replace(approved.content, **{field: changed.get(field, "other")})

    edited = desk.edit(approved.id, content, by=MANAGER, version=2, now=LATER).request

    assert edited and edited.state is State.IN_REVIEW
    assert edited.decided == ()


def test_changes_that_were_asked_for_are_made_and_approved(desk: Desk):
    number = NUMBER["CHANGES_REQUESTED"]
    request = desk.show(number, now=LATER)
    assert request

    edited = desk.edit(
        number, replace(request.content, text="Spun in Ardara."), by=MANAGER, version=1, now=LATER
    )
    assert edited.request
    shown = read_button(f"{number}:2:{edited.request.version.sha[:8]}")
    assert shown

    assert desk.decide(shown, by=OTHER, verdict=Verdict.APPROVED, now=LATER).accepted
