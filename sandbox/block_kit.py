"""Slack's rules for blocks and views: what each kind may hold, where it may stand, and how much of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from sandbox.block_elements import ACCESSORY, ACTION, BUTTON, CONTEXT_ACTION, IMAGE, INPUT
from sandbox.block_rules import (
    Rule,
    anything,
    at,
    choice,
    flag,
    items,
    kinds,
    not_both,
    number,
    one_of,
    positive,
    shape,
    string,
    text,
    whole,
)  # fmt: skip
from sandbox.places import Json
from sandbox.views import all_blocks, elements_of

Surface = Literal["message", "modal", "home"]
BLOCKS_MOST = {"message": 50, "modal": 100, "home": 100}
MARKDOWN_MOST = 12_000
CELL_TEXT_MOST = 20_000
CHARTS_MOST = 2

RICH_TEXT = shape({"type": anything, "elements": items(anything, 1000)}, {"block_id": string(255)})
RAW_TEXT = shape({"type": anything, "text": string(CELL_TEXT_MOST, least=1)}, {"emoji": flag})
RAW_NUMBER = shape({"type": anything, "value": number, "text": string(CELL_TEXT_MOST, least=1)})
CELL = kinds({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH_TEXT})


def block(needs: dict[str, Rule], may: dict[str, Rule] | None = None, *also: Rule) -> Rule:
    """A block: a type, perhaps a block id, and what it holds."""
    return shape({"type": anything, **needs}, {"block_id": string(255, least=1), **(may or {})}, *also)


def _same_width(value: Json, pointer: str) -> Iterator[str]:
    rows = [row for row in value.get("rows") or () if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        yield at("all rows must have the same number of columns", f"{pointer}/rows")
    if rows and any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in rows[0]):
        yield at("header cells cannot be rich_text", f"{pointer}/rows/0")
    if _cell_text(rows) > CELL_TEXT_MOST:
        yield at(f"cell text must be less than {CELL_TEXT_MOST + 1} characters", f"{pointer}/rows")


def _cell_text(value: Any) -> int:
    if isinstance(value, dict):
        return sum(
            len(inner) if key == "text" and isinstance(inner, str) else _cell_text(inner)
            for key, inner in value.items()
        )
    return sum(map(_cell_text, value)) if isinstance(value, list) else 0


def _points_match(value: Json, pointer: str) -> Iterator[str]:
    """Every series has exactly one point for every category; series have different names."""
    categories = (value.get("axis_config") or {}).get("categories")
    series = [one for one in value.get("series") or () if isinstance(one, dict)]
    for place, one in enumerate(series):
        labels = [point.get("label") for point in one.get("data") or () if isinstance(point, dict)]
        if isinstance(categories, list) and sorted(map(str, labels)) != sorted(map(str, categories)):
            yield at("data labels must match axis_config.categories", f"{pointer}/series/{place}/data")
    if len({str(one.get("name")) for one in series}) < len(series):
        yield at("series names must be unique", f"{pointer}/series")


SEGMENT = shape({"label": string(20, least=1), "value": positive})
POINT = shape({"label": string(20, least=1), "value": number})
SERIES = shape({"name": string(20, least=1), "data": items(POINT, 20)})
AXES = shape({"categories": items(string(20, least=1), 20)}, {"x_label": string(50), "y_label": string(50)})
AXIS_CHART = shape({"type": anything, "series": items(SERIES, 6), "axis_config": AXES}, {}, _points_match)
PIE = shape({"type": anything, "segments": items(SEGMENT, 6)})
CHART = kinds({"pie": PIE, "line": AXIS_CHART, "bar": AXIS_CHART, "area": AXIS_CHART})
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})


def _column(value: Any, pointer: str) -> Iterator[str]:
    """A table's column setting; null skips a column."""
    yield from () if value is None else COLUMN(value, pointer)


def _collapses(value: Json, pointer: str) -> Iterator[str]:
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        yield at("default_collapsed needs is_collapsible", pointer)
    if value.get("has_header_divider") and value.get("is_collapsible"):
        yield at("has_header_divider is not for collapsible containers", pointer)


def _child(value: Any, pointer: str) -> Iterator[str]:
    yield from kinds(BLOCKS, *IN_CONTAINER)(value, pointer)


IN_CONTAINER = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table")
CONTEXT_ELEMENT = kinds({"image": IMAGE, "plain_text": text(3000, plain=True), "mrkdwn": text(3000)})

BLOCKS: dict[str, Rule] = {
    "actions": block({"elements": items(ACTION, 25)}),
    "alert": block({"text": text(200)}, {"level": choice("default", "info", "warning", "error", "success")}),
    "card": block(
        {}, {
            "title": text(150), "subtitle": text(150), "body": text(200), "subtext": text(200), "icon": IMAGE,
            "hero_image": IMAGE, "actions": items(BUTTON, 3),
        }, one_of("hero_image", "title", "actions", "body"),
    ),
    "container": block(
        {"child_blocks": items(_child, 10)},
        {
            "title": text(150, plain=True), "rich_text_title": RICH_TEXT, "subtitle": text(150),
            "width": choice("narrow", "standard", "wide", "full"), "is_collapsible": flag,
            "default_collapsed": flag, "has_header_divider": flag, "icon": IMAGE,
        },
        one_of("title", "rich_text_title"), _collapses,
    ),
    "context": block({"elements": items(CONTEXT_ELEMENT, 10)}),
    "context_actions": block({"elements": items(CONTEXT_ACTION, 5)}),
    "data_table": block(
        {"rows": items(items(CELL, 20), 101, 2), "caption": string(3000, least=1)},
        {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19)}, _same_width,
    ),
    "data_visualization": block({"title": string(50, least=1), "chart": CHART}),
    "divider": block({}),
    "header": block({"text": text(150, plain=True)}, {"level": whole(1, 4)}),
    "image": block(
        {"alt_text": string(2000, least=1)},
        {"image_url": string(3000, least=1), "slack_file": anything, "title": text(2000, plain=True)},
        not_both("image_url", "slack_file"),
    ),
    "input": block(
        {"label": text(2000, plain=True), "element": INPUT},
        {"hint": text(2000, plain=True), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": block({"text": string(MARKDOWN_MOST, least=1)}),
    "rich_text": RICH_TEXT,
    "section": block(
        {}, {"text": text(3000), "fields": items(text(2000), 10), "accessory": ACCESSORY, "expand": flag},
        one_of("text", "fields"),
    ),
    "table": block(
        {"rows": items(items(CELL, 20), 100)}, {"column_settings": items(_column, 20)},
    ),
}  # fmt: skip

#: Which kinds stand where; a kind that is in none of these cannot be sent at all.
EVERYWHERE = {"actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section"}
SURFACES: dict[Surface, set[str]] = {
    "message": EVERYWHERE
    | {"container", "context_actions", "data_table", "data_visualization", "markdown", "table"},
    "modal": EVERYWHERE | {"alert"},
    "home": EVERYWHERE | {"data_table", "table"},
}


def message_problems(blocks: Any) -> list[str]:
    """What Slack would say against the blocks of a message; empty when they may be sent."""
    if not isinstance(blocks, list):
        return [at("must be an array", "/blocks")]
    return list(_problems(blocks, "message", "/blocks"))


VIEW_MAY = {
    "type": anything, "blocks": anything, "callback_id": string(255), "external_id": string(255),
    "private_metadata": string(3000),
}  # fmt: skip
MODAL_MAY = {
    **VIEW_MAY, "title": text(24, plain=True), "submit": text(24, plain=True), "close": text(24, plain=True),
    "clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag,
}  # fmt: skip


def view_problems(view: Json, kind: Literal["modal", "home"]) -> list[str]:
    """What Slack would say against a view; empty when it may be shown."""
    if view.get("type") != kind:
        return [at(f"unsupported type: {view.get('type')}", "/view/type")]
    needs = {"title": anything, "blocks": anything} if kind == "modal" else {"blocks": anything}
    may = MODAL_MAY if kind == "modal" else VIEW_MAY
    problems = list(shape({**needs, **{k: may[k] for k in needs}}, may)(view, "/view"))
    if not isinstance(view.get("blocks"), list):
        return problems or [at("must be an array", "/view/blocks")]
    problems += _problems(view["blocks"], kind, "/view/blocks")
    asks = any(isinstance(block, dict) and block.get("type") == "input" for block in view["blocks"])
    if kind == "modal" and asks and not view.get("submit"):
        problems.append(at("missing required field: submit", "/view"))
    return problems


def _problems(blocks: list[Any], surface: Surface, pointer: str) -> Iterator[str]:
    rule = kinds(BLOCKS, *SURFACES[surface])
    yield from items(rule, BLOCKS_MOST[surface], 0)(blocks, pointer)
    sound = [one for one in blocks if isinstance(one, dict) and isinstance(one.get("type"), str)]
    yield from _ids(sound, pointer)
    if surface == "message":
        yield from _once(sound, pointer)


def _ids(blocks: list[Json], pointer: str) -> Iterator[str]:
    """Block ids are unique in a message, action ids in a block."""
    names = Counter(one["block_id"] for one in blocks if isinstance(one.get("block_id"), str))
    for name, times in names.items():
        if times > 1:
            yield at(f"block_id already exists: {name}", pointer)
    for place, one in enumerate(blocks):
        actions = Counter(str(element.get("action_id")) for element in _elements(one))
        for name, times in actions.items():
            if times > 1:
                yield at(f"action_id already exists: {name}", f"{pointer}/{place}")


def _elements(one: Json) -> list[Json]:
    try:
        return elements_of(one)
    except (AttributeError, TypeError):
        return []


def _once(blocks: list[Json], pointer: str) -> Iterator[str]:
    """What a message may hold only so much of: tables, charts, Markdown."""
    types = Counter(one["type"] for one in all_blocks(blocks))
    if types["table"] + types["data_table"] > 1:
        yield at("only_one_table_allowed", pointer)
    if types["data_visualization"] > CHARTS_MOST:
        yield at(f"no more than {CHARTS_MOST} data_visualization blocks allowed", pointer)
    markdown = sum(len(str(one.get("text"))) for one in blocks if one["type"] == "markdown")
    if markdown > MARKDOWN_MOST:
        yield at(f"markdown must be less than {MARKDOWN_MOST + 1} characters in all", pointer)
