"""What Slack takes: every payload held against our own table, Slack's SDK, and slackblocks' constructors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks import DataTableBlock, DataVisualizationBlock
from slackblocks.objects import AxisConfig, BarChart, DataPoint, DataSeries, LineChart, RawNumber, RawText

from sandbox.refusals import Payload
from templates.limits import violations

#: Blocks that the SDK has no class for, and drops.
UNKNOWN_TO_THE_SDK = {"data_table", "data_visualization"}

_fine: set[str] = set()


def broken_rules(payloads: Iterable[Payload]) -> list[str]:
    """What is wrong with any of them; what was fine once is not looked at again."""
    found: list[str] = []
    for payload in payloads:
        known = json.dumps([payload.surface, payload.body], sort_keys=True, default=str)
        if known not in _fine:
            problems = list(_broken(payload))
            found += [f"{payload.via}: {problem}" for problem in problems]
            if not problems:
                _fine.add(known)
    return found


def _broken(payload: Payload) -> Iterator[str]:
    body = {name: value for name, value in payload.body.items() if value is not None}
    yield from violations(body, payload.surface)
    if payload.surface != "message":
        yield from _told(lambda: View(**_view(body)).validate_json(), payload.surface)
    for block in payload.blocks:
        kind = block["type"]
        if kind == "data_table":
            yield from _told(lambda block=block: _table(block), kind)
        elif kind == "data_visualization":
            yield from _told(lambda block=block: _chart(block), kind)
        else:
            yield from _told(lambda block=block: _parsed(block), kind)


def _told(check: Any, where: str) -> Iterator[str]:
    """The failure of a check, as a sentence."""
    try:
        check()
    except Exception as problem:
        yield f"{where}: {type(problem).__name__}: {problem}"


def _view(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [block for block in value if block["type"] not in UNKNOWN_TO_THE_SDK]
        if name == "blocks"
        else value
        for name, value in body.items()
    }


def _parsed(block: Mapping[str, Any]) -> None:
    parsed = Block.parse(dict(block))
    if parsed is None:
        raise ValueError("Slack's SDK does not know this block")
    parsed.validate_json()


def _table(block: Mapping[str, Any]) -> None:
    rows = [
        [
            RawNumber(cell["value"], cell["text"]) if cell["type"] == "raw_number" else RawText(cell["text"])
            for cell in row
        ]
        for row in block["rows"]
    ]
    DataTableBlock(rows, block["caption"], block["page_size"], block["row_header_column_index"])


def _chart(block: Mapping[str, Any]) -> None:
    chart = block["chart"]
    lines = [
        DataSeries(one["name"], [DataPoint(point["label"], point["value"]) for point in one["data"]])
        for one in chart["series"]
    ]
    axis = AxisConfig(chart["axis_config"]["categories"], y_label=chart["axis_config"].get("y_label"))
    DataVisualizationBlock(block["title"], {"line": LineChart, "bar": BarChart}[chart["type"]](lines, axis))
