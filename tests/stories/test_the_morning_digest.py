"""The morning digest goes out at its hour, once, and leads with what is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from digests.definitions import DIGESTS
from digests.edition import compose
from metrics.shop_year import ShopYear
from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, staged

DAY = timedelta(days=1)
TUESDAY = (MONDAY + DAY).replace(hour=8, minute=0)


def digests(stage: Stage, channel: str = "ecom") -> list[Seen]:
    """What stands in a channel and begins as a digest does."""
    return [seen for seen in stage.person("dana").sees(channel) if "Yesterday at the shop" in seen]


def posted(stage: Stage, channel: str = "ecom", count: int = 1) -> Seen:
    """Wait for the digest, and look at it."""
    stage.waits_for(lambda: len(digests(stage, channel)) >= count)
    return digests(stage, channel)[-1]


@pytest.fixture
def early(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """A minute before the first digest: the bot starts on Monday at 07:59."""
    with staged(tmp_path / "data", small_facts, at=MONDAY.replace(hour=7, minute=59)) as stage:
        yield stage


def test_it_is_posted_at_its_hour(early: Stage) -> None:
    early.at(MONDAY.replace(hour=7, minute=59, second=59))
    assert digests(early) == []

    early.at(MONDAY.replace(hour=8, minute=0))

    digest = posted(early)
    assert "Net sales £486.00" in digest
    assert "Orders 7" in digest
    assert "AOV £69.43" in digest
    assert "Conversion rate 2.05" in digest
    assert "Sessions 440" in digest
    assert "against same weekday last year, BF−5 (Sun 23 Nov 2025)" in digest


def test_mondays_tells_of_friday_to_sunday_as_well(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))

    assert re.search(r"Fri 20–Sun 22 Nov 2026: Net sales £[\d,.]+ · [▲▼] ", posted(early).text)

    early.at(TUESDAY)
    assert "–" not in posted(early, count=2).text.split("Source")[0]


def test_it_names_what_moved_the_figures(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))

    digest = posted(early)

    assert re.search(r"Products: Aran Coat - M ▲ \+£159", digest.text)
    assert re.search(r"Sales channels: Shopify ▲ \+£159", digest.text)


def test_its_notification_begins_with_the_headline_figure(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))

    assert posted(early).notification.startswith("Net sales £486.00")


def test_it_says_what_waits_for_approval(early: Stage) -> None:
    marcus = early.person("marcus")
    form = marcus.types("/approvals new")
    marcus.fills(
        form, {"Kind of content": "Product copy", "Title": "Coat", "The text itself": "Warm"}
    ).submits()
    marcus.waits_to_see("Coat", "@Shelftalk")

    early.at(MONDAY.replace(hour=8, minute=0))

    assert "Waiting for a yes: 1\xa0approval" in posted(early)


def test_two_processes_post_it_once(early: Stage) -> None:
    second = early.runs_beside()
    early.clock.at = MONDAY.replace(hour=8, minute=0)

    for running in (early.running, second):
        running.ticking.soon()
    posted(early)
    for running in (early.running, second):
        running.tick(early.clock())
        running.sender.send_due(early.clock())

    assert len(digests(early)) == 1


def test_a_restart_does_not_double_it(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))
    posted(early)

    early.restarts()
    early.running.tick(early.clock())
    early.running.sender.send_due(early.clock())

    assert len(digests(early)) == 1


def test_it_comes_late_after_a_downtime_of_less_than_four_hours(early: Stage) -> None:
    early.stops()
    early.clock.at = MONDAY.replace(hour=11, minute=30)
    early.starts()

    assert "Sun 22 Nov 2026" in posted(early)


def test_it_is_skipped_after_a_longer_downtime(early: Stage) -> None:
    early.stops()
    early.clock.at = MONDAY.replace(hour=13, minute=0)
    early.starts()
    early.running.tick(early.clock())
    early.running.sender.send_due(early.clock())

    assert digests(early) == []
    assert "Tue 24 Nov 08:00" in early.person("marcus").types("/digest")


def test_it_rests_at_the_weekend(early: Stage) -> None:
    friday = MONDAY.replace(hour=8, minute=0) - 3 * DAY
    early.clock.at = friday + DAY
    early.running.tick(early.clock())

    assert digests(early) == []


def test_its_hour_is_the_shops_own_when_the_clocks_change(stage: Stage) -> None:
    summer = datetime(2027, 3, 29, 7, 59, tzinfo=MONDAY.tzinfo)  # the Monday after the clocks went forward
    stage.stops()
    stage.clock.at = summer - DAY
    stage.starts()
    stage.at(summer)
    stage.running.tick(stage.clock())
    assert digests(stage) == []

    stage.at(summer + timedelta(minutes=1))

    posted(stage)


def test_a_day_without_data_leads_with_what_is_missing_and_no_number(stage: Stage) -> None:
    stage.clock.at = TUESDAY + DAY
    stage.at(TUESDAY + DAY)

    digest = posted(stage)

    assert digest.text.startswith("Net sales: nothing recorded yet for Tue 24 Nov")
    assert digest.notification.startswith("Net sales: nothing recorded yet")
    assert "£" not in digest.text
    assert " 0" not in digest.text.splitlines()[0]


def test_anyone_can_have_it_in_their_own_messages(stage: Stage) -> None:
    vera = stage.person("vera")

    told = vera.types("/digest subscribe me at 08:30")
    assert "Monday to Friday at 08:30 (Europe/London), in @Vera Moss" in told
    stage.at(MONDAY.replace(hour=8, minute=30))

    assert "Net sales £486.00" in vera.waits_to_see("Yesterday at the shop", "@Shelftalk")


def test_it_can_be_set_up_for_a_channel_with_a_form(stage: Stage) -> None:
    stage.workspace.channel("campaigns").members -= {
        "U0GIL",
        "U0PIA",
    }  # what is for the team is not for visitors
    marcus = stage.person("marcus")
    form = marcus.types("/digest subscribe", channel="campaigns")

    assert marcus.fills(form, {"On": []}).submits().errors
    marcus.fills(form, {"At": "09:15", "On": ["Monday", "Saturday"]}).submits()
    told = marcus.waits_to_see("Set: Yesterday at the shop", "campaigns")
    assert "Mon, Sat at 09:15" in told
    stage.at(MONDAY.replace(hour=9, minute=15))

    posted(stage, "campaigns")


def test_stopping_it_stops_it(stage: Stage) -> None:
    dana = stage.person("dana")

    assert "Stopped: no more morning digest in #ecom." in dana.types("/digest stop")
    stage.at(TUESDAY)
    stage.running.tick(stage.clock())
    stage.running.sender.send_due(stage.clock())

    assert digests(stage) == []
    assert "No digest goes to #ecom." in dana.types("/digest stop")


def test_stopping_it_outlives_a_restart(stage: Stage) -> None:
    stage.person("dana").types("/digest stop")

    stage.restarts()

    assert "Goes to nobody yet" in stage.person("dana").types("/digest")


def test_a_channels_digest_belongs_to_whoever_set_it_up(stage: Stage) -> None:
    for words in ("/digest stop", "/digest subscribe here at 09:00"):
        assert "@Dana Whitlock set up the digest of #ecom" in stage.person("marcus").types(words)
    assert "Viewers can have a digest in their own messages" in stage.person("vera").types(
        "/digest subscribe here", channel="campaigns"
    )


def test_it_can_be_previewed_by_me_alone_as_often_as_i_like(stage: Stage) -> None:
    marcus = stage.person("marcus")

    for _ in range(2):
        assert marcus.types("/digest preview").ephemeral
    assert digests(stage) == []


def test_it_can_be_sent_now_once_a_day_and_then_not_at_its_hour_again(early: Stage) -> None:
    dana = early.person("dana")

    assert "On its way." in dana.types("/digest now")
    posted(early)
    assert "already gone out" in dana.types("/digest now")
    early.at(MONDAY.replace(hour=8, minute=0))
    early.running.tick(early.clock())
    early.running.sender.send_due(early.clock())

    assert len(digests(early)) == 1


def test_the_list_says_where_it_goes_and_when_next(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/digest")

    assert "#ecom: Monday to Friday at 08:00 (Europe/London) · next Tue 24 Nov 08:00" in answer
    marcus.clicks(answer, "Send it to me each morning")
    assert "@Marcus Reyes: Monday to Friday at 08:00 (Europe/London)" in marcus.types("/digest")


def test_its_buttons_answer_whoever_presses_them(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))
    digest, aiko = posted(early), early.person("aiko")

    assert aiko.clicks(digest, "Details").ephemeral
    assert "so it is theirs to change" in aiko.clicks(digest, "Move the hour")
    assert early.person("dana").clicks(digest, "Move the hour").kind == "modal"


def test_details_are_those_of_the_digests_day_whenever_they_are_asked(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))
    digest = posted(early)
    early.clock.passes(days=1)

    assert "Sun 22 Nov 2026" in early.person("aiko").clicks(digest, "Details")


def test_what_cannot_be_delivered_is_told_to_whoever_set_it_up(stage: Stage) -> None:
    marcus = stage.person("marcus")
    marcus.types("/digest now", channel="lounge")

    told = marcus.waits_to_see("could not deliver", "@Shelftalk")
    assert "#lounge" in told


def test_a_digest_nobody_knows_is_answered_with_those_there_are(stage: Stage) -> None:
    assert "I can't do “evening” with digests." in stage.person("marcus").types("/digest evening")


def test_files_that_land_in_the_inbox_are_imported_and_their_owner_is_told(stage: Stage) -> None:
    inbox = stage.settings.data / "inbox"
    inbox.mkdir()
    (inbox / "data-export.csv").write_text(
        "Date,Session default channel group,Device category,Sessions\n20261123,Organic Search,mobile,999\n"
    )
    (inbox / "notes.csv").write_text("nothing,that,I,know\n1,2,3,4\n")
    stage.running.tick(stage.clock())  # first seen: still growing, perhaps
    stage.running.tick(stage.clock())

    assert "data-export.csv" in stage.person("aiko").waits_to_see("data-export.csv", "@Shelftalk")
    assert "was not imported" in stage.person("dana").waits_to_see("notes.csv", "@Shelftalk")
    kept = {path.parent.name: path.name for path in stage.settings.data.rglob("*.csv")}
    assert kept == {"done": "data-export.csv", "refused": "notes.csv"}
    assert "Sessions 999" in stage.person("aiko").types("/kpi sessions on 23 nov")


def test_every_figure_that_moved_can_be_asked_why(early: Stage) -> None:
    early.at(MONDAY.replace(hour=8, minute=0))
    digest, aiko = posted(early), early.person("aiko")
    (menu,) = [one for _, one in digest.elements if one["type"] == "static_select"]
    labels = [option["text"]["text"] for option in menu["options"]]

    assert labels[0] == "Net sales" and any(label.startswith("Net sales: ") for label in labels)
    for label in labels:
        why = aiko.chooses(digest, "Why", label)
        assert why.ephemeral and "I read: why " in why and "Sun 22 Nov 2026 · vs Sun 23 Nov 2025" in why


def test_a_day_like_the_others_is_no_news_and_one_that_cannot_be_judged_is(stage: Stage) -> None:
    analyst = stage.running.bot.context.analyst

    def is_news(day: date) -> bool:
        now = datetime.combine(day, MONDAY.time(), MONDAY.tzinfo)
        made = compose(DIGESTS["morning"], analyst, day=day, now=now, asked=(), year=ShopYear())
        return made.is_news

    assert not is_news(date(2026, 11, 18))
    assert is_news(date(2026, 12, 26))  # nothing has arrived of the day before


def test_the_digest_after_christmas_day_compares_it_with_christmas_day(stage: Stage) -> None:
    boxing_day = MONDAY.replace(year=2025, month=12, day=26)
    edition = compose(
        DIGESTS["morning"],
        stage.running.bot.context.analyst,
        day=boxing_day.date(),
        now=boxing_day,
        asked=(),
        year=ShopYear(),
    )

    assert edition.baseline.start == date(2025, 12, 18)  # the small shop has no Christmas before

    after = MONDAY.replace(year=2026, month=12, day=26)
    edition = compose(
        DIGESTS["morning"],
        stage.running.bot.context.analyst,
        day=after.date(),
        now=after,
        asked=(),
        year=ShopYear(),
    )
    assert edition.baseline.start == date(2025, 12, 25)
