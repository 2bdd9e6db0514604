"""What is on record about a change: notes, promotions, stock-outs and price changes that match in time and scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from metrics.explained import Cut, OnRecord, Part, Record, Shift
from metrics.period import Period
from metrics.reading import Question
from metrics.shifts import leading


def matching(
    records: Sequence[Record], question: Question, cuts: Sequence[Cut], shift: Shift | None
) -> tuple[OnRecord, ...]:
    """The records that touch either period and do not speak of something else; those that match a segment first."""
    found = [one for record in records if (one := _match(record, question, cuts, shift))]
    return tuple(
        sorted(
            found,
            key=lambda one: (not one.may_be_why, one.side == "both", one.record.period, one.record.text),
        )
    )


def _match(record: Record, question: Question, cuts: Sequence[Cut], shift: Shift | None) -> OnRecord | None:
    asked = _overlaps(record.period, question.period)
    before = question.baseline is not None and _overlaps(record.period, question.baseline)
    names = {part.name for metric in question.metrics for part in (metric, *metric.parts)}
    is_apart = any(
        dimension in question.filters and not set(values) & set(question.filters[dimension])
        for dimension, values in record.scope.items()
    )
    if not (asked or before) or is_apart or (record.metrics and not names & set(record.metrics)):
        return None
    side = "both" if asked and before else "asked" if asked else "baseline"
    pull = -record.pull if side == "baseline" else record.pull
    segments = _segments(record, pull, question, cuts, shift)
    return OnRecord(record=record, side=side, segment=next(segments, None))


def _segments(
    record: Record, pull: int, question: Question, cuts: Sequence[Cut], shift: Shift | None
) -> Iterator[str]:
    """The named parts that a record speaks of, and that moved the way it pulls where that is known."""
    for dimension, values in record.scope.items():
        for cut in cuts:
            if cut.dimension == dimension:
                lead = cut.parts[: cut.lead]
                yield from (
                    part.label for part in lead if _is_named(part, values) and pull * part.amount >= 0
                )
        if shift is not None and shift.dimension == dimension and not pull:
            yield from (one.label for one in (leading(shift),) if one.name in values)
        yield from (value for value in question.filters.get(dimension, ()) if value in values)


def _is_named(part: Part, values: Sequence[str]) -> bool:
    return part.count == 1 and part.name in values


def _overlaps(one: Period, other: Period) -> bool:
    return one.start < other.end and other.start < one.end
