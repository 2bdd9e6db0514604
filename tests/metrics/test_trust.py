"""How far a figure can be trusted: on its way, stale, settling, or built on faulty days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from metrics.analyst import Analyst
from metrics.definitions.marketing import conversion_value, platform_roas, spend
from metrics.definitions.sales import net_sales, returns
from metrics.definitions.traffic import conversion_rate, rps, sessions
from metrics.finding import Finding, Kind, runs
from metrics.growth import Growth, Told
from metrics.lateness import late
from metrics.maturity import unsettled
from metrics.period import Period, one_day
from metrics.reading import Answer, Completeness, Coverage, Question
from metrics.trust import Trust

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
SUNDAY = date(2026, 11, 22)
MONDAY = SUNDAY + DAY
EIGHT = datetime(2026, 11, 23, 8, tzinfo=LONDON)
FIRST = date(2026, 10, 1)


@dataclass(frozen=True)
class Import:
    """A file that arrived."""

    source: str
    first: date | None
    last: date | None
    loaded_at: datetime


@pytest.fixture
def shop(facts: Any) -> Any:
    """Orders, visits and ads, each day alike, whole through Sunday."""
    for at in range((MONDAY - FIRST).days + 1):
        day = FIRST + at * DAY
        facts.add(
            "orders_day", {"day": day, "net_sales": 1000, "gross_sales": 1100, "returns": 100, "orders": 9}
        )
        facts.add(
            "traffic_day",
            {"day": day, "source": "ga4", "sessions": 100, "purchase_sessions": 6, "purchase_revenue": 600},
        )
        facts.add(
            "campaign_day",
            {"day": day, "source": "meta_ads", "platform": "Meta", "spend": 500, "conversion_value": 2000},
        )
    facts.imports = []
    facts.loads = lambda: facts.imports
    return facts


class Forgetful:
    """Remembers nothing of what figures were at an age."""

    def keep(self, told: Sequence[Told]) -> None:
        """Nothing is kept."""

    def of(self, source: str, table: str, measure: str) -> dict[tuple[date, int], float]:  # noqa: ARG002
        return {}


def trusting(shop: Any, *findings: Finding, **settles: timedelta) -> Analyst:
    trust = Trust(
        lags={"ga4": timedelta(hours=13), "shopify_orders": timedelta(hours=2)},
        growth=Growth(shop, Forgetful(), settles),
        findings=lambda: findings,
    )
    return Analyst(shop, trust=trust)


def ask(analyst: Analyst, *metrics: Any, period: Period, now: datetime = EIGHT, **more: Any) -> Answer:
    return analyst.answer(Question(metrics=metrics, period=period, **more), today=now.date(), now=now)


def cut(shop: Any, table: str, last: date) -> None:
    shop.tables[table] = [row for row in shop.tables[table] if row["day"] <= last]


# On its way, and stale


def test_what_is_not_due_yet_is_on_its_way_and_says_when_it_is_usually_final(shop: Any) -> None:
    cut(shop, "traffic_day", SUNDAY)

    reading = ask(trusting(shop), sessions, period=one_day(SUNDAY)).totals[0].asked

    assert reading.completeness is Completeness.PARTIAL
    assert reading.awaited is not None
    assert reading.awaited.label == "Ga4"
    assert reading.awaited.final == datetime(2026, 11, 23, 13, tzinfo=LONDON)


@pytest.mark.parametrize(("hour", "state"), [(13, Completeness.PARTIAL), (14, Completeness.STALE)])
def test_it_is_stale_from_the_moment_it_was_expected(shop: Any, hour: int, state: Completeness) -> None:
    cut(shop, "traffic_day", SUNDAY)

    answer = ask(trusting(shop), sessions, period=one_day(SUNDAY), now=EIGHT.replace(hour=hour))

    assert answer.totals[0].asked.completeness is state


def test_a_past_period_is_not_stale_because_its_source_stopped_later(shop: Any) -> None:
    week = Period(FIRST, FIRST + 7 * DAY)

    answer = ask(trusting(shop), sessions, period=week, now=EIGHT + timedelta(days=30))

    assert answer.totals[0].asked.completeness is Completeness.COMPLETE


def test_a_source_silent_for_ninety_days_has_ended_and_is_not_waited_for(shop: Any) -> None:
    reading = (
        ask(
            trusting(shop), sessions, period=Period(FIRST, date(2026, 12, 1)), now=EIGHT + timedelta(days=400)
        )
        .totals[0]
        .asked
    )

    assert reading.completeness is Completeness.PARTIAL
    assert reading.awaited is None


def test_what_has_not_arrived_at_all_is_missing_and_says_what_is_awaited(shop: Any) -> None:
    cut(shop, "traffic_day", SUNDAY - DAY)

    reading = ask(trusting(shop), sessions, period=one_day(SUNDAY)).totals[0].asked

    assert (reading.value, reading.completeness) == (None, Completeness.MISSING)
    assert reading.awaited is not None


# Settling


def test_a_day_settles_when_it_was_imported_long_enough_after_it_ended() -> None:
    early = Import("meta_ads", SUNDAY - 2 * DAY, SUNDAY, datetime(2026, 11, 23, 8, tzinfo=UTC))

    young = unsettled([early], timedelta(days=2))

    assert young.days == runs([SUNDAY - DAY, SUNDAY])  # Friday had ended 56 hours before


def test_a_day_never_imported_again_stays_unsettled() -> None:
    early = Import("meta_ads", SUNDAY, SUNDAY, datetime(2026, 11, 23, 8, tzinfo=UTC))
    others = Import("meta_ads", MONDAY, MONDAY, datetime(2026, 12, 23, 8, tzinfo=UTC))

    assert unsettled([early, others], timedelta(days=7)).days == (one_day(SUNDAY),)
    again = Import("meta_ads", SUNDAY, SUNDAY, datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert unsettled([early, others, again], timedelta(days=7)).days == ()


@pytest.mark.parametrize(
    ("metric", "state"),
    [
        (conversion_value, Completeness.SETTLING),
        (platform_roas, Completeness.SETTLING),
        (spend, Completeness.COMPLETE),
    ],
)
def test_what_platforms_attribute_settles_and_what_they_charge_does_not(
    shop: Any, metric: Any, state: Completeness
) -> None:
    shop.imports = [Import("meta_ads", FIRST, MONDAY, EIGHT)]

    assert ask(trusting(shop), metric, period=one_day(SUNDAY)).totals[0].asked.completeness is state


def test_a_declared_maturity_overrules_the_platforms_usual_one(shop: Any) -> None:
    shop.imports = [Import("meta_ads", FIRST, MONDAY, EIGHT)]

    analyst = trusting(shop, meta_ads=timedelta(hours=6))

    answer = ask(analyst, conversion_value, period=one_day(SUNDAY))
    assert answer.totals[0].asked.completeness is Completeness.COMPLETE


def test_a_longer_period_says_through_which_day_it_has_settled(shop: Any) -> None:
    shop.imports = [Import("meta_ads", FIRST, MONDAY, EIGHT)]

    reading = ask(trusting(shop), platform_roas, period=Period(FIRST, MONDAY)).totals[0].asked

    assert reading.awaited is not None
    assert reading.awaited.settles == timedelta(days=7)
    assert reading.awaited.through == date(2026, 11, 15)


def test_a_settling_figure_that_is_compared_says_that_age_is_part_of_the_change(shop: Any) -> None:
    shop.imports = [Import("meta_ads", FIRST, MONDAY, EIGHT)]

    answer = ask(trusting(shop), platform_roas, period=one_day(SUNDAY), baseline=one_day(SUNDAY - 14 * DAY))

    assert any("part of a change is their age" in note for note in answer.notes)


def test_returns_of_recent_orders_settle_and_net_sales_keep_their_note(shop: Any) -> None:
    shop.imports = [Import("shopify_orders", FIRST, MONDAY, EIGHT)]
    analyst = trusting(shop)

    assert ask(analyst, returns, period=one_day(SUNDAY)).totals[0].asked.completeness is Completeness.SETTLING
    assert ask(analyst, returns, period=one_day(FIRST)).totals[0].asked.completeness is Completeness.COMPLETE
    assert (
        ask(analyst, net_sales, period=one_day(SUNDAY)).totals[0].asked.completeness is Completeness.COMPLETE
    )


def test_each_step_of_a_run_over_time_has_its_own_state(shop: Any) -> None:
    shop.imports = [Import("meta_ads", FIRST, MONDAY, EIGHT)]

    points = ask(
        trusting(shop), conversion_value, period=Period(SUNDAY - 9 * DAY, MONDAY), series="day"
    ).series

    assert [point.completeness for point in points] == [Completeness.COMPLETE] * 3 + [
        Completeness.SETTLING
    ] * 7


# Faults


def fault(kind: Kind, first: date, last: date, *measures: str) -> Finding:
    return Finding(
        kind=kind, source="ga4", label="GA4", tables=("traffic_day",), measures=measures,
        days=(Period(first, last + DAY),), what="something is wrong {days}",
    )  # fmt: skip


def test_a_figure_of_days_on_which_nothing_was_recorded_is_missing_and_never_zero(shop: Any) -> None:
    nothing = fault(Kind.NO_REVENUE, SUNDAY - DAY, SUNDAY, "purchase_revenue")

    answer = ask(trusting(shop, nothing), rps, period=one_day(SUNDAY))

    assert answer.totals[0].asked.value is None
    assert answer.totals[0].asked.completeness is Completeness.MISSING
    assert [one.sentence for one in answer.warnings] == ["GA4: something is wrong on Sun 22 Nov 2026."]


def test_a_figure_with_some_faulty_days_is_not_complete_and_says_which(shop: Any) -> None:
    nothing = fault(Kind.NO_REVENUE, SUNDAY - DAY, SUNDAY, "purchase_revenue")

    answer = ask(trusting(shop, nothing), rps, period=Period(SUNDAY - 6 * DAY, MONDAY))
    reading = answer.totals[0].asked

    assert reading.value is not None
    assert reading.completeness is Completeness.PARTIAL
    assert not reading.is_sound
    assert [one.sentence for one in answer.warnings] == ["GA4: something is wrong on Sat 21–Sun 22 Nov 2026."]


def test_a_fault_of_what_is_compared_with_is_warned_of_too(shop: Any) -> None:
    wrong = fault(Kind.FUNNEL, SUNDAY - 7 * DAY, SUNDAY - 7 * DAY, "purchase_sessions")

    answer = ask(
        trusting(shop, wrong), conversion_rate, period=one_day(SUNDAY), baseline=one_day(SUNDAY - 7 * DAY)
    )

    assert answer.totals[0].asked.completeness is Completeness.COMPLETE
    assert answer.totals[0].baseline is not None
    assert answer.totals[0].baseline.completeness is Completeness.PARTIAL
    assert answer.warnings


@pytest.mark.parametrize("metric", [sessions, net_sales])
def test_a_fault_touches_no_other_figure(shop: Any, metric: Any) -> None:
    nothing = fault(Kind.NO_REVENUE, FIRST, SUNDAY, "purchase_revenue")

    answer = ask(trusting(shop, nothing), metric, period=one_day(SUNDAY))

    assert answer.totals[0].asked.completeness is Completeness.COMPLETE
    assert answer.warnings == ()


def test_faulty_days_are_gaps_in_a_line(shop: Any) -> None:
    nothing = fault(Kind.NO_REVENUE, SUNDAY - DAY, SUNDAY, "purchase_revenue")

    points = ask(trusting(shop, nothing), rps, period=Period(SUNDAY - 2 * DAY, MONDAY), series="day").series

    assert [point.value for point in points] == [6.0, None, None]


def test_segments_share_the_fault_of_their_days(shop: Any) -> None:
    nothing = fault(Kind.NO_REVENUE, SUNDAY, SUNDAY, "purchase_revenue")

    answer = ask(trusting(shop, nothing), rps, period=one_day(SUNDAY), split="device")

    assert {one.asked.value for (one,) in answer.rows} == {None}


# Late


@pytest.mark.parametrize(("hour", "is_late"), [(13, False), (14, True)])
def test_a_source_is_late_once_its_next_day_was_expected(
    covering: Callable[..., Coverage], hour: int, is_late: Any
) -> None:
    ga4 = covering("GA4", "2026-11-01", "2026-11-22")

    found = late({"traffic_day": ga4}, timedelta(hours=13), EIGHT.replace(hour=hour))

    assert (found is not None) == is_late
    if found:
        assert found.first_missing == SUNDAY


def test_a_source_that_ended_long_ago_is_not_late(covering: Callable[..., Coverage]) -> None:
    ended = {"traffic_day": covering("GA4", "2025-01-01", "2025-02-01")}

    assert late(ended, timedelta(hours=1), EIGHT) is None
    assert late({}, timedelta(hours=1), EIGHT) is None


def test_a_count_of_stock_is_finished_when_it_is_there(covering: Callable[..., Coverage]) -> None:
    count = {"stock_day": covering("Stock", "2026-11-01", "2026-11-23")}

    assert late(count, timedelta(hours=1), EIGHT + DAY) is None
    assert late(count, timedelta(hours=1), EIGHT + 2 * DAY) is not None


def test_orders_imported_after_a_day_without_any_say_that_there_were_none(
    covering: Callable[..., Coverage],
) -> None:
    friday = covering(
        "Shopify orders", "2026-11-01", "2026-11-20",
        through=datetime(2026, 11, 21, 0, 0, tzinfo=LONDON), loaded_at=EIGHT,
    )  # fmt: skip

    assert late({"traffic_day": friday}, timedelta(hours=2), EIGHT) is not None
    assert late({"orders_day": friday}, timedelta(hours=2), EIGHT) is None
