"""Keeps the pretend workspace in a JSON file, so that it outlives its process."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.places import App, Channel, Command, Json, Shortcut, Team, User
from sandbox.posts import Message
from sandbox.views import View
from sandbox.workspace import Workspace


def save(workspace: Workspace, path: Path) -> None:
    """Write people, channels, messages and homes; what is open or runs out in minutes is not kept."""
    with workspace.changed:
        content = {
            "app": asdict(workspace.app), "team": asdict(workspace.team), "groups": workspace.groups,
            "last_ts": workspace.last_ts,
            "users": [asdict(user) for user in workspace.users.values() if not user.bot],
            "channels": [asdict(one) | {"members": sorted(one.members)} for one in workspace.channels.values()],
            "messages": [asdict(message) for said in workspace.messages.values() for message in said],
            "homes": [asdict(view) for view in workspace.screens.homes.values()],
            "read": [[user, channel, ts] for (user, channel), ts in workspace.read.items()],
        }  # fmt: skip
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def restore(path: Path) -> Workspace:
    """The workspace as it was saved; raises OSError or ValueError for no such file or another kind."""
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    workspace = Workspace(
        [User(**user) for user in content["users"]],
        [Channel(**{**channel, "members": set(channel["members"])}) for channel in content["channels"]],
        app=_app(content["app"]), team=Team(**content["team"]),
    )  # fmt: skip
    workspace.groups, workspace.last_ts = content["groups"], content["last_ts"]
    for message in content["messages"]:
        workspace.messages[message["channel"]].append(Message(**message))
    for view in content["homes"]:
        workspace.screens.homes[view["user"]] = View(**view)
    workspace.read = {(user, channel): ts for user, channel, ts in content["read"]}
    return workspace


def _app(kept: dict[str, Any]) -> App:
    lists: dict[str, Any] = {name: tuple(kept[name]) for name in ("scopes", "events")}
    lists["commands"] = tuple(Command(**one) for one in kept["commands"])
    lists["shortcuts"] = tuple(Shortcut(**one) for one in kept["shortcuts"])
    return App(**{**kept, **lists})
