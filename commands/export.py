"""An answer's figures as CSV, with what they mean and how far they reach in its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from commands.context import Context
from metrics.metric import Measured
from metrics.period import DAY
from metrics.reading import Coverage
from templates import Message
from templates.filters import Words

COLUMNS = ("metric", "segment", "first_day", "last_day", "role", "value", "unit", "completeness")


def as_csv(message: Message, words: str, context: Context) -> str:
    """The figures of a message, one a row; days are included, and lines that begin with # say what to know of them."""
    written = io.StringIO()
    for line in _header(message, words, context):
        written.write(f"# {line}\n")
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_row(figure) for figure in message.figures)
    return written.getvalue()


def _header(message: Message, words: str, context: Context) -> Iterator[str]:
    say = Words(context.style)
    yield f"{context.shop.name}: {_line(words)}"
    yield f"As of {context.now:%Y-%m-%d %H:%M} ({context.shop.time_zone})"
    metrics = [
        context.catalog.named(name) for name in dict.fromkeys(one["metric"] for one in message.figures)
    ]
    for metric in metrics:
        yield f"{metric.name}: {metric.label} = {metric.formula}; definition v{metric.version}. {metric.meaning}"
    for coverage in _feeding(metrics, context):
        yield f"Source: {say.reach(coverage)}".replace("\u00a0", " ")
    yield "completeness says of each value whether all of it has arrived; an empty value is missing, never zero"


def _feeding(metrics: Sequence[Measured], context: Context) -> list[Coverage]:
    """The sources that any of the metrics may be read from, each once, the furthest it reaches."""
    tables = dict.fromkeys(table for metric in metrics for part in metric.parts for table in part.sources)
    reach: dict[str, Coverage] = {}
    for coverage in (one for table in tables for one in context.facts.coverage(table)):
        if coverage.source not in reach or coverage.last > reach[coverage.source].last:
            reach[coverage.source] = coverage
    return list(reach.values())


def _row(figure: Any) -> tuple[Any, ...]:
    start, end = figure["period"]["start"], figure["period"]["end"]
    last = date.fromisoformat(end) - DAY
    return (
        figure["metric"], _line(figure["segment"] or ""), start, last.isoformat(), figure["role"], figure["value"],
        figure["unit"], figure["completeness"],
    )  # fmt: skip


def _line(text: str) -> str:
    """What people or files wrote, on one line, and never a formula to whatever opens the file."""
    said = " ".join(text.split())
    return f"'{said}" if said[:1] in ("=", "+", "-", "@") else said
