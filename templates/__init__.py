"""What messages look like.

A template is a stream of JSON values, one macro call each (`blocks.j2`): first the notification, then the blocks.
What comes from outside enters through `escaping.py`; figures and days through `say` (`filters.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from templates import alerting, comparing, elements, escaping, explaining, requesting, tables
from templates.elements import chosen
from templates.filters import Words, numbered
from templates.limits import LIMITS, fit
from templates.plain import as_text, fallback
from templates.sparkline import sparkline
from templates.style import Style

__all__ = [
    "LIMITS",
    "Block",
    "Message",
    "Modal",
    "Style",
    "as_text",
    "chosen",
    "render",
    "render_home",
    "render_modal",
    "warm",
]

Block = Mapping[str, Any]

HERE = Path(__file__).parent
#: Whose macros every template has at hand without importing them.
SHARED = ("blocks.j2", "parts.j2", "approval/request.j2", "digest/lines.j2", "approval/stakes.j2")
#: What a caller may leave out of any template.
OPTIONAL: dict[str, Any] = {
    "buttons": (),
    "more": (),
    "notes": (),
    "echo": "",
    "alongside": None,
    "subscription": None,
}


#: How templates are written: every value is escaped, a missing one is an error.
SYNTAX: dict[str, Any] = {
    "undefined": StrictUndefined,
    "autoescape": True,
    "finalize": escaping.shown,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.do"],
}


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is said: `text` is the notification and the screen reader's whole message, `blocks` what is seen.

    `figures` lists every number in it for `bot.py ask --json` (see `commands/figures.py`), `explained` holds the
    difference and the parts of an explanation (see `commands/explaining.py`); Slack never gets them.
    `restricted` marks a message that not everybody may see: it is never posted in a channel but the one that
    `cleared` names, whose readers all may.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    figures: tuple[Mapping[str, Any], ...] = field(default=(), compare=False)
    explained: Mapping[str, Any] = field(default_factory=dict, compare=False)
    restricted: bool = False
    cleared: str = ""


@dataclass(frozen=True, kw_only=True)
class Modal:
    """A form to open: a Slack view of type modal. `callback` names who reads it (`approvals.new`)."""

    view: Mapping[str, Any]


def render(name: str, *, style: Style | None = None, **values: Any) -> Message:
    """A message from a template, within Slack's limits whatever the values.

    Each template says in its first comment which values it takes. One that is not given raises UndefinedError.
    """
    return message_from(_template(name), style, values)


def message_from(template: Template, style: Style | None, values: Mapping[str, Any]) -> Message:
    """A message from a template that is at hand."""
    notification, *blocks = _values(template.render(say=Words(style or Style()), **values))
    return Message(text=fallback(notification, blocks), blocks=tuple(blocks))


def render_modal(name: str, *, style: Style | None = None, **values: Any) -> Modal:
    """A form from a template, ready for views.open."""
    frame, *blocks = _stream(name, style, values)
    return Modal(view={"type": "modal", **frame, "blocks": blocks})


def render_home(name: str = "home.j2", *, style: Style | None = None, **values: Any) -> dict[str, Any]:
    """The App Home view, ready for views.publish."""
    return {"type": "home", "blocks": list(_stream(name, style, values))}


def warm() -> None:
    """Compile every template now rather than at its first message."""
    for path in HERE.rglob("*.j2"):
        _template(path.relative_to(HERE).as_posix())


def _stream(name: str, style: Style | None, values: Mapping[str, Any]) -> list[Any]:
    written = _template(name).render(say=Words(style or Style()), **values)
    return list(_values(written))


def _values(written: str) -> Iterator[Any]:
    """The JSON values that stand one after another in a text."""
    position = _NEXT.match(written).end()  # type: ignore[union-attr]
    while position < len(written):
        value, position = _DECODER.raw_decode(written, position)
        yield value
        position = _NEXT.match(written, position).end()  # type: ignore[union-attr]


@cache
def _template(name: str) -> Template:
    template = _environment().get_template(name)
    template.globals = dict(template.globals)  # Jinja's is a chain of two, and slow to copy at each rendering
    return template


@cache
def _environment() -> Environment:
    return furnished(Environment(loader=FileSystemLoader(HERE), auto_reload=False, **SYNTAX))


def furnished(environment: Environment) -> Environment:
    """An environment with all that a template may use; its loader must find our shared macros."""
    environment.filters |= {
        "mrkdwn": escaping.mrkdwn,
        "plain": escaping.plain,
        "raw": escaping.raw,
        "verbatim": _verbatim,
        "as_typed": _as_typed,
        "packed": _packed,
        "long": escaping.long,
        "prose": escaping.prose,
        "fit": escaping.tidy,
        "json": _json,
        "cells": elements.cells,
        "chart": elements.chart,
        "numbered": numbered,
        "options": elements.options,
        "button": elements.button,
        "row_of_buttons": elements.row_of_buttons,
        "row_of_examples": elements.row_of_examples,
        "row_of_commands": elements.row_of_commands,
    }
    environment.globals |= OPTIONAL | {
        "link": escaping.link,
        "bare_link": escaping.bare_link,
        "mention": escaping.mention,
        "channel": escaping.channel,
        "columns": tables.columns,
        "row_cells": tables.row_cells,
        "answer_rows": tables.answer_rows,
        "chart_lines": tables.chart_lines,
        "weakest": tables.weakest,
        "fairer": comparing.fairer,
        "field_words": requesting.field_words,
        "changed_words": requesting.changed_words,
        "theirs": requesting.theirs,
        "clock_time": requesting.clock_time,
    }
    environment.globals |= {
        name: getattr(explaining, name)
        for name in (
            "behind",
            "behind_what",
            "fell",
            "judged_words",
            "on_record",
            "part_name",
            "part_rows",
            "part_value",
        )
    }
    environment.globals |= {
        name: getattr(explaining, name) for name in ("share_words", "shift_lines", "signed")
    }
    environment.globals |= {
        "sparkline": sparkline,
        "off_by": alerting.off_by,
        "ended_words": alerting.ended_words,
    }
    for shared in SHARED:
        macros = vars(environment.get_template(shared).module)
        environment.globals |= {name: macro for name, macro in macros.items() if not name.startswith("_")}
    return environment


def _json(value: Any) -> Markup:
    """Data that is already in Slack's shape, as JSON."""
    return escaping.literal(_ENCODER.encode(value))


def _packed(metadata: Any) -> Markup:
    """What a form carries unseen, as a JSON string: text as it is, a mapping as the JSON of it."""
    return escaping.raw(
        metadata if isinstance(metadata, str) else _ENCODER.encode(metadata), LIMITS["modal.private_metadata"]
    )


def _as_typed(text: str, limit: int) -> Markup:
    """What somebody typed, to the letter, as a JSON string for the field they typed it in."""
    return escaping.literal(_ENCODER.encode(str(text)[:limit]))


def _verbatim(text: str, limit: int = 2500) -> Markup:
    """What somebody wrote, with its own lines and marks, as a JSON string for a field that has no markup."""
    lines = "\n".join(escaping.tidy(line, limit) for line in text.splitlines())
    return Markup(_ENCODER.encode(fit(lines, limit).rstrip() or "—"))


_NEXT = re.compile(r"\s*")
_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False)
