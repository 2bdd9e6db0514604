"""Targets, as people type and click them against the small shop."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bot
from commands import target, target_table
from commands.context import Ask, Click, Context, Errors, Instead, Person, Reply, Surface
from commands.pacing import yesterdays
from metrics.period import Period
from storage import disclosures, targets
from templates import Message, Modal, as_text
from tests.sandbox_fixtures import MONDAY
from tests.stage import settings_for

DANA = Person(id="U0DANA", name="Dana", role="director", admin=True)
ROSA = Person(id="U0ROSA", name="Rosa", role="director")
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


def ask(text: str, person: Person = DANA, surface: Surface = Surface.COMMAND) -> Ask:
    return Ask(text=text, person=person, channel="C0ECOM", surface=surface)


def click(
    action: str, value: str = "", person: Person = DANA, fields: Mapping[str, Any] | None = None
) -> Click:
    return Click(person=person, channel="C0ECOM", action=action, value=value, fields=fields or {})


def words(reply: Reply) -> str:
    message = reply.message if isinstance(reply, Instead) else reply
    assert isinstance(message, Message), message
    return as_text(message).replace("\u00a0", " ")


def undo_of(message: Reply) -> str:
    """What the Undo button carries."""
    assert isinstance(message, Message)
    (value,) = [
        element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button" and element["text"]["text"] == "Undo"
    ]
    return str(value)


def held(context: Context) -> list[targets.Target]:
    with context.store.read() as db:
        return targets.all_of(db)


def said(text: str, context: Context, person: Person = DANA) -> str:
    return words(target.target(ask(text, person), context))


# --- setting and seeing ----------------------------------------------------------------------------


def test_a_target_is_echoed_with_its_whole_period_and_its_pace(context: Context):
    reply = said("net sales November 60k", context)

    assert reply.startswith("Target set: Net sales, November 2026: £60,000")
    assert "you are at " in reply
    assert "% of pace for November (£" in reply
    assert "Calendar-weighted: " in reply
    assert "% of the month's net sales are still ahead" in reply
    assert "The calendar expects £" in reply
    assert "through Sun 22 Nov" in reply
    assert "Undo" in reply
    (kept,) = held(context)
    assert (kept.metric, kept.value, kept.start, kept.end) == (
        "net_sales",
        6_000_000,
        NOVEMBER.start,
        NOVEMBER.end,
    )
    assert (kept.owner, kept.by) == ("U0DANA", "U0DANA")


def test_what_must_be_true_for_the_rest_is_said(context: Context):
    reply = said("net sales November 30k", context)

    assert "To reach it, the rest needs sessions" in reply
    assert "or conversion" in reply
    assert "or order value £" in reply
    assert "Mon 23 Nov alone: £" in reply
    assert "To reach it, the rest needs sessions" in said("orders November 300", context)


def test_a_target_for_a_line_with_an_owner(context: Context):
    reply = said("net sales Outerwear this month 20,000 <@U0AIKO|aiko>", context)

    assert "Net sales (Outerwear), November 2026: £20,000" in reply
    assert "Owner: @U0AIKO" in reply
    (kept,) = held(context)
    assert (kept.scope, kept.about, kept.owner) == ("product_line", "Outerwear", "U0AIKO")


def test_an_owner_may_be_named_as_the_settings_name_them(context: Context):
    said("net sales Outerwear this month 20,000 @marcus", context)

    assert held(context)[0].owner == "U0MARCUS"
    assert "I don't know who @nobody is" in said("net sales this month 20,000 @nobody", context)


def test_saying_another_amount_keeps_the_first_in_the_history_and_undo_brings_it_back(context: Context):
    said("net sales November 60k", context)
    second = target.target(ask("net sales November 64k"), context)
    assert "Before: £60,000, set by @U0DANA" in words(second)

    reply = words(target.undo(click("target.undo", undo_of(second)), context))

    assert reply == "Taken back. Net sales, November 2026: the target is £60,000 again."
    history = said("history net sales November", context)
    assert "£64,000, owner @U0DANA (taken back)" in history
    assert "2 entries" in history


def test_all_targets_are_listed_with_where_they_stand(context: Context):
    said("net sales November 60k", context)
    said("conversion rate November 2.5 %", context)
    said("orders December 100", context)

    reply = said("", context, VERA)

    assert "Net sales: you are at " in reply
    assert "lands £" in reply
    assert "Conversion rate: " in reply
    assert "The rest must show" in reply
    assert "Orders: December has not begun (target 100; as things stand it lands" in reply
    assert "learned from the shop's own past, never all alike" in reply


def test_without_a_target_it_is_said_where_the_month_lands_and_how_to_set_one(context: Context):
    for words_typed in ("", "net sales", "net sales November"):
        reply = said(words_typed, context)

        assert "Net sales: November lands £" in reply
        assert "through Sun 22 Nov; range £" in reply
        assert "No target is set. Set one: /target net sales November 6.4M" in reply


def test_ones_own_targets_and_those_of_somebody_else(context: Context):
    said("net sales November 60k", context)
    said("net sales Outerwear November 20k @marcus", context)

    for reply in (said("mine", context, MARCUS), said("@marcus", context), said("<@U0MARCUS>", context)):
        assert "Net sales (Outerwear)" in reply
        assert "Net sales:" not in reply
    assert "No target is set here." in said("mine", context, AIKO)


def test_a_target_that_is_well_in_reach_says_with_how_little_it_is_still_reached(context: Context):
    assert "It is still reached with sessions" in said("net sales November 17k", context)


def test_the_conversion_that_is_needed_is_told_beside_the_one_that_people_know(context: Context):
    needed = said("net sales November 30k", context)
    told = re.search(r"or conversion [\d.]+ % \(forecast ([\d.]+) %\)", needed)
    metric = context.catalog.named("conversion_rate")
    lately = context.analyst.read(metric, Period(date(2026, 10, 26), date(2026, 11, 23)), today=context.today)

    assert told is not None
    assert lately.value is not None
    assert float(told[1]) == pytest.approx(100 * lately.value, abs=0.006)


def test_a_figure_that_should_stay_low_has_a_limit_and_no_way_to_reach_it(context: Context):
    assert "Returns: the target for November is exceeded" in said("returns November £1", context)
    assert "To reach it" not in said("returns November 60k", context)
    assert "The rest may show at most" in said("ad cost ratio November 20%", context)


def test_a_rate_is_read_in_percent(context: Context):
    said("conversion rate November 2.5 %", context)

    assert held(context)[0].value == pytest.approx(0.025)


def test_a_month_that_is_over_is_shown_by_its_name_alone(context: Context):
    said("net sales October 2026 30k", context)

    assert "Net sales: October " in said("net sales October", context)


def test_a_target_is_dropped_and_the_drop_undone(context: Context):
    said("orders November 100", context)
    dropped = target.target(ask("drop orders November"), context)

    assert words(dropped).startswith("Target dropped: Orders, November 2026")
    assert held(context) == []
    target.undo(click("target.undo", undo_of(dropped)), context)
    assert held(context)[0].value == 100
    assert "There is no target for aov in Nov 2026." in said("drop aov November", context)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("net sales 60k", "which days"),
        ("nte slaes November 60k", "slaes"),
        ("net sales November lots", "lots"),
        ("net sales November 0", "above zero"),
        ("orders November £100", "not money"),
        ("net sales, orders November 100", "one figure"),
        ("stock cover November 4.5", "no pace"),
        ("stock on hand November 400", "no pace"),
        ("net sales by country November 100k", "one figure"),
        ("blended roas November 4", "write it after ="),
    ],
)
def test_what_cannot_be_read_says_why_and_nothing_is_kept(context: Context, text: str, why: str):
    assert why in said(text, context)
    assert held(context) == []


# --- who may ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [MARCUS, AIKO, VERA])
def test_directors_and_admins_set_targets_and_nobody_else(context: Context, person: Person):
    assert "Directors and admins set targets" in said("orders November 100", context, person)
    assert "Directors and admins" in words(
        target.target(ask("import metric,period,target\norders,Q4 2026,4\n", person), context)
    )
    refused = target_table.pasted(click("target.import", person=person), context)
    assert isinstance(refused, Errors)
    assert held(context) == []


def test_whoever_owns_a_target_may_change_it(context: Context):
    said("net sales Outerwear November 20k @marcus", context)

    assert "Target set" in said("net sales Outerwear November 22k", context, MARCUS)
    assert "Directors and admins set targets" in said("net sales Outerwear November 25k", context, AIKO)
    (kept,) = held(context)
    assert (kept.value, kept.owner, kept.by) == (2_200_000, "U0MARCUS", "U0MARCUS")


def test_undo_is_for_whoever_said_it_its_owner_or_a_director(context: Context):
    kept = undo_of(target.target(ask("orders November 100 @marcus"), context))

    assert "Only whoever set a target" in words(target.undo(click("target.undo", kept, AIKO), context))
    assert "no target" in words(target.undo(click("target.undo", kept, ROSA), context))
    assert "taken back already" in words(target.undo(click("target.undo", kept, MARCUS), context))
    assert "nothing of that" in words(target.undo(click("target.undo", "99"), context))


def test_margin_and_its_targets_are_for_directors(context: Context):
    kept = target.target(ask("gross profit November 20k"), context)
    assert "Target set" in words(kept)

    assert "for directors only" in said("gross profit November", context, MARCUS)
    assert "for directors only" in said("history gross profit November", context, MARCUS)
    assert "for directors only" in said("drop gross profit November", context, MARCUS)
    assert "Gross profit" not in said("", context, MARCUS)
    assert "Gross profit" in said("", context, DANA)
    assert "Gross profit" not in words(target.target(ask("", DANA, Surface.MENTION), context))
    assert [one.goal.metric.name for one in yesterdays("U0DANA", context)] == ["gross_profit"]
    assert yesterdays("U0MARCUS", context) == yesterdays("C0ECOM", context) == ()


def test_a_margins_target_asked_for_in_a_channel_is_for_the_director_alone_and_written_down(context: Context):
    said("gross profit November 20k", context)

    reply = target.target(ask("gross profit November", DANA, Surface.MENTION), context)

    assert isinstance(reply, Message)
    assert reply.restricted
    assert reply.cleared != "C0ECOM"
    assert "Gross profit is for directors only" in words(reply)
    with context.store.read() as db:
        latest = disclosures.latest(db)[0]
    assert (latest.who, latest.metric, latest.start, latest.end) == (
        "U0DANA",
        "gross_profit",
        NOVEMBER.start,
        NOVEMBER.end,
    )


# --- many at once ----------------------------------------------------------------------------------

TABLE = (
    "Metric,Month,Target,Line,Owner\nnet sales,November 2026,60k,,<@U0DANA>\n"
    "net sales,November 2026,20k,Outerwear,@marcus\norders,Q4 2026,400,,\n"
)


def test_a_table_of_targets_is_taken_whole_or_not_at_all(context: Context):
    assert isinstance(target.target(ask("import"), context), Modal)

    bad = target_table.pasted(click("target.import", fields={"text": TABLE + "orders,soon,4,,\n"}), context)
    assert isinstance(bad, Errors)
    assert "Line 5: I don't understand" in bad.by_block["text"]
    assert held(context) == []

    taken = target_table.pasted(click("target.import", fields={"text": TABLE}), context)
    assert words(taken).startswith("3 targets set\nNet sales, November 2026: £60,000, owner @U0DANA")
    assert {(one.metric, one.about, one.owner) for one in held(context)} == {
        ("net_sales", "", "U0DANA"),
        ("net_sales", "Outerwear", "U0MARCUS"),
        ("orders", "", "U0DANA"),
    }


def test_a_table_sent_with_the_word_is_taken_as_it_is(context: Context):
    assert "3 targets set" in said(f"import\n{TABLE}", context)
    assert len(held(context)) == 3
    assert "Nothing was set. Line 2" in said(
        "import\nmetric,period,target\norders,soon,4\n", context
    ).replace("\n", " ")


def test_undo_takes_a_whole_table_back_and_leaves_what_it_did_not_change(context: Context):
    said("net sales November 60k", context)
    taken = target_table.pasted(click("target.import", fields={"text": TABLE}), context)

    reply = words(target.undo(click("target.undo", undo_of(taken)), context))

    assert reply.startswith("Taken back. Net sales (Outerwear), November 2026: no target.")
    assert [(one.metric, one.about) for one in held(context)] == [("net_sales", "")]


def test_a_table_without_its_columns_says_which(context: Context):
    reply = target_table.pasted(click("target.import", fields={"text": "a,b\n1,2\n"}), context)

    assert isinstance(reply, Errors)
    assert "no column for metric and period and target" in reply.by_block["text"]


def test_a_landing_is_told_for_days_soon_to_come_and_not_for_next_year(context: Context):
    assert "Net sales: December lands £" in said("net sales December", context)
    assert "(not begun; range £" in said("net sales December", context)
    assert "There is no target for net sales in Mon 1 Nov 2027." in said("net sales November 1", context)
