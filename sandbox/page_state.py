"""The workspace as one person sees it, for the page in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sandbox.places import Channel, Json, User
from sandbox.posts import Message
from sandbox.workspace import Workspace

SHOWN_KINDS = {"channel": "channel", "private": "private", "mpim": "dm"}


class Stage(Protocol):
    """What the demo sets around the workspace: its scenes, who the page opens as, what stands in the composer, and
    what the page's buttons do."""

    scenes: list[Json]
    opens_as: str | None
    composer: Json
    on_clock: Callable[[str], object] | None
    on_scene: Callable[[str], object] | None
    on_step: Callable[[], object] | None
    on_reset: Callable[[], object] | None


def opening_user(workspace: Workspace, stage: Stage, asked: str | None) -> User | None:
    """Whom the page looks as: who was asked for, or whom the scene proposes, or the first person."""
    first = next(user.id for user in workspace.users.values() if not user.bot)
    return workspace.users.get(asked or stage.opens_as or first)


def state(workspace: Workspace, stage: Stage, user: User) -> Json:
    """Everything this person sees; everyone has a direct message with the app."""
    with workspace.changed:
        workspace.direct(user.id)
        mine = [channel for channel in workspace.channels.values() if user.id in channel.members]
        home = workspace.screens.homes.get(user.id)
        return {
            "version": workspace.version,
            "team": {"id": workspace.team.id, "name": workspace.team.name},
            "me": _user(user),
            "users": [_user(one) for one in workspace.users.values()],
            "channels": [_channel(workspace, channel, user) for channel in mine],
            "messages": {channel.id: _messages(workspace, channel, user) for channel in mine},
            "home": home.as_slack() if home else None,
            "modals": [view.as_slack() for view in workspace.screens.modals.get(user.id, ())],
            "commands": [
                {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
                for c in workspace.app.commands
            ],
            "shortcuts": [
                {"name": s.name, "callback": s.callback_id, "description": s.description}
                for s in workspace.app.shortcuts
                if s.type == "message"
            ],
            "clock": workspace.now().isoformat(),
            "scenes": stage.scenes,
            "composer": stage.composer,
        }


def _user(user: User) -> Json:
    return {
        "id": user.id, "name": user.name, "real_name": user.real_name, "title": user.title, "role": user.role,
        "tz": user.tz, "guest": user.guest, "is_guest": user.guest, "is_stranger": user.stranger,
        "is_bot": user.bot, "deleted": user.deleted, "color": user.colour, "colour": user.colour,
        "initials": user.initials,
    }  # fmt: skip


def _channel(workspace: Workspace, channel: Channel, user: User) -> Json:
    others = [member for member in sorted(channel.members) if member != user.id]
    kind = SHOWN_KINDS.get(channel.kind) or ("app" if workspace.app.user in others else "dm")
    name = channel.name
    if channel.kind in ("im", "mpim"):
        name = ", ".join(workspace.users[member].real_name for member in others)
    return {
        "id": channel.id, "name": name, "kind": kind, "topic": channel.topic,
        "members": sorted(channel.members),
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
        "reply_count": len(workspace.replies(message.channel, message.ts)),
        "edited": message.edited is not None,
        "bot": author.bot, "notice": message.notice,
        "files": [{"name": one["name"], "title": one["title"]} for one in message.files],
    }  # fmt: skip
