"""The Web API's methods about people and places: conversations, users, groups and who the app is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sandbox.chat_methods import readable
from sandbox.places import Channel, Json, Kind
from sandbox.posts import Message
from sandbox.refusals import Refusal
from sandbox.web_api import Entry, Request
from sandbox.workspace import Workspace

Item = TypeVar("Item")
KINDS: dict[str, Kind] = {
    "public_channel": "channel",
    "private_channel": "private",
    "im": "im",
    "mpim": "mpim",
}
READS: dict[Kind, str] = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def _page(request: Request, items: Sequence[Item], default: int, most: int) -> tuple[list[Item], str]:
    """One page of items and the cursor of the next, empty at the end."""
    limit = request.count("limit", default, most)
    cursor = request.maybe("cursor") or "at:0"
    at, _, start = cursor.partition(":")
    if at != "at" or not start.isdigit():
        raise Refusal("invalid_cursor")
    upto = int(start) + limit
    return list(items[int(start) : upto]), f"at:{upto}" if upto < len(items) else ""


def _needs(workspace: Workspace, kind: Kind, right: str) -> None:
    scope = f"{READS[kind]}:{right}"
    if scope not in workspace.app.scopes:
        raise Refusal("missing_scope", needed=scope, provided=",".join(workspace.app.scopes))


def auth_test(request: Request) -> Json:
    """auth.test: who the token belongs to."""
    app, team = request.workspace.app, request.workspace.team
    return {
        "url": f"https://{team.domain}.slack.com/", "team": team.name, "user": app.name.lower(),
        "team_id": team.id, "user_id": app.user, "bot_id": app.bot_id, "is_enterprise_install": False,
    }  # fmt: skip


def api_test(request: Request) -> Json:
    """api.test: whether Slack is there, or the error that was asked for."""
    if error := request.maybe("error"):
        raise Refusal(error)
    return {"args": request.arguments}


def open_conversation(request: Request) -> Json:
    """conversations.open: the direct message with one person, or with several."""
    workspace = request.workspace
    if channel := request.maybe("channel"):
        found = readable(workspace, channel)
    else:
        found = _with(
            workspace, [u.strip() for u in request.text("users", "users_list_not_supplied").split(",")]
        )
    shown = found.as_slack(workspace.app.user) if request.flag("return_im") else {"id": found.id}
    return {"no_op": True, "already_open": True, "channel": shown}


def _with(workspace: Workspace, users: list[str]) -> Channel:
    for user in users:
        if user not in workspace.users:
            raise Refusal("user_not_found")
        if workspace.users[user].bot:
            raise Refusal("cannot_dm_bot")
        if workspace.users[user].deleted:
            raise Refusal("user_disabled")
    if len(users) == 1:
        return workspace.direct(users[0])
    members = {*users, workspace.app.user}
    for channel in workspace.channels.values():
        if channel.kind == "mpim" and channel.members == members:
            return channel
    names = "--".join(sorted(workspace.users[user].name for user in members))
    made = Channel(id=workspace.new_id("G"), name=f"mpdm-{names}-1", kind="mpim", members=members)
    workspace.add_channel(made)
    return made


def info(request: Request) -> Json:
    """conversations.info."""
    found = readable(request.workspace, request.text("channel", "channel_not_found"))
    _needs(request.workspace, found.kind, "read")
    return {"channel": found.as_slack(request.workspace.app.user)}


def list_conversations(request: Request) -> Json:
    """conversations.list: public channels, and what the app is in."""
    workspace = request.workspace
    found = _of_types(request, workspace.app.user)
    shown, cursor = _page(request, found, 100, 1000)
    return {
        "channels": [c.as_slack(workspace.app.user) for c in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def user_conversations(request: Request) -> Json:
    """users.conversations: where a person is, among what the app may know."""
    workspace = request.workspace
    user = request.maybe("user") or workspace.app.user
    found = [channel for channel in _of_types(request, workspace.app.user) if user in channel.members]
    shown, cursor = _page(request, found, 100, 999)
    return {
        "channels": [c.as_slack(workspace.app.user) for c in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def _of_types(request: Request, app: str) -> list[Channel]:
    types = (request.maybe("types") or "public_channel").split(",")
    if not set(types) <= set(KINDS):
        raise Refusal("invalid_types")
    kinds = [KINDS[name] for name in types]
    for kind in kinds:
        _needs(request.workspace, kind, "read")
    return [
        channel
        for channel in request.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channel" or app in channel.members)
        and not (request.flag("exclude_archived") and channel.archived)
    ]


def members(request: Request) -> Json:
    """conversations.members."""
    found = readable(request.workspace, request.text("channel", "channel_not_found"))
    _needs(request.workspace, found.kind, "read")
    shown, cursor = _page(request, sorted(found.members), 100, 1000)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


def join(request: Request) -> Json:
    """conversations.join: only public channels, only with its scope."""
    found = readable(request.workspace, request.text("channel", "channel_not_found"))
    if found.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if found.archived:
        raise Refusal("is_archived")
    found.members.add(request.workspace.app.user)
    request.workspace.tell("changed", channel=found.id)
    return {"channel": found.as_slack(request.workspace.app.user)}


def history(request: Request) -> Json:
    """conversations.history: newest first, without replies, only where the app may read."""
    found = _readable_history(request)
    spoken = [m for m in request.workspace.messages[found.id] if not m.only and m.thread_ts in (None, m.ts)]
    return _messages(request, [m for m in reversed(spoken) if _within(request, m)])


def replies(request: Request) -> Json:
    """conversations.replies: a thread with its root, oldest first."""
    workspace = request.workspace
    found = _readable_history(request)
    ts = request.text("ts", "thread_not_found")
    root = workspace.find(found.id, ts)
    if root is None or root.only:
        raise Refusal("thread_not_found")
    thread = [root, *workspace.replies(found.id, root.thread_ts or root.ts)]
    return _messages(request, [m for m in thread if m is root or _within(request, m)])


def _readable_history(request: Request) -> Channel:
    workspace = request.workspace
    found = readable(workspace, request.text("channel", "channel_not_found"))
    _needs(workspace, found.kind, "history")
    if workspace.app.user not in found.members:
        raise Refusal("not_in_channel")
    return found


def _within(request: Request, message: Message) -> bool:
    oldest, latest = float(request.maybe("oldest") or 0), float(request.maybe("latest") or "inf")
    ts = float(message.ts)
    return oldest <= ts <= latest if request.flag("inclusive") else oldest < ts < latest


def _messages(request: Request, found: list[Message]) -> Json:
    workspace = request.workspace
    shown, cursor = _page(request, found, 100, 999)
    shapes = []
    for message in shown:
        shape = message.as_slack(workspace.app, workspace.team.id)
        if message.metadata and request.flag("include_all_metadata"):
            shape["metadata"] = message.metadata
        if answers := workspace.replies(message.channel, message.ts):
            shape |= {"reply_count": len(answers), "thread_ts": message.ts, "latest_reply": answers[-1].ts}
        shapes.append(shape)
    return {"messages": shapes, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def user_info(request: Request) -> Json:
    """users.info."""
    workspace = request.workspace
    user = workspace.users.get(request.text("user", "user_not_found"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user.as_slack(workspace.team, workspace.now())}


def list_users(request: Request) -> Json:
    """users.list."""
    workspace = request.workspace
    shown, cursor = _page(request, list(workspace.users.values()), 100, 1000)
    people = [user.as_slack(workspace.team, workspace.now()) for user in shown]
    return {"members": people, "response_metadata": {"next_cursor": cursor}}


def group_members(request: Request) -> Json:
    """usergroups.users.list."""
    users = request.workspace.groups.get(request.text("usergroup", "no_such_subteam"))
    if users is None:
        raise Refusal("no_such_subteam")
    return {"users": users}


METHODS = {
    "api.test": Entry(api_test),
    "auth.test": Entry(auth_test),
    "conversations.open": Entry(open_conversation, ("im:write", "mpim:write")),
    "conversations.info": Entry(info),
    "conversations.list": Entry(list_conversations),
    "conversations.members": Entry(members),
    "conversations.history": Entry(history),
    "conversations.replies": Entry(replies),
    "conversations.join": Entry(join, ("channels:join",)),
    "users.info": Entry(user_info, ("users:read",)),
    "users.list": Entry(list_users, ("users:read",)),
    "users.conversations": Entry(user_conversations),
    "usergroups.users.list": Entry(group_members, ("usergroups:read",)),
}
