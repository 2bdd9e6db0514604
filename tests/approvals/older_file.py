"""A state file as it was when any one director decided about everything, written as the bot wrote it then."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from approvals import migrations as approvals
from approvals.history import audit
from delivery import migrations as delivery
from storage import migrations as storage
from storage.moments import stamp
from tests.approvals.office import DIRECTOR, MANAGER, NOW, OTHER

#: What happened to each request: (event, by whom, where it led), in this order. The state is where the last led.
LIVES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "DRAFT": (),
    "IN_REVIEW": (("Submit", MANAGER, "IN_REVIEW"),),
    "NEEDS_ROUTING": (("Submit", MANAGER, "NEEDS_ROUTING"),),
    "CHANGES_REQUESTED": (
        ("Submit", MANAGER, "IN_REVIEW"),
        ("RequestChanges", DIRECTOR, "CHANGES_REQUESTED"),
    ),
    "APPROVED": (
        ("Submit", MANAGER, "IN_REVIEW"),
        ("Approve", OTHER, "APPROVED"),
        ("Edit", MANAGER, "IN_REVIEW"),
        ("Approve", DIRECTOR, "APPROVED"),
    ),
    "CANCELLED": (("Submit", MANAGER, "IN_REVIEW"), ("Cancel", MANAGER, "CANCELLED")),
    "EXPIRED": (("Submit", MANAGER, "IN_REVIEW"), ("Expire", "clock", "EXPIRED")),
}
STATES = tuple(LIVES)
REASON = "Say where it is spun."


def written(path: Path) -> Path:
    """A request in every state there was, its versions, decisions, cards and history; returns `path`."""
    with closing(Database(path)) as db:
        for migrations in (*storage.ALL, *delivery.ALL):
            migrations.apply(db)
        approvals.MIGRATIONS.apply(db, stop_before="routes")
        for number, happened in enumerate(LIVES.values(), 1):
            _request(db, number, happened)
        db.conn.commit()
    return path


def text_of(number: int, version: int) -> str:
    """The content of a version, as JSON of the fields there were."""
    content = {
        "kind": "product_copy", "title": f"Coat {number}", "text": f"Spun in Donegal, {version}.", "link": "",
        "about": "ARAN-1", "where": "", "goes_live": "", "zone": "Europe/London",
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha_of(number: int, version: int) -> str:
    """The fingerprint of that version, as it stands on its cards."""
    return hashlib.sha256(text_of(number, version).encode()).hexdigest()


def _request(db: Database, number: int, happened: tuple[tuple[str, str, str], ...]) -> None:
    at = NOW
    db.execute(
        "INSERT INTO request (id, state, requester, version, created_at, changed_at, changed_by)"
        " VALUES (?, 'DRAFT', ?, 1, ?, ?, ?)", (number, MANAGER, stamp(at), stamp(at), MANAGER),
    )  # fmt: skip
    _version(db, number, 1, stamp(at))
    for place, audience in ((MANAGER, "requester"), (DIRECTOR, "approver"), (OTHER, "approver")):
        db.execute("INSERT INTO card VALUES (?, ?, ?)", (number, place, audience))
    state, version = "DRAFT", 1
    for what, by, leads_to in happened:
        at += timedelta(minutes=1)
        detail = {"from": state, "to": leads_to, "version": version}
        if what == "Edit":
            version += 1
            _version(db, number, version, stamp(at))
            db.execute("UPDATE decision SET voided_at = ? WHERE request = ?", (stamp(at), number))
            detail |= {"version": version, "changed": ["text"]}  # type: ignore[dict-item]
        if what in ("Approve", "RequestChanges"):
            _decision(db, number, version, by, what, stamp(at))
        if what in ("Submit", "Edit", "Approve", "RequestChanges"):
            detail |= {"sha": sha_of(number, version)}
        db.execute(
            "UPDATE request SET state = ?, version = ?, approved_version = ?, changed_at = ?, changed_by = ? WHERE id = ?",
            (leads_to, version, version if leads_to == "APPROVED" else None, stamp(at), by, number),
        )
        audit.add(db, number, what, by=by, at=at, detail=detail)
        state = leads_to


def _version(db: Database, number: int, version: int, at: str) -> None:
    db.execute(
        "INSERT INTO version (request, number, content, sha, by, at) VALUES (?, ?, ?, ?, ?, ?)",
        (number, version, text_of(number, version), sha_of(number, version), MANAGER, at),
    )


def _decision(db: Database, number: int, version: int, by: str, what: str, at: str) -> None:
    verdict, reason = ("approved", "") if what == "Approve" else ("changes", REASON)
    db.execute(
        "INSERT INTO decision (request, version, sha, by, verdict, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, version, sha_of(number, version), by, verdict, reason, at),
    )
