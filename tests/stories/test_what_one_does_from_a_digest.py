"""From a digest's own message its owner moves, snoozes and stops it; others ask the owner, or get one of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from sandbox.seen import Seen
from storage import subscriptions
from storage.subscriptions import Subscription
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, staged
from tests.stories.test_the_morning_digest import digests, posted

DAY = timedelta(days=1)
EIGHT = MONDAY.replace(hour=8, minute=0)


@pytest.fixture
def early(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """Marcus has set up a digest of #campaigns, where only the team reads; it is a minute before eight."""
    with staged(tmp_path / "data", small_facts, at=EIGHT - timedelta(minutes=1)) as stage:
        stage.workspace.channel("campaigns").members -= {"U0GIL", "U0PIA"}
        stage.person("marcus").types("/digest subscribe here at 08:00", channel="campaigns")
        yield stage


@pytest.fixture
def digest(early: Stage) -> Seen:
    """Monday's digest, in #campaigns."""
    early.at(EIGHT)
    posted(early)
    return posted(early, "campaigns")


def kept(stage: Stage, place: str = "C0CAMPAIGNS") -> Subscription | None:
    """What brings the digest to a place."""
    with stage.running.bot.store.read() as db:
        return subscriptions.get(db, "morning", place)


def comes(stage: Stage, day: timedelta, channel: str = "campaigns") -> bool:
    """Whether another digest comes on a later day, at ten past eight, once all that fell due is done."""
    before, place = len(digests(stage, channel)), stage.workspace.channel(channel).id
    moment = EIGHT + day + timedelta(minutes=10)
    due = f"digest/morning/{place}"
    with stage.running.bot.store.read() as db:
        is_wound = bool(list(db.query("SELECT 1 FROM timer WHERE name = ?", (due,))))

    def done() -> bool:
        run = "SELECT 1 FROM timer_run WHERE name = ? AND day = ? AND state = 'done'"
        with stage.running.bot.store.read() as db:
            return bool(list(db.query(run, (due, f"{moment:%Y-%m-%d}"))))

    stage.at(moment)
    stage.running.tick(stage.clock())
    if is_wound:
        stage.waits_for(done)
    stage.running.sender.send_due(stage.clock())
    stage.waits_for(lambda: not stage.running.bot.context.outbox.unsent(stage.clock()))
    return len(digests(stage, channel)) > before


def test_the_message_says_who_set_it_up_and_when_it_comes(digest: Seen) -> None:
    assert "Set up by @Marcus Reyes · Monday to Friday at 08:00 (Europe/London)" in digest
    assert [*digest.buttons, *digest.choices][-4:] == [
        "Move the hour",
        "Only when unusual",
        "Snooze",
        "Stop",
    ]


# Its owner


def test_its_owner_moves_the_hour_from_the_message(early: Stage, digest: Seen) -> None:
    marcus = early.person("marcus")
    form = marcus.clicks(digest, "Move the hour")

    assert form.kind == "modal" and "Yesterday at the shop" in form
    assert marcus.fills(form, {"On": []}).submits().errors
    marcus.fills(form, {"At": "09:15", "On": ["Monday", "Tuesday"]}).submits()

    told = marcus.waits_to_see("From now on", "campaigns")
    assert "From now on Mon, Tue at 09:15 (Europe/London), in #campaigns. The next: Tue 24 Nov 09:15." in told
    assert told.ephemeral
    early.at(EIGHT + DAY)
    early.running.tick(early.clock())
    assert len(digests(early, "campaigns")) == 1
    early.at(EIGHT.replace(hour=9, minute=15) + DAY)
    posted(early, "campaigns", count=2)


def test_its_owner_and_an_admin_may_and_the_owner_stays_the_owner(early: Stage, digest: Seen) -> None:
    dana = early.person("dana")

    dana.fills(dana.clicks(digest, "Move the hour"), {"At": "07:30"}).submits()

    dana.waits_to_see("From now on", "campaigns")
    found = kept(early)
    assert found and (found.owner, found.at) == ("U0MARCUS", time(7, 30))


def test_stopping_it_twice_stops_it_once_and_both_are_answered(early: Stage, digest: Seen) -> None:
    marcus = early.person("marcus")

    assert "Stopped: no more morning digest in #campaigns." in marcus.clicks(digest, "Stop")
    assert "No digest goes to #campaigns." in marcus.clicks(digest, "Stop")
    assert kept(early) is None and not comes(early, DAY)
    with early.running.bot.store.read() as db:
        assert len([1 for row in db.query("SELECT after FROM change") if row["after"] is None]) == 1


def test_snoozed_over_a_holiday_it_comes_again_on_its_day(early: Stage, digest: Seen) -> None:
    marcus = early.person("marcus")
    form = marcus.clicks(digest, "Snooze")
    assert marcus.fills(form, {"It comes again on": date(2026, 11, 23)}).submits().errors
    marcus.fills(form, {"It comes again on": date(2026, 11, 26)}).submits()

    told = marcus.waits_to_see("It rests until", "campaigns")
    assert "It rests until Thu 26 Nov, when it comes again: Monday to Friday at 08:00" in told
    assert not comes(early, DAY) and not comes(early, 2 * DAY)
    assert "rests until Thu 26 Nov" in marcus.types("/digest", channel="campaigns")
    assert comes(early, 3 * DAY)


def test_what_is_snoozed_can_be_woken(early: Stage, digest: Seen) -> None:
    marcus = early.person("marcus")
    marcus.types("/digest snooze until 4 Dec", channel="campaigns")
    told = marcus.waits_to_see("It rests until Fri 4 Dec", "campaigns")

    assert "It comes again: Monday to Friday at 08:00" in marcus.clicks(told, "Wake it now")
    assert comes(early, DAY)


def test_only_when_unusual_keeps_back_what_is_usual_and_the_next_says_so(early: Stage, digest: Seen) -> None:
    marcus = early.person("marcus")
    told = marcus.clicks(digest, "Only when unusual")
    assert "From now on it comes to #campaigns only when something is unusual." in told
    assert "It is so already" in marcus.clicks(digest, "Only when unusual")
    with early.running.bot.store.write() as db:
        subscriptions.keep_back(db, "morning", "C0CAMPAIGNS")  # a usual day, whatever the shop's figures say

    assert comes(early, 2 * DAY)  # nothing has arrived for that day: that is news

    newest = digests(early, "campaigns")[-1]
    assert "1\xa0edition before this one had nothing unusual to tell, so I kept it back." in newest
    assert "only when something is unusual" in newest and "Every time again" in [
        *newest.buttons,
        *newest.choices,
    ]
    assert "It comes every time again" in marcus.clicks(newest, "Every time again")


def test_it_is_handed_over_to_somebody_who_is_told_and_may_then_stop_it(early: Stage, digest: Seen) -> None:
    marcus, aiko = early.person("marcus"), early.person("aiko")
    listed = marcus.types("/digest", channel="campaigns")
    form = marcus.clicks(listed, "Hand it over")
    marcus.fills(form, {"To whom": "aiko"}).submits()

    marcus.waits_to_see("@Aiko Tanaka looks after it from now on", "campaigns")
    told = aiko.waits_to_see("@Marcus Reyes has handed over to you", "@Shelftalk")
    assert "#campaigns: Monday to Friday at 08:00" in told
    assert "@Aiko Tanaka set up the digest of #campaigns" in marcus.clicks(digest, "Stop")
    assert "Stopped" in aiko.clicks(told, "Stop")


def test_it_is_handed_over_in_words_and_to_nobody_outside(early: Stage) -> None:
    marcus = early.person("marcus")

    assert "Only a director, a manager or an analyst" in marcus.types(
        "/digest hand over to @gil", channel="campaigns"
    )
    assert "looks after it" in marcus.types("/digest hand over to @dana", channel="campaigns")
    assert "Write `/digest hand over to @somebody`." in marcus.types("/digest hand over").raw


# Everybody else


def test_a_stranger_who_presses_stop_gets_two_offers_and_changes_nothing(early: Stage, digest: Seen) -> None:
    told = early.person("aiko").clicks(digest, "Stop")

    assert told.ephemeral
    assert "@Marcus Reyes set up the digest of #campaigns, so it is theirs to change." in told
    assert told.buttons == ["Ask its owner", "Send me my own"]
    assert kept(early)


def test_the_owner_is_asked_once_with_the_wish_and_does_it_with_one_press(early: Stage, digest: Seen) -> None:
    aiko, marcus = early.person("aiko"), early.person("marcus")
    told = aiko.clicks(digest, "Stop")

    assert "I have asked @Marcus Reyes." in aiko.clicks(told, "Ask its owner")
    assert "was asked today already" in aiko.clicks(told, "Ask its owner")
    wish = marcus.waits_to_see("asks you", "@Shelftalk")
    assert (
        "@Aiko Tanaka asks you about “Yesterday at the shop” in #campaigns: they wish that it stops." in wish
    )
    assert len(marcus.inbox.saying("asks you")) == 1

    assert "Stopped" in marcus.clicks(wish, "Stop")
    assert kept(early) is None


def test_another_wish_is_another_message(early: Stage, digest: Seen) -> None:
    aiko, marcus = early.person("aiko"), early.person("marcus")
    for button in ("Stop", "Move the hour"):
        aiko.clicks(aiko.clicks(digest, button), "Ask its owner")

    marcus.waits_to_see("they wish that it comes at another hour", "@Shelftalk")
    assert len(marcus.inbox.saying("asks you")) == 2


def test_somebody_gets_one_of_their_own_at_the_same_hours(early: Stage, digest: Seen) -> None:
    vera = early.person("vera")
    told = vera.clicks(digest, "Only when unusual")

    mine = vera.clicks(told, "Send me my own")
    assert "“Yesterday at the shop” comes to your own messages from now on, Monday to Friday at 08:00" in mine
    assert "already" in vera.clicks(told, "Send me my own")
    early.at(EIGHT + DAY)
    own = vera.waits_to_see("Yesterday at the shop:", "@Shelftalk")
    assert "Stopped: no more morning digest in @Vera Moss." in vera.clicks(own, "Stop")
    assert kept(early) and kept(early, "U0VERA") is None


def test_a_forged_form_changes_nothing(early: Stage, digest: Seen) -> None:
    marcus, aiko = early.person("marcus"), early.person("aiko")
    form = marcus.clicks(digest, "Move the hour")
    marcus.types("/digest hand over to @dana", channel="campaigns")

    marcus.fills(form, {"At": "05:00"}).submits()  # it was his when it was opened

    marcus.waits_to_see("@Dana Whitlock set up the digest", "campaigns")
    found = kept(early)
    assert found and found.at == time(8, 0)
    assert "set up the digest" in aiko.types("/digest move here to 06:00", channel="campaigns")


# `/digest`


def test_the_list_shows_each_places_own_hour(early: Stage) -> None:
    marcus, vera = early.person("marcus"), early.person("vera")
    vera.types("/digest subscribe me at 10:30")
    marcus.types("/digest move here to 09:45 on mon, wed", channel="campaigns")

    listed = marcus.types("/digest", channel="campaigns")

    assert "#campaigns: Mon, Wed at 09:45 (Europe/London) · next Mon 23 Nov 09:45" in listed
    assert "#ecom: Monday to Friday at 08:00 (Europe/London) · next Mon 23 Nov 08:00" in listed
    assert "Goes to 1\xa0person in their own messages" in listed and "10:30" not in listed
    assert "@Vera Moss: Monday to Friday at 10:30" in vera.types("/digest")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("pause", "Paused: no digest in #campaigns"),
        ("only unusual", "only when something is unusual"),
        ("every time", "It is so already"),
        ("resume", "It is so already"),
        ("move here to 25:00", "“to 25:00” is no time of day."),
        ("snooze until the cows come home", "I could not read"),
        ("stop", "Stopped: no more morning digest in #campaigns."),
    ],
)
def test_it_is_managed_in_words(early: Stage, words: str, said: str) -> None:
    assert said in early.person("marcus").types(f"/digest {words}", channel="campaigns")


def test_what_is_paused_rests_until_it_is_resumed(early: Stage) -> None:
    marcus = early.person("marcus")
    told = marcus.types("/digest pause", channel="campaigns")
    assert not comes(early, timedelta())
    assert "paused" in marcus.types("/digest", channel="campaigns")

    assert early.told(marcus, told, "Resume", "It comes again")
    assert comes(early, DAY)
