"""Somebody asks why a figure changed, in words or by a button, and goes on from the answer."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import bot
from tests.stage import Stage


def test_why_is_a_command_whose_answer_is_for_the_asker(stage: Stage) -> None:
    answer = stage.person("marcus").types("/why net sales last week")

    assert answer.ephemeral
    assert "Net sales" in answer and "← largest" in answer
    assert "I read: why net sales · Mon 16–Sun 22 Nov 2026 · vs Mon 9–Sun 15 Nov 2026" in answer


@pytest.mark.parametrize(
    "words",
    ["why are net sales down last week?", "/why net sales last week", "what moved net sales last week?", "Explain our net sales last week"],
)  # fmt: skip
def test_a_sentence_is_understood_in_a_mention_and_in_a_direct_message(words: str, stage: Stage) -> None:
    marcus = stage.person("marcus")

    said = marcus.types(f"@Shelftalk {words}")
    told = marcus.dms(words)

    assert "I read: why net sales · Mon 16–Sun 22 Nov 2026" in said and not said.ephemeral
    assert "I read: why net sales · Mon 16–Sun 22 Nov 2026" in told


def test_every_changed_figure_has_a_why(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales where country = DE last week vs previous")

    why = marcus.clicks(answer, "Why")

    assert why.ephemeral
    assert "why net sales · country = Germany · Mon 16–Sun 22 Nov 2026 · vs Mon 9–Sun 15 Nov 2026" in why


def test_of_several_figures_one_chooses(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales, orders, aov, sessions last week vs previous")

    why = marcus.chooses(answer, "Why", "Orders")

    assert "why orders · Mon 16–Sun 22 Nov 2026 · vs Mon 9–Sun 15 Nov 2026" in why
    (menu,) = [one for _, one in answer.elements if one["type"] == "static_select"]
    assert [option["text"]["text"] for option in menu["options"]] == ["Net sales", "Orders", "AOV"]


def test_a_figure_that_did_not_change_or_is_not_compared_has_none(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "Why" not in marcus.types("/kpi net sales last week no comparison").buttons
    assert "Why" not in marcus.types("/kpi sessions last week vs previous").buttons


@pytest.mark.parametrize(
    "command", ["/kpi", "/product AC-M", "/campaign BF-Early", "/funnel yesterday vs Saturday 21 Nov"]
)
def test_cards_have_it_too(command: str, stage: Stage) -> None:
    marcus = stage.person("marcus")
    card = marcus.types(command)
    (menu,) = [one for _, one in card.elements if one["type"] == "static_select"]

    for option in menu["options"]:
        why = marcus.chooses(card, "Why", option["text"]["text"])
        assert f"I read: why {option['value']}" in why or "has no exact parts" in why


def test_keeping_and_showing_the_data_stay_in_the_menu(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by country last week vs ly")

    assert answer.buttons[0] == "Why" and "Share" in answer.buttons
    assert answer.choices[-3:] == ["Keep in my DM", "Pin to my Home", "Show data"]


def test_a_drill_down_keeps_the_whole_question(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/why net sales in the UK last week vs previous")
    by = next(label for label in answer.buttons if label.startswith("By "))

    again = marcus.clicks(answer, by)

    assert "country = United Kingdom" in again and "vs Mon 9–Sun 15 Nov 2026" in again
    assert by.lower() in again.text.split("I read")[0].lower()


def test_a_button_in_ones_own_messages_is_answered_there(stage: Stage) -> None:
    marcus = stage.person("marcus")

    parts = marcus.clicks(marcus.dms("why net sales last week"), "All parts")

    assert "All together" in parts and not parts.ephemeral


def test_an_explanation_is_shared_as_it_was_shown(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/why net sales last week")

    shared = marcus.clicks(answer, "Share")

    assert not shared.ephemeral and "@Marcus Reyes shared the answer" in shared
    assert answer.text.split("\n")[0] in shared


def test_why_of_the_real_year_is_printed_as_parts_that_sum_to_the_difference(
    real_year: tuple[Path, str],
) -> None:
    found = asked(real_year[0], "why net sales November 2011 vs previous month")

    assert found["difference"] == 375278.99
    assert math.fsum(part["amount"] for part in found["parts"]) == pytest.approx(375278.99, abs=1e-9)
    assert all("factor" in part or "segment" in part for part in found["parts"])
    for cut in found["dimensions"]:
        assert math.fsum(part["amount"] for part in cut["parts"]) == pytest.approx(375278.99, abs=1e-9)


def asked(folder: Path, words: str) -> dict[str, Any]:
    """What the command line prints on the first of December 2011."""
    environment = {"SHELFTALK_DATA": str(folder), "WAREHOUSE_URL": None}
    result = CliRunner().invoke(
        bot.cli, ["ask", words, "--at", "2011-12-01T08:00", "--json"], env=environment
    )
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


# What has no parts of its own


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("weeks of cover", "joins a count with the sales around it, so its change has no exact parts"),
        ("net sales tomorrow", "is still to come"),
        ("net sales January 2020", "data begins on"),
        ("flurb", "I don't understand"),
        ("margin of mugs except Germany", "I can't leave something out"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_the_way_out(words: str, said: str, stage: Stage) -> None:
    answer = stage.person("dana").types(f"/why {words}")

    assert said in answer
    for label in answer.buttons:
        reply = stage.person("dana").clicks(answer, label)
        assert "I read: why" in reply or "not on record" in reply or "nothing recorded" in reply


def test_today_is_held_against_the_same_hour(stage: Stage) -> None:
    answer = stage.person("marcus").types("/why net sales today")

    assert "to 07:30" in answer or "up to 07:30" in answer
    assert "I read: why net sales · Mon 23 Nov 2026" in answer


@pytest.mark.parametrize(
    "words", ["are we behind pace?", "net sales behind target this month", "orders vs plan"]
)
def test_a_target_has_no_parts_so_other_days_tell_them(words: str, stage: Stage) -> None:
    answer = stage.person("marcus").types(f"/why {words}")

    assert "A target has no parts to compare with" in answer
    assert "1–22 Nov 2026 · vs 1–22 Nov 2025" in answer


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("aran coat - m last week", "why net sales · product = AC-M"),
        ("BE-1 last week vs ly", "why net sales · product = BE-1"),
        ("BF-Early last week", 'why ad spend · campaign = "BF-Early"'),
    ],
)
def test_a_product_or_a_campaign_is_asked_by_its_name(words: str, read: str, stage: Stage) -> None:
    assert f"I read: {read}" in stage.person("marcus").types(f"/why {words}")


def test_a_name_that_several_bear_is_asked_back(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/why aran coat last week")

    assert "Which one?" in answer
    assert "product = AC-S" in marcus.clicks(answer, "Aran Coat - S")


def test_what_a_change_cannot_be_parted_by_is_said(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "Ask /kpi for the run by day" in marcus.types("/why net sales by day last week")
    assert "A change needs something to compare with" in marcus.types("/why orders last week no comparison")
    assert "I explain one figure at a time" in marcus.types("/why net sales, orders last week")
