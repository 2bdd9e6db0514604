"""What people type: messages, mentions and slash commands, with Slack's own answers to what goes wrong."""

from __future__ import annotations

import json
from typing import Any

from sandbox.chat_methods import checked_content
from sandbox.courier import Courier, form
from sandbox.events import Events
from sandbox.outcome import Outcome
from sandbox.payloads import Payloads
from sandbox.places import Channel, Command, Json, User
from sandbox.posts import Message, escape, typed
from sandbox.refusals import Call, Refusal
from sandbox.web_api import Request
from sandbox.workspace import Workspace

NO_SUCH_COMMAND = (
    '{command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as'
    ' commands.\n\nIf you are trying to send a message and not run a command, try preceding the "/" with an empty'
    " space."
)
NOT_IN_THREADS = "{command} is not supported in threads. Sorry!"
COMMAND_FAILED = '{command} failed with the error "{error}"'
NOT_HERE = "You mentioned <@{app}>, but they’re not in this channel."


class Speech:
    """Sends what stands in a person's composer."""

    def __init__(self, workspace: Workspace, payloads: Payloads, courier: Courier, events: Events) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._courier = courier
        self._events = events

    def type(self, user: User, channel: Channel, text: str, thread_ts: str | None = None) -> Outcome:
        """Send a slash command or a message; raises Refusal outside one's channels."""
        if user.id not in channel.members:
            raise Refusal("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        if channel.archived:
            raise Refusal("is_archived")
        if not text.startswith("/"):
            return self._say(user, channel, text, thread_ts)
        name, _, words = text.strip().partition(" ")
        known = next((c for c in self._workspace.app.commands if c.command == name.lower()), None)
        if known is None or thread_ts:
            refusal = NO_SUCH_COMMAND if known is None else NOT_IN_THREADS
            return Outcome(
                message=self._workspace.slackbot(channel.id, user.id, refusal.format(command=name))
            )
        return self._command(user, channel, known, words.strip())

    def share(self, user: User, channel: Channel, title: str, text: str = "") -> Message:
        """Share a file, with words or without: it is named, and stands behind a permalink."""
        workspace = self._workspace
        with workspace.changed:
            number, name = workspace.new_id("F0"), title.lower().replace(" ", "-")
            link = f"https://{workspace.team.domain}.slack.com/files/{user.id}/{number}/{name}"
            file = {"id": number, "name": name, "title": title, "permalink": link}
            return workspace.post(
                Message(
                    channel=channel.id, ts=workspace.next_ts(), user=user.id, text=self._typed(text), files=[file]
                )
            )  # fmt: skip

    def _command(self, user: User, channel: Channel, command: Command, words: str) -> Outcome:
        text = self._typed(words) if command.should_escape else escape(words)
        answer = self._courier.deliver(form(self._payloads.command(user, channel, command.command, text)))
        if answer.failure:
            return self._failed(user, channel, command, answer.failure, answer.failure)
        try:
            return Outcome(message=self._answered(user, channel, _content(answer.body)))
        except Refusal as refusal:
            return self._failed(user, channel, command, "invalid_command_response", refusal.error)

    def _failed(self, user: User, channel: Channel, command: Command, shown: str, error: str) -> Outcome:
        said = COMMAND_FAILED.format(command=command.command, error=shown)
        return Outcome(error=error, message=self._workspace.slackbot(channel.id, user.id, said))

    def _answered(self, user: User, channel: Channel, content: Json) -> Message | None:
        """The message that a command's acknowledgement holds, if it holds one."""
        if not content.get("text") and not content.get("blocks"):
            return None
        workspace = self._workspace
        only = None if content.get("response_type") == "in_channel" else user.id
        with workspace.changed:
            call = Call(method="acknowledgement", arguments=content)
            workspace.calls.append(call)
            try:
                text, blocks = checked_content(Request(workspace, content), "acknowledgement")
            except Refusal as refusal:
                call.answer = {"ok": False, "error": refusal.error} | refusal.more
                raise
            call.answer = {"ok": True}
            ts, bot = workspace.next_ts(), workspace.app.user
            return workspace.post(
                Message(channel=channel.id, ts=ts, user=bot, text=text, blocks=blocks, only=only)
            )

    def _say(self, user: User, channel: Channel, text: str, thread_ts: str | None) -> Outcome:
        workspace = self._workspace
        with workspace.changed:
            root = workspace.find(channel.id, thread_ts) if thread_ts else None
            thread = (root.thread_ts or root.ts) if root else None
            ts, said = workspace.next_ts(), self._typed(text)
            message = workspace.post(
                Message(channel=channel.id, ts=ts, user=user.id, text=said, thread_ts=thread)
            )
        if workspace.app.user in channel.members:
            self._events.said(user, channel, message)
        elif f"<@{workspace.app.user}>" in said:
            workspace.slackbot(channel.id, user.id, NOT_HERE.format(app=workspace.app.user))
        return Outcome(message=message)

    def _typed(self, text: str) -> str:
        return typed(text, self._workspace.users.values(), self._workspace.channels.values())


def _content(body: bytes) -> Json:
    """What an acknowledgement says: JSON, or bare text."""
    text = body.decode("utf-8", "replace").strip()
    try:
        content: Any = json.loads(text) if text else {}
    except ValueError:
        content = text
    return content if isinstance(content, dict) else {"text": str(content)}
