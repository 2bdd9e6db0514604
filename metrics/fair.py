"""Which other days a period is fairly compared with, under what name, and what a reader must know of the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from metrics import calendar, period, promotions, retail_calendar
from metrics.holidays import same_a_year_before
from metrics.period import MONTHS, Period
from metrics.promotions import Promoted
from metrics.shop_year import ShopYear
from metrics.unlike import has_moved, unlike
from metrics.weekday_mix import WeekdayMix, mix_of

#: Ranges of up to so many days follow feasts, promotions and holidays; longer ones follow the calendar.
SHORT = 14
#: The feasts that shops count days to and from, how they write them, and from how many days before to how many after.
COUNTED = (("BF", calendar.black_friday, 14, 7), ("Easter", calendar.easter, 7, 3))
#: The feasts on which trade is like no other day's.
FEASTS = (
    "BFCM",
    "Easter weekend",
    "Christmas Eve",
    "Christmas",
    "Boxing Day",
    "New Year's Eve",
    "New Year's Day",
)
#: A move of the calendar by more than this is another season, not last year's.
YEARS_APART = range(350, 386)


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Another fair comparison of the same figure, to be shown beside the first: `label` says what it is aligned by."""

    label: str
    asked: Period
    baseline: Period


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """A comparison, judged: its baseline by name, what is not alike, and the comparisons to show beside it.

    `mix` are the weekdays of both; where it differs, amounts and counts are shown adjusted as well
    (`weekday_mix.adjusted`).
    """

    asked: Period
    baseline: Period
    warnings: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def mix(self) -> WeekdayMix:
        """The weekdays of the two periods."""
        return mix_of(self.asked, self.baseline)


def default_baseline(asked: Period, year: ShopYear, today: date | None = None) -> Period:
    """What a period is compared with when nobody says.

    Days and weeks with those before; months, quarters, years and events with last year's: a shop's year has seasons.

    Feasts are like nothing but themselves: they meet last year's. Days of a promotion, or just before a feast, that a
    week ago did not have are compared a week back all the same, and `judge` warns: this week is what people ask about.
    """
    if is_retail(asked, year) or is_feast(asked):
        return last_year(asked, year, today)
    seasonal = (asked.shape in MONTHS and asked.months <= 12) or asked.shape == "event"
    return last_year(asked, year, today) if seasonal else previous(asked, year, today)


def is_feast(asked: Period) -> bool:
    """Whether all of a period is one feast."""
    return any(
        first <= asked.start and asked.end <= end
        for event in calendar.EVENTS
        if event.name in FEASTS
        for first, end in (event.falls(asked.start.year), event.falls(asked.start.year - 1))
    )


def previous(asked: Period, year: ShopYear, today: date | None = None) -> Period:
    """The stretch before: of retail months as many retail months, else as `period.previous` says."""
    return earlier_months(asked, MONTHS.get(asked.unit, 0), year) or period.previous(asked, today)


def earlier_months(asked: Period, months: int, year: ShopYear) -> Period | None:
    """The like retail months so many before; None where the shop, or the period, does not go by them."""
    return retail_calendar.before(asked, months) if year.retail and months else None


def last_year(asked: Period, year: ShopYear, today: date | None = None) -> Period:
    """The like period a year before, named by what it is like.

    In order: whole retail weeks and months by 52 weeks; days around Black Friday, Easter and fixed feasts by the
    feast; days of a promotion by last year's of the same name; a public holiday by the holiday. Else calendar
    months keep their dates, and days and weeks their weekdays (−364 days).
    """
    if is_retail(asked, year):
        return retail_calendar.restated(period.complete(asked, today))
    plain = period.last_year(asked, today)
    if asked.days > SHORT:
        return plain
    if calendar.anchor(asked.start, asked.end):
        return _counted(asked, plain)
    return _by_promotion(asked, year) or _by_holiday(asked, year) or _counted(asked, plain)


def judge(asked: Period, baseline: Period, year: ShopYear, today: date | None = None) -> Fairness:
    """What is not alike about two periods, and which comparisons would be fairer in that respect."""
    return Fairness(
        asked=asked,
        baseline=baseline,
        warnings=unlike(asked, baseline, year, today),
        beside=tuple(
            one
            for one in (
                _aligned_by_event(asked, baseline),
                _by_name(asked, baseline, year),
                _by_kind(asked, baseline, year),
                _as_reported(asked, baseline, year),
            )
            if one and one.baseline != baseline
        ),
    )


def _counted(asked: Period, then: Period) -> Period:
    """The baseline, named as well by its days from Black Friday or Easter, where those are the asked ones': BF−5."""
    for short, feast, before, after in COUNTED:
        this, last = feast(asked.start.year), feast(then.start.year)
        first, end = (asked.start - this).days, (asked.last - this).days
        is_near = first >= -before and end <= after
        if is_near and asked.start - this == then.start - last and then.label.startswith("same"):
            return replace(then, label=f"{then.label}, {_offsets(short, first, end)}")
    return then


def _offsets(short: str, first: int, last: int) -> str:
    """BF−5, or for several days BF−11…BF−5."""
    ends = dict.fromkeys(f"{short}{_signed(days)}" for days in (first, last))
    return "…".join(ends)


def is_retail(asked: Period, year: ShopYear) -> bool:
    """Whether a shop goes by the 4-5-4 calendar, and a period is made of its weeks or is one of its months so far."""
    whole_weeks = asked.start.weekday() == 6 and asked.days % 7 == 0
    return year.retail and (whole_weeks or asked.unit in MONTHS)


# --- by promotion and by holiday -------------------------------------------------------------------


def _by_promotion(asked: Period, year: ShopYear) -> Period | None:
    """The same days of last year's promotion of the same name, where it was as long."""
    for one in _around(asked, year):
        before = promotions.last_years(one, year.promotions)
        if before and (then := _same_days(asked, one, before)):
            return then
    return None


def _around(asked: Period, year: ShopYear) -> list[Promoted]:
    """The promotions that run on all of these days."""
    return [one for one in year.promotions if one.start <= asked.start and asked.end <= one.end]


def _same_days(asked: Period, one: Promoted, before: Promoted) -> Period | None:
    then = asked.shift(before.start - one.start)
    if then.end > before.end:
        return None
    first, last = (asked.start - one.start).days + 1, (asked.end - one.start).days
    whole = then.start == before.start and then.end == before.end
    which = "" if whole else f"day {first} of " if first == last else f"days {first}–{last} of "
    return replace(then, label=f"{which}“{before.name}”", unit=asked.unit)


def _by_holiday(asked: Period, year: ShopYear) -> Period | None:
    found = same_a_year_before(asked.start, year.countries) if asked.days == 1 else None
    if found is None:
        return None
    name, day = found
    return period.one_day(day, f"{name} {day.year}")


# --- what else could be compared -------------------------------------------------------------------


def _aligned_by_event(asked: Period, baseline: Period) -> Beside | None:
    """A long range against last year's, moved so that Black Friday (or Easter) stands at the same place in both."""
    apart = (asked.start - baseline.start).days
    if asked.days <= SHORT or not min(YEARS_APART) <= apart <= max(YEARS_APART):
        return None
    for name, feast, short in (
        ("Black Friday", calendar.black_friday, "BF"),
        ("Easter", calendar.easter, "Easter"),
    ):
        if not has_moved(name, asked, baseline):
            continue
        this = feast(asked.start.year)
        distance = this - feast(asked.start.year - 1)
        first, last = (asked.start - this).days, (asked.last - this).days
        then = asked.shift(-distance)
        return Beside(
            label=f"Event-aligned ({_offsets(short, first, last)})",
            asked=asked,
            baseline=replace(then, label="event-aligned"),
        )
    return None


def _by_name(asked: Period, baseline: Period, year: ShopYear) -> Beside | None:
    """Days of a feast, holiday or promotion against last year's, where the baseline is of another time."""
    if asked.days > SHORT or (asked.start - baseline.start).days >= min(YEARS_APART):
        return None
    then = last_year(asked, year)
    if then.label.startswith("same weekday"):
        return None
    return Beside(label=then.label[:1].upper() + then.label[1:], asked=asked, baseline=then)


def _by_kind(asked: Period, baseline: Period, year: ShopYear) -> Beside | None:
    """Days of a promotion against the same days of the last of its kind, where the baseline had none."""
    for one in _around(asked, year):
        if any(other.kind == one.kind for other in promotions.running(year.promotions, baseline)):
            continue
        before = promotions.last_of_its_kind(one, year.promotions)
        if before and (then := _same_days(asked, one, before)):
            label = f"“{one.name}” against “{before.name}”, also a {one.kind.lower()}"
            return Beside(label=label, asked=asked, baseline=then)
    return None


def _as_reported(asked: Period, baseline: Period, year: ShopYear) -> Beside | None:
    """After a year of 53 weeks, the weeks of the same numbers beside the restated ones."""
    if not is_retail(asked, year) or baseline != retail_calendar.restated(asked):
        return None
    then = retail_calendar.as_reported(asked)
    return Beside(label="By week number, as reported", asked=asked, baseline=then) if then else None


def _signed(days: int) -> str:
    return "" if not days else f"+{days}" if days > 0 else f"−{-days}"
