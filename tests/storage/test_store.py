"""The state file: safe from races, from half-done writes and from newer versions."""

from __future__ import annotations

import gc
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Migrations

from storage import NewerState, Store
from storage.migrations import ALL


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "state.db", ALL)
    with store.write() as db:
        db.execute("CREATE TABLE counter (n INTEGER)")
        db.execute("INSERT INTO counter VALUES (0)")
    yield store
    store.close()


def in_threads(count: int, job: Callable[[], object]) -> list[BaseException]:
    failures: list[BaseException] = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            job()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def counted(store: Store) -> int:
    with store.read() as db:
        return next(db.query("SELECT n FROM counter"))["n"]


def test_first_starts_may_race(tmp_path: Path):
    def start() -> None:
        Store(tmp_path / "state.db", ALL).close()

    assert in_threads(6, start) == []

    with Store(tmp_path / "state.db", ALL).read() as db:
        assert "person" in db.table_names()
        assert next(db.query("PRAGMA journal_mode"))["journal_mode"] == "wal"
        db.close()


def test_read_then_write_in_many_threads_loses_nothing(store: Store):
    def add_ten() -> None:
        for _ in range(10):
            with store.write(durable=False) as db:
                seen = next(db.query("SELECT n FROM counter"))["n"]
                db.execute("UPDATE counter SET n = ?", (seen + 1,))

    assert in_threads(8, add_ten) == []
    assert counted(store) == 80


def test_an_exception_rolls_everything_back(store: Store):
    with pytest.raises(LookupError), store.write() as db:
        db.execute("UPDATE counter SET n = 7")
        raise LookupError

    assert counted(store) == 0


def test_a_refused_commit_leaves_a_connection_that_still_works(store: Store):
    with store.write() as db:
        db.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        db.execute("CREATE TABLE child (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")

    with pytest.raises(sqlite3.IntegrityError), store.write() as db:
        db.execute("INSERT INTO child VALUES (1)")

    with store.write() as db:
        db.execute("UPDATE counter SET n = 1")
    assert counted(store) == 1


def test_acknowledged_writes_wait_for_the_disk_and_conveniences_do_not(store: Store):
    with store.write() as db:
        assert next(db.query("PRAGMA synchronous"))["synchronous"] == 2
    with store.write(durable=False) as db:
        assert next(db.query("PRAGMA synchronous"))["synchronous"] == 1


def test_foreign_keys_are_checked(store: Store):
    with store.read() as db:
        assert next(db.query("PRAGMA foreign_keys"))["foreign_keys"] == 1


def test_closing_leaves_no_connection_behind_even_one_still_lent(tmp_path: Path):
    store = Store(tmp_path / "state.db", ALL)
    with store.read() as db:
        store.close()
        db.execute("SELECT 1")

    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")
    gc.collect()  # an unclosed connection would warn here, and warnings are errors


def test_the_file_is_for_its_owner_alone(store: Store):
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_an_older_version_does_not_touch_a_newer_file(tmp_path: Path):
    newer = Migrations("people")
    newer(name="first")(lambda db: db.execute("CREATE TABLE person (user TEXT)"))
    newer(name="nicknames")(lambda db: db.execute("ALTER TABLE person ADD COLUMN nickname TEXT"))
    Store(tmp_path / "state.db", [newer]).close()

    with pytest.raises(NewerState, match="nicknames of people"):
        Store(tmp_path / "state.db", ALL)

    with sqlite3.connect(tmp_path / "state.db") as connection:
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    connection.close()
    assert "answer" not in tables


def test_every_table_is_made_once_and_only_once(tmp_path: Path):
    for _ in range(2):
        store = Store(tmp_path / "state.db", ALL)
        with store.read() as db:
            assert {"person", "standing", "answer", "subscription", "change"} <= set(db.table_names())
        store.close()
