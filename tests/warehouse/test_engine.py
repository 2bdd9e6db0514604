"""A closed pool keeps no file open, whoever was still reading."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
import sqlalchemy as sql

from warehouse.embedded import open_reader
from warehouse.engine import open_engine


def still_open(path: Path) -> list[str]:
    return [file.path for file in psutil.Process().open_files() if file.path.startswith(str(path))]


def test_what_is_lent_while_the_pool_is_closed_is_closed_when_it_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    engine, watch = open_engine(f"sqlite:///{path}")
    assert watch is not None

    reading = engine.connect()
    reading.execute(sql.text("SELECT count(*) FROM label"))
    watch.close()
    engine.dispose()
    assert still_open(path)

    reading.close()
    assert not still_open(path)


def test_a_pool_that_was_closed_keeps_nothing_open_for_who_comes_too_late(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    engine, watch = open_engine(f"sqlite:///{path}")
    assert watch is not None
    watch.close()
    engine.dispose()

    with engine.connect() as late:
        assert late.execute(sql.text("SELECT count(*) FROM label")).scalar() == 0
    assert not still_open(path)


def test_a_file_that_cannot_be_read_is_not_kept_open(tmp_path: Path) -> None:
    path = tmp_path / "facts.db"
    path.write_bytes(b"not a database, and longer than the header of one " * 40)

    with pytest.raises(Exception, match="not a database"):
        open_reader(path)
    assert not still_open(path)
