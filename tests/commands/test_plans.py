"""Targets, promotions and notes, as people type and click them against the small shop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bot
from commands import note, promo, target
from commands.context import Ask, Click, Context, Errors, Instead, Person, Reply
from metrics.period import Period
from metrics.promotions import Proposal
from storage import notes, promotions, targets
from templates import Message, Modal, as_text
from tests.sandbox_fixtures import MONDAY
from tests.stage import settings_for

DANA = Person(id="U0DANA", name="Dana", role="director", admin=True)
MARCUS = Person(id="U0MARCUS", name="Marcus", role="manager")
AIKO = Person(id="U0AIKO", name="Aiko", role="analyst")
VERA = Person(id="U0VERA", name="Vera", role="viewer")
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


@pytest.fixture
def context(tmp_path: Path, small_facts: Path) -> Iterator[Context]:
    """The small shop on Monday at 08:01."""
    shutil.copyfile(small_facts, tmp_path / "facts.sqlite3")
    with bot.opened(settings_for(tmp_path, tmp_path / "facts.sqlite3"), MONDAY) as shelftalk:
        yield shelftalk.context


def ask(text: str, person: Person = MARCUS) -> Ask:
    return Ask(text=text, person=person, channel="C0ECOM")


def click(
    action: str, value: str = "", person: Person = MARCUS, fields: Mapping[str, Any] | None = None
) -> Click:
    return Click(person=person, channel="C0ECOM", action=action, value=value, fields=fields or {})


def words(reply: Reply) -> str:
    message = reply.message if isinstance(reply, Instead) else reply
    assert isinstance(message, Message), message
    return as_text(message)


def undo_of(message: Message | Modal) -> str:
    """What the Undo button carries."""
    assert isinstance(message, Message)
    (value,) = [
        element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button" and element["text"]["text"] == "Undo"
    ]
    return value


def held(context: Context) -> list[targets.Target]:
    with context.store.read() as db:
        return targets.all_of(db)


# --- targets ---------------------------------------------------------------------------------------


def test_a_target_is_echoed_with_its_whole_period_and_its_pace(context: Context):
    said = words(target.target(ask("net sales November 60k"), context))

    assert said.startswith("Target set: Net sales, November 2026: £60,000")
    assert "through Sun 22 Nov" in said
    assert "the calendar expects" in said
    assert "Undo" in said
    (kept,) = held(context)
    assert (kept.metric, kept.value, kept.start, kept.end) == (
        "net_sales",
        6_000_000,
        NOVEMBER.start,
        NOVEMBER.end,
    )
    assert (kept.owner, kept.by) == ("U0MARCUS", "U0MARCUS")


def test_what_must_be_true_for_the_rest_is_said(context: Context):
    said = words(target.target(ask("net sales November 30k"), context))

    assert "To reach it, the rest needs sessions" in said
    assert "or conversion" in said
    assert "or order value £" in said


def test_a_target_for_a_line_with_an_owner(context: Context):
    said = words(target.target(ask("net sales Outerwear this month 20,000 <@U0AIKO|aiko>"), context))

    assert "Net sales of Outerwear (product line), November 2026: £20,000" in said
    (kept,) = held(context)
    assert (kept.scope, kept.about, kept.owner) == ("product_line", "Outerwear", "U0AIKO")


def test_saying_another_amount_keeps_the_first_in_the_history_and_undo_brings_it_back(context: Context):
    target.target(ask("net sales November 60k"), context)
    second = target.target(ask("net sales November 64k"), context)
    assert "Before: £60,000" in words(second)

    said = words(target.undo(click("target.undo", undo_of(second)), context))

    assert said == "Taken back. Net sales, November 2026: the target is £60,000 again."
    history = words(target.target(ask("history net sales November"), context))
    assert "£64,000 (taken back)" in history
    assert "2 entries" in history


def test_undo_is_for_whoever_said_it_its_owner_or_an_admin(context: Context):
    kept = undo_of(target.target(ask("orders November 100"), context))

    assert "Only whoever set a target" in words(target.undo(click("target.undo", kept, AIKO), context))
    assert "no target" in words(target.undo(click("target.undo", kept, DANA), context))
    assert "taken back already" in words(target.undo(click("target.undo", kept, DANA), context))
    assert "nothing of that" in words(target.undo(click("target.undo", "99"), context))


def test_all_targets_are_listed_with_where_they_stand(context: Context):
    assert "No target is set yet." in words(target.target(ask(""), context))
    target.target(ask("net sales November 60k"), context)
    target.target(ask("conversion rate November 2.5 %"), context)
    target.target(ask("orders December 100"), context)

    said = words(target.target(ask("", VERA), context))

    assert "of pace, lands £" in said
    assert "Conversion rate, November 2026" in said
    assert "The rest must show" in said
    assert "It has not begun." in said
    assert "never by counting days" in said


def test_a_rate_is_read_in_percent(context: Context):
    target.target(ask("conversion rate November 2.5 %"), context)

    assert held(context)[0].value == pytest.approx(0.025)


def test_a_target_is_dropped_and_the_drop_undone(context: Context):
    target.target(ask("orders November 100"), context)
    dropped = target.target(ask("drop orders November"), context)

    assert words(dropped).startswith("Target dropped: Orders, November 2026")
    assert held(context) == []
    target.undo(click("target.undo", undo_of(dropped)), context)
    assert held(context)[0].value == 100
    assert "There is no target" in words(target.target(ask("drop aov November"), context))


def test_a_target_is_shown_where_no_amount_is_said(context: Context):
    assert "There is no target for net sales" in words(target.target(ask("net sales November"), context))
    target.target(ask("net sales November 60k"), context)

    assert "of pace" in words(target.target(ask("net sales November", VERA), context))


def test_margin_and_its_targets_are_for_directors(context: Context):
    said = target.target(ask("gross profit November 20k", DANA), context)
    assert "Target set" in words(said)

    assert "for directors only" in words(target.target(ask("gross profit November"), context))
    assert "for directors only" in words(target.target(ask("history gross profit November"), context))
    assert "Gross profit" not in words(target.target(ask(""), context))
    listed = target.target(ask("", DANA), context)
    assert isinstance(listed, Message)
    assert listed.restricted
    assert [one.metric for one in target.running_targets(date(2026, 11, 23), MARCUS, context)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("net sales 60k", "which days"),
        ("nte slaes November 60k", "November"),
        ("net sales November lots", "lots"),
        ("net sales November 0", "above zero"),
        ("orders November £100", "not money"),
        ("net sales, orders November 100", "one figure"),
        ("stock cover November 4.5", "no pace"),
    ],
)
def test_what_cannot_be_read_says_why_and_nothing_is_kept(context: Context, text: str, said: str):
    reply = words(target.target(ask(text), context))

    if "slaes" not in text:
        assert said in reply
    assert held(context) == [] or "slaes" in text


def test_viewers_see_targets_and_set_none(context: Context):
    assert "Viewers can see targets" in words(target.target(ask("orders November 100", VERA), context))
    assert isinstance(target.pasted(click("target.import", person=VERA), context), Errors)
    assert held(context) == []


def test_a_table_of_targets_is_taken_whole_or_not_at_all(context: Context):
    table = "Metric,Month,Target,Line,Owner\nnet sales,November 2026,60k,,<@U0DANA>\nnet sales,November 2026,20k,Outerwear,\norders,Q4 2026,400,,\n"
    form = target.target(ask("import"), context)
    assert isinstance(form, Modal)

    bad = target.pasted(click("target.import", fields={"text": table + "orders,soon,4,,\n"}), context)
    assert isinstance(bad, Errors)
    assert "Line 5" in bad.by_block["text"]
    assert held(context) == []

    assert "3 targets set" in words(target.pasted(click("target.import", fields={"text": table}), context))
    assert {(one.metric, one.about, one.owner) for one in held(context)} == {
        ("net_sales", "", "U0DANA"),
        ("net_sales", "Outerwear", "U0MARCUS"),
        ("orders", "", "U0MARCUS"),
    }


def test_a_table_without_its_columns_says_which(context: Context):
    reply = target.pasted(click("target.import", fields={"text": "a,b\n1,2\n"}), context)

    assert isinstance(reply, Errors)
    assert "no column for metric and period and target" in reply.by_block["text"]


# --- promotions ------------------------------------------------------------------------------------


def on_record(context: Context) -> list[promotions.Promotion]:
    with context.store.read() as db:
        return promotions.all_of(db)


FORM = {
    "name": " Autumn  sale ",
    "kind": "Sitewide sale",
    "start": "2026-11-10",
    "end": "2026-11-12",
    "codes": "A1, B2",
    "where": "GB",
}


def test_promo_opens_a_form_and_what_is_sent_is_echoed_with_undo(context: Context):
    assert isinstance(promo.promo(ask(""), context), Modal)

    reply = promo.submitted(click("promo.new", fields=FORM), context)

    assert isinstance(reply, Message)
    assert words(reply).startswith("On record: Autumn sale, Tue 10–Thu 12 Nov 2026 (3 days, over)")
    (kept,) = on_record(context)
    assert (kept.end, kept.codes, kept.where) == (date(2026, 11, 13), ("A1", "B2"), "GB")
    assert "Removed: Autumn sale" in words(promo.undo(click("promo.undo", undo_of(reply)), context))
    assert on_record(context) == []


@pytest.mark.parametrize(
    ("wrong", "block"),
    [
        ({"name": " "}, "name"),
        ({"start": None}, "start"),
        ({"end": "2026-11-01"}, "end"),
        ({"end": "2028-11-01"}, "end"),
    ],
)
def test_what_is_wrong_with_the_form_stands_beside_the_field(
    context: Context, wrong: dict[str, Any], block: str
):
    reply = promo.submitted(click("promo.new", fields=FORM | wrong), context)

    assert isinstance(reply, Errors)
    assert set(reply.by_block) == {block}


def test_a_promotion_in_one_line(context: Context):
    said = words(promo.promo(ask("BF early 20–22 Nov 2026 code BF20, VIP"), context))

    assert "On record: BF early, Fri 20–Sun 22 Nov 2026" in said
    assert on_record(context)[0].codes == ("BF20", "VIP")
    assert "name and its days" in words(promo.promo(ask("autumn"), context))
    assert "name and its days" in words(promo.promo(ask("20–22 Nov"), context))


def test_a_bare_week_to_come_is_this_years(context: Context):
    promo.promo(ask("Black weekend 27-30 nov"), context)

    assert on_record(context)[0].start == date(2026, 11, 27)


def test_promotions_are_listed_removed_and_brought_back(context: Context):
    promo.submitted(click("promo.new", fields=FORM), context)
    (kept,) = on_record(context)
    listed = words(promo.promo(ask("list", VERA), context))
    assert "1 promotion is on record." in listed
    assert "Autumn sale" in listed

    removed = promo.promo(ask(f"remove {kept.id}"), context)
    assert "Removed" in words(removed)
    assert "no such promotion" in words(promo.promo(ask("remove 99"), context))
    assert "Back: Autumn sale" in words(promo.restore(click("promo.restore", undo_of(removed)), context))
    assert on_record(context) == [kept]
    assert "no such promotion" in words(promo.restore(click("promo.restore", "99"), context))


def test_a_table_or_calendar_is_pasted_whole_or_not_at_all(context: Context):
    good = "name,start,end\nAutumn,2026-10-01,2026-10-03\nWinter,2026-12-01,2026-12-03\n"
    assert isinstance(promo.promo(ask("import"), context), Modal)

    bad = promo.pasted(click("promo.import", fields={"text": good + "Bad,soon,\n"}), context)
    assert isinstance(bad, Errors)
    assert on_record(context) == []
    for _ in range(2):
        assert "2 promotions on record" in words(
            promo.pasted(click("promo.import", fields={"text": good}), context)
        )
    assert len(on_record(context)) == 2
    empty = promo.pasted(click("promo.import", fields={"text": "BEGIN:VCALENDAR\nEND:VCALENDAR"}), context)
    assert empty == Errors({"text": "There is no promotion in it."})


def test_viewers_change_no_promotion(context: Context):
    assert "Viewers" in words(promo.promo(ask("X 20–22 Nov 2026", VERA), context))
    assert "Viewers" in words(promo.promo(ask("remove 1", VERA), context))
    assert isinstance(promo.submitted(click("promo.new", person=VERA, fields=FORM), context), Errors)
    assert "Viewers" in words(promo.restore(click("promo.restore", "1", VERA), context))


def test_a_busy_code_is_proposed_and_its_button_opens_the_form_filled_in(context: Context):
    found = Proposal(code="SAVE20", start=date(2026, 11, 20), end=date(2026, 11, 23), orders=62, of=700)
    message = promo.proposed([found], context)
    value = message.blocks[1]["accessory"]["value"]
    form = promo.new_clicked(click("promo.new", value), context)

    assert "SAVE20" in words(message)
    assert isinstance(form, Modal)
    start = next(block for block in form.view["blocks"] if block.get("block_id") == "start")
    assert start["element"]["initial_date"] == "2026-11-20"
    assert value.endswith("2026-11-22")


# --- notes -----------------------------------------------------------------------------------------


def test_a_note_is_echoed_with_its_days_and_what_it_is_about(context: Context):
    reply = note.note(ask("paid social budget +60 % from 17 Nov"), context)

    assert words(reply).startswith(
        "Noted from Tue 17 Nov 2026 on: paid social budget +60 %\nAbout Paid social (marketing channel)."
    )
    with context.store.read() as db:
        (kept,) = notes.latest(db)
    assert (kept.scope, kept.about, kept.start, kept.end) == (
        "marketing_channel",
        "Paid social",
        date(2026, 11, 17),
        None,
    )
    assert "Taken back: paid social" in words(note.undo(click("note.undo", undo_of(reply)), context))
    assert "no such note" in words(note.undo(click("note.undo", "1"), context))


@pytest.mark.parametrize(
    ("text", "when", "about"),
    [
        ("warehouse closed 17–19 Nov", "Tue 17–Thu 19 Nov 2026", "the whole shop"),
        ("GA4 tag broke yesterday", "on Sun 22 Nov 2026", "the whole shop"),
        ("Outerwear price cut on 1 Dec", "on Tue 1 Dec 2026", "Outerwear (product line)"),
        ("conversion rate fell after the release since 12 Oct", "from Mon 12 Oct 2026 on", "Conversion rate"),
        ("Brand search paused 3 Nov 2026", "on Tue 3 Nov 2026", "Brand search (campaign)"),
        ("a bus strike", "on Mon 23 Nov 2026", "the whole shop"),
    ],
)
def test_the_days_and_the_scope_of_a_note(context: Context, text: str, when: str, about: str):
    said = words(note.note(ask(text, VERA), context))

    assert f"Noted {when}" in said
    assert f"About {about}." in said


def test_a_note_is_found_by_the_days_it_holds_on(context: Context):
    note.note(ask("paid social budget +60 % from 17 Nov"), context)

    assert note.of_period(date(2026, 11, 22), date(2026, 11, 23), context)
    assert note.of_period(date(2026, 11, 15), date(2026, 11, 16), context) == []


def test_only_its_author_or_an_admin_takes_a_note_back(context: Context):
    kept = undo_of(note.note(ask("a bus strike"), context))

    assert "Only whoever wrote" in words(note.undo(click("note.undo", kept, AIKO), context))
    assert "Taken back" in words(note.note(ask(f"remove {kept}", DANA), context))


def test_notes_are_listed(context: Context):
    assert "No notes yet." in words(note.note(ask(""), context))
    note.note(ask("a bus strike"), context)

    assert "a bus strike" in words(note.note(ask("list"), context))
    assert "words beside its days" in words(note.note(ask("17 Nov"), context))
