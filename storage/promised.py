"""Answers that somebody wants as soon as their data has landed: asked for once, kept once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("promised")


@dataclass(frozen=True, kw_only=True)
class Promised:
    """`question` (as data, with the `words` it was asked in) is to be answered to a person, by Slack id."""

    id: int
    person: str
    question: Mapping[str, Any]
    words: str
    at: datetime


def promise(db: Database, person: str, question: Mapping[str, Any], words: str, *, at: datetime) -> bool:
    """Remember to answer; False where the same is promised to the same person already."""
    packed = json.dumps(question, ensure_ascii=False, sort_keys=True)
    added = db.execute(
        "INSERT INTO promised (person, question, words, at) SELECT ?, ?, ?, ? WHERE NOT EXISTS"
        " (SELECT 1 FROM promised WHERE person = ? AND question = ? AND over_at IS NULL)",
        (person, packed, words, stamp(at), person, packed),
    )
    return bool(added.rowcount == 1)


def end(db: Database, promised: Promised, *, at: datetime) -> bool:
    """Remember that it is kept, or over; False when it was already."""
    ended = db.execute(
        "UPDATE promised SET over_at = ? WHERE id = ? AND over_at IS NULL", (stamp(at), promised.id)
    )
    return bool(ended.rowcount == 1)


def waiting(db: Database) -> list[Promised]:
    """Those that are not kept yet, oldest first."""
    return [
        Promised(
            id=row["id"],
            person=row["person"],
            question=json.loads(row["question"]),
            words=row["words"],
            at=moment(row["at"]),
        )
        for row in db.query("SELECT * FROM promised WHERE over_at IS NULL ORDER BY id")
    ]


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a promise; those that wait are found at once."""
    db.execute(
        "CREATE TABLE promised (id INTEGER PRIMARY KEY, person TEXT NOT NULL, question TEXT NOT NULL,"
        " words TEXT NOT NULL, at TEXT NOT NULL, over_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX promised_waiting ON promised (id) WHERE over_at IS NULL")
