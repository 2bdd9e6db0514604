"""What Slack would refuse of a message, a form or a home tab, told before it is sent."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from templates.block_kit import (
    BLOCKS,
    CELL_KINDS,
    CELLS,
    COLUMNS,
    ELEMENTS,
    HOME,
    LIMITS,
    MESSAGE,
    OBJECTS,
    TEXT_OBJECTS,
    Spec,
)

Surface = Literal["message", "modal", "home"]

_LIVE = re.compile(r"<!(?:channel|here|everyone|subteam)")


def violations(payload: object, surface: Surface = "message") -> list[str]:
    """What Slack would refuse, each as `where: what is wrong`; empty when it is fine.

    `payload` is a Message, a Modal, a view, a list of blocks, or a mapping with `text` and `blocks`.
    """
    content = _content(payload, surface)
    blocks = content.get("blocks", ())
    found: list[str] = []
    most = LIMITS["message.blocks" if surface == MESSAGE else "view.blocks"]
    if len(blocks) > most:
        found.append(f"blocks: {len(blocks)} of at most {most}")
    if surface == MESSAGE:
        found += _message_text(content)
    else:
        found += _fields(content, OBJECTS[surface], surface)
        size = len(json.dumps(content, default=dict).encode())
        if size > LIMITS["view.bytes"]:
            found.append(f"view: {size} bytes of at most {LIMITS['view.bytes']}")
    for index, block in enumerate(blocks):
        found += _block(block, f"blocks[{index}]", surface)
    found += _repeated("block_id", (block.get("block_id") for block in blocks))
    return found + _together(blocks, surface)


def _content(payload: object, surface: Surface) -> Mapping[str, Any]:
    """What is checked, whichever way it was handed in."""
    view = getattr(payload, "view", None)
    if view is not None:
        return dict(view)
    if isinstance(payload, Mapping):
        return payload
    if isinstance(payload, Sequence):
        bare = {"type": surface, "blocks": payload}
        return bare if surface != MESSAGE else {"blocks": payload}
    return {"text": getattr(payload, "text", ""), "blocks": getattr(payload, "blocks", ())}


def _message_text(content: Mapping[str, Any]) -> list[str]:
    text, blocks = content.get("text"), content.get("blocks", ())
    if text is None:
        return []
    if not text.strip() and not blocks:
        return ["text: empty, and no blocks"]
    found = (
        [f"text: {len(text)} characters of at most {LIMITS['message.text']}"]
        if len(text) > LIMITS["message.text"]
        else []
    )
    return found + ([f"text: pings everyone: {text[:60]!r}"] if _LIVE.search(text) else [])


def _block(block: Mapping[str, Any], where: str, surface: str) -> list[str]:
    kind = block.get("type")
    spec = BLOCKS.get(str(kind))
    if spec is None:
        return [f"{where}: unknown block {kind!r}"]
    where = f"{where} {kind}"
    found = [] if surface in spec.surfaces else [f"{where}: not allowed in a {surface}"]
    if len(str(block.get("block_id", ""))) > LIMITS["id"]:
        found.append(f"{where}.block_id: too long")
    found += _fields({key: value for key, value in block.items() if key != "block_id"}, spec, where)
    found += _special(block, where)
    return found + _repeated(f"{where} action_id", _action_ids(block))


def _special(block: Mapping[str, Any], where: str) -> list[str]:
    """What a table of lengths cannot say."""
    match block["type"]:
        case "section" if not block.get("text") and not block.get("fields"):
            return [f"{where}: needs text or fields"]
        case "image" if ("image_url" in block) == ("slack_file" in block):
            return [f"{where}: needs image_url or slack_file, not both"]
        case "data_table" | "table":
            return _table(block, where)
        case "data_visualization":
            return _chart(block.get("chart", {}), f"{where}.chart")
        case "input" if block.get("element", {}).get("type") in {
            "static_select",
            "radio_buttons",
            "checkboxes",
        }:
            return _initial(block["element"], where)
    return []


def _fields(content: Mapping[str, Any], spec: Spec, where: str) -> list[str]:
    """Check every field of one thing against its row in the table."""
    found = [f"{where}: needs {name}" for name in spec.needs if content.get(name) in (None, "", [])]
    for name, value in content.items():
        here = f"{where}.{name}"
        if name != "type" and name not in spec.needs and name not in spec.may:
            found.append(f"{here}: unknown field")
            continue
        if name in spec.one_of and value not in spec.one_of[name]:
            found.append(f"{here}: {value!r} is none of {', '.join(spec.one_of[name])}")
        if name in spec.number and not spec.number[name][0] <= value <= spec.number[name][1]:
            found.append(f"{here}: {value} is not between {spec.number[name][0]} and {spec.number[name][1]}")
        if name in spec.items and not spec.items[name][0] <= len(value) <= spec.items[name][1]:
            found.append(
                f"{here}: {len(value)} entries, {spec.items[name][0]} to {spec.items[name][1]} allowed"
            )
        if name in spec.text:
            found += _texts(value, spec.text[name], here, plain=name in spec.plain)
        if name not in {"rows", "chart", "blocks"}:
            found += _inside(name, value, here, spec)
    return found


def _texts(value: object, most: int, where: str, *, plain: bool) -> list[str]:
    """One text, a text object, or a list of either."""
    if isinstance(value, (list, tuple)):
        return [
            line
            for index, one in enumerate(value)
            for line in _texts(one, most, f"{where}[{index}]", plain=plain)
        ]
    found: list[str] = []
    if isinstance(value, Mapping):
        if value.get("type") not in TEXT_OBJECTS:
            return found
        if plain and value["type"] != "plain_text":
            found.append(f"{where}: must be plain_text")
        found += _fields(value, TEXT_OBJECTS[value["type"]], where)
        if value["type"] == "mrkdwn" and _LIVE.search(value.get("text", "")):
            found.append(f"{where}: pings everyone")
        value = value.get("text", "")
    if isinstance(value, str) and len(value) > most:
        found.append(f"{where}: {len(value)} characters of at most {most}")
    return found


_NAMED = {
    "options": "option",
    "initial_option": "option",
    "initial_options": "option",
    "option_groups": "option_group",
    "confirm": "confirm",
    "series": "series",
    "data": "point",
    "axis_config": "axis_config",
}


def _inside(name: str, value: object, where: str, spec: Spec) -> Iterator[str]:
    """Check what stands inside a field: elements by their type, other objects by the field's name."""
    if not isinstance(value, (Mapping, list, tuple)):
        return
    for index, one in enumerate([value] if isinstance(value, Mapping) else value):
        if not isinstance(one, Mapping):
            continue
        here = where if isinstance(value, Mapping) else f"{where}[{index}]"
        kind = str(one.get("type", ""))
        if name in spec.holds and kind not in spec.holds[name]:
            yield f"{here}: {kind!r} may not stand here"
        elif name in spec.holds and kind in ELEMENTS:
            yield from _fields(one, ELEMENTS[kind], f"{here} {kind}")
        elif name in _NAMED:
            yield from _fields(one, OBJECTS[_NAMED[name]], here)


def _table(block: Mapping[str, Any], where: str) -> list[str]:
    rows = block.get("rows", ())
    widths = {len(row) for row in rows}
    found = [] if len(widths) <= 1 else [f"{where}: rows of {sorted(widths)} cells"]
    if widths and not COLUMNS[0] <= max(widths) <= COLUMNS[1]:
        found.append(f"{where}: {max(widths)} columns, {COLUMNS[0]} to {COLUMNS[1]} allowed")
    for index, row in enumerate(rows):
        for cell in row:
            kind = str(cell.get("type"))
            if kind not in CELL_KINDS or (index == 0 and kind == "rich_text"):
                found.append(f"{where}.rows[{index}]: {kind!r} may not stand here")
            elif kind in CELLS:
                found += _fields(cell, CELLS[kind], f"{where}.rows[{index}]")
    return found


def _chart(chart: Mapping[str, Any], where: str) -> list[str]:
    if chart.get("type") == "pie":
        return _fields(chart, OBJECTS["pie"], where)
    found = _fields(chart, OBJECTS["axis_chart"], where)
    categories = list(chart.get("axis_config", {}).get("categories", ()))
    found += _repeated(f"{where} category", categories)
    found += _repeated(f"{where} series name", (series.get("name") for series in chart.get("series", ())))
    for series in chart.get("series", ()):
        if [point.get("label") for point in series.get("data", ())] != categories:
            found.append(f"{where}: the points of {series.get('name')!r} are not the categories")
        if any(
            isinstance(point.get("value"), bool) or not isinstance(point.get("value"), (int, float))
            for point in series["data"]
        ):
            found.append(f"{where}: {series.get('name')!r} has a point that is no number")
    return found


def _initial(element: Mapping[str, Any], where: str) -> list[str]:
    options = list(element.get("options", ()))
    options += [option for group in element.get("option_groups", ()) for option in group["options"]]
    chosen = [element[key] for key in ("initial_option",) if key in element] + list(
        element.get("initial_options", ())
    )
    return [f"{where}: the initial option is none of the options" for one in chosen if one not in options]


def _action_ids(block: Mapping[str, Any]) -> Iterator[object]:
    for one in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
        if isinstance(one, Mapping) and "action_id" in one:
            yield one["action_id"]


def _repeated(what: str, names: Iterable[object]) -> list[str]:
    counted = Counter(name for name in names if name is not None)
    return [f"{what} {name!r}: used {times} times" for name, times in counted.items() if times > 1]


def _together(blocks: Sequence[Mapping[str, Any]], surface: str) -> list[str]:
    """What holds over all blocks of a message at once."""
    kinds = Counter(str(block.get("type")) for block in blocks)
    tables = [block for block in blocks if block.get("type") in {"table", "data_table"}]
    cells = sum(
        len(str(cell.get("text", ""))) for block in tables for row in block.get("rows", ()) for cell in row
    )
    written = sum(map(_characters, blocks)) - cells
    checks = (
        ("tables", len(tables), LIMITS["message.tables"]),
        ("charts", kinds["data_visualization"], LIMITS["message.charts"]),
        ("characters in cells", cells, LIMITS["message.table_text"]),
        (
            "characters in blocks",
            written,
            LIMITS["message.characters"] if surface != HOME else LIMITS["view.bytes"],
        ),
    )
    return [f"{surface}: {count} {what} of at most {most}" for what, count, most in checks if count > most]


def _characters(value: object) -> int:
    """How many characters of text stand in a block."""
    if isinstance(value, Mapping):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(
            _characters(inner) for inner in value.values() if not isinstance(inner, str)
        )
    return sum(map(_characters, value)) if isinstance(value, (list, tuple)) else 0
