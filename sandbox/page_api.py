"""What the page in the browser asks for and does: the workspace as one person sees it, and their acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.places import Channel, Json, User
from sandbox.posts import Message
from sandbox.refusals import Refusal
from sandbox.views import View
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.acts import Acts

Hook = Callable[[str], None]
SHOWN_KINDS = {"channel": "channel", "private": "private", "mpim": "dm"}


@dataclass(kw_only=True)
class Stage:
    """What the demo sets around the workspace: its scenes, what stands in the composer, and what the buttons do."""

    scenes: list[Json] = field(default_factory=list)
    composer: Json = field(default_factory=dict)
    on_clock: Hook | None = None
    on_scene: Hook | None = None
    on_reset: Callable[[], None] | None = None


def state(workspace: Workspace, stage: Stage, user: User) -> Json:
    """Everything this person sees."""
    with workspace.changed:
        mine = [channel for channel in workspace.channels.values() if user.id in channel.members]
        home = workspace.homes.get(user.id)
        return {
            "version": workspace.version,
            "me": _user(user),
            "users": [_user(one) for one in workspace.users.values()],
            "channels": [_channel(workspace, channel, user) for channel in mine],
            "messages": {channel.id: _messages(workspace, channel, user) for channel in mine},
            "home": home.as_slack() if home else None,
            "modals": [view.as_slack() for view in workspace.modals.get(user.id, ())],
            "commands": [
                {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
                for c in workspace.app.commands
            ],
            "clock": workspace.now().isoformat(),
            "scenes": stage.scenes,
            "composer": stage.composer,
        }


def _user(user: User) -> Json:
    return {
        "id": user.id, "name": user.name, "real_name": user.real_name, "title": user.title, "role": user.role,
        "tz": user.tz, "is_guest": user.guest, "is_stranger": user.stranger, "is_bot": user.bot,
        "deleted": user.deleted, "colour": user.colour, "initials": user.initials,
    }  # fmt: skip


def _channel(workspace: Workspace, channel: Channel, user: User) -> Json:
    others = [member for member in sorted(channel.members) if member != user.id]
    kind = SHOWN_KINDS.get(channel.kind) or ("app" if workspace.app.user in others else "dm")
    name = channel.name
    if channel.kind in ("im", "mpim"):
        name = ", ".join(workspace.users[member].real_name for member in others)
    return {
        "id": channel.id, "name": name, "kind": kind, "members": sorted(channel.members), "topic": channel.topic,
        "unread": workspace.unread(channel.id, user.id), "is_archived": channel.archived,
        "is_ext_shared": channel.shared,
    }  # fmt: skip


def _messages(workspace: Workspace, channel: Channel, user: User) -> list[Json]:
    return [_message(workspace, m) for m in workspace.messages[channel.id] if m.seen_by(user.id)]


def _message(workspace: Workspace, message: Message) -> Json:
    author = workspace.users[message.user]
    return {
        "ts": message.ts, "user": message.user, "username": author.real_name, "text": message.text,
        "blocks": message.blocks, "thread_ts": message.thread_ts, "ephemeral": message.only is not None,
        "reply_count": len(workspace.replies(message.channel, message.ts)), "edited": message.edited is not None,
        "bot": author.bot, "notice": message.notice,
    }  # fmt: skip


class PageApi:
    """The page's POST requests, by name; each takes and gives JSON."""

    def __init__(self, acts: Acts, stage: Stage, later: Callable[[Callable[[], object]], None]) -> None:
        self._acts = acts
        self._stage = stage
        self._later = later
        self._workspace = acts.workspace
        self._posts: dict[str, Callable[[Json], Json]] = {
            "type": self._type, "act": self._act, "suggest": self._suggest, "submit": self._submit,
            "close": self._close, "open_home": self._open_home, "read": self._read, "clock": self._clock,
            "scene": self._scene, "reset": self._reset,
        }  # fmt: skip

    def post(self, name: str, asked: Json) -> tuple[int, Json]:
        """The status and answer of one request; what does not exist is a 404, what cannot be done a 400."""
        handler = self._posts.get(name)
        if handler is None:
            return 404, {"ok": False, "error": "not_found"}
        try:
            return 200, {"ok": True} | handler(asked)
        except Refusal as refusal:
            return 400, {"ok": False, "error": refusal.error} | refusal.more
        except KeyError as missing:
            return 400, {"ok": False, "error": f"missing or unknown: {missing.args[0]}"}

    def _me(self, asked: Json) -> User:
        return self._workspace.users[str(asked["as"])]

    def _place(self, asked: Json) -> Message | View:
        """The message or view that a request is about, if this person sees it."""
        container, me = asked.get("container", asked), asked["as"]
        place: Message | View | None
        if "view_id" in container:
            place = self._workspace.find_view(container["view_id"])
            seen = place is not None and place.user == me
        else:
            place = self._workspace.find(container["channel"], container["ts"])
            seen = place is not None and place.seen_by(me) and me in self._workspace.channels[place.channel].members
        if place is None or not seen:
            raise Refusal("not_found")
        return place

    def _view(self, asked: Json) -> View:
        place = self._place({"as": asked["as"], "view_id": asked["view_id"]})
        if not isinstance(place, View):
            raise Refusal("not_found")
        return place

    def _type(self, asked: Json) -> Json:
        me, channel = self._me(asked), self._workspace.channels[asked["channel"]]
        if me.id not in channel.members:
            raise Refusal("not_in_channel")
        text, thread = str(asked["text"]), asked.get("thread_ts")
        if text.strip():
            self._stage.composer = {}
            self._later(lambda: self._acts.type(me, channel, text, thread))
        return {}

    def _act(self, asked: Json) -> Json:
        me, place = self._me(asked), self._place(asked)
        outcome = self._acts.press(me, place, asked["block_id"], asked["action"], asked.get("state"))
        return {} if outcome.ok else {"ok": False, "error": outcome.error}

    def _suggest(self, asked: Json) -> Json:
        me, place = self._me(asked), self._place(asked)
        outcome = self._acts.suggest(me, place, asked["block_id"], asked["action_id"], str(asked.get("value", "")))
        return {"options": list(outcome.options)} | ({"error": outcome.error} if outcome.error else {})

    def _submit(self, asked: Json) -> Json:
        values: Any = (asked.get("state") or {}).get("values", {})
        outcome = self._acts.submit(self._me(asked), self._view(asked), values)
        if outcome.ok:
            return {}
        return {"ok": False, "errors": dict(outcome.errors)} | ({"error": outcome.error} if outcome.error else {})

    def _close(self, asked: Json) -> Json:
        self._acts.close(self._me(asked), self._view(asked))
        return {}

    def _open_home(self, asked: Json) -> Json:
        me = self._me(asked)
        self._later(lambda: self._acts.open_home(me))
        return {}

    def _read(self, asked: Json) -> Json:
        self._workspace.mark_read(asked["channel"], self._me(asked).id)
        return {}

    def _clock(self, asked: Json) -> Json:
        if self._stage.on_clock is None:
            raise Refusal("no_clock")
        self._stage.on_clock(str(asked["to"]))
        self._workspace.tell("changed")
        return {"clock": self._workspace.now().isoformat()}

    def _scene(self, asked: Json) -> Json:
        if self._stage.on_scene is None:
            raise Refusal("no_scenes")
        self._stage.on_scene(str(asked["name"]))
        self._workspace.tell("changed")
        return {}

    def _reset(self, asked: Json) -> Json:
        del asked
        if self._stage.on_reset:
            self._stage.on_reset()
        else:
            self._workspace.clear()
        return {}
