"""What the bot remembers: one SQLite file a workspace, written in short transactions."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic

from sqlite_utils import Database, Migrations

__all__ = ["Database", "Store"]

PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
)

#: Seconds that a change waits for others to finish theirs.
PATIENCE = 5.0
#: Seconds between two looks whether another process has finished. SQLite's own grow to a tenth of a second: beside
#: a busy process, whoever has waited longest would look least often and could wait for ever.
GLANCE = 0.002


class NewerState(Exception):
    """The file was written by a newer Shelftalk; this one must not touch it. The message says what to do."""


class Store:
    """A pool of connections to one state file; each is lent for one transaction and closed with the store.

    Nothing that touches the network runs inside `write()`.
    """

    def __init__(self, path: Path, migrations: Iterable[Migrations] = ()) -> None:
        """Open (or create) the file at `path`, readable by its owner alone, and bring its tables up to date.

        Raises NewerState, having changed nothing, for a file of a later version.
        """
        self.path = path
        self._idle: queue.SimpleQueue[Database] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._turn = threading.Lock()
        self._hurry = threading.local()
        self._lasting = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with self._borrowed() as db:
            _switch_to_wal(db)
        try:
            with self.write() as db:
                for migration in migrations:
                    _refuse_newer(db, migration, path)
                    migration.apply(db)
        except BaseException:
            self.close()
            raise

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
        until = monotonic() + getattr(self._hurry, "seconds", PATIENCE)
        with self._borrowed() as db, self._in_turn(until):
            db.conn.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            _begin(db, until)
            try:
                yield db
                db.conn.execute("COMMIT")
                self._lasting.count = self.commits + durable
            except BaseException:
                # A full disk ends the transaction by itself; ending it twice would hide the reason.
                if db.conn.in_transaction:
                    db.conn.execute("ROLLBACK")
                raise

    @contextmanager
    def _in_turn(self, until: float) -> Iterator[None]:
        """One thread of this process at a time, so that only one has to look out for other processes."""
        if not self._turn.acquire(timeout=max(0.0, until - monotonic())):
            raise sqlite3.OperationalError("database is locked by another thread of this process")
        try:
            yield
        finally:
            self._turn.release()

    @property
    def commits(self) -> int:
        """How many changes that wait for the disk this thread has made: whether it has changed anything, or nothing."""
        return int(getattr(self._lasting, "count", 0))

    @contextmanager
    def hurried(self, seconds: float) -> Iterator[None]:
        """Within it, each change of this thread waits no longer than `seconds` in all, for threads and for processes.

        Then it raises sqlite3.OperationalError, having changed nothing: for whom somebody waits in turn.
        """
        before = getattr(self._hurry, "seconds", PATIENCE)
        self._hurry.seconds = seconds
        try:
            yield
        finally:
            self._hurry.seconds = before

    def close(self) -> None:
        """Close every connection: the idle ones now, each lent one as soon as it is given back."""
        self._closed.set()
        while True:
            try:
                self._idle.get_nowait().conn.close()
            except queue.Empty:
                return

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
            if self._closed.is_set():
                self.close()


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        found = Database(connection)
        _wait_for_others(found, PATIENCE)
    except BaseException:
        connection.close()
        raise
    return found


def _begin(db: Database, until: float) -> None:
    """Begin a change as soon as no other process is in one; sqlite3.OperationalError once it is later than `until`."""
    _wait_for_others(db, GLANCE)
    try:
        while monotonic() < until:
            with suppress(sqlite3.OperationalError):
                db.conn.execute("BEGIN IMMEDIATE")
                return
        db.conn.execute("BEGIN IMMEDIATE")
    finally:
        _wait_for_others(db, PATIENCE)


def _wait_for_others(db: Database, seconds: float) -> None:
    db.conn.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def _switch_to_wal(db: Database) -> None:
    """Two first starts race for the switch: the loser waits its turn and finds it done."""
    _wait_for_others(db, 0.1)
    for attempt in range(50):
        try:
            db.conn.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if attempt == 49:
                raise
    _wait_for_others(db, PATIENCE)


def _refuse_newer(db: Database, migrations: Migrations, path: Path) -> None:
    with closing(Database(memory=True)) as empty:
        ours = {step.name for step in migrations.pending(empty)}
    if unknown := sorted({step.name for step in migrations.applied(db)} - ours):
        raise NewerState(
            f"{path} was last used by a newer version (it knows {', '.join(unknown)} of {migrations.name}). "
            "Start that version, or restore the backup taken before the upgrade."
        )
