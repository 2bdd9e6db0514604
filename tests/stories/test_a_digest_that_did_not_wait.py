"""A late source does not delay a digest: it is named, and the message is changed where it stands when that has landed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from delivery.outbox import Unasked
from sandbox.seen import Seen
from storage import editions
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, staged
from tests.stories.test_being_left_in_peace import says
from tests.stories.test_the_morning_digest import digests, posted
from tests.stories.test_trusting_the_figures import DAY, HONEST, bring, orders, visits
from tests.stories.test_who_reads_a_figure import log

EIGHT = MONDAY.replace(hour=8, minute=0)
TUESDAY = EIGHT + DAY


@pytest.fixture
def tuesday(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """Tuesday at eight: of Monday only the orders of its first hours have come, and no visits."""
    with staged(tmp_path / "data", small_facts, at=TUESDAY - timedelta(minutes=10)) as stage:
        stage.at(TUESDAY)
        posted(stage)
        yield stage


def updates(stage: Stage, seen: Seen) -> int:
    """How often a message was changed."""
    return len([call for call in stage.asked("chat.update") if call["ts"] == seen.ts])


def replies(stage: Stage, seen: Seen) -> list[Seen]:
    """What stands in its thread."""
    return [
        one for one in stage.person("dana").sees("ecom") if one.thread_ts == seen.ts and one.ts != seen.ts
    ]


def settled(stage: Stage) -> None:
    """All that there is to say is said."""
    stage.running.tick(stage.clock())
    stage.running.sender.send_due(stage.clock())
    stage.waits_for(lambda: not stage.running.bot.context.outbox.unsent(stage.clock()))


def landing(stage: Stage, folder: Path) -> None:
    """Monday's orders arrive, and the first of Tuesday's."""
    bring(stage, orders(folder, timedelta(hours=23, minutes=50)))
    settled(stage)


def test_it_goes_out_at_its_hour_and_names_what_is_late(tuesday: Stage) -> None:
    (digest,) = digests(tuesday)

    assert "⚠ stale, still arriving: Shopify orders are through Mon 23 Nov 07:30" in digest
    assert "expected by" in digest


def test_what_lands_changes_the_message_once_and_one_reply_says_the_new_headline(
    tuesday: Stage, tmp_path: Path
) -> None:
    (before,) = digests(tuesday)

    landing(tuesday, tmp_path)

    (after,) = digests(tuesday)
    assert after.ts == before.ts and updates(tuesday, after) == 1
    assert "✎ Brought up to date Tue 24 Nov 08:01: Shopify orders have landed." in after
    assert "Shopify orders are through Mon 23 Nov 07:30" not in after
    assert after.buttons == before.buttons and after.choices == before.choices
    (reply,) = replies(tuesday, after)
    first = lambda seen: seen.raw.splitlines()[0]  # noqa: E731
    assert reply.raw == (
        f"Shopify orders have landed, and the headline is now: {first(after)}\n_Before_: {first(before)}"
    )
    assert "£" not in reply.notification.splitlines()[0]


def test_neither_a_restart_nor_a_second_process_nor_the_same_file_says_it_again(
    tuesday: Stage, tmp_path: Path
) -> None:
    tuesday.runs_beside()
    landing(tuesday, tmp_path)
    tuesday.restarts()
    settled(tuesday)
    landing(tuesday, tmp_path)
    tuesday.at(TUESDAY + timedelta(hours=3))
    settled(tuesday)

    (digest,) = digests(tuesday)
    assert updates(tuesday, digest) == 1 and len(replies(tuesday, digest)) == 1


def test_what_lands_later_changes_it_once_more_and_a_headline_that_stays_is_not_said(
    tuesday: Stage, tmp_path: Path
) -> None:
    landing(tuesday, tmp_path)
    (before,) = digests(tuesday)

    monday = MONDAY.date()
    bring(tuesday, visits(tmp_path, {monday: HONEST, monday + DAY: HONEST}))
    settled(tuesday)

    (after,) = digests(tuesday)
    assert updates(tuesday, after) == 2 and "GA4 has landed." in after
    assert "Sessions 400" in after and "Sessions 400" not in before
    assert len(replies(tuesday, after)) == 1


def test_an_import_that_brings_nothing_of_its_day_changes_nothing(tuesday: Stage, tmp_path: Path) -> None:
    (before,) = digests(tuesday)

    bring(tuesday, orders(tmp_path, timedelta(hours=3)))  # until Monday at eleven
    settled(tuesday)

    assert updates(tuesday, before) == 0


def test_what_has_landed_after_days_is_no_news(tuesday: Stage, tmp_path: Path) -> None:
    (before,) = digests(tuesday)
    tuesday.clock.at = TUESDAY + 4 * DAY

    landing(tuesday, tmp_path)

    assert updates(tuesday, before) == 0


def test_a_complete_digest_waits_for_nothing(stage: Stage) -> None:
    stage.person("dana").types("/digest now")
    posted(stage)

    with stage.running.bot.store.read() as db:
        waits = {label for one in editions.waiting(db, MONDAY - DAY) for label in one.awaited}
    assert "Shopify orders" not in waits


def test_what_stood_beneath_a_persons_digest_stays_and_they_read_what_they_may_now(
    tmp_path: Path, small_facts: Path
) -> None:
    with staged(tmp_path / "data", small_facts, at=TUESDAY - timedelta(minutes=10)) as stage:
        rosa, dana = stage.person("rosa"), stage.person("dana")
        rosa.types("/digest subscribe me at 08:00")
        for number in range(10):  # more than a day's, so that the digest takes the last along
            says(stage, f"alert/{number}", "U0ROSA", f"Alert {number}.", Unasked.ALERT)
        rosa.waits_to_see("Alert 7.", "@Shelftalk")
        stage.at(TUESDAY)
        assert "Alert 9." in rosa.waits_to_see("Kept for this digest", "@Shelftalk")
        form = dana.clicks(dana.types("/shelftalk people"), "Change a role")
        dana.fills(form, {"Who": "rosa", "Role": "Manager"}).submits()
        before = len(log(stage))

        landing(stage, tmp_path)

        told = stage.hears(rosa, "Brought up to date")
        assert "Kept for this digest" in told and "Alert 9." in told
        assert "Gross margin" not in told and len(log(stage)) == before
