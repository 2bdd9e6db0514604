"""Each rule that the database keeps by itself is broken once, in SQL, as code gone wrong would: it refuses each time."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from approvals import migrations
from delivery.outbox import Outbox
from storage import Store
from tests.approvals.office import COPY, DIRECTOR, MANAGER, NAMED, NOW, OTHER, desk_for

SHA = COPY.sha
AGAIN = "b" * 64


def said(**more: object) -> str:
    values: dict[str, object] = {
        "request": 1, "stage": "Director", "version": 1, "counts_for": 1, "sha": SHA, "by": DIRECTOR,
        "verdict": "approved", "reason": "", "at": "now", **more,
    }  # fmt: skip
    written = ("NULL" if value is None else repr(value) for value in values.values())
    return f"INSERT INTO decision ({', '.join(values)}) VALUES ({', '.join(written)})"


YES = said()
WHY = {"verdict": "changes", "reason": "Why?"}
TO_APPROVED = "UPDATE request SET state = 'APPROVED', approved_version = 1"
V2 = f"INSERT INTO version VALUES (1, 2, '{{}}', '{AGAIN}', '{MANAGER}', 'now')"
SUGGESTED = (
    "INSERT INTO suggestion (request, stage, version, by, content, sha, approves, at)"
    f" VALUES (1, 'Director', 1, '{DIRECTOR}', '{{}}', '{AGAIN}', 1, 'now')"
)
COMMENTED = (
    f"INSERT INTO comment (request, version, by, text, at) VALUES (1, 1, '{DIRECTOR}', 'Nice.', 'now')"
)
DECLARED = f"INSERT INTO emergency VALUES (1, 1, '{DIRECTOR}', 'The site is down.', 'now')"
LOOKED = f"INSERT INTO looked_at (request, version, by, at) VALUES (1, 1, '{DIRECTOR}', 'now')"
DRAFT = "INSERT INTO request (state, requester, version, route, created_at, changed_at, changed_by)"
WAITING = "INSERT INTO wait (request, stage, since) VALUES (1, 'Director', 'now')"
WITNESS = "INSERT INTO witness (seq, seal, day, at) SELECT seq, sha, '2026-11-23', 'now' FROM audit"

#: By the rule's name: what may be done, and then what is refused.
TRIGGERS: dict[str, tuple[list[str], str]] = {
    "no_self_approval": ([], said(by=MANAGER)),
    "no_yes_carried_to_its_author": (
        [YES, f"INSERT INTO version VALUES (1, 2, '{{}}', '{AGAIN}', '{DIRECTOR}', 'now')"],
        "UPDATE decision SET counts_for = 2",
    ),
    "not_what_was_shown": ([], said(sha=AGAIN)),
    "no_approval_without_a_yes": ([], TO_APPROVED),
    "no_yes_beside_a_no": ([YES, said(by=OTHER, **WHY)], TO_APPROVED),
    "an_emergency_has_a_reason": ([], "UPDATE request SET emergency_version = 1"),
    "live_only_from_going_live": ([YES, TO_APPROVED], "UPDATE request SET state = 'PUBLISHED'"),
    "nothing_starts_decided": ([], f"{DRAFT} VALUES ('IN_REVIEW', 'U', 1, '{{}}', 'now', 'now', 'U')"),
    "the_end_is_the_end": (
        ["UPDATE request SET state = 'CANCELLED'"],
        "UPDATE request SET state = 'IN_REVIEW'",
    ),
    "versions_only_go_on": ([V2, "UPDATE request SET version = 2"], "UPDATE request SET version = 1"),
    "a_decision_is_only_voided_or_carried_on": (
        [YES, "UPDATE decision SET voided_at = 'now'"],
        "UPDATE decision SET voided_at = NULL",
    ),
    "a_suggestion_is_only_closed": ([SUGGESTED], "UPDATE suggestion SET content = '[]'"),
    "version_no_update": ([], "UPDATE version SET content = '{}'"),
    "version_no_delete": ([], "DELETE FROM version"),
    "audit_no_update": ([], "UPDATE audit SET by = 'U0OTHER'"),
    "audit_no_delete": ([], "DELETE FROM audit"),
    "emergency_no_update": ([DECLARED], "UPDATE emergency SET reason = 'Nothing.'"),
    "emergency_no_delete": ([DECLARED], "DELETE FROM emergency"),
    "comment_no_update": ([COMMENTED], "UPDATE comment SET text = 'Bad.'"),
    "comment_no_delete": ([COMMENTED], "DELETE FROM comment"),
    "looked_at_no_update": ([LOOKED], "UPDATE looked_at SET by = 'U0OTHER'"),
    "looked_at_no_delete": ([LOOKED], "DELETE FROM looked_at"),
    "decision_no_delete": ([YES], "DELETE FROM decision"),
    "suggestion_no_delete": ([SUGGESTED], "DELETE FROM suggestion"),
    "request_no_delete": ([], "DELETE FROM request"),
    "witness_no_update": ([WITNESS], "UPDATE witness SET seal = 'x'"),
    "witness_no_delete": ([WITNESS], "DELETE FROM witness"),
    "witness_of_nothing": ([], "INSERT INTO witness VALUES (7, 'x', '2026-11-23', 'now')"),
}

#: What no row may be, and what no two rows may both be.
CONSTRAINTS: dict[str, tuple[list[str], str]] = {
    "a state there is": ([], "UPDATE request SET state = 'FINE'"),
    "approved is this version": ([YES], "UPDATE request SET state = 'APPROVED', approved_version = 2"),
    "approved is a version": ([YES], "UPDATE request SET state = 'APPROVED', approved_version = NULL"),
    "going live is this version": ([YES, TO_APPROVED], "UPDATE request SET state = 'PUBLISHING', approved_version = NULL"),
    "a stage needs one yes": ([], "UPDATE stage SET enough = 0"),
    "a fingerprint is whole": ([], "INSERT INTO version VALUES (1, 2, '{}', 'abc', 'U', 'now')"),
    "a suggestion's fingerprint is whole": ([], SUGGESTED.replace(AGAIN, "abc")),
    "a suggestion approves or does not": ([], SUGGESTED.replace("1, 'now')", "2, 'now')")),
    "a verdict there is": ([], said(verdict="maybe")),
    "a no has its reason": ([], said(verdict="rejected", reason=" ")),
    "an emergency has its reason": ([], DECLARED.replace("The site is down.", " ")),
    "a comment says something": ([], COMMENTED.replace("Nice.", " ")),
    "a seat is passed by or to somebody": ([], "INSERT INTO move (request, stage) VALUES (1, 'Director')"),
    "a card is for somebody": ([], "INSERT INTO card VALUES (1, 'C1', 'everybody')"),
    "one live decision a person": ([YES], said(**WHY)),
    "one live decision a seat": ([said(by=OTHER, acting_for=DIRECTOR)], YES),
    "one running wait a stage": (["DELETE FROM wait", WAITING], WAITING),
    "a decision is about a version": ([], said(version=9, counts_for=9)),
    "no second version of a number": ([], V2.replace("(1, 2,", "(1, 1,")),
    "a row of the history has its own seal": (
        [],
        "INSERT INTO audit SELECT seq + 1, request, what, by, at, detail, previous, sha FROM audit",
    ),
    "a day has one witness": ([WITNESS], "INSERT INTO witness SELECT seq + 1, seal, day, at FROM witness"),
}  # fmt: skip


@pytest.fixture
def db(store: Store, outbox: Outbox) -> Iterator[Database]:
    desk_for(store, outbox, NAMED).submit(MANAGER, COPY, now=NOW)
    with store.write() as db:
        yield db


@pytest.mark.parametrize("rule", TRIGGERS)
def test_a_rule_is_kept_by_the_database(db: Database, rule: str):
    allowed, refused = TRIGGERS[rule]
    for statement in allowed:
        db.execute(statement)

    with pytest.raises(sqlite3.IntegrityError) as problem:
        db.execute(refused)

    assert str(problem.value) in message_of(db, rule)


@pytest.mark.parametrize("rule", CONSTRAINTS)
def test_no_such_row_is_kept(db: Database, rule: str):
    allowed, refused = CONSTRAINTS[rule]
    for statement in allowed:
        db.execute(statement)

    with pytest.raises(sqlite3.IntegrityError):
        db.execute(refused)


@pytest.mark.parametrize(
    "refused",
    [
        said(by=OTHER, acting_for=MANAGER), said(counts_for=2), "UPDATE request SET version = 2",
        "UPDATE decision SET sha = 'x'", "UPDATE decision SET counts_for = 0", "UPDATE decision SET counts_for = 9",
        "UPDATE request SET state = 'SCHEDULED', approved_version = 1 WHERE (SELECT count(*) FROM decision) = 0",
        "UPDATE request SET state = 'PUBLISHING', emergency_version = 1", "UPDATE request SET state = 'PUBLISHED'",
    ],
)  # fmt: skip
def test_nor_by_another_way(db: Database, refused: str):
    if "decision SET" in refused:
        db.execute(YES)

    with pytest.raises(sqlite3.IntegrityError):
        db.execute(refused)


def message_of(db: Database, trigger: str) -> str:
    return str(db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (trigger,)).fetchone()[0])


def test_every_rule_has_been_tried(db: Database):
    ours = Database(memory=True)
    for each in migrations.ALL:
        each.apply(ours)
    triggers = {name for (name,) in ours.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    tables = " ".join(sql for (sql,) in ours.execute("SELECT sql FROM sqlite_master WHERE type = 'table'"))
    ours.conn.close()

    assert triggers == set(TRIGGERS)
    assert len(re.findall(r"CHECK \(", tables)) <= len(CONSTRAINTS)
