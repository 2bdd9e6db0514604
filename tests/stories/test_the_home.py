"""App Home: what waits, my digests and alerts, the sources, my hours, and help; drawn anew when any of it changes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sandbox.person import Person
from sandbox.seen import Seen
from storage import disclosures
from tests.stage import Stage
from tests.stories.test_alerts import NINE, falls, looks
from tests.stories.test_approving_content import submitted

MINUTE = timedelta(minutes=1)


def published(stage: Stage, user: str) -> list[dict[str, Any]]:
    """What views.publish was called with for a person."""
    return [call for call in stage.asked("views.publish") if call["user_id"] == user]


def becomes(person: Person, words: str) -> Seen:
    """Wait until somebody's Home says something."""
    person.waits_for(lambda me: words in me.home)
    return person.home


def loses(person: Person, words: str) -> Seen:
    """Wait until somebody's Home says something no more."""
    person.waits_for(lambda me: words not in me.home)
    return person.home


# What waits for me


def test_an_approval_is_decided_from_home_and_gone_from_it(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")
    home = dana.opens_home()
    assert "Aran Coat copy" in home
    assert "Product copy · approval 1 v1 · by @Marcus Reyes" in home

    dana.clicks(home, "Approve v1", waits=False)

    assert "Nothing. Enjoy it." in loses(dana, "Aran Coat copy")


def test_what_another_director_decides_leaves_my_home_too(stage: Stage) -> None:
    submitted(stage)
    dana, rosa = stage.person("dana"), stage.person("rosa")
    rosa.opens_home()
    dana.clicks(dana.opens_home(), "Approve v1", waits=False)
    loses(dana, "Aran Coat copy")

    stage.at(stage.clock() + MINUTE)

    loses(rosa, "Aran Coat copy")


def test_changes_asked_for_wait_for_their_author(stage: Stage) -> None:
    submitted(stage)
    dana, marcus = stage.person("dana"), stage.person("marcus")
    dana.clicks(dana.opens_home(), "Request changes", waits=False)
    dana.waits_for(lambda me: me.modal)
    dana.fills(dana.modal, {"What should change?": "Prove “lowest”."}).submits()
    stage.hears(marcus, "Prove “lowest”.")

    home = marcus.opens_home()

    assert "changes asked for by @Dana Whitlock: Prove “lowest”." in home
    marcus.clicks(home, "Edit", waits=False)
    marcus.waits_for(lambda me: me.modal)


def test_an_incident_i_took_on_waits_for_me_and_goes_when_it_is_over(stage: Stage, tmp_path: Path) -> None:
    marcus = stage.person("marcus")
    marcus.types("/alert sessions down 15% here")
    marcus.opens_home()
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)
    told = stage.hears(stage.person("aiko"), "Sessions 200")
    becomes(marcus, "going on")

    marcus.clicks(told, "I'm on it", waits=False)
    stage.waits_for(lambda: "is on it" in (marcus.again(told).text))
    stage.at(stage.clock() + MINUTE)

    home = becomes(marcus, "You are on it")
    assert "🔻 Sessions 200 on Sun 22 Nov" in home
    marcus.clicks(home, "False alarm", waits=False)
    assert "Nothing. Enjoy it." in loses(marcus, "You are on it")


# My digests, my alerts


def test_a_digest_is_set_changed_and_stopped_from_home(stage: Stage) -> None:
    vera = stage.person("vera")
    vera.clicks(vera.opens_home(), "Set up a digest", waits=False)
    vera.waits_for(lambda me: me.modal)
    vera.fills(vera.modal, {"At": "09:30"}).submits()
    stage.at(stage.clock() + MINUTE)

    home = becomes(vera, "at 09:30")
    assert "Yesterday at the shop to you" in home
    assert "next Mon 23 Nov 09:30" in home
    vera.clicks(home, "Stop", waits=False)
    assert "None yet: the morning digest" in loses(vera, "at 09:30")


def test_a_channels_digest_is_changed_by_whoever_set_it_up(stage: Stage) -> None:
    dana = stage.person("dana")
    home = dana.opens_home()
    assert "Yesterday at the shop in #ecom, set up by you" in home

    dana.clicks(home, "Change", waits=False)
    dana.waits_for(lambda me: me.modal)
    dana.fills(dana.modal, {"At": "10:00"}).submits()
    stage.at(stage.clock() + MINUTE)

    assert "in #ecom, set up by you" in becomes(dana, "at 10:00")


def test_an_alert_stands_on_home_and_is_paused_there(stage: Stage) -> None:
    marcus = stage.person("marcus")
    marcus.types("/alert orders down 20% vs last week")
    home = marcus.opens_home()
    assert "Orders down 20 % vs last week" in home
    assert "✓ quiet · has told of nothing so far" in home

    marcus.clicks(home, "Pause", waits=False)

    assert "⏸ paused" in becomes(marcus, "⏸ paused")


# The sources, my hours


def test_a_late_source_says_who_is_told(stage: Stage) -> None:
    stage.at(stage.clock() + timedelta(days=1))

    assert (
        "⚠ Shopify orders: late, through Mon 23 Nov 07:30 · @Marcus Reyes is told"
        in stage.person("dana").opens_home()
    )


def test_my_hours_are_the_shops_until_i_say_otherwise(stage: Stage) -> None:
    aiko = stage.person("aiko")
    home = aiko.opens_home()
    assert "08:00–18:00, Monday to Friday (Europe/London), as for the whole shop · off on Sat and Sun" in home

    form = _form(aiko, home, "hours.change")
    days = ["Monday", "Tuesday", "Wednesday", "Thursday"]
    aiko.fills(form, {"From": "10:00", "To": "16:00", "On": days}).submits()
    stage.at(stage.clock() + MINUTE)

    assert "off on Fri, Sat and Sun" in becomes(aiko, "10:00–16:00, Mon, Tue, Wed, Thu")


def test_an_alert_for_me_alone_waits_for_my_hours(stage: Stage, tmp_path: Path) -> None:
    aiko = stage.person("aiko")
    aiko.types("/alert sessions down 15%")
    form = _form(aiko, aiko.opens_home(), "hours.change")
    aiko.fills(form, {"From": "10:00", "To": "16:00"}).submits()
    stage.at(NINE)
    falls(stage, tmp_path)
    looks(stage)
    assert not aiko.inbox.saying("Sessions 200")

    stage.at(NINE + timedelta(hours=1))
    looks(stage)

    stage.hears(aiko, "Sessions 200")


def test_a_digest_of_ones_own_comes_on_ones_own_days(stage: Stage) -> None:
    aiko = stage.person("aiko")
    form = _form(aiko, aiko.opens_home(), "hours.change")
    aiko.fills(form, {"On": ["Tuesday", "Thursday"]}).submits()

    assert "Tue, Thu at 08:00" in aiko.types("/digest subscribe me at 08:00")


def test_hours_that_end_before_they_begin_are_refused(stage: Stage) -> None:
    aiko = stage.person("aiko")
    form = _form(aiko, aiko.opens_home(), "hours.change")

    left = aiko.fills(form, {"From": "16:00", "To": "10:00"}).submits()

    assert "Choose an end after the start." in left.errors.values()


def test_being_away_is_said_in_the_form_or_in_words_and_ends_with_a_button(stage: Stage) -> None:
    marcus = stage.person("marcus")
    home = marcus.opens_home()
    assert "Not away. Unasked you get at most 8" in home
    marcus.types("/shelftalk away until Thu")
    stage.at(stage.clock() + MINUTE)

    away = becomes(marcus, "Away until Thu 26 Nov")
    marcus.clicks(away, "I am back", waits=False)
    stage.hears(marcus, "Welcome back")
    stage.at(stage.clock() + MINUTE)
    again = becomes(marcus, "Not away.")
    marcus.fills(_form(marcus, again, "hours.change"), {"Away, and back on": "2026-11-30"}).submits()
    stage.at(stage.clock() + MINUTE)

    becomes(marcus, "Away until Mon 30 Nov")


def _form(person: Person, home: Seen, button: str) -> Seen:
    """The form behind a button of Home."""
    person.clicks(home, button, waits=False)
    person.waits_for(lambda me: me.modal)
    return person.modal


# Help, and those without a role


def test_each_role_is_offered_commands_that_suit_it_and_that_work(stage: Stage) -> None:
    for name in ("dana", "marcus", "aiko", "vera"):
        person = stage.person(name)
        for words in [label for label in person.opens_home().buttons if label.startswith("/")]:
            if words == "/approvals new":
                continue
            answer = person.types(words)
            assert "Something went wrong" not in answer, words
            assert "I don't understand" not in answer, words


def test_a_command_is_run_from_home_and_answered_in_my_messages(stage: Stage) -> None:
    aiko = stage.person("aiko")

    aiko.clicks(aiko.opens_home(), "/funnel last week", waits=False)

    assert aiko.waits_to_see("checkout", "@Shelftalk")


def test_a_form_is_opened_from_home(stage: Stage) -> None:
    marcus = stage.person("marcus")

    marcus.clicks(marcus.opens_home(), "/approvals new", waits=False)

    marcus.waits_for(lambda me: me.modal.title == "Ask for approval")


def test_a_viewer_asks_an_admin_for_a_role_once(stage: Stage) -> None:
    vera, dana = stage.person("vera"), stage.person("dana")
    home = vera.opens_home()
    assert "You see every figure but cost and margin" in home

    vera.clicks(home, "Ask an admin", waits=False)
    asked = stage.hears(dana, "@Vera Moss asks for a role")
    vera.clicks(home, "Ask an admin", waits=False)
    vera.waits_to_see("You have asked @Dana Whitlock already", "@Shelftalk")

    assert len(dana.inbox.saying("asks for a role")) == 1
    assert "You asked @Dana Whitlock for a role" in becomes(vera, "You asked")
    form = _form(dana, asked, "Give a role")
    dana.fills(form, {"Role": "Analyst"}).submits()
    stage.at(stage.clock() + MINUTE)
    assert "You asked" not in becomes(vera, "your role is analyst")


def test_a_guest_reads_whom_to_ask_and_no_figure(stage: Stage) -> None:
    gil, dana = stage.person("gil"), stage.person("dana")
    home = gil.opens_home()
    assert "You are here as a guest" in home
    assert "£" not in home and "Net sales" not in home
    assert "What everybody may know" in home

    gil.clicks(home, "Ask an admin", waits=False)

    asked = stage.hears(dana, "@Gil Arden opened Shelftalk")
    assert "Guests and people of other workspaces cannot have a role" in asked
    becomes(gil, "You asked @Dana Whitlock")


# Drawn anew when it changed, and only then


def test_a_home_opened_again_unchanged_is_not_published_again(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.opens_home()
    dana.opens_home(waits=False)
    stage.person("vera").opens_home()

    assert len(published(stage, "U0DANA")) == 1


def test_a_home_that_slack_no_longer_holds_is_published_again(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.opens_home()
    stage.workspace.screens.homes.clear()
    before = len(published(stage, "U0DANA"))

    assert "Your digests" in dana.opens_home()
    assert any("hash" not in one for one in published(stage, "U0DANA")[before:])


def test_each_publication_names_the_one_it_replaces(stage: Stage) -> None:
    vera = stage.person("vera")
    vera.opens_home()
    before = stage.workspace.screens.homes["U0VERA"].hash
    vera.types("/digest subscribe me at 08:30")
    stage.at(stage.clock() + MINUTE)
    becomes(vera, "at 08:30")

    assert before in [one.get("hash") for one in published(stage, "U0VERA")]


def test_a_home_that_somebody_else_published_meanwhile_is_drawn_again(stage: Stage) -> None:
    vera = stage.person("vera")
    vera.opens_home()
    stage.workspace.screens.homes["U0VERA"].hash = "h-of-another-process"
    vera.types("/digest subscribe me at 08:30")
    stage.at(stage.clock() + MINUTE)

    becomes(vera, "at 08:30")
    errors = [call.answer.get("error") for call in stage.workspace.calls_of("views.publish")]
    assert (
        "hash_conflict" in errors
    )  # and it may have been drawn once more for the minute that came meanwhile
    assert errors[-1] is None


def test_a_home_that_slack_would_not_take_is_published_once_it_does(stage: Stage) -> None:
    vera = stage.person("vera")
    vera.opens_home()
    stage.workspace.refuses("views.publish", "internal_error")
    vera.types("/digest subscribe me at 08:30")
    stage.at(stage.clock() + MINUTE)
    stage.waits_for(lambda: len(published(stage, "U0VERA")) == 2)
    assert "at 08:30" not in vera.home

    stage.at(stage.clock() + MINUTE)

    becomes(vera, "at 08:30")


def test_many_changes_in_a_moment_are_published_together(stage: Stage) -> None:
    vera = stage.person("vera")
    vera.opens_home()
    for hour in range(9, 15):
        vera.types(f"/digest subscribe me at {hour}:30")
    stage.at(stage.clock() + MINUTE)
    becomes(vera, "at 14:30")

    assert len(published(stage, "U0VERA")) == 2


def test_two_processes_publish_a_change_once(stage: Stage) -> None:
    beside = stage.runs_beside()
    vera = stage.person("vera")
    vera.opens_home()
    vera.types("/digest subscribe me at 08:30")
    stage.at(stage.clock() + MINUTE)
    for running in (stage.running, beside, stage.running, beside):
        running.doing.homes.look(stage.clock())
    becomes(vera, "at 08:30")

    assert len(published(stage, "U0VERA")) == 2


# Pinned figures


def pinned(stage: Stage, person: Person, *figures: str) -> Seen:
    """Somebody's Home with these figures pinned."""
    for words in figures:
        assert "Pinned to your Home" in person.types(f"/kpi pin {words}")
    person.opens_home()
    return becomes(person, "days to") if figures else person.home


def test_a_figure_is_pinned_from_its_answer(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")

    assert "Pinned to your Home: net sales · yesterday" in marcus.clicks(answer, "Pin to my Home")
    home = marcus.opens_home()

    assert "Net sales £" in home
    assert "vs Sun 15 Nov" in home
    assert "Yesterday (Sun 22 Nov 2026) · complete" in home
    assert "14 days to Sun 22 Nov" in home


def test_who_has_pinned_nothing_reads_the_usual_figures_and_pins_one_there(stage: Stage) -> None:
    vera = stage.person("vera")
    home = vera.opens_home()
    assert "None pinned yet, so these stand here" in home
    assert "Net sales £" in home and "Orders " in home

    vera.clicks(home, "Pin it", waits=False)

    home = loses(vera, "None pinned yet")
    assert "Net sales £" in home and "Orders " not in home
    assert not vera.inbox.saying("Pinned")


def test_a_pinned_figure_moves_with_the_calendar(stage: Stage) -> None:
    marcus = stage.person("marcus")
    pinned(stage, marcus, "orders last week")
    assert "Last week (Mon 16–Sun 22 Nov 2026)" in marcus.home

    stage.at(stage.clock() + timedelta(days=7))

    home = marcus.opens_home()
    assert "Last week (Mon 23 Nov 2026) · ⚠ stale" in home
    assert "14 days to Sun 29 Nov" in home and "days missing" in home


def test_a_day_that_has_not_arrived_gives_way_to_the_newest_that_has_and_says_so(stage: Stage) -> None:
    marcus = stage.person("marcus")
    pinned(stage, marcus, "net sales yesterday")

    stage.at(stage.clock() + timedelta(days=2))

    assert "Sun 22 Nov 2026, because Tue 24 Nov has not arrived" in marcus.opens_home()
    assert "£0" not in marcus.home


def test_what_is_about_fixed_days_is_not_pinned_but_offered_with_days_that_move(stage: Stage) -> None:
    marcus = stage.person("marcus")

    answer = marcus.types("/kpi pin net sales on 3 Nov 2026")
    assert "stays what it was" in answer

    assert "Pinned to your Home: net sales · last week" in marcus.clicks(answer, "Net sales last week")


def test_pinned_figures_are_moved_and_unpinned_on_home(stage: Stage) -> None:
    marcus = stage.person("marcus")
    home = pinned(stage, marcus, "net sales yesterday", "orders yesterday")
    assert home.text.index("Net sales £") < home.text.index("Orders ")

    marcus.clicks(home, "Move down", waits=False)
    marcus.waits_for(lambda me: me.home.text.index("Net sales £") > me.home.text.index("Orders "))
    marcus.clicks(marcus.home, "Unpin", waits=False)

    home = loses(marcus, "Orders ")
    assert "Net sales £" in home


def test_a_home_has_room_for_six_figures(stage: Stage) -> None:
    marcus = stage.person("marcus")
    for metric in ("net sales", "orders", "aov", "sessions", "units", "conversion rate"):
        marcus.types(f"/kpi pin {metric} yesterday")

    assert "room for 6 figures" in marcus.types("/kpi pin spend last week")


def test_a_figure_that_one_may_not_see_is_not_pinned(stage: Stage) -> None:
    assert "for directors" in stage.person("marcus").types("/kpi pin gross margin yesterday")


def test_a_restricted_figure_goes_from_a_home_with_the_role_and_its_showing_is_logged(stage: Stage) -> None:
    rosa, dana = stage.person("rosa"), stage.person("dana")
    home = pinned(stage, rosa, "gross margin yesterday")
    assert "Gross margin" in home and "%" in home
    assert "Gross margin" in dana.types("/shelftalk disclosures")

    form = dana.clicks(dana.types("/shelftalk people"), "Change a role")
    dana.fills(form, {"Who": "rosa", "Role": "Manager"}).submits()
    stage.at(stage.clock() + MINUTE)

    assert "for directors; your role has changed" in becomes(rosa, "your role has changed")


def test_looking_at_an_unchanged_home_again_logs_no_second_showing(stage: Stage) -> None:
    rosa = stage.person("rosa")
    pinned(stage, rosa, "gross margin yesterday")
    with stage.running.bot.store.read() as db:
        before = len(disclosures.latest(db, 100))
    rosa.opens_home(waits=False)
    stage.person("vera").opens_home()

    with stage.running.bot.store.read() as db:
        assert len(disclosures.latest(db, 100)) == before
