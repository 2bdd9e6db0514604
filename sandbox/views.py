"""Open modals, App Homes, and the tickets that lead to them: trigger ids and response URLs, which run out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sandbox.places import Json

TRIGGER_LIVES = timedelta(seconds=3)
RESPONSE_LIVES = timedelta(minutes=30)
RESPONSE_USES = 5
DEEPEST = 3

#: What an input holds before anyone touches it, by element type: where its start value stands, and as what.
STARTS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}


def elements_of(block: Json) -> list[Json]:
    """Every element of a block that can be pressed or filled in."""
    found = [block[place] for place in ("element", "accessory") if isinstance(block.get(place), dict)]
    if block.get("type") in ("actions", "context_actions"):
        found += block.get("elements", [])
    if block.get("type") == "card":
        found += block.get("actions", [])
    return [element for element in found if element.get("action_id")]


def all_blocks(blocks: list[Json]) -> list[Json]:
    """The blocks and those inside containers, in reading order."""
    return [inner for block in blocks for inner in (block, *all_blocks(block.get("child_blocks") or []))]


def start_values(blocks: list[Json]) -> Json:
    """state.values before anyone touches anything: every input, empty or with its initial value."""
    values: Json = {}
    for block in all_blocks(blocks):
        for element in elements_of(block):
            if element["type"] in STARTS:
                values.setdefault(block["block_id"], {})[element["action_id"]] = _start(element)
    return values


def _start(element: Json) -> Json:
    several = element["type"].startswith("multi_") or element["type"] == "checkboxes"
    empty: list[str] | None = [] if several else None
    holds, starts = STARTS[element["type"]]
    return {"type": element["type"], holds: element.get(starts, empty)}


def merged(values: Json, given: Json) -> Json:
    """State values with what the person entered over them; what the view does not hold is left out."""
    return {
        block: {action: given.get(block, {}).get(action, value) for action, value in actions.items()}
        for block, actions in values.items()
    }


@dataclass(kw_only=True)
class View:
    """One modal or App Home."""

    id: str
    user: str
    body: Json
    hash: str
    team: str
    app: str
    bot: str
    previous: str | None = None
    root: str | None = None
    values: Json = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, with their ids."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def as_slack(self) -> Json:
        """The view object of API answers and payloads."""
        body = self.body
        return {
            "id": self.id, "team_id": self.team, "type": body["type"], "blocks": self.blocks,
            "private_metadata": body.get("private_metadata", ""), "callback_id": body.get("callback_id", ""),
            "state": {"values": self.values}, "hash": self.hash, "title": body.get("title"),
            "clear_on_close": bool(body.get("clear_on_close")),
            "notify_on_close": bool(body.get("notify_on_close")),
            "close": body.get("close"), "submit": body.get("submit"), "previous_view_id": self.previous,
            "root_view_id": self.root or self.id, "app_id": self.app,
            "external_id": body.get("external_id", ""), "app_installed_team_id": self.team, "bot_id": self.bot,
        }  # fmt: skip


@dataclass(kw_only=True)
class Trigger:
    """Leave to open one modal for one person, for three seconds."""

    user: str
    made: datetime
    view: str | None = None
    used: bool = False

    def refusal(self, now: datetime) -> str | None:
        """Why it no longer opens anything, in Slack's word."""
        if self.used:
            return "exchanged_trigger_id"
        return "expired_trigger_id" if now - self.made > TRIGGER_LIVES else None


@dataclass(kw_only=True)
class ResponseUrl:
    """Leave to answer one press or command, five times within half an hour."""

    user: str
    channel: str
    made: datetime
    source: Literal["command", "message"]
    ts: str | None = None
    uses: int = 0

    def refusal(self, now: datetime) -> str | None:
        """Why it no longer answers, in Slack's word."""
        if self.uses >= RESPONSE_USES:
            return "used_url"
        return "expired_url" if now - self.made > RESPONSE_LIVES else None
