"""A target is set in a sentence, taken back with a button, and paced by the calendar; margin's stays with directors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.sandbox_fixtures import MONDAY
from tests.stage import SHOP, Stage

DAY = timedelta(days=1)


def test_a_director_sets_a_target_and_takes_it_back(stage: Stage) -> None:
    dana = stage.person("dana")
    answer = dana.types("/target net sales November 60k")

    assert "Target set: Net sales, November 2026: £60,000" in answer
    assert "of pace for November" in answer
    assert answer.ephemeral
    dana.clicks(answer, "Undo")

    assert "Taken back. Net sales, November 2026: no target." in dana.again(answer)
    assert "No target is set. Set one" in dana.types("/target")


def test_everybody_sees_how_the_month_stands(stage: Stage) -> None:
    stage.person("dana").types("/target net sales November 60k")

    for name in ("marcus", "vera"):
        answer = stage.person(name).types("/target")
        assert "Net sales: you are at " in answer
        assert "% of pace for November (£" in answer
        assert "of £60.0k; lands £" in answer
        assert "% of the month's net sales are still ahead" in answer


def test_a_target_said_in_a_mention_keeps_the_owner_that_it_names(stage: Stage) -> None:
    answer = stage.person("dana").types("@Shelftalk target net sales outerwear November 20k @marcus")

    assert "Net sales (Outerwear), November 2026: £20,000" in answer
    assert "Owner: @Marcus Reyes" in answer
    changed = stage.person("marcus").types("/target net sales Outerwear November 22k")
    assert "Target set" in changed
    assert "Before: £20,000, set by @Dana Whitlock" in changed


def test_who_may_not_set_one_is_told_who_may(stage: Stage) -> None:
    answer = stage.person("vera").types("/target net sales November 60k")

    assert "Directors and admins set targets, and whoever owns one may change it." in answer
    assert "No target is set" in stage.person("dana").types("/target")


def test_a_table_is_pasted_into_the_form(stage: Stage) -> None:
    dana = stage.person("dana")
    form = dana.types("/target import")
    wrong = dana.fills(form, {"A CSV table": "metric,period,target\norders,soon,4"}).submits()
    assert "Line 2" in " ".join(wrong.errors.values())

    table = "metric,period,target,line,owner\nnet sales,November 2026,60k,,\nnet sales,Nov 2026,20k,Outerwear,@marcus"
    dana.fills(dana.modal, {"A CSV table": table}).submits()
    answer = stage.hears(dana, "2\xa0targets set")

    assert "Net sales (Outerwear), November 2026: £20,000, owner @Marcus Reyes" in answer
    assert "Net sales (Outerwear)" in stage.person("marcus").types("/target mine")
    dana.clicks(answer, "Undo")
    assert "No target is set" in dana.types("/target")


def test_the_target_of_a_margin_is_whispered_and_cannot_be_seen_or_undone_by_others(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")
    answer = dana.types("@Shelftalk target gross profit November 20k @marcus")

    assert answer.ephemeral
    assert "Gross profit is for directors only" in answer
    assert "£20,000" not in " ".join(seen.text for seen in marcus.sees("ecom"))
    assert "directors only" in marcus.types("/target gross profit")
    assert "Gross profit" not in marcus.types("/target")
    pressed = marcus.clicks(stage.copied(answer, marcus), "Undo")
    assert "directors only" in pressed
    assert "£20,000" not in pressed
    assert "Gross profit" in dana.types("/target")


def test_in_ones_own_messages_a_target_is_set_and_seen(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.dms("target orders Q4 2026 400")

    assert "Orders: you are at " in dana.dms("target orders")


def test_what_is_said_next_is_what_works_in_a_thread(stage: Stage) -> None:
    answer = stage.person("dana").types("@Shelftalk target")

    assert "Set one: @Shelftalk target net sales November 6.4M" in answer


# Where else a target shows


def test_an_answer_to_date_says_the_pace_in_one_line(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/target net sales November 60k")
    dana.types("/target net sales Outerwear November 20k")

    for words in ("net sales mtd", "net sales, orders this month", "net sales by day this month"):
        answer = stage.person("marcus").types(f"/kpi {words}")
        assert "Net sales: you are at " in answer, words
        assert "of £60.0k; lands £" in answer, words
    narrowed = dana.types("/kpi net sales outerwear this month")
    assert "Net sales (Outerwear): you are at " in narrowed
    assert "of £20.0k" in narrowed


def test_an_answer_for_other_days_or_figures_has_no_pace(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/target net sales November 60k")

    for words in (
        "net sales yesterday",
        "net sales 1-10 Nov",
        "orders mtd",
        "net sales last month",
        "aov mtd",
    ):
        assert "of pace" not in dana.types(f"/kpi {words}"), words


def test_the_pace_of_a_margin_stays_with_directors_wherever_it_shows(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")
    dana.types("/target gross profit November 20k")
    dana.types("/target net sales November 60k")

    shared = dana.types("@Shelftalk kpi net sales, gross profit mtd")
    assert "Gross profit: you are at" in shared
    assert shared.ephemeral
    assert "Gross profit" not in " ".join(seen.text for seen in marcus.sees("ecom"))
    assert "Net sales: you are at" in marcus.opens_home()
    assert "Gross profit" not in marcus.home
    assert "Gross profit: you are at" in dana.opens_home()
    assert "Gross profit: you are at" in dana.types("/digest preview")
    assert "Gross profit" not in marcus.types("/digest preview")


def test_the_morning_digest_says_the_pace_of_the_running_month(stage: Stage) -> None:
    dana, marcus = stage.person("dana"), stage.person("marcus")
    dana.types("/target net sales November 60k")
    dana.types("/target net sales Outerwear November 20k @marcus")
    dana.types("/target gross profit November 20k")

    stage.at(MONDAY.replace(hour=8, minute=0) + DAY)

    digest = stage.hears(dana, "Yesterday at the shop")
    assert "Net sales: you are at " in digest
    assert "% of pace for November (£" in digest
    assert "Outerwear" not in digest
    assert "Gross profit" not in digest
    assert "Net sales (Outerwear): you are at" in marcus.types("/digest preview")


def test_on_the_first_of_a_month_the_digest_says_how_the_last_one_ended(stage: Stage) -> None:
    dana = stage.person("dana")
    dana.types("/target orders October 2026 100")
    stage.clock.at = MONDAY.replace(month=11, day=1, hour=9)

    assert "Orders: October reached its target" in dana.types("/digest preview")


def test_what_must_be_true_is_told_without_figures_that_the_shop_closes(stage: Stage) -> None:
    stage.stops()
    shop = SHOP.model_copy(update={"sensitivity": {"sessions": "restricted"}})
    stage.settings = replace(stage.settings, shop=shop)
    stage.starts()
    stage.person("dana").types("/target net sales November 60k")

    answer = stage.person("marcus").types("/target net sales")

    assert "To reach it, the rest needs order value £" in answer
    assert "sessions" not in answer
    assert "conversion" not in answer
