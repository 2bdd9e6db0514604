"""What Slack would refuse, and how a text is made to fit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.limits import LIMITS, fit, violations


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(number: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": f"go:{number}"} | more


def option(value: str = "a", text: str = "A") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", "options": [option()]} | more


def typed(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": "field", "label": plain("Field"), "element": element} | more


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text)} | more


def table(rows: int = 3, columns: int = 2, words: str = "x", **more: Any) -> dict[str, Any]:
    return {
        "type": "data_table",
        "caption": "c",
        "rows": [[{"type": "raw_text", "text": words}] * columns] * rows,
    } | more


def chart(kind: str = "line", points: int = 2, series: int = 1, **more: Any) -> dict[str, Any]:
    labels = [f"p{index}" for index in range(points)]
    lines = [
        {"name": f"s{one}", "data": [{"label": label, "value": 1} for label in labels]}
        for one in range(series)
    ]
    drawn = {"type": kind, "series": lines, "axis_config": {"categories": labels}} | more
    return {"type": "data_visualization", "title": "t", "chart": drawn}


FINE = [
    section(),
    section("x" * 3000),
    {"type": "divider"},
    {"type": "header", "text": plain("x" * 150)},
    actions(*(button(n) for n in range(25))),
    {"type": "context", "elements": [mrkdwn("x")] * 10},
    table(101, 20),
    chart("bar", 20, 6),
    section(accessory=button()),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 5},
    actions({"type": "overflow", "action_id": "more", "options": [option(str(n)) for n in range(5)]}),
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]}],
    },
]

REFUSED = [
    ("section text over 3,000", [section("x" * 3001)], "3001 characters of at most 3000"),
    ("an empty section", [{"type": "section"}], "needs text or fields"),
    ("11 fields", [{"type": "section", "fields": [mrkdwn("x")] * 11}], "11 entries"),
    ("a field over 2,000", [{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "2001 characters"),
    ("a header in mrkdwn", [{"type": "header", "text": mrkdwn("x")}], "must be plain_text"),
    ("a header over 150", [{"type": "header", "text": plain("x" * 151)}], "151 characters"),
    ("11 context elements", [{"type": "context", "elements": [mrkdwn("x")] * 11}], "11 entries"),
    ("a button in a context", [{"type": "context", "elements": [button()]}], "may not stand here"),
    ("26 buttons", [actions(*(button(n) for n in range(26)))], "26 entries"),
    ("no buttons", [actions()], "needs elements"),
    ("button text over 75", [actions(button(text=plain("x" * 76)))], "76 characters"),
    ("button value over 2,000", [actions(button(value="x" * 2001))], "2001 characters"),
    ("a button in pink", [actions(button(style="pink"))], "'pink' is none of"),
    ("an action id twice in a block", [actions(button(), button())], "used 2 times"),
    (
        "a text input among buttons",
        [actions({"type": "plain_text_input", "action_id": "t"})],
        "may not stand here",
    ),
    (
        "6 choices under ⋯",
        [actions({"type": "overflow", "action_id": "m", "options": [option(str(n)) for n in range(6)]})],
        "6 entries",
    ),
    ("option value over 150", [actions(select(options=[option("x" * 151)]))], "151 characters"),
    ("option text over 75", [actions(select(options=[option("a", "x" * 76)]))], "76 characters"),
    ("101 options", [actions(select(options=[option(str(n)) for n in range(101)]))], "101 entries"),
    ("an unknown field", [section(colour="red")], "unknown field"),
    ("an unknown block", [{"type": "sparkle"}], "unknown block"),
    ("a block id twice", [section(block_id="a"), section(block_id="a")], "used 2 times"),
    ("102 rows", [table(102)], "102 entries"),
    ("a table of a header alone", [table(1)], "1 entries"),
    ("21 columns", [table(columns=21)], "21 columns"),
    (
        "rows of unlike width",
        [
            table(rows=2)
            | {"rows": [[{"type": "raw_text", "text": "x"}], [{"type": "raw_text", "text": "x"}] * 2]}
        ],
        "rows of [1, 2]",
    ),
    ("an empty cell", [table(words="")], "needs text"),
    ("over 20,000 characters in cells", [table(101, 2, "x" * 100)], "characters in cells"),
    ("two tables", [table(), table()], "2 tables of at most 1"),
    ("three charts", [chart(), chart(), chart()], "3 charts of at most 2"),
    ("21 points", [chart(points=21)], "21 entries"),
    ("7 lines", [chart(series=7)], "7 entries"),
    ("a chart of an unknown kind", [chart("donut")], "'donut' is none of"),
    (
        "points that are not the categories",
        [chart(axis_config={"categories": ["a", "b"]})],
        "are not the categories",
    ),
    ("51 blocks", [section()] * 51, "51 of at most 50"),
    ("a wall of text", [section("x" * 2500)] * 5, "12500 characters in blocks"),
    ("a live ping", [section("<!channel> look")], "pings everyone"),
    ("an image without its words", [{"type": "image", "image_url": "https://x"}], "needs alt_text"),
]


@pytest.mark.parametrize("block", FINE, ids=[f"{index} {block['type']}" for index, block in enumerate(FINE)])
def test_what_slack_takes_is_fine(block: dict[str, Any]) -> None:
    assert violations([block]) == []


@pytest.mark.parametrize(
    ("blocks", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_slack_refuses_is_named(blocks: list[dict[str, Any]], said: str) -> None:
    assert any(said in line for line in violations(blocks))


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": list(blocks)} | more


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (modal(typed(select()), title=plain("x" * 25)), "25 characters of at most 24"),
        (modal(typed(select()), private_metadata="x" * 3001), "3001 characters"),
        (modal(typed(select(initial_option=option("b")))), "initial option is none of the options"),
        (modal(table()), "not allowed in a modal"),
        (modal(chart()), "not allowed in a modal"),
        (modal(typed(button())), "may not stand here"),
        (modal(typed(select(), label=mrkdwn("x"))), "must be plain_text"),
        (modal(*[section()] * 101), "101 of at most 100"),
        (modal(*[section("é" * 3000)] * 45), "bytes of at most"),
    ],
)
def test_what_slack_refuses_in_a_form_is_named(view: dict[str, Any], said: str) -> None:
    assert any(said in line for line in violations(view, "modal"))


def test_a_text_over_4000_characters_is_named() -> None:
    assert violations({"text": "x" * 4001, "blocks": []}) == ["text: 4001 characters of at most 4000"]


def test_a_chart_may_not_stand_on_the_home_tab() -> None:
    assert violations([chart()], "home") == ["blocks[0] data_visualization: not allowed in a home"]


def test_the_limits_can_be_looked_up_by_name() -> None:
    assert (LIMITS["section.text"], LIMITS["actions.elements"], LIMITS["modal.title"]) == (3000, 25, 24)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("cut at a word please", 12, "cut at a…"),
        ("cut at a word", 9, "cut at a…"),
        ("Donaudampfschiff", 8, "Donauda…"),
        ("x", 0, ""),
        ("two words", 1, "…"),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, limit: int, short: str) -> None:
    assert fit(text, limit) == short


@given(st.text(), st.integers(0, 40))
def test_a_fitted_text_fits(text: str, limit: int) -> None:
    assert len(fit(text, limit)) <= max(limit, 0) or fit(text, limit) == text
