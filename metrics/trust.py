"""How far a figure can be trusted: what is late, what still grows, and what is wrong with the data behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from metrics.completeness import Arrival
from metrics.finding import Finding, count_of, runs
from metrics.growth import Growth
from metrics.lateness import awaited
from metrics.metric import Number
from metrics.period import DAY, Period
from metrics.plan import Plan, Span
from metrics.reading import Awaited, Completeness, Coverage

#: The gravest first.
WORST_FIRST = (Completeness.MISSING, Completeness.STALE, Completeness.PARTIAL, Completeness.SETTLING)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """How complete a sum is, what it waits for, and the faults of its days. `lost`: nothing true is on record."""

    completeness: Completeness
    through: date | None = None
    awaited: Awaited | None = None
    findings: tuple[Finding, ...] = ()
    lost: bool = False


def worst(judgements: Iterable[Judgement]) -> Judgement:
    """The judgement on a figure made of several sums: as good as the worst of them."""
    each = list(judgements)
    gravest = min(each, key=lambda one: rank(one.completeness))
    return Judgement(
        completeness=gravest.completeness,
        through=min((one.through for one in each if one.through), default=None),
        awaited=gravest.awaited,
        findings=tuple(dict.fromkeys(finding for one in each for finding in one.findings)),
        lost=any(one.lost for one in each),
    )


def rank(completeness: Completeness) -> int:
    """The gravest has the lowest rank."""
    return WORST_FIRST.index(completeness) if completeness in WORST_FIRST else len(WORST_FIRST)


class Trust:
    """Judges sums by how their sources behave. Pure: everything is asked of the facts, once for each import.

    `lags` say by source how long after a day's end its figures usually arrive, `growth` how they grow then.
    `findings` are the faults on record.
    """

    def __init__(
        self,
        *,
        lags: Mapping[str, timedelta],
        growth: Growth,
        findings: Callable[[], Sequence[Finding]] = tuple,
    ) -> None:
        """Nothing is read yet."""
        self._lags = lags
        self._growth = growth
        self._findings = findings

    def of_one_moment(self) -> Trust:
        """The same trust for one answer: the faults on record are asked for once, not for every figure."""
        found = self._findings()
        same = copy(self)
        same._findings = lambda: found
        return same

    def judge(self, plan: Plan, arrived: Arrival, *, last: date, now: datetime | None) -> Judgement:
        """How far one sum of the asked period can be trusted; `last` is the newest day that can be wanted of it."""
        state, waits = self._arriving(plan, arrived, last, now)
        if state is Completeness.COMPLETE and (settling := self._settling(plan, arrived.period)):
            state, waits = Completeness.SETTLING, settling
        findings = self.faults(plan, plan.spans)
        if findings and rank(state) > rank(Completeness.PARTIAL):
            state, waits = Completeness.PARTIAL, None
        return Judgement(
            completeness=state,
            through=arrived.through,
            awaited=waits,
            findings=findings,
            lost=self.is_lost(plan, findings, arrived.period),
        )

    def judge_baseline(self, plan: Plan) -> Judgement:
        """How far what a sum is compared with can be trusted."""
        findings = self.faults(plan, plan.baseline_spans)
        return Judgement(
            completeness=Completeness.PARTIAL if findings else Completeness.COMPLETE,
            findings=findings,
            lost=plan.baseline is not None and self.is_lost(plan, findings, plan.baseline),
        )

    def step(self, plan: Plan, days: Period, arrived: Completeness) -> Completeness:
        """How complete one step of a run over time is, of whose days so much has arrived."""
        findings = self.faults(plan, (Span(days),))
        if self.is_lost(plan, findings, days):
            return Completeness.MISSING
        if findings:
            return min(arrived, Completeness.PARTIAL, key=rank)
        if arrived is Completeness.COMPLETE and self._settling(plan, days):
            return Completeness.SETTLING
        return arrived

    def at_equal_age(self, plan: Plan, before: Number | None) -> float | None:
        """What a settling sum is fairly compared with; None where it has settled, or that was not kept."""
        if before is None or not self._settling(plan, plan.asked.period):
            return None
        return self._growth.at_equal_age(plan, before)

    def findings(self) -> Sequence[Finding]:
        """Every fault on record."""
        return self._findings()

    def faults(self, plan: Plan, spans: Iterable[Span]) -> tuple[Finding, ...]:
        """The faults of what a sum reads, on the days of some spans. A report of a whole period is not by day."""
        every = self._findings()
        if not every:
            return ()
        measures = {plan.metric.measure, plan.metric.minus}
        sources = {one.source for one in plan.covers}
        periods = [span.period for span in spans if not span.exact]
        cut = (
            one.within(*periods)
            for one in every
            if plan.table in one.tables and one.source in sources and measures & set(one.measures)
        )
        return tuple(finding for finding in cut if finding is not None)

    @staticmethod
    def is_lost(plan: Plan, findings: Iterable[Finding], period: Period) -> bool:
        """Whether what every source recorded of these days stands for nothing, on all of them."""
        by_source: dict[str, list[Period]] = {}
        for one in findings:
            if one.is_no_figure:
                by_source.setdefault(one.source, []).extend(one.days)
        return bool(plan.covers) and all(
            count_of(runs(_days(by_source.get(one.source, ())))) >= period.days for one in plan.covers
        )

    # --- late, and settling -------------------------------------------------------------------------

    def _arriving(
        self, plan: Plan, arrived: Arrival, last: date, now: datetime | None
    ) -> tuple[Completeness, Awaited | None]:
        """What has not arrived is stale from the moment it was expected; until then it is on its way."""
        state = arrived.completeness
        if now is None or state is Completeness.COMPLETE or plan.metric.latest:
            return state, None
        if state is Completeness.PARTIAL and last >= now.date() and plan.covers:
            return state, _so_far(plan.covers)
        live = [source for source, _ in arrived.delivered] or plan.feeding
        waits = awaited(live, last, self._lags, now)
        if waits and state is Completeness.PARTIAL and waits.final and now > waits.final:
            return Completeness.STALE, waits
        return state, waits

    def _settling(self, plan: Plan, period: Period) -> Awaited | None:
        """What may still grow of a sum, though all of it has arrived; the source that takes longest speaks."""
        found = [
            (young.settles, source, young, days)
            for source in plan.covers
            if self._growth.grows(plan, source.source)
            and (young := self._growth.young(source.source)).days
            and (days := young.within(period))
        ]
        if not found:
            return None
        settles, source, young, days = max(found, key=lambda one: one[0])
        first = days[0].start
        return Awaited(
            label=source.label,
            through=first - DAY if first > period.start else None,
            settles=settles,
            age=young.ages.get(days[-1].last),
            share=self._growth.share(plan, source.source, period),
        )


def _so_far(sources: Iterable[Coverage]) -> Awaited:
    """How far the running day has come: as far as the source that is furthest behind."""
    behind = min(sources, key=lambda one: (one.last, one.through.timestamp() if one.through else 0))
    return Awaited(label=behind.label, through=behind.through or behind.last, is_running=True)


def _days(periods: Iterable[Period]) -> Iterable[date]:
    return (period.start + at * DAY for period in periods for at in range(period.days))
