"""A director's and a manager's digest are news: a headline, a few lines, what waits; the rest stands in the thread."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

HALF_PAST = MONDAY.replace(hour=8, minute=30)


def delivered(stage: Stage, name: str, digest: str, title: str) -> Seen:
    """Somebody's digest at half past eight, in their own messages."""
    person = stage.person(name)
    assert "Set: " in person.types(f"/digest subscribe {digest} me at 08:30")
    stage.at(HALF_PAST)
    return person.waits_to_see(f"{title}, Mon 23 Nov", "@Shelftalk")


def thread_of(stage: Stage, name: str) -> Seen:
    """What stands beneath it."""
    return stage.person(name).waits_to_see("All figures", "@Shelftalk")


def test_a_directors_digest_leads_with_one_headline_and_tells_the_rest_in_its_thread(stage: Stage) -> None:
    digest = delivered(stage, "dana", "director", "The director's morning")
    more = thread_of(stage, "dana")

    assert 2 <= len(digest.text.splitlines()) <= 12
    assert more.thread_ts == digest.ts
    assert "Orders" in more and "Source: " in more


def test_monday_tells_of_friday_to_sunday(stage: Stage) -> None:
    digest = delivered(stage, "dana", "director", "The director's morning")

    assert "Fri 20–Sun 22 Nov 2026" in digest


def test_the_pace_to_target_is_the_headline_where_most_is_at_stake(stage: Stage) -> None:
    stage.person("dana").types("/target net sales November 90000")

    digest = delivered(stage, "dana", "director", "The director's morning")

    assert digest.text.startswith("Net sales: you are at ")
    assert digest.notification.startswith("Net sales: you are at ")
    assert "of pace for November" in digest


def test_margin_is_told_to_a_director_and_never_in_a_notification(stage: Stage) -> None:
    digest = delivered(stage, "dana", "director", "The director's morning")
    more = thread_of(stage, "dana")

    assert "gross margin" in f"{digest.text} {more.text}".lower()
    for one in (digest, more):
        assert "margin" not in one.notification.lower()


def test_margin_is_told_to_nobody_else(stage: Stage) -> None:
    delivered(stage, "marcus", "director", "The director's morning")

    told = stage.person("marcus").sees("@Shelftalk")

    assert all("margin" not in one.text.lower() for one in told)


def test_a_channels_digest_says_only_what_everybody_in_it_may_see(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/digest subscribe director here at 08:30", channel="ecom")
    stage.at(HALF_PAST)

    digest = dana.waits_to_see("The director's morning, Mon 23 Nov", "ecom")
    more = dana.waits_to_see("All figures", "ecom")

    assert "margin" not in f"{digest.text} {more.text}".lower()


def test_what_waits_for_a_yes_stands_last_with_its_deadline(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/approvals new")
    live = MONDAY.replace(hour=18, minute=0) + timedelta(days=3)
    marcus.fills(
        form,
        {
            "Kind of content": "Product copy", "Title": "Banner", "The text itself": "Warm",
            "When it goes live": live,
        },
    ).submits()  # fmt: skip
    stage.hears(stage.person("dana"), "Banner")

    digest = delivered(stage, "dana", "director", "The director's morning")

    assert "Waiting for a yes: 1 approval (oldest 29 min, needed by Tue 24 Nov 16:00)" in digest.text.replace(
        "\u00a0", " "
    )


def test_a_managers_digest_tells_of_campaigns_stock_and_content_that_is_due(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/approvals new")
    live = MONDAY.replace(hour=18, minute=0) + timedelta(days=2)
    marcus.fills(
        form,
        {
            "Kind of content": "Product copy", "Title": "Banner", "The text itself": "Warm", "When it goes live": live,
        },
    ).submits()  # fmt: skip
    stage.hears(stage.person("dana"), "Banner")

    digest = delivered(stage, "marcus", "manager", "The manager's morning")

    assert "Content due: “Banner” goes live Wed 25 Nov 18:00, in review" in digest


@pytest.mark.parametrize("name", ["director", "manager", "weekly"])
def test_each_can_be_previewed_whole(stage: Stage, name: str) -> None:
    preview = stage.person("dana").types(f"/digest preview {name}")

    assert preview.ephemeral
    assert "All figures" in preview


def test_a_week_in_review_holds_the_last_whole_week_against_a_fair_one(stage: Stage) -> None:
    preview = stage.person("dana").types("/digest preview weekly")

    assert "Mon 16–Sun 22 Nov 2026 against same weekdays last year" in preview


def test_a_late_source_does_not_delay_it_and_is_named(stage: Stage) -> None:
    stage.clock.at = HALF_PAST + timedelta(days=2)
    preview = stage.person("dana").types("/digest preview director")

    assert "complete except " in preview
