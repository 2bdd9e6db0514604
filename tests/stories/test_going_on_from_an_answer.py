"""Somebody goes on from an answer: asks it another way, shares it, keeps it."""

from __future__ import annotations

from tests.stage import Stage


def test_a_follow_up_keeps_the_whole_question(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales where country = DE last week vs ly")

    by = marcus.clicks(answer, "By product")

    assert "by product" in by
    assert "country = Germany" in by or "country = DE" in by
    assert "vs Mon 17–Sun 23 Nov 2025" in by
    assert by.ephemeral


def test_a_follow_up_can_change_the_comparison(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales last week vs ly")

    again = marcus.clicks(answer, "vs previous")

    assert "vs Mon 9–Sun 15 Nov 2026" in again
    assert marcus.again(answer).text == answer.text


def test_a_button_means_the_days_that_were_shown_and_not_those_of_the_day_it_is_pressed(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")
    stage.clock.passes(days=1)

    assert "Sun 22 Nov 2026" in marcus.clicks(answer, "By product")


def test_share_posts_the_very_answer_and_says_by_whom(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales last week vs ly")

    shared = marcus.clicks(answer, "Share")

    assert not shared.ephemeral
    assert "@Marcus Reyes shared the answer to “net sales last week vs ly”" in shared
    assert "Net sales £4,232" in stage.person("aiko").sees("ecom").last
    assert "Share" not in shared.buttons
    assert "Keep in my DM" not in shared.choices


def test_an_answer_is_shared_once(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales last week")
    marcus.clicks(answer, "Share")

    assert "This answer is in the channel already." in marcus.clicks(answer, "Share")
    assert len(stage.person("aiko").sees("ecom").saying("shared the answer")) == 1


def test_what_is_shared_is_what_was_shown_even_when_the_day_has_turned(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")
    stage.clock.passes(days=2)

    assert "Sun 22 Nov 2026" in marcus.clicks(answer, "Share")


def test_an_answer_too_old_to_be_kept_says_so(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")
    stage.clock.passes(days=31)
    marcus.types("/kpi orders yesterday")  # keeping a new answer lets go of the old ones

    assert "more than 30 days old" in marcus.clicks(answer, "Share")


def test_somebody_else_goes_on_from_a_shared_answer_for_themselves(stage: Stage) -> None:
    marcus, aiko = stage.person("marcus"), stage.person("aiko")
    marcus.clicks(marcus.types("/kpi net sales last week"), "Share")

    answer = aiko.clicks(aiko.sees("ecom").last, "By sales channel")

    assert "Net sales by sales channel" in answer
    assert answer.ephemeral
    assert "Net sales by sales channel" not in marcus.sees("ecom").last


def test_keep_puts_the_answer_into_my_own_messages_once(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales last week")

    assert "Kept" in marcus.clicks(answer, "Keep in my DM")
    marcus.waits_to_see("Net sales £4,232", "@Shelftalk")
    marcus.clicks(answer, "Keep in my DM")

    assert len(marcus.inbox.saying("Net sales £4,232")) == 1
    assert not stage.person("aiko").sees("ecom")


def test_an_answer_can_be_shared_where_the_bot_is_no_member(stage: Stage) -> None:
    marcus = stage.person("marcus")

    marcus.clicks(marcus.types("/kpi net sales yesterday", channel="lounge"), "Share")

    assert "@Marcus Reyes shared" in stage.person("aiko").sees("lounge").last


def test_a_button_in_a_thread_answers_in_that_thread(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("@Shelftalk net sales yesterday")

    by = marcus.clicks(answer, "By product")

    assert "Net sales by product" in by
    assert by.ephemeral
    assert by.thread_ts == answer.thread_ts
    assert marcus.clicks(by, "By sales channel").thread_ts == answer.thread_ts


def test_a_button_in_ones_own_messages_answers_there_for_good(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.dms("net sales yesterday")

    by = marcus.clicks(answer, "By product")

    assert by.channel == answer.channel
    assert not by.ephemeral
    assert "Share" not in by.buttons
