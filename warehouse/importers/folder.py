"""The inbox folder: files that land there are imported once they have stopped growing, then put away."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.importers.format import Refused, Summary

DONE = "done"
REFUSED = "refused"
WHY = ".why.txt"
#: Names under which browsers, sync clients and spreadsheets keep files that are not ready.
NOT_READY_ENDS = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", WHY)
NOT_READY_STARTS = (".", "~$")

#: Size and time of change of each file at the last sweep.
Seen = dict[str, tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file: its summaries, or why it was refused; `kept` is where it lies now."""

    file: str
    kept: Path
    summaries: tuple[Summary, ...] = ()
    refused: str | None = None
    error: Exception | None = None  # something unexpected, for the log; `refused` says it in words


def sweep(folder: Path, import_one: Callable[[Path], Sequence[Summary]], seen: Seen) -> list[Outcome]:
    """Import each file that has not changed since the last sweep; oldest first.

    `seen` is carried from sweep to sweep and changed in place. A file goes to `done/` or, with its reason in a
    `.why.txt` beside it, to `refused/`, under a number where the name is taken. Imports are transactions and
    upserts, so a stop between import and move loses and doubles nothing: the file is simply read again. A file
    that changes while it is read, or that meets locked facts, stays and is tried again.
    """
    now = _files(folder)
    settled = [path for path, stamp in now.items() if seen.get(path.name) == stamp]
    seen.clear()
    seen.update({path.name: stamp for path, stamp in now.items()})
    outcomes = (_take(folder, path, now[path], import_one) for path in settled)
    return [outcome for outcome in outcomes if outcome is not None]


def _files(folder: Path) -> dict[Path, tuple[int, int]]:
    """The folder's own files that hold something, oldest first, each with its size and time of change."""
    found = []
    for entry in os.scandir(folder) if folder.is_dir() else ():
        ready = not entry.name.startswith(NOT_READY_STARTS) and not entry.name.lower().endswith(
            NOT_READY_ENDS
        )
        if ready and entry.is_file(follow_symlinks=False) and (stat := entry.stat()).st_size:
            found.append((stat.st_mtime_ns, entry.name, stat.st_size))
    return {folder / name: (size, changed) for changed, name, size in sorted(found)}


def _take(
    folder: Path, path: Path, stamp: tuple[int, int], import_one: Callable[[Path], Sequence[Summary]]
) -> Outcome | None:
    summaries, why, error = _import(path, import_one)
    if (isinstance(error, sqlite3.OperationalError) and "locked" in str(error)) or _stamp(path) != stamp:
        return None
    kept = _move(path, folder / (DONE if why is None else REFUSED))
    if kept is None:
        return None
    if why is not None:
        kept.with_name(kept.name + WHY).write_text(why + "\n", encoding="utf-8")
    return Outcome(file=path.name, kept=kept, summaries=summaries, refused=why, error=error)


def _import(
    path: Path, import_one: Callable[[Path], Sequence[Summary]]
) -> tuple[tuple[Summary, ...], str | None, Exception | None]:
    try:
        return tuple(import_one(path)), None, None
    except Refused as refused:
        return (), str(refused), None
    except Exception as error:  # whatever it is, one file must not hold up those behind it
        return (), _unexpected(error), error


def _unexpected(error: Exception) -> str:
    return (
        f"Something unexpected happened while reading it ({type(error).__name__}: {error}). "
        "Nothing was imported; put the file back into the inbox to try again."
    )


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of change; None for a file that is gone."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _move(path: Path, into: Path) -> Path | None:
    """Move a file without ever writing over another: an empty file claims the name first."""
    into.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        target = into / (path.name if number == 1 else f"{_stem(path)} ({number}){_ending(path)}")
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        try:
            return path.replace(target)
        except FileNotFoundError:
            target.unlink()
            return None


def _ending(path: Path) -> str:
    """The whole ending, `.csv.gz`, so that numbered names keep it."""
    return "".join(path.suffixes[-2:]) if path.suffix.lower() == ".gz" else path.suffix


def _stem(path: Path) -> str:
    return path.name.removesuffix(_ending(path))
