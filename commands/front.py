"""The front desk: Slack's requests are taken in safely, acknowledged in time, and handed on."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltResponse, Respond
from slack_sdk import WebClient

from commands import beneath, lateness, people
from commands.context import Command, Context, Errors, Surface
from commands.doing import Doing, apology, careful, clicked, logged, said, typed, used, without_mentions_of
from commands.door import Door
from commands.incoming import Payload, form_of
from commands.routes import COMMANDS, FORMS, OPTIONS
from commands.saying import confide, payload_of, respond_with
from commands.visitors import Visitors
from commands.work import Line
from delivery.inbox import Entry, Inbox
from storage import first_steps
from templates import Message, Modal, render

log = logging.getLogger(__name__)

#: How long a slash command's acknowledgement waits for its answer. Slack gives three seconds in all.
PATIENCE = 1.5
#: How long what Slack sends waits for another process that is writing: less than Slack waits for us.
AT_MOST = 2.0
#: How Slack is told that nothing was taken in.
NOT_TAKEN = BoltResponse(status=503, body="Nothing was saved, so nothing was done.")


def register(
    app: App,
    context: Context,
    line: Line,
    visitors: Visitors,
    *,
    after: Callable[[], None],
    removed: Callable[[str], object] = lambda _: None,
    inbox: Inbox | None = None,
    commands: Mapping[str, Command] = COMMANDS,
) -> Doing:
    """Tell Bolt what to listen for: one listener each for slash commands, clicks, forms and words.

    Bolt tries one listener after the other, so a listener for each command would make every command pay for
    those before it. `after` is called when something may have been put into the outbox. Returns who does what
    was taken in, to be asked now and then to `resume` what a process that died has left behind. `removed` is
    told when the workspace no longer wants the bot.
    """
    offered = {name: command for name, command in commands.items() if name in context.shop.commands}
    doing = Doing(
        context,
        app.client,
        line,
        visitors,
        inbox=inbox or Inbox(context.store),
        after=after,
        commands=offered,
    )
    desk = FrontDesk(doing, removed)
    app.use(Door(app.client).let_in)
    app.command(re.compile(f"^/(?:{'|'.join(map(re.escape, offered))})$"))(desk.slash)
    everything = re.compile("")
    app.action(everything)(desk.click)
    app.message_shortcut(everything)(desk.shortcut)
    app.options(everything)(desk.options)
    app.view(everything)(desk.form)
    app.event("app_mention")(desk.mention)
    app.event("message")(desk.direct)
    app.event("app_home_opened")(desk.home)
    app.event("member_joined_channel")(desk.joined)
    app.event("channel_unarchive")(desk.opened_again)
    app.event("app_uninstalled")(desk.removed)
    app.event("tokens_revoked")(desk.removed)
    return doing


class FrontDesk:
    """Takes in, acknowledges, and replies where the asker expects it.

    What changes something is written down before it is acknowledged: a process that dies over it leaves it to
    the next. A question is written down only when its answer does not come with the acknowledgement.
    """

    def __init__(self, doing: Doing, removed: Callable[[str], object]) -> None:
        """Nothing is sent or read yet."""
        self.doing = doing
        self._removed = removed
        self.context = doing.context
        self.line = doing.line
        self.inbox = doing.inbox

    # What people type

    def slash(self, ack: Ack, body: Payload, respond: Respond) -> BoltResponse | None:
        """Answer in the acknowledgement when the answer is ready in time, else after it."""
        command, doing = self.doing.commands[body["command"].removeprefix("/")], self.doing
        entry: Entry | None = None
        if command.posts:
            try:
                entry = self._taken_in("slash", body["trigger_id"], typed(body))
            except sqlite3.OperationalError as problem:
                ack(**payload_of(_unsaved(problem)))
                return None
            if entry is None:  # the very same request once more
                ack()
                return None

        def work() -> Message | None:
            reply = doing.answer(command, body.get("text", ""), body["user_id"], body["channel_id"])
            if command.posts:
                doing.after()
            message: Message | None = doing.opened(body["trigger_id"], reply)
            return message

        future = self.line.join(careful(work, f"answering /{command.name}", self.context.store))
        if future is None:
            ack(**payload_of(self._busy()))
        elif not self.line.in_time(future, PATIENCE):
            with suppress(sqlite3.OperationalError):  # answered by this process, or not at all
                entry = entry or self._taken_in("slash", body["trigger_id"], typed(body), durable=False)
            ack()
            future.add_done_callback(lambda done: self._follows(respond, done.result(), entry))
            return None
        elif message := future.result():
            ack(**payload_of(message))
        else:
            ack()
        if entry:
            doing.ended(entry)
        return None

    def _follows(self, respond: Respond, message: Message | None, entry: Entry | None) -> None:
        respond_with(respond, message)
        if entry:
            self.doing.ended(entry)

    def mention(self, ack: Ack, event: Payload, body: Payload) -> BoltResponse | None:
        """A mention is answered in its thread, for all to see there."""
        followed_up = event.get("thread_ts") not in (None, event["ts"])
        words = without_mentions_of(_us(body), event["text"])
        surface = Surface.THREAD if followed_up else Surface.MENTION
        return self._spoken(ack, "said", said(words, event, surface), event, body)

    def direct(self, ack: Ack, event: Payload, body: Payload) -> BoltResponse | None:
        """A direct message is answered where it was sent; the bot's own words and edits are not questions. What stands
        beneath a card is about it."""
        if request := beneath.card_above(event, _us(body), self.context):
            return self._spoken(ack, "beneath", beneath.written(event, request), event, body)
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            asked = said(event.get("text", ""), event, Surface.DIRECT)
            return self._spoken(ack, "said", asked, event, body)
        ack()
        return None

    def _spoken(
        self, ack: Ack, kind: str, kept: Mapping[str, Any], event: Payload, body: Payload
    ) -> BoltResponse | None:
        if self._came_too_late(lateness.stamp_of(event), event["user"]):
            ack()
            return None
        try:
            entry = self._taken_in(kind, body["event_id"], kept)
        except sqlite3.OperationalError:
            log.exception("what was said could not be saved; Slack sends it again")
            return NOT_TAKEN
        ack()
        self._hand_on(entry)
        return None

    # What people click

    def click(self, ack: Ack, body: Payload, respond: Respond) -> BoltResponse | None:
        """Take the press in, acknowledge it, then do what it asks and say what came of it."""
        if self._came_too_late(body["actions"][0].get("action_ts"), body["user"]["id"]):
            ack()
            return None
        try:
            entry = self._taken_in("click", _name_of(body), clicked(body))
        except sqlite3.OperationalError as problem:
            sorry = partial(respond_with, respond, _unsaved(problem), replace_original=False)
            if "response_url" in body:
                self.line.join(sorry)
            return NOT_TAKEN
        ack()
        self._hand_on(entry)
        return None

    def shortcut(self, ack: Ack, body: Payload, respond: Respond) -> BoltResponse | None:
        """Take in what somebody wants done with a message, acknowledge it, then do it."""
        try:
            entry = self._taken_in("shortcut", body["trigger_id"], used(body))
        except sqlite3.OperationalError as problem:
            self.line.join(partial(respond_with, respond, _unsaved(problem), replace_original=False))
            return NOT_TAKEN
        ack()
        self._hand_on(entry)
        return None

    def form(self, ack: Ack, body: Payload, client: WebClient) -> None:
        """A form is read while Slack waits, so that what is wrong with it stands beside the field."""
        user = body["user"]["id"]
        click = form_of(people.who(self.context, user), body)
        match self._sent_in(click):
            case Errors(by_block) if by_block:
                ack(response_action="errors", errors=dict(by_block))
            case Modal(view=view):
                ack(response_action="update", view=dict(view))
            case Message() as message:
                ack()
                self.line.join(logged(partial(confide, client, user, click.channel, message), "confiding"))
            case _:
                ack()
        self.doing.after()

    def _sent_in(self, click: Any) -> Any:
        """What a form comes to. One that cannot be saved stays open, with all that was typed."""
        send, before = FORMS.get(click.action), self.context.store.commits
        try:
            with self.context.store.hurried(AT_MOST):
                return self.doing.visitors.refusal(click.person) or (
                    send(click, self.context) if send else None
                )
        except sqlite3.OperationalError as problem:
            unsaved = _unsaved(problem)
            return Errors(dict.fromkeys(list(click.fields)[:1], unsaved.text)) if click.fields else unsaved
        except Exception:
            return apology(f"doing {click.action}", changed=self.context.store.commits > before)

    def options(self, ack: Ack, body: Payload) -> None:
        """What a search field offers for the letters typed so far."""
        click_name = body["action_id"].partition(":")[0]
        found: list[tuple[str, str]] = []
        try:
            person = people.who(self.context, body["user"]["id"])
            if not self.doing.visitors.refusal(person):
                found = OPTIONS[click_name](body.get("value", ""), self.context)
        except Exception:
            log.exception("no options for %s", click_name)
        ack(
            options=[
                {"text": {"type": "plain_text", "text": label}, "value": value} for label, value in found
            ]
        )

    def home(self, ack: Ack, event: Payload) -> None:
        """Draw a person's App Home when they open it."""
        ack()
        if event.get("tab") == "home" and not lateness.comes_too_late(lateness.stamp_of(event), self.context):
            stands_there = str((event.get("view") or {}).get("hash", ""))
            draw = partial(self.doing.homes.opened, event["user"], stands_there)
            self.line.join(logged(draw, "drawing a home"))

    # What happens around us

    def joined(self, ack: Ack, event: Payload, body: Payload) -> None:
        """Somebody has come into a channel; when it is us, what was given up there is tried once more."""
        ack()
        if event["user"] in _us(body):
            with self.context.store.write() as db:
                first_steps.invited(db, event["channel"])
            self._try_again_in(event["channel"])

    def opened_again(self, ack: Ack, event: Payload) -> None:
        """A channel is no longer archived."""
        ack()
        self._try_again_in(event["channel"])

    def removed(self, ack: Ack, body: Payload) -> None:
        """The workspace has removed the bot, or taken its token back: from now on nothing is sent."""
        ack()
        if lateness.comes_too_late(lateness.stamp_of(body["event"]), self.context):
            return  # that token is long gone, and the one we have is another
        self._removed(body["event"]["type"])

    def _try_again_in(self, place: str) -> None:
        with self.context.store.write() as db:
            again = self.context.outbox.retry_place(db, place, now=self.context.now)
        if again:
            log.info("%d messages are tried once more in %s", again, place)
            self.doing.after()

    # How

    def _taken_in(
        self, kind: str, name: str, payload: Mapping[str, Any], *, durable: bool = True
    ) -> Entry | None:
        """Write it down; None when this very request has been here before. Raises sqlite3.OperationalError."""
        with self.context.store.hurried(AT_MOST if durable else AT_MOST - PATIENCE):
            return self.inbox.take_in(f"{kind}/{name}", kind, payload, now=self.context.now, durable=durable)

    def _came_too_late(self, stamp: object, user: str) -> bool:
        late = lateness.comes_too_late(stamp, self.context)
        if late:
            with suppress(sqlite3.OperationalError):  # then with the next that comes
                lateness.tell(user, self.context)
        return late

    def _hand_on(self, entry: Entry | None) -> None:
        """Into the line; where that is full, the entry waits in the inbox until there is room."""
        if entry:
            self.line.join(logged(partial(self.doing.do, entry), f"doing {entry.key}"))

    def _busy(self) -> Message:
        return render("busy.j2", waiting=self.line.length)


def _us(body: Payload) -> set[str | None]:
    """Whom Slack's event is for: ourselves."""
    return {one.get("user_id") for one in body.get("authorizations") or ()}


def _name_of(body: Payload) -> str:
    """What Slack sends again under the same name when it thinks that a press was lost."""
    action = body["actions"][0]
    return str(body.get("trigger_id") or f"{body['user']['id']}/{action['action_id']}/{action['action_ts']}")


def _unsaved(problem: sqlite3.OperationalError) -> Message:
    """What a person reads when nothing can be written down; the log says why."""
    log.error("could not be saved: %s", problem)
    return render(
        "refused.j2",
        message="I cannot save anything at this moment, so I have not done it: nothing has changed.",
        way_out="Try again in a minute.",
    )
