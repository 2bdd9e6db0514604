"""The parts of blocks that take more than a line: rows of buttons, options, table rows and charts, cut to fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from templates.escaping import literal, quoted, tidy
from templates.limits import LIMITS, fit
from templates.numbers import MISSING

Piece = dict[str, Any]

BUTTONS = 3  # that people see before the ⋯ menu
COMMANDS = 5  # commands that suit a role
EXAMPLES = 4  # questions that a newcomer is offered
CELL = 80  # characters of one table cell
MORE = "more"  # the action_id of a ⋯ menu; its options carry the real one
_PARTING = " "


def text(words: object, limit: int) -> Piece:
    """A plain_text object."""
    return {"type": "plain_text", "text": tidy(str(words), limit) or "—", "emoji": True}


def button(label: str, action: str, value: str = "", style: str | None = None) -> Piece:
    """A button; `style` is primary, danger or none."""
    piece: Piece = {"type": "button", "text": text(label, LIMITS["button.text"]), "action_id": action}
    if value:
        piece["value"] = value
    return piece | ({"style": style} if style else {})


def row_of_buttons(buttons: Sequence[Sequence[Any]], more: Sequence[Sequence[str]] = ()) -> list[Piece]:
    """At most three buttons and a ⋯ menu with at most five choices more.

    Each button is (label, action_id, value) or (label, action_id, value, style). One whose value is longer
    than Slack takes is left out: half a question would be a wrong one. A value of several (label, value) pairs
    makes it a menu of them. Repeated action ids get `:1`, `:2`.
    """
    usable = [one for one in buttons if _fits(one[2])]
    row: list[Piece] = []
    for one in usable[:BUTTONS]:
        row.append(button(*one) if isinstance(one[2], str) else menu(*one))
    hidden = [choice(*one[:3]) for one in (*usable[BUTTONS:], *more)]
    options = [one for one in hidden if one is not None][: LIMITS["overflow.options"]]
    if options:
        row.append({"type": "overflow", "action_id": MORE, "options": options})
    return _distinct(row)


def _fits(value: str | Sequence[Sequence[str]]) -> bool:
    return len(value) <= LIMITS["button.value"] if isinstance(value, str) else bool(options(value))


def menu(label: str, action: str, choices: Sequence[Sequence[str]]) -> Piece:
    """A menu of choices, each (label, value), that says what it is for until one is chosen."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": text(label, LIMITS["static_select.placeholder"]),
        "options": options(choices),
    }


def row_of_examples(examples: Sequence[Sequence[str]]) -> list[Piece]:
    """Up to four questions as buttons of their own, without a menu."""
    return _distinct([button(*one) for one in examples if len(one[2]) <= LIMITS["button.value"]][:EXAMPLES])


def row_of_commands(commands: Sequence[Sequence[str]]) -> list[Piece]:
    """Up to five commands as buttons of their own, without a menu."""
    return _distinct([button(*one) for one in commands][:COMMANDS])


def choice(label: str, action: str, value: str = "") -> Piece | None:
    """An entry of a ⋯ menu; its value is `action_id value`. None where that is longer than Slack takes."""
    carried = f"{action}{_PARTING}{value}"
    if len(carried) > LIMITS["option.value"]:
        return None
    return {"text": text(label, LIMITS["option.text"]), "value": carried}


def chosen(value: str) -> tuple[str, str]:
    """The (action_id, value) that an entry of a ⋯ menu stands for."""
    action, _, rest = value.partition(_PARTING)
    return action, rest


def _distinct(row: list[Piece]) -> list[Piece]:
    """Number the action ids that repeat: Slack wants each once in a block."""
    ids = [piece["action_id"] for piece in row]
    for index, piece in enumerate(row):
        if ids.count(ids[index]) > 1:
            piece["action_id"] = f"{ids[index]}:{index + 1}"
    return row


def options(choices: Sequence[Sequence[str]]) -> list[Piece]:
    """Options of a select from (label, value) or (label, value, description), as many as Slack takes."""
    return [option(*one) for one in choices if one[1] and len(one[1]) <= LIMITS["option.value"]][:100]


def option(label: str, value: str, description: str = "") -> Piece:
    """One option."""
    piece: Piece = {"text": text(label, LIMITS["option.text"]), "value": value}
    return piece | ({"description": text(description, LIMITS["option.description"])} if description else {})


def cells(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Markup:
    """The rows of a data_table, as JSON. A cell is text, or (text, number) to sort by; a missing number is text.

    Rows over a hundred are left out; the caller's text says how many there are. Written cell by cell: to build
    the same as dictionaries and to encode those takes three times as long.
    """
    rows = rows[: LIMITS["data_table.rows"] - 1]
    room = min(CELL, LIMITS["message.table_text"] // max(1, (len(rows) + 1) * len(header)))
    written = (",".join([_cell(one, room) for one in row]) for row in (header, *rows))
    return literal(f"[[{'],['.join(written)}]]")


def _cell(content: Any, room: int) -> str:
    words, number = content if isinstance(content, (tuple, list)) else (content, None)
    shown = str(words)
    if len(shown) > room or not shown.isprintable():
        shown = tidy(shown, room)
    if number is None:
        return f'{{"type":"raw_text","text":{quoted(shown or MISSING)}}}'
    value = int.__repr__(number) if isinstance(number, int) else float.__repr__(float(number))
    return f'{{"type":"raw_number","value":{value},"text":{quoted(shown or MISSING)}}}'


def chart(
    kind: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]], axis: str = ""
) -> Piece | None:
    """A line or bar chart of at most 20 points and 6 series; None where nothing is known.

    Slack has no gaps in a chart and a missing value is no zero: a point that the first series misses is left
    out, and so is a further series that misses one of the rest. A line keeps its newest points, bars the first.
    """
    known = [index for index, value in enumerate(series[0][1]) if value is not None]
    most = LIMITS["series.data"]
    kept = known[-most:] if kind == "line" else known[:most]
    if not kept:
        return None
    names = distinct([labels[index] for index in kept])
    whole = [one for one in series if all(one[1][index] is not None for index in kept)][
        : LIMITS["axis_chart.series"]
    ]
    titles = distinct([name for name, _ in whole])
    drawn = [
        {
            "name": title,
            "data": [
                {"label": label, "value": values[index]} for label, index in zip(names, kept, strict=True)
            ],
        }
        for title, (_, values) in zip(titles, whole, strict=True)
    ]
    config: Piece = {"categories": names}
    return {
        "type": kind,
        "series": drawn,
        "axis_config": config | ({"y_label": fit(axis, 50)} if axis else {}),
    }


def distinct(names: Sequence[str], limit: int = LIMITS["point.label"]) -> list[str]:
    """The names cut to fit, each once: two that look the same after the cut get a number."""
    seen: set[str] = set()
    result: list[str] = []
    for name in names:
        short = tidy(name, limit) or "—"
        unique, count = short, 1
        while unique in seen:
            count += 1
            mark = f" ({count})"
            unique = fit(short, limit - len(mark)) + mark
        seen.add(unique)
        result.append(unique)
    return result
