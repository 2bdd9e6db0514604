"""Requests, versions, decisions and their history in the state file, which refuses what must never happen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from approvals import route as routes
from approvals.content import Content, packed, unpacked
from approvals.request import (
    Decision,
    Emergency,
    Move,
    Request,
    State,
    Suggestion,
    Verdict,
    Version,
    Wait,
)
from approvals.route import Route
from storage.moments import moment, stamp


@dataclass(frozen=True, kw_only=True)
class Comment:
    """Something said about one version, which decides nothing."""

    version: int
    by: str
    text: str
    at: datetime


class Changed(Exception):
    """Somebody else saved the request in between; nothing of this transaction may stand."""


def create(db: Database, requester: str, content: Content, *, route: Route, now: datetime) -> Request:
    """Keep a new draft with its first version, held to `route`."""
    made = db.execute(
        "INSERT INTO request (state, requester, version, route, created_at, changed_at, changed_by)"
        " VALUES ('DRAFT', ?, 1, ?, ?, ?, ?)",
        (requester, routes.packed(route), stamp(now), stamp(now), requester),
    )
    first = Version(number=1, content=content, by=requester, at=now, sha=content.sha)
    number = int(made.lastrowid or 0)
    _add_version(db, number, first)
    _add_stages(db, number, route)
    return Request(
        id=number,
        state=State.DRAFT,
        requester=requester,
        versions=(first,),
        route=route,
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
    at = stamp(after.changed_at)
    for version in after.versions[len(before.versions) :]:
        _add_version(db, after.id, version)
    _save_decisions(db, before, after, at)
    _save_suggestions(db, before, after, at)
    for move in after.moves[len(before.moves) :]:
        db.execute(
            "INSERT INTO move (request, stage, away, passed_to) VALUES (?, ?, ?, ?)",
            (after.id, move.stage, move.away, move.to),
        )
    _save_waits(db, before, after)
    if after.route != before.route:
        db.execute("DELETE FROM stage WHERE request = ?", (after.id,))
        _add_stages(db, after.id, after.route)
    if after.emergency and after.emergency != before.emergency:
        mark = after.emergency
        db.execute(
            "INSERT INTO emergency (request, version, by, reason, at) VALUES (?, ?, ?, ?, ?)",
            (after.id, mark.version, mark.by, mark.reason, stamp(mark.at)),
        )
    _save_request(db, before, after)


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


def comment(db: Database, request: Request, by: str, text: str, *, at: datetime) -> None:
    """Keep what somebody said about the current version."""
    db.execute(
        "INSERT INTO comment (request, version, by, text, at) VALUES (?, ?, ?, ?, ?)",
        (request.id, request.version.number, by, text.strip(), stamp(at)),
    )


def comments(db: Database, request: int) -> list[Comment]:
    """What was said about any version, oldest first."""
    rows = db.query("SELECT * FROM comment WHERE request = ? ORDER BY id", (request,))
    return [
        Comment(version=row["version"], by=row["by"], text=row["text"], at=moment(row["at"])) for row in rows
    ]


# Writing


def _save_request(db: Database, before: Request, after: Request) -> None:
    saved = db.execute(
        "UPDATE request SET state = ?, version = ?, approved_version = ?, emergency_version = ?, route = ?,"
        " escalated = ?, fence = ?, problem = ?, changed_at = ?, changed_by = ?"
        " WHERE id = ? AND state = ? AND version = ? AND changed_at = ? AND fence = ?",
        (
            *(after.state.name, after.version.number, after.approved_version),
            *(after.emergency and after.emergency.version, routes.packed(after.route)),
            *(json.dumps(sorted(after.escalated)), after.fence, after.problem),
            *(stamp(after.changed_at), after.changed_by),
            *(before.id, before.state.name, before.version.number, stamp(before.changed_at), before.fence),
        ),
    )
    if saved.rowcount != 1:
        raise Changed(f"approval {after.id} changed while it was being decided")


def _save_decisions(db: Database, before: Request, after: Request, at: str) -> None:
    """What is void first, so that a new decision does not meet the old one."""
    ids = [
        row["id"] for row in db.query("SELECT id FROM decision WHERE request = ? ORDER BY id", (after.id,))
    ]
    for number, old, new in zip(ids, before.decisions, after.decisions, strict=False):
        if old.live and not new.live:
            db.execute("UPDATE decision SET voided_at = ? WHERE id = ?", (at, number))
        elif old.counts_for != new.counts_for:
            db.execute("UPDATE decision SET counts_for = ? WHERE id = ?", (new.counts_for, number))
    for said in after.decisions[len(before.decisions) :]:
        _add_decision(db, after.id, said)


def _save_suggestions(db: Database, before: Request, after: Request, at: str) -> None:
    ids = [
        row["id"] for row in db.query("SELECT id FROM suggestion WHERE request = ? ORDER BY id", (after.id,))
    ]
    for number, old, new in zip(ids, before.suggestions, after.suggestions, strict=False):
        if old.open and not new.open:
            db.execute("UPDATE suggestion SET closed_at = ? WHERE id = ?", (at, number))
    for made in after.suggestions[len(before.suggestions) :]:
        _add_suggestion(db, after.id, made)


def _save_waits(db: Database, before: Request, after: Request) -> None:
    for old, new in zip(before.waits, after.waits, strict=False):
        if new.until and not old.until:
            db.execute(
                "UPDATE wait SET until = ? WHERE request = ? AND stage = ? AND until IS NULL",
                (stamp(new.until), after.id, new.stage),
            )
    for wait in after.waits[len(before.waits) :]:
        db.execute(
            "INSERT INTO wait (request, stage, since, until) VALUES (?, ?, ?, ?)",
            (after.id, wait.stage, stamp(wait.since), wait.until and stamp(wait.until)),
        )


def _add_version(db: Database, request: int, version: Version) -> None:
    db.execute(
        "INSERT INTO version (request, number, content, sha, by, at) VALUES (?, ?, ?, ?, ?, ?)",
        (request, version.number, packed(version.content), version.sha, version.by, stamp(version.at)),
    )


def _add_stages(db: Database, request: int, route: Route) -> None:
    for stage in route.stages:
        db.execute(
            "INSERT INTO stage (request, name, enough) VALUES (?, ?, ?)",
            (request, stage.name, stage.at_least),
        )


def _add_decision(db: Database, request: int, said: Decision) -> None:
    db.execute(
        "INSERT INTO decision (request, stage, version, sha, counts_for, by, acting_for, roles, verdict, reason, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(request, said.stage, said.version, said.sha, said.counts_for, said.by, said.acting_for),
            *(json.dumps(said.roles), said.verdict.value, said.reason, stamp(said.at)),
        ),
    )


def _add_suggestion(db: Database, request: int, made: Suggestion) -> None:
    db.execute(
        "INSERT INTO suggestion (request, stage, version, by, acting_for, content, sha, approves, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(request, made.stage, made.version, made.by, made.acting_for, packed(made.content), made.sha),
            *(int(made.approves), stamp(made.at)),
        ),
    )


# Reading


def _request(db: Database, row: Mapping[str, Any]) -> Request:
    def rows(table: str, order: str = "id") -> Iterator[Mapping[str, Any]]:
        return db.query(f"SELECT * FROM {table} WHERE request = ? ORDER BY {order}", (row["id"],))  # noqa: S608

    emergencies = tuple(map(_emergency, rows("emergency", "rowid")))
    return Request(
        id=row["id"],
        state=State[row["state"]],
        requester=row["requester"],
        versions=tuple(map(_version, rows("version", "number"))),
        route=routes.unpacked(row["route"]),
        decisions=tuple(map(_decision, rows("decision"))),
        suggestions=tuple(map(_suggestion, rows("suggestion"))),
        moves=tuple(Move(stage=one["stage"], away=one["away"], to=one["passed_to"]) for one in rows("move")),
        waits=tuple(map(_wait, rows("wait"))),
        escalated=frozenset(json.loads(row["escalated"])),
        emergency=emergencies[-1] if emergencies else None,
        approved_version=row["approved_version"],
        fence=row["fence"],
        problem=row["problem"],
        created_at=moment(row["created_at"]),
        changed_at=moment(row["changed_at"]),
        changed_by=row["changed_by"],
    )


def _version(row: Mapping[str, Any]) -> Version:
    content = unpacked(row["content"])
    return Version(number=row["number"], content=content, by=row["by"], at=moment(row["at"]), sha=row["sha"])


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        stage=row["stage"],
        version=row["version"],
        sha=row["sha"],
        by=row["by"],
        verdict=Verdict(row["verdict"]),
        at=moment(row["at"]),
        counts_for=row["counts_for"],
        roles=tuple(json.loads(row["roles"])),
        acting_for=row["acting_for"],
        reason=row["reason"],
        live=row["voided_at"] is None,
    )


def _suggestion(row: Mapping[str, Any]) -> Suggestion:
    return Suggestion(
        stage=row["stage"],
        version=row["version"],
        by=row["by"],
        acting_for=row["acting_for"],
        content=unpacked(row["content"]),
        sha=row["sha"],
        approves=bool(row["approves"]),
        at=moment(row["at"]),
        open=row["closed_at"] is None,
    )


def _wait(row: Mapping[str, Any]) -> Wait:
    until = row["until"]
    return Wait(stage=row["stage"], since=moment(row["since"]), until=moment(until) if until else None)


def _emergency(row: Mapping[str, Any]) -> Emergency:
    return Emergency(version=row["version"], by=row["by"], reason=row["reason"], at=moment(row["at"]))
