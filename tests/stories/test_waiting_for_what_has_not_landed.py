"""An answer that waits for its data is sent to whoever wants it, once, as soon as that has landed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage
from tests.stories.test_trusting_the_figures import DAY, bring, orders
from tests.stories.test_who_reads_a_figure import log

BUTTON = "Send it to me when it lands"
TUESDAY = MONDAY.replace(hour=7, minute=50) + DAY  # before the digest
TOO_LATE = timedelta(days=15)


@pytest.fixture
def tuesday(stage: Stage) -> Stage:
    """A day later, and Monday's orders have not all come."""
    stage.at(TUESDAY)
    stage.hears(stage.person("marcus"), "Shopify orders are late")
    return stage


def landing(stage: Stage, folder: Path) -> None:
    """Monday's orders arrive, and the first of Tuesday's."""
    bring(stage, orders(folder, timedelta(hours=23, minutes=50)))


def test_what_was_promised_comes_once_it_has_landed(tuesday: Stage, tmp_path: Path) -> None:
    marcus = tuesday.person("marcus")
    answer = marcus.types("/kpi net sales where sales channel = shopify yesterday")
    assert BUTTON in answer.buttons
    assert "I'll send it to you when it lands." in marcus.clicks(answer, BUTTON)

    landing(tuesday, tmp_path)

    told = tuesday.hears(
        marcus, "It has landed: “net sales where sales channel = shopify yesterday”, as you asked."
    )
    assert told.channel == tuesday.workspace.direct("U0MARCUS").id
    assert "complete" in told and "Mon 23 Nov 2026" in told
    assert BUTTON not in told.buttons


def test_it_survives_a_restart_and_two_processes_and_comes_once(tuesday: Stage, tmp_path: Path) -> None:
    marcus = tuesday.person("marcus")
    answer = marcus.types("/kpi orders where sales channel = shopify yesterday")
    marcus.clicks(answer, BUTTON)
    assert "It is noted" in marcus.clicks(answer, BUTTON)
    tuesday.restarts()
    tuesday.runs_beside()

    landing(tuesday, tmp_path)
    tuesday.hears(marcus, "It has landed")
    landing(tuesday, tmp_path)
    tuesday.at(TUESDAY + timedelta(minutes=30))

    assert len(marcus.inbox.saying("It has landed")) == 1


def test_nothing_comes_while_it_has_not_landed(tuesday: Stage) -> None:
    marcus = tuesday.person("marcus")
    marcus.clicks(marcus.types("/kpi net sales yesterday"), BUTTON)

    for hours in (1, 5, 20):
        tuesday.at(TUESDAY + timedelta(hours=hours))

    assert not marcus.inbox.saying("It has landed")


def test_what_does_not_land_is_given_up_and_said(tuesday: Stage) -> None:
    marcus = tuesday.person("marcus")
    marcus.clicks(marcus.types("/kpi net sales yesterday"), BUTTON)

    tuesday.at(TUESDAY + TOO_LATE)

    tuesday.hears(marcus, "The data for “net sales yesterday” has not landed since you asked on Tue 24 Nov.")


@pytest.mark.parametrize("words", ["net sales on 22 nov", "net sales today", "net sales november 2025"])
def test_it_is_offered_only_for_days_that_are_over_and_on_their_way(stage: Stage, words: str) -> None:
    assert BUTTON not in stage.person("marcus").types(f"/kpi {words}").buttons


def test_a_missing_day_offers_it_and_the_last_complete_day_instead(stage: Stage) -> None:
    stage.clock.at = MONDAY + 2 * DAY
    marcus = stage.person("marcus")

    answer = marcus.types("/kpi revenue yesterday")

    assert answer.buttons[:2] == [BUTTON, "Sun 22 Nov instead"]
    assert "Sun 22 Nov, the last complete day: £486.00" in answer
    assert answer.text.count("Mon 23 Nov 07:30") == 1
    assert "£486.00" in marcus.clicks(answer, "Sun 22 Nov instead")


def test_what_was_promised_obeys_the_rights_of_the_day_it_lands(tuesday: Stage, tmp_path: Path) -> None:
    dana, rosa = tuesday.person("dana"), tuesday.person("rosa")
    asked = rosa.types("/kpi gross margin where sales channel = shopify yesterday")
    assert BUTTON in asked.buttons
    rosa.clicks(asked, BUTTON)
    form = dana.clicks(dana.types("/shelftalk people"), "Change a role")
    dana.fills(form, {"Who": "rosa", "Role": "Manager"}).submits()
    before = len(log(tuesday))

    landing(tuesday, tmp_path)

    told = tuesday.hears(rosa, "It has landed")
    assert "Gross margin is for directors only." in told and "%" not in told
    assert len(log(tuesday)) == before


def test_the_button_under_a_shared_answer_refuses_whoever_may_not_know(tuesday: Stage) -> None:
    dana, marcus = tuesday.person("dana"), tuesday.person("marcus")
    answer = dana.types("@Shelftalk gross margin yesterday", channel="exec")
    tuesday.workspace.channel("exec").members.add("U0MARCUS")

    assert "for directors only" in marcus.clicks(answer, BUTTON)
