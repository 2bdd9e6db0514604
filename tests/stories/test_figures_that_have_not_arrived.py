"""A figure that has not arrived is said to be missing, and is no number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, staged


@pytest.fixture
def wednesday(stage: Stage) -> Stage:
    """Two days later, with no new files: Tuesday is missing, and Monday is half there."""
    stage.clock.at = MONDAY + timedelta(days=2)
    return stage


@pytest.mark.parametrize(
    "words",
    ["/kpi revenue yesterday", "/kpi net sales, orders yesterday", "/kpi net sales by country yesterday"],
)
def test_a_day_without_data_is_missing_and_never_zero(wednesday: Stage, words: str) -> None:
    answer = wednesday.person("marcus").types(words)

    assert "Net sales: nothing recorded yet for Tue 24 Nov." in answer
    assert "£0" not in answer
    figures = re.findall(r"(.*): £\d", answer.text)
    assert figures in ([], ["Sun 22 Nov, the last complete day"])
    assert "£0" not in answer.notification


def test_it_says_how_far_the_data_reaches_who_brings_it_and_how(wednesday: Stage) -> None:
    answer = wednesday.person("marcus").types("/kpi revenue yesterday")

    assert "Shopify orders: through Mon 23 Nov 07:30 (Europe/London)" in answer
    assert "looked after by @Marcus Reyes. Shopify admin, Orders, Export" in answer


def test_a_funnel_without_data_is_missing_too(wednesday: Stage) -> None:
    answer = wednesday.person("marcus").types("/funnel yesterday")

    assert "nothing recorded yet for Tue 24 Nov" in answer
    assert "0 %" not in answer


def test_a_line_leaves_out_the_days_that_are_missing(wednesday: Stage) -> None:
    answer = wednesday.person("marcus").types("/kpi net sales by day last 5 days")

    assert "Nothing recorded for Tue 24 Nov" in answer
    assert "Tue 24 Nov 0" not in answer


def test_the_newest_day_is_still_arriving(wednesday: Stage) -> None:
    assert "still arriving" in wednesday.person("marcus").types("/kpi net sales on 23 nov")


def test_without_a_period_it_is_the_latest_complete_day(wednesday: Stage) -> None:
    answer = wednesday.person("marcus").types("/kpi net sales")

    assert "Sun 22 Nov 2026" in answer
    assert "£486.00" in answer


def test_before_the_first_day_there_is_nothing(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales september 2025")

    assert "nothing recorded" in answer
    assert "data begins on Mon 27 Oct 2025" in answer
    assert "£0" not in answer


def test_a_comparison_with_days_that_are_missing_is_none(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales november 2025 vs ly")

    assert "nothing to compare with" in answer
    assert "£0" not in answer


def test_a_ratio_of_two_sources_of_which_one_is_missing_is_missing(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi platform roas by platform november 2025")

    assert "Meta Ads | 0" not in answer


class TestAnEmptyShop:
    """The bot was installed a minute ago."""

    @pytest.fixture
    def empty(self, tmp_path: Path) -> Iterator[Stage]:
        """No facts at all."""
        with staged(tmp_path / "data", None) as stage:
            yield stage

    @pytest.mark.parametrize(
        "command", ["/kpi", "/product", "/campaign", "/funnel", "/kpi net sales yesterday"]
    )
    def test_each_command_says_how_to_bring_data(self, empty: Stage, command: str) -> None:
        answer = empty.person("marcus").types(command)

        assert "python bot.py import FILE…" in answer
        assert "£" not in answer

    @pytest.mark.parametrize(
        "command", ["/digest", "/approvals", "/shelftalk", "/shelftalk status", "/define aov"]
    )
    def test_what_needs_no_data_works(self, empty: Stage, command: str) -> None:
        assert "Sorry" not in empty.person("marcus").types(command)

    def test_the_home_tab_says_how_to_begin(self, empty: Stage) -> None:
        assert "No data has been loaded yet" in empty.person("vera").opens_home()

    def test_a_digest_says_that_there_is_nothing_yet(self, empty: Stage) -> None:
        preview = empty.person("marcus").types("/digest preview")

        assert "£" not in preview
        assert re.search(r"no(thing| figures)", preview.text, re.IGNORECASE)
