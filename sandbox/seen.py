"""What a person reads on the screen: blocks as plain text, with what can be pressed in brackets."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.places import Json
from sandbox.posts import Message
from sandbox.views import View, all_blocks, elements_of

_ENTITY = re.compile(r"<([^<>]+)>")

Names = Callable[[str], str]
Kind = Literal["message", "modal", "home", "nothing", "error"]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One message, modal or home as it was when a person looked. `"words" in seen` looks in what they read."""

    kind: Kind
    text: str = ""
    raw: str = ""
    notification: str = ""
    blocks: tuple[Json, ...] = ()
    title: str = ""
    ephemeral: bool = False
    edited: bool = False
    author: str = ""
    channel: str | None = None
    ts: str | None = None
    thread_ts: str | None = None
    view_id: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None
    place: Message | View | None = field(default=None, repr=False, compare=False)

    def __contains__(self, words: str) -> bool:
        return words in self.text or words in self.raw

    def __bool__(self) -> bool:
        return self.kind not in ("nothing", "error")

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in order."""
        return [_plain(e["text"]) for _, e in self.elements if e["type"] in ("button", "workflow_button")]

    @property
    def choices(self) -> list[str]:
        """The labels in its ⋯ menus, in order."""
        menus = [e for _, e in self.elements if e["type"] == "overflow"]
        return [_plain(option["text"]) for menu in menus for option in menu["options"]]

    @property
    def fields(self) -> list[str]:
        """The labels of its inputs, in order."""
        return [_plain(block["label"]) for block in all_blocks(list(self.blocks)) if block["type"] == "input"]

    @property
    def elements(self) -> list[tuple[Json, Json]]:
        """Everything that can be pressed or filled in, each with its block."""
        return [(block, one) for block in all_blocks(list(self.blocks)) for one in elements_of(block)]


class Timeline(tuple[Seen, ...]):
    """What stands in a channel, oldest first. `"words" in timeline` looks in all of it."""

    __slots__ = ()

    def __contains__(self, words: object) -> bool:
        return any(words in seen for seen in self) if isinstance(words, str) else super().__contains__(words)

    def saying(self, words: str) -> Timeline:
        """Only what holds these words."""
        return Timeline(seen for seen in self if words in seen)

    @property
    def last(self) -> Seen:
        """The newest; raises IndexError where nothing was said."""
        return self[-1]


def message_seen(message: Message, names: Names) -> Seen:
    """A message as read."""
    raw = "\n".join(lines(message.blocks, names)) if message.blocks else mrkdwn(message.text, names)
    return Seen(
        kind="message", text=without_marks(raw), raw=raw, notification=mrkdwn(message.text, names),
        blocks=tuple(message.blocks), ephemeral=message.only is not None, edited=message.edited is not None,
        author=names(message.user), channel=message.channel, ts=message.ts, thread_ts=message.thread_ts,
        place=message,
    )  # fmt: skip


def view_seen(view: View, names: Names, errors: Mapping[str, str] | None = None) -> Seen:
    """A modal or home as read, with the errors under its inputs."""
    title = _plain(view.body.get("title") or {})
    ends = [f"[{_plain(view.body[name])}]" for name in ("submit", "close") if view.body.get(name)]
    said = [f"! {error}" for error in (errors or {}).values()]
    raw = "\n".join(filter(None, [title, *lines(view.blocks, names), *said, " ".join(ends)]))
    return Seen(
        kind="home" if view.body["type"] == "home" else "modal", text=without_marks(raw), raw=raw,
        blocks=tuple(view.blocks), title=title, view_id=view.id, errors=errors or {}, place=view,
    )  # fmt: skip


def entities(text: str) -> Iterator[tuple[str, str]]:
    """What Slack's markup makes of `<…>`: each link, mention and date with the label that hides it, if any."""
    for found in _ENTITY.finditer(text):
        target, _, label = found[1].partition("|")
        yield html.unescape(target), html.unescape(label)


def mrkdwn(text: str, names: Names) -> str:
    """Slack's markup with its links, names and dates as words; marks such as * stay."""

    def word(found: re.Match[str]) -> str:
        target, _, label = found[1].partition("|")
        if target[:1] in "@#":
            return target[0] + names(target[1:])
        if target.startswith("!date^"):
            return label
        if target.startswith("!"):
            return f"@{target[1:].split('^')[0]}"
        return label or target

    return html.unescape(_ENTITY.sub(word, text))


def without_marks(text: str) -> str:
    """Text without the marks of bold, italic, strike and code."""
    for mark in "*_~`":
        inner = re.escape(mark)
        found = rf"(?<![\w{inner}])({inner}{{1,2}})(\S(?:[^\n{inner}]*\S)?)\1(?![\w{inner}])"
        text = re.sub(found, r"\2", text)
    return text


def lines(blocks: list[Json], names: Names) -> Iterator[str]:
    """The lines a person reads, block by block."""
    for block in blocks:
        yield from filter(None, _block(block, names))


def _block(block: Json, names: Names) -> Iterator[str]:
    match block["type"]:
        case "section":
            for text in (block.get("text"), *block.get("fields", ())):
                yield _text(text, names)
            yield _element(block.get("accessory"))
        case "header" | "alert" | "markdown":
            yield _text(block["text"], names)
        case "context":
            yield " ".join(
                filter(None, (_text(e, names) if "text" in e else _element(e) for e in block["elements"]))
            )
        case "actions" | "context_actions":
            yield " ".join(_element(element) for element in block["elements"])
        case "input":
            yield _text(block["label"], names)
            yield _text(block.get("hint"), names)
        case "image":
            yield f"[image: {block['alt_text']}]"
        case "rich_text":
            yield _rich(block, names)
        case "table" | "data_table":
            yield from _table(block, names)
        case "data_visualization":
            yield from _chart(block)
        case "card":
            for part in ("title", "subtitle", "body", "subtext"):
                yield _text(block.get(part), names)
            yield " ".join(_element(element) for element in block.get("actions", ()))
        case "container":
            yield _text(block.get("title"), names) or _rich(block.get("rich_text_title", {}), names)
            yield _text(block.get("subtitle"), names)
            yield from lines(block["child_blocks"], names)


def _table(block: Json, names: Names) -> Iterator[str]:
    yield block.get("caption", "")
    for row in block["rows"]:
        yield " | ".join(_rich(cell, names) if cell["type"] == "rich_text" else cell["text"] for cell in row)


def _chart(block: Json) -> Iterator[str]:
    chart = block["chart"]
    yield f"[{chart['type']} chart: {block['title']}]"
    for series in chart.get("series", ()):
        yield f"{series['name']}: " + ", ".join(f"{p['label']} {p['value']}" for p in series["data"])
    if "segments" in chart:
        yield ", ".join(f"{segment['label']} {segment['value']}" for segment in chart["segments"])


def _rich(block: Json, names: Names) -> str:
    """The leaves of rich text; each paragraph or list item on a line of its own."""
    said: list[str] = []
    for part in block.get("elements", ()):
        match part.get("type"):
            case "rich_text_list":
                said += [f"• {_rich({'elements': [item]}, names)}" for item in part["elements"]]
            case "rich_text_section" | "rich_text_preformatted" | "rich_text_quote":
                said.append("".join(_leaf(leaf, names) for leaf in part["elements"]))
    return "\n".join(said)


def _leaf(leaf: Json, names: Names) -> str:
    match leaf["type"]:
        case "user":
            return f"@{names(leaf['user_id'])}"
        case "channel":
            return f"#{names(leaf['channel_id'])}"
        case "emoji":
            return f":{leaf['name']}:"
        case "broadcast":
            return f"@{leaf['range']}"
        case "date":
            return str(leaf.get("fallback", ""))
        case _:
            return str(leaf.get("text") or leaf.get("url", ""))


def _text(text: Any, names: Names) -> str:
    match text:
        case {"type": "mrkdwn", "text": str(words)}:
            return mrkdwn(words, names)
        case {"text": str(words)} | str(words):
            return words
        case _:
            return ""


def _plain(text: Json) -> str:
    return str(text.get("text", ""))


def _element(element: Json | None) -> str:
    match element:
        case None:
            return ""
        case {"type": "button" | "workflow_button", "text": label}:
            return f"[{_plain(label)}]"
        case {"type": "overflow", "options": options}:
            return "[⋯ " + " · ".join(_plain(option["text"]) for option in options) + "]"
        case {"type": "image", "alt_text": alt}:
            return f"[image: {alt}]"
        case {"options": options}:
            return "[" + " / ".join(_plain(option["text"]) for option in options) + "]"
        case _:
            return f"[{_plain(element.get('placeholder') or {}) or element.get('type', '')}]"
