"""Metrics and dimensions by the words people use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from metrics.catalog import CATALOG, Ambiguous, Catalog, UnknownDimension, UnknownMetric
from metrics.definitions import elsewhere, sales, traffic
from metrics.definitions.words import AMBIGUOUS, NOT_OFFERED
from metrics.metric import Measured, Sensitivity


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("net sales", "net_sales"),
        ("Net-Sales", "net_sales"),
        ("NETSALES", "net_sales"),
        ("net_sales", "net_sales"),
        ("revenue", "net_sales"),
        ("sale", "net_sales"),
        ("order", "orders"),
        ("AOVs", "aov"),
        ("average order value", "aov"),
        ("cvr", "conversion_rate"),
        ("conversion", "conversion_rate"),
        ("conversions", "conversions"),
        ("visits", "sessions"),
        ("traffic", "sessions"),
        ("margin", "gross_margin"),
        ("gross margin %", "gross_margin"),
        ("refunds", "returns"),
        ("ad spend", "spend"),
        ("CPA", "cost_per_conversion"),
        ("tacos", "ad_cost_ratio"),
        ("inventory", "stock_on_hand"),
        ("out of stock", "stock_out_rate"),
    ],
)
def test_a_metric_answers_to_its_name_label_and_aliases_however_they_are_written(
    words: str, name: str
) -> None:
    assert CATALOG.find(words).name == name


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("roas", ["platform_roas", "blended_roas", "new_customer_roas"]),
        ("MER", ["blended_roas", "ad_cost_ratio"]),
        ("cac", ["ncac", "cost_per_order"]),
        ("cost", ["spend", "cogs"]),
        ("abandonment", ["cart_abandonment", "checkout_abandonment"]),
    ],
)
def test_a_word_that_honest_people_use_for_two_metrics_offers_both(words: str, names: list[str]) -> None:
    with pytest.raises(Ambiguous) as raised:
        CATALOG.find(words)

    assert [choice.name for choice in raised.value.choices] == names


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        ("revnue", "revenue"),
        ("sesions", "sessions"),
        ("grss mrgin", "gross margin"),
        ("conv rte", "conv rate"),
    ],
)
def test_a_typo_gets_the_nearest_words_as_a_suggestion(words: str, suggestion: str) -> None:
    with pytest.raises(UnknownMetric) as raised:
        CATALOG.find(words)

    assert raised.value.suggestions[0] == suggestion
    assert words in str(raised.value)


def test_every_suggestion_can_be_found() -> None:
    for words in ("revnue", "ordrs", "stok", "visitors", "ltv"):
        with pytest.raises(UnknownMetric) as raised:
            CATALOG.find(words)
        assert [CATALOG.find(suggestion) for suggestion in raised.value.suggestions]


def test_nonsense_gets_no_suggestion() -> None:
    with pytest.raises(UnknownMetric) as raised:
        CATALOG.find("qqqq")

    assert raised.value.suggestions == ()


def test_a_figure_that_cannot_be_summed_says_why_and_what_to_ask_instead() -> None:
    with pytest.raises(UnknownMetric, match="do not add up") as raised:
        CATALOG.find("unique visitors")

    assert raised.value.suggestions == ("sessions",)


def test_two_metrics_with_one_alias_refuse_to_start() -> None:
    other = replace(sales.orders, name="other", label="Other", aliases=("turn-over",))

    with pytest.raises(ValueError, match="claimed by both net_sales and other"):
        Catalog({"Sales": [sales.net_sales, other]})


def test_a_word_cannot_be_ambiguous_and_an_alias() -> None:
    with pytest.raises(ValueError, match="also net_sales"):
        Catalog({"Sales": [sales.net_sales]}, ambiguous={"revenue": ("net_sales",)})


def test_an_ambiguous_word_must_lead_to_metrics_that_exist() -> None:
    with pytest.raises(ValueError, match="is no metric"):
        Catalog({"Sales": [sales.net_sales]}, ambiguous={"mer": ("blended_roas",)})


@pytest.mark.parametrize(
    ("metric", "words", "dimension"),
    [
        (sales.net_sales, "channel", "sales_channel"),
        (sales.average_order_value, "channels", "sales_channel"),
        (traffic.sessions, "channel", "marketing_channel"),
        (traffic.sessions, "source", "marketing_channel"),
        (CATALOG.named("spend"), "Channel", "marketing_channel"),
    ],
)
def test_a_bare_channel_is_the_metrics_natural_one_and_the_answer_says_so(
    metric: Measured, words: str, dimension: str
) -> None:
    found, note = CATALOG.dimension(words, metric)

    assert found.name == dimension
    assert dimension.replace("_", " ") in note


@pytest.mark.parametrize(
    ("words", "dimension"),
    [
        ("sales channel", "sales_channel"),
        ("Product Lines", "product_line"),
        ("category", "product_line"),
        ("SKUs", "product"),
        ("new vs returning", "customer_type"),
        ("market", "country"),
        ("weekly", "week"),
    ],
)
def test_a_split_answers_to_the_words_people_use_for_it(words: str, dimension: str) -> None:
    found, note = CATALOG.dimension(words, sales.net_sales)

    assert (found.name, note) == (dimension, "")


def test_an_unknown_split_gets_a_suggestion() -> None:
    with pytest.raises(UnknownDimension) as raised:
        CATALOG.dimension("contry", sales.net_sales)

    assert raised.value.suggestions == ("country",)


def test_names_are_unique_and_whatever_rests_on_cost_is_for_directors() -> None:
    names = [metric.name for metric in CATALOG.all]
    restricted = {metric.name for metric in CATALOG.all if metric.sensitivity is Sensitivity.RESTRICTED}
    on_cost = {
        metric.name
        for metric in CATALOG.all
        if any({part.measure, part.minus} & {"cogs", "costed_sales"} for part in metric.parts)
    }

    assert len(names) == len(set(names))
    assert restricted == on_cost == {"cogs", "gross_profit", "gross_margin", "cost_coverage", "poas"}


@pytest.mark.parametrize("metric", CATALOG.all, ids=lambda metric: metric.name)
def test_every_metric_explains_itself_and_can_be_read_from_one_source_unless_it_joins_two(
    metric: Measured,
) -> None:
    shared = set.intersection(*(set(part.sources) for part in metric.parts))

    assert metric.meaning.endswith(".")
    assert metric.formula
    assert shared or getattr(metric, "blended", True)


def test_every_clash_with_another_tool_belongs_to_a_metric_or_to_a_word_that_needs_one():
    asked_back = {*AMBIGUOUS, *NOT_OFFERED}

    assert set(elsewhere.METRICS) <= {metric.name for metric in CATALOG.all}
    assert set(elsewhere.WORDS) <= asked_back
