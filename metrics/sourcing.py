"""Which fact table answers, and how far it has arrived: one source for both halves of a ratio, sessions from one counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.completeness import arrival, last_complete, relevant, up_to_yesterday
from metrics.facts import APPROVALS, SAID, WITH_PERIOD_REPORTS, Facts
from metrics.metric import GRAINS, Measured, Metric
from metrics.period import DAY, Period, dates
from metrics.reading import Coverage
from metrics.refusals import COSTS, contradicts, no_common_source, which_sessions

#: Filters as pairs of dimension and values, in order, so that equal filters are equal.
Filters = tuple[tuple[str, tuple[str, ...]], ...]

#: Sales by product, and the tables that tell of the same sales as totals.
BY_PRODUCT = "sales_day"
TOTALS = ("orders_day", "refund_day")
#: A source this far behind the newest one has stopped: it is named, and it does not hold up "the last complete day".
STOPPED = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What figures are wanted for."""

    period: Period
    baseline: Period | None = None
    split: str | None = None
    filters: Filters = ()
    today: date | None = None
    now: datetime | None = None  # to tell what is late from what is not due yet
    at_equal_age: bool = False  # whether what still grows is compared with what its baseline was at its age

    @property
    def cuts(self) -> set[str]:
        """The dimensions a fact table must have. Every one has days, and so weeks and months."""
        split = {self.split} if self.split and self.split not in GRAINS else set()
        return {name for name, _ in self.filters} | split


class Sources:
    """The facts, asked how far they reach. `sessions_from` names the one source that traffic is counted by."""

    def __init__(self, facts: Facts, *, sessions_from: str | None = None) -> None:
        """Keep the facts and the choice."""
        self.facts = facts
        self.sessions_from = sessions_from

    def feeding(self, table: str, filters: Filters = ()) -> tuple[Coverage, ...]:
        """The sources of a fact table that can feed what the filters let through; raises CannotAnswer."""
        fed = tuple(self.facts.coverage(table))
        wanted = dict(filters)
        if table == "refund_day" and fed:
            told = {channel for one in fed for channel in one.sales_channels}
            orders = self.facts.coverage("orders_day")
            fed += tuple(one for one in orders if set(one.sales_channels) - told)
        if table == "traffic_day" and "source" not in wanted:
            fed = self.counting_sessions(fed)
        return relevant(fed, wanted)

    def counting_sessions(self, fed: tuple[Coverage, ...]) -> tuple[Coverage, ...]:
        """Of the sources of traffic, the one that counts; raises CannotAnswer where it must be chosen first."""
        if self.sessions_from is not None:
            chosen = _plain(self.sessions_from)
            return tuple(one for one in fed if chosen in (_plain(one.source), _plain(one.label)))
        if len({one.source for one in fed}) > 1:
            raise which_sessions(fed)
        return fed

    def left_out(self, metric: Metric, table: str, period: Period, filters: Filters) -> str:
        """Which sources tell of products alone, so that a total without products leaves them out, in a sentence."""
        whole = {one.source for total in TOTALS for one in self.facts.coverage(total)}
        if not whole or BY_PRODUCT not in metric.sources or table not in (BY_PRODUCT, *TOTALS):
            return ""
        told = [
            one
            for one in self.facts.coverage(BY_PRODUCT)
            if one.first < period.end and one.last >= period.start
        ]
        if table != BY_PRODUCT and (period.start, period.end) in self.facts.report_periods(BY_PRODUCT):
            told += self.reports(metric, BY_PRODUCT, period, None, ())
        alone = [one for one in relevant(told, dict(filters)) if one.source not in whole]
        labels = " and ".join(dict.fromkeys(one.label for one in alone))
        if not labels:
            return ""
        verb = "is" if len({one.source for one in alone}) == 1 and not labels.endswith("s") else "are"
        if table == BY_PRODUCT:
            return f"{labels} {verb} known by product only: in here, and not in totals of the whole shop."
        return f"{labels} {verb} known by product only, so not in this total: ask by product."

    def why_nothing(self, table: str, filters: Filters) -> str:
        """Why no source feeds a fact table, in a sentence."""
        if table == APPROVALS:
            return "Nobody has asked for an approval yet."
        loaded = self.facts.coverage(table)
        if not loaded:
            return self._only_reports(table) or f"Nothing has been imported yet that tells of {SAID[table]}."
        if table == "traffic_day" and self.sessions_from is not None:
            return f"Traffic is counted by {self.sessions_from} (`sessions_from` in shop.yaml), which is not imported."
        values = ", ".join(value for _, values in filters for value in values)
        return f"No source tells of {SAID[table]} for {values}."

    def _only_reports(self, table: str) -> str:
        """That reports of whole periods are all there is, and which they are; empty where there are none."""
        spans = [dates(Period(start, end)) for start, end in self.facts.report_periods(table)]
        if not spans:
            return ""
        said = SAID[table].capitalize()
        return (
            f"{said} is known only from reports of whole periods: ask for exactly {' or '.join(spans[:3])}."
        )

    def tables(self, parts: Sequence[Metric], cuts: set[str]) -> tuple[str, ...]:
        """The fact tables that have every part and every dimension, in order of preference."""
        known = self.facts.dimensions()
        needed = cuts | {name for part in parts for name, _ in part.only}
        shared = (table for table in parts[0].sources if all(table in part.sources for part in parts))
        return tuple(table for table in shared if needed <= set(known.get(table, ())) and table in known)

    def choose(self, measured: Measured, parts: Sequence[Metric], wanted: Wanted) -> str:
        """The first fact table that has all dimensions and spans both periods, else the one that comes nearest.

        Raises CannotAnswer where no single one has every part.
        """
        found = self.tables(parts, wanted.cuts)
        if not found:
            raise no_common_source(measured, wanted.cuts)
        return found[0] if len(found) == 1 else min(found, key=lambda table: self._shortfall(table, wanted))

    def _shortfall(self, table: str, wanted: Wanted) -> int:
        """0 where a table spans both periods, 1 the asked one, 2 a part of it, 3 other days, 4 where it is empty."""
        own = self.facts.coverage(
            table
        )  # in refund_day not the orders of other channels, which reach further
        fed = [one for one in self.feeding(table, wanted.filters) if one in own]
        if not fed:
            return 4
        asked = _spans(fed, wanted.period, wanted.today)
        if asked and (wanted.baseline is None or _spans(fed, wanted.baseline, wanted.today)):
            return 0
        return 1 if asked else 3 if arrival(wanted.period, fed, wanted.today).is_missing else 2

    def reports(
        self, metric: Metric, table: str, period: Period, split: str | None, filters: Filters
    ) -> tuple[Coverage, ...]:
        """The sources with a report of exactly this period that can be cut so. Reports know no costs."""
        if table not in WITH_PERIOD_REPORTS or metric.measure in COSTS:
            return ()
        by = ("source", split) if split and split != "source" else ("source",)
        frame = self.facts.period_query(
            table, [metric.measure], by, dict(filters), start=period.start, end=period.end
        )
        names = [] if frame is None else dict.fromkeys(frame["source"].tolist())
        told = tuple(
            Coverage(source=name, label=_titled(name), first=period.start, last=period.last) for name in names
        )
        return self.counting_sessions(told) if table == "traffic_day" else told

    def exact(
        self, metric: Metric, wanted: Wanted, filters: Filters
    ) -> tuple[str, tuple[Coverage, ...]] | None:
        """A fact table with a report of exactly the asked period, and whose report it is."""
        for table in self.tables((metric,), wanted.cuts):
            if told := self.reports(metric, table, wanted.period, wanted.split, filters):
                return table, told
        return None

    def last_complete_day(self, metric: Metric, today: date) -> date | None:
        """The newest day before today that every source of a metric has finished; None where nothing is loaded.

        A source that stopped over a week before the others does not hold it up. A count of stock is
        complete as soon as it is there, today's too.
        """
        days = [
            self._last_day(fed, today, is_count=metric.latest)
            for table in self.tables((metric,), set())
            if (fed := self.feeding(table))
        ]
        return max(days, default=None)

    @staticmethod
    def _last_day(fed: Sequence[Coverage], today: date, *, is_count: bool) -> date:
        if is_count:
            return min(max(one.last for one in fed), today)
        newest = max(one.last for one in fed)
        return min(today - DAY, *(last_complete(one) for one in fed if newest - one.last <= STOPPED))


def is_beside(metric: Measured) -> bool:
    """Whether a figure is told by what the bot keeps itself, which changes between two imports."""
    return any(APPROVALS in part.sources for part in metric.parts)


def only_where(metric: Metric, filters: Filters) -> Filters:
    """The filters with those that belong to the metric itself; raises CannotAnswer where they exclude each other."""
    asked = dict(filters)
    for name, values in metric.only:
        kept = tuple(value for value in values if value in asked.get(name, values))
        if not kept:
            raise contradicts(metric, name, values)
        asked[name] = kept
    return ordered(asked)


def ordered(filters: Mapping[str, Sequence[str]]) -> Filters:
    """Filters as pairs, in the order of their names."""
    return tuple(sorted((name, tuple(values)) for name, values in filters.items()))


def from_sources(table: str, filters: Filters, only: Sequence[Coverage] | None) -> Filters:
    """The filters, kept to some sources; by sales channel in the table that does not name its sources."""
    if only is None:
        return filters
    if table != "refund_day":
        return ordered({**dict(filters), "source": [one.source for one in only]})
    channels = [channel for one in only for channel in one.sales_channels]
    return ordered({"sales_channel": channels, **dict(filters)}) if channels else filters


def _spans(fed: Sequence[Coverage], period: Period, today: date | None) -> bool:
    usable = up_to_yesterday(period, today)
    return min(one.first for one in fed) <= usable.start and max(one.last for one in fed) >= usable.last


def _plain(name: str) -> str:
    return name.lower().replace(" ", "").replace("_", "")


def _titled(source: str) -> str:
    """A source's name as a label, where nothing else tells it: google_ads → Google Ads, ga4 → GA4."""
    words = source.split("_")
    return " ".join(
        word.upper() if any(sign.isdigit() for sign in word) else word.capitalize() for word in words
    )
