"""What weekdays two periods hold, what each weekday is worth, and so what the baseline would have come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from metrics.period import Period

#: What each weekday is worth beside an average day, Monday first; their mean is 1.
Weights = tuple[float, float, float, float, float, float, float]

_PLURALS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
#: As many weeks as a weekday must have been seen in before its weight is believed.
LEAST_WEEKS = 4


@dataclass(frozen=True)
class WeekdayMix:
    """How many of each weekday the asked period and its baseline hold, Monday first."""

    asked: tuple[int, ...]
    baseline: tuple[int, ...]

    @property
    def differs(self) -> bool:
        """Whether the two hold other weekdays, or other numbers of them."""
        return self.asked != self.baseline

    def factor(self, weights: Weights) -> float:
        """What the asked period should come to beside its baseline, were every weekday as good as before."""
        asked, baseline = (_worth(counts, weights) for counts in (self.asked, self.baseline))
        return asked / baseline if baseline else 1.0

    def words(self) -> str:
        """What is more and what is fewer: 1 Monday more, 1 Saturday fewer. Empty where nothing differs."""
        more = [at for at in range(7) if self.asked[at] > self.baseline[at]]
        fewer = [at for at in range(7) if self.asked[at] < self.baseline[at]]
        said = [
            f"{_and([f'{abs(self.asked[at] - self.baseline[at])} {_name(at, self)}' for at in ats])} {word}"
            for ats, word in ((more, "more"), (fewer, "fewer"))
            if ats
        ]
        return ", ".join(said)


@dataclass(frozen=True, kw_only=True)
class Adjusted:
    """A baseline brought to the weekdays of the asked period, in the metric's unit, and the change against it."""

    baseline: float
    change: float
    relative: float | None  # None where the adjusted baseline is not above zero
    words: str


def mix_of(period: Period, baseline: Period) -> WeekdayMix:
    """The weekdays of two periods."""
    return WeekdayMix(weekdays(period), weekdays(baseline))


def weekdays(period: Period) -> tuple[int, ...]:
    """How many of each weekday a period holds, Monday first."""
    whole, left = divmod(period.days, 7)
    first = period.start.weekday()
    return tuple(whole + ((at - first) % 7 < left) for at in range(7))


def adjusted(asked: float, before: float, mix: WeekdayMix, weights: Weights) -> Adjusted | None:
    """The change with the weekdays made equal; None where they are equal already. For amounts and counts only."""
    if not mix.differs:
        return None
    expected = before * mix.factor(weights)
    relative = (asked - expected) / expected if expected > 0 else None
    return Adjusted(baseline=expected, change=asked - expected, relative=relative, words=mix.words())


def learned_weights(
    days: Mapping[date, float | None], left_out: Collection[date] = (), *, least: int = LEAST_WEEKS
) -> Weights | None:
    """What each weekday is worth, from a shop's own days; None where too few are known.

    Each day is held against the mean of the seven days around it, so that seasons and growth cancel; a weekday's
    weight is the median of that over its days. Weeks that touch a `left_out` day (an event, a promotion) or a day
    that is not known are not looked at.
    """
    skipped = set(left_out)
    known = {
        day.toordinal(): value for day, value in days.items() if value is not None and day not in skipped
    }
    shares: list[list[float]] = [[] for _ in range(7)]
    for day, value in known.items():  # numbers rather than dates: this is done for years of days at a time
        around = [known[one] for one in range(day - 3, day + 4) if one in known]
        if len(around) == 7 and (total := sum(around)) > 0:
            shares[(day + 6) % 7].append(7 * value / total)
    if any(len(seen) < least for seen in shares):
        return None
    return scaled([max(0.0, median(seen)) for seen in shares])


def scaled(weights: Sequence[float]) -> Weights | None:
    """Seven weights brought to a mean of 1; None where nothing is sold on any day."""
    total = sum(weights)
    if total <= 0:
        return None
    first, second, third, fourth, fifth, sixth, seventh = (7 * weight / total for weight in weights)
    return first, second, third, fourth, fifth, sixth, seventh


def _worth(counts: Sequence[int], weights: Weights) -> float:
    return sum(count * weight for count, weight in zip(counts, weights, strict=True))


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _name(at: int, mix: WeekdayMix) -> str:
    name = _PLURALS[at]
    return name[:-1] if abs(mix.asked[at] - mix.baseline[at]) == 1 else name
