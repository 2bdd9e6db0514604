"""Answers kept for a while, so that a button can share what was shown instead of asking again."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("answers")

#: After this long the button says that the answer is too old, and offers to ask again.
KEPT_FOR = timedelta(days=30)


#: A figure in an answer: the metric's name, and the first day and the day after the last of its period.
Held = tuple[str, date, date]
#: A message as it is kept: its text and its blocks.
Said = tuple[str, tuple[Mapping[str, Any], ...]]


@dataclass(frozen=True, kw_only=True)
class StoredAnswer:
    """What was answered: the message as it was shown, the question behind it and who asked.

    `shared` is what is posted instead where not all of it may be, `indexed` the same without amounts; `holds` names
    the figures in it with their periods (start, end exclusive), `resolved` is the question as data.
    """

    id: str
    text: str
    blocks: tuple[Mapping[str, Any], ...]
    question: str
    by: str
    restricted: bool
    at: datetime
    holds: tuple[Held, ...] = ()
    shared: Said | None = None
    indexed: Said | None = None
    resolved: Mapping[str, Any] | None = None


def put(
    db: Database,
    *,
    text: str,
    blocks: Sequence[Mapping[str, Any]],
    question: str,
    by: str,
    restricted: bool = False,
    at: datetime,
    answer: str | None = None,
    holds: Sequence[Held] = (),
    shared: Said | None = None,
    indexed: Said | None = None,
    resolved: Mapping[str, Any] | None = None,
) -> str:
    """Keep an answer and return its id, which cannot be guessed; what is older than KEPT_FOR goes.

    `answer` is an id made with `new_id` before, for a message whose own buttons carry it.
    """
    db.execute("DELETE FROM answer WHERE at < ?", (stamp(at - KEPT_FOR),))
    answer = answer or new_id()
    db.execute(
        "INSERT INTO answer (id, text, blocks, question, by, restricted, at, holds, shared, indexed, resolved)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            answer, text, _packed(list(blocks)), question, by, int(restricted), stamp(at),
            _packed([(name, start.isoformat(), end.isoformat()) for name, start, end in holds]),
            _packed(shared), _packed(indexed), _packed(resolved),
        ),
    )  # fmt: skip
    return answer


def new_id() -> str:
    """An id for an answer about to be kept."""
    return secrets.token_urlsafe(12)


def get(db: Database, answer: str) -> StoredAnswer | None:
    """The answer with this id; None when it was never kept or is too old by now."""
    for row in db.query("SELECT * FROM answer WHERE id = ?", (answer,)):
        return StoredAnswer(
            id=row["id"],
            text=row["text"],
            blocks=tuple(json.loads(row["blocks"])),
            question=row["question"],
            by=row["by"],
            restricted=bool(row["restricted"]),
            at=moment(row["at"]),
            holds=tuple(
                (name, date.fromisoformat(start), date.fromisoformat(end))
                for name, start, end in json.loads(row["holds"] or "[]")
            ),
            shared=_said(row["shared"]),
            indexed=_said(row["indexed"]),
            resolved=json.loads(row["resolved"]) if row["resolved"] else None,
        )
    return None


def _packed(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _said(packed: str | None) -> Said | None:
    if packed is None:
        return None
    text, blocks = json.loads(packed)
    return text, tuple(blocks)


@MIGRATIONS()
def first(db: Database) -> None:
    """Answers, found by id and thrown away by age."""
    db.execute(
        "CREATE TABLE answer (id TEXT PRIMARY KEY, text TEXT NOT NULL, blocks TEXT NOT NULL, question TEXT NOT NULL,"
        " by TEXT NOT NULL, restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)), at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX answer_by_age ON answer (at)")


@MIGRATIONS()
def second(db: Database) -> None:
    """What an answer holds, what is posted in its stead, and the question as data."""
    for column in ("holds", "shared", "indexed", "resolved"):
        db.execute(f"ALTER TABLE answer ADD COLUMN {column} TEXT")
