"""How much of a period has arrived, and which days of another one match it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from metrics.completeness import arrival, fair_baseline, last_complete, relevant, same_days
from metrics.period import Period
from metrics.reading import Completeness, Coverage

Covering = Callable[..., Coverage]
TODAY = date(2026, 11, 23)


def days(first: str, last: str) -> Period:
    """From the first to the last day, both in it."""
    return Period(date.fromisoformat(first), date.fromordinal(date.fromisoformat(last).toordinal() + 1))


WEEK = days("2026-11-16", "2026-11-22")


@pytest.mark.parametrize(
    ("first", "last", "completeness", "through"),
    [
        ("2026-01-01", "2026-11-23", Completeness.COMPLETE, None),
        ("2026-11-16", "2026-11-23", Completeness.COMPLETE, None),
        ("2026-01-01", "2026-11-22", Completeness.PARTIAL, "2026-11-22"),  # the newest day may still grow
        ("2026-01-01", "2026-11-19", Completeness.PARTIAL, "2026-11-19"),
        ("2026-11-18", "2026-11-23", Completeness.PARTIAL, "2026-11-22"),  # begins inside
        ("2026-01-01", "2026-11-15", Completeness.MISSING, None),
        ("2026-11-23", "2026-11-30", Completeness.MISSING, None),
    ],
)
def test_one_source_covers_the_span_from_its_first_to_its_last_day(
    covering: Covering, first: str, last: str, completeness: Completeness, through: str | None
) -> None:
    told = arrival(WEEK, [covering("Shopify", first, last)], TODAY)

    assert told.completeness is completeness
    assert told.through == (date.fromisoformat(through) if through else None)


def test_the_newest_day_is_whole_once_its_end_has_arrived(covering: Covering) -> None:
    midnight = covering("GA4", "2026-01-01", "2026-11-22", through=datetime(2026, 11, 23, tzinfo=UTC))

    assert arrival(WEEK, [midnight], TODAY).completeness is Completeness.COMPLETE
    assert last_complete(midnight) == date(2026, 11, 22)


def test_the_newest_day_does_not_count_as_complete(covering: Covering) -> None:
    assert last_complete(covering("Shopify", "2026-01-01", "2026-11-22")) == date(2026, 11, 21)
    assert last_complete(covering("Shopify", "2026-11-22", "2026-11-22")) == date(2026, 11, 22)


def test_a_gap_is_missing_and_never_zero(covering: Covering) -> None:
    source = covering("Shopify", "2026-01-01", "2026-12-31", gaps=(days("2026-11-01", "2026-11-30"),))

    assert arrival(WEEK, [source], date(2027, 1, 1)).is_missing


def test_a_gap_in_part_of_a_period_makes_it_partial_and_is_named(covering: Covering) -> None:
    source = covering("Shopify", "2026-01-01", "2026-12-31", gaps=(days("2026-11-01", "2026-11-18"),))

    told = arrival(WEEK, [source], date(2027, 1, 1))

    assert told.completeness is Completeness.PARTIAL
    assert told.holes == (days("2026-11-16", "2026-11-18"),)
    assert "Shopify has no data for 1–18 Nov 2026." in told.notes


def test_a_source_that_stopped_makes_the_total_partial_and_is_named(covering: Covering) -> None:
    shopify, amazon = (
        covering("Shopify", "2026-01-01", "2026-11-23"),
        covering("Amazon", "2026-01-01", "2026-11-21"),
    )

    told = arrival(WEEK, [shopify, amazon], TODAY)

    assert told.completeness is Completeness.PARTIAL
    assert told.period == WEEK
    assert told.notes == ("Amazon has not arrived since Sat 21 Nov 2026.",)
    assert told.told == (shopify, amazon)


def test_a_source_that_began_later_is_not_missing(covering: Covering) -> None:
    shopify, tiktok = (
        covering("Shopify", "2026-01-01", "2026-11-23"),
        covering("TikTok", "2026-11-23", "2026-11-23"),
    )

    told = arrival(WEEK, [shopify, tiktok], TODAY)

    assert told.completeness is Completeness.COMPLETE
    assert told.told == (shopify,)


def test_a_source_that_ended_long_ago_is_named_and_not_waited_for(covering: Covering) -> None:
    shopify, old = (
        covering("Shopify", "2026-01-01", "2026-11-23"),
        covering("Old shop", "2024-01-01", "2026-02-01"),
    )

    told = arrival(WEEK, [shopify, old], TODAY)

    assert told.completeness is Completeness.COMPLETE
    assert told.notes == ("Old shop ended on Sun 1 Feb 2026.",)


def test_today_is_never_whole_and_a_longer_period_ends_before_it(covering: Covering) -> None:
    source = covering("Shopify", "2026-01-01", "2026-11-23")

    november = arrival(days("2026-11-01", "2026-11-30"), [source], TODAY)
    today = arrival(days("2026-11-23", "2026-11-23"), [source], TODAY)

    assert (november.period, november.completeness) == (
        days("2026-11-01", "2026-11-22"),
        Completeness.PARTIAL,
    )
    assert today.completeness is Completeness.PARTIAL


def test_a_period_cut_short_is_compared_with_as_many_days(covering: Covering) -> None:
    november, october = days("2026-11-01", "2026-11-30"), days("2026-10-01", "2026-10-31")

    told = arrival(november, [covering("Shopify", "2026-01-01", "2026-11-20")], TODAY)

    assert fair_baseline(november, told, october) == days("2026-10-01", "2026-10-20")


def test_a_whole_month_is_compared_with_a_whole_month(covering: Covering) -> None:
    september, august = days("2026-09-01", "2026-09-30"), days("2026-08-01", "2026-08-31")

    told = arrival(september, [covering("Shopify", "2026-01-01", "2026-11-20")], TODAY)

    assert fair_baseline(september, told, august) == august
    assert [part.period for part in same_days(told, august)] == [august]


def test_a_late_source_is_compared_only_over_the_days_it_delivered(covering: Covering) -> None:
    shopify, amazon = (
        covering("Shopify", "2026-01-01", "2026-11-23"),
        covering("Amazon", "2026-01-01", "2026-11-20"),
    )

    parts = same_days(arrival(WEEK, [shopify, amazon], TODAY), days("2026-11-09", "2026-11-15"))

    assert [(part.period, part.sources) for part in parts] == [
        (days("2026-11-09", "2026-11-15"), (shopify,)),
        (days("2026-11-09", "2026-11-13"), (amazon,)),
    ]


def test_a_source_that_delivered_nothing_is_left_out_of_the_baseline(covering: Covering) -> None:
    shopify, amazon = (
        covering("Shopify", "2026-01-01", "2026-11-23"),
        covering("Amazon", "2026-01-01", "2026-11-15"),
    )

    parts = same_days(arrival(WEEK, [shopify, amazon], TODAY), days("2026-11-09", "2026-11-15"))

    assert [part.sources for part in parts] == [(shopify,)]


def test_a_new_channel_is_growth_and_stays_in_the_comparison(covering: Covering) -> None:
    shopify, amazon = (
        covering("Shopify", "2026-01-01", "2026-11-23"),
        covering("Amazon", "2026-11-18", "2026-11-23"),
    )

    parts = same_days(arrival(WEEK, [shopify, amazon], TODAY), days("2026-11-09", "2026-11-15"))

    assert [part.sources for part in parts] == [None]


def test_only_the_sources_that_can_feed_a_filter_are_waited_for(covering: Covering) -> None:
    shopify = covering("Shopify", "2026-01-01", "2026-11-23", sales_channels=("Shopify", "Wholesale"))
    amazon = covering("Amazon", "2026-01-01", "2026-11-01", sales_channels=("Amazon",))
    google, meta = (
        covering("Google Ads", "2026-01-01", "2026-11-23"),
        covering("Meta Ads", "2026-01-01", "2026-11-01"),
    )

    assert relevant([shopify, amazon], {"sales_channel": ("Wholesale",)}) == (shopify,)
    assert relevant([google, meta], {"platform": ("Google Ads",)}) == (google,)
    assert relevant([google, meta], {"platform": ("Meta",)}) == (meta,)
    assert relevant([google, meta], {"source": ("meta_ads",)}) == (meta,)
