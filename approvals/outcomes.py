"""What became of each request, and when: what the figures about approvals are told by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from approvals.content import Content, unpacked
from storage.moments import moment

#: The states that a decision leads to: a yes of everybody who was asked, or a final no.
YES = frozenset(("APPROVED", "SCHEDULED"))
NO = frozenset(("REJECTED",))
#: What ended without anybody wanting it live any more.
CALLED_OFF = frozenset(("CANCELLED", "REJECTED"))

OVER = CALLED_OFF | {"PUBLISHED", "EXPIRED"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One request that was sent: by whom and of which kind, and the moments of its way, None where they did not come.

    `decided` is its first last yes, or its final no; `version` the one that got the yes, None without one. `planned` is
    when it was to go live, by the last word said before that moment had passed. `called_off`: nobody wants it any more; `over`: it
    has come to its end, whichever.
    """

    id: int
    kind: str
    requester: str
    sent: datetime
    decided: datetime | None = None
    version: int | None = None
    planned: datetime | None = None
    live: datetime | None = None
    called_off: bool = False
    over: bool = False


def all_of(db: Database) -> list[Outcome]:
    """Every request that was ever sent, oldest first."""
    versions: dict[int, list[tuple[Content, datetime]]] = {}
    for row in db.query("SELECT request, content, at FROM version ORDER BY request, number"):
        versions.setdefault(row["request"], []).append((unpacked(row["content"]), moment(row["at"])))
    steps: dict[int, list[tuple[str, datetime, dict[str, Any]]]] = {}
    for row in db.query("SELECT request, what, at, detail FROM audit ORDER BY seq"):
        steps.setdefault(row["request"], []).append(
            (row["what"], moment(row["at"]), json.loads(row["detail"]))
        )
    rows = db.query("SELECT id, requester, state FROM request ORDER BY id")
    return [
        _outcome(row["id"], row["requester"], row["state"], versions[row["id"]], steps.get(row["id"], ()))
        for row in rows
        if row["state"] != "DRAFT"
    ]


def _outcome(
    number: int,
    requester: str,
    state: str,
    versions: Sequence[tuple[Content, datetime]],
    steps: Sequence[tuple[str, datetime, dict[str, Any]]],
) -> Outcome:
    reached = [(detail.get("to", ""), at, detail) for _, at, detail in steps]
    decided = next(((to, at, detail) for to, at, detail in reached if to in YES | NO), None)
    return Outcome(
        id=number,
        kind=versions[-1][0].kind,
        requester=requester,
        sent=next((at for what, at, _ in steps if what == "Submit"), versions[0][1]),
        decided=decided[1] if decided else None,
        version=decided[2].get("version") if decided and decided[0] in YES else None,
        planned=planned(versions),
        live=next((at for to, at, _ in reached if to == "PUBLISHED"), None),
        called_off=state in CALLED_OFF,
        over=state in OVER,
    )


def planned(versions: Iterable[tuple[Content, datetime]]) -> datetime | None:
    """When it was to go live: a later version counts only if it was made before the moment planned until then."""
    plan: datetime | None = None
    for content, made in versions:
        if plan is None or made <= plan:
            plan = content.live_at
    return plan
