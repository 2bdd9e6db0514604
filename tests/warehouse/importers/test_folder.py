"""The inbox folder: nothing half, nothing lost."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from warehouse.importers.folder import Seen, sweep
from warehouse.importers.format import Refused, Summary


class Importer:
    """Reads any file whose text does not say otherwise, and remembers what it read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: Path) -> Sequence[Summary]:
        text = path.read_text()
        self.read.append(text)
        match text.split()[0]:
            case "bad":
                raise Refused("There is no Date column.")
            case "locked":
                raise sqlite3.OperationalError("database is locked")
            case "odd":
                raise RuntimeError("boom")
        return [Summary(file=path.name, format="Any", source="any", rows_used=1)]


@pytest.fixture
def importer() -> Importer:
    return Importer()


def put(folder: Path, name: str, text: str = "good") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_is_imported_once_it_has_stopped_growing(tmp_path: Path, importer: Importer) -> None:
    seen: Seen = {}
    put(tmp_path, "orders.csv", "good 1")
    assert sweep(tmp_path, importer, seen) == []

    put(tmp_path, "orders.csv", "good 1 and 2")
    assert sweep(tmp_path, importer, seen) == []

    (outcome,) = sweep(tmp_path, importer, seen)
    assert outcome.kept == tmp_path / "done" / "orders.csv"
    assert outcome.summaries[0].rows_used == 1
    assert importer.read == ["good 1 and 2"]
    assert sweep(tmp_path, importer, seen) == []


def settled(folder: Path, importer: Importer) -> list[object]:
    seen: Seen = {}
    sweep(folder, importer, seen)
    return [*sweep(folder, importer, seen)]


def test_a_refused_file_is_put_aside_with_the_reason_beside_it(tmp_path: Path, importer: Importer) -> None:
    put(tmp_path, "odd.csv", "bad")

    (outcome,) = settled(tmp_path, importer)

    assert outcome.refused == "There is no Date column."
    assert (tmp_path / "refused" / "odd.csv").read_text() == "bad"
    assert (tmp_path / "refused" / "odd.csv.why.txt").read_text() == "There is no Date column.\n"


def test_one_bad_file_does_not_hold_up_the_others(tmp_path: Path, importer: Importer) -> None:
    put(tmp_path, "a.csv", "odd")
    put(tmp_path, "b.csv", "good")

    first, second = settled(tmp_path, importer)

    assert "RuntimeError: boom" in first.refused
    assert isinstance(first.error, RuntimeError)
    assert second.refused is None


def test_names_that_are_taken_get_a_number(tmp_path: Path, importer: Importer) -> None:
    for _ in range(3):
        put(tmp_path, "orders.csv.gz", "good")
        settled(tmp_path, importer)

    assert sorted(path.name for path in (tmp_path / "done").iterdir()) == [
        "orders (2).csv.gz",
        "orders (3).csv.gz",
        "orders.csv.gz",
    ]


def test_a_file_waits_while_the_facts_are_locked(tmp_path: Path, importer: Importer) -> None:
    path = put(tmp_path, "orders.csv", "locked")

    assert settled(tmp_path, importer) == []
    assert path.exists()


def test_a_file_that_grows_while_it_is_read_stays_for_another_time(
    tmp_path: Path, importer: Importer
) -> None:
    path = put(tmp_path, "orders.csv", "good 1")

    def slow(file: Path) -> Sequence[Summary]:
        summaries = importer(file)
        if len(importer.read) == 1:
            file.write_text("good 1 and 2")
        return summaries

    seen: Seen = {}
    sweep(tmp_path, slow, seen)
    assert sweep(tmp_path, slow, seen) == []
    assert path.exists()

    sweep(tmp_path, slow, seen)
    (outcome,) = sweep(tmp_path, slow, seen)
    assert outcome.kept.read_text() == "good 1 and 2"


@pytest.mark.parametrize("name", [".orders.csv", "~$orders.xlsx", "orders.csv.crdownload", "orders.csv.part"])
def test_what_is_not_ready_by_its_name_is_let_be(tmp_path: Path, importer: Importer, name: str) -> None:
    put(tmp_path, name)

    assert settled(tmp_path, importer) == []


def test_empty_files_folders_and_links_are_let_be(tmp_path: Path, importer: Importer) -> None:
    put(tmp_path, "begun.csv", "")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(__file__)

    assert settled(tmp_path, importer) == []


def test_older_files_go_first(tmp_path: Path, importer: Importer) -> None:
    for name, stamp in (("new.csv", 2_000), ("old.csv", 1_000)):
        os.utime(put(tmp_path, name, f"good {name}"), (stamp, stamp))
    settled(tmp_path, importer)

    assert importer.read == ["good old.csv", "good new.csv"]


def test_no_folder_is_no_files(tmp_path: Path, importer: Importer) -> None:
    assert sweep(tmp_path / "inbox", importer, {}) == []
