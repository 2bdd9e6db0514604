"""The small things remembered: roles, answers, subscriptions and what admins changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import Store, answers, changes, people, subscriptions
from storage.migrations import ALL
from storage.moments import moment, stamp
from storage.subscriptions import Subscription

NOW = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
MORNING = Subscription(
    digest="morning",
    place="C_SALES",
    owner="U_MANAGER",
    at=time(8),
    zone="Europe/London",
    days=("mon", "tue"),
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    store = Store(tmp_path / "state.db", ALL)
    with store.write() as db:
        yield db
    store.close()


def test_a_moment_comes_back_as_it_went_in():
    there = datetime(2026, 11, 23, 9, 1, 2, 3, tzinfo=timezone(timedelta(hours=1)))

    assert moment(stamp(there)) == there
    assert stamp(there) < stamp(there + timedelta(microseconds=1))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 11, 23))  # noqa: DTZ001


def test_an_admin_gives_a_role_and_the_log_says_who(db: Database):
    people.set_role(db, "U1", "director", by="U_ADMIN", at=NOW)

    assert people.role_of(db, "U1") == "director"
    assert changes.latest(db) == [
        changes.Change(at=NOW, by="U_ADMIN", what="role of U1", before=None, after="director")
    ]


def test_giving_the_same_role_again_changes_nothing(db: Database):
    for _ in range(2):
        people.set_role(db, "U1", "manager", by="U_ADMIN", at=NOW)

    assert len(changes.latest(db)) == 1


def test_what_an_admin_says_outranks_the_settings(db: Database):
    people.set_role(db, "U1", "viewer", by="U_ADMIN", at=NOW)

    assert people.roster(db, {"U1": "director", "U2": "manager"}) == {"U1": "viewer", "U2": "manager"}


def test_an_unknown_role_is_refused_with_the_known_ones(db: Database):
    with pytest.raises(ValueError, match="director, manager, analyst, viewer"):
        people.set_role(db, "U1", "boss", by="U_ADMIN", at=NOW)  # type: ignore[arg-type]


def test_guests_are_remembered_until_slack_says_otherwise(db: Database):
    people.note_standing(db, "U_GUEST", "guest", at=NOW)
    people.note_standing(db, "U_LEAVER", "gone", at=NOW)
    people.note_standing(db, "U_GUEST", "member", at=NOW)

    assert people.outsiders(db) == {"U_LEAVER"}
    assert people.standing_of(db, "U_GUEST", since=NOW) == "member"
    assert people.standing_of(db, "U_GUEST", since=NOW + timedelta(seconds=1)) is None


def test_a_kept_answer_comes_back_whole(db: Database):
    blocks = ({"type": "section", "text": {"type": "mrkdwn", "text": "£184.8k — naïve"}},)

    kept = answers.put(
        db, text="£184.8k", blocks=blocks, question="net sales", by="U1", restricted=True, at=NOW
    )

    found = answers.get(db, kept)
    assert found == answers.StoredAnswer(
        id=kept, text="£184.8k", blocks=blocks, question="net sales", by="U1", restricted=True, at=NOW
    )


def test_an_answer_may_be_kept_under_an_id_its_own_buttons_carry(db: Database):
    known = answers.new_id()

    assert answers.put(db, text="a", blocks=(), question="q", by="U1", at=NOW, answer=known) == known
    assert answers.get(db, known)


def test_answers_go_after_thirty_days(db: Database):
    old = answers.put(db, text="a", blocks=(), question="q", by="U1", at=NOW)
    answers.put(db, text="b", blocks=(), question="q", by="U1", at=NOW + timedelta(days=30))
    assert answers.get(db, old)

    answers.put(db, text="c", blocks=(), question="q", by="U1", at=NOW + timedelta(days=30, seconds=1))
    assert answers.get(db, old) is None


def test_a_subscription_comes_back_as_it_was_set_up(db: Database):
    subscriptions.subscribe(db, MORNING, now=NOW)

    assert subscriptions.get(db, "morning", "C_SALES") == MORNING
    assert subscriptions.all_of(db) == subscriptions.of(db, "U_MANAGER") == [MORNING]
    assert subscriptions.of(db, "U_OTHER") == []


def test_pausing_and_stopping_are_logged_by_who_did_them(db: Database):
    subscriptions.subscribe(db, MORNING, now=NOW)

    assert subscriptions.set_paused(db, "morning", "C_SALES", paused=True, by="U_ADMIN", now=NOW)
    assert subscriptions.stop(db, "morning", "C_SALES", by="U_ADMIN", now=NOW)

    assert [(change.by, change.after) for change in changes.latest(db)] == [
        ("U_ADMIN", None),
        ("U_ADMIN", "08:00 Europe/London mon,tue paused of U_MANAGER"),
        ("U_MANAGER", "08:00 Europe/London mon,tue of U_MANAGER"),
    ]


def test_a_place_without_a_digest_can_neither_pause_nor_stop_it(db: Database):
    assert not subscriptions.set_paused(db, "morning", "C_SALES", paused=True, by="U1", now=NOW)
    assert not subscriptions.stop(db, "morning", "C_SALES", by="U1", now=NOW)


@pytest.mark.parametrize("statement", ["UPDATE change SET by = 'U_OTHER'", "DELETE FROM change"])
def test_the_log_of_changes_is_only_added_to(db: Database, statement: str):
    people.set_role(db, "U1", "manager", by="U_ADMIN", at=NOW)

    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        db.execute(statement)
