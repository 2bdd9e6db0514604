"""How an answer reaches the asker: in the acknowledgement, through the request's own address, or as a post."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from shop import EVERY_COMMAND
from templates import Message
from templates.plain import as_text

log = logging.getLogger(__name__)

#: A slash command of ours, as messages write it.
SLASH = re.compile(rf"(^|[\s`(])/({'|'.join(EVERY_COMMAND)})\b")

#: Slack's ways of saying that it does not like the blocks; the same answer is then said as text.
OUR_FAULT = ("invalid_blocks", "msg_too_long", "msg_blocks_too_long", "invalid_attachments")


def payload_of(message: Message) -> dict[str, Any]:
    """The message as Slack takes it."""
    return {"text": message.text, "blocks": [dict(block) for block in message.blocks]}


def respond_with(respond: Callable[..., Any], message: Message | None, **how: Any) -> bool:
    """Answer through the request's own address; where Slack refuses the blocks, as text. False when neither went."""
    if message is None:
        return True
    response = respond(**payload_of(message), **how)
    if response is None or response.status_code < 400:
        return True
    log.warning("Slack refused an answer's blocks (%s); sent as text", response.status_code)
    again = respond(text=as_text(message), **how)
    return bool(again is None or again.status_code < 400)


def for_thread(message: Message) -> Message:
    """The same message where slash commands do not work: `/kpi orders` becomes `@Shelftalk kpi orders`."""
    return replace(message, text=_mentioning(message.text), blocks=tuple(_mentioning(message.blocks)))


def _mentioning(content: Any) -> Any:
    match content:
        case str():
            return SLASH.sub(r"\1@Shelftalk \2", content)
        case dict():
            return {key: _mentioning(value) for key, value in content.items()}
        case list() | tuple():
            return [_mentioning(value) for value in content]
        case _:
            return content


def post(client: WebClient, channel: str, message: Message, *, thread: str | None = None) -> None:
    """Post an answer for all to see where it was asked."""

    def send(**content: Any) -> None:
        client.chat_postMessage(
            channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **content
        )

    _or_as_text(send, message)


def whisper(
    client: WebClient, channel: str, user: str, message: Message, *, thread: str | None = None
) -> None:
    """Show an answer to one person in the channel they are looking at."""

    def send(**content: Any) -> None:
        client.chat_postEphemeral(channel=channel, user=user, thread_ts=thread, **content)

    _or_as_text(send, message)


def confide(
    client: WebClient, user: str, channel: str, message: Message, *, thread: str | None = None
) -> None:
    """To one person where they are looking, or in their messages where the bot cannot whisper."""
    if channel and not channel.startswith("D"):
        try:
            whisper(client, channel, user, message, thread=thread)
            return
        except SlackApiError as error:
            log.info("could not whisper in %s: %s", channel, error.response["error"])
    post(client, user, message)


def _or_as_text(send: Callable[..., None], message: Message) -> None:
    try:
        send(**payload_of(message))
    except SlackApiError as error:
        if error.response["error"] not in OUR_FAULT:
            raise
        log.warning("Slack refused an answer's blocks (%s); sent as text", error.response["error"])
        send(text=as_text(message))
