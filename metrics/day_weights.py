"""What each day is worth beside the others, learned from the shop's own past: weekday × season × occasion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from metrics.occasions import WINDOWS, Marked, Occasion, marked, name_of, occasions_of
from metrics.period import DAY, Period
from metrics.shop_year import ShopYear
from metrics.weekday_mix import Weights, learned_weights

Daily = Mapping[date, float | None]

YEAR_BACK = timedelta(days=364)
#: Weekdays are learned from so many of the latest days: whole weeks, and few enough to follow a change of habit.
LOOK_BACK = timedelta(days=7 * 26)
#: The level of a day is the mean of ordinary days so far around it.
AROUND = 14
#: A named day is worth telling of where it is worth so many ordinary ones.
BUSY = 1.5
NOTHING: Mapping[Occasion, float] = MappingProxyType({})
EVEN: Weights = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class DayWeights:
    """What a day is worth: its weekday's weight × last year's level at this time of year × its occasion's multiplier.

    `levels` are last year's levels by day; without them the year is taken as even. `learned` says what the weights
    know, in words, for the foot of an answer.
    """

    weekdays: Weights
    occasions: Mapping[Occasion, float] = field(default_factory=lambda: NOTHING)
    levels: Mapping[date, float] = field(default_factory=dict)
    year: ShopYear = field(default_factory=ShopYear)

    def of(self, day: date) -> float:
        """The weight of a day; only its proportion to other days' means anything."""
        return self.weekdays[day.weekday()] * self.season(day) * self.lift(day)

    def total(self, period: Period) -> float:
        """The weight of all days of a period."""
        return sum(self.of(day) for day in each(period))

    def season(self, day: date) -> float:
        """Last year's level on the same weekday 52 weeks before, or on the nearest day that has one; 1 without."""
        if not self.levels:
            return 1.0
        then = day - YEAR_BACK
        for away in range(15):
            for one in (then - away * DAY, then + away * DAY):
                if one in self.levels:
                    return self.levels[one]
        return sum(self.levels.values()) / len(self.levels)

    def lift(self, day: date) -> float:
        """The multiplier of what the day is: of the most telling occasion that the past has shown; 1 without."""
        known = (self.occasions.get(occasion) for occasion in occasions_of(day, self.year))
        return next((lift for lift in known if lift is not None), 1.0)

    def busiest(self, days: Iterable[date]) -> tuple[str, date] | None:
        """The busiest of some days that have a name, and that name; None where none is worth telling of."""
        named = [
            (self.lift(day), -day.toordinal(), name, day) for day in days if (name := name_of(day, self.year))
        ]
        lift, _, name, day = max(named, default=(0.0, 0, "", None))
        return (name, day) if day and lift >= BUSY else None

    def unlearned(self, days: Iterable[date]) -> str:
        """The first feast among some days that the past has not shown, so that it counts as an ordinary day; or empty."""
        feasts = ((name_of(day, self.year), 0) for day in days)
        return next(
            (name for name, away in feasts if name in WINDOWS and (name, away) not in self.occasions), ""
        )

    @property
    def learned(self) -> str:
        """What is behind the weights, as the end of a sentence."""
        parts = ["weekday"] * (self.weekdays != EVEN) + ["season"] * bool(self.levels)
        parts += ["occasion"] * bool(self.occasions)
        return " × ".join(parts) or "nothing yet: every day counts the same"


def learn(days: Daily, year: ShopYear, *, through: date, marks: Marked | None = None) -> DayWeights:
    """Weights from the days up to and including `through`; what comes later is not looked at.

    Weekdays from the last half year of ordinary days; a multiplier for each occasion from its days beside the
    level and weekday around them; the season from the year before. What too little is known of stays even.
    `marks` are the occasions of the days, where somebody has looked them up already.
    """
    marks = marked(days, year) if marks is None else marks
    known = {day: value for day, value in days.items() if day <= through and value is not None}
    special = set(marks)
    recent = {day: value for day, value in known.items() if day > through - LOOK_BACK}
    weekdays = learned_weights(recent, special) or learned_weights(known, special) or EVEN
    levels = _levels(known, special, weekdays)
    return DayWeights(
        weekdays=weekdays,
        occasions=_lifts(known, levels, weekdays, marks),
        levels=_of_last_year(levels, through),
        year=year,
    )


def each(period: Period) -> Iterator[date]:
    """The days of a period."""
    return (period.start + ahead * DAY for ahead in range(period.days))


def _levels(known: Mapping[date, float], special: set[date], weekdays: Weights) -> dict[date, float]:
    """What an average ordinary weekday brought around each day: two weeks to either side, weekdays made equal.

    A running sum, so that years of days cost no more than once over.
    """
    if not known:
        return {}
    every = [date.fromordinal(day) for day in range(min(known).toordinal(), max(known).toordinal() + 1)]
    sums, worth = [0.0], [0.0]
    brought, weight = 0.0, 0.0
    for day in every:
        value = known.get(day) if day not in special else None
        if value is not None:
            brought += value
            weight += weekdays[day.weekday()]
        sums.append(brought)
        worth.append(weight)
    levels = {}
    for at, day in enumerate(every):
        low, high = max(0, at - AROUND), min(len(every), at + AROUND + 1)
        if (usual := worth[high] - worth[low]) > 1e-9:
            levels[day] = (sums[high] - sums[low]) / usual
    return levels


def _lifts(
    known: Mapping[date, float], levels: Mapping[date, float], weekdays: Weights, marks: Marked
) -> dict[Occasion, float]:
    """For each occasion of the past: what its days brought ÷ what ordinary days would have brought there."""
    brought: dict[Occasion, float] = {}
    usual: dict[Occasion, float] = {}
    for day, occasions in marks.items():
        if day not in known:
            continue
        expected = levels.get(day, 0.0) * weekdays[day.weekday()]
        for occasion in occasions:
            brought[occasion] = brought.get(occasion, 0.0) + known[day]
            usual[occasion] = usual.get(occasion, 0.0) + expected
    return {
        occasion: max(0.0, brought[occasion] / expected)
        for occasion, expected in usual.items()
        if expected > 0
    }


def _of_last_year(levels: Mapping[date, float], through: date) -> dict[date, float]:
    """The levels that a season can be read from; nothing where they are less than a year of them."""
    earliest, latest = through - 2 * YEAR_BACK, through - AROUND * DAY
    then = {day: level for day, level in levels.items() if earliest < day <= latest}
    return then if len(then) >= YEAR_BACK.days else {}
