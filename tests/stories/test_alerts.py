"""Alerts: made in a line or by a form, tried on the past, told once in one thread, taken on, called false, closed by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sandbox.person import Person
from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import SHOP, Stage, staged
from tests.stories.test_trusting_the_figures import bring, visits

DAY = timedelta(days=1)
SUNDAY = MONDAY.date() - DAY
NINE = MONDAY.replace(hour=9, minute=0)


def day_of(sessions: int) -> tuple[object, ...]:
    """A GA4 day of so many sessions, sound in all its steps."""
    bought = max(sessions // 44, 1)
    return (sessions, sessions // 3, sessions // 8, sessions // 15, bought, bought, f"{50 * bought}.00")


def falls(stage: Stage, folder: Path, sessions: int = 200, day: date = SUNDAY) -> None:
    """A day's sessions arrive once more, and are so many; the day after has begun."""
    bring(stage, visits(folder, {day: day_of(sessions), day + DAY: day_of(30)}))


def looks(stage: Stage) -> None:
    """The bot looks at the clock and sends what is due, now."""
    stage.running.tick(stage.clock())
    stage.running.sender.send_due(stage.clock())


def incidents(person: Person, place: str = "ecom", words: str = "Sessions") -> list[Seen]:
    """What stands in a place and tells of an incident."""
    return [seen for seen in person.sees(place).saying(words) if seen.text[:1] in "🔻🔺✅🔕⚠"]


@pytest.fixture
def told(stage: Stage, tmp_path: Path) -> Seen:
    """An incident in #ecom: Sunday's sessions turn out to be half of what is usual."""
    stage.person("marcus").types("/alert sessions down 15% here")
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)
    return stage.hears(stage.person("aiko"), "Sessions 200")


# Made, and tried on the past


def test_an_alert_says_on_which_days_it_would_have_spoken(stage: Stage) -> None:
    answer = stage.person("marcus").types("/alert spend up 2% vs yesterday")

    assert answer.text.startswith("Set: Ad spend up 2 % vs yesterday")
    assert "In the last 90 days this would have fired" in answer
    assert answer.ephemeral


def test_loosening_and_tightening_change_it_and_try_it_again(stage: Stage) -> None:
    marcus = stage.person("marcus")
    made = marcus.types("/alert orders down 20% vs last week")

    looser = marcus.clicks(made, "Loosen")
    assert "Loosened: Orders down 25 % vs last week" in looser
    assert "Tightened: Orders down 20 % vs last week" in marcus.clicks(looser, "Tighten")


def test_a_figure_too_noisy_for_daily_alerts_says_so_and_offers_the_week(stage: Stage) -> None:
    marcus = stage.person("marcus")
    made = marcus.types("/alert net sales down 15%")

    assert "Too noisy for daily alerts: use weekly. A usual day differs by" in made
    assert "Net sales down 15 % vs normal, by the week" in marcus.clicks(made, "Judge by the week")


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("conversion rate below 1%", "Conversion rate below 1.00 %"),
        ("cvr < -15% vs normal", "Conversion rate down 15 % vs normal"),
        ("net sales for Outerwear up 40% vs ly", "Net sales for Outerwear up 40 % vs last year"),
        ("orders moves by 30% vs yesterday", "Orders up or down 30 % vs yesterday"),
        ("aov above £95", "AOV above £95.00"),
        ("sessions unusual", "Sessions unusual (up or down)"),
        ("orders unusually low weekly", "Orders unusual (down), by the week"),
        ("anything unusual here", "Anything unusual (up or down)"),
        ("ga4 is silent", "GA4 silent or broken"),
        ("stock-out risk under 3 weeks", "Products with less than 3 weeks of stock"),
        ("spend over 2k this month", "Ad spend over £2,000 in a month"),
    ],
)
def test_an_alert_is_read_from_one_line(stage: Stage, words: str, understood: str) -> None:
    answer = stage.person("dana").types(f"/alert {words}")

    assert answer.text.replace("\xa0", " ").startswith(f"Set: {understood}")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("net sales", "say which way, and by how much"),
        ("hemlines down 15%", "I don't understand “hemlines”"),
        ("shopware silent", "I know no source called “shopware”"),
        ("amazon silent", "shop.yaml does not say when"),
        ("spend over budget", "Which budget?"),
        ("stock available below 5", "For stock, say"),
        ("orders below", "Say the amount"),
    ],
)
def test_what_is_no_alert_is_answered_with_what_is_wrong(stage: Stage, words: str, problem: str) -> None:
    answer = stage.person("dana").types(f"/alert {words}")

    assert problem in answer
    assert "Set:" not in answer


def test_the_form_makes_the_same_alert(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/alert", channel="ecom")

    assert marcus.fills(form, {"What": "A threshold", "Figure": "orders"}).submits().errors
    marcus.fills(
        form,
        {
            "What": "A change",
            "Figure": "sessions",
            "Which way": "Down",
            "How far": "20",
            "Also": ["Urgent: at any hour"],
        },
    ).submits()

    told = marcus.waits_to_see("Set: Sessions down 20 % vs normal", "ecom")
    assert "To #ecom, at any hour" in told


# Told once, kept up to date, closed by itself


def test_it_is_told_in_its_place_with_what_is_usual(told: Seen) -> None:
    assert told.text.startswith("🔻 Sessions 200 on Sun 22 Nov (usual 440, −55\xa0%)")
    assert "of net sales a day at stake" in told
    assert "Sessions down 15 % vs normal · set up by @Marcus Reyes" in told
    assert told.buttons == ["I'm on it", "Snooze", "False alarm"]
    assert "Why" in told.choices


def test_two_processes_and_a_restart_tell_it_once(stage: Stage, told: Seen) -> None:
    second = stage.runs_beside()
    for running in (stage.running, second):
        running.tick(stage.clock())
        running.sender.send_due(stage.clock())
    stage.restarts()
    looks(stage)

    assert len(incidents(stage.person("aiko"))) == 1


def test_what_was_so_already_is_said_at_once_and_not_told_as_news(stage: Stage, tmp_path: Path) -> None:
    stage.at(NINE)
    falls(stage, tmp_path)

    made = stage.person("marcus").types("/alert sessions down 15% here")
    looks(stage)

    assert "It is so now, since Sun 22 Nov; you will hear of what comes after." in made
    assert incidents(stage.person("aiko")) == []


def test_whoever_is_on_it_is_seen_by_all(stage: Stage, told: Seen) -> None:
    aiko, marcus = stage.person("aiko"), stage.person("marcus")

    aiko.clicks(told, "I'm on it", waits=False)

    now = stage.hears(marcus, "@Aiko Tanaka is on it")
    assert now.ts == told.ts
    assert "I'm on it" not in now.buttons
    assert "You have it already." in aiko.clicks(stage.copied(told, aiko), "I'm on it")


def test_a_false_alarm_closes_it_raises_the_threshold_and_can_be_taken_back(
    stage: Stage, told: Seen, tmp_path: Path
) -> None:
    marcus = stage.person("marcus")
    marcus.clicks(told, "False alarm", waits=False)

    closed = stage.hears(marcus, "Called a false alarm by @Marcus Reyes")
    assert closed.ts == told.ts and closed.buttons == ["Undo"]
    looks(stage)
    assert len(incidents(marcus)) == 1
    assert "raised by 1\xa0false alarm" in marcus.types("/alert list")

    marcus.clicks(closed, "Undo", waits=False)

    stage.hears(marcus, "🔻 Sessions 200")
    assert "raised by" not in marcus.types("/alert list")


def test_a_viewer_reads_it_and_cannot_call_it_off(stage: Stage, told: Seen) -> None:
    vera = stage.person("vera")

    assert "Viewers can read alerts, not call them off." in vera.clicks(told, "False alarm")


def test_it_closes_by_itself_where_it_stands_when_the_figures_were_wrong(
    stage: Stage, told: Seen, tmp_path: Path
) -> None:
    aiko = stage.person("aiko")
    falls(stage, tmp_path, sessions=440)
    looks(stage)

    closed = stage.hears(aiko, "✅ Sessions: not so after all: the figures were restated")
    assert closed.ts == told.ts
    assert closed.buttons == []
    assert len(incidents(aiko)) == 1


def test_it_closes_when_the_figure_is_back(stage: Stage, tmp_path: Path) -> None:
    aiko = stage.person("aiko")
    stage.person("marcus").types("/alert sessions below 300 here")
    stage.at(NINE + DAY)
    falls(stage, tmp_path, day=SUNDAY + DAY)
    looks(stage)
    stage.hears(aiko, "🔻 Sessions 200 on Mon 23 Nov")

    stage.at(NINE + 2 * DAY)
    falls(stage, tmp_path, sessions=441, day=SUNDAY + 2 * DAY)
    looks(stage)

    closed = stage.hears(aiko, "✅ Sessions: back to normal")
    assert "It was 200 on Mon 23 Nov" in closed
    assert len(incidents(aiko)) == 1


def test_a_snoozed_one_says_so_and_wakes_in_its_thread(stage: Stage, tmp_path: Path) -> None:
    aiko = stage.person("aiko")
    stage.person("marcus").types("/alert sessions below 300 here")
    stage.at(NINE + DAY)
    falls(stage, tmp_path, day=SUNDAY + DAY)
    looks(stage)
    told = stage.hears(aiko, "🔻 Sessions 200 on Mon 23 Nov")
    aiko.clicks(told, "Snooze", waits=False)
    stage.hears(aiko, "Snoozed by @Aiko Tanaka until Wed 25 Nov 08:00")

    stage.at(NINE + 2 * DAY)
    falls(stage, tmp_path, sessions=190, day=SUNDAY + 2 * DAY)
    looks(stage)

    stage.waits_for(lambda: "Still off: Sessions 190" in aiko.sees("ecom", thread=told))
    assert "Day 2: now 190" in aiko.again(told)


def test_why_explains_it_for_whoever_asks(stage: Stage, told: Seen) -> None:
    answer = stage.person("aiko").clicks(told, "Why")

    assert answer.ephemeral
    assert "Sessions" in answer and "200" in answer


# When, and how much


def test_it_waits_for_working_hours_unless_it_is_urgent(stage: Stage, tmp_path: Path) -> None:
    marcus, dana = stage.person("marcus"), stage.person("dana")
    marcus.types("/alert sessions down 15%")
    dana.types("/alert sessions down 15% urgent")
    stage.at(MONDAY.replace(hour=19, minute=0))
    falls(stage, tmp_path)
    looks(stage)

    stage.hears(dana, "🔻 Sessions 200")
    assert incidents(marcus, "@Shelftalk") == []

    stage.at(NINE + DAY)
    looks(stage)
    stage.hears(marcus, "🔻 Sessions 200")


def test_a_place_gets_no_more_than_its_budget_a_day(stage: Stage, tmp_path: Path) -> None:
    marcus = stage.person("marcus")
    for size in (15, 16, 17, 18, 19):
        marcus.types(f"/alert sessions down {size}% here")
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)

    stage.hears(marcus, "2\xa0figures more moved, less than those above")
    stage.waits_for(lambda: len(incidents(marcus)) == 3)


def test_one_cause_is_one_alert_and_what_follows_from_it_is_in_its_thread(
    stage: Stage, tmp_path: Path
) -> None:
    aiko = stage.person("aiko")
    stage.person("marcus").types("/alert anything unusual here")
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)

    told = stage.hears(aiko, "🔻 Sessions 200")
    assert len(incidents(aiko, words="")) == 1
    assert "What goes with it: in the thread." not in told or aiko.sees("ecom", thread=told)


# Data first, sources and stock


def test_a_missing_day_is_the_alert_and_no_figure_is_judged(stage: Stage) -> None:
    aiko = stage.person("aiko")
    stage.person("marcus").types("/alert sessions down 15% here")
    stage.person("marcus").types("/alert conversion rate below 1% here")
    stage.at(NINE + 3 * DAY)
    looks(stage)

    stage.hears(aiko, "has not arrived, though it was expected by now")
    assert len(incidents(aiko, words="has not arrived")) == 1


def test_a_silent_source_is_told_where_it_is_wanted_and_closed_when_it_arrives(
    stage: Stage, tmp_path: Path
) -> None:
    aiko = stage.person("aiko")
    stage.person("marcus").types("/alert ga4 silent here")
    stage.at(NINE + 2 * DAY)
    looks(stage)
    told = stage.hears(aiko, "GA4 has not arrived: all of Mon 23 Nov 2026 was expected by now.")

    falls(stage, tmp_path, sessions=440, day=SUNDAY + 2 * DAY)
    looks(stage)

    assert stage.hears(aiko, "✅ Over: GA4 has not arrived").ts == told.ts


def test_stock_that_runs_out_is_told_with_the_products_in_the_thread(stage: Stage) -> None:
    dana = stage.person("dana")
    made = dana.types("/alert stock-out risk here")
    assert "Now: 2 products have less than 2 weeks of stock." in made

    stage.at(NINE)
    looks(stage)

    told = stage.hears(dana, "⚠ 2 products have less than 2 weeks of stock.")
    stage.waits_for(lambda: "Stoneware Mug" in dana.sees("ecom", thread=told))


# Who may


def test_a_figure_for_directors_is_watched_in_private_only(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")

    assert "Gross margin is for directors only" in dana.types("/alert gross margin down 5% here")
    assert "Set: Gross margin down 5 % vs normal" in dana.types("/alert gross margin down 5%")
    assert "Gross margin is for directors only." in marcus.types("/alert gross margin down 5%")
    assert "Gross margin" not in marcus.types("/alert list")


def closing(stage: Stage, figure: str) -> Stage:
    """The small shop with a figure for directors alone."""
    stage.stops()
    stage.settings = replace(
        stage.settings, shop=SHOP.model_copy(update={"sensitivity": {figure: "restricted"}})
    )
    return stage.starts()


def test_what_is_at_stake_is_told_to_those_alone_who_may_see_net_sales(stage: Stage, tmp_path: Path) -> None:
    closed = closing(stage, "net sales")
    dana, marcus = closed.person("dana"), closed.person("marcus")
    for person, place in ((dana, ""), (dana, " here"), (marcus, "")):
        person.types(f"/alert sessions down 15%{place}")
    closed.at(NINE)
    falls(closed, tmp_path)
    looks(closed)

    assert "of net sales a day at stake" in closed.hears(dana, "at stake")
    for person, place in ((marcus, "@Shelftalk"), (marcus, "ecom")):
        closed.waits_for(lambda person=person, place=place: incidents(person, place))
        (told,) = incidents(person, place)
        assert "Sessions 200" in told and "at stake" not in told


def test_a_figure_for_directors_is_in_their_message_and_not_on_a_locked_screen(
    stage: Stage, tmp_path: Path
) -> None:
    dana = closing(stage, "sessions").person("dana")
    dana.types("/alert sessions down 15%")
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)

    told = stage.hears(dana, "🔻 Sessions 200")
    assert told.notification == "Sessions: an alert for directors only, open it to read it."


def test_when_a_guest_joins_the_figure_leaves_the_message(stage: Stage, told: Seen, tmp_path: Path) -> None:
    stage.workspace.channel("ecom").members.add("U0GIL")
    stage.clock.passes(hours=2)

    stage.person("aiko").clicks(told, "I'm on it", waits=False)

    now = stage.hears(stage.person("gil"), "Sessions: off since Sun 22 Nov")
    assert now.ts == told.ts
    assert "200" not in now.text and "15" not in now.text and "@Aiko Tanaka is on it" in now
    falls(stage, tmp_path, sessions=440)
    looks(stage)
    closed = stage.hears(stage.person("gil"), "✅ Sessions: not so after all")
    assert closed.ts == told.ts and "200" not in closed.text


def test_an_alert_belongs_to_whoever_set_it_up(stage: Stage) -> None:
    dana, aiko, vera = stage.person("dana"), stage.person("aiko"), stage.person("vera")
    aiko.types("/alert sessions down 15% here")

    assert "Viewers can have alerts in their own messages" in vera.types("/alert sessions down 20% here")
    assert "@Aiko Tanaka set it up" in stage.person("marcus").types("/alert stop 1")
    assert "Paused: Sessions down 15 % vs normal." in aiko.types("/alert pause 1")
    assert "It speaks again" in aiko.types("/alert resume 1")
    assert "Stopped: Sessions down 15 % vs normal." in dana.types("/alert stop 1")
    assert "no such alert" in aiko.types("/alert show 1")


def test_stopping_an_alert_closes_what_it_has_told(stage: Stage, told: Seen) -> None:
    marcus = stage.person("marcus")

    marcus.types("/alert stop 1")

    assert stage.hears(marcus, "✅ Sessions: no longer watched").ts == told.ts


@pytest.fixture
def quiet(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """The bot at three in the morning."""
    with staged(tmp_path / "data", small_facts, at=MONDAY.replace(hour=3)) as stage:
        yield stage


def test_nothing_is_said_at_night(quiet: Stage, tmp_path: Path) -> None:
    quiet.person("marcus").types("/alert sessions down 15% here")
    falls(quiet, tmp_path)
    looks(quiet)

    assert incidents(quiet.person("aiko")) == []
