"""Cuts figures into segments: the ones to show, each beside its baseline, and all others in one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from metrics import ranking, sums
from metrics.facts import Facts
from metrics.metric import Metric, Number, Ratio
from metrics.reading import Comparison, Rank, TooFew
from metrics.refusals import CannotAnswer, nothing_moved
from metrics.sheet import Sheet

Known = Number | None
#: Sums by segment, each list in the order of the sheet's plans.
Rows = dict[Any, list[Known]]
Compared = tuple[Comparison, ...]

#: How many segments are shown where nobody said.
SHOWN = Rank(count=10)
#: How many products are looked up at a time, to see whether they are ranked.
LOOKED_UP = 50
#: Dimensions with an order of their own: shown whole and in it.
IN_ORDER = ("hour",)


class Breakdown:
    """The segments of one sheet along one dimension. `totals` and `before` are the sheet's sums over all."""

    def __init__(
        self,
        sheet: Sheet,
        reader: sums.Reader,
        facts: Facts,
        dimension: str,
        totals: Sequence[Known],
        before: Sequence[Known] | None,
        counts: Callable[[Metric], Mapping[Any, Known]],
    ) -> None:
        """Keep what the segments are cut from; `counts` reads one more sum by segment, to tell who has too few."""
        self._counts = counts
        self.sheet, self.reader, self.facts, self.dimension = sheet, reader, facts, dimension
        self.totals, self.before = totals, before
        self.lead = sheet.lines[0]

    def shown(self, rank: Rank | None) -> tuple[tuple[Compared, ...], Compared, int]:
        """The ranked segments, all others in one, and how many there are (0 where they were not counted)."""
        rank = rank or SHOWN
        top = ranking.top_in_facts(self.lead, rank) if self.dimension == "product" else None
        few: Mapping[Any, TooFew] = {}
        if rank.by_change:
            self._refuse_without_baseline()
            rows, rows_before = self.both_periods()
            names = self.first(
                ranking.moved(self.lead, rows, rows_before, falls_only=rank.lowest), rank.count
            )
        else:
            rows = self._asked(top)
            few = {} if top is not None else self._few(rows)
            names = self._in_order(rows, rank, few, ranked=top is not None)
            rows_before = self._beside(names)
        rest = self._rest([rows[name] for name in names], [rows_before[name] for name in names])
        counted = len(rows) if self.dimension != "product" or len(rows) < rank.count else 0
        return _marked(self.compare(names, rows, rows_before), names, few), rest, counted

    def both_periods(self) -> tuple[Rows, Rows]:
        """All segments of both: one that was not there before, or is not any more, has moved too."""
        asked = self.reader.by(self.sheet.plans, sums.asked, self.dimension)
        before = self.reader.by(self.sheet.plans, sums.baseline, self.dimension)
        names = _names([*asked, *before])
        return _rows(asked, self.totals, names), _rows(before, self.before or self.totals, names)

    def first(self, names: Sequence[Any], count: int) -> list[Any]:
        """The first names; of products only those that are ranked at all, which postage is not."""
        if self.dimension != "product":
            return list(names[:count])
        kept: list[Any] = []
        for at in range(0, len(names), LOOKED_UP):
            products = self.facts.products(names[at : at + LOOKED_UP])
            kept += [
                name for name in names[at : at + LOOKED_UP] if name not in products or products[name].ranked
            ]
            if len(kept) >= count:
                break
        return kept[:count]

    def compare(self, names: Sequence[Any], rows: Rows, rows_before: Rows) -> tuple[Compared, ...]:
        """The segments beside their baselines, in people's words."""
        labels = self._labels(names)
        return tuple(
            self.sheet.compare(
                rows[name],
                rows_before[name] if self.before is not None else None,
                segment=str(name),
                label=labels[name],
            )
            for name in names
        )

    def _in_order(self, rows: Rows, rank: Rank, few: Collection[Any], *, ranked: bool) -> list[Any]:
        if self.dimension in IN_ORDER:
            return sorted(rows)
        names = ranking.best(self.lead, rows, lowest=rank.lowest, few=few)
        return names if ranked else self.first(names, rank.count)

    def _few(self, rows: Rows) -> dict[Any, TooFew]:
        """The segments whose ratio rests on too few of what it counts to be ranked by it."""
        metric, counted = self.lead.metric, ranking.counted_by(self.lead.metric)
        if counted is None or not isinstance(metric, Ratio) or self.dimension in IN_ORDER:
            return {}
        wanted = ranking.least(metric, counted, self.lead.of(self.totals))
        return {
            name: TooFew(of=counted, count=count)
            for name, count in self._counted(counted, rows).items()
            if name in rows and count is not None and count < wanted
        }

    def _counted(self, counted: Metric, rows: Rows) -> Mapping[Any, Known]:
        """What a ratio rests on by segment: one of the sums that are read anyway, else read for it."""
        at = next((at for at, plan in enumerate(self.sheet.plans) if plan.metric == counted), None)
        if at is not None:
            return {name: sums_of[at] for name, sums_of in rows.items()}
        try:
            return self._counts(counted)
        except CannotAnswer:
            return {}

    def _refuse_without_baseline(self) -> None:
        """Nothing can have moved against days that are not on record."""
        if self.before is None or (self.lead.knows(self.totals) and not self.lead.knows(self.before)):
            raise nothing_moved(self.sheet.wanted.baseline)

    # --- reading ------------------------------------------------------------------------------------

    def _asked(self, top: Any) -> Rows:
        """All segments of the asked period, or the best where the facts rank them."""
        if top is None:
            columns = self.reader.by(self.sheet.plans, sums.asked, self.dimension)
        else:
            led = self.reader.by(self.lead.plans, sums.asked, self.dimension, top=top)
            names = _names(led)
            others = self.sheet.plans[len(self.lead.plans) :]
            columns = [*led, *self._within(others, sums.asked, names)]
        silent = self.sheet.silent_channels() if self.dimension == "sales_channel" else ()
        nothing: list[Known] = [None] * len(self.sheet.plans)
        return {**dict.fromkeys(silent, nothing), **_rows(columns, self.totals, _names(columns))}

    def _beside(self, names: Sequence[Any]) -> Rows:
        """The baselines of some segments."""
        if self.before is None:
            return {name: [] for name in names}
        if self.dimension == "product":
            columns = self._within(self.sheet.plans, sums.baseline, names)
        else:
            columns = self.reader.by(self.sheet.plans, sums.baseline, self.dimension)
        return _rows(columns, self.before, names)

    def _within(
        self, plans: Sequence[Any], side: sums.Side, names: Collection[Any]
    ) -> list[dict[Any, Known]]:
        return self.reader.by(plans, side, self.dimension, within=names) if names else [{} for _ in plans]

    def _labels(self, names: Sequence[Any]) -> dict[Any, str]:
        if self.dimension == "product" and names:
            products = self.facts.products(names)
            return {sku: products[sku].title if sku in products else sku for sku in names}
        if self.dimension == "hour":
            return {hour: f"{hour:02}:00" for hour in names}
        return {name: str(name) for name in names}

    # --- what is left -------------------------------------------------------------------------------

    def _rest(self, rows: Sequence[Sequence[Known]], rows_before: Sequence[Sequence[Known]]) -> Compared:
        """All others than the rows, from what is left of the sums; nothing where nothing is left."""
        left = self._left(self.totals, rows)
        before = None if self.before is None else self._left(self.before, rows_before)
        return self.sheet.compare(left, before) if any(left) or any(before or ()) else ()

    def _left(self, totals: Sequence[Known], rows: Sequence[Sequence[Known]]) -> list[Known]:
        """The totals less the rows. Counts of products overlap between places, so that nothing is left of them."""
        return [
            None
            if total is None or plan.metric.tally is not None
            else total - sum(row[at] or 0 for row in rows)
            for at, (plan, total) in enumerate(zip(self.sheet.plans, totals, strict=True))
        ]


def _marked(
    rows: tuple[Compared, ...], names: Sequence[Any], few: Mapping[Any, TooFew]
) -> tuple[Compared, ...]:
    """The rows, those that are not ranked marked on their first figure."""
    return tuple(
        (replace(row[0], too_few=few[name]), *row[1:]) if name in few else row
        for name, row in zip(names, rows, strict=True)
    )


def _names(columns: Iterable[Mapping[Any, Known]]) -> list[Any]:
    return list(dict.fromkeys(name for column in columns for name in column))


def _rows(columns: Sequence[Mapping[Any, Known]], totals: Sequence[Known], names: Iterable[Any]) -> Rows:
    """Columns of sums as rows by segment. A segment without rows has 0 of what is known in total."""
    absent = [None if total is None else 0 for total in totals]
    return {
        name: [column.get(name, none) for column, none in zip(columns, absent, strict=True)] for name in names
    }
