"""Somebody asks a figure: what they read, and who else reads it."""

from __future__ import annotations

from datetime import date

import pytest

from tests import small_shop
from tests.stage import Stage

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)
LAST_WEEK = (date(2026, 11, 16), MONDAY)


def pounds(pence: int) -> str:
    """As a person writes it."""
    return f"£{pence / 100:,.2f}" if pence < 100_000 else f"£{round(pence / 100):,}"


def test_a_slash_command_is_answered_to_the_asker_alone(stage: Stage) -> None:
    truth = small_shop.net_sales(SUNDAY, MONDAY) + small_shop.amazon_sales(SUNDAY, MONDAY)

    answer = stage.person("marcus").types("/kpi net sales yesterday")

    assert f"Net sales {pounds(truth)}" in answer
    assert answer.ephemeral
    assert not stage.person("aiko").sees("ecom")


def test_the_first_two_lines_stand_alone(stage: Stage) -> None:
    first, second, *_ = stage.person("marcus").types("/kpi net sales yesterday").text.splitlines()

    assert first == "Net sales £486.00 · ▲ up £56.00 (+13.0 %) vs Sun 15 Nov".replace("0 %", "0\xa0%")
    assert second.startswith("Yesterday (Sun 22 Nov 2026) against same weekday the week before")
    assert second.endswith("complete")


def test_the_foot_says_what_was_read_from_where_and_how_far_it_reaches(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi revenue yesterday")

    assert "I read: net sales · Sun 22 Nov 2026 · vs Sun 15 Nov 2026" in answer
    assert "Shopify orders through Mon 23 Nov 07:30" in answer
    assert "(Europe/London)" in answer
    assert "Refunds are on the order's day; Shopify uses the refund day." in answer


def test_a_mention_is_answered_in_its_thread_for_all_to_see(stage: Stage) -> None:
    answer = stage.person("marcus").types("@Shelftalk net sales yesterday")

    assert not answer.ephemeral
    asked = stage.person("aiko").sees("ecom")[0]
    assert answer.thread_ts == asked.ts
    assert "Net sales £486.00" in stage.person("aiko").sees("ecom", thread=asked).last


def test_a_mention_inside_a_thread_stays_there(stage: Stage) -> None:
    marcus = stage.person("marcus")
    root = marcus.types("@Shelftalk net sales yesterday")

    answer = marcus.types("@Shelftalk orders yesterday", thread=root)

    assert "Orders 7" in answer
    assert answer.thread_ts == root.thread_ts


def test_a_direct_message_is_answered_there(stage: Stage) -> None:
    answer = stage.person("marcus").dms("net sales yesterday")

    assert "Net sales £486.00" in answer
    assert answer.channel == "D0MARCUS"
    assert not answer.ephemeral


def test_a_slash_command_in_a_thread_is_refused_by_slack_and_a_mention_works_there(stage: Stage) -> None:
    marcus = stage.person("marcus")
    root = marcus.types("@Shelftalk net sales yesterday")

    assert "/kpi is not supported in threads" in marcus.types("/kpi orders", thread=root)
    assert "Orders 7" in marcus.types("@Shelftalk kpi orders yesterday", thread=root)


def test_no_slash_command_is_suggested_inside_a_thread(stage: Stage) -> None:
    marcus = stage.person("marcus")
    root = marcus.types("@Shelftalk net sales yesterday")

    for words in ("help", "approvals frob", "digest frob", "approvals show 99"):
        assert "`/" not in marcus.types(f"@Shelftalk {words}", thread=root)


def test_without_words_i_get_my_roles_headlines_and_four_examples(stage: Stage) -> None:
    director, viewer = stage.person("dana").types("/kpi"), stage.person("vera").types("/kpi")

    assert "Gross margin" in director
    assert "Gross margin" not in viewer
    for answer in (director, viewer):
        examples = next(
            list(block["elements"]) for block in reversed(answer.blocks) if block["type"] == "actions"
        )
        assert len(examples) == 4
        assert "Net sales £486.00" in answer


def test_an_example_button_asks_what_it_says(stage: Stage) -> None:
    vera = stage.person("vera")

    answer = vera.clicks(vera.types("/kpi"), "orders by sales channel last week")

    assert "Orders by sales channel" in answer
    assert "Amazon | 30" in answer


def test_a_split_shows_every_part_and_they_add_up(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by sales channel last week")

    wholesale = small_shop.net_sales(*LAST_WEEK, where=lambda order: order.wholesale)
    shopify = small_shop.net_sales(*LAST_WEEK) - wholesale
    amazon = small_shop.amazon_sales(*LAST_WEEK)
    for name, pence in (("Shopify", shopify), ("Wholesale", wholesale), ("Amazon", amazon)):
        assert f"{name} | {pounds(pence)} |" in answer
    assert f"Total | {pounds(shopify + wholesale + amazon)} |" in answer


def test_a_ranking_is_cut_short_and_says_what_the_others_made(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by product last week top 2")

    assert "Highest: Aran Coat - M £2,226" in answer
    assert "2 of 4 shown" in answer or "All others | £960.00" in answer


def test_a_series_is_drawn_as_a_line(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by day last 14 days")

    assert "[line chart: Net sales by day]" in answer
    assert "Sun 22 Nov 486.0" in answer


def test_a_series_too_long_for_a_chart_goes_by_week_and_says_so(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by day last 90 days")

    assert "[line chart: Net sales by week]" in answer
    assert "By week, because 90 days do not fit one chart." in answer


def test_several_figures_stand_side_by_side(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales, orders, aov last week")

    assert "Net sales £4,232" in answer
    assert "Orders\n50" in answer
    assert "AOV\n£84.65" in answer


def test_business_and_private_customers_are_told_apart_by_the_shops_rule(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by segment last week")

    assert "B2B | £960.00" in answer
    assert "unassigned" in answer.text.lower()  # what Amazon sold matches no rule


def test_a_bare_channel_is_the_figures_natural_one_and_the_answer_says_which(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "“Channel” is the sales channel here" in marcus.types("/kpi net sales by channel yesterday")
    assert "“Channel” is the marketing channel here" in marcus.types("/kpi sessions by channel yesterday")


def test_a_typo_gets_the_nearest_word_as_a_button_that_works(stage: Stage) -> None:
    marcus = stage.person("marcus")

    reply = marcus.types("/kpi revnue yesterday")

    assert "I don't understand “revnue”." in reply
    assert "Net sales £486.00" in marcus.clicks(reply, "net sales yesterday")


def test_words_nobody_knows_get_phrases_that_work(stage: Stage) -> None:
    marcus = stage.person("marcus")

    reply = marcus.types("/kpi flurbs of the wuggle")

    assert "“flurbs”" in reply
    for phrase in reply.buttons:
        assert "I don't understand" not in marcus.clicks(reply, phrase)


def test_a_word_with_several_meanings_makes_a_menu(stage: Stage) -> None:
    marcus = stage.person("marcus")

    menu = marcus.types("/kpi roas last week")

    assert "“roas” is used for different figures. Which one?" in menu
    assert "Platform ROAS 3.5×" in marcus.clicks(menu, "Platform ROAS")


def test_what_phones_write_is_understood(stage: Stage) -> None:
    marcus = stage.person("marcus")
    plain = marcus.types("/kpi net sales where country = DE 16 nov - 22 nov")

    for written in (
        "/KPI Net Sales where country = “DE” 16 nov – 22 nov",
        "/kpi net\xa0sales where country = DE 16 nov — 22 nov",
    ):
        assert marcus.types(written).text == plain.text


def test_a_period_to_come_has_no_figures(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales next week")

    assert "is still to come" in answer
    assert "£0" not in answer


@pytest.mark.parametrize("words", ["/shelftalk kpi orders yesterday", "/shelftalk orders yesterday"])
def test_every_command_works_by_its_long_name(stage: Stage, words: str) -> None:
    assert "Orders 7" in stage.person("marcus").types(words)


def test_an_answer_has_at_most_three_buttons_and_a_menu(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales by sales channel last week vs ly")

    assert len(answer.buttons) <= 3
    assert "Keep in my DM" in answer.choices


def test_today_is_compared_to_the_same_hour_and_says_the_hour_and_its_zone(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales today")

    assert "vs Mon 16 Nov to 07:30" in answer
    assert "against same weekday the week before (Mon 16 Nov 2026) to 07:30" in answer
    assert "Shopify orders through Mon 23 Nov 07:30 (Europe/London)" in answer
    assert "Same days around Black Friday 2025, BF−4" in answer


def test_today_is_never_compared_with_a_whole_day(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi sessions today")

    assert "Sessions 444" in answer
    assert "A day that is not over is not compared with whole days." in answer
    assert "▲" not in answer
    assert "▼" not in answer
