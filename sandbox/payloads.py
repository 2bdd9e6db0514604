"""The requests Slack sends to a bot, in exactly its shapes."""

from __future__ import annotations

from typing import Any

from sandbox.places import Channel, Json, User
from sandbox.posts import Message
from sandbox.views import ResponseUrl, Trigger, View, start_values
from sandbox.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification-token"


class Payloads:
    """Writes payloads about one workspace, with fresh trigger ids and response URLs."""

    def __init__(self, workspace: Workspace, url: str) -> None:
        self._workspace = workspace
        self._url = url

    def trigger(self, user: str, view: str | None = None) -> str:
        """Leave to open a modal."""
        workspace = self._workspace
        name = f"{workspace.new_id('')}.{workspace.team.id[1:]}.{workspace.new_id('').lower()}"
        workspace.triggers[name] = Trigger(user=user, made=workspace.real_now(), view=view)
        return name

    def response_url(self, user: str, channel: str, message: Message | None = None) -> str:
        """Leave to answer by URL."""
        workspace = self._workspace
        name = workspace.new_id("r")
        workspace.responses[name] = ResponseUrl(
            user=user, channel=channel, made=workspace.real_now(), source="message" if message else "command",
            ts=message.ts if message else None,
        )  # fmt: skip
        return f"{self._url}/response/{name}"

    def command(self, user: User, channel: Channel, command: str, text: str) -> Json:
        """A slash command's form fields."""
        team, app = self._workspace.team, self._workspace.app
        return {
            "token": VERIFICATION_TOKEN, "team_id": team.id, "team_domain": team.domain,
            "channel_id": channel.id, "channel_name": channel.payload_name,
            "user_id": user.id, "user_name": user.name, "command": command, "text": text,
            "api_app_id": app.id, "is_enterprise_install": "false",
            "response_url": self.response_url(user.id, channel.id), "trigger_id": self.trigger(user.id),
        }  # fmt: skip

    def _interaction(self, kind: str, user: User, view: str | None = None) -> Json:
        team, app = self._workspace.team, self._workspace.app
        home = team.other if user.stranger else team.id
        return {
            "type": kind, "token": VERIFICATION_TOKEN, "api_app_id": app.id, "enterprise": None,
            "is_enterprise_install": False, "team": {"id": team.id, "domain": team.domain},
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": home},
            "trigger_id": self.trigger(user.id, view),
        }  # fmt: skip

    def message_action(self, user: User, message: Message, actions: list[Json], values: Json) -> Json:
        """A press on an element of a message."""
        channel = self._workspace.channels[message.channel]
        container: Json = {
            "type": "message", "message_ts": message.ts, "channel_id": channel.id,
            "is_ephemeral": bool(message.only),
        }  # fmt: skip
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", user) | {
            "container": container, "channel": {"id": channel.id, "name": channel.payload_name},
            "state": {"values": values}, "actions": actions,
            "response_url": self.response_url(user.id, channel.id, message),
        }  # fmt: skip
        return payload if message.only else payload | {"message": self._shown(message)}

    def view_action(self, user: User, view: View, actions: list[Json]) -> Json:
        """A press on an element of a modal or a home."""
        return self._interaction("block_actions", user, view.id) | {
            "container": {"type": "view", "view_id": view.id}, "view": view.as_slack(), "actions": actions,
        }  # fmt: skip

    def submission(self, user: User, view: View) -> Json:
        """A submitted modal."""
        return self._interaction("view_submission", user, view.id) | {
            "view": view.as_slack(),
            "response_urls": [],
        }

    def closed(self, user: User, view: View, *, is_cleared: bool) -> Json:
        """A modal closed by its owner."""
        return self._interaction("view_closed", user) | {"view": view.as_slack(), "is_cleared": is_cleared}

    def suggestion(self, user: User, block: str, action: str, value: str, place: View | Message) -> Json:
        """What was typed into an external select."""
        payload = self._interaction("block_suggestion", user)
        payload |= {"block_id": block, "action_id": action, "value": value}
        del payload["trigger_id"]
        if isinstance(place, View):
            return payload | {"container": {"type": "view", "view_id": place.id}, "view": place.as_slack()}
        channel = self._workspace.channels[place.channel]
        return payload | {
            "container": {
                "type": "message", "message_ts": place.ts, "channel_id": channel.id,
                "is_ephemeral": bool(place.only),
            },
            "channel": {"id": channel.id, "name": channel.payload_name}, "message": self._shown(place),
        }  # fmt: skip

    def shortcut(self, user: User, callback: str, message: Message | None = None) -> Json:
        """A global shortcut, or one on a message."""
        payload = self._interaction("message_action" if message else "shortcut", user)
        payload |= {"callback_id": callback, "action_ts": self._workspace.next_ts()}
        if message is None:
            return payload
        channel = self._workspace.channels[message.channel]
        return payload | {
            "message_ts": message.ts, "message": self._shown(message),
            "channel": {"id": channel.id, "name": channel.payload_name},
            "response_url": self.response_url(user.id, channel.id, message),
        }  # fmt: skip

    def event(self, event: Json, *, shared: bool = False) -> Json:
        """The envelope of an event, with an id of its own."""
        team, app = self._workspace.team, self._workspace.app
        return {
            "token": VERIFICATION_TOKEN, "team_id": team.id, "context_team_id": team.id,
            "context_enterprise_id": None, "api_app_id": app.id, "event": event, "type": "event_callback",
            "event_id": self._workspace.new_id("Ev"), "event_time": int(self._workspace.real_now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None, "team_id": team.id, "user_id": app.user, "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": shared,
        }  # fmt: skip

    def said(self, user: User, message: Message, kind: str) -> Json:
        """The event of something said: `app_mention`, or `message` in a direct message."""
        channel = self._workspace.channels[message.channel]
        team = self._workspace.team
        event: Json = {
            "type": kind, "user": user.id, "ts": message.ts, "text": message.text, "channel": channel.id,
            "event_ts": message.ts, "team": team.other if user.stranger else team.id,
            "client_msg_id": self._workspace.new_id("c"), "blocks": message.blocks,
        }  # fmt: skip
        if user.stranger:
            event |= {"user_team": team.other, "source_team": team.other}
        if message.thread_ts:
            event["thread_ts"] = message.thread_ts
        if kind == "message":
            event["channel_type"] = channel.kind
        return self.event(event, shared=channel.shared)

    def home_opened(self, user: User, channel: Channel, view: View | None) -> Json:
        """The event of an opened App Home."""
        ts = self._workspace.next_ts()
        event = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": channel.id,
            "event_ts": ts,
            "tab": "home",
        }
        return self.event(event | ({"view": view.as_slack()} if view else {}))

    def _shown(self, message: Message) -> Json:
        return message.as_slack(self._workspace.app, self._workspace.team.id)


def action_of(element: Json, block: str, ts: str, chosen: Json) -> Json:
    """The entry of `actions` for a press: what the element is, and what was chosen in it."""
    action: dict[str, Any] = {
        "type": element["type"], "action_id": element["action_id"], "block_id": block, "action_ts": ts,
    }  # fmt: skip
    kept = ("text", "value", "style", "url") if element["type"] in ("button", "workflow_button") else ()
    action |= {key: element[key] for key in kept if key in element}
    return action | {key: value for key, value in chosen.items() if key not in action}


def message_values(message: Message, given: Json) -> Json:
    """state.values of a message: its own inputs, with what was entered."""
    values = start_values(message.blocks)
    for block, actions in given.items():
        if isinstance(actions, dict):
            values.setdefault(block, {}).update(actions)
    return values
