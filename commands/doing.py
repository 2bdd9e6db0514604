"""What was taken in, done: at once, or by whichever process comes next when the first one died over it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands import beneath, people
from commands.context import Ask, Click, Command, Context, Instead, Publicly, Redrawn, Reply, Surface
from commands.homes import Homes
from commands.incoming import Payload, click_of, metadata_of, shortcut_of
from commands.plan_words import MENTION
from commands.quoting import message_of
from commands.routes import ACTIONS, OPEN_TO_ALL, SHORTCUTS, route
from commands.saying import confide, for_thread, respond_with
from commands.visitors import Visitors
from commands.work import Line
from delivery.inbox import Entry, Inbox
from metrics.audience import REACHES, Reach
from storage import Database, Store
from templates import Message, Modal, render

log = logging.getLogger(__name__)

#: Slack takes answers at a request's own address for half an hour; a little less, for the way there.
ADDRESS_LIVES = timedelta(minutes=28)

#: What is kept of the view in which something was pressed.
OF_A_VIEW = ("type", "id", "hash", "callback_id", "private_metadata", "state")

#: Of an app whose manifest is older than the bot.
UNKNOWN_SHORTCUT = render(
    "refused.j2",
    message="I do not know this shortcut any more.",
    way_out="`/approvals new` opens the form; an admin can bring the app's manifest up to date.",
)


class Doing:
    """Does the work of the inbox's entries. Each is marked as done together with its lasting answer."""

    def __init__(
        self,
        context: Context,
        client: WebClient,
        line: Line,
        visitors: Visitors,
        *,
        inbox: Inbox,
        after: Callable[[], None],
        commands: Mapping[str, Command],
    ) -> None:
        """Nothing is done yet. `after` is called when something may have been put into the outbox."""
        self.context = context
        self.client = client
        self.line = line
        self.visitors = visitors
        self.homes = Homes(context, client, visitors)
        self.inbox = inbox
        self.after = after
        self.commands = commands

    def do(self, entry: Entry) -> None:
        """Do what an entry asks for; what fails has said so, and is not tried again."""
        match entry.kind:
            case "said":
                self._said(entry)
            case "beneath":
                self._written(entry)
            case "click":
                self._clicked(entry)
            case "slash":
                self._typed(entry)
            case "shortcut":
                self._used(entry)
        self.after()

    def resume(self) -> int:
        """Put what nobody has done into the line, as far as there is room; returns how many."""
        resumed = 0
        while self.line.has_room and (entry := self.inbox.take_over(now=self.context.now)):
            log.warning("%s was taken in at %s and not done; doing it now", entry.key, entry.at)
            self.line.join(logged(partial(self.do, entry), f"doing {entry.key}"))
            resumed += 1
        return resumed

    def answer(
        self,
        command: Command,
        words: str,
        user: str,
        channel: str,
        surface: Surface = Surface.COMMAND,
        thread: str | None = None,
    ) -> Message | Modal:
        """What a command says to somebody; an apology where it fails."""
        person = people.who(self.context, user)
        if refusal := self.visitors.refusal(person):
            return refusal
        ask = Ask(text=words.strip(), person=person, channel=channel, surface=surface, thread=thread)
        before = self.context.store.commits
        try:
            return command.answer(ask, self.context)
        except Exception:
            return apology(f"answering /{command.name}", changed=self.context.store.commits > before)

    def opened(self, trigger: str, reply: Any) -> Any:
        """Open a form at once, while its trigger is fresh; anything else passes through."""
        if not isinstance(reply, Modal):
            return reply
        try:
            self.client.views_open(trigger_id=trigger, view=dict(reply.view))
        except SlackApiError as error:
            if "trigger" not in error.response["error"]:
                raise
            words = metadata_of(reply.view).get("words", "")
            return render("open.j2", title=reply.view["title"]["text"], words=words)
        return None

    # Each kind of entry

    def _said(self, entry: Entry) -> None:
        """Something said to the bot is answered in a message that lasts, so it goes through the outbox."""
        said = entry.payload
        user, channel, thread = said["user"], said["channel"], said.get("thread")
        surface = Surface(said["surface"])
        aloud = REACHES[surface] is Reach.PLACE
        command, words = route(said["words"])
        reply = self.answer(command, words, user, channel, surface, thread)
        if isinstance(reply, Modal):
            reply = render("open.j2", title=reply.view["title"]["text"], words=said["words"])
        message = for_thread(reply) if thread else reply
        if aloud and reply.restricted and reply.cleared != channel:
            confide(self.client, user, channel, for_thread(reply), thread=thread)
            self._ends(entry)
        else:
            self._ends(entry, message, place=channel if aloud else user, thread=thread)

    def _written(self, entry: Entry) -> None:
        """What somebody wrote beneath a card is answered to them alone, if at all; visitors are not answered there."""
        kept = entry.payload
        user, channel, thread = kept["user"], kept["channel"], kept["thread"]
        person = people.who(self.context, user)
        hear = partial(beneath.heard, kept, person, self.context, key=f"effect/{entry.key}")
        heard = careful(hear, "hearing what was written beneath a card", self.context.store)
        reply = None if self.visitors.refusal(person) else heard()
        if reply and not channel.startswith("D"):
            confide(self.client, user, channel, for_thread(reply), thread=thread)
            reply = None
        self._ends(entry, for_thread(reply) if reply else None, place=user, thread=thread)

    def _clicked(self, entry: Entry) -> None:
        """A press of a button is answered where it was pressed, or else in one's own messages."""
        body = entry.payload
        user = body["user"]["id"]
        click = click_of(people.who(self.context, user), body, key=f"effect/{entry.key}")
        reply = self.opened(body.get("trigger_id", ""), self._acted(click.action, click))
        if isinstance(reply, Redrawn):
            self._redraw(body["view"], reply.modal)
        address = body.get("response_url")
        if address and self._is_fresh(entry):
            self._reply(reply, self._respond(address), click.thread)
            self._ends(entry)
        else:  # pressed in App Home or a form, or so long ago that Slack takes no answer there
            self._ends(entry, message_in(reply), place=user)
        if (body.get("view") or {}).get("type") == "home":
            logged(partial(self.homes.refresh, user), "drawing a home")()

    def _redraw(self, view: Payload, modal: Modal) -> None:
        """Put a form in the place of the one pressed in, unless that was closed or drawn anew meanwhile."""
        try:
            self.client.views_update(view_id=view["id"], hash=view["hash"], view=dict(modal.view))
        except SlackApiError as error:
            log.info("a form was not drawn anew: %s", error.response["error"])

    def _typed(self, entry: Entry) -> None:
        """A slash command whose process died over it."""
        body = entry.payload
        user, command = body["user"], self.commands[body["command"]]
        reply = self.opened(body["trigger"], self.answer(command, body["text"], user, body["channel"]))
        if self._is_fresh(entry):
            respond_with(self._respond(body["response_url"]), message_in(reply))
            self._ends(entry)
        else:
            self._ends(entry, message_in(reply), place=user)

    def _used(self, entry: Entry) -> None:
        """A shortcut used on a message: answered to whoever used it, beside that message."""
        used = entry.payload
        click = shortcut_of(people.who(self.context, used["user"]), used)
        reply = self.opened(used["trigger"], self._acted(click.action, click, SHORTCUTS) or UNKNOWN_SHORTCUT)
        if self._is_fresh(entry):
            self._reply(reply, self._respond(used["response_url"]), click.thread)
            self._ends(entry)
        else:
            self._ends(entry, message_in(reply), place=used["user"])

    def _acted(
        self, action: str, click: Click, acts: Mapping[str, Callable[[Click, Context], Reply]] = ACTIONS
    ) -> Reply:
        """What a press comes to; nothing for buttons that only open a link."""
        act, before = acts.get(action), self.context.store.commits
        try:
            refusal = None if action in OPEN_TO_ALL else self.visitors.refusal(click.person)
            return refusal or (act(click, self.context) if act else None)
        except Exception:
            return apology(f"doing {action}", changed=self.context.store.commits > before)

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

    # How an entry ends

    def ended(self, entry: Entry) -> None:
        """Mark an entry as done that was answered already."""
        self._ends(entry)

    def _ends(
        self, entry: Entry, message: Message | None = None, *, place: str = "", thread: str | None = None
    ) -> None:
        """Done, and its lasting answer on its way, in one transaction; nothing if somebody else was quicker."""
        with self.context.store.write() as db:
            if self.inbox.done(db, entry) and message is not None:
                self._answers(db, entry, message, place, thread)

    def _answers(self, db: Database, entry: Entry, message: Message, place: str, thread: str | None) -> None:
        self.context.outbox.add_once(
            db, f"answer/{entry.key}", place, message, now=self.context.now, thread_ts=thread, urgent=True
        )

    def _is_fresh(self, entry: Entry) -> bool:
        return self.context.now - entry.at < ADDRESS_LIVES

    def _respond(self, address: str) -> Respond:
        return Respond(response_url=address, proxy=self.client.proxy, ssl=self.client.ssl)


def message_in(reply: Reply | Modal) -> Message | None:
    """The words of a reply, wherever it would have been said."""
    match reply:
        case Publicly(message) | Instead(message):
            return message
        case Message() as message:
            return message
        case _:
            return None


def careful(work: Callable[[], Message | None], what: str, store: Store) -> Callable[[], Message | None]:
    """The same work, which ends in an apology rather than in silence."""

    def carefully() -> Message | None:
        before = store.commits
        try:
            return work()
        except Exception:
            return apology(what, changed=store.commits > before)

    return carefully


def logged(work: Callable[[], object], what: str) -> Callable[[], None]:
    """The same work, whose failure is in the log."""

    def and_logged() -> None:
        try:
            work()
        except Exception:
            log.exception("failed while %s", what)

    return and_logged


def apology(what: str, *, changed: bool) -> Message:
    """What a person reads when we are at fault: a reference that the log has too, and nothing of the inside.

    `changed` says whether something was saved before it failed.
    """
    reference = secrets.token_hex(3)
    log.exception("reference %s: failed while %s", reference, what)
    return render("error.j2", reference=reference, changed=changed)


def clicked(body: Payload) -> dict[str, Any]:
    """What of a press is kept until it is done."""
    view, message = body.get("view") or {}, body.get("message") or {}
    kept = {name: body[name] for name in ("user", "actions", "channel", "container") if body.get(name)}
    kept |= {name: body[name] for name in ("response_url", "trigger_id") if name in body}
    kept |= {"message": {"thread_ts": message["thread_ts"]}} if "thread_ts" in message else {}
    return kept | ({"view": {name: view.get(name) for name in OF_A_VIEW}} if view else {})


def used(body: Payload) -> dict[str, Any]:
    """What of a shortcut used on a message is kept until it is done."""
    message = body.get("message") or {}
    return {
        "callback": body["callback_id"],
        "user": body["user"]["id"],
        "channel": (body.get("channel") or {}).get("id", ""),
        "thread": message.get("thread_ts"),
        "message": message_of(body),
        "trigger": body["trigger_id"],
        "response_url": body["response_url"],
    }


def typed(body: Payload) -> dict[str, Any]:
    """What of a slash command is kept until it is done."""
    return {
        "command": body["command"].removeprefix("/"),
        "text": body.get("text", ""),
        "user": body["user_id"],
        "channel": body["channel_id"],
        "trigger": body["trigger_id"],
        "response_url": body["response_url"],
    }


def said(words: str, event: Payload, surface: Surface) -> dict[str, Any]:
    """What of words said to the bot is kept until they are answered."""
    aloud = REACHES[surface] is Reach.PLACE
    return {
        "words": words,
        "user": event["user"],
        "channel": event["channel"],
        "thread": event.get("thread_ts") or (event["ts"] if aloud else None),
        "surface": surface.value,
    }


def without_mentions_of(users: Collection[str | None], text: str) -> str:
    """What was said to us, others that it names left in; the first name is ours where Slack does not say which is."""
    if not users:
        return MENTION.sub(" ", text, count=1).strip()
    return MENTION.sub(lambda found: " " if found[1] in users else found[0], text).strip()
