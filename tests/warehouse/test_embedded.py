"""The facts file is made when it is first needed, by however many at once."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from warehouse.embedded import facts_path, open_facts, open_reader
from warehouse.facts import MIGRATIONS, SCHEMA


def test_many_first_starts_at_once_make_one_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "facts.db"
    opened: list[sqlite3.Connection] = []
    threads = [threading.Thread(target=lambda: opened.append(open_facts(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 8
    assert {connection.execute("PRAGMA user_version").fetchone()[0] for connection in opened} == {
        len(MIGRATIONS)
    }
    assert opened[0].execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[
        0
    ] == "".join(MIGRATIONS).count("CREATE TABLE")
    for connection in opened:
        connection.close()


def test_a_file_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "facts.db")) as earlier:
        earlier.executescript(SCHEMA)
        earlier.execute("PRAGMA user_version=1")
        for number, day, code, cancelled in ((1, 7, "' ten '", 0), (2, 7, "'TEN'", 1), (3, 8, "NULL", 0)):
            values = f"({number}, 1, '#{number}', '', {day}, 0, 0, 0, 0, 0, NULL, {code}, {cancelled}, 0, 50, 0, 0, 0, 0, 0, 0)"
            earlier.execute(f"INSERT INTO shop_order VALUES {values}")
        earlier.commit()

    with closing(open_facts(tmp_path / "facts.db")) as now:
        assert now.execute("SELECT * FROM code_day").fetchall() == [(7, "TEN", 1, 2, 50)]


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_facts(tmp_path / "facts.db").close()
    reader = open_reader(tmp_path / "facts.db")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM label")
    reader.close()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////srv/facts.db", "/srv/facts.db"), ("sqlite:///data/facts.db", "data/facts.db"), ("data/facts.db", "data/facts.db"),
        ("sqlite://", None), ("sqlite:///:memory:", None), ("postgresql+psycopg://host/db", None),
    ],
)  # fmt: skip
def test_only_a_sqlite_file_is_the_embedded_one(url: str, path: str | None) -> None:
    assert facts_path(url) == (None if path is None else Path(path))
