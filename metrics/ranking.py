"""Which segments to show: the best, the worst, or those that moved most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from metrics.facts import Top
from metrics.metric import Measured, Metric, Number, Ratio, Unit
from metrics.reading import Rank
from metrics.sheet import Line

Known = Number | None
Rows = Mapping[Any, Sequence[Known]]


#: A ratio that rests on fewer than so many (orders, units, clicks …) is not ranked; of visits it takes more.
LEAST = 10
LEAST_OF = {"sessions": 100, "impressions": 1000}


def counted_by(metric: Measured) -> Metric | None:
    """What a ratio rests on: what its bottom counts, else what its definition names; None for all else."""
    match metric:
        case Ratio(blended=False):
            counts = metric.bottom if metric.bottom.unit is Unit.COUNT else metric.counted
            return counts if counts and counts.tally is None and not counts.latest else None
        case _:
            return None


def least(metric: Ratio, counted: Metric, whole: Known) -> float:
    """How many of what a ratio rests on it takes to rank a segment by it.

    For a share of a count so many that ten of them, or ten of the others, were to be expected at the `whole`'s rate.
    """
    few = LEAST_OF.get(counted.name, LEAST)
    if metric.unit is not Unit.RATE or counted is not metric.bottom or not whole or not 0 < whole < 1:
        return few
    return LEAST / min(whole, 1 - whole)


def top_in_facts(line: Line, rank: Rank) -> Top | None:
    """The rank as the facts can work it out themselves, where they can: a sum, or a plain ratio of two sums."""
    if rank.by_change or not _share_a_query(line):
        return None
    match line.metric:
        case Metric(minus=None, tally=None, measure=measure):
            return Top(measure=measure, count=rank.count, lowest=rank.lowest)
        case Ratio(top=Metric(minus=None) as top, bottom=Metric(minus=None) as bottom, complement=flipped):
            lowest = rank.lowest is not flipped
            counted = counted_by(line.metric)
            return Top(
                measure=top.measure,
                count=rank.count,
                lowest=lowest,
                per=bottom.measure,
                fewest=(counted.measure, LEAST) if counted else None,
            )
        case _:
            return None


def _share_a_query(line: Line) -> bool:
    return len({(plan.table, plan.spans, plan.metric.tally) for plan in line.plans}) == 1 and all(
        plan.metric.tally is None and len(plan.spans) == 1 and not plan.spans[0].exact for plan in line.plans
    )


def best(line: Line, rows: Rows, *, lowest: bool, few: Collection[Any] = ()) -> list[Any]:
    """The segments by value, the highest (or lowest) first; then those with too `few` to rank, those without one last."""
    values = {name: line.of(sums) for name, sums in rows.items()}
    known = {name: value if lowest else -value for name, value in values.items() if value is not None}
    ranked = {name: value for name, value in known.items() if name not in few}
    small = {name: value for name, value in known.items() if name in few}
    return [*_smallest_first(ranked), *_smallest_first(small), *sorted(values.keys() - known.keys(), key=str)]


def moved(line: Line, rows: Rows, before: Rows, *, falls_only: bool) -> list[Any]:
    """The segments by their change, the largest first, up and down alike."""
    rose, fell = _changes(line, rows, before)
    return _smallest_first(fell if falls_only else {**fell, **rose})


def rose_and_fell(line: Line, rows: Rows, before: Rows) -> tuple[list[Any], list[Any]]:
    """The segments that rose and those that fell, the largest change first."""
    rose, fell = _changes(line, rows, before)
    return _smallest_first(rose), _smallest_first(fell)


def _smallest_first(sizes: Mapping[Any, Number]) -> list[Any]:
    return sorted(sizes, key=lambda name: (sizes[name], str(name)))


def _changes(line: Line, rows: Rows, before: Rows) -> tuple[dict[Any, Number], dict[Any, Number]]:
    """What rose and what fell, each with minus the size of its change."""
    weights = ((name, _weight(line, sums, before[name])) for name, sums in rows.items())
    changes = {name: weight for name, weight in weights if weight}
    rose = {name: -change for name, change in changes.items() if change > 0}
    return rose, {name: change for name, change in changes.items() if change < 0}


def _weight(line: Line, sums: Sequence[Known], before: Sequence[Known]) -> Known:
    """How much a segment moved: its change, for a ratio times what it is taken over, so that small ones do not lead."""
    now, then = line.of(sums), line.of(before)
    if now is None or then is None:
        return None
    if not isinstance(line.metric, Ratio):
        return now - then
    bottom, bottom_before = sums[line.first + 1], before[line.first + 1]
    assert bottom is not None and bottom_before is not None
    return (now - then) * (bottom + bottom_before) / 2
