"""Slack's own limits on blocks and views, one mistake at a time."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.block_kit import message_problems, view_problems
from tests.sandbox_fixtures import modal, section


def words(text: str, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": text}


def option(label: str = "Day", value: str = "day", **more: Any) -> dict[str, Any]:
    return {"text": words(label), "value": value, **more}


def element(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "a", **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def press(**more: Any) -> dict[str, Any]:
    return actions(element("button", **{"text": words("Go"), **more}))


def asked(one: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": words("Label"), "element": one, **more}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def table(*rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "Sales", "rows": list(rows), **more}


def chart(
    labels: list[str], *series: dict[str, Any], kind: str = "line", title: str = "Sales"
) -> dict[str, Any]:
    return {
        "type": "data_visualization", "title": title,
        "chart": {"type": kind, "series": list(series), "axis_config": {"categories": labels}},
    }  # fmt: skip


def series(labels: list[str], name: str = "Net") -> dict[str, Any]:
    return {"name": name, "data": [{"label": label, "value": -1.5} for label in labels]}


def pie(*values: float) -> dict[str, Any]:
    segments = [{"label": f"s{n}", "value": value} for n, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Mix", "chart": {"type": "pie", "segments": segments}}


RICH = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}  # fmt: skip
CONFIRM = {"title": words("Sure?"), "text": words("Really"), "confirm": words("Yes"), "deny": words("No")}

SOUND = {
    "section": section("x" * 3000),
    "fields": {"type": "section", "fields": [words("x" * 2000, "mrkdwn")] * 10},
    "accessory": section("t", accessory=element("static_select", options=[option()] )),
    "header": {"type": "header", "text": words("x" * 150)},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [words("x", "mrkdwn")] * 10},
    "button": press(value="v" * 2000, style="primary", confirm=CONFIRM, url="https://shop.example/x"),
    "overflow": actions(element("overflow", options=[option(value=str(n)) for n in range(5)])),
    "checkboxes": actions(element("checkboxes", options=[option(value=str(n)) for n in range(10)])),
    "initial option": actions(element("static_select", options=[option()], initial_option=option())),
    "groups": actions(element("multi_static_select", option_groups=[{"label": words("G"), "options": [option()]}])),
    "pickers": actions(element("datepicker", initial_date="2026-11-27"), {"type": "timepicker", "initial_time": "08:00"}),
    "data_table": table([raw("Line"), raw("Net")], [raw("Mugs"), {"type": "raw_number", "value": 3.5, "text": "3.5"}]),
    "table": {"type": "table", "rows": [[raw("a"), RICH]], "column_settings": [None, {"align": "right"}]},
    "line chart": chart(["1", "2"], series(["1", "2"]), series(["2", "1"], "Last year")),
    "pie": pie(1, 2, 3),
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "image": {"type": "image", "image_url": "https://x.example/y.png", "alt_text": "a chart"},
    "container": {"type": "container", "title": words("More"), "is_collapsible": True, "child_blocks": [section("in")]},
    "card": {"type": "card", "title": words("T"), "actions": [element("button", text=words("Go"))]},
    "feedback": {
        "type": "context_actions",
        "elements": [element("feedback_buttons", positive_button={"text": words("+"), "value": "1"}, negative_button={"text": words("-"), "value": "0"})],
    },
    "input": asked(element("plain_text_input", multiline=True), hint=words("h"), optional=True),
    "rich_text": RICH,
}  # fmt: skip


@pytest.mark.parametrize("block", SOUND.values(), ids=SOUND)
def test_what_slack_takes_has_no_problems(block: dict[str, Any]) -> None:
    assert message_problems([block]) == []


BROKEN = [
    (section("x" * 3001), "less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "more than 0 characters"),
    ({"type": "section"}, "must define either `text` or `fields`"),
    ({"type": "section", "fields": [words("x")] * 11}, "no more than 10 items"),
    ({"type": "section", "fields": [words("x" * 2001)]}, "less than 2001"),
    ({"type": "header", "text": words("x" * 151)}, "less than 151"),
    ({"type": "header", "text": words("x", "mrkdwn")}, "unsupported type: mrkdwn"),
    ({"type": "context", "elements": [words("x")] * 11}, "no more than 10"),
    ({"type": "context", "elements": [element("button", text=words("x"))]}, "unsupported type: button"),
    (actions(*[{"type": "datepicker", "action_id": str(n)} for n in range(26)]), "no more than 25"),
    (actions(), "no less than 1"),
    (press(text=words("x" * 76)), "less than 76"),
    (press(text=words("x", "mrkdwn")), "unsupported type: mrkdwn"),
    (press(value="v" * 2001), "less than 2001"),
    (press(style="default"), "must be one of: primary, danger"),
    (press(url="not a url"), "must be a URL"),
    (press(colour="red"), "additional property not allowed: colour"),
    (press(action_id="a" * 256), "less than 256"),
    (press(confirm={"title": words("x")}), "missing required field: text"),
    (actions(element("overflow", options=[option(value=str(n)) for n in range(6)])), "no more than 5"),
    (actions(element("overflow", options=[option(), option()])), "option values must be unique"),
    (actions(element("radio_buttons", options=[option(value=str(n)) for n in range(11)])), "no more than 10"),
    (actions(element("static_select", options=[option(value=str(n)) for n in range(101)])), "no more than 100"),
    (actions(element("static_select")), "exactly one of `options`, `option_groups`"),
    (actions(element("static_select", options=[option("x" * 76)])), "less than 76"),
    (actions(element("static_select", options=[option(value="v" * 151)])), "less than 151"),
    (actions(element("static_select", options=[option(value="")])), "more than 0"),
    (actions(element("static_select", options=[option()], initial_option=option(value="other"))), "must match one of the options"),
    (actions(element("external_select", options=[option()])), "additional property not allowed: options"),
    (actions(element("datepicker", initial_date="27/11/2026")), "YYYY-MM-DD"),
    (actions(element("plain_text_input")), "unsupported type: plain_text_input"),
    (actions(element("datepicker"), element("timepicker")), "action_id already exists: a"),
    (asked(element("button", text=words("x"))), "unsupported type: button"),
    (asked(element("number_input")), "missing required field: is_decimal_allowed"),
    (asked(element("plain_text_input"), label=words("x" * 2001)), "less than 2001"),
    (table([raw("only a header")]), "no less than 2 items"),
    (table(*[[raw("x")]] * 102), "no more than 101 items"),
    (table([raw("x")] * 21, [raw("x")] * 21), "no more than 20 items"),
    (table([raw("a"), raw("b")], [raw("c")]), "same number of columns"),
    (table([RICH], [raw("c")]), "header cells cannot be rich_text"),
    (table([raw("a")], [raw("")]), "more than 0 characters"),
    (table([raw("a")], *[[raw("x" * 250)]] * 81), "less than 20001 characters"),
    (table([raw("a")], [raw("b")], page_size=101), "between 1 and 100"),
    ({"type": "data_table", "rows": [[raw("a")], [raw("b")]]}, "missing required field: caption"),
    ({"type": "table", "rows": [[raw("x")]] * 101}, "no more than 100 items"),
    (chart(["1"], series(["1"]), title="x" * 51), "less than 51"),
    (chart(["1", "2"], series(["1"])), "must match axis_config.categories"),
    (chart(["1"], series(["1"]), series(["1"])), "series names must be unique"),
    (chart(["1"], *[series(["1"], str(n)) for n in range(7)]), "no more than 6 items"),
    (chart([str(n) for n in range(21)], series([str(n) for n in range(21)])), "no more than 20 items"),
    (chart(["x" * 21], series(["x" * 21])), "less than 21"),
    (chart(["1"], {"name": "n", "data": [{"label": "1", "value": None}]}), "must be a number"),
    (pie(1, 0), "must be greater than 0"),
    (pie(*range(1, 8)), "no more than 6 items"),
    ({"type": "markdown", "text": "x" * 12_001}, "less than 12001"),
    ({"type": "image", "alt_text": "x"}, "exactly one of `image_url`, `slack_file`"),
    ({"type": "image", "image_url": "https://x.example"}, "missing required field: alt_text"),
    ({"type": "container", "title": words("x"), "child_blocks": [table([raw("a")], [raw("b")])]}, "unsupported type: data_table"),
    ({"type": "container", "child_blocks": [section("x")]}, "`title` or `rich_text_title`"),
    ({"type": "divider", "block_id": "b" * 256}, "less than 256"),
    ({"type": "alert", "text": words("x")}, "unsupported type: alert"),
    ({"type": "file"}, "unsupported type: file"),
    ({"text": "x"}, "missing required field: type"),
    ("a string", "missing required field: type"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "problem"), BROKEN, ids=[f"{n}: {problem}" for n, (_, problem) in enumerate(BROKEN)]
)
def test_what_slack_refuses_is_named(block: Any, problem: str) -> None:
    assert problem in "\n".join(message_problems([block]))


def test_a_message_holds_fifty_blocks_one_table_two_charts_and_so_much_markdown() -> None:
    one_table, one_chart = table([raw("a")], [raw("b")]), pie(1)

    assert "no more than 50 items allowed [json-pointer:/blocks]" in message_problems(
        [{"type": "divider"}] * 51
    )
    assert "only_one_table_allowed [json-pointer:/blocks]" in message_problems([one_table, one_table])
    assert "no more than 2 data_visualization blocks" in "\n".join(message_problems([one_chart] * 3))
    assert "12001 characters in all" in "\n".join(
        message_problems([{"type": "markdown", "text": "x" * 7000}] * 2)
    )
    assert "block_id already exists: b" in "\n".join(
        message_problems([{"type": "divider", "block_id": "b"}] * 2)
    )


INPUT = asked(element("plain_text_input"))


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (modal("x" * 25, INPUT), "less than 25 characters [json-pointer:/view/title/text]"),
        (modal("x", INPUT, callback_id="c" * 256), "less than 256"),
        (modal("x", INPUT, private_metadata="m" * 3001), "less than 3001"),
        (modal("x", *[{"type": "divider"}] * 101), "no more than 100 items"),
        (modal("x", pie(1)), "unsupported type: data_visualization"),
        (modal("x", table([raw("a")], [raw("b")])), "unsupported type: data_table"),
        ({**modal("x", INPUT), "submit": None}, "missing required field: type"),
        ({k: v for k, v in modal("x", INPUT).items() if k != "submit"}, "missing required field: submit"),
        ({k: v for k, v in modal("x", INPUT).items() if k != "title"}, "missing required field: title"),
        ({**modal("x"), "type": "home"}, "unsupported type: home"),
        ({**modal("x"), "hash": "1"}, "additional property not allowed: hash"),
    ],
)  # fmt: skip
def test_a_modal_has_its_own_limits(view: dict[str, Any], problem: str) -> None:
    assert problem in "\n".join(view_problems(view, "modal"))


def test_a_home_takes_tables_and_no_title() -> None:
    assert (
        view_problems({"type": "home", "blocks": [table([raw("a")], [raw("b")]), section("x")]}, "home") == []
    )
    assert view_problems({"type": "home", "title": words("x"), "blocks": []}, "home") != []
