"""A ratio is not ranked by a handful: those with too few stand behind, and say so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from metrics.analyst import Analyst
from metrics.catalog import CATALOG
from metrics.period import Period
from metrics.ranking import LEAST, counted_by, least
from metrics.reading import Answer, Question, Rank

DAY = date(2026, 11, 20)


def ranked(facts: Any, metric: str, split: str, *, lowest: bool = False) -> Answer:
    """The metric by a dimension, best or worst first."""
    question = Question(
        metrics=(CATALOG.find(metric),),
        period=Period(DAY, date(2026, 11, 21)),
        split=split,
        rank=Rank(count=5, lowest=lowest),
    )
    return Analyst(facts).answer(question, today=date(2026, 11, 23))


def rows(answer: Answer) -> list[tuple[str | None, float | int | None]]:
    """Each segment, and how few it has where it has too few."""
    firsts = [row[0] for row in answer.rows]
    return [(one.asked.segment, one.too_few.count if one.too_few else None) for one in firsts]


def test_a_country_with_seven_orders_does_not_lead_by_order_value(facts: Any) -> None:
    for country, orders, sales in (("GB", 200, 1_600_000), ("DE", 40, 280_000), ("NO", 7, 210_000)):
        facts.add("orders_day", {"day": DAY, "country": country, "orders": orders, "net_sales": sales})

    assert rows(ranked(facts, "aov", "country")) == [("GB", None), ("DE", None), ("NO", 7)]
    assert rows(ranked(facts, "aov", "country", lowest=True)) == [("DE", None), ("GB", None), ("NO", 7)]
    assert rows(ranked(facts, "net sales", "country")) == [("GB", None), ("DE", None), ("NO", None)]


def test_a_campaigns_roas_rests_on_its_conversions(facts: Any) -> None:
    for campaign, spend, conversions in (("Brand", 10_000, 60), ("Lucky", 500, 2), ("Search", 20_000, 80)):
        row = {"campaign": campaign, "spend": spend, "conversions": conversions}
        facts.add("campaign_day", {"day": DAY, **row, "conversion_value": 5_000 * conversions})

    answer = ranked(facts, "platform roas", "campaign")

    assert rows(answer) == [("Brand", None), ("Search", None), ("Lucky", 2)]
    assert answer.rows[-1][0].too_few is not None
    assert answer.rows[-1][0].too_few.of.name == "conversions"


def test_a_rate_takes_so_many_visits_that_ten_orders_were_to_be_expected(facts: Any) -> None:
    for channel, sessions, orders in (("Email", 2_000, 60), ("Direct", 10_000, 200), ("Social", 300, 15)):
        row = {"sessions": sessions, "purchase_sessions": orders, "marketing_channel": channel}
        facts.add("traffic_day", {"day": DAY, **row, "source": "ga4"})

    assert rows(ranked(facts, "conversion rate", "marketing_channel")) == [
        ("Email", None),
        ("Direct", None),
        ("Social", 300),
    ]


@pytest.mark.parametrize(
    ("metric", "counted"),
    [
        ("aov", "orders"), ("conversion_rate", "sessions"), ("platform_roas", "conversions"), ("return_rate", "units"),
        ("gross_margin", "units"), ("net_sales", None), ("blended_roas", None), ("stock_out_rate", None),
    ],
)  # fmt: skip
def test_what_a_ratio_rests_on(metric: str, counted: str | None) -> None:
    found = counted_by(CATALOG.named(metric))

    assert (found.name if found else None) == counted


def test_how_many_it_takes() -> None:
    cvr, aov, bounce = (CATALOG.named(name) for name in ("conversion_rate", "aov", "bounce_rate"))

    assert least(aov, counted_by(aov), 8_000) == LEAST
    assert least(cvr, counted_by(cvr), 0.02) == pytest.approx(500)
    assert least(bounce, counted_by(bounce), 0.5) == pytest.approx(20)
