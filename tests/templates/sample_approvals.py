"""Values for the templates about content that waits for a yes."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace as Thing
from typing import Any

from approvals.content import KINDS, Content
from approvals.content import changes as content_changes
from approvals.policy.explaining import Because, Part, Voice
from approvals.policy.in_force import ANY_DIRECTOR, DIRECTORS
from approvals.request import Decision, Request, State, Suggestion, Verdict, Version
from approvals.roster import Roster
from commands.approval_standing import Standing, standing_of
from commands.approval_why import REASONS
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


def facts(found: Request, *, edited: bool = False) -> Standing:
    made = replace(found.content, title="Aran Coat, warmer", text="The warmest coat we have ever made.")
    edit = Suggestion(
        stage="Director", version=2, by=DIRECTOR, content=made, sha=made.sha, approves=True, at=NOW
    )
    return replace(
        standing_of(found),
        suggestion=edit if edited else None,
        suggested=content_changes(found.content, made) if edited else (),
    )


def card(spell: Spell) -> dict[str, Any]:
    found = request(spell)
    return {
        "request": found,
        "audience": "approver",
        "facts": facts(found),
        "changed": found.changed_fields,
        "kinds": KINDS,
        "stakes": sample_stakes.first(spell),
        "buttons": [
            ("Approve v2", "approval.approve", "214:2:9f8e7d6c:0", "primary"),
            ("Request changes", "approval.changes", "214:2:9f8e7d6c:0"),
        ],
        "more": [("Comment…", "approval.comment", "214"), ("Details and history", "approval.show", "214")],
    }


def decided(spell: Spell) -> dict[str, Any]:
    found = request(spell, State.CHANGES_REQUESTED)
    return {
        "request": found,
        "audience": "requester",
        "facts": facts(found, edited=True),
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
    found = request(spell)
    history = [
        Thing(at=NOW, who=MANAGER, what=spell("submitted"), reason="", version=1, whom=""),
        Thing(
            at=NOW,
            who=DIRECTOR,
            what="asked for changes",
            reason=spell("Needs proof."),
            version=None,
            whom="U0OTHER",
        ),
    ]
    apart = [("Emergency publish…", "approval.emergency", "214", "danger")]
    return {
        "request": found,
        "facts": facts(found, edited=True),
        "history": history,
        "stakes": sample_stakes.second(spell),
        "changed": found.changed_fields,
        "apart": apart,
    }


def approval_diff(spell: Spell) -> dict[str, Any]:
    longer = Thing(
        field="text", label="text", before=spell("The warmest coat. " * 9), after=spell("Warm. " * 20)
    )
    return {"request": request(spell), "before": 1, "changed": (*request(spell).changed_fields, longer)}


def approval_offered(spell: Spell) -> dict[str, Any]:
    return {
        "request": request(spell),
        "buttons": [("Approve v3", "approval.approve", "12:3:ab12cd34:0", "primary")],
    }


def approval_bulk(spell: Spell) -> dict[str, Any]:
    left = [
        {"request": request(spell), "changed": True, "said": "v3 is current."},
        {"request": None, "changed": False, "said": "I know of no approval 9."},
    ]
    return {"approved": 7, "changed": 1, "left": left}


def approval_why(spell: Spell) -> dict[str, Any]:
    asked = request(spell)
    stage = replace(ANY_DIRECTOR.stages[0], name=spell("Director"), who=(spell("directors"),))
    may = (
        Voice(user=DIRECTOR, because=Because.ASKED),
        Voice(user="U0OTHER", because=Because.STANDS_IN, other=DIRECTOR),
    )
    may_not = (
        Voice(user=MANAGER, because=Because.AUTHOR),
        Voice(user="U0OTHER", because=Because.GONE),
    )
    parts = [
        Part(stage=stage, stands=stands, enough="2", need=2, heard=heard, may=may, may_not=may_not)
        for stands, heard in (("done", 2), ("waiting", 1), ("later", 0))
    ]
    return {
        "request": replace(asked, route=replace(asked.route, name=spell("Big discounts"))),
        "rule": spell("Promotional email of Knitwear"),
        "current": False,
        "parts": parts,
        "reasons": REASONS,
        "to_you": spell("You may not: you are not one of directors."),
        "buttons": [
            ("Open", "approval.show", "214"),
            ("Hold it to today's policy", "approval.reroute", "214"),
        ],
    }


def approval_new(spell: Spell) -> dict[str, Any]:
    initial = {
        "kind": "ad",
        "title": spell("Aran Coat"),
        "text": spell("The warmest coat."),
        "link": "https://example.com/a",
        "product": [(spell("Aran Coat"), "AC-1042")],
        "campaign": (spell("BF-Early"), "BF-Early"),
        "discount": "12.5",
        "terms": spell("While stocks last."),
        "live": 1795716000,
    }
    return {
        "kinds": [(spell(label), name) for name, label in KINDS.items()],
        "callback": "approvals.new",
        "initial": initial,
        "shown": ("price", "discount", "ends", "terms", "line", "markets", "until", "note"),
        "lines": [(spell("Knitwear"), "Knitwear")],
        "approves": True,
        "checklist": [spell("Links tested"), "Unsubscribe is there"],
        "asked": [DIRECTOR],
    }


def approval_log(spell: Spell) -> dict[str, Any]:
    row = (
        "7",
        "2026-11-23 08:01:00",
        "214 v2",
        "RequestChanges",
        DIRECTOR,
        spell("reason=Needs proof."),
        "9f86d081884c",
    )
    return {"rows": [row, row], "count": 2, "number": 214, "head": Thing(seq=7, sha="9f86d081884c7d659a2f")}


def approval_export(spell: Spell) -> dict[str, Any]:
    table = spell("request,title\n214,Aran Coat\n") * 3
    return {"table": table, "count": 3, "events": 7, "head": Thing(seq=7, sha="9f86d081884c7d659a2f")}


def approval_calendar(spell: Spell) -> dict[str, Any]:
    freeze = Thing(name=spell("Black Friday"), kinds=("homepage_banner",), exception=None)
    entries = [
        {"at": NOW, "request": None, "freeze": freeze, "until": NOW},
        {"at": NOW, "request": request(spell, State.SCHEDULED), "freeze": None},
    ]
    return {"days": {NOW.date(): entries}, "left": 2, "kinds": KINDS, "now": NOW}


def bulk_form(spell: Spell) -> dict[str, Any]:
    choices = [(spell("v2 · Aran Coat"), "214:2:9f8e7d6c:0", spell("Changed: text"))]
    return {"choices": choices, "left": 3, "callback": "approvals.bulk"}


def check_form(spell: Spell) -> dict[str, Any]:
    ticks = [spell("Links tested"), spell("Unsubscribe is there")]
    return {"request": request(spell), "checklist": ticks, "callback": "approvals.check"}


def words_form(spell: Spell) -> dict[str, Any]:
    saying = Thing(
        title="Pull it back", asks="What is wrong?", hint="All get it.", submit="Pull back", optional=False
    )
    return {"request": request(spell), "saying": saying, "reason": "", "callback": "approvals.words"}


def emergency_form(spell: Spell) -> dict[str, Any]:
    asked = {"reason": spell("The price is wrong."), "skipped": [DIRECTOR, "U0OTHER"]}
    return words_form(spell) | asked


def pass_form(spell: Spell) -> dict[str, Any]:
    return {"request": request(spell), "others": [DIRECTOR, "U0OTHER"], "callback": "approvals.pass"}


def changes(spell: Spell) -> dict[str, Any]:
    return {"request": request(spell), "callback": "approvals.changes", "metadata": "214:2:9f8e7d6c"}


def witness(_: Spell) -> dict[str, Any]:
    return {"seq": 1204, "seal": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
