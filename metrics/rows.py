"""Rows that are at hand, summed by segment as a warehouse would sum them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame

Row = Mapping[str, Any]


def summed(
    rows: Iterable[Row],
    measures: Sequence[str],
    by: Sequence[str] = (),
    where: Mapping[str, Collection[str]] | None = None,
    *,
    start: date,
    end: date,
) -> DataFrame:
    """The measures of the rows of start ≤ day < end by dimensions, in columns of `by`, then measures.

    Without `by` there is one row whatever there is to sum; the sum of no rows is None.
    """
    import pandas

    sums: dict[tuple[Any, ...], list[Any]] = {} if by else {(): [None] * len(measures)}
    for row in rows:
        if start <= row["day"] < end and all(row[name] in allowed for name, allowed in (where or {}).items()):
            own = sums.setdefault(tuple(row[name] for name in by), [None] * len(measures))
            for at, name in enumerate(measures):
                own[at] = row[name] if own[at] is None else own[at] + row[name]
    lines = [(*key, *values) for key, values in sums.items()]
    return pandas.DataFrame(lines, columns=[*by, *measures], dtype=object)
