"""The front desk: how Slack's requests become asks and clicks, and how answers become replies."""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands import people
from commands.context import Ask, Click, Context, Errors, Instead, Person, Publicly, Reply, Surface
from commands.routes import ACTIONS, COMMANDS, FORMS, OPTIONS, Command, route
from commands.visitors import Visitors
from commands.work import Line
from delivery import inbox
from templates import Message, Modal, render
from templates.plain import as_text

log = logging.getLogger(__name__)

Payload = Mapping[str, Any]

#: How long a slash command's acknowledgement waits for its answer. Slack gives three seconds in all.
PATIENCE = 1.5


def register(app: App, context: Context, line: Line, visitors: Visitors) -> None:
    """Tell Bolt what to listen for: one listener a slash command, and one each for clicks, forms and words."""
    desk = FrontDesk(context, line, visitors)
    for name in context.shop.commands:
        app.command(f"/{name}")(partial(desk.slash, COMMANDS.get(name)))
    everything = re.compile("")
    app.action(everything)(desk.click)
    app.options(everything)(desk.options)
    app.view(everything)(desk.form)
    app.event("app_mention")(desk.mention)
    app.event("message")(desk.direct)
    app.event("app_home_opened")(desk.home)


class FrontDesk:
    """Acknowledges at once, works in the line, replies where the asker expects it."""

    def __init__(self, context: Context, line: Line, visitors: Visitors) -> None:
        """Nothing is sent or read yet."""
        self.context = context
        self.line = line
        self.visitors = visitors

    # What people type

    def slash(
        self, command: Command | None, ack: Ack, body: Payload, client: WebClient, respond: Respond
    ) -> None:
        """Answer in the acknowledgement when the answer is ready in time, else after it."""

        def work() -> Message | None:
            reply = self._answer(
                command, body["text"] if "text" in body else "", body["user_id"], body["channel_id"]
            )
            return self._opened(client, body["trigger_id"], reply)

        future = self.line.join(work)
        if future is None:
            ack(**_payload(render("busy.j2")))
        elif self.line.in_time(future, PATIENCE):
            message = future.result()
            ack(**_payload(message)) if message else ack()
        else:
            ack()
            future.add_done_callback(lambda done: _respond(respond, done.result()))

    def mention(self, ack: Ack, event: Payload, body: Payload, client: WebClient) -> None:
        """A mention is answered in its thread, for all to see there."""
        ack()
        words = re.sub(r"<@[UW][A-Z0-9]+>", " ", event["text"]).strip()
        self._said(words, event, body, client, Surface.MENTION)

    def direct(self, ack: Ack, event: Payload, body: Payload, client: WebClient) -> None:
        """A direct message is answered where it was sent; the bot's own words and edits are not questions."""
        ack()
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            self._said(event.get("text", ""), event, body, client, Surface.DIRECT)

    def _said(self, words: str, event: Payload, body: Payload, client: WebClient, surface: Surface) -> None:
        thread = event.get("thread_ts") or (event["ts"] if surface is Surface.MENTION else None)
        user, channel = event["user"], event["channel"]

        def work() -> None:
            with self.context.store.write() as db:
                if not inbox.first_time(db, f"event/{body['event_id']}", now=self.context.now):
                    return
            reply = self._answer(None, words, user, channel, surface, thread)
            if isinstance(reply, Modal):
                reply = render("open.j2", title=reply.view["title"]["text"], words=words)
            private = surface is Surface.MENTION and reply.restricted
            _post(client, channel, reply, thread=thread, only=user if private else None)

        if self.line.join(work) is None:
            _post(client, channel, render("busy.j2"), thread=thread, only=user)

    def _answer(
        self,
        command: Command | None,
        words: str,
        user: str,
        channel: str,
        surface: Surface = Surface.COMMAND,
        thread: str | None = None,
    ) -> Message | Modal:
        try:
            person = people.who(self.context, user)
            if refusal := self.visitors.refusal(person):
                return refusal
            if command is None:
                command, words = route(words)
            ask = Ask(text=words, person=person, channel=channel, surface=surface, thread=thread)
            return command.answer(ask, self.context)
        except Exception:
            return _apology(f"answering {command.name if command else 'a question'}")

    # What people click

    def click(self, ack: Ack, body: Payload, client: WebClient, respond: Respond) -> None:
        """Acknowledge the press, then do what it asks and say what came of it."""
        ack()
        if (
            "response_url" not in body
        ):  # a button in App Home or in a form: the reply goes to the person's messages
            respond = partial(_tell, client, body["user"]["id"])  # type: ignore[assignment]
        work = partial(self._act, body, client, respond)
        if self.line.join(work) is None:
            _respond(respond, render("busy.j2"))

    def _act(self, body: Payload, client: WebClient, respond: Respond) -> None:
        action = body["actions"][0]
        name = action["action_id"].partition(":")[0]
        reply: Reply
        try:
            person = people.who(self.context, body["user"]["id"])
            reply = self.visitors.refusal(person)
            if reply is None and (act := ACTIONS.get(_chosen_action(action, name))):
                reply = act(
                    _click(person, body, _chosen_action(action, name), _chosen_value(action)), self.context
                )
        except Exception:
            reply = _apology(name)
        self._reply(reply, body, client, respond)

    def _reply(self, reply: Reply, body: Payload, client: WebClient, respond: Respond) -> None:
        match self._opened(client, body.get("trigger_id", ""), reply):
            case Publicly(message):
                _respond(respond, message, response_type="in_channel", replace_original=False)
            case Instead(message):
                _respond(respond, message, replace_original=True)
            case Message() as message:
                _respond(respond, message, replace_original=False)

    def form(self, ack: Ack, body: Payload, client: WebClient) -> None:
        """A form is read while Slack waits, so that what is wrong with it stands beside the field."""
        view = body["view"]
        try:
            person = people.who(self.context, body["user"]["id"])
            reply: Reply = self.visitors.refusal(person)
            if reply is None and (read := FORMS.get(view["callback_id"])):
                reply = read(_form(person, body), self.context)
        except Exception:
            reply = _apology(view["callback_id"])
        if isinstance(reply, Errors):
            ack(response_action="errors", errors=dict(reply.by_block))
            return
        if isinstance(reply, Modal):
            ack(response_action="update", view=dict(reply.view))
            return
        ack()
        if isinstance(reply, Message):
            place = _metadata(view).get("channel", "")
            self.line.join(lambda: _confide(client, body["user"]["id"], place, reply))

    def options(self, ack: Ack, body: Payload) -> None:
        """What a search field offers for the letters typed so far."""
        try:
            person = people.who(self.context, body["user"]["id"])
            search = OPTIONS[body["action_id"].partition(":")[0]]
            click = Click(person=person, channel="", action=body["action_id"], value=body.get("value", ""))
            found = [] if self.visitors.refusal(person) else search(click, self.context)
        except Exception:
            log.exception("no options for %s", body.get("action_id"))
            found = []
        ack(
            options=[
                {"text": {"type": "plain_text", "text": label[:75]}, "value": value} for label, value in found
            ]
        )

    def home(self, ack: Ack, event: Payload, client: WebClient) -> None:
        """Draw a person's App Home when they open it."""
        ack()
        if event.get("tab") != "home":
            return

        def work() -> None:
            from commands.home import home

            person = people.who(self.context, event["user"])
            client.views_publish(user_id=event["user"], view=home(person, self.context))

        self.line.join(_logged(work, "drawing a home"))

    def _opened(self, client: WebClient, trigger: str, reply: Any) -> Any:
        """Open a form at once, while its trigger is fresh; anything else passes through."""
        if not isinstance(reply, Modal):
            return reply
        try:
            client.views_open(trigger_id=trigger, view=dict(reply.view))
        except SlackApiError as error:
            if error.response["error"] not in (
                "expired_trigger_id",
                "exchanged_trigger_id",
                "trigger_expired",
            ):
                raise
            return render(
                "open.j2", title=reply.view["title"]["text"], words=_metadata(reply.view).get("words", "")
            )
        return None


def _logged(work: Callable[[], None], what: str) -> Callable[[], None]:
    def careful() -> None:
        try:
            work()
        except Exception:
            log.exception("failed while %s", what)

    return careful


def _apology(what: str) -> Message:
    """What a person reads when we are at fault: a reference that the log has too, and nothing of the inside."""
    reference = secrets.token_hex(3)
    log.exception("reference %s: failed while %s", reference, what)
    return render("error.j2", reference=reference)


def _payload(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": [dict(block) for block in message.blocks]}


def _respond(respond: Respond, message: Message | None, **how: Any) -> None:
    """Answer through the request's own address; where Slack refuses the blocks, say it as text."""
    if message is None:
        return
    response = respond(**_payload(message), **how)
    if response is not None and response.status_code >= 400:
        log.warning("Slack refused an answer's blocks (%s); sent as text", response.status_code)
        respond(text=as_text(message), **how)


def _post(
    client: WebClient, channel: str, message: Message, *, thread: str | None, only: str | None = None
) -> None:
    """Post an answer where it was asked, or to one person there; where Slack refuses the blocks, as text."""
    send = partial(client.chat_postEphemeral, user=only) if only else client.chat_postMessage
    place = {"channel": channel, "thread_ts": thread, "unfurl_links": False, "unfurl_media": False}
    if only:
        place = {"channel": channel, "thread_ts": thread}
    try:
        send(**place, **_payload(message))
    except SlackApiError as error:
        if not error.response["error"].startswith(("invalid_blocks", "msg_", "invalid_attachments")):
            raise
        send(**place, text=as_text(message))


def _tell(client: WebClient, user: str, **payload: Any) -> None:
    payload = {key: payload[key] for key in ("text", "blocks") if key in payload}
    client.chat_postMessage(channel=user, **payload)


def _confide(client: WebClient, user: str, channel: str, message: Message) -> None:
    """To one person in the channel they are looking at, or in their messages where the bot is not a member."""
    try:
        if not channel or channel.startswith("D"):
            raise LookupError
        _post(client, channel, message, thread=None, only=user)
    except (LookupError, SlackApiError):
        _post(client, user, message, thread=None)


def _chosen_action(action: Payload, name: str) -> str:
    """A ⋯ menu's choice names its own action in its value: `kpi.run|net sales by country`."""
    if action["type"] == "overflow":
        return str(action["selected_option"]["value"]).partition("|")[0]
    return name


def _chosen_value(action: Payload) -> str:
    match action["type"]:
        case "overflow":
            return str(action["selected_option"]["value"]).partition("|")[2]
        case "static_select" | "external_select" | "radio_buttons":
            return str((action.get("selected_option") or {}).get("value", ""))
        case "datepicker":
            return str(action.get("selected_date") or "")
        case "timepicker":
            return str(action.get("selected_time") or "")
        case "users_select":
            return str(action.get("selected_user") or "")
        case "conversations_select":
            return str(action.get("selected_conversation") or "")
        case _:
            return str(action.get("value", ""))


def _click(person: Person, body: Payload, action: str, value: str) -> Click:
    container = body.get("container", {})
    channel = (body.get("channel") or {}).get("id", "")
    return Click(
        person=person,
        channel=channel,
        action=action,
        value=value,
        place=f"{channel}/{container.get('message_ts', '')}",
        thread=(body.get("message") or {}).get("thread_ts"),
        metadata=(body.get("view") or {}).get("private_metadata", ""),
    )


def _form(person: Person, body: Payload) -> Click:
    view = body["view"]
    fields = {
        block: _field(element)
        for block, elements in view["state"]["values"].items()
        for element in elements.values()
    }
    metadata = view.get("private_metadata", "")
    return Click(
        person=person,
        channel=_metadata(view).get("channel", ""),
        action=view["callback_id"],
        fields=fields,
        metadata=metadata,
        value=view["id"],
    )


def _field(element: Payload) -> Any:
    """A form element's value, whatever its kind: text, a date, an id, or a list of them; None when left empty."""
    for key in (
        "value",
        "selected_date",
        "selected_time",
        "selected_date_time",
        "selected_user",
        "selected_conversation",
        "selected_channel",
        "selected_users",
        "selected_conversations",
    ):
        if key in element:
            return element[key]
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"]]
    return (element.get("selected_option") or {}).get("value")


def _metadata(view: Payload) -> dict[str, Any]:
    """What a form carries for itself; empty when it is not ours."""
    try:
        content = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
