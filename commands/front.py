"""The front desk: Slack's requests become asks and clicks, and their answers find the way back."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands import people
from commands.context import (
    Ask,
    Command,
    Context,
    Errors,
    Instead,
    Publicly,
    Reply,
    Surface,
)
from commands.home import home
from commands.incoming import Payload, click_of, form_of, metadata_of
from commands.plan_words import MENTION
from commands.routes import ACTIONS, COMMANDS, FORMS, OPTIONS, route
from commands.saying import confide, for_thread, payload_of, post, respond_with, whisper
from commands.visitors import Visitors
from commands.work import Line
from delivery import inbox
from metrics.audience import REACHES, Reach
from templates import Message, Modal, render

log = logging.getLogger(__name__)

#: How long a slash command's acknowledgement waits for its answer. Slack gives three seconds in all.
PATIENCE = 1.5


def register(
    app: App,
    context: Context,
    line: Line,
    visitors: Visitors,
    *,
    after: Callable[[], None],
    commands: Mapping[str, Command] = COMMANDS,
) -> None:
    """Tell Bolt what to listen for: one listener each for slash commands, clicks, forms and words.

    Bolt tries one listener after the other, so a listener for each command would make every command pay for
    those before it. `after` is called when something may have been put into the outbox.
    """
    offered = {name: command for name, command in commands.items() if name in context.shop.commands}
    desk = FrontDesk(context, line, visitors, after, offered)
    app.command(re.compile(f"^/(?:{'|'.join(map(re.escape, offered))})$"))(desk.slash)
    everything = re.compile("")
    app.action(everything)(desk.click)
    app.options(everything)(desk.options)
    app.view(everything)(desk.form)
    app.event("app_mention")(desk.mention)
    app.event("message")(desk.direct)
    app.event("app_home_opened")(desk.home)


class FrontDesk:
    """Acknowledges at once, works in the line, replies where the asker expects it."""

    def __init__(
        self,
        context: Context,
        line: Line,
        visitors: Visitors,
        after: Callable[[], None],
        commands: Mapping[str, Command],
    ) -> None:
        """Nothing is sent or read yet."""
        self.context = context
        self.line = line
        self.visitors = visitors
        self.after = after
        self.commands = commands

    # What people type

    def slash(self, ack: Ack, body: Payload, client: WebClient, respond: Respond) -> None:
        """Answer in the acknowledgement when the answer is ready in time, else after it."""
        command = self.commands[body["command"].removeprefix("/")]

        def work() -> Message | None:
            reply = self._answer(command, body.get("text", ""), body["user_id"], body["channel_id"])
            if command.posts:
                self.after()
            message: Message | None = self._opened(client, body["trigger_id"], reply)
            return message

        future = self.line.join(_careful(work, f"answering /{command.name}"))
        if future is None:
            ack(**payload_of(self._busy()))
        elif not self.line.in_time(future, PATIENCE):
            ack()
            future.add_done_callback(lambda done: respond_with(respond, done.result()))
        elif message := future.result():
            ack(**payload_of(message))
        else:
            ack()

    def mention(self, ack: Ack, event: Payload, body: Payload, client: WebClient) -> None:
        """A mention is answered in its thread, for all to see there."""
        ack()
        us = {one.get("user_id") for one in body.get("authorizations") or ()}
        words = _without_mentions_of(us, event["text"])
        followed_up = event.get("thread_ts") not in (None, event["ts"])
        self._said(words, event, body, client, Surface.THREAD if followed_up else Surface.MENTION)

    def direct(self, ack: Ack, event: Payload, body: Payload, client: WebClient) -> None:
        """A direct message is answered where it was sent; the bot's own words and edits are not questions."""
        ack()
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            self._said(event.get("text", ""), event, body, client, Surface.DIRECT)

    def _said(self, words: str, event: Payload, body: Payload, client: WebClient, surface: Surface) -> None:
        aloud = REACHES[surface] is Reach.PLACE
        thread = event.get("thread_ts") or (event["ts"] if aloud else None)
        user, channel = event["user"], event["channel"]

        def work() -> None:
            if not self._is_new(body["event_id"]):
                return
            command, rest = route(words)
            reply = self._answer(command, rest, user, channel, surface, thread)
            if isinstance(reply, Modal):
                reply = render("open.j2", title=reply.view["title"]["text"], words=words)
            if aloud and reply.restricted and reply.cleared != channel:
                confide(client, user, channel, for_thread(reply), thread=thread)
            else:
                post(client, channel, for_thread(reply) if thread else reply, thread=thread)
            self.after()

        if self.line.join(_logged(work, "answering what was said")) is None:
            whisper(client, channel, user, self._busy(), thread=thread)

    def _is_new(self, event: str) -> bool:
        """Whether this event has not been here before: Slack sends again what it thinks was lost."""
        with self.context.store.write() as db:
            return inbox.first_time(db, f"event/{event}", now=self.context.now)

    def _answer(
        self,
        command: Command,
        words: str,
        user: str,
        channel: str,
        surface: Surface = Surface.COMMAND,
        thread: str | None = None,
    ) -> Message | Modal:
        person = people.who(self.context, user)
        if refusal := self.visitors.refusal(person):
            return refusal
        ask = Ask(text=words.strip(), person=person, channel=channel, surface=surface, thread=thread)
        try:
            return command.answer(ask, self.context)
        except Exception:
            return _apology(f"answering /{command.name}")

    # What people click

    def click(self, ack: Ack, body: Payload, client: WebClient, respond: Respond) -> None:
        """Acknowledge the press, then do what it asks and say what came of it."""
        ack()
        user = body["user"]["id"]
        say: Callable[..., Any] = respond
        if "response_url" not in body:  # in App Home or a form: the reply goes to the person's own messages
            say = partial(_tell, client, user)

        def work() -> None:
            click = click_of(people.who(self.context, user), body)
            reply = self._done(ACTIONS.get(click.action), click)
            self._reply(self._opened(client, body.get("trigger_id", ""), reply), say, click.thread)
            self.after()
            if (body.get("view") or {}).get("type") == "home":
                self._publish_home(client, user)

        if self.line.join(_logged(work, "answering a click")) is None:
            respond_with(say, self._busy(), replace_original=False)

    def _done(self, act: Callable[[Any, Context], Reply] | None, click: Any) -> Reply:
        """What an action or a form comes to; nothing for buttons that only open a link."""
        try:
            return self.visitors.refusal(click.person) or (act(click, self.context) if act else None)
        except Exception:
            return _apology(f"doing {click.action}")

    def _reply(self, reply: Reply, respond: Callable[..., Any], thread: str | None) -> None:
        """Say what came of a click, in the thread where it was pressed."""
        beneath: dict[str, Any] = {"replace_original": False, **({"thread_ts": thread} if thread else {})}
        match reply:
            case Publicly(message):
                respond_with(respond, message, response_type="in_channel", **beneath)
            case Instead(message):
                respond_with(respond, message, replace_original=True)
            case Message() as message:
                respond_with(respond, for_thread(message) if thread else message, **beneath)

    def form(self, ack: Ack, body: Payload, client: WebClient) -> None:
        """A form is read while Slack waits, so that what is wrong with it stands beside the field."""
        user = body["user"]["id"]
        click = form_of(people.who(self.context, user), body)
        match self._done(FORMS.get(click.action), click):
            case Errors(by_block):
                ack(response_action="errors", errors=dict(by_block))
            case Modal(view=view):
                ack(response_action="update", view=dict(view))
            case Message() as message:
                ack()
                self.line.join(_logged(partial(confide, client, user, click.channel, message), "confiding"))
            case _:
                ack()
        self.after()

    def options(self, ack: Ack, body: Payload) -> None:
        """What a search field offers for the letters typed so far."""
        click_name = body["action_id"].partition(":")[0]
        found: list[tuple[str, str]] = []
        try:
            person = people.who(self.context, body["user"]["id"])
            if not self.visitors.refusal(person):
                found = OPTIONS[click_name](body.get("value", ""), self.context)
        except Exception:
            log.exception("no options for %s", click_name)
        ack(
            options=[
                {"text": {"type": "plain_text", "text": label}, "value": value} for label, value in found
            ]
        )

    def home(self, ack: Ack, event: Payload, client: WebClient) -> None:
        """Draw a person's App Home when they open it."""
        ack()
        if event.get("tab") == "home":
            self.line.join(_logged(partial(self._publish_home, client, event["user"]), "drawing a home"))

    def _publish_home(self, client: WebClient, user: str) -> None:
        person = people.who(self.context, user)
        if self.visitors.refusal(person) is None:
            client.views_publish(user_id=user, view=home(person, self.context))

    def _opened(self, client: WebClient, trigger: str, reply: Any) -> Any:
        """Open a form at once, while its trigger is fresh; anything else passes through."""
        if not isinstance(reply, Modal):
            return reply
        try:
            client.views_open(trigger_id=trigger, view=dict(reply.view))
        except SlackApiError as error:
            if "trigger" not in error.response["error"]:
                raise
            words = metadata_of(reply.view).get("words", "")
            return render("open.j2", title=reply.view["title"]["text"], words=words)
        return None

    def _busy(self) -> Message:
        return render("busy.j2", waiting=self.line.length)


def _without_mentions_of(users: Collection[str | None], text: str) -> str:
    """What was said to us, others that it names left in; the first name is ours where Slack does not say which is."""
    if not users:
        return MENTION.sub(" ", text, count=1).strip()
    return MENTION.sub(lambda found: " " if found[1] in users else found[0], text).strip()


def _careful(work: Callable[[], Message | None], what: str) -> Callable[[], Message | None]:
    """The same work, which ends in an apology rather than in silence."""

    def careful() -> Message | None:
        try:
            return work()
        except Exception:
            return _apology(what)

    return careful


def _logged(work: Callable[[], None], what: str) -> Callable[[], None]:
    """The same work, whose failure is in the log."""

    def logged() -> None:
        try:
            work()
        except Exception:
            log.exception("failed while %s", what)

    return logged


def _apology(what: str) -> Message:
    """What a person reads when we are at fault: a reference that the log has too, and nothing of the inside."""
    reference = secrets.token_hex(3)
    log.exception("reference %s: failed while %s", reference, what)
    return render("error.j2", reference=reference)


def _tell(client: WebClient, user: str, *, text: str, blocks: Any = None, **_: Any) -> None:
    client.chat_postMessage(channel=user, text=text, blocks=blocks, unfurl_links=False)
