"""Somebody is away, somebody is told too much, and somebody hears what could not be delivered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from delivery.claims import BURST_IN
from delivery.outbox import Unasked
from sandbox.payloads import Payloads
from sandbox.person import Person
from storage import attention, delegations, subscriptions
from templates import Message
from tests.stage import Stage
from tests.stories.test_alerts import NINE, falls, incidents, looks

COAT = {"Kind of content": "Ad", "Title": "Aran Coat", "The text itself": "Warm."}


def says(stage: Stage, key: str, place: str, text: str, unasked: Unasked, **more: bool) -> None:
    """The bot says something unasked."""
    outbox = stage.running.bot.context.outbox
    with outbox.store.write() as db:
        outbox.put(db, key, place, Message(text=text), now=stage.clock(), unasked=unasked, **more)
    stage.running.sending.soon()


def inbox_of(person: Person) -> str:
    return "\n".join(seen.text for seen in person.inbox)


def facts_are_gone(stage: Stage) -> None:
    """Whatever is asked of the facts fails from now on."""
    running = stage.running.bot
    running.warehouse.close()
    running.settings.facts_file.unlink()  # type: ignore[union-attr]
    running.settings.facts_file.mkdir()  # type: ignore[union-attr]


# Away


def test_away_digests_and_alerts_wait_and_one_message_catches_up(stage: Stage) -> None:
    marcus = stage.person("marcus")
    told = marcus.types("/shelftalk away until Thu")
    assert "You are away until Thu 26 Nov, 08:00" in told

    says(stage, "alert/1", "U0MARCUS", "Orders fell below 40", Unasked.ALERT)
    says(stage, "alert/2", "U0MARCUS", "The site is down", Unasked.ALERT, urgent=True)
    stage.waits_for(lambda: "site is down" in inbox_of(marcus))
    assert "Orders fell" not in inbox_of(marcus)

    stage.at(stage.clock() + timedelta(days=3))

    caught_up = stage.hears(marcus, "Welcome back")
    assert "Orders fell below 40" in caught_up
    assert "since Mon 23 Nov" in caught_up


def test_back_earlier_the_catch_up_comes_at_once(stage: Stage) -> None:
    marcus = stage.person("marcus")
    away = marcus.types("/shelftalk away until 30 Nov")
    says(stage, "alert/1", "U0MARCUS", "Orders fell below 40", Unasked.ALERT)

    assert "Welcome back" in marcus.clicks(away, "I am back")
    stage.at(stage.clock() + timedelta(seconds=2))

    assert "Orders fell below 40" in stage.hears(marcus, "Welcome back: ")
    with stage.running.bot.store.read() as db:
        assert attention.of(db, "U0MARCUS").back_on is None


def test_a_director_who_leaves_hands_over_what_waits(stage: Stage) -> None:
    dana, rosa, marcus = stage.person("dana"), stage.person("rosa"), stage.person("marcus")
    marcus.fills(marcus.types("/approvals new"), COAT).submits()
    stage.hears(dana, "Aran Coat")

    away = dana.types("/shelftalk away until Fri")
    assert "1 approval waits for your yes" in away
    stage.told(
        dana, away, "Hand over to Rosa", "who has been told and decides for you until Fri 27 Nov, 08:00"
    )

    told = stage.hears(rosa, "hands over")
    assert "@Dana Whitlock is away until Fri 27 Nov and hands over to you what waits for a yes: #1" in told
    assert "Rosa Lind decides for you" in dana.types("/shelftalk away")
    assert "Aran Coat" in rosa.types("/approvals waiting")


def test_who_is_back_earlier_decides_again(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/shelftalk away until Fri @rosa")

    assert "You decide yourself again" in dana.types("/shelftalk away back")
    with stage.running.bot.store.read() as db:
        assert delegations.standing_in(db, stage.clock()) == {}


def test_nobody_hands_over_to_who_may_not_decide_or_to_who_has_handed_over_to_them(stage: Stage) -> None:
    dana, rosa = stage.person("dana"), stage.person("rosa")

    refused = dana.types("/shelftalk away until Fri @marcus")
    assert "Only somebody who decides about approvals can stand in for you" in refused
    dana.types("/shelftalk away until Fri @rosa")

    assert "nobody would be left to decide" in rosa.types("/shelftalk away until Thu @dana")
    with stage.running.bot.store.read() as db:
        assert delegations.standing_in(db, stage.clock()) == {"U0DANA": "U0ROSA"}


def test_who_stays_away_longer_stays_stood_in_for(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/shelftalk away until Wed @rosa")

    assert "Rosa Lind decides for you" in dana.types("/shelftalk away until Fri")
    with stage.running.bot.store.read() as db:
        thursday = stage.clock() + timedelta(days=3)
        assert delegations.standing_in(db, thursday) == {"U0DANA": "U0ROSA"}


def test_away_until_a_weekday_is_until_the_next_one(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "You are away until Fri 27 Nov" in marcus.types("/shelftalk away until Fri")
    assert "You are away until Mon 30 Nov" in marcus.types("/shelftalk away until Mon")
    assert "You are away until Sun 29 Nov" in marcus.types("/shelftalk away until Sunday")
    assert "You are away until Tue 1 Dec" in marcus.types("/shelftalk away until 1 Dec")


def test_a_day_that_cannot_be_read_is_said_to_be_so(stage: Stage) -> None:
    assert "could not read “until further notice”" in stage.person("marcus").types(
        "/shelftalk away until further notice"
    )
    assert "You are not away" in stage.person("marcus").types("/shelftalk away")
    assert "You were not away" in stage.person("marcus").types("/shelftalk away back")


# So many a day


def test_beyond_eight_a_day_the_rest_comes_in_one_message_the_next_morning(stage: Stage) -> None:
    marcus = stage.person("marcus")
    for number in range(11):
        says(stage, f"alert/{number}", "U0MARCUS", f"Alert {number}.", Unasked.ALERT)
    says(stage, "alert/urgent", "U0MARCUS", "Now!", Unasked.ALERT, urgent=True)
    stage.waits_for(lambda: "Now!" in inbox_of(marcus) and "Alert 6." in inbox_of(marcus))
    stage.at(stage.clock() + BURST_IN)  # a conversation takes only so much in ten seconds
    stage.waits_for(lambda: "Alert 7." in inbox_of(marcus))

    assert "Alert 8." not in inbox_of(marcus)

    stage.at(stage.clock() + timedelta(days=1, hours=2))

    caught_up = stage.hears(marcus, "that I kept back")
    assert all(f"Alert {number}." in caught_up for number in (8, 9, 10))


def test_what_is_beyond_the_days_number_joins_the_next_digest(stage: Stage) -> None:
    marcus = stage.person("marcus")
    assert "at most 1 messages a day" in marcus.types("/shelftalk unasked 1")
    marcus.types("/digest subscribe me at 10:00")
    says(stage, "alert/1", "U0MARCUS", "First alert", Unasked.ALERT)
    says(stage, "alert/2", "U0MARCUS", "Second alert", Unasked.ALERT)

    stage.at(stage.clock() + timedelta(hours=2))

    digest = stage.hears(marcus, "Kept for this digest")
    assert "Second alert" in digest and "First alert" not in digest


def test_the_ninth_of_a_day_joins_the_next_digest_whoever_would_have_said_it(
    stage: Stage, tmp_path: Path
) -> None:
    marcus, dana = stage.person("marcus"), stage.person("dana")
    marcus.types("/digest subscribe me at 08:30")
    marcus.types("/alert sessions down 15%")
    marcus.types("/alert sessions down 16% urgent")
    stage.at(NINE)
    stage.hears(marcus, "Net sales")  # his digest: the first
    says(stage, "alert/second", "U0MARCUS", "The second.", Unasked.ALERT)
    stage.hears(marcus, "The second.")
    for number in range(6):  # the third to the eighth
        marcus.fills(marcus.types("/approvals new"), COAT | {"Title": f"Coat {number}"}).submits()
        dana.clicks(stage.hears(dana, f"Coat {number} "), "Approve v1", waits=False)
        told = f"approved “Coat {number}” v1"
        stage.waits_for(lambda told=told: told in inbox_of(marcus) and marcus.sees("campaigns").saying(told))
        stage.at(stage.clock() + timedelta(seconds=5))

    falls(stage, tmp_path)
    looks(stage)
    stage.hears(marcus, "🔻 Sessions 200")  # the urgent one
    assert len(incidents(marcus, "@Shelftalk")) == 1

    stage.at(NINE + timedelta(days=1))

    assert "Sessions 200" in stage.hears(marcus, "Kept for this digest")
    assert len(incidents(marcus, "@Shelftalk")) == 1


def test_of_what_is_said_of_approvals_the_seventh_of_a_day_joins_what_comes_next(stage: Stage) -> None:
    marcus = stage.person("marcus")
    for number in range(8):
        says(stage, f"approval/{number}", "U0MARCUS", f"Asked for a yes {number}.", Unasked.APPROVAL)
    says(stage, "alert/1", "U0MARCUS", "Another alert", Unasked.ALERT)
    stage.waits_for(lambda: "Another alert" in inbox_of(marcus))

    assert "yes 5." in inbox_of(marcus) and "yes 6." not in inbox_of(marcus)

    stage.at(stage.clock() + timedelta(days=1, hours=2))

    caught_up = stage.hears(marcus, "that I kept back")
    assert "Asked for a yes 6." in caught_up and "Asked for a yes 7." in caught_up


def test_what_was_asked_for_is_never_kept_back(stage: Stage) -> None:
    marcus = stage.person("marcus")
    marcus.types("/shelftalk unasked 0")

    assert "Orders" in marcus.dms("orders yesterday")


# What could not be delivered


def test_a_digest_whose_channel_is_archived_is_moved_by_its_owner(stage: Stage) -> None:
    stage.workspace.channel("ecom").archived = True
    dana = stage.person("dana")
    stage.at(stage.clock() + timedelta(days=1))

    told = stage.hears(dana, "I could not deliver")
    form = dana.clicks(told, "Another channel")
    left = dana.fills(form, {"place": "#exec"}).submits()
    assert not left.errors, left.errors

    stage.hears(dana, "on its way to")
    stage.waits_for(lambda: dana.sees("exec").saying("Net sales"))


def test_what_fails_when_some_of_it_was_done_does_not_say_that_nothing_was_changed(stage: Stage) -> None:
    stage.workspace.channel("ecom").archived = True
    dana = stage.person("dana")
    stage.at(stage.clock() + timedelta(days=1))
    form = dana.clicks(stage.hears(dana, "I could not deliver"), "Another channel")
    facts_are_gone(stage)

    dana.fills(form, {"place": "#exec"}).submits()

    stage.hears(dana, "after some of it was done. Look at how it stands before you try again.")
    with stage.running.bot.store.read() as db:
        assert subscriptions.get(db, "morning", "C0EXEC")


def test_an_alert_that_cannot_be_delivered_is_moved_or_paused_by_its_owner(
    stage: Stage, tmp_path: Path
) -> None:
    dana = stage.person("dana")
    dana.types("/alert sessions down 15% here")
    stage.workspace.channel("ecom").archived = True
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)

    told = stage.hears(dana, "I could not deliver")
    stage.told(dana, told, "Pause", "Paused: Sessions down 15 % vs normal")
    form = dana.clicks(told, "Another channel")
    assert not dana.fills(form, {"place": "#exec"}).submits().errors

    stage.hears(dana, "Moved: Sessions down 15 % vs normal speaks in #exec from now on.")


def test_a_digest_that_cannot_be_delivered_is_sent_to_its_owner_or_paused(stage: Stage) -> None:
    stage.workspace.channel("ecom").archived = True
    dana = stage.person("dana")
    stage.at(stage.clock() + timedelta(days=1))
    told = stage.hears(dana, "I could not deliver")

    stage.told(dana, told, "Send it to me", "on its way to")
    stage.told(dana, told, "Pause", "Paused")


def test_invited_again_the_bot_says_what_it_could_not(stage: Stage) -> None:
    channel = stage.workspace.channel("ecom")
    channel.archived = True
    dana = stage.person("dana")
    stage.at(stage.clock() + timedelta(days=1))
    stage.hears(dana, "I could not deliver")
    before = len(stage.workspace.messages["C0ECOM"])

    channel.archived = False
    payloads = Payloads(stage.workspace, stage.slack.url)
    event = payloads.event({"type": "channel_unarchive", "channel": "C0ECOM", "user": "U0DANA"})
    stage.slack.acts.events.send(event)

    stage.waits_for(lambda: len(stage.workspace.messages["C0ECOM"]) > before)
