"""Words that do not make one question: slips are read or asked back, and nothing ever falls over."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.grammar import Grammar, Menu, Unreadable
from metrics.catalog import CATALOG
from metrics.reading import Question
from tests.commands.shop_words import LABELS, TODAY, shop_grammar

GRAMMAR = shop_grammar()


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        GRAMMAR.read(text, today=TODAY)
    return caught.value


@pytest.mark.parametrize(
    ("slip", "meant", "note"),
    [
        ("net sales yesterdya", "net sales yesterday", "I read “yesterdya” as yesterday."),
        ("net sales by contry", "net sales by country", "I read “contry” as country."),
        ("net sales by produkt", "net sales by product", "I read “produkt” as product."),
        ("net sales lst week", "net sales last week", "I read “lst” as last."),
        ("net sales last wek", "net sales last week", "I read “wek” as week."),
        ("net sales novmber", "net sales november", "I read “novmber” as november."),
        ("net sales blakc friday", "net sales black friday", "I read “blakc” as black."),
        ("net sales last week verus ly", "net sales last week vs ly", "I read “verus” as versus."),
        (
            "netsales by segmnet tody",
            "net sales by segment today",
            "I read “segmnet” as segment. I read “tody” as today.",
        ),
    ],
)
def test_a_clear_slip_is_read_and_said(slip, meant, note):
    read, wanted = (GRAMMAR.read(words, today=TODAY) for words in (slip, meant))

    assert isinstance(read, Question)
    assert isinstance(wanted, Question)
    assert GRAMMAR.say(read) == GRAMMAR.say(wanted)
    assert " ".join(read.notes) == note


@pytest.mark.parametrize(
    ("text", "unknown", "suggestion"),
    [
        ("sesions yesterday", "sesions", "sessions yesterday"),
        ("grss mrgin last week", "grss mrgin", "gross margin last week"),
        ("salse by country", "salse", "net sales by country"),
        ("ordes last week vs ly", "ordes", "orders last week vs ly"),
        ("convertion rate by device", "convertion", "conversion rate by device"),
        ("nett sales last month", "nett", "net sales last month"),
        ("net sales in Germny", "Germny", 'net sales in "Germany"'),
        ("net sales frobnicated yesterday", "frobnicated", "net sales yesterday"),
        ("net sales by weather last week", "weather", "net sales last week"),
        ("frobnicate the wibble", "frobnicate", "net sales yesterday"),
    ],
)
def test_other_unknown_words_are_named_with_the_nearest_phrasing(text, unknown, suggestion):
    refused = refusal(text)

    assert f"“{unknown}" in refused.message
    assert suggestion in refused.suggestions


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("roas last month", ("platform ROAS last month", "blended ROAS last month", "new-customer ROAS last month")),
        ("mer", ("blended ROAS", "ad cost ratio")),
        ("sessions where channel = search", ('sessions where channel = "Organic search"', 'sessions where channel = "Paid search"')),
        ("spend email", ('spend marketing channel = "Email"', 'spend campaign = "Email"')),
        ("net sales for product aran last week", ('net sales for product "WB-1" last week', 'net sales for product "WB-2" last week')),
    ],
)  # fmt: skip
def test_words_with_several_meanings_make_a_menu(text, choices):
    menu = GRAMMAR.read(text, today=TODAY)

    assert isinstance(menu, Menu)
    assert sorted(phrase for _, phrase in menu.choices) == sorted(choices)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Which number"),
        ("   ", "Which number"),
        ("hello", "Which number"),
        ("visitors yesterday", "do not add up"),
        ("orders over £20k", "by an amount"),
        ("orders &gt; 100 by country", "by an amount"),
        ("net sales £20k", "by an amount"),
        ("net sales except Germany", "leave something out"),
        ("net sales where country is not germany", "leave something out"),
        ("net sales vs target", "not with “target”"),
        ("net sales tomorrow", "Tue 24 Nov 2026 is still to come"),
        ("net sales next week", "still to come"),
        ("net sales 3 Jan 2027", "Sun 3 Jan 2027 is still to come"),
        ("net sales last week vs next week", "still to come"),
        ("net sales yesterday vs yesterday", "with itself"),
        ("net sales october november", "two periods"),
        ("net sales by country and product", "one thing at a time"),
        ("net sales by country top 0", "at least one row"),
        ("net sales where country = narnia", "no country called “narnia”"),
        ("net sales where country =", "Which country?"),
        ("net sales for sku XX99", "no product called “XX99”"),
        ("x " * 200, "in one line"),
        ("net sales " * 200, "in one line"),
    ],
)
def test_what_cannot_be_asked_gets_a_reason(text, says):
    assert says in refusal(text).message


def test_a_comparison_of_two_periods_is_offered():
    assert "net sales october vs november" in refusal("net sales october november").suggestions


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("“net sales” last week", "net sales last week"),
        ("net sales — last week — by country", "net sales last week by country"),
        ("net\u00a0sales by\u202fcountry\u2009last week", "net sales by country last week"),
        ("*net sales* _last week_", "net sales last week"),
        ("`net sales` last week", "net sales last week"),
        ("NET SALES BY COUNTRY LAST WEEK VS LY TOP 5", "net sales by country last week vs ly top 5"),
        ("net sales 1—15 nov", "net sales 1-15 nov"),
        ("net sales\u200b last\u2060 week", "net sales last week"),
        ("ｎｅｔ ｓａｌｅｓ last week", "net sales last week"),
        ("nét sales last week", "net sales last week"),
        ("net sales for Bags &amp; Belts", 'net sales for "Bags & Belts"'),
        ("net sales november ’25", "net sales november 2025"),
        ("net sales <https://shop.example|by country>", "net sales by country"),
        ("net sales, , by country...", "net sales by country"),
    ],
)
def test_what_phones_and_slack_send_reads_like_plain_words(typed, plain):
    read, wanted = (GRAMMAR.read(words, today=TODAY) for words in (typed, plain))

    assert isinstance(read, Question)
    assert read == wanted


SPEECH = st.lists(
    st.sampled_from(
        "net sales orders aov by country channel product where in on for = DE or and Germany , vs previous last week month "
        "year yoy top bottom 5 best movers yesterday today november 2011 1 - 15 nov q3 from to between compare with not over "
        "£20k > \" ' ( ) no comparison sku 21314 roas yesterdya zzz · – week 47 B2B email search is the 0 99999".split()
    ),
    max_size=14,
).map(" ".join)


@given(SPEECH | st.text(max_size=80), st.dates(min_value=date(2005, 1, 1), max_value=date(2060, 1, 1)))
@example("country =", TODAY)
@example('"', TODAY)
@example("compare", TODAY)
@example("vs", TODAY)
@example("5 best", TODAY)
@example("not", TODAY)
def test_any_text_is_a_question_a_menu_or_a_reply(text, today):
    try:
        found = GRAMMAR.read(text, today=today)
    except Unreadable as refused:
        assert refused.message
        for phrase in refused.suggestions:
            GRAMMAR.read(phrase, today=today)
        return
    if isinstance(found, Menu):
        assert found.choices
        for _, phrase in found.choices:
            GRAMMAR.read(phrase, today=today)
        return
    assert found.metrics
    assert found.period.start <= today
    again = GRAMMAR.read(GRAMMAR.say(found), today=today)
    assert isinstance(again, Question)
    assert (again.metrics, again.period, again.baseline) == (found.metrics, found.period, found.baseline)
    assert (again.split, again.series, again.rank) == (found.split, found.series, found.rank)


@given(st.text(max_size=80))
def test_any_text_after_a_filter_is_taken_or_refused(text):
    try:
        GRAMMAR.read(f"net sales where campaign = {text}", today=TODAY)
    except Unreadable as refused:
        assert refused.message


def test_labels_are_read_anew_when_the_facts_change():
    labels = dict(LABELS)
    grammar = Grammar(CATALOG, lambda dimension: labels.get(dimension, ()))
    with pytest.raises(Unreadable):
        grammar.read("net sales for swimwear", today=TODAY)

    labels["product_line"] = ("Swimwear",)

    assert isinstance(grammar.read("net sales for swimwear", today=TODAY), Question)
