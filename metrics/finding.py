"""What is wrong with the data itself: which source, which days, which figures, in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from metrics.metric import Measured, Metric
from metrics.period import DAY, Period, dates

#: As many stretches of days are written out; more are counted.
WRITTEN_OUT = 3


class Kind(StrEnum):
    """What can be wrong."""

    STOPPED = "stopped"  # nothing has arrived where something should have
    ZEROS = "zeros"  # nothing, or next to nothing, where there is always something
    NO_REVENUE = "no revenue"  # sales were counted, and their value is zero
    COLLAPSED = "collapsed"  # a figure fell away from the one it belongs to
    EXTRA_PURCHASES = "extra purchases"  # more purchases than sessions with one
    FUNNEL = "funnel"  # a step of the funnel larger than the step before
    NEGATIVE_STOCK = "negative stock"
    NET_ABOVE_GROSS = "net above gross"


#: What stands there on such days is no figure at all: a zero that means "not recorded".
NO_FIGURE = frozenset({Kind.STOPPED, Kind.ZEROS, Kind.NO_REVENUE})


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault of one source. `what` says it, with `{days}` where the days belong; `measures` are of `tables`."""

    kind: Kind
    source: str
    label: str  # the source in people's words
    tables: tuple[str, ...]
    measures: tuple[str, ...]
    days: tuple[Period, ...]
    what: str

    @property
    def sentence(self) -> str:
        """The fault in words: "GA4: purchase revenue is 0 on Sun 1–Tue 10 Nov 2020, although …"."""
        return f"{self.label}: {self.what.format(days=spelled(self.days))}."

    @property
    def last(self) -> date:
        """The newest faulty day."""
        return self.days[-1].last

    @property
    def is_no_figure(self) -> bool:
        """Whether what was recorded on its days stands for nothing."""
        return self.kind in NO_FIGURE

    def within(self, *periods: Period) -> Finding | None:
        """The same fault on the days of some periods alone; None where it has none there."""
        cut = [
            Period(max(days.start, period.start), min(days.end, period.end))
            for days in self.days
            for period in periods
            if days.start < period.end and period.start < days.end
        ]
        return replace(self, days=runs(day for span in cut for day in _each(span))) if cut else None

    def touches(self, metric: Measured) -> bool:
        """Whether a metric is made of a faulty measure."""
        return any(self._touches(part) for part in metric.parts)

    def _touches(self, part: Metric) -> bool:
        return bool(set(part.sources) & set(self.tables)) and bool(
            {part.measure, part.minus} & set(self.measures)
        )


def affected(findings: Iterable[Finding], metrics: Iterable[Measured]) -> tuple[Measured, ...]:
    """The metrics that faults touch, in the order given."""
    known = tuple(findings)
    return tuple(metric for metric in metrics if any(one.touches(metric) for one in known))


def runs(days: Iterable[date]) -> tuple[Period, ...]:
    """Days as stretches of consecutive ones, oldest first."""
    found: list[Period] = []
    for day in sorted(set(days)):
        if found and found[-1].end == day:
            found[-1] = Period(found[-1].start, day + DAY)
        else:
            found.append(Period(day, day + DAY))
    return tuple(found)


def count_of(days: Iterable[Period]) -> int:
    """How many days there are in all."""
    return sum(period.days for period in days)


def spelled(days: tuple[Period, ...]) -> str:
    """Days in words: "on Sun 1–Tue 10 Nov 2020", or "on 20 of the 25 days 1–25 Nov 2020"."""
    if len(days) <= WRITTEN_OUT:
        return f"on {' and '.join(filter(None, (', '.join(map(dates, days[:-1])), dates(days[-1]))))}"
    whole = Period(days[0].start, days[-1].end)
    return f"on {count_of(days)} of the {whole.days} days {dates(whole)}"


def _each(period: Period) -> Iterable[date]:
    return (period.start + at * DAY for at in range(period.days))
