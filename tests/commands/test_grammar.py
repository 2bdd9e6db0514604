"""What people type, and the one question it makes: read on Monday 23 November 2026 unless a day is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.grammar import Grammar, Menu
from commands.sentence import LARGEST_RANK
from metrics.catalog import CATALOG
from metrics.metric import GRAINS
from metrics.period import Period, one_day
from metrics.reading import Question, Rank
from tests.commands.shop_words import LABELS, TODAY, shop_grammar

GRAMMAR = shop_grammar()
YESTERDAY = "Sun 22 Nov 2026 · vs Sun 15 Nov 2026"
LAST_WEEK = "Mon 16–Sun 22 Nov 2026 · vs Mon 9–Sun 15 Nov 2026"
OCTOBER = "Oct 2026 · vs Oct 2025"
MONTH_TO_DATE = "1–22 Nov 2026 · vs 1–22 Nov 2025"

# The echo says everything a question holds: figures · split · run · filters · period · baseline · rank.
PHRASES = {
    # figures, by name, alias, plural, or several
    "net sales": f"net sales · {YESTERDAY}",
    "net_sales yesterday": f"net sales · {YESTERDAY}",
    "netsales": f"net sales · {YESTERDAY}",
    "revenue": f"net sales · {YESTERDAY}",
    "order": f"orders · {YESTERDAY}",
    "net sales, orders and aov yesterday": f"net sales, orders, AOV · {YESTERDAY}",
    "orders & units": f"orders, units · {YESTERDAY}",
    "net sales/orders last week": f"net sales, orders · {LAST_WEEK}",
    "average order value": f"AOV · {YESTERDAY}",
    "cvr": f"conversion rate · {YESTERDAY}",
    "gross margin %": f"gross margin · {YESTERDAY}",
    "add-to-cart rate": f"add-to-cart rate · {YESTERDAY}",
    "returns": f"returns · {YESTERDAY}",
    "return rate": f"return rate · {YESTERDAY}",
    "new customers": f"new customers · {YESTERDAY}",
    "stock on hand": f"stock on hand · {YESTERDAY}",
    # without a figure
    "yesterday": f"net sales · {YESTERDAY}",
    "by country": f"net sales · by country · {YESTERDAY}",
    "best sellers last week": f"net sales · by product · {LAST_WEEK} · top 5",
    "how did email do last week": f"sessions · marketing channel = Email · {LAST_WEEK}",
    "how much did we sell yesterday?": f"net sales · {YESTERDAY}",
    # said politely
    "Show me our revenue last week, please?": f"net sales · {LAST_WEEK}",
    "what was net sales in Germany yesterday": f"net sales · country = Germany · {YESTERDAY}",
    "What's our AOV?": f"AOV · {YESTERDAY}",
    "/kpi net sales last week": f"net sales · {LAST_WEEK}",
    "<@U012ABC> net sales last week": f"net sales · {LAST_WEEK}",
    "net sales in <#C012|ecom> last week": f"net sales · {LAST_WEEK}",
    "yesterday's net sales": f"net sales · {YESTERDAY}",
    # split
    "net sales by country": f"net sales · by country · {YESTERDAY}",
    "net sales per product line": f"net sales · by product line · {YESTERDAY}",
    "net sales for each country": f"net sales · by country · {YESTERDAY}",
    "by country net sales": f"net sales · by country · {YESTERDAY}",
    "net sales split by segment": f"net sales · by segment · {YESTERDAY}",
    "net sales by category": f"net sales · by product line · {YESTERDAY}",
    "net sales by sku top 10": f"net sales · by product · {YESTERDAY} · top 10",
    "net sales by channel": f"net sales · by sales channel · {YESTERDAY}",
    "sessions by channel": f"sessions · by marketing channel · {YESTERDAY}",
    "net sales new vs returning": f"net sales · by customer type · {YESTERDAY}",
    "net sales by hour": f"net sales · by hour · {YESTERDAY}",
    "net sales by country, orders by country": f"net sales, orders · by country · {YESTERDAY}",
    # runs over time
    "net sales by day last week": f"net sales · by day · {LAST_WEEK}",
    "daily orders last week": f"orders · by day · {LAST_WEEK}",
    "weekly net sales mtd": f"net sales · by week · {MONTH_TO_DATE}",
    "net sales trend last week": f"net sales · by day · {LAST_WEEK}",
    "net sales per country per week mtd": f"net sales · by country · by week · {MONTH_TO_DATE}",
    "net sales monthly 2025": "net sales · by month · 2025 · vs 2024",
    # filters
    "net sales where country = germany": f"net sales · country = Germany · {YESTERDAY}",
    "net sales country: DE": f"net sales · country = Germany · {YESTERDAY}",
    "net sales in DE or FR": f"net sales · country = Germany or France · {YESTERDAY}",
    "net sales in Germany, France and Ireland": f"net sales · country = Germany or France or Ireland · {YESTERDAY}",
    "net sales in the UK": f"net sales · country = United Kingdom · {YESTERDAY}",
    "net sales US": f"net sales · country = United States · {YESTERDAY}",
    "sales in IT": f"net sales · country = Italy · {YESTERDAY}",
    "sales in Spain": f"net sales · country = Spain · {YESTERDAY}",
    "net sales germany": f"net sales · country = Germany · {YESTERDAY}",
    "sessions where channel is email": f"sessions · marketing channel = Email · {YESTERDAY}",
    "sessions from organic search": f"sessions · marketing channel = Organic search · {YESTERDAY}",
    "orders on Amazon last month": f"orders · sales channel = Amazon · {OCTOBER}",
    "orders by country, channel = amazon": f"orders · by country · sales channel = Amazon · {YESTERDAY}",
    "net sales for Outerwear mtd": f"net sales · product line = Outerwear · {MONTH_TO_DATE}",
    "net sales in bags and belts": f'net sales · product line = "Bags & Belts" · {YESTERDAY}',
    "net sales for women's": f'net sales · product line = "Women\'s" · {YESTERDAY}',
    'net sales for "top picks"': f'net sales · product line = "Top Picks" · {YESTERDAY}',
    "aov for B2B": f"AOV · segment = B2B · {YESTERDAY}",
    "net sales where country = DE and segment = B2B last week": f"net sales · country = Germany · segment = B2B · {LAST_WEEK}",
    "conversion rate on mobile": f"conversion rate · device = mobile · {YESTERDAY}",
    "net sales for returning customers": f"net sales · customer type = returning · {YESTERDAY}",
    "spend on google ads": f"ad spend · platform = Google Ads · {YESTERDAY}",
    "spend for campaign bf-early": f'ad spend · campaign = "BF-Early" · {YESTERDAY}',
    "spend for campaign spring sale 2026": f'ad spend · campaign = "Spring_Sale_2026" · {YESTERDAY}',
    "net sales where country is unknown": f'net sales · country = "(unknown)" · {YESTERDAY}',
    "net sales for sku 21314": f"net sales · product = 21314 · {YESTERDAY}",
    "net sales for sku 85123a last month": f"net sales · product = 85123A · {OCTOBER}",
    "units of product aran coat last week": f"units · product = WB-1 · {LAST_WEEK}",
    # ranks
    "net sales by country top 5": f"net sales · by country · {YESTERDAY} · top 5",
    "top ten products by units last month": f"units · by product · {OCTOBER} · top 10",
    "bottom 3 countries last month": f"net sales · by country · {OCTOBER} · bottom 3",
    "5 best products last week": f"net sales · by product · {LAST_WEEK} · top 5",
    "worst campaigns by platform roas": f"platform ROAS · by campaign · {YESTERDAY} · bottom 5",
    "top-3 campaigns by spend": f"ad spend · by campaign · {YESTERDAY} · top 3",
    "biggest movers by product last week": f"net sales · by product · {LAST_WEEK} · top 5 movers",
    "movers by product last week top 3": f"net sales · by product · {LAST_WEEK} · top 3 movers",
    "bottom 3 movers by country last week": f"net sales · by country · {LAST_WEEK} · bottom 3 movers",
    "best day last month": f"net sales · by day · {OCTOBER}",
    # periods, in a question
    "orders today": "orders · Mon 23 Nov 2026 · vs Mon 16 Nov 2026",
    "net sales over the last 28 days": "net sales · 26 Oct–22 Nov 2026 · vs 28 Sep–25 Oct 2026",
    "net sales for Q3": "net sales · Q3 2026 · vs Q3 2025",
    "net sales during black friday 2025": "net sales · Fri 28 Nov 2025 · vs Fri 29 Nov 2024",
    "how were sales on Black Friday?": "net sales · Fri 28 Nov 2025 · vs Fri 29 Nov 2024",
    "net sales from 1 Nov to 15 Nov": "net sales · 1–15 Nov 2026 · vs 1–15 Nov 2025",
    "net sales 2026-11-01..2026-11-15": "net sales · 1–15 Nov 2026 · vs 1–15 Nov 2025",
    "last week net sales": f"net sales · {LAST_WEEK}",
    "net sales (last week)": f"net sales · {LAST_WEEK}",
    # comparisons
    "net sales yesterday vs previous": f"net sales · {YESTERDAY}",
    "net sales yesterday vs ly": "net sales · Sun 22 Nov 2026 · vs Sun 23 Nov 2025",
    "net sales yesterday vs lw": f"net sales · {YESTERDAY}",
    "net sales yesterday vs last month": "net sales · Sun 22 Nov 2026 · vs Sun 25 Oct 2026",
    "net sales yesterday vs the day before yesterday": "net sales · Sun 22 Nov 2026 · vs Sat 21 Nov 2026",
    "net sales yesterday vs 2025": "net sales · Sun 22 Nov 2026 · vs Sun 23 Nov 2025",
    "net sales vs last week": f"net sales · {YESTERDAY}",
    "yoy net sales last week": "net sales · Mon 16–Sun 22 Nov 2026 · vs Mon 17–Sun 23 Nov 2025",
    "net sales last week year on year": "net sales · Mon 16–Sun 22 Nov 2026 · vs Mon 17–Sun 23 Nov 2025",
    "net sales last week compared to the week before last": "net sales · Mon 16–Sun 22 Nov 2026 · vs Mon 9–Sun 15 Nov 2026",
    "compare net sales last week with last year": "net sales · Mon 16–Sun 22 Nov 2026 · vs Mon 17–Sun 23 Nov 2025",
    "net sales last month against previous month": "net sales · Oct 2026 · vs Sep 2026",
    "net sales mtd vs previous": "net sales · 1–22 Nov 2026 · vs 1–22 Oct 2026",
    "net sales mtd vs october": "net sales · 1–22 Nov 2026 · vs 1–22 Oct 2026",
    "net sales vs october": "net sales · 1–22 Nov 2026 · vs 1–22 Oct 2026",
    "net sales november 2011 vs october 2011": "net sales · Nov 2011 · vs Oct 2011",
    "net sales november 2011 vs october": "net sales · Nov 2011 · vs Oct 2011",
    "net sales november 2011 vs november": "net sales · Nov 2011 · vs Nov 2010",
    "net sales by country November 2011 vs previous month top 5": "net sales · by country · Nov 2011 · vs Oct 2011 · top 5",
    "net sales 2025 vs 2023": "net sales · 2025 · vs 2023",
    "net sales q3 vs q2": "net sales · Q3 2026 · vs Q2 2026",
    "net sales 1–15 Nov vs 1–15 Oct": "net sales · 1–15 Nov 2026 · vs 1–15 Oct 2026",
    "net sales 20-22 Nov vs 13-15 Nov": "net sales · Fri 20–Sun 22 Nov 2026 · vs Fri 13–Sun 15 Nov 2026",
    "net sales black friday vs black friday 2023": "net sales · Fri 28 Nov 2025 · vs Fri 24 Nov 2023",
    "net sales black friday vs last black friday": "net sales · Fri 28 Nov 2025 · vs Fri 29 Nov 2024",
    "net sales last 30 days vs previous 30 days": "net sales · 24 Oct–22 Nov 2026 · vs 19 Sep–18 Oct 2026",
    "compare october and september": "net sales · Oct 2026 · vs Sep 2026",
    "compare Germany and France last month": f"net sales · by country · country = Germany or France · {OCTOBER}",
    "net sales in germany and france by day last week": f"net sales · by day · country = Germany or France · {LAST_WEEK}",
    "net sales last 30 days vs the 30 days before": "net sales · 24 Oct–22 Nov 2026 · vs 19 Sep–18 Oct 2026",
    "net sales last week no comparison": "net sales · Mon 16–Sun 22 Nov 2026 · no comparison",
    "Germany vs France net sales last month": f"net sales · by country · country = Germany or France · {OCTOBER}",
    "sessions email vs paid search": f"sessions · by marketing channel · marketing channel = Email or Paid search · {YESTERDAY}",
    "did we sell more yesterday than last week": f"net sales · {YESTERDAY}",
    "orders vs units": f"orders, units · {YESTERDAY}",
}  # fmt: skip


def read(text: str, today: date = TODAY) -> Question:
    question = GRAMMAR.read(text, today=today)
    assert not isinstance(question, Menu)
    return replace(question, notes=())


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_makes_its_question(phrase):
    assert GRAMMAR.say(read(phrase)) == PHRASES[phrase]


@pytest.mark.parametrize("phrase", PHRASES)
def test_the_echo_reads_to_the_same_question_today_and_tomorrow(phrase):
    question = read(phrase)

    assert read(GRAMMAR.say(question)) == question
    assert read(GRAMMAR.say(question), TODAY + timedelta(days=1)) == question


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_a_phone_does_to_a_phrase_changes_nothing(phrase):
    plain = phrase.replace("'", "’").replace('"', "”")
    question = read(phrase)

    assert read(plain.replace(" ", "\u00a0")) == question
    assert read(plain.replace(" ", "\u202f")) == question
    assert read(phrase.replace("-", "–") + "?") == question
    assert read(f"  {phrase}.  ") == question
    if "<" not in phrase:
        assert read(phrase.upper()) == question
        assert read(phrase.title().replace("'S", "'s")) == question
    if "<" not in phrase and "&" in phrase:
        assert read(phrase.replace("&", "&amp;")) == question


def test_without_a_period_it_is_the_last_day_that_every_figure_has():
    newest = {"net_sales": date(2026, 11, 22), "sessions": date(2026, 11, 20)}

    both = GRAMMAR.read("net sales, sessions", today=TODAY, last_complete=lambda metric: newest[metric.name])
    none = GRAMMAR.read("net sales", today=TODAY, last_complete=lambda _: None)

    latest = GRAMMAR.read(
        "sessions on the latest day", today=TODAY, last_complete=lambda metric: newest[metric.name]
    )

    assert isinstance(latest, Question)
    assert latest.period == one_day(date(2026, 11, 20))
    assert isinstance(both, Question)
    assert both.period == one_day(date(2026, 11, 20))
    assert isinstance(none, Question)
    assert none.period == one_day(date(2026, 11, 22))


def test_a_default_answers_where_no_figure_is_named():
    headlines = (CATALOG.named("orders"), CATALOG.named("aov"))

    question = GRAMMAR.read("last week", today=TODAY, default=headlines)

    assert isinstance(question, Question)
    assert question.metrics == headlines
    assert question.notes == ()


def test_a_guess_is_never_silent():
    def notes(words: str) -> str:
        question = GRAMMAR.read(words, today=TODAY)
        assert isinstance(question, Question)
        return " ".join(question.notes)

    assert "sales channel" in notes("net sales by channel")
    assert "net sales" in notes("yesterday")
    assert "product" in notes("net sales top 5")
    assert "Aran coat (WB-1)" in notes("units of product aran coat")
    assert "(unknown)" in notes("net sales where country is unknown")
    assert f"{LARGEST_RANK}" in notes("net sales by country top 500")
    assert notes("net sales by country last week") == ""


def test_the_baseline_says_why_it_is_fair():
    def label(words: str) -> str:
        baseline = read(words).baseline
        return baseline.label if baseline else ""

    assert label("net sales yesterday") == "same weekday the week before"
    assert label("net sales yesterday vs ly") == "same weekday last year, BF−5"
    assert label("net sales · Sun 22 Nov 2026 · vs Sun 23 Nov 2025") == "same weekday last year, BF−5"
    assert label("net sales mtd vs october") == "same days of the month before"
    assert label("net sales black friday 2025") == "Black Friday 2024"


def test_the_week_begins_where_the_shop_says():
    question = shop_grammar("sunday").read("net sales last week", today=TODAY)

    assert isinstance(question, Question)
    assert question.period == Period(date(2026, 11, 15), date(2026, 11, 22))


@pytest.mark.parametrize(
    "phrase",
    ["net sales by country last week", "orders mtd", "sessions by day last month", "spend black friday 2025"],
)
def test_every_follow_up_is_another_question_that_reads(phrase):
    question = read(phrase)
    follow_ups = GRAMMAR.variations(question)

    assert 2 <= len(follow_ups) <= 6
    for label, words in follow_ups:
        assert len(label) <= 30
        assert read(words) != question
        assert read(words).filters == question.filters


def test_a_split_that_would_show_one_row_is_not_offered():
    one_channel = Grammar(CATALOG, lambda dimension: ("Shopify",) if dimension == "sales_channel" else ())

    labels = [label for label, _ in one_channel.variations(read("net sales last week"))]

    assert "By sales channel" not in labels
    assert labels[0] == "By product"


# --- Whatever can be asked can be said, and read again ---------------------------------------------------

DAYS = st.dates(min_value=date(1995, 1, 1), max_value=date(2026, 11, 22))
SPANS = st.builds(lambda a, b: Period(min(a, b), max(a, b) + timedelta(days=1)), DAYS, DAYS)
ODD_LABELS = st.text(min_size=1, max_size=20).filter(
    lambda label: any(mark.isalnum() for mark in label) and not set(label) & set("<>&\x00")
)
FILTERS = st.dictionaries(
    st.sampled_from(sorted(LABELS)), st.lists(st.integers(0, 10), min_size=1, max_size=3), max_size=3
).map(
    lambda chosen: {
        name: tuple(dict.fromkeys(LABELS[name][at % len(LABELS[name])] for at in ats))
        for name, ats in chosen.items()
    }
)
QUESTIONS = st.builds(
    Question,
    metrics=st.lists(
        st.sampled_from(CATALOG.all), min_size=1, max_size=3, unique_by=lambda metric: metric.name
    ).map(tuple),
    period=SPANS,
    baseline=st.none() | SPANS,
    split=st.sampled_from([None, *(one.name for one in CATALOG.dimensions if one.name not in GRAINS)]),
    filters=FILTERS,
    series=st.sampled_from([None, *GRAINS]),
)
RANKS = st.none() | st.builds(
    Rank, count=st.integers(1, LARGEST_RANK), lowest=st.booleans(), by_change=st.booleans()
)


@given(QUESTIONS, RANKS)
def test_any_question_reads_back_as_it_was_said(question, rank):
    asked = replace(question, rank=rank if question.split else None)
    if asked.baseline == asked.period:
        asked = replace(asked, baseline=None)

    assert read(GRAMMAR.say(asked)) == asked


ANY_LABEL: dict[str, tuple[str, ...]] = {}
ANY_SHOP = Grammar(CATALOG, lambda dimension: ANY_LABEL.get(dimension, ()))


@given(st.sampled_from(["product_line", "campaign", "marketing_channel"]), ODD_LABELS)
def test_any_label_survives_being_said(dimension, label):
    ANY_LABEL.clear()
    ANY_LABEL[dimension] = (label,)
    asked = replace(read("net sales yesterday"), filters={dimension: (label,)})

    again = ANY_SHOP.read(ANY_SHOP.say(asked), today=TODAY)

    assert isinstance(again, Question)
    assert again.filters == asked.filters
