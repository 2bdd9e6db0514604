"""Targets, as people type and click them against the small shop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bot
from commands import target
from commands.context import Ask, Click, Context, Errors, Instead, Person, Reply
from metrics.period import Period
from storage import targets
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
