"""The sums behind an answer, laid out: which plans each metric is made of, and its value wherever they are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from metrics.completeness import Arrival, arrival, relevant, up_to_yesterday
from metrics.finding import Finding
from metrics.metric import Cover, Measured, Number
from metrics.plan import Plan
from metrics.planning import Planner
from metrics.reading import Awaited, Comparison, Completeness, Coverage, Reading
from metrics.refusals import CannotAnswer, not_told
from metrics.sourcing import Wanted
from metrics.trust import Judgement, Trust, worst

Known = Number | None


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

    def __init__(self, lines: Iterable[Line], wanted: Wanted, trust: Trust | None = None) -> None:
        """Keep the lines; without `trust` only what has arrived is judged."""
        self.lines = tuple(lines)
        self.wanted = wanted
        self.trust = trust.of_one_moment() if trust else None
        self._judged: dict[int, tuple[Judgement, Judgement]] = {}
        self._aged: set[int] = set()  # the plans whose baseline is told as it was at the asked days' age
        self.plans = tuple(plan for line in self.lines for plan in line.plans)

    @classmethod
    def of(
        cls, metrics: Sequence[Measured], wanted: Wanted, planner: Planner, trust: Trust | None = None
    ) -> Sheet:
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
        return cls(lines, wanted, trust)

    def compare(
        self,
        sums: Sequence[Known],
        before: Sequence[Known] | None,
        *,
        segment: str | None = None,
        label: str | None = None,
    ) -> tuple[Comparison, ...]:
        """Each metric's comparison from all sums of one segment, or of the whole."""
        if segment is None and before is not None:
            before = self._of_equal_age(before)
        return tuple(self._compare(line, sums, before, segment, label) for line in self.lines)

    def _compare(
        self,
        line: Line,
        sums: Sequence[Known],
        before: Sequence[Known] | None,
        segment: str | None,
        label: str | None,
    ) -> Comparison:
        judged, compared = self.judged(line, segment)
        plan = line.speaks_for
        is_known = line.knows(sums) and not judged.lost
        asked = Reading(
            metric=line.metric,
            period=plan.asked.period,
            value=line.of(sums) if is_known else None,
            completeness=judged.completeness if is_known else Completeness.MISSING,
            segment=segment,
            through=judged.through,
            awaited=judged.awaited,
            findings=judged.findings,
        )
        if before is None or plan.baseline is None:
            return Comparison(asked=asked, label=label)
        is_known = line.knows(before) and not compared.lost
        baseline = Reading(
            metric=line.metric,
            period=plan.baseline,
            value=line.of(before) if is_known else None,
            completeness=compared.completeness if is_known else Completeness.MISSING,
            segment=segment,
            findings=compared.findings,
        )
        until = next((span.until for span in plan.baseline_spans if span.until), None)
        return Comparison(asked=asked, baseline=baseline, label=label, until=until)

    def judged(self, line: Line, segment: str | None = None) -> tuple[Judgement, Judgement]:
        """How far a line can be trusted, asked and baseline; worked out once for all segments that are fed alike."""
        arrivals = [self._of_segment(plan, segment) for plan in line.plans]
        if any(one is not plan.asked for one, plan in zip(arrivals, line.plans, strict=True)):
            return self._judge(line, arrivals)
        if line.first not in self._judged:
            self._judged[line.first] = self._judge(line, arrivals)
        return self._judged[line.first]

    def _of_equal_age(self, before: Sequence[Known]) -> Sequence[Known]:
        """What the baselines were at the age that the asked days have, wherever that is known of a settling sum."""
        if self.trust is None or not self.wanted.at_equal_age:
            return before
        same = [self.trust.at_equal_age(plan, value) for plan, value in zip(self.plans, before, strict=True)]
        self._aged |= {index for index, value in enumerate(same) if value is not None}
        return [value if value is not None else now for value, now in zip(same, before, strict=True)]

    def _settling(self, line: Line) -> Awaited | None:
        """What a line waits for that is compared although it still grows."""
        waits = self.judged(line)[0].awaited if self.wanted.baseline else None
        return waits if waits and waits.settles else None

    def _is_aged(self, line: Line) -> bool:
        return any(at in self._aged for at in range(line.first, line.first + len(line.plans)))

    def _judge(self, line: Line, arrivals: Sequence[Arrival]) -> tuple[Judgement, Judgement]:
        if self.trust is None:
            plain = [Judgement(completeness=one.completeness, through=one.through) for one in arrivals]
            return worst(plain), Judgement(completeness=Completeness.COMPLETE)
        last, now = up_to_yesterday(self.wanted.period, self.wanted.today).last, self.wanted.now
        pairs = list(zip(line.plans, arrivals, strict=True))
        asked = [self.trust.judge(plan, one, last=last, now=now) for plan, one in pairs]
        return worst(asked), worst([self.trust.judge_baseline(plan) for plan in line.plans])

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

    def findings(self) -> tuple[Finding, ...]:
        """The faults behind any figure of either period, each once, its days in both together."""
        every = self.trust.findings() if self.trust else ()
        if not every:
            return ()
        periods = {span.period for plan in self.plans for span in (*plan.spans, *plan.baseline_spans)}
        known = [one for line in self.lines for side in self.judged(line) for one in side.findings]
        touched = {(one.kind, one.source, one.measures) for one in known}
        cut = (one.within(*periods) for one in every if (one.kind, one.source, one.measures) in touched)
        return tuple(one for one in cut if one is not None)

    def notes(self, totals: Sequence[Known]) -> tuple[str, ...]:
        """What a reader must know to trust the figures, each once. A metric's own caveat is not among them."""
        said = [note for plan in self.plans for note in plan.notes]
        said += [
            not_told(plan.metric, [source.label for source in plan.covers])
            for plan, total in zip(self.plans, totals, strict=True)
            if total is None and plan.covers and not plan.metric.only
        ]
        said += [
            _at_equal_age(waits, line.speaks_for.asked.period.days)
            if self._is_aged(line)
            else _growing(waits)
            for line in self.lines
            if (waits := self._settling(line))
        ]
        read = [plan for plan in self.plans if plan.spans and not plan.spans[0].exact]
        said += [note for plan in read for table, note in plan.metric.basis if table == plan.table]
        return tuple(dict.fromkeys(note for note in said if note))


def _at_equal_age(waits: Awaited, days: int) -> str:
    """How a figure that still grows is compared fairly."""
    ages = {None: "when it was as old", 0: "less than a day after its end", 1: "1 day after its end"}
    age = ages.get(waits.age if days == 1 else None, f"{waits.age} days after its end")
    return f"Compared at equal age: with what {waits.label} told of each day {age}."


def _growing(waits: Awaited) -> str:
    """What to mind where a figure that still grows stands beside one that has settled."""
    days = round(waits.settles / timedelta(days=1), 1) if waits.settles else 0
    return (
        f"{waits.label} figures grow for {days:g} days after their day: beside days that have settled,"
        " part of a change is their age."
    )


def _refused(metric: Measured, wanted: Wanted, why: str) -> tuple[Plan, ...]:
    missing = Arrival(period=wanted.period, completeness=Completeness.MISSING)
    return tuple(
        Plan(metric=part, table=part.sources[0], asked=missing, baseline=wanted.baseline, notes=(why,))
        for part in metric.parts
    )
