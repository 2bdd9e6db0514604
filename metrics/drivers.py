"""Why a figure changed: exact parts by factor and by segment, whether it is normal, and what is on record.

Pure and deterministic: the same facts and question give the same explanation, and its parts sum to the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from metrics.analyst import Analyst
from metrics.both_periods import BothPeriods
from metrics.cuts import NOT_CUT, cut_by, ranked
from metrics.definitions import traffic
from metrics.explained import Cut, Explanation, Record
from metrics.factors import factors_of
from metrics.fair import default_baseline
from metrics.finding import Finding
from metrics.metric import Cover, Measured, Metric, Number, Ratio
from metrics.on_shelf import found_on_record
from metrics.period import dates
from metrics.reading import Answer, Comparison, Completeness, Coverage, Question
from metrics.records import matching
from metrics.refusals import CannotAnswer, dimension_label, nothing_moved
from metrics.shifts import is_a_chance, largest_ratio, shift_of
from metrics.shop_year import ShopYear
from metrics.sourcing import Wanted, is_beside, ordered
from metrics.tree import CONVERSION, RATIO_STAND_INS, STAND_INS, Factor, Tree, halves_of, trees_of
from metrics.usual import judged, judged_days

#: A year in which only the calendar's own feasts matter.
PLAIN_YEAR = ShopYear()


def explain(
    question: Question,
    analyst: Analyst,
    *,
    today: date,
    now: datetime | None = None,
    sessions_from: str | None = None,
    records: Sequence[Record] = (),
    year: ShopYear = PLAIN_YEAR,
) -> Explanation:
    """Why the question's first metric changed against its baseline (a fair one where none is named).

    `sessions_from` names the source whose sessions the tree of net sales begins with; without it the tree begins
    with orders. `year` is what a fair baseline follows. `records` are what people put on record. A figure whose data
    is faulty on either side gets no parts: they would explain the fault. Raises CannotAnswer where a side is not known.
    """
    question = _whole(question, today, year)
    metric = question.metrics[0]
    answer = analyst.answer(replace(question, split=None), today=today, now=now, at_equal_age=False)
    comparison = answer.totals[0]
    change = _known_change(comparison, question, answer.notes)
    assert comparison.baseline is not None
    if not (comparison.asked.is_sound and comparison.baseline.is_sound):
        return Explanation(question=question, answer=answer, comparison=comparison)
    wanted = Wanted(
        period=comparison.asked.period,
        baseline=comparison.baseline.period,
        filters=ordered(question.filters),
        today=today,
    )
    read = BothPeriods(analyst.facts, wanted, sessions_from=sessions_from, trust=analyst.trust)
    table = read.main_table(metric)
    factors, tree = factors_of(
        metric, change, read, table, trees_of(metric), with_sessions=sessions_from is not None
    )
    cuts = ranked(
        list(_cuts(metric, change, read, table, with_sessions=CONVERSION in tree)), first=question.split
    )
    if not factors and not cuts:
        factors, tree = factors_of(metric, change, read, table, halves_of(metric), with_sessions=False)
    question, astray = _split_known(question, cuts)
    sessions = _source_of_sessions(read, sessions_from) if CONVERSION in tree else None
    if sessions is not None:
        answer = _counting_on(answer, sessions)
    ratio = metric if isinstance(metric, Ratio) else largest_ratio(factors, tree)
    shift = (
        shift_of(ratio, read, table, over_dispersion=_unrest(ratio, analyst, question, year, today))
        if ratio
        else None
    )
    return Explanation(
        question=question,
        answer=answer,
        comparison=comparison,
        factors=factors,
        dimensions=cuts,
        shift=shift,
        records=matching((*records, *found_on_record(cuts, read)), question, cuts, shift),
        judged=judged(comparison, analyst, question.filters, year, today=today),
        sums=tuple(dict.fromkeys(one for factor in tree for one in factor.sums)),
        counted_by=sessions.label if sessions else "",
        notes=(*astray, *_notes(metric, tree, read, sessions_from)),
    )


def _whole(question: Question, today: date, year: ShopYear) -> Question:
    """The question about one metric, with a baseline, and without rows or steps."""
    baseline = question.baseline or default_baseline(question.period, year, today)
    split = None if question.split in NOT_CUT else question.split
    return replace(
        question, metrics=question.metrics[:1], baseline=baseline, split=split, rank=None, series=None
    )


def _split_known(question: Question, cuts: Sequence[Cut]) -> tuple[Question, tuple[str, ...]]:
    """The question without a dimension that tells nothing here, and what to say of it."""
    if question.split is None or any(cut.dimension == question.split for cut in cuts):
        return question, ()
    label = dimension_label(question.split)
    note = (
        f"{question.metrics[0].label} is not known by {label} on both sides, so it is shown as it is known."
    )
    return replace(question, split=None), (note,)


def _known_change(comparison: Comparison, question: Question, notes: Sequence[str]) -> Number:
    """The change that is to be explained; raises CannotAnswer where there is none to speak of, with what is noted."""
    metric = comparison.metric
    if is_beside(metric):
        raise CannotAnswer(
            f"{metric.label} is told by single requests, so its change has no exact parts.",
            f"Look at them apart: `/kpi {metric.label.lower()} by kind`.",
        )
    if isinstance(metric, Cover):
        raise CannotAnswer(
            f"{metric.label} joins a count with the sales around it, so its change has no exact parts.",
            f"Ask why {metric.flow.label.lower()} changed.",
        )
    if comparison.change is None and (faults := _faults(comparison)):
        raise CannotAnswer(
            f"{' '.join(one.sentence for one in faults[:2])} That is a fault of the data, not news about the shop.",
            "Ask again once it is mended, or about other days.",
        )
    if comparison.asked.value is None:
        if comparison.asked.completeness is Completeness.MISSING:
            raise CannotAnswer(
                f"{metric.label}: nothing recorded yet for {dates(question.period)}, so there is nothing to explain.",
                " ".join(notes[:2]) or "Ask about days that are over.",
            )
        raise CannotAnswer(
            f"{metric.label} has no value for {dates(question.period)}: there was nothing to divide by.",
            "Ask about a longer period.",
        )
    if comparison.change is None:
        raise nothing_moved(question.baseline)
    return comparison.change


def _faults(comparison: Comparison) -> tuple[Finding, ...]:
    """The faults of the data on either side."""
    sides = (comparison.asked, comparison.baseline)
    return tuple(dict.fromkeys(fault for side in sides if side for fault in side.findings))


def _cuts(
    metric: Measured, change: Number, read: BothPeriods, table: str, *, with_sessions: bool
) -> Iterator[Cut]:
    """The change by every dimension that it is known by, each summing to it."""
    if isinstance(metric, Metric) and metric.tally is not None:
        return  # products are counted once, wherever they lie: their places do not add up
    filters = dict(read.wanted.filters)
    open_to = [name for name in metric.splits if name not in NOT_CUT and len(filters.get(name, ("", ""))) > 1]
    for dimension in open_to:
        if cut := cut_by(metric, dimension, change, read, table):
            yield cut
    stand_in = STAND_INS.get(metric.name)
    if stand_in is None or not with_sessions or set(filters) - set(stand_in.splits):
        return
    for dimension in stand_in.splits:
        if dimension not in metric.splits and (
            cut := cut_by(metric, dimension, change, read, table, of=stand_in)
        ):
            yield cut


# --- What is normal -------------------------------------------------------------------------------------


def _unrest(
    ratio: Factor | Ratio, analyst: Analyst, question: Question, year: ShopYear, today: date
) -> float:
    """By how much more than chance a rate moved of late, at least 1."""
    counted = ratio if isinstance(ratio, Ratio) else RATIO_STAND_INS.get(ratio.name)
    if counted is None or not is_a_chance(counted):
        return 1.0
    found = judged_days(counted, question.period, analyst, question.filters, year, today=today)
    return found.noise if found else 1.0


# --- What a reader must know ----------------------------------------------------------------------------


def _notes(metric: Measured, tree: Tree, read: BothPeriods, sessions_from: str | None) -> Iterator[str]:
    if CONVERSION in tree:
        name = _source_of_sessions(read, sessions_from)
        yield f"Conversion here is the shop's orders ÷ sessions as {name.label if name else sessions_from} counts them."
    elif sessions_from is not None and tree and any(CONVERSION in one for one in trees_of(metric)):
        yield f"{_why_no_sessions(read)}, so the parts begin with {tree[0].label.lower()}."


def _why_no_sessions(read: BothPeriods) -> str:
    """Why a tree does without sessions."""
    for fault in read.faults(traffic.sessions):
        return fault.sentence.removesuffix(".")
    if read.wanted.filters:
        return f"Sessions are not known by {dimension_label(read.wanted.filters[0][0])}"
    return "Sessions are not known for the same days on both sides"


def _source_of_sessions(read: BothPeriods, sessions_from: str | None) -> Coverage | None:
    """The source that the tree's sessions were counted by."""
    found = read.total(traffic.sessions) if sessions_from is not None else None
    return next(iter(found.plan.covers), None) if found else None


def _counting_on(answer: Answer, source: Coverage) -> Answer:
    """The answer, with one more source that it rests on."""
    covers, reach = (*answer.covers, source.label), (*answer.reach, source)
    return replace(answer, covers=tuple(dict.fromkeys(covers)), reach=tuple(dict.fromkeys(reach)))
