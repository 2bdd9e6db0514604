"""Targets read from a CSV table: pure text in, lines as they were written and what could not be read out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS: dict[str, tuple[str, ...]] = {
    "metric": ("metric", "figure", "kpi", "name"),
    "period": ("period", "month", "when", "quarter", "week"),
    "target": ("target", "value", "amount", "goal", "budget", "plan"),
    "part": ("line", "product line", "part", "scope", "channel", "country"),
    "owner": ("owner", "who", "responsible"),
}


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """One line as written; `line` counts from 1, the header included."""

    line: int
    metric: str
    period: str
    target: str
    part: str = ""
    owner: str = ""


@dataclass(frozen=True)
class ReadTargets:
    """The lines of a table, and a sentence for each thing that is wrong with it."""

    rows: tuple[TargetRow, ...]
    problems: tuple[str, ...] = ()


def is_targets(beginning: str) -> bool:
    """Whether a text begins as a table of targets does: metric, period and target, and nothing that is none of it."""
    first = beginning.removeprefix("\ufeff").strip().partition("\n")[0]
    cells = [cell.strip().strip('"') for cell in re.split("[,;\t]", first)]
    known = _columns(cells)
    return {"metric", "period", "target"} <= set(known) and len(known) == len(cells)


def read_targets(text: str) -> ReadTargets:
    """A table with metric, period and target in each row, and the line (or another part) and owner if it likes."""
    lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff")).strip()
    first = lines.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.DictReader(io.StringIO(lines), delimiter=mark, skipinitialspace=True))
    except csv.Error as error:
        return ReadTargets((), (f"This is no table: {error}.",))
    columns = _columns(rows[0].keys() if rows else [])
    lacking = [name for name in ("metric", "period", "target") if name not in columns]
    if lacking:
        return ReadTargets(
            (),
            (
                f"The table has no column for {' and '.join(lacking)}. Its first line should be: metric, period, target, line, owner.",
            ),
        )
    found: list[TargetRow] = []
    problems: list[str] = []
    for line, row in enumerate(rows, 2):
        cells = {name: (row.get(column) or "").strip() for name, column in columns.items()}
        if not any(cells.values()):
            continue
        if empty := [name for name in ("metric", "period", "target") if not cells[name]]:
            problems.append(f"Line {line}: its {' and '.join(empty)} is missing.")
        else:
            found.append(TargetRow(line=line, **cells))
    return ReadTargets(tuple(found), tuple(problems))


def _columns(header: Iterable[str | None]) -> dict[str, str]:
    plain = {" ".join(re.findall(r"[^\W_]+", (title or "").casefold())): title or "" for title in header}
    return {name: plain[word] for name, words in COLUMNS.items() for word in reversed(words) if word in plain}
