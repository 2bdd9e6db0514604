"""A digest of one's own is composed in a form, comes to where it was wanted, and is changed like any other."""

from __future__ import annotations

from datetime import timedelta

from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

HALF_PAST = MONDAY.replace(hour=8, minute=30)
ANSWERS = {
    "Its name": "Stock & sales",
    "What it tells": ["Sales", "Stock"],
    "At": "08:30",
    "On": ["Monday", "Thursday"],
}


def composed(stage: Stage, name: str = "marcus", channel: str = "@Shelftalk", **answers: object) -> Seen:
    """Somebody composes one, and is told so."""
    person = stage.person(name)
    form = person.types("/digest new", channel=channel)
    person.fills(form, {**ANSWERS, **answers}).submits()
    return person.waits_to_see("Set: Stock & sales", channel)


def test_it_comes_with_what_was_chosen_on_its_days(stage: Stage) -> None:
    told = composed(stage)
    assert "Mon, Thu at 08:30 (Europe/London), in @Marcus Reyes" in told

    stage.at(HALF_PAST)
    digest = stage.person("marcus").waits_to_see("Stock & sales, Mon 23 Nov", "@Shelftalk")

    assert "Thu 19–Sun 22 Nov 2026" in digest  # since Thursday's


def test_it_can_be_for_a_channel_and_belongs_to_whoever_composed_it(stage: Stage) -> None:
    composed(stage, channel="ecom")
    stage.at(HALF_PAST)

    assert "margin" not in stage.person("vera").waits_to_see("Stock & sales, Mon 23 Nov", "ecom").text.lower()
    answer = stage.person("aiko").types("/digest", channel="ecom")
    assert "set up by @Marcus Reyes" in answer and "Ask its owner to move it" in answer.choices


def test_the_list_shows_it_with_ways_to_change_it(stage: Stage) -> None:
    composed(stage)
    marcus = stage.person("marcus")

    answer = marcus.types("/digest")
    assert "Stock & sales" in answer and "Change what it tells" in answer.choices

    form = marcus.clicks(answer, "Change what it tells")
    marcus.fills(form, {"What it tells": ["Campaigns"], "On": ["Monday"]}).submits()
    stage.hears(marcus, "Set: Stock & sales, Mon at 08:30")


def test_what_is_missing_is_said_in_the_form(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/digest new")

    errors = marcus.fills(form, {"Its name": "Mine", "What it tells": [], "On": []}).submits().errors

    assert set(errors) == {"sections", "days"}


def test_a_few_words_are_enough_for_the_digests_there_are(stage: Stage) -> None:
    dana = stage.person("dana")

    assert "The director's morning, Monday to Friday at 08:30 (Europe/London), in @Dana" in dana.types(
        "/digest director 8:30", channel="ecom"
    )
    assert "The week in review, Mon at 09:00 (Europe/London), in #ecom" in dana.types(
        "/digest weekly mon 9:00", channel="ecom"
    )


def test_it_comes_at_the_hour_of_where_one_lives(stage: Stage) -> None:
    stage.workspace.user("marcus").tz = "America/New_York"
    marcus = stage.person("marcus")

    assert "at 08:30 (America/New_York)" in marcus.types("/digest manager 8:30")
    stage.at(HALF_PAST + timedelta(hours=4, minutes=59))
    assert marcus.sees("@Shelftalk").saying("The manager's morning, Mon 23 Nov") == ()
    stage.at(HALF_PAST + timedelta(hours=5))

    marcus.waits_to_see("The manager's morning, Mon 23 Nov", "@Shelftalk")
