"""The history nobody can quietly rewrite: every row carries the seal of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.moments import moment, stamp

#: What the first row follows.
BEGINNING = "0" * 64

_COLUMNS = ("seq", "request", "what", "by", "at", "detail")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened to a request."""

    seq: int
    request: int
    what: str
    by: str
    at: datetime
    detail: Mapping[str, Any]


def add(db: Database, request: int, what: str, *, by: str, at: datetime, detail: Mapping[str, Any]) -> None:
    """Write down what happened, in the transaction in which it happens."""
    last = next(db.query("SELECT seq, sha FROM audit ORDER BY seq DESC LIMIT 1"), None)
    previous = str(last["sha"]) if last else BEGINNING
    row = {
        "seq": last["seq"] + 1 if last else 1,
        "request": request,
        "what": what,
        "by": by,
        "at": stamp(at),
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
    }
    db.execute(
        "INSERT INTO audit (seq, request, what, by, at, detail, previous, sha) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row.values(), previous, _seal(previous, row)),
    )


def newest(db: Database) -> int:
    """The number of the newest row, by which one can tell whether anything happened since; 0 before the first."""
    (number,) = db.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    return int(number)


def history(db: Database, request: int) -> list[Entry]:
    """Everything that happened to a request, oldest first."""
    rows = db.query("SELECT * FROM audit WHERE request = ? ORDER BY seq", (request,))
    return [
        Entry(
            seq=row["seq"],
            request=row["request"],
            what=row["what"],
            by=row["by"],
            at=moment(row["at"]),
            detail=json.loads(row["detail"]),
        )
        for row in rows
    ]


def verify(db: Database) -> list[str]:
    """What is wrong with the history: rows missing, changed or out of order. Empty when it is whole."""
    found: list[str] = []
    previous, expected = BEGINNING, 1
    for row in db.query("SELECT * FROM audit ORDER BY seq"):
        if row["seq"] != expected:
            found.append(f"row {expected} is missing")
        if row["previous"] != previous:
            found.append(f"row {row['seq']} does not follow the row before it")
        if row["sha"] != _seal(row["previous"], row):
            found.append(f"row {row['seq']} was changed")
        previous, expected = row["sha"], row["seq"] + 1
    return found


def _seal(previous: str, row: Mapping[str, Any]) -> str:
    content = json.dumps([row[name] for name in _COLUMNS], ensure_ascii=False)
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()
