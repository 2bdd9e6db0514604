"""What the bot remembers: one SQLite file a workspace, written in short transactions."""

from __future__ import annotations

import queue
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
)


class Store:
    """A pool of connections to one state file; each is lent for one transaction and closed with the store.

    Nothing that touches the network runs inside `write()`.
    """

    def __init__(self, path: Path, migrations: Iterable[Migrations] = ()) -> None:
        """Open (or create) the file at `path` and bring its tables up to date."""
        self.path = path
        self._idle: queue.SimpleQueue[Database] = queue.SimpleQueue()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._borrowed() as db:
            _switch_to_wal(db)
        with self.write() as db:
            for migration in migrations:
                migration.apply(db)

    @contextmanager
    def read(self) -> Iterator[Database]:
        """A connection to look things up with; what is read outside a transaction may change at once."""
        with self._borrowed() as db:
            yield db

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Database]:
        """One `BEGIN IMMEDIATE … COMMIT`; an exception rolls all of it back.

        `durable=False` skips the wait for the disk: the commit survives a killed process, but may be
        forgotten when the power fails. For conveniences such as stored answers only.
        """
        with self._borrowed() as db:
            db.conn.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.conn.execute("ROLLBACK")
                raise
            db.conn.execute("COMMIT")

    def close(self) -> None:
        """Close every idle connection."""
        while not self._idle.empty():
            self._idle.get_nowait().conn.close()

    @contextmanager
    def _borrowed(self) -> Iterator[Database]:
        try:
            db = self._idle.get_nowait()
        except queue.Empty:
            db = _connect(self.path)
        try:
            yield db
        finally:
            self._idle.put(db)


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return Database(connection)


def _switch_to_wal(db: Database) -> None:
    """Two first starts race for the switch: the loser waits its turn and finds it done."""
    for attempt in range(50):
        try:
            db.conn.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if attempt == 49:
                raise
            db.conn.execute("PRAGMA busy_timeout=100")
    db.conn.execute(PRAGMAS[0])
