"""What `say` makes of an answer's figures, changes and sources."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from metrics.metric import Unit
from metrics.reading import Completeness
from templates.filters import Style, Words
from tests.templates import answers as known
from tests.templates.answers import compared, metric

SAY = Words(known.STYLE)
HARD = str.maketrans("\u00a0\u202f", "  ")
ROAS = metric("roas", "ROAS", Unit.TIMES)


@pytest.mark.parametrize(
    ("of", "now", "before", "said"),
    [
        (known.NET_SALES, 123456700, 116249800, "▲ +£72,069 (+6.2 %)"),
        (known.NET_SALES, 18480012, 19710040, "▼ −£12,300 (−6.2 %)"),
        (known.CVR, 0.0229, 0.0255, "▼ −0.26 pp"),
        (known.ORDERS, 12, 0, "▲ +12 (from 0)"),
        (known.ORDERS, 3, 4, "▼ −1"),
        (known.ORDERS, 7, 7, "= no change"),
        (known.NET_SALES, None, 100, "—"),
        (known.NET_SALES, 100, None, "—"),
        (known.RETURNS, 512000, 480000, "▲ +£320 (+6.7 %), worse"),
        (known.RETURNS, 400000, 480000, "▼ −£800 (−16.7 %), better"),
        (known.AOV, 8235, 8361, "▼ −£1.26 (−1.5 %)"),
        (ROAS, 5.2, 4.6, "▲ +0.60× (+13.0 %)"),
        (known.NET_SALES, 5000000, -200000, "▲ +£52,000"),
    ],
)
def test_a_change_is_told_by_arrow_sign_and_word(of, now, before, said) -> None:  # type: ignore[no-untyped-def]
    assert SAY.change(compared(of, now, before)).translate(HARD) == said


def test_a_first_line_says_the_change_in_words() -> None:
    assert (
        SAY.trend(compared(known.NET_SALES, 18480012, 19710040)).translate(HARD) == "▼ down £12,300 (−6.2 %)"
    )
    assert SAY.trend(compared(known.ORDERS, 7, 7)) == "no change"


def test_a_missing_value_is_a_dash_and_sorts_as_text() -> None:
    missing = compared(known.NET_SALES, None, 100)

    assert SAY.figure(missing.asked) == ("—", None)
    assert SAY.state(missing.asked) == "nothing recorded yet"


def test_a_state_says_how_far_the_facts_reach() -> None:
    partial = compared(known.NET_SALES, 1, 2, state=Completeness.PARTIAL, through=date(2026, 11, 21))

    assert SAY.state(partial.asked) == "⏳ still arriving (through Sat 21 Nov)"
    assert SAY.worst([compared(known.ORDERS, 1, 2), partial]) == "⏳ still arriving (through Sat 21 Nov)"


def test_a_chart_is_drawn_in_major_units_and_per_cent() -> None:
    assert SAY.plot(12345, "money") == 123.45
    assert SAY.plot(0.0229, "rate") == 2.29
    assert SAY.plot(None, "money") is None
    assert Words(Style(currency="JPY")).plot(12345, "money") == 12345


def test_a_moment_is_told_in_the_shops_zone() -> None:
    assert SAY.moment(datetime(2026, 7, 21, 17, 40, tzinfo=UTC)) == "Tue 21 Jul 18:40"


def test_a_source_is_named_once_with_its_reach() -> None:
    assert SAY.sources(known.several_numbers()) == ["Shopify orders through Mon 23 Nov 07:40", "GA4"]
    assert SAY.all_sources([known.one_number(), known.several_numbers()]) == [
        "Shopify orders through Mon 23 Nov 07:40",
        "GA4",
    ]


def test_filters_are_told_in_peoples_words() -> None:
    assert (
        SAY.filters({"country": ("GB", "DE"), "device": ("mobile",)}) == "United Kingdom or Germany, mobile"
    )


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=19), "19 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_wait_is_told_roughly(waited: timedelta, said: str) -> None:
    assert SAY.age(waited).translate(HARD) == said


def test_things_are_counted_with_their_name() -> None:
    assert [SAY.count(number, "order").translate(HARD) for number in (0, 1, 1200)] == [
        "0 orders",
        "1 order",
        "1,200 orders",
    ]
    assert SAY.count(2, "person", "people").translate(HARD) == "2 people"


def test_a_narrow_column_holds_the_change_alone() -> None:
    assert SAY.share_of_change(compared(known.NET_SALES, 18480012, 19710040)).translate(HARD) == "−6.2 %"
    assert SAY.share_of_change(compared(known.ORDERS, 5, 0)) == "from 0"
    assert SAY.share_of_change(compared(known.ORDERS, 5, None)) == "—"
