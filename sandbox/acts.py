"""What people do in the pretend Slack, and what Slack makes of the bot's answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.block_elements import OPTIONS_ANSWER
from sandbox.chat_methods import checked_content
from sandbox.courier import FORM, Acknowledgement, Courier, form, interaction, sign
from sandbox.entries import entry_errors
from sandbox.payloads import Payloads, action_of, message_values
from sandbox.places import Channel, Json, User
from sandbox.posts import Message, escape, typed
from sandbox.refusals import Call, Refusal
from sandbox.view_methods import checked_view
from sandbox.views import STARTS, View, all_blocks, elements_of, merged
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
TROUBLE = "We had some trouble connecting. Try again?"
MESSAGE_EVENTS = {"im": "message.im", "channel": "message.channels", "private": "message.groups", "mpim": "message.mpim"}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of something a person did: the message or view that the acknowledgement itself made, or an error."""

    error: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    message: Message | None = None
    view: View | None = None
    options: tuple[Json, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether Slack shows no error."""
        return self.error is None and not self.errors


class Acts:
    """A person's hands in the workspace: each act tells the bot and applies its acknowledgement."""

    def __init__(self, workspace: Workspace, *, url: str, secret: str, deadline: float) -> None:
        self.workspace = workspace
        self.payloads = Payloads(workspace, url)
        self.secret = secret
        self.deadline = deadline
        self.undelivered: list[tuple[Json, int]] = []
        self._bot: str | None = None

    def connect(self, bot_url: str) -> None:
        """Send everything to this request URL from now on."""
        self._bot = bot_url

    def deliver(self, body: bytes, headers: Mapping[str, str] | None = None, content_type: str = FORM) -> Acknowledgement:
        """Send a body to the bot, signed; given headers win over the signature's, to forge one."""
        if self._bot is None:
            return Acknowledgement(failure="dispatch_failed")
        stamp = int(self.workspace.real_now().timestamp())
        signed = {"Content-Type": content_type, **sign(body, self.secret, stamp), **(headers or {})}
        return Courier(self._bot, deadline=self.deadline).post(body, signed)

    # — typing —

    def type(self, user: User, channel: Channel, text: str, thread_ts: str | None = None) -> Outcome:
        """Send what stands in the composer: a slash command or a message. Raises Refusal outside one's channels."""
        if user.id not in channel.members:
            raise Refusal("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        if channel.archived:
            raise Refusal("is_archived")
        if text.startswith("/"):
            return self._command(user, channel, text, in_thread=thread_ts is not None)
        return self._say(user, channel, text, thread_ts)

    def _command(self, user: User, channel: Channel, text: str, *, in_thread: bool) -> Outcome:
        workspace = self.workspace
        name, _, rest = text.strip().partition(" ")
        known = next((c for c in workspace.app.commands if c.command == name.lower()), None)
        if known is None:
            return Outcome(message=workspace.slackbot(channel.id, user.id, NO_SUCH_COMMAND.format(command=name)))
        if in_thread:
            return Outcome(message=workspace.slackbot(channel.id, user.id, NOT_IN_THREADS.format(command=name)))
        said = self._typed(rest.strip()) if known.should_escape else escape(rest.strip())
        answer = self.deliver(form(self.payloads.command(user, channel, known.command, said)))
        if answer.failure:
            failed = COMMAND_FAILED.format(command=name, error=answer.failure)
            return Outcome(error=answer.failure, message=workspace.slackbot(channel.id, user.id, failed))
        try:
            return Outcome(message=self._answered(user, channel, answer.body))
        except Refusal as refusal:
            failed = COMMAND_FAILED.format(command=name, error="invalid_command_response")
            return Outcome(error=refusal.error, message=workspace.slackbot(channel.id, user.id, failed))

    def _answered(self, user: User, channel: Channel, body: bytes) -> Message | None:
        """The message that a command's acknowledgement holds, if it holds one."""
        try:
            content = json.loads(body) if body.strip() else None
        except ValueError:
            content = {"text": body.decode("utf-8", "replace")}
        if isinstance(content, str):
            content = {"text": content}
        if not isinstance(content, dict) or not (content.get("text") or content.get("blocks")):
            return None
        only = None if content.get("response_type") == "in_channel" else user.id
        return self._bot_says(channel.id, content, "acknowledgement", only=only)

    def _bot_says(self, channel: str, content: Json, via: str, *, only: str | None, thread: str | None = None) -> Message:
        workspace = self.workspace
        with workspace.changed:
            call = Call(method=via, arguments=content)
            workspace.calls.append(call)
            try:
                text, blocks = checked_content(Request(workspace, content), via)
            except Refusal as refusal:
                call.answer = {"ok": False, "error": refusal.error} | refusal.more
                raise
            call.answer = {"ok": True}
            return workspace.post(
                Message(
                    channel=channel, ts=workspace.next_ts(), user=workspace.app.user, text=text, blocks=blocks,
                    only=only, thread_ts=thread,
                )
            )  # fmt: skip

    def _say(self, user: User, channel: Channel, text: str, thread_ts: str | None) -> Outcome:
        workspace = self.workspace
        with workspace.changed:
            said = self._typed(text)
            root = workspace.find(channel.id, thread_ts) if thread_ts else None
            message = workspace.post(
                Message(
                    channel=channel.id, ts=workspace.next_ts(), user=user.id, text=said,
                    thread_ts=(root.thread_ts or root.ts) if root else None,
                )
            )  # fmt: skip
        mentions = f"<@{workspace.app.user}>" in said
        inside = workspace.app.user in channel.members
        if mentions and not inside:
            workspace.slackbot(channel.id, user.id, NOT_HERE.format(app=workspace.app.user))
        if inside:
            self._tell_of(user, channel, message, mentions=mentions)
        return Outcome(message=message)

    def _tell_of(self, user: User, channel: Channel, message: Message, *, mentions: bool) -> None:
        events = self.workspace.app.events
        if mentions and channel.kind != "im" and "app_mention" in events:
            self.send_event(self.payloads.said(user, message, "app_mention"))
        if MESSAGE_EVENTS[channel.kind] in events:
            self.send_event(self.payloads.said(user, message, "message"))

    def _typed(self, text: str) -> str:
        return typed(text, self.workspace.users.values(), self.workspace.channels.values())

    # — events —

    def send_event(self, payload: Json, retry: int = 0, reason: str = "") -> Acknowledgement:
        """Send an event; one that fails is sent again at once, and then waits for `retry_events`."""
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        answer = self.deliver(json.dumps(payload).encode(), headers, "application/json")
        if answer.status // 100 == 2 or answer.headers.get("x-slack-no-retry"):
            return answer
        timed_out = answer.failure == "operation_timeout"
        why = "http_timeout" if timed_out else "http_error" if answer.status else "connection_failed"
        if retry == 0:
            return self.send_event(payload, 1, why)
        if retry < 3:
            self.undelivered.append((payload, retry + 1))
        return answer

    def retry_events(self) -> int:
        """Send once more what failed, as Slack does after one and five minutes; how many were sent."""
        waiting, self.undelivered = self.undelivered, []
        for payload, retry in waiting:
            self.send_event(payload, retry, "http_error")
        return len(waiting)

    def open_home(self, user: User) -> Acknowledgement | None:
        """Open the app's home tab."""
        channel = self.workspace.direct(user.id)
        if "app_home_opened" not in self.workspace.app.events:
            return None
        return self.send_event(self.payloads.home_opened(user, channel, self.workspace.homes.get(user.id)))

    # — pressing —

    def press(self, user: User, place: Message | View, block: str, chosen: Json, state: Json | None = None) -> Outcome:
        """Press or choose in an element of a message or view; raises Refusal when it is not there."""
        with self.workspace.changed:
            payload = self._pressed(user, place, block, chosen, (state or {}).get("values", state or {}))
            if isinstance(place, Message):
                place.notice = None
        answer = self.deliver(interaction(payload))
        if answer.ok:
            return Outcome()
        with self.workspace.changed:
            if isinstance(place, Message):
                place.notice = answer.failure
            self.workspace.tell("notice", user=user.id)
        return Outcome(error=answer.failure)

    def _pressed(self, user: User, place: Message | View, block: str, chosen: Json, given: Json) -> Json:
        element = element_of(place.blocks, block, chosen.get("action_id", ""))
        action = action_of(element, block, self.workspace.next_ts(), chosen)
        if element["type"] in STARTS:
            given = given | {block: given.get(block, {}) | {element["action_id"]: _held(action)}}
        if isinstance(place, View):
            place.values = merged(place.values, given)
            return self.payloads.view_action(user, place, [action])
        return self.payloads.message_action(user, place, [action], message_values(place, given))

    def suggest(self, user: User, place: Message | View, block: str, action: str, value: str) -> Outcome:
        """Type into an external select: the bot's options, or why there are none."""
        element = element_of(place.blocks, block, action)
        if len(value) < element.get("min_query_length", 3):
            return Outcome()
        answer = self.deliver(interaction(self.payloads.suggestion(user, block, action, value, place)))
        if answer.failure:
            return Outcome(error=answer.failure)
        content = answer.json() or {}
        if problems := list(OPTIONS_ANSWER(content, "")):
            return Outcome(error="; ".join(problems))
        groups = [option for group in content.get("option_groups", ()) for option in group["options"]]
        return Outcome(options=tuple(content.get("options", groups)))

    def shortcut(self, user: User, callback: str, message: Message | None = None) -> Outcome:
        """Use a global shortcut, or one on a message."""
        answer = self.deliver(interaction(self.payloads.shortcut(user, callback, message)))
        return Outcome(error=answer.failure)

    # — modals —

    def submit(self, user: User, view: View, values: Json) -> Outcome:
        """Press a modal's submit button. What Slack itself finds missing never reaches the bot."""
        with self.workspace.changed:
            view.values = merged(view.values, values)
            if errors := entry_errors(view):
                return Outcome(errors=errors)
            payload = self.payloads.submission(user, view)
        answer = self.deliver(interaction(payload))
        if answer.failure:
            return Outcome(error=TROUBLE)
        content = answer.json() if answer.body.strip() else {}
        if content == {}:
            self.workspace.close_view(view)
            return Outcome()
        try:
            return self._responded(user, view, content)
        except Refusal as refusal:
            self.workspace.calls.append(
                Call(method="acknowledgement", arguments={"content": content},
                     answer={"ok": False, "error": refusal.error} | refusal.more)
            )  # fmt: skip
            return Outcome(error=TROUBLE)

    def _responded(self, user: User, view: View, content: Any) -> Outcome:
        workspace = self.workspace
        match content:
            case {"response_action": "errors", "errors": dict(errors)}:
                blocks = {block["block_id"] for block in view.blocks if block["type"] == "input"}
                if not errors or not set(errors) <= blocks:
                    raise Refusal("invalid_errors", errors=sorted(set(errors) - blocks))
                return Outcome(errors={str(block): str(error) for block, error in errors.items()})
            case {"response_action": "clear"}:
                workspace.close_view(view, whole_stack=True)
                return Outcome()
            case {"response_action": "update", "view": dict(body)}:
                body = checked_view(workspace, body, "modal", "acknowledgement")
                return Outcome(view=workspace.change_view(view, body))
            case {"response_action": "push", "view": dict(body)}:
                body = checked_view(workspace, body, "modal", "acknowledgement")
                return Outcome(view=workspace.open_view(user.id, body, under=view))
        raise Refusal("invalid_response_action")

    def close(self, user: User, view: View) -> Outcome:
        """Close a modal by its close button; the bot hears of it if it asked to."""
        whole = bool(view.body.get("clear_on_close"))
        self.workspace.close_view(view, whole_stack=whole)
        if not view.body.get("notify_on_close"):
            return Outcome()
        answer = self.deliver(interaction(self.payloads.closed(user, view, is_cleared=whole)))
        return Outcome(error=answer.failure)


def element_of(blocks: list[Json], block: str, action: str) -> Json:
    """The element with this action id in this block; raises Refusal."""
    for candidate in all_blocks(blocks):
        if candidate["block_id"] == block:
            for element in elements_of(candidate):
                if element["action_id"] == action:
                    return element
    raise Refusal("element_not_found", block_id=block, action_id=action)


def _held(action: Json) -> Json:
    """What the state keeps of an action."""
    kept = STARTS[action["type"]][0]
    return {"type": action["type"], kept: action.get(kept)}
