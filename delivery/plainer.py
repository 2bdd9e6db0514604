"""What is said when Slack cannot show a message as it was meant: shorter and plainer, never nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from templates import Block, Message
from templates.limits import fit

#: Well inside every limit Slack has on text.
SHORT = 1_000
#: Past this there is nothing plainer left to try.
PLAINEST = 2


def plainer(message: Message, plainness: int, plain: Callable[[Message], str]) -> Message:
    """The message as it is (0), as short text with the same buttons (1), or as short text alone (2)."""
    if plainness == 0:
        return message
    text = fit(plain(message).strip() or "…", SHORT)
    if plainness >= PLAINEST:
        return replace(message, text=text, blocks=())
    section: Block = {"type": "section", "text": {"type": "plain_text", "text": text}}
    return replace(message, text=text, blocks=(section, *_buttons(message)))


def _buttons(message: Message) -> list[Block]:
    rows = [block for block in message.blocks if block.get("type") == "actions"]
    only_buttons = [
        {"type": "actions", "elements": [item for item in row["elements"] if item.get("type") == "button"]}
        for row in rows
    ]
    return [row for row in only_buttons if row["elements"]]
