"""From a file as it was exported to tables of text: unzipped, decoded, split, its preamble set aside."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO, cast

#: Product descriptions exceed the csv module's own 128 KiB.
csv.field_size_limit(16 * 1024 * 1024)

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_BYTES = 64 * 1024
PREAMBLE_ROWS = 100

#: First bytes of files that people send by mistake, and what to do instead.
NOT_TEXT: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "an Excel workbook or a zip: save the sheet as CSV, or unpack the zip, and send that"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV and send that"),
    (b"%PDF", "a PDF: export the report as CSV instead"),
    (b"\x89PNG", "a picture: export the report as CSV instead"),
    (b"\xff\xd8\xff", "a picture: export the report as CSV instead"),
    (b"SQLite format 3", "a SQLite database: export the table as CSV instead"),
)


class Rows(Protocol):
    """Rows of text that know the line they stand on."""

    @property
    def line_num(self) -> int:
        """The file's line (from 1) on which the newest row ended."""

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a file: files may hold several, stacked."""

    file: str
    preamble: tuple[str, ...]
    header: tuple[str, ...]
    rows: Rows
    line: int
    delimiter: str = ","


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a file looked like, for the reply about one that nobody knows."""

    not_text: str | None = None
    delimiter: str = ","
    header: tuple[str, ...] = ()
    line: int = 1
    comments: tuple[str, ...] = ()


def tables(path: Path, knows: Callable[[Sequence[str]], bool]) -> Iterator[Table]:
    """The tables of a file, in its order; read each to its end before the next, as with `itertools.groupby`.

    `knows` says whether a header (as written) is one of ours. Nothing comes out of a file that is not text
    or holds no known header; of stacked tables (each behind its own `#` comments) all come out, known or not.
    A file with a single table streams through csv.reader alone, so that millions of rows cost nothing extra.
    """
    if _not_text(path) is not None:
        return
    with _text(path) as text:
        sample = text.read(SAMPLE_BYTES)
        text.seek(0)
        delimiter = _delimiter(sample, knows)
        reader = csv.reader(text, delimiter=delimiter)
        if sample.lstrip().startswith("#"):
            yield from _stacked(path.name, reader, delimiter, knows)
        else:
            yield from _single(path.name, reader, delimiter, knows)


def look(path: Path) -> Look:
    """What a file looks like when no format knows it."""
    if (not_text := _not_text(path)) is not None:
        return Look(not_text=not_text)
    with _text(path) as text:
        sample = text.read(SAMPLE_BYTES)
    delimiter = _delimiter(sample, lambda _: False)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows = [(reader.line_num, row) for row in islice(reader, PREAMBLE_ROWS) if any(map(str.strip, row))]
    plain = [(line, row) for line, row in rows if not row[0].startswith("#")] or rows
    widest = max((len(row) for _, row in plain), default=0)
    line, header = next(((line, row) for line, row in plain if len(row) == widest), (1, []))
    comments = tuple(delimiter.join(row) for _, row in rows if row[0].startswith("#"))
    return Look(delimiter=delimiter, header=_clean(header), line=line, comments=comments)


def _single(
    file: str, reader: Rows, delimiter: str, knows: Callable[[Sequence[str]], bool]
) -> Iterator[Table]:
    preamble: list[str] = []
    for row in islice(reader, PREAMBLE_ROWS):
        header = _clean(row)
        if knows(header):
            yield Table(
                file=file, preamble=tuple(preamble), header=header, rows=reader, line=reader.line_num,
                delimiter=delimiter,
            )  # fmt: skip
            return
        preamble.append(delimiter.join(row))


class _StackedRows:
    """The rows of one of several tables: up to the blank line or comment that ends it."""

    def __init__(self, reader: Rows, width: int, knows: Callable[[Sequence[str]], bool]) -> None:
        self._reader = reader
        self._width = width
        self._knows = knows
        self._after_blank = False
        self.over: list[str] | None = None  # the row that ended this table, the first of the next section

    @property
    def line_num(self) -> int:
        return self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        if self.over is not None:
            raise StopIteration
        for row in self._reader:
            if not any(map(str.strip, row)):
                self._after_blank = True
            elif self._ends(row):
                self.over = row
                raise StopIteration
            else:
                return row
        raise StopIteration

    def _ends(self, row: list[str]) -> bool:
        # a page's title may begin with # too: a comment stands after a blank line, or is of another width
        comment = row[0].startswith("#") and (self._after_blank or len(row) != self._width)
        return comment or (self._after_blank and self._knows(_clean(row)))


def _stacked(
    file: str, reader: Rows, delimiter: str, knows: Callable[[Sequence[str]], bool]
) -> Iterator[Table]:
    name: list[str] = []  # the report's own name and account, said once above the first table
    section: list[str] = []
    pending = next(reader, None)
    first = True
    while pending is not None:
        if not any(map(str.strip, pending)):
            pending = next(reader, None)
            continue
        if pending[0].startswith("#"):
            section.append(delimiter.join(pending))
            pending = next(reader, None)
            continue
        header = _clean(pending)
        rows = _StackedRows(reader, len(header), knows)
        name = section if first else name
        preamble = tuple(section if first or section else name)
        first, section = False, []
        yield Table(
            file=file, preamble=preamble, header=header, rows=rows, line=reader.line_num, delimiter=delimiter
        )
        for _ in rows:  # whatever the caller did not want
            pass
        pending = rows.over


def _clean(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip().lstrip("\ufeff") for name in row)


def _delimiter(sample: str, knows: Callable[[Sequence[str]], bool]) -> str:
    """The delimiter with which a row of the sample is a known header, else the one that makes the most columns."""
    widest = {}
    for delimiter in DELIMITERS:
        rows = [*islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), PREAMBLE_ROWS)]
        if any(knows(_clean(row)) for row in rows):
            return delimiter
        widest[delimiter] = max(map(len, rows), default=0)
    return max(DELIMITERS, key=lambda delimiter: widest[delimiter])


def _not_text(path: Path) -> str | None:
    with _unzipped(path) as stream:
        start = stream.read(64)
    if not start:
        return "an empty file"
    return next((what for magic, what in NOT_TEXT if start.startswith(magic)), None)


@contextmanager
def _unzipped(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        if zipped:
            with gzip.GzipFile(fileobj=stream) as plain:
                yield cast(BinaryIO, plain)
        else:
            yield stream


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    with _unzipped(path) as stream:
        encoding = _encoding(stream.read(4096))
        stream.seek(0)
        # newline="" keeps line ends inside quoted cells as they were written
        text = io.TextIOWrapper(stream, encoding=encoding, errors="cp1252-else", newline="")
        try:
            yield text
        finally:
            text.detach()


def _encoding(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:200:2].count(0) > len(start[1:200:2]) // 2:
        return "utf-16-le"
    return "utf-8-sig"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read what is not UTF-8 as Windows does: an export that went through Excel keeps its £ and é."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("cp1252-else", _as_windows)
