"""The shop's own promotions are put on record, changed, ended, imported and taken back."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

import bot
from sandbox.seen import Seen
from tests import small_shop
from tests.stage import Stage

AUTUMN = {
    "Name": "Autumn sale",
    "Kind": "Sitewide sale",
    "First day": "2026-11-10",
    "Last day": "2026-11-12",
    "Discount codes": "A1, B2",
    "Where": "GB",
}
TABLE = "name,start,end\nAutumn,2026-10-01,2026-10-03\nWinter,2026-12-01,2026-12-03\n"
EVENT = (
    "BEGIN:VEVENT\nSUMMARY:Winter sale\nDTSTART;VALUE=DATE:20261226\nDTEND;VALUE=DATE:20270103\nEND:VEVENT\n"
)
CALENDAR = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:shop\n{EVENT}END:VCALENDAR\n"


def on_record(stage: Stage) -> Seen:
    return stage.person("vera").types("/promo list")


def kept(stage: Stage, words: str = "BF early 20–22 Nov code BF20") -> Seen:
    """A promotion said in one line: what was understood."""
    return stage.person("marcus").types(f"/promo {words}")


# Putting one on record


def test_the_form_is_echoed_in_explicit_days_with_undo(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.types("/promo")
    assert form.title == "New promotion"

    marcus.fills(form, AUTUMN).submits()
    said = marcus.waits_to_see("On record: Autumn sale")

    assert said.ephemeral
    assert "Tue 10–Thu 12 Nov 2026 (3\u00a0days, over)" in said
    assert "Sitewide sale · codes A1, B2 · GB" in said
    assert "Removed: Autumn sale" in marcus.clicks(said, "Undo")
    assert "0\u00a0promotions are on record" in on_record(stage)


@pytest.mark.parametrize(
    ("wrong", "block"),
    [
        ({"Name": " "}, "name"),
        ({"First day": None}, "start"),
        ({"Last day": "2026-11-01"}, "end"),
        ({"Last day": "2028-11-01"}, "end"),
    ],
)
def test_what_is_wrong_with_the_form_stands_beside_the_field(
    stage: Stage, wrong: dict[str, str], block: str
) -> None:
    marcus = stage.person("marcus")

    assert set(marcus.fills(marcus.types("/promo"), AUTUMN | wrong).submits().errors) == {block}


@pytest.mark.parametrize(
    ("words", "echo"),
    [
        ("BF early 20–22 Nov 2026 code BF20, VIP", "On record: BF early, Fri 20–Sun 22 Nov 2026"),
        ("Black weekend 27-30 nov", "Fri 27–Mon 30 Nov 2026 (4\u00a0days, to come)"),
        ("Free shipping week 16-29 Nov", "(14\u00a0days, running)"),
        ("Halloween 30-31 Oct", "On record: Halloween, Fri 30–Sat 31 Oct 2026"),
        ("Christmas sale 20 Dec to 24 Dec", "On record: Christmas sale, Sun 20–Thu 24 Dec 2026"),
    ],
)
def test_a_promotion_is_said_in_one_line(stage: Stage, words: str, echo: str) -> None:
    assert echo in kept(stage, words)


def test_the_same_words_work_in_a_mention_and_in_a_direct_message(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "On record: BF early" in marcus.types("@Shelftalk promo BF early 20–22 Nov")
    assert "On record: BF early" in marcus.dms("promo BF early 20–22 Nov")
    assert "1\u00a0promotion is on record" in on_record(stage)
    assert marcus.clicks(marcus.types("@Shelftalk promo"), "Open the form").title == "New promotion"


@pytest.mark.parametrize("words", ["autumn", "20–22 Nov", "end 12 sometime", "change the prices"])
def test_words_that_make_no_promotion_lead_to_those_that_do(stage: Stage, words: str) -> None:
    marcus = stage.person("marcus")
    reply = marcus.types(f"/promo {words}")

    assert "/promo BF early 20–22 Nov code BF20" in reply
    assert marcus.clicks(reply, "Fill in a form").title == "New promotion"


def test_a_hostile_name_pings_nobody(stage: Stage) -> None:
    said = kept(stage, "<!channel> *sale* 20–22 Nov")

    assert "<!channel>" not in said.notification.replace("&lt;", "")
    assert "sale" in said


# Changing and ending one


def test_a_change_is_a_new_word_and_undo_brings_the_old_one_back(stage: Stage) -> None:
    marcus = stage.person("marcus")
    form = marcus.clicks(kept(stage), "Change")
    assert form.title == "Change a promotion"

    marcus.fills(form, {"Last day": "2026-11-24"}).submits()
    changed = marcus.waits_to_see("Fri 20–Tue 24 Nov 2026")

    assert "1\u00a0promotion is on record" in on_record(stage)
    assert "Back: BF early, Fri 20–Sun 22 Nov 2026" in marcus.clicks(changed, "Undo")
    assert "Fri 20–Sun 22 Nov 2026" in on_record(stage)
    assert "no such promotion, or no longer" in marcus.clicks(stage.copied(changed, marcus), "Undo")


def test_a_running_promotion_is_ended_and_the_history_says_who_did(stage: Stage) -> None:
    marcus = stage.person("marcus")
    ended = marcus.clicks(kept(stage, "Free shipping 16-29 Nov"), "End it today")
    assert "Mon 16–Mon 23 Nov 2026 (8\u00a0days, running)" in ended

    history = marcus.types("/promo history 2")

    assert "Free shipping: 2\u00a0entries" in history
    assert "@Marcus Reyes: Free shipping, Mon 16–Sun 29 Nov 2026, Other (changed)" in history


def test_a_promotion_ends_on_a_day_of_its_own(stage: Stage) -> None:
    marcus = stage.person("marcus")
    kept(stage, "Free shipping 16-29 Nov")

    assert "cannot end on 2 Dec 2026" in marcus.types("/promo end 1 on 2 Dec")
    assert "Mon 16–Wed 25 Nov 2026 (10\u00a0days, running)" in marcus.types("/promo end 1 on 25 Nov")
    assert "no such promotion, or no longer" in marcus.types("/promo end 1")


def test_a_promotion_is_removed_and_brought_back(stage: Stage) -> None:
    marcus = stage.person("marcus")
    kept(stage)

    removed = marcus.types("/promo remove 1")

    assert "No comparison knows of it any more" in removed
    assert "no such promotion, or no longer" in marcus.types("/promo remove 1")
    assert "Back: BF early" in marcus.clicks(removed, "Undo")
    assert "1\u00a0promotion is on record" in on_record(stage)


# Discount codes that nobody has called a promotion


@pytest.fixture
def busy(stage: Stage, tmp_path: Path) -> Stage:
    """Twelve orders with one code on Friday and Saturday, eight with another."""
    used = [("SAVE20", day, 6) for day in (20, 21)] + [("QUIET", 20, 8)]
    orders = [
        small_shop.Order(
            number=9000 + 100 * place + number, at=datetime.combine(date(2026, 11, day), time(11, number)), sku="AC-M", quantity=1,
            discount=3180, code=code,
        )
        for place, (code, day, count) in enumerate(used) for number in range(count)
    ]  # fmt: skip
    file = small_shop.write_orders(tmp_path / "with_codes.csv", orders)
    bot.import_into(stage.settings, [file], now=stage.clock())
    return stage


def test_a_busy_code_is_proposed_and_added_with_its_days(busy: Stage) -> None:
    marcus = busy.person("marcus")
    assert "Busy, and in no promotion: SAVE20. /promo list offers it with its days." in marcus.types("/promo")
    listed = marcus.types("/promo list")
    assert "SAVE20 Fri 20–Sat 21 Nov 2026: 12\u00a0orders" in listed
    assert "QUIET" not in listed

    form = marcus.clicks(listed, "Add it")
    marcus.fills(form, {"Name": "Save the weekend"}).submits()

    assert "Fri 20–Sat 21 Nov 2026 (2\u00a0days, over)" in marcus.waits_to_see("On record: Save the weekend")
    assert (
        "SAVE20"
        not in marcus.types("/promo list").text.partition("[New promotion]")[0].partition("belongs")[2]
    )
    assert "Not a promotion" not in marcus.types("/promo list").buttons


def test_what_is_no_promotion_is_not_proposed_again(busy: Stage) -> None:
    marcus = busy.person("marcus")

    said = marcus.clicks(marcus.types("/promo list"), "Not a promotion")

    assert "SAVE20 is no promotion: I do not propose it again." in said
    assert "SAVE20" not in marcus.types("/promo list")
    assert "belongs to no promotion" not in marcus.types("/kpi net sales 20-22 Nov")
    assert "SAVE20 is proposed again" in marcus.clicks(said, "Undo")
    assert "SAVE20" in marcus.types("/promo list")


def test_an_answer_whose_days_a_busy_code_touches_says_so_to_those_who_can_tell(busy: Stage) -> None:
    marcus, question = busy.person("marcus"), "/kpi net sales by day 16-22 Nov"
    hint = "Code SAVE20, in 12 orders on Fri 20–Sat 21 Nov 2026, belongs to no promotion"

    assert hint in marcus.types(question)
    assert hint not in marcus.types("/kpi net sales 9-15 Nov")
    assert hint not in marcus.types("/kpi sessions 16-22 Nov")
    assert hint not in marcus.types("@Shelftalk net sales 16-22 Nov")
    assert hint not in busy.person("vera").types(question)
    kept(busy, "Save 20-21 Nov code save20")
    assert hint not in marcus.types(question)


@pytest.mark.parametrize("words", ["list", "history 1", "end 1"])
def test_guests_read_nothing_of_promotions(busy: Stage, words: str) -> None:
    kept(busy, "Secret weekend 20-29 Nov")

    said = busy.person("marcus").says(f"@Shelftalk promo {words}", channel="campaigns")

    assert said.ephemeral
    assert "for members of this workspace only" in said
    assert "Secret weekend" in said
    for word in ("SAVE20", "Secret weekend"):
        assert word not in busy.person("gil").sees("campaigns")


# Who may


def test_those_who_may_only_look_get_the_list_and_a_reason(stage: Stage) -> None:
    kept(stage)
    for name in ("vera", "aiko"):
        person = stage.person(name)

        assert "1\u00a0promotion is on record" in person.types("/promo")
        for words in ("Autumn 20–22 Nov", "import", "remove 1", "end 1", "change 1"):
            assert "Managers and directors put promotions on record" in person.types(f"/promo {words}")
        assert "Managers and directors" in person.clicks(person.types("/promo list"), "New promotion")


def test_copied_buttons_and_forms_do_nothing_in_other_hands(stage: Stage) -> None:
    vera = stage.person("vera")
    said = kept(stage, "Free shipping 16-29 Nov")
    for button in ("Undo", "Change", "End it today"):
        assert "Managers and directors" in vera.clicks(stage.copied(said, vera), button)

    assert "Mon 16–Sun 29 Nov 2026" in on_record(stage)


# Many at once


@pytest.mark.parametrize(("text", "count"), [(TABLE, "2 promotions"), (CALENDAR, "1 promotion")])
def test_a_table_or_a_calendar_is_pasted_once_or_twice_with_the_same_end(
    stage: Stage, text: str, count: str
) -> None:
    marcus = stage.person("marcus")
    for _ in range(2):
        marcus.fills(marcus.types("/promo import"), {"A CSV table or an .ics calendar": text}).submits()
        marcus.waits_to_see(f"{count} on record.")

    assert f"{count[0]}\u00a0{count[2:]} {'are' if count.startswith('2') else 'is'} on record" in on_record(
        stage
    )


def test_a_table_with_a_slip_is_not_taken_at_all(stage: Stage) -> None:
    marcus = stage.person("marcus")

    left = marcus.fills(
        marcus.types("/promo import"), {"A CSV table or an .ics calendar": TABLE + "Bad,soon,\n"}
    ).submits()

    assert "Line 4: “soon” is no day I can read" in left.errors["text"]
    assert "0\u00a0promotions are on record" in on_record(stage)
