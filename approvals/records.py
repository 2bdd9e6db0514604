"""Requests, versions, decisions and their history in the state file, which refuses what must never happen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from approvals.content import Content, packed, unpacked
from approvals.request import Decision, Request, State, Verdict, Version
from storage.moments import moment, stamp


class Changed(Exception):
    """Somebody else saved the request in between; nothing of this transaction may stand."""


def create(db: Database, requester: str, content: Content, *, now: datetime) -> Request:
    """Keep a new draft with its first version."""
    made = db.execute(
        "INSERT INTO request (state, requester, version, created_at, changed_at, changed_by)"
        " VALUES ('DRAFT', ?, 1, ?, ?, ?)",
        (requester, stamp(now), stamp(now), requester),
    )
    first = Version(number=1, content=content, by=requester, at=now)
    number = int(made.lastrowid or 0)
    _add_version(db, number, first)
    return Request(
        id=number,
        state=State.DRAFT,
        requester=requester,
        versions=(first,),
        created_at=now,
        changed_at=now,
        changed_by=requester,
    )


def load(db: Database, number: int) -> Request | None:
    """The request with this number, as it stands."""
    for row in list(db.query("SELECT * FROM request WHERE id = ?", (number,))):
        return _request(db, row)
    return None


def save(db: Database, before: Request, after: Request) -> None:
    """Write what one step changed. Raises Changed when `before` is not what is stored."""
    for version in after.versions[len(before.versions) :]:
        _add_version(db, after.id, version)
    if after.version != before.version:
        db.execute(
            "UPDATE decision SET voided_at = ? WHERE request = ? AND voided_at IS NULL",
            (stamp(after.changed_at), after.id),
        )
    for decision in after.decisions[len(before.decisions) :]:
        _add_decision(db, after.id, decision)
    saved = db.execute(
        "UPDATE request SET state = ?, version = ?, approved_version = ?, changed_at = ?, changed_by = ?"
        " WHERE id = ? AND state = ? AND version = ? AND changed_at = ?",
        (
            *(after.state.name, after.version.number, after.approved_version),
            *(stamp(after.changed_at), after.changed_by),
            *(before.id, before.state.name, before.version.number, stamp(before.changed_at)),
        ),
    )
    if saved.rowcount != 1:
        raise Changed(f"approval {after.id} changed while it was being decided")


def find(db: Database, where: str = "1", *values: str) -> list[Request]:
    """Requests that fit a condition on their table, oldest first."""
    rows = list(db.query(f"SELECT * FROM request WHERE {where} ORDER BY id", values))  # noqa: S608
    return [_request(db, row) for row in rows]


def show_in(db: Database, request: int, place: str, audience: str) -> None:
    """Remember that a card of the request stands in `place`."""
    db.execute(
        "INSERT INTO card (request, place, audience) VALUES (?, ?, ?)"
        " ON CONFLICT (request, place) DO UPDATE SET audience = excluded.audience",
        (request, place, audience),
    )


def shown_in(db: Database, request: int) -> dict[str, str]:
    """Every place that has a card of the request, and for which audience."""
    rows = db.query("SELECT place, audience FROM card WHERE request = ? ORDER BY rowid", (request,))
    return {row["place"]: row["audience"] for row in rows}


def _request(db: Database, row: Mapping[str, Any]) -> Request:
    versions = db.query("SELECT * FROM version WHERE request = ? ORDER BY number", (row["id"],))
    decisions = db.query("SELECT * FROM decision WHERE request = ? ORDER BY id", (row["id"],))
    return Request(
        id=row["id"],
        state=State[row["state"]],
        requester=row["requester"],
        versions=tuple(_version(version) for version in versions),
        decisions=tuple(_decision(decision) for decision in decisions),
        approved_version=row["approved_version"],
        created_at=moment(row["created_at"]),
        changed_at=moment(row["changed_at"]),
        changed_by=row["changed_by"],
    )


def _version(row: Mapping[str, Any]) -> Version:
    content = unpacked(row["content"])
    return Version(number=row["number"], content=content, by=row["by"], at=moment(row["at"]))


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        version=row["version"],
        sha=row["sha"],
        by=row["by"],
        verdict=Verdict(row["verdict"]),
        at=moment(row["at"]),
        reason=row["reason"],
        live=row["voided_at"] is None,
    )


def _add_version(db: Database, request: int, version: Version) -> None:
    db.execute(
        "INSERT INTO version (request, number, content, sha, by, at) VALUES (?, ?, ?, ?, ?, ?)",
        (request, version.number, packed(version.content), version.sha, version.by, stamp(version.at)),
    )


def _add_decision(db: Database, request: int, said: Decision) -> None:
    db.execute(
        "INSERT INTO decision (request, version, sha, by, verdict, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (request, said.version, said.sha, said.by, said.verdict.value, said.reason, stamp(said.at)),
    )
