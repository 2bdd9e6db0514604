"""A message in words alone: for the terminal, for screen readers, and where blocks cannot go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from templates.escaping import cut, escape, unescape
from templates.limits import LIMITS, fit

Block = Mapping[str, Any]

#: The longest text sent beside blocks: Slack recommends 4,000 characters, and a little room is kept.
TEXT = LIMITS["message.text"] - 100

_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_MARKED = re.compile("[*_~`]")
_BOLD = re.compile(r"(?<![\w*])([*_~`])(?=[^\s\u200b])([^\n]*?)(?<=[^\s\u200b])\1(?![\w*])")


@dataclass(frozen=True, kw_only=True)
class Voice:
    """How a message is put into words: what becomes of mrkdwn, of plain text, of a table, of buttons."""

    mrkdwn: Callable[[str], str]
    plain: Callable[[str], str]
    table: Callable[[Sequence[Sequence[str]]], Iterable[str]]
    buttons: bool


def as_text(message: Any, limit: int | None = None, names: Mapping[str, str] | None = None) -> str:
    """A message, modal, view or list of blocks as lines for a terminal; `names` gives people's by Slack id.

    `limit` is the most characters wanted, None for all of them.
    """
    content = getattr(message, "view", message)
    blocks = (
        content.get("blocks", ()) if isinstance(content, Mapping) else getattr(content, "blocks", content)
    )
    if isinstance(content, Mapping) and isinstance(content.get("title"), Mapping):
        title = [content["title"]["text"], ""]
    else:
        title = []
    voice = Voice(mrkdwn=lambda text: words(text, names), plain=str, table=aligned, buttons=True)
    lines = title + list(_lines(blocks, voice)) if blocks else [words(getattr(message, "text", ""), names)]
    text = _soft("\n".join(lines)).strip()
    return text if limit is None else fit(text, limit)


def fallback(notification: str, blocks: Sequence[Block], limit: int = TEXT) -> str:
    """The `text` sent with blocks, in Slack's own escaping: the notification, then the whole content."""
    notification = unmarked(notification)
    body = "\n".join(line for line in _lines(blocks, _SLACK) if line)
    if body.startswith(notification):
        notification, body = body, ""
    return cut(_soft(f"{notification}\n{body}").strip(), limit) or "…"


def _soft(text: str) -> str:
    """With ordinary spaces: nothing wraps here that a hard one would hold together."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def words(text: str, names: Mapping[str, str] | None = None) -> str:
    """Slack's mrkdwn as plain words: no entities, links as `label (address)`, no bold or italics."""
    return unescape(_LINK.sub(lambda link: _linked(link[1], link[2], names or {}), unmarked(text)))


def unmarked(text: str) -> str:
    """Our own mrkdwn without bold, italics, strikes and code; what came from outside keeps its marks."""
    while _MARKED.search(text) and (bare := _BOLD.sub(r"\2", text)) != text:
        text = bare  # marks stand within marks
    return text


def _linked(target: str, label: str | None, names: Mapping[str, str]) -> str:
    if target.startswith("@"):
        return f"@{names.get(target[1:], label or target[1:])}"
    if target.startswith("#"):
        return f"#{names.get(target[1:], label or target[1:])}"
    if target.startswith("!"):
        return label or target[1:]
    return f"{label} ({target})" if label else target


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in columns: the first to the left, figures to the right."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    for number, row in enumerate(rows):
        first, *rest = (
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *rest]).rstrip()
        if number == 0:
            yield "─" * min(100, sum(widths) + 2 * len(widths) - 2)


def by_row(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table a row a line, for a proportional font and for being read aloud; escaped for Slack."""
    yield escape(" · ".join(rows[0]))
    for first, *rest in rows[1:]:
        yield escape(f"{first}: {' · '.join(rest)}" if rest else first)


_SLACK = Voice(mrkdwn=unmarked, plain=lambda text: str(escape(text)), table=by_row, buttons=False)


def _lines(blocks: Sequence[Block], voice: Voice) -> Iterator[str]:
    """Every block in words. A chart beside a table shows the table's figures again, so it is passed over."""
    tabled = any(block["type"] in {"data_table", "table"} for block in blocks)
    for block in blocks:
        teller = _TELLERS.get(block["type"])
        if teller is not None and not (tabled and block["type"] == "data_visualization"):
            yield from teller(block, voice)


def _said(text: Mapping[str, Any], voice: Voice) -> str:
    return voice.mrkdwn(text["text"]) if text["type"] == "mrkdwn" else voice.plain(text["text"])


def _section(block: Block, voice: Voice) -> Iterator[str]:
    if "text" in block:
        yield _said(block["text"], voice)
    for field in block.get("fields", ()):
        yield _said(field, voice).replace("\n", ": ", 1)
    if voice.buttons and "accessory" in block:
        yield from _elements([block["accessory"]])
    if voice.buttons:
        yield ""


def _header(block: Block, voice: Voice) -> Iterator[str]:
    yield voice.plain(block["text"]["text"])


def _context(block: Block, voice: Voice) -> Iterator[str]:
    yield "  ".join(
        voice.plain(part["alt_text"]) if part["type"] == "image" else _said(part, voice)
        for part in block["elements"]
    )
    if voice.buttons:
        yield ""


def _actions(block: Block, voice: Voice) -> Iterator[str]:
    if voice.buttons:
        yield from _elements(block["elements"])
        yield ""


def _elements(elements: Sequence[Block]) -> Iterator[str]:
    """Buttons and menus on one line: [Share] [Keep in my DM] ⋯ By channel, Chart."""
    shown = [f"[{one['text']['text']}]" if one["type"] == "button" else _menu(one) for one in elements]
    yield " ".join(part for part in shown if part)


def _menu(element: Block) -> str:
    if element["type"] == "overflow":
        return "⋯ " + ", ".join(option["text"]["text"] for option in element["options"])
    if element["type"] == "image":
        return str(element["alt_text"])
    return f"[{element.get('placeholder', {}).get('text', 'choose')}…]"


def _data_table(block: Block, voice: Voice) -> Iterator[str]:
    if "caption" in block:
        yield voice.plain(block["caption"])
    rows = [[_cell(cell) for cell in row] for row in block["rows"]]
    yield from voice.table(rows)
    if voice.buttons:
        yield ""


def _cell(cell: Mapping[str, Any]) -> str:
    return str(cell["text"]) if "text" in cell else "".join(_leaves(cell))


def _chart(block: Block, voice: Voice) -> Iterator[str]:
    """A chart as a table: the points down, the series across."""
    yield voice.plain(block["title"])
    chart = block["chart"]
    if chart["type"] == "pie":
        yield from voice.table(
            [["", ""], *([one["label"], _number(one["value"])] for one in chart["segments"])]
        )
        return
    unit = chart["axis_config"].get("y_label", "")
    head = [unit, *(series["name"] for series in chart["series"])]
    points = zip(*(series["data"] for series in chart["series"]), strict=True)
    yield from voice.table(
        [
            head,
            *([row[0]["label"], *(_number(point["value"]) for point in row)] for row in points),
        ]
    )
    if voice.buttons:
        yield ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.2f}"


def _rich_text(block: Block, voice: Voice) -> Iterator[str]:
    for part in block["elements"]:
        text = "".join(_leaves(part))
        mark = "> " if part["type"] == "rich_text_quote" else ""
        yield from (mark + voice.plain(line) for line in text.split("\n"))
    if voice.buttons:
        yield ""


def _leaves(part: Mapping[str, Any]) -> Iterator[str]:
    for leaf in part.get("elements", ()):
        if "elements" in leaf:
            yield from _leaves(leaf)
        else:
            yield str(leaf.get("text") or leaf.get("url") or leaf.get("user_id") or leaf.get("name") or "")


def _image(block: Block, voice: Voice) -> Iterator[str]:
    yield f"[{voice.plain(block['alt_text'])}]"


_GIVEN = ("initial_value", "initial_time", "initial_date", "initial_date_time")


def _input(block: Block, voice: Voice) -> Iterator[str]:
    element = block["element"]
    choices = [option["text"]["text"] for option in element.get("options", ())]
    given = next((str(element[name]) for name in _GIVEN if name in element), "")
    shown = given or element.get("placeholder", {}).get("text", "")
    first = element.get("initial_option", {}).get("text", {}).get("text", "")
    yield f"{voice.plain(block['label']['text'])}: {first or shown or ''}".rstrip() + (
        f" ({' / '.join(choices)})" if choices and voice.buttons else ""
    )


def _alert(block: Block, voice: Voice) -> Iterator[str]:
    yield _said(block["text"], voice)


def _divider(_: Block, voice: Voice) -> Iterator[str]:
    if voice.buttons:
        yield "─" * 36


_TELLERS: dict[str, Callable[[Block, Voice], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "data_table": _data_table,
    "table": _data_table,
    "data_visualization": _chart,
    "rich_text": _rich_text,
    "image": _image,
    "input": _input,
    "alert": _alert,
}
