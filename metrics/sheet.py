"""The sums behind an answer, laid out: which plans each metric is made of, and its value wherever they are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.completeness import Arrival, arrival, relevant
from metrics.metric import Cover, Measured, Number
from metrics.plan import Plan
from metrics.planning import Planner
from metrics.reading import Comparison, Completeness, Coverage, Reading
from metrics.refusals import CannotAnswer, not_told
from metrics.sourcing import Wanted

Known = Number | None

_WORST_FIRST = (Completeness.MISSING, Completeness.STALE, Completeness.PARTIAL, Completeness.SETTLING)


@dataclass(frozen=True)
class Line:
    """One metric of an answer, and where its sums stand among all sums."""

    metric: Measured
    first: int
    plans: tuple[Plan, ...]

    def of(self, sums: Sequence[Known]) -> Known:
        """The metric's value from all sums."""
        return self.metric.of(*sums[self.first : self.first + len(self.plans)])

    def knows(self, sums: Sequence[Known]) -> bool:
        """Whether each of its sums is known; its value may still be none, with nothing to divide by."""
        return None not in sums[self.first : self.first + len(self.plans)]

    @property
    def speaks_for(self) -> Plan:
        """The plan whose days are the metric's: of stock against a period's sales, the sales'."""
        return (
            self.plans[-1]
            if isinstance(self.metric, Cover) and self.metric.trailing is None
            else self.plans[0]
        )


class Sheet:
    """Every metric of an answer with its plans, in the order asked for."""

    def __init__(self, lines: Iterable[Line], wanted: Wanted) -> None:
        """Keep the lines."""
        self.lines = tuple(lines)
        self.wanted = wanted
        self.plans = tuple(plan for line in self.lines for plan in line.plans)

    @classmethod
    def of(cls, metrics: Sequence[Measured], wanted: Wanted, planner: Planner) -> Sheet:
        """Plan each metric; one that cannot be answered is missing beside others, and raises on its own."""
        lines: list[Line] = []
        for metric in metrics:
            try:
                plans = planner.plans(metric, wanted)
            except CannotAnswer as refusal:
                if len(metrics) == 1:
                    raise
                plans = _refused(metric, wanted, str(refusal))
            lines.append(Line(metric, sum(len(line.plans) for line in lines), plans))
        return cls(lines, wanted)

    def compare(
        self,
        sums: Sequence[Known],
        before: Sequence[Known] | None,
        *,
        segment: str | None = None,
        label: str | None = None,
    ) -> tuple[Comparison, ...]:
        """Each metric's comparison from all sums of one segment, or of the whole."""
        return tuple(self._compare(line, sums, before, segment, label) for line in self.lines)

    def _compare(
        self,
        line: Line,
        sums: Sequence[Known],
        before: Sequence[Known] | None,
        segment: str | None,
        label: str | None,
    ) -> Comparison:
        completeness, through = self._completeness(line, segment)
        plan = line.speaks_for
        asked = Reading(
            metric=line.metric,
            period=plan.asked.period,
            value=line.of(sums),
            completeness=completeness if line.knows(sums) else Completeness.MISSING,
            segment=segment,
            through=through,
        )
        if before is None or plan.baseline is None:
            return Comparison(asked=asked, label=label)
        baseline = Reading(
            metric=line.metric,
            period=plan.baseline,
            value=line.of(before),
            completeness=Completeness.COMPLETE if line.knows(before) else Completeness.MISSING,
            segment=segment,
        )
        return Comparison(asked=asked, baseline=baseline, label=label)

    def _completeness(self, line: Line, segment: str | None) -> tuple[Completeness, date | None]:
        arrivals = [self._of_segment(plan, segment) for plan in line.plans]
        worst = min((one.completeness for one in arrivals), key=_rank)
        return worst, min((one.through for one in arrivals if one.through), default=None)

    def _of_segment(self, plan: Plan, segment: str | None) -> Arrival:
        """How much has arrived of what feeds a segment, where sources can be told apart by it."""
        split = self.wanted.split
        if (
            segment is None
            or split not in ("sales_channel", "platform", "source")
            or not plan.asked.delivered
        ):
            return plan.asked
        fed = [source for source, _ in plan.asked.delivered]
        own = relevant(fed, {split: (segment,)})
        return plan.asked if len(own) == len(fed) else arrival(self.wanted.period, own, self.wanted.today)

    def silent_channels(self) -> tuple[str, ...]:
        """The sales channels whose only sources delivered nothing of the period: missing, not zero."""
        return tuple(
            channel
            for plan in self.plans[:1]
            for source, days in plan.asked.delivered
            if not days
            for channel in source.sales_channels
            if not any(channel in other.sales_channels for other in plan.asked.told)
        )

    def covers(self) -> tuple[str, ...]:
        """Who contributed, in words."""
        return tuple(dict.fromkeys(source.label for plan in self.plans for source in plan.covers))

    def reach(self) -> tuple[Coverage, ...]:
        """Who could have contributed, and how far each reaches."""
        return tuple(dict.fromkeys(source for plan in self.plans for source in plan.feeding))

    def notes(self, totals: Sequence[Known]) -> tuple[str, ...]:
        """What a reader must know to trust the figures, each once. A metric's own caveat is not among them."""
        said = [note for plan in self.plans for note in plan.notes]
        said += [
            not_told(plan.metric, [source.label for source in plan.covers])
            for plan, total in zip(self.plans, totals, strict=True)
            if total is None and plan.covers and not plan.metric.only
        ]
        read = [plan for plan in self.plans if plan.spans and not plan.spans[0].exact]
        said += [note for plan in read for table, note in plan.metric.basis if table == plan.table]
        return tuple(dict.fromkeys(note for note in said if note))


def _rank(completeness: Completeness) -> int:
    return _WORST_FIRST.index(completeness) if completeness in _WORST_FIRST else len(_WORST_FIRST)


def _refused(metric: Measured, wanted: Wanted, why: str) -> tuple[Plan, ...]:
    missing = Arrival(period=wanted.period, completeness=Completeness.MISSING)
    return tuple(
        Plan(metric=part, table=part.sources[0], asked=missing, baseline=wanted.baseline, notes=(why,))
        for part in metric.parts
    )
