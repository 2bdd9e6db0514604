"""From files to facts: each is recognised, read once, and all of them land together or not at all."""

from __future__ import annotations

import csv
import gc
import gzip
import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from warehouse.embedded import facts_path, open_facts
from warehouse.facts import day_number, day_of
from warehouse.freshness import gaps_between
from warehouse.importers import known
from warehouse.importers.format import Days, Format, Job, Refused, Rules, Summary
from warehouse.importers.numbers import counted
from warehouse.importers.progress import Meter, Progress
from warehouse.importers.reading import Table, look, tables
from warehouse.importers.recognise import holds, unknown_file_message
from warehouse.landing import Landing


def import_files(
    facts: str | Path,
    files: Sequence[Path],
    rules: Rules,
    *,
    now: datetime,
    period: Days | None = None,
    progress: Progress | None = None,
) -> list[Summary]:
    """Read exports into the embedded facts (a path or a `sqlite:///` URL), in one transaction.

    `now` is the moment of the import in the shop's zone; `period` (last day exclusive) is for exports that do
    not say theirs; `progress` is called with rows read and rows expected (an estimate). Raises Refused, with
    the facts as they were, for a file that is unknown or damaged, a second currency, bad rows, or a missing period.
    """
    path = facts_path(facts)
    if path is None:
        raise Refused("The facts come from your own warehouse (WAREHOUSE_URL): load files there, not here.")
    with _transaction(path) as connection, _no_search_for_cycles():
        landing = Landing(connection, rules)
        meter = Meter(files, progress)
        loads = [
            _import(landing, file, Job(now=now, period=period, advance=meter.advance), meter)
            for file in files
        ]
        landing.finish()
        return [_with_reach(connection, summary, rules.gap_days) for summary in loads]


@contextmanager
def _transaction(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_facts(path)
    try:
        connection.execute("BEGIN IMMEDIATE")  # waits its turn behind another import
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    finally:
        connection.close()


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rows make no cycles, and looking for some among millions of cells takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _import(landing: Landing, file: Path, job: Job, meter: Meter) -> Summary:
    formats = known.formats(landing.rules)
    try:
        digest = _digest(file)
        summary = _read(landing, file, job, formats, digest)
    except (UnicodeError, csv.Error, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refused(
            f"{file.name} is damaged and cannot be read to its end ({error}). Export it again."
        ) from error
    except OSError as error:
        raise Refused(f"{file.name} cannot be opened: {error.strerror or error}.") from error
    meter.finish(file)
    return summary


def _read(landing: Landing, file: Path, job: Job, formats: Sequence[Format], digest: str) -> Summary:
    """Each table of the file by its own format; a file of one table is the usual case."""
    landing.next_file()
    found: Format | None = None
    terms = ""
    opened: list[Iterator[Table]] = []
    passed_over: list[str] = []
    for table in tables(file, lambda header: _format_of(header, formats) is not None):
        this = _format_of(table.header, formats)
        if this is None:
            passed_over.append(table.header[0])
            continue
        if found is None:
            found, terms = this, _terms(this, landing.rules, job)
            if before := _loaded(landing.connection, file, this, digest, terms):
                return before
        job.again = partial(_again, file, table.line, formats, opened)
        this.load(table, landing, landing.rules, job)
    if found is None:
        raise Refused(unknown_file_message(file, formats, look(file)))
    if passed_over:
        job.note(_passed_over(passed_over))
    job.note_a_full_sheet()
    _record(landing, file, job, found, digest, terms)
    return Summary(
        file=file.name, format=found.name, source=found.source, rows_read=job.rows_read, rows_used=job.rows_used,
        left_out=dict(job.left_out), first=job.first, last=job.last, notes=tuple(job.notes),
    )  # fmt: skip


def _passed_over(first_columns: Sequence[str]) -> str:
    """What was left alone of a file of several tables."""
    names = [*dict.fromkeys(f"“{name}”" for name in first_columns)]
    shown = ", ".join(names[:4]) + (" and others" if len(names) > 4 else "")
    return f"{counted(len(first_columns), 'table')} of the file that we do not keep: by {shown}."


def _format_of(header: Sequence[str], formats: Sequence[Format]) -> Format | None:
    """The format whose needs a header meets; the one that needs most where several do."""
    return max(
        (each for each in formats if holds(header, each.needs)),
        key=lambda each: len(each.needs),
        default=None,
    )


def _again(file: Path, line: int, formats: Sequence[Format], opened: list[Iterator[Table]]) -> Table:
    """The table whose header stands on `line`, from its beginning once more."""
    found = tables(file, lambda header: _format_of(header, formats) is not None)
    opened.append(found)  # its file stays open for as long as it is held
    return next(table for table in found if table.line == line)


def _terms(this: Format, rules: Rules, job: Job) -> str:
    """What else than its bytes decides what a file becomes: the shop's rules, and the day or period it is given."""
    parts = [this.name, rules.terms(), str(job.period)]
    if this.undated:
        parts.append(str(job.now.date()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _loaded(
    connection: sqlite3.Connection, file: Path, this: Format, digest: str, terms: str
) -> Summary | None:
    """What became of the very same file before, under the same terms."""
    row = connection.execute(
        "SELECT rows_read, rows_used, first_day, last_day FROM load WHERE sha256 = ? AND terms = ?"
        " ORDER BY id DESC LIMIT 1",
        (digest, terms),
    ).fetchone()
    if row is None:
        return None
    read, used, *days = row
    first, last = (None if day is None else day_of(day) for day in days)
    return Summary(
        file=file.name, format=this.name, source=this.source, rows_read=read, rows_used=used, first=first, last=last,
        already_loaded=True,
    )  # fmt: skip


def _record(landing: Landing, file: Path, job: Job, this: Format, digest: str, terms: str) -> None:
    first, last = (None if day is None else day_number(day) for day in (job.first, job.last))
    through = None if job.through is None else job.through.isoformat(sep=" ")
    landing.connection.execute(
        "INSERT INTO load (source_id, format, file, sha256, first_day, last_day, rows_read, rows_used, through,"
        " loaded_at, terms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            landing.label("source", this.source), this.name, file.name, digest, first, last, job.rows_read,
            job.rows_used, through, job.now.isoformat(sep=" "), terms,
        ),
    )  # fmt: skip


def _with_reach(connection: sqlite3.Connection, summary: Summary, gap_days: int) -> Summary:
    """The summary with what the source now covers, over all of its files."""
    days = [
        day_of(day)
        for (day,) in connection.execute(
            "SELECT DISTINCT day FROM source_day JOIN label ON label.id = source_id"
            " WHERE dimension = 'source' AND name = ? ORDER BY day",
            (summary.source,),
        )
    ]
    if len(days) < 2:
        return summary
    return replace(summary, gaps=gaps_between(days, gap_days), complete_through=days[-1] - timedelta(days=1))


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
