"""Answers that come by response URL: private or public, new or in place of the message that was pressed."""

from __future__ import annotations

from http import HTTPStatus

from sandbox.chat_methods import checked_content
from sandbox.places import Json
from sandbox.posts import Message
from sandbox.refusals import Call, Refusal
from sandbox.views import ResponseUrl
from sandbox.web_api import Request
from sandbox.workspace import Workspace

STATUSES = {
    "used_url": HTTPStatus.NOT_FOUND,
    "expired_url": HTTPStatus.NOT_FOUND,
    "no_text": HTTPStatus.INTERNAL_SERVER_ERROR,
}


def respond(workspace: Workspace, name: str, content: Json, call: Call) -> int:
    """Do what a post to a response URL asks; the HTTP status that Slack gives. `call` is completed."""
    with workspace.changed:
        try:
            _respond(workspace, workspace.responses.get(name), content)
        except Refusal as refusal:
            call.answer = {"ok": False, "error": refusal.error} | refusal.more
            return STATUSES.get(refusal.error, HTTPStatus.BAD_REQUEST)
        call.answer = {"ok": True}
        return HTTPStatus.OK


def _respond(workspace: Workspace, given: ResponseUrl | None, content: Json) -> None:
    if given is None:
        raise Refusal("expired_url")
    if refusal := given.refusal(workspace.real_now()):
        raise Refusal(refusal)
    original = workspace.find(given.channel, given.ts) if given.ts else None
    if content.get("delete_original"):
        _delete(workspace, given, original)
    elif content.get("replace_original") and given.source == "message":
        _replace(workspace, original, content)
    else:
        _post(workspace, given, content)
    given.uses += 1


def _delete(workspace: Workspace, given: ResponseUrl, original: Message | None) -> None:
    if given.source == "command":
        raise Refusal("cant_delete_message")
    if original is None:
        raise Refusal("message_not_found")
    workspace.delete(original)


def _replace(workspace: Workspace, original: Message | None, content: Json) -> None:
    """In place of the original: what only one person saw stays so, whatever is asked."""
    if original is None:
        raise Refusal("message_not_found")
    text, blocks = checked_content(Request(workspace, content), "response_url")
    workspace.change(original, text=text, blocks=blocks)


def _post(workspace: Workspace, given: ResponseUrl, content: Json) -> None:
    text, blocks = checked_content(Request(workspace, content), "response_url")
    thread = str(content["thread_ts"]) if content.get("thread_ts") else None
    root = workspace.find(given.channel, thread) if thread else None
    if thread and (root is None or root.only):
        raise Refusal("cannot_reply_to_message")
    workspace.post(
        Message(
            channel=given.channel, ts=workspace.next_ts(), user=workspace.app.user, text=text, blocks=blocks,
            only=None if content.get("response_type") == "in_channel" else given.user,
            thread_ts=(root.thread_ts or root.ts) if root else None,
        )
    )  # fmt: skip
