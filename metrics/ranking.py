"""Which segments to show: the best, the worst, or those that moved most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any

from metrics.facts import Top
from metrics.metric import Metric, Number, Ratio
from metrics.reading import Rank
from metrics.sheet import Line

Known = Number | None
Rows = Mapping[Any, Sequence[Known]]

#: More segments than any shop has: ranks all of them, which also leaves out what is no product.
EVERY = 10_000_000


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


def all_in_facts(line: Line) -> Top | None:
    """Every product that is ranked at all."""
    return Top(measure=line.plans[0].metric.measure, count=EVERY) if _share_a_query(line) else None


def _share_a_query(line: Line) -> bool:
    return len({(plan.table, plan.spans, plan.metric.tally) for plan in line.plans}) == 1 and all(
        plan.metric.tally is None and len(plan.spans) == 1 and not plan.spans[0].exact for plan in line.plans
    )


def best(line: Line, rows: Rows, rank: Rank) -> list[Any]:
    """The segments with the highest (or lowest) values, those without one last."""
    values = {segment: line.of(sums) for segment, sums in rows.items()}
    sign = 1 if rank.lowest else -1
    known = sorted(
        (value * sign, str(segment), segment) for segment, value in values.items() if value is not None
    )
    unknown = sorted((segment for segment, value in values.items() if value is None), key=str)
    return [segment for _, _, segment in known][: rank.count] + unknown[: max(0, rank.count - len(known))]


def moved(line: Line, rows: Rows, before: Rows, rank: Rank) -> list[Any]:
    """The segments that changed most, up and down alike; with `lowest`, those that fell most."""
    changes = _changes(line, rows, before)
    if rank.lowest:
        return _largest({name: -change for name, change in changes.items() if change < 0}, rank.count)
    return _largest({name: abs(change) for name, change in changes.items()}, rank.count)


def rose_and_fell(line: Line, rows: Rows, before: Rows, count: int) -> tuple[list[Any], list[Any]]:
    """The segments that rose most and those that fell most, biggest first."""
    changes = _changes(line, rows, before)
    rose = {name: change for name, change in changes.items() if change > 0}
    fell = {name: -change for name, change in changes.items() if change < 0}
    return _largest(rose, count), _largest(fell, count)


def _largest(sizes: Mapping[Any, Number], count: int) -> list[Any]:
    return nsmallest(count, sizes, key=lambda name: (-sizes[name], str(name)))


def _changes(line: Line, rows: Rows, before: Rows) -> dict[Any, Number]:
    """How much each segment moved, where it did."""
    weights = ((name, _weight(line, sums, before[name])) for name, sums in rows.items())
    return {name: weight for name, weight in weights if weight}


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
