"""Values for the templates about content that waits for a yes."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from approvals.content import KINDS, Content
from approvals.policy import ANY_DIRECTOR, DIRECTORS
from approvals.request import Decision, Request, State, Verdict, Version
from approvals.roster import Roster
from tests.templates import sample_stakes
from tests.templates.sample_values import DIRECTOR, MANAGER, NOW, Spell


def request(spell: Spell, state: State = State.IN_REVIEW, number: int = 214) -> Request:
    content = Content(
        kind="product_copy",
        title=spell("Aran Coat"),
        text=spell("The warmest coat we make.\nNow at its lowest price ever."),
        link="https://example.com/assets/aran?v=3&size=large",
        about=spell("AC-1042 Aran Coat"),
        where=spell("Product page"),
        goes_live="2026-11-26T18:00",
        zone="Europe/London",
    )
    first = Content(kind="product_copy", title=spell("Aran Coat"), text=spell("The warmest coat."))
    said = Decision(
        stage="Director",
        counts_for=2,
        version=2,
        sha=content.sha,
        by=DIRECTOR,
        verdict=Verdict.CHANGES,
        at=NOW,
        reason=spell("“Lowest ever” needs proof."),
    )
    return Request(
        id=number,
        state=state,
        requester=MANAGER,
        created_at=NOW,
        changed_at=NOW,
        changed_by=MANAGER,
        route=ANY_DIRECTOR,
        roster=Roster(roles={DIRECTORS: (DIRECTOR, "U0OTHER")}),
        versions=(
            Version(number=1, content=first, by=MANAGER, at=NOW, sha=first.sha),
            Version(number=2, content=content, by=MANAGER, at=NOW, sha=content.sha),
        ),
        decisions=(said,) if state is State.CHANGES_REQUESTED else (),
    )


def card(spell: Spell) -> dict[str, Any]:
    return {
        "request": request(spell),
        "audience": "approver",
        "decides": True,
        "asked": (DIRECTOR, "U0OTHER"),
        "value": "214:2:9f8e7d6c:0",
        "kinds": KINDS,
        "stakes": sample_stakes.first(spell),
    }


def decided(spell: Spell) -> dict[str, Any]:
    return {
        "request": request(spell, State.CHANGES_REQUESTED),
        "audience": "requester",
        "decides": False,
        "value": "214:2:9f8e7d6c",
        "buttons": [("Edit", "approval.edit", "214")],
    }


def news(spell: Spell) -> dict[str, Any]:
    return {
        "request": request(spell, State.CHANGES_REQUESTED),
        "news": "changes",
        "decides": False,
        "value": "214:2:9f8e7d6c",
    }


def approval_list(spell: Spell) -> dict[str, Any]:
    return {
        "waiting": [request(spell)],
        "mine": [request(spell, State.APPROVED, 209)],
        "buttons": [("New request", "approval.new", "")],
    }


def approval_show(spell: Spell) -> dict[str, Any]:
    history = [
        Thing(at=NOW, who=MANAGER, what=spell("submitted v1"), reason=""),
        Thing(at=NOW, who=DIRECTOR, what="asked for changes", reason=spell("Needs proof.")),
    ]
    changed = [
        Thing(label="text", before=spell("The warmest coat."), after=spell("The warmest coat we make."))
    ]
    return {
        "request": request(spell),
        "history": history,
        "stakes": sample_stakes.second(spell),
        "changed": changed,
        "decides": True,
        "asked": (DIRECTOR, "U0OTHER"),
        "value": "214:2:9f8e7d6c:0",
    }


def approval_new(spell: Spell) -> dict[str, Any]:
    initial = {
        "kind": "ad",
        "title": spell("Aran Coat"),
        "text": spell("The warmest coat."),
        "link": "https://example.com/a",
        "product": (spell("Aran Coat"), "AC-1042"),
        "live": 1795716000,
    }
    return {
        "kinds": [(spell(label), name) for name, label in KINDS.items()],
        "callback": "approvals.new",
        "initial": initial,
        "approvers": [DIRECTOR],
    }


def changes(spell: Spell) -> dict[str, Any]:
    return {"request": request(spell), "callback": "approvals.changes", "metadata": "214:2:9f8e7d6c"}


def witness(_: Spell) -> dict[str, Any]:
    return {"seq": 1204, "seal": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
