"""A shop says itself which figures are for directors: every way to a figure then obeys, with all that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import bot
from tests.stage import SHOP, Stage
from tests.stories.test_the_command_line import runner
from tests.stories.test_who_reads_a_figure import log, others_see

#: Net sales of yesterday, and what else would give them away: order value, sales of a product, of a campaign's shop.
TELLING = ("£486", "£243", "Net sales £", "AOV £")


@pytest.fixture
def closed(stage: Stage) -> Iterator[Stage]:
    """The small shop, whose net sales are for directors."""
    stage.stops()
    shop = SHOP.model_copy(update={"sensitivity": {"net sales": "restricted", "sessions": "public"}})
    stage.settings = replace(stage.settings, shop=shop)
    yield stage.starts()


@pytest.mark.parametrize(
    "words",
    ["/kpi net sales yesterday", "/kpi aov yesterday", "/kpi net sales by country last week", "/kpi blended roas last week",
     "/kpi net sales by day last week", "/kpi orders, net sales last week", "/product top 5 last week",
     "/product movers last week"],
)  # fmt: skip
def test_a_figure_that_the_shop_closes_is_refused_with_all_that_shows_it(closed: Stage, words: str) -> None:
    answer = closed.person("marcus").types(words)

    assert "for directors only" in answer
    assert "Orders, conversion rate and sessions are open to you" in answer
    assert "£" not in answer


@pytest.mark.parametrize(
    "words",
    ["/kpi", "/product AC-M", "/campaign BF-Early", "/campaign list by spend", "/digest preview", "/funnel",
     "/kpi orders yesterday", "/shelftalk status"],
)  # fmt: skip
def test_what_may_stand_without_it_is_shown_without_it(closed: Stage, words: str) -> None:
    answer = closed.person("marcus").types(words)

    assert "for directors only" not in answer
    assert not [figure for figure in TELLING if figure in answer.raw or figure in answer.notification]


def test_the_data_behind_an_open_figure_does_not_lead_to_a_closed_one(closed: Stage) -> None:
    marcus = closed.person("marcus")

    data = marcus.clicks(marcus.types("/kpi gross sales last week"), "Show data")

    assert "The data behind Gross sales" in data
    assert "Net sales" not in data and "should show" not in data


def test_a_director_is_told_alone_and_it_is_written_down(closed: Stage) -> None:
    answer = closed.person("dana").types("@Shelftalk net sales yesterday")

    assert answer.ephemeral and "🔒 Net sales is for directors only" in answer
    assert "£486" not in others_see(closed.person("marcus"))
    assert [(one.metric, one.who) for one in log(closed)] == [("net_sales", "U0DANA")]


def test_what_the_shop_opens_is_posted_before_visitors(closed: Stage) -> None:
    answer = closed.person("marcus").types("@Shelftalk sessions yesterday", channel="campaigns")

    assert not answer.ephemeral
    assert "Sessions" in closed.person("gil").sees("campaigns").last


def test_the_definition_says_who_may_see_it_here(closed: Stage) -> None:
    marcus = closed.person("marcus")

    assert "for directors only" in marcus.types("/define aov")
    assert "for everybody who reads the place, visitors too" in marcus.types("/define sessions")
    assert "for members of this workspace" in marcus.types("/define orders")


def test_a_figure_that_there_is_not_stops_the_bot_from_starting(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text("sensitivity: {net_saels: restricted}\n", encoding="utf-8")

    result = CliRunner().invoke(bot.cli, ["ask", "net sales", "--shop", str(file)])

    assert result.exit_code == 1
    assert "names `net_saels`, which is no figure. Did you mean net sales?" in result.output


def test_a_digest_without_a_figure_left_is_refused_in_a_sentence(stage: Stage) -> None:
    every = ("net sales", "orders", "conversion rate", "sessions")
    stage.stops()
    shop = SHOP.model_copy(update={"sensitivity": dict.fromkeys(every, "restricted")})
    stage.settings = replace(stage.settings, shop=shop)
    stage.starts()

    assert "are for directors only." in stage.person("marcus").types("/digest preview")
    assert "Net sales £" in stage.person("dana").types("/digest preview")


def test_the_command_line_says_so_too(tmp_path: Path, small_facts: Path) -> None:
    shutil.copyfile(small_facts, tmp_path / "facts.sqlite3")
    closed = "{net sales: restricted, orders: restricted, conversion rate: restricted, sessions: restricted}"
    (tmp_path / "shop.yaml").write_text(f"sensitivity: {closed}\n", encoding="utf-8")

    result = runner(tmp_path)("digest", "--at", "2026-11-23T08:01")

    assert result.exit_code == 1 and "are for directors only." in result.output


# Refusals


def test_a_visitors_refusal_is_for_their_eyes_alone(stage: Stage) -> None:
    for name in ("gil", "pia"):
        answer = stage.person(name).types("@Shelftalk net sales yesterday", channel="campaigns")

        assert answer.ephemeral
        assert "Shelftalk answers" not in others_see(stage.person("marcus"), "campaigns")


def test_a_refusal_in_a_thread_embarrasses_nobody(stage: Stage) -> None:
    answer = stage.person("marcus").types("@Shelftalk gross margin last week")

    assert answer.ephemeral and "directors only" in answer
    assert "directors only" not in others_see(stage.person("dana"))
