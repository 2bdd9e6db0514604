"""What figures become is learned from what settled days were at each age, and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from metrics.completeness import arrival
from metrics.definitions.marketing import conversion_value, spend
from metrics.growth import ENOUGH, Growth, Told
from metrics.maturity import unsettled
from metrics.period import Period, one_day
from metrics.plan import Plan, Span

DAY = timedelta(days=1)
SUNDAY = date(2026, 11, 22)
FIRST = SUNDAY - 30 * DAY
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Import:
    """A file that arrived."""

    source: str
    first: date
    last: date
    loaded_at: datetime


@dataclass
class Memory:
    """What was told at each age, in a dictionary."""

    kept: dict[tuple[str, str, str], dict[tuple[date, int], float]] = field(default_factory=dict)

    def keep(self, told: Sequence[Told]) -> None:
        for one in told:
            key = (one.source, one.table, one.measure)
            self.kept.setdefault(key, {}).setdefault((one.day, one.age), one.value)

    def of(self, source: str, table: str, measure: str) -> dict[tuple[date, int], float]:
        return self.kept.get((source, table, measure), {})


@pytest.fixture
def ads(facts: Any) -> Any:
    """Thirty days of ads, each worth 1,000 in the end, imported on the morning after the last of them."""
    for at in range(31):
        facts.add(
            "campaign_day",
            {"day": FIRST + at * DAY, "source": "meta_ads", "spend": 500, "conversion_value": 1000},
        )
    morning = datetime(2026, 11, 23, 8, tzinfo=UTC)
    facts.loads = lambda: [Import("meta_ads", FIRST, SUNDAY, morning)]
    return facts


def remembered(*days: date, value: float, age: int = 0) -> Memory:
    return Memory({("meta_ads", "campaign_day", "conversion_value"): {(day, age): value for day in days}})


def settled(count: int) -> list[date]:
    return [FIRST + at * DAY for at in range(count)]


def plan(growth: Any, facts: Any, period: Period, baseline: Period | None = None) -> Plan:
    told = tuple(facts.coverage("campaign_day"))
    return Plan(
        metric=conversion_value, table="campaign_day", asked=arrival(period, told), covers=told,
        spans=(Span(period),), baseline=baseline, baseline_spans=(Span(baseline),) if baseline else (),
    )  # fmt: skip


def shared(facts: Any, memory: Memory, period: Period) -> float | None:
    growth = Growth(facts, memory, {"meta_ads": WEEK})
    return growth.share(plan(growth, facts, period), "meta_ads", period)


def test_the_share_is_what_settled_days_were_over_what_they_became(ads: Any) -> None:
    assert shared(ads, remembered(*settled(10), value=650), one_day(SUNDAY)) == pytest.approx(0.65)


def test_it_is_not_learned_from_too_few_days_nor_from_another_age(ads: Any) -> None:
    assert shared(ads, remembered(*settled(ENOUGH - 1), value=650), one_day(SUNDAY)) is None
    assert shared(ads, remembered(*settled(10), value=650, age=1), one_day(SUNDAY)) is None


def test_days_that_still_grow_teach_nothing(ads: Any) -> None:
    young = [SUNDAY - at * DAY for at in range(7)]

    assert shared(ads, remembered(*young, value=650), one_day(SUNDAY)) is None


def test_settled_days_are_all_there(ads: Any) -> None:
    week = Period(SUNDAY - 13 * DAY, SUNDAY - 6 * DAY)

    assert shared(ads, Memory(), week) == 1.0


def test_what_is_told_now_is_kept_with_its_age_and_never_overwritten(ads: Any) -> None:
    memory = remembered(SUNDAY, value=1)

    Growth(ads, memory, {}).note()

    kept = memory.of("meta_ads", "campaign_day", "conversion_value")
    assert kept[SUNDAY, 0] == 1
    assert kept[SUNDAY - DAY, 1] == 1000
    assert (SUNDAY - 7 * DAY, 7) not in kept
    assert ("meta_ads", "campaign_day", "spend") not in memory.kept


def equal_age(facts: Any, memory: Memory, before: float, baseline: Period) -> float | None:
    growth = Growth(facts, memory, {"meta_ads": WEEK})
    return growth.at_equal_age(plan(growth, facts, one_day(SUNDAY), baseline), before)


def test_a_baseline_is_what_it_was_at_the_age_of_what_is_compared_with_it(ads: Any) -> None:
    ago = one_day(SUNDAY - WEEK)

    assert equal_age(ads, remembered(ago.start, value=650), 1000, ago) == 650
    assert equal_age(ads, Memory(), 1000, ago) is None


def test_a_part_of_a_source_has_no_age_of_its_own(ads: Any) -> None:
    ago = one_day(SUNDAY - WEEK)

    assert equal_age(ads, remembered(ago.start, value=650), 400, ago) is None


def test_periods_of_unequal_length_are_not_laid_beside_each_other(ads: Any) -> None:
    longer = Period(SUNDAY - 2 * WEEK, SUNDAY - WEEK)

    assert equal_age(ads, remembered(longer.start, value=650), 7000, longer) is None


def test_what_is_charged_does_not_grow(ads: Any) -> None:
    growth = Growth(ads, Memory(), {})
    known = plan(growth, ads, one_day(SUNDAY))

    assert growth.grows(known, "meta_ads")
    assert not growth.grows(Plan(metric=spend, table="campaign_day", asked=known.asked), "meta_ads")


def test_ages_count_whole_days_from_a_days_end_to_the_newest_import_of_it() -> None:
    late = datetime(2026, 11, 23, 23, tzinfo=UTC)
    found = unsettled([Import("meta_ads", SUNDAY - DAY, SUNDAY + DAY, late)], WEEK)

    assert found.ages == {SUNDAY - DAY: 1, SUNDAY: 0}
    assert SUNDAY + DAY in found.days[-1]
