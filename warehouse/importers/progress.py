"""How far an import has come: rows read of rows expected."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

Progress = Callable[[int, int], None]

SAMPLE = 256 * 1024


class Meter:
    """Rows read over all files of an import, against an estimate from their sizes."""

    def __init__(self, files: Sequence[Path], progress: Progress | None) -> None:
        self._tell = progress
        self._expected = {file: estimated_rows(file) for file in files} if progress else {}
        self._done_before = 0
        self._in_file = 0

    def advance(self, rows: int) -> None:
        """Add rows of the current file; an estimate that proves too low is never overshot."""
        if self._tell:
            self._in_file += rows
            total = sum(self._expected.values())
            self._tell(min(self._done_before + self._in_file, total), total)

    def finish(self, file: Path) -> None:
        """The current file is read to its end, whatever was expected of it."""
        if self._tell:
            self._done_before += self._expected[file]
            self._in_file = 0
            self.advance(0)


def estimated_rows(file: Path) -> int:
    """How many lines a file has, judged from its size and its first lines; at least 1, also if it cannot be read."""
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(SAMPLE)
            if start.startswith(b"\x1f\x8b"):
                stream.seek(0)
                with gzip.GzipFile(fileobj=stream) as plain:
                    lines = plain.read(SAMPLE).count(b"\n")
                return max(1, lines * size // max(1, stream.tell()))
        return max(1, start.count(b"\n") * size // max(1, len(start)))
    except OSError:
        return 1
