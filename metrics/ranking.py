"""Which segments to show: the best, the worst, or those that moved most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from metrics.facts import Top
from metrics.metric import Metric, Number, Ratio
from metrics.reading import Rank
from metrics.sheet import Line

Known = Number | None
Rows = Mapping[Any, Sequence[Known]]


def top_in_facts(line: Line, rank: Rank) -> Top | None:
    """The rank as the facts can work it out themselves, where they can: a sum, or a plain ratio of two sums."""
    if rank.by_change or not _share_a_query(line):
        return None
    match line.metric:
        case Metric(minus=None, tally=None, measure=measure):
            return Top(measure=measure, count=rank.count, lowest=rank.lowest)
        case Ratio(top=Metric(minus=None) as top, bottom=Metric(minus=None) as bottom, complement=flipped):
            lowest = rank.lowest is not flipped
            return Top(measure=top.measure, count=rank.count, lowest=lowest, per=bottom.measure)
        case _:
            return None


def _share_a_query(line: Line) -> bool:
    return len({(plan.table, plan.spans, plan.metric.tally) for plan in line.plans}) == 1 and all(
        plan.metric.tally is None and len(plan.spans) == 1 and not plan.spans[0].exact for plan in line.plans
    )


def best(line: Line, rows: Rows, *, lowest: bool) -> list[Any]:
    """The segments by value, the highest (or lowest) first, those without one last."""
    values = {name: line.of(sums) for name, sums in rows.items()}
    known = {name: value if lowest else -value for name, value in values.items() if value is not None}
    return [*_smallest_first(known), *sorted(values.keys() - known.keys(), key=str)]


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
