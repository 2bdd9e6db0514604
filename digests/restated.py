"""Keeps the first value that was shown of each complete figure, and tells each reader once what it became."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from digests.edition import Edition
from metrics.analyst import Analyst
from metrics.metric import Measured
from metrics.period import Period
from metrics.reading import Answer, Coverage, Reading
from metrics.refusals import CannotAnswer
from metrics.restated import Arrived, Restatement, has_moved, imported_since, may_be_published
from storage import Database, Store, published
from storage.published import Figure, Published

#: How far back a digest looks for figures that have moved since they were shown.
LOOKS_BACK = timedelta(days=35)
#: A restatement this old is no news to a place that was not told.
NEWS = timedelta(days=14)

Filters = Mapping[str, Sequence[str]]


class Restated:
    """`threshold` is the share (0..1) beyond which a change is told. `loads` are the imports, newest first."""

    def __init__(
        self,
        store: Store,
        analyst: Analyst,
        *,
        threshold: float,
        loads: Callable[[], Iterable[Arrived]],
        version: Callable[[], int],
    ) -> None:
        """Nothing is looked up yet."""
        self._store = store
        self._analyst = analyst
        self._threshold = threshold
        self._loads = loads
        self._version = version
        self._settled: set[Figure] = set()  # on record as they are, at this version of the facts
        self._at: int | None = None

    def in_answer(self, answer: Answer, reader: str, now: datetime) -> tuple[Restatement, ...]:
        """Keep the totals of an answer, and what of them a reader has to be told; asked again, it costs nothing."""
        self._renew()
        shown = [
            (figure, total.asked)
            for total in answer.totals
            if may_be_published(total.asked) and total.asked.period.end <= now.date()
            for figure in [figure_of(total.asked, answer.question.filters)]
            if figure not in self._settled
        ]
        if not shown:
            return ()
        told = []
        with self._store.write(durable=False) as db:
            for figure, reading in shown:
                kept = self._kept(db, figure, reading, now)
                if kept.became is None:
                    self._settled.add(figure)
                elif published.tell(db, kept, reader):
                    told.append(self._restatement(kept, reading.metric, reading.period, answer.reach))
        return tuple(told)

    def in_digest(
        self, edition: Edition, place: str, now: datetime, *, told: bool = True
    ) -> tuple[Restatement, ...]:
        """Keep a digest's figures, and what of those shown before has moved. `told` remembers that a place knows."""
        metrics = {_name(metric): metric for metric in edition.digest.figures}
        with self._store.read() as db:
            before = published.since(db, metrics, edition.period.start - LOOKS_BACK)
        order = list(metrics)
        before.sort(key=lambda one: (one.figure.start, order.index(one.figure.metric)))
        again = [(one, reading) for one in before if (reading := self._read(metrics[one.figure.metric], one))]
        reach = {
            _name(metric): answer.reach for answer in edition.answers for metric in answer.question.metrics
        }
        with self._store.write() as db:
            for total in edition.figures if told else ():
                if may_be_published(total.asked):
                    published.publish(db, figure_of(total.asked), _value(total.asked), at=now)
            moved = [(self._kept(db, one.figure, reading, now), reading) for one, reading in again]
            return tuple(
                self._restatement(kept, reading.metric, reading.period, reach.get(kept.figure.metric, ()))
                for kept, reading in moved
                if kept.became_at
                and now - kept.became_at <= NEWS
                and (not told or published.tell(db, kept, place))
            )

    def _kept(self, db: Database, figure: Figure, reading: Reading, now: datetime) -> Published:
        """What is on record of a figure, after what it is now is on record too."""
        value = _value(reading)
        kept = published.publish(db, figure, value, at=now)
        if has_moved(kept.latest, value, self._threshold):
            published.restate(db, figure, value, at=now)
            kept = published.get(db, figure) or kept
        return kept

    def _read(self, metric: Measured, one: Published) -> Reading | None:
        """A figure as it is now; None where it is no longer complete, or known."""
        try:
            reading = self._analyst.read(metric, Period(one.figure.start, one.figure.end))
        except CannotAnswer:
            return None
        same_days = (reading.period.start, reading.period.end) == (one.figure.start, one.figure.end)
        return reading if same_days and may_be_published(reading) else None

    def _restatement(
        self, kept: Published, metric: Measured, period: Period, reach: Iterable[Coverage]
    ) -> Restatement:
        assert kept.became is not None
        why = imported_since(self._loads(), (one.source for one in reach), kept.at)
        return Restatement(metric=metric, period=period, before=kept.value, now=kept.became, why=why)

    def _renew(self) -> None:
        version = self._version()
        if version != self._at:
            self._settled, self._at = set(), version


def figure_of(reading: Reading, filters: Filters | None = None) -> Figure:
    """The name under which a figure is kept: a new version of a definition is another figure."""
    segment = {name: sorted(values) for name, values in sorted((filters or {}).items())}
    return Figure(
        metric=_name(reading.metric),
        start=reading.period.start,
        end=reading.period.end,
        segment=json.dumps(segment, ensure_ascii=False) if segment else "",
    )


def _name(metric: Measured) -> str:
    return f"{metric.name} v{metric.version}"


def _value(reading: Reading) -> float:
    assert reading.value is not None
    return float(reading.value)
