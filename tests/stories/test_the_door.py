"""Two workspaces with one app: what the other one sends is signed like ours, and stays outside."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from approvals.cards import button_value
from approvals.content import Content
from sandbox.courier import form, interaction
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

OURS, OTHER = "T0SHOP", "T0OTHER"
COPY = Content(kind="product_copy", title="Wool socks", text="Warm and dry.", zone="Europe/London")
MOMENT = f"{int(MONDAY.timestamp()) + 60}.000001"


def who(team: str) -> dict[str, Any]:
    return {
        "team": {"id": team, "domain": "x"}, "user": {"id": "U0DANA", "name": "dana", "team_id": team},
        "api_app_id": "A0SHELFTALK", "trigger_id": f"1/{team}",
    }  # fmt: skip


def press(team: str, value: str) -> bytes:
    action = {
        "type": "button", "action_id": "approval.approve", "block_id": "b", "action_ts": MOMENT, "value": value,
    }  # fmt: skip
    where = {"type": "message", "channel_id": "C0CAMPAIGNS", "message_ts": MOMENT}
    return interaction(who(team) | {"type": "block_actions", "actions": [action], "container": where})


def sent_form(team: str) -> bytes:
    view = {"id": "V1", "type": "modal", "callback_id": "approvals.new", "hash": "1", "app_installed_team_id": team,
            "private_metadata": "{}", "state": {"values": {}}}  # fmt: skip
    return interaction(who(OURS) | {"type": "view_submission", "view": view, "response_urls": []})


def typed(team: str) -> bytes:
    asked = {
        "team_id": team, "command": "/kpi", "text": "net sales", "user_id": "U0DANA", "channel_id": "C0ECOM",
        "trigger_id": f"2/{team}", "response_url": "https://bot.invalid/",
    }  # fmt: skip
    return form(asked)


def event(team: str, what: dict[str, Any]) -> bytes:
    said = {"type": "event_callback", "event_id": f"Ev{team}{what['type']}", "team_id": OURS, "event": what}
    return json.dumps(said | {"authorizations": [{"team_id": team, "user_id": "U0BOT"}]}).encode()


def asks(stage: Stage) -> str:
    """Content waits for a yes; what its button carries."""
    made = stage.running.bot.context.desk.submit("U0MARCUS", COPY, now=MONDAY).request
    assert made
    return button_value(made)


def sends(stage: Stage, body: bytes) -> Any:
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    return stage.slack.courier.deliver(body, content_type=kind)


def taken_in(stage: Stage) -> list[str]:
    with stage.running.bot.store.read() as db:
        return [row["kind"] for row in db.query("SELECT kind FROM inbox")]


def decided(stage: Stage) -> list[str]:
    found = stage.running.bot.context.desk.show(1, now=MONDAY)
    assert found
    return [said.by for said in found.decisions]


def test_a_press_in_another_workspace_decides_nothing_and_the_same_press_in_ours_does(stage: Stage) -> None:
    value = asks(stage)

    assert sends(stage, press(OTHER, value)).status == 403
    assert sends(stage, sent_form(OTHER)).status == 403
    assert "click" not in taken_in(stage)
    assert sends(stage, press(OURS, value)).ok

    stage.waits_for(lambda: decided(stage) == ["U0DANA"])
    assert "click" in taken_in(stage)


def test_whoever_asks_from_another_workspace_is_told_so_and_gets_no_figure(stage: Stage) -> None:
    answer = sends(stage, typed(OTHER)).json()

    assert "works for another workspace" in answer["text"]
    assert "£" not in str(answer)
    assert "£" in str(sends(stage, typed(OURS)).json())


def test_another_workspace_that_removes_the_app_does_not_silence_the_bot_here(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert sends(stage, event(OTHER, {"type": "app_uninstalled"})).ok

    assert stage.running.sender.stopped is None
    assert "for another workspace" in caplog.text


def test_an_app_that_is_removed_here_sends_nothing_more(stage: Stage) -> None:
    assert sends(stage, event(OURS, {"type": "app_uninstalled"})).ok

    assert stage.running.sender.stopped == "app_uninstalled"
