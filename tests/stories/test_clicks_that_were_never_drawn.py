"""Signed presses and forms that no card offered: whoever may not, does not, whatever the payload says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from approvals.cards import Button
from approvals.content import Content
from approvals.events import Hold, Publish, WentLive
from approvals.request import Request, Verdict
from commands import routes
from sandbox.courier import interaction
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

MARCUS, DANA = "U0MARCUS", "U0DANA"
#: Whom no request of Marcus concerns: of the team, a guest, of another company.
UNCONCERNED = ("U0VERA", "U0AIKO", "U0GIL", "U0PIA")
#: What would count as deciding, were it not one's own work.
OF_ONES_OWN = (
    "approval.approve",
    "approvals.check",
    "approvals.bulk",
    "approvals.changes",
    "approvals.suggest",
)
OWN_WORDS = ("object", "emergency")
#: What only draws the form anew in which it stands, and cannot come from elsewhere.
REDRAWS = {"approval.kind", "approval.fields"}
PRESSES = [name for name in routes.ACTIONS if name.startswith("approval.") and name not in REDRAWS]
FORMS = [name for name in routes.FORMS if name.startswith("approvals.")]

Forged = tuple[str, str, str, Any]


def requests(stage: Stage) -> Iterator[Request]:
    """One of Marcus's requests in each state that a press could change."""
    desk, now = stage.running.bot.context.desk, MONDAY

    def made(title: str) -> Request:
        copy = Content(kind="product_copy", title=title, text="Warm and dry.", zone="Europe/London")
        found = desk.submit(MARCUS, copy, now=now).request
        assert found
        return found

    def decided(title: str, verdict: Verdict) -> Request:
        one = made(title)
        shown = Button(request=one.id, version=1, sha=one.version.sha[:8])
        outcome = desk.decide(shown, by=DANA, verdict=verdict, reason="Say where it is spun.", now=now)
        assert outcome.accepted and outcome.request
        return outcome.request

    def going(title: str) -> Request:
        outcome = desk.happen(
            decided(title, Verdict.APPROVED).id, Publish(by=DANA, at=now + timedelta(hours=1)), now=now
        )
        assert outcome.accepted and outcome.request
        return outcome.request

    yield made("in review")
    yield decided("approved", Verdict.APPROVED)
    yield decided("changes wanted", Verdict.CHANGES)
    held = made("on hold")
    assert desk.happen(held.id, Hold(by=MARCUS, at=now), now=now).accepted
    yield held
    yield going("going live")
    live = going("live")
    assert desk.happen(live.id, WentLive(by=DANA, at=now, fence=live.fence), now=now).accepted
    yield live
    gone = made("called off")
    assert desk.cancel(gone.id, by=MARCUS, now=now).accepted
    yield gone


def forgeries(request: Request) -> Iterator[Forged]:
    """Who presses or sends what, and with which words, about a request."""
    for user in UNCONCERNED:
        yield from ((user, name, value, None) for name in PRESSES for value in values(name, request))
        yield from ((user, name, value, words) for name in FORMS for value, words in forms(name, request))
    for name in OF_ONES_OWN:
        if name in PRESSES:
            yield MARCUS, name, shown(request), None
        else:
            yield from ((MARCUS, name, value, words) for value, words in forms(name, request))
    for what in OWN_WORDS:
        yield (
            MARCUS,
            "approvals.words",
            metadata(request, what=what, reason="It cannot wait."),
            fields(request),
        )


def values(name: str, request: Request) -> list[str]:
    """What buttons about it carry: its number or the version shown; of one, the attempt to go live."""
    if name == "approval.is_live":
        return [f"{request.id}:{request.fence}"]
    return [str(request.id), shown(request)]


def shown(request: Request) -> str:
    """As its card's Approve carries it."""
    return f"{request.id}:{request.version.number}:{request.version.sha[:8]}"


def forms(name: str, request: Request) -> Iterator[tuple[str, Any]]:
    """What a form carries beside its fields, and its fields, filled in so that nothing is missing."""
    whats = ("object", "comment", "hold", "emergency") if name == "approvals.words" else ("",)
    for what in whats:
        yield metadata(request, what=what, reason="It cannot wait." if what else ""), fields(request)


def metadata(request: Request, *, what: str, reason: str) -> str:
    """What any of the forms looks for."""
    known = {"channel": "C0CAMPAIGNS", "request": request.id, "version": request.version.number}
    return json.dumps(known | {"value": shown(request), "what": what, "reason": reason, "approves": True})


def fields(request: Request) -> dict[str, Any]:
    """Every field of every form at once."""
    text = {"title": "Mine now", "text": "Free for ever.", "reason": "It cannot wait.", "note": "So there."}
    typed = {
        name: {name: {"type": "plain_text_input", "value": value}} for name, value in text.items()
    } | {
        "kind": {"kind": {"type": "static_select", "selected_option": {"value": "product_copy"}}},
        "then": {"then": {"type": "radio_buttons", "selected_option": {"value": "no"}}},
        "to": {"to": {"type": "users_select", "selected_user": "U0VERA"}},
    }  # fmt: skip
    chosen = {"type": "checkboxes", "selected_options": [{"value": shown(request)}]}
    return typed | {"chosen": {"chosen": chosen}}


def body(forged: Forged, number: int) -> bytes:
    """As Slack would send it."""
    user, name, value, words = forged
    who = {
        "team": {"id": "T0SHOP", "domain": "x"}, "user": {"id": user, "name": user, "team_id": "T0SHOP"},
        "api_app_id": "A0SHELFTALK", "trigger_id": f"forged/{number}",
    }  # fmt: skip
    moment = f"{int(MONDAY.timestamp()) + 60}.{number:06}"
    if words is None:
        action = {
            "type": "button",
            "action_id": name,
            "block_id": "b",
            "action_ts": moment,
            "value": value,
        }
        where = {"type": "message", "channel_id": "C0CAMPAIGNS", "message_ts": f"{number}.25"}
        channel = {"id": "C0CAMPAIGNS", "name": "campaigns"}
        return interaction(
            who | {"type": "block_actions", "actions": [action], "container": where, "channel": channel}
        )
    view = {
        "id": f"V{number:08}", "type": "modal", "callback_id": name, "hash": "1", "team_id": "T0SHOP",
        "private_metadata": value, "state": {"values": words},
    }  # fmt: skip
    return interaction(who | {"type": "view_submission", "view": view, "response_urls": []})


def records(stage: Stage, numbers: list[int]) -> dict[str, list[dict[str, Any]]]:
    """Everything on record about these requests."""
    tables = {"request": "id", "version": "request", "decision": "request", "audit": "request"}
    among = ", ".join(map(str, numbers))
    with stage.running.bot.store.read() as db:
        return {
            table: list(db.query(f"SELECT * FROM {table} WHERE {key} IN ({among}) ORDER BY rowid"))
            for table, key in tables.items()
        }


def test_whoever_may_not_does_not_whatever_the_payload_says(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    made = list(requests(stage))
    before = records(stage, [one.id for one in made])
    forged = [each for one in made for each in forgeries(one)]

    with caplog.at_level(logging.ERROR):
        for number, each in enumerate(forged, start=1):
            assert stage.slack.delivers(body(each, number)).ok, each
        stage.waits_for(lambda: not undone(stage))

    assert len(forged) > 1_500
    assert records(stage, [one.id for one in made]) == before
    assert [record.getMessage() for record in caplog.records] == []


def undone(stage: Stage) -> int:
    """How many presses wait to be dealt with."""
    with stage.running.bot.store.read() as db:
        return int(next(db.query("SELECT count(*) AS n FROM inbox WHERE state <> 'done'"))["n"])


def test_the_same_presses_by_whom_they_concern_do_something(stage: Stage) -> None:
    one = next(requests(stage))
    before = records(stage, [one.id])

    assert stage.slack.delivers(body((DANA, "approval.approve", shown(one), None), 1)).ok

    stage.waits_for(lambda: records(stage, [one.id]) != before)
    found = stage.running.bot.context.desk.show(one.id, now=MONDAY)
    assert found and [said.by for said in found.decisions] == [DANA]
