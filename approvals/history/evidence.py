"""Where a history is read from to be proved: the bot's own file, a backup of it, or an export."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from approvals.history import audit
from approvals.history.chain import Fault, Finding, Row, Rows, Witness
from approvals.history.witness import remembered

_SQLITE = b"SQLite format 3\x00"


class Unreadable(Exception):
    """There is no history in the file. The message says what was looked for."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A history, what its own file remembers of earlier seals, and what it holds besides: `texts` were compared, and
    `contradictions` are what the history does not know of."""

    rows: Rows
    witnesses: tuple[Witness, ...] = ()
    texts: int = 0
    contradictions: tuple[Finding, ...] = ()


@contextmanager
def evidence(path: Path) -> Iterator[Evidence]:
    """Open a file without changing a byte of it. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            is_database = file.read(len(_SQLITE)) == _SQLITE
        if is_database:
            with closing(sqlite3.connect(_address(path), uri=True)) as connection:
                yield _of_database(Database(connection))
        else:
            exported = _exported(path)
            yield Evidence(rows=lambda: exported)
    except OSError as problem:
        raise Unreadable(f"{path} cannot be read: {problem.strerror}.") from problem
    except (ValueError, KeyError, TypeError, csv.Error, sqlite3.DatabaseError) as problem:
        raise Unreadable(
            f"{path} holds no history of approvals: neither the bot's state file, nor a backup of it, nor its export"
            f" as JSON or CSV ({problem})."
        ) from problem


def _address(path: Path) -> str:
    """For reading alone. What nobody has open need not be writable, either."""
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    return f"{path.resolve().as_uri()}?mode=ro{alone}"


def _of_database(db: Database) -> Evidence:
    texts = db.execute("SELECT count(*) FROM version").fetchone()[0]
    return Evidence(
        rows=lambda: audit.rows(db),
        witnesses=tuple(remembered(db)),
        texts=texts,
        contradictions=tuple(contradictions(db)),
    )


#: What stands in the tables and not in the history, each with its sentence.
_UNKNOWN_TO_IT = {
    "approval {0} stands at {1}, and its last row says otherwise": (
        "SELECT request.id, request.state FROM request JOIN audit ON audit.seq ="
        " (SELECT max(seq) FROM audit WHERE request = request.id)"
        " WHERE json_extract(detail, '$.to') IS NOT request.state"
    ),
    "approval {0} is not in the history": (
        "SELECT id FROM request WHERE state <> 'DRAFT' AND NOT EXISTS (SELECT 1 FROM audit WHERE request = request.id)"
    ),
    "version {1} of approval {0} is in no row": (
        "SELECT version.request, number FROM version JOIN request ON request.id = version.request"
        " WHERE state <> 'DRAFT' AND NOT EXISTS (SELECT 1 FROM audit"
        " WHERE audit.request = version.request AND json_extract(detail, '$.sha') = version.sha)"
    ),
    "what {1} decided about approval {0} is in no row": (
        "SELECT request, by FROM decision WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.request = decision.request"
        " AND audit.at = decision.at AND decision.by IN (audit.by, json_extract(audit.detail, '$.yes_of')))"
    ),
}


def contradictions(db: Database) -> Iterator[Finding]:
    """Texts that are not what was sent, and states and decisions that the history does not know of."""
    for request, number, content, sha in db.execute("SELECT request, number, content, sha FROM version"):
        if hashlib.sha256(content.encode()).hexdigest() != sha:
            yield _contradicted(f"version {number} of approval {request} is another text than was sent")
    for said, sql in _UNKNOWN_TO_IT.items():
        for row in db.execute(sql):
            yield _contradicted(said.format(*row))


def _contradicted(said: str) -> Finding:
    return Finding(fault=Fault.CONTRADICTED, seq=0, said=said)


def _exported(path: Path) -> list[Row]:
    text = path.read_text(encoding="utf-8-sig")
    if not text.strip():
        raise ValueError("it is empty")
    return [_row(each) for each in (_of_json(text) if text.lstrip()[:1] in "[{" else _of_csv(text))]


def _of_json(text: str) -> Iterable[Mapping[str, Any]]:
    """A list of rows, an object with the list as its `history`, or a row a line."""
    try:
        read = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return read if isinstance(read, list) else read["history"]


def _of_csv(text: str) -> Iterable[Mapping[str, Any]]:
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    table = csv.DictReader(lines, strict=True)
    if missing := set(Row._fields) - set(table.fieldnames or ()):
        raise ValueError(f"it has no column {', '.join(sorted(missing))}")
    return table


def _row(each: Mapping[str, Any]) -> Row:
    """`detail` may be written out, as JSON in JSON is hard to read."""
    detail = each["detail"]
    if not isinstance(detail, str):
        detail = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    known = {name: str(each[name]) for name in ("what", "by", "at", "previous", "sha")}
    return Row(seq=int(each["seq"]), request=int(each["request"]), detail=detail, **known)
