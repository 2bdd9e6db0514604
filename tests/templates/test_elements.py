"""Rows of buttons, tables and charts, cut to fit."""

from __future__ import annotations

import json

from templates import chosen
from templates.elements import cells, chart, distinct, options, row_of_buttons


def test_three_buttons_show_and_the_rest_hides_under_the_menu() -> None:
    row = row_of_buttons(
        [(f"B{n}", "kpi.run", f"question {n}") for n in range(6)], [("Keep", "answer.keep", "a1")]
    )

    assert [piece["type"] for piece in row] == ["button", "button", "button", "overflow"]
    assert [option["text"]["text"] for option in row[3]["options"]] == ["B3", "B4", "B5", "Keep"]
    assert [piece["action_id"] for piece in row] == ["kpi.run:1", "kpi.run:2", "kpi.run:3", "more"]


def test_a_choice_of_the_menu_says_what_was_meant() -> None:
    row = row_of_buttons([], [("Chart", "kpi.run", "net sales by day")])

    assert chosen(row[0]["options"][0]["value"]) == ("kpi.run", "net sales by day")


def test_half_a_question_is_never_carried() -> None:
    assert row_of_buttons([("Ask", "kpi.run", "x" * 2001)], [("Ask", "kpi.run", "x" * 150)]) == []


def test_a_hundred_rows_and_a_header_are_kept() -> None:
    rows = json.loads(cells(["Name", "Value"], [[f"row {n}", ("1", 1)] for n in range(300)]))

    assert len(rows) == 101
    assert rows[1] == [{"type": "raw_text", "text": "row 0"}, {"type": "raw_number", "value": 1, "text": "1"}]


def test_a_wide_table_stays_within_the_text_that_a_message_holds() -> None:
    rows = json.loads(cells(["x" * 100] * 20, [["x" * 100] * 20] * 100))

    assert sum(len(cell["text"]) for row in rows for cell in row) <= 20_000


def test_a_missing_point_is_left_out_and_never_zero() -> None:
    drawn = chart("line", ["a", "b", "c"], [("now", [1, None, 3]), ("before", [4, 5, 6])])

    assert drawn is not None
    assert drawn["axis_config"]["categories"] == ["a", "c"]
    assert [point["value"] for point in drawn["series"][1]["data"]] == [4, 6]


def test_a_baseline_with_a_gap_is_not_drawn() -> None:
    drawn = chart("line", ["a", "b"], [("now", [1, 2]), ("before", [4, None])])

    assert drawn is not None
    assert [one["name"] for one in drawn["series"]] == ["now"]


def test_nothing_known_is_no_chart() -> None:
    assert chart("bar", ["a"], [("now", [None])]) is None


def test_a_line_keeps_its_newest_points() -> None:
    drawn = chart("line", [str(n) for n in range(30)], [("now", list(range(30)))])

    assert drawn is not None
    assert drawn["axis_config"]["categories"] == [str(n) for n in range(10, 30)]


def test_names_that_look_alike_after_the_cut_are_told_apart() -> None:
    names = distinct([f"A very long product name {n}" for n in range(12)])

    assert len(set(names)) == 12
    assert max(map(len, names)) <= 20


def test_an_option_without_a_value_is_left_out() -> None:
    assert [one["value"] for one in options([("A", "a"), ("B", ""), ("C", "x" * 151)])] == ["a"]
