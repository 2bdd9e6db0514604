"""The history nobody can quietly rewrite: every row carries the seal of the one before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from approvals.history.chain import BEGINNING, Row, Witness, prove, seal
from storage.moments import moment, stamp


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
    last = head(db)
    said = (
        last.seq + 1,
        request,
        what,
        by,
        stamp(at),
        json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )
    db.execute(
        "INSERT INTO audit (seq, request, what, by, at, detail, previous, sha) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*said, last.seal, seal(last.seal, *said)),
    )


def head(db: Database) -> Witness:
    """The newest row's number and seal; 0 and BEGINNING before the first."""
    last = db.execute("SELECT seq, sha FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Witness(*last) if last else Witness(0, BEGINNING)


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


def rows(db: Database) -> Iterator[Row]:
    """The whole history as it is stored, with its seals: what an export must hold to be verified."""
    return map(Row._make, db.execute(f"SELECT {', '.join(Row._fields)} FROM audit ORDER BY seq"))  # noqa: S608


def verify(db: Database) -> list[str]:
    """What is wrong with the history: rows missing, changed or out of order. Empty when it is whole."""
    return [finding.said for finding in prove(lambda: rows(db)).findings]
