"""The embedded facts file: made, brought up to date and opened, for the one writer and for many readers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from warehouse.facts import MIGRATIONS

SQLITE = "sqlite:///"
BUSY_MS = 15_000
#: Pages kept in memory, in KiB; the writer's sorts take as much again. An import stays within 130 MiB by it.
WRITER_KIB, READER_KIB = 24 * 1024, 8 * 1024


def facts_path(url_or_path: str | Path) -> Path | None:
    """The file behind a path or a `sqlite:///` URL; None for any other engine and for memory."""
    if isinstance(url_or_path, Path):
        return url_or_path
    if url_or_path.startswith(SQLITE):
        name = url_or_path.removeprefix(SQLITE).split("?", 1)[0]
        return Path(name) if name and name != ":memory:" and not name.startswith("file:") else None
    return None if "://" in url_or_path else Path(url_or_path)


def open_facts(path: Path) -> sqlite3.Connection:
    """A connection that writes, in no transaction; the file is made or brought up to date first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _opened(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA cache_size=-{WRITER_KIB}")
        connection.execute("PRAGMA synchronous=NORMAL")
        _switch_to_wal(connection)
        _migrate(connection)
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, to be lent from thread to thread."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with _opened(sqlite3.connect(uri, uri=True, check_same_thread=False)) as connection:
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA cache_size=-{READER_KIB}")
        connection.execute("PRAGMA mmap_size=268435456")
    return connection


@contextmanager
def _opened(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Set a connection up, or close it."""
    with ExitStack() as stack:
        stack.callback(connection.close)
        yield connection
        stack.pop_all()


def _migrate(connection: sqlite3.Connection) -> None:
    """Run what is missing of MIGRATIONS; `user_version` counts those that ran. Two first starts take turns."""
    if connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = connection.execute("PRAGMA user_version").fetchone()[0]
        for script in MIGRATIONS[done:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={max(done, len(MIGRATIONS))}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """The script's statements: `executescript` would commit the transaction that they run in."""
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            yield "\n".join(lines)
            lines.clear()


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Two first starts race for the switch, and SQLite does not wait there: the loser tries again."""
    for attempt in range(100):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if attempt == 99:
                raise
            connection.execute("BEGIN IMMEDIATE")  # waits for whoever holds the file
            connection.execute("COMMIT")
