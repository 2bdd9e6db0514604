"""The Web API's chat.* methods: posting, changing and deleting what the bot says."""

from __future__ import annotations

import json

from sandbox.block_kit import message_problems
from sandbox.places import Channel, Json, User
from sandbox.posts import Message, with_ids
from sandbox.refusals import Payload, Refusal
from sandbox.web_api import Entry, Request
from sandbox.workspace import Workspace

TEXT_LONGEST = 40_000
BLOCK_TEXT_LONGEST = 13_200
METADATA_LONGEST = 8_000
ATTACHMENTS_MOST = 100


def readable(workspace: Workspace, name: str) -> Channel:
    """A channel that the app knows of: private ones and direct messages only from inside."""
    found = workspace.channels.get(name)
    if found is None or (found.kind != "channel" and workspace.app.user not in found.members):
        raise Refusal("channel_not_found")
    return found


def writable(workspace: Workspace, name: str) -> Channel:
    """Where the app may post: a user id is that person's direct message."""
    if name in workspace.users and name[0] in "UW":
        return _direct(workspace, workspace.users[name])
    found = readable(workspace, name)
    if found.archived:
        raise Refusal("is_archived")
    if workspace.app.user not in found.members and "chat:write.public" not in workspace.app.scopes:
        raise Refusal("not_in_channel")
    if found.kind == "im":
        _direct(workspace, workspace.users[found.name])
    return found


def _direct(workspace: Workspace, user: User) -> Channel:
    if user.bot:
        raise Refusal("cannot_dm_bot")
    if user.deleted:
        raise Refusal("user_disabled")
    return workspace.direct(user.id)


def checked_content(request: Request, via: str) -> tuple[str, list[Json]]:
    """Text and blocks within the limits; records them, and raises the refusals of posting."""
    text = request.maybe("text") or ""
    blocks = request.json("blocks", "invalid_blocks_format")
    request.workspace.payloads.append(
        Payload(via=via, surface="message", body={"text": text, "blocks": blocks})
    )
    if blocks is not None and not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    attachments = request.json("attachments", "invalid_attachments") or []
    if len(attachments) > ATTACHMENTS_MOST:
        raise Refusal("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise Refusal("no_text")
    if len(text) > TEXT_LONGEST:
        raise Refusal("msg_too_long")
    problems = message_problems(blocks or [])
    if any("only_one_table_allowed" in problem for problem in problems):
        raise Refusal.because("invalid_attachments", problems)
    if problems:
        raise Refusal.because("invalid_blocks", problems)
    if sum(_text_length(block) for block in blocks or ()) > BLOCK_TEXT_LONGEST:
        raise Refusal("msg_blocks_too_long")
    return text, with_ids(blocks)


def _text_length(block: object) -> int:
    """Characters of text in a block; the cells of tables have their own limit."""
    match block:
        case {"type": "table" | "data_table" | "data_visualization"}:
            return 0
        case dict():
            return sum(
                len(value) if key == "text" and isinstance(value, str) else _text_length(value)
                for key, value in block.items()
            )
        case list():
            return sum(map(_text_length, block))
        case _:
            return 0


def _metadata(request: Request) -> Json | None:
    metadata = request.json("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format")
    if not isinstance(metadata["event_payload"], dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_LONGEST:
        raise Refusal("metadata_too_large")
    return metadata


def _thread(request: Request, channel: Channel) -> str | None:
    """The root that a reply belongs to; one that is gone or ephemeral cannot be replied to."""
    ts = request.maybe("thread_ts")
    if ts is None:
        return None
    root = request.workspace.find(channel.id, ts)
    if root is None or root.only:
        raise Refusal("cannot_reply_to_message")
    return root.thread_ts or root.ts


def _as_answer(workspace: Workspace, message: Message) -> Json:
    return message.as_slack(workspace.app, workspace.team.id)


def post_message(request: Request) -> Json:
    """chat.postMessage."""
    workspace = request.workspace
    channel = writable(workspace, request.text("channel", "channel_not_found"))
    text, blocks = checked_content(request, "chat.postMessage")
    message = workspace.post(
        Message(
            channel=channel.id, ts=workspace.next_ts(), user=workspace.app.user, text=text, blocks=blocks,
            thread_ts=_thread(request, channel), metadata=_metadata(request),
        )
    )  # fmt: skip
    return {"channel": channel.id, "ts": message.ts, "message": _as_answer(workspace, message)}


def post_ephemeral(request: Request) -> Json:
    """chat.postEphemeral: seen by one member of the channel."""
    workspace = request.workspace
    channel = writable(workspace, request.text("channel", "channel_not_found"))
    user = request.text("user", "user_not_found")
    if user not in workspace.users:
        raise Refusal("user_not_found")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    text, blocks = checked_content(request, "chat.postEphemeral")
    message = workspace.post(
        Message(
            channel=channel.id, ts=workspace.next_ts(), user=workspace.app.user, text=text, blocks=blocks,
            thread_ts=_thread(request, channel), only=user,
        )
    )  # fmt: skip
    return {"message_ts": message.ts}


def _own(request: Request, refusal: str) -> Message:
    channel = readable(request.workspace, request.text("channel", "channel_not_found"))
    message = request.workspace.find(channel.id, request.text("ts", "message_not_found"))
    if message is None or message.only:
        raise Refusal("message_not_found")
    if message.user != request.workspace.app.user:
        raise Refusal(refusal)
    if channel.archived:
        raise Refusal("is_archived")
    return message


def update(request: Request) -> Json:
    """chat.update: only the app's own lasting messages."""
    workspace = request.workspace
    message = _own(request, "cant_update_message")
    text, blocks = checked_content(request, "chat.update")
    if "metadata" in request.arguments:
        message.metadata = _metadata(request)
    edited = workspace.next_ts() if not blocks else None
    workspace.change(message, text=text, blocks=blocks, edited=edited)
    return {
        "channel": message.channel, "ts": message.ts, "text": text, "message": _as_answer(workspace, message),
    }  # fmt: skip


def delete(request: Request) -> Json:
    """chat.delete: only the app's own lasting messages."""
    message = _own(request, "cant_delete_message")
    request.workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(request: Request) -> Json:
    """chat.getPermalink."""
    workspace = request.workspace
    channel = readable(workspace, request.text("channel", "channel_not_found"))
    message = workspace.find(channel.id, request.text("message_ts", "message_not_found"))
    if message is None or message.only:
        raise Refusal("message_not_found")
    link = f"https://{workspace.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


WRITES = ("chat:write",)
METHODS = {
    "chat.postMessage": Entry(post_message, WRITES),
    "chat.postEphemeral": Entry(post_ephemeral, WRITES),
    "chat.update": Entry(update, WRITES),
    "chat.delete": Entry(delete, WRITES),
    "chat.getPermalink": Entry(permalink),
}
