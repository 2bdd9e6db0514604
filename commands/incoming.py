"""Slack's payloads, read into clicks: who pressed what, where, and what a form says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from commands.context import Click, Person
from templates import chosen

Payload = Mapping[str, Any]

#: Where each kind of element keeps its value.
VALUES = (
    "value",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "selected_user",
    "selected_conversation",
    "selected_channel",
    "selected_users",
    "selected_conversations",
    "selected_channels",
)


def click_of(person: Person, body: Payload, *, key: str = "") -> Click:
    """A press of a button or a choice in a menu. A ⋯ menu's choice names its own action.

    `key` names this very press, however often it is sent.
    """
    action = body["actions"][0]
    name, value = action["action_id"].partition(":")[0], field_of(action) or ""
    if action["type"] == "overflow":
        name, value = chosen(str(value))
    channel = (body.get("channel") or {}).get("id", "")
    message, container, view = (body.get(name) or {} for name in ("message", "container", "view"))
    return Click(
        person=person,
        channel=channel,
        action=name,
        value=str(value),
        place=f"{channel}/{container.get('message_ts', '')}",
        thread=message.get("thread_ts") or container.get("thread_ts"),
        fields=typed_in(view),
        metadata=view.get("private_metadata", ""),
        callback=view.get("callback_id", ""),
        key=key,
    )


def shortcut_of(person: Person, kept: Payload) -> Click:
    """A shortcut used on a message: the message itself is in `fields`."""
    return Click(
        person=person,
        channel=kept["channel"],
        action=kept["callback"],
        thread=kept["thread"],
        fields=kept["message"],
    )


def form_of(person: Person, body: Payload) -> Click:
    """A form that was sent in: its values by block id. `value` names this very form as it is filled in, so that it counts
    once, and counts again when something in it was put right."""
    view = body["view"]
    fields = typed_in(view)
    return Click(
        person=person,
        channel=str(metadata_of(view).get("channel", "")),
        action=view["callback_id"],
        fields=fields,
        metadata=view.get("private_metadata", ""),
        value=f"{view['id']}/{hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]}",
    )


def typed_in(view: Payload) -> dict[str, Any]:
    """What a view's fields hold, by block id."""
    return {
        block: field_of(element)
        for block, elements in (view.get("state") or {}).get("values", {}).items()
        for element in elements.values()
    }


def field_of(element: Payload) -> Any:
    """An element's value, whatever its kind: text, a date, an id, or a list of them; None when left empty."""
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"]]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    return next((element[key] for key in VALUES if key in element), None)


def metadata_of(view: Payload) -> dict[str, Any]:
    """What a form carries for itself; empty when it is not ours."""
    try:
        content = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
