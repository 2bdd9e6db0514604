"""Whatever is done to the history by somebody who can write to the file is found; what is not, by a seal that was seen."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import combinations
from pathlib import Path

import pytest

from approvals.cards import Button
from approvals.desk import Desk
from approvals.history import audit
from approvals.history.chain import BEGINNING, Fault, Proof, Row, Witness, prove, seal
from approvals.history.evidence import Unreadable
from approvals.request import Verdict
from commands.proving import verified
from storage import Store
from tests.approvals.office import COPY, DIRECTOR, MANAGER, NOW


@pytest.fixture
def worked(desk: Desk, store: Store) -> Store:
    """A desk at which some requests were edited, decided about and called off."""
    for number in range(1, 7):
        at = NOW + timedelta(minutes=number)
        desk.submit(MANAGER, replace(COPY, title=f"Coat {number}"), now=at)
        if number % 2:
            desk.edit(number, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=at)
        shown = desk.show(number, now=at)
        assert shown
        desk.decide(
            Button(request=number, version=shown.version.number, sha=shown.version.sha),
            by=DIRECTOR,
            verdict=Verdict.APPROVED if number % 3 else Verdict.CHANGES,
            reason="Where is it spun?",
            now=at,
        )
    desk.cancel(2, by=MANAGER, now=at)
    return store


@pytest.fixture
def history(worked: Store) -> list[Row]:
    with worked.read() as db:
        return list(audit.rows(db))


def proof(rows: Sequence[Row], *witnesses: Witness) -> Proof:
    return prove(lambda: rows, witnesses)


def faults(rows: Sequence[Row], *witnesses: Witness) -> set[Fault]:
    return {finding.fault for finding in proof(rows, *witnesses).findings}


def resealed(rows: Sequence[Row]) -> list[Row]:
    """The same rows, numbered and sealed anew, as somebody would who wants to hide what they did."""
    written: list[Row] = []
    previous = BEGINNING
    for number, row in enumerate(rows, 1):
        sha = seal(previous, number, *row[1:6])
        written.append(row._replace(seq=number, previous=previous, sha=sha))
        previous = sha
    return written


def seen(rows: Sequence[Row], number: int) -> Witness:
    return Witness(number, rows[number - 1].sha)


def edits(row: Row) -> Iterator[Row]:
    """The row with each of its columns changed."""
    for name in Row._fields:
        value = getattr(row, name)
        yield row._replace(**{name: value + 1 if isinstance(value, int) else f"{value}x"})


def test_an_honest_history_has_no_fault_whatever_was_seen_of_it(history: list[Row]):
    assert len(history) == 16
    assert proof(history, *(seen(history, number) for number in range(1, 17))).findings == ()
    assert proof(history).head == seen(history, 16)


def test_whatever_is_done_to_one_row_is_found(history: list[Row]):
    for index, row in enumerate(history):
        for edited in edits(row):
            assert faults([*history[:index], edited, *history[index + 1 :]])
        resealed_alone = row._replace(by="U0EVIL", sha=seal(row.previous, *row[:3], "U0EVIL", *row[4:6]))
        assert faults([*history[:index], resealed_alone, *history[index + 1 :]], seen(history, 16))
    for index in range(len(history) - 1):
        assert Fault.REMOVED in faults([*history[:index], *history[index + 1 :]])
        assert Fault.REORDERED in faults([*history[: index + 1], *history[index:]])


def test_rows_that_changed_places_are_found(history: list[Row]):
    for one, other in combinations(range(len(history)), 2):
        swapped = list(history)
        swapped[one], swapped[other] = history[other], history[one]
        renumbered = [row._replace(seq=number) for number, row in enumerate(swapped, 1)]

        assert faults(swapped) & {Fault.REORDERED, Fault.REMOVED}
        assert faults(renumbered) >= {Fault.CHANGED, Fault.REORDERED}


def test_a_history_that_was_cut_off_is_found(history: list[Row]):
    for kept in range(len(history)):
        assert faults(history[:kept], seen(history, 16)) == {Fault.TRUNCATED}


def test_a_history_that_was_sealed_anew_is_found_by_any_seal_somebody_saw(history: list[Row]):
    for index, row in enumerate(history):
        anew = resealed([*history[:index], row._replace(by="U0EVIL"), *history[index + 1 :]])
        shorter = resealed([*history[:index], *history[index + 1 :]])

        assert faults(anew) == set()  # which is why the seal is told to people every day
        for number in range(index + 1, 17):
            assert faults(anew, seen(history, number)) == {Fault.RECHAINED}
            assert faults(shorter, seen(history, number)) & {Fault.RECHAINED, Fault.TRUNCATED}
        for number in range(1, index + 1):
            assert faults(anew, seen(history, number)) == set()


@pytest.mark.parametrize("digits", [0, 1, 15])
def test_a_few_digits_of_a_seal_prove_nothing(history: list[Row], digits: int):
    assert faults(history, Witness(3, history[2].sha[:digits])) == {Fault.RECHAINED}
    assert faults(history, Witness(3, history[2].sha[:16])) == set()


# Files


def unlocked(path: Path) -> sqlite3.Connection:
    """The file as somebody has it who can do with it what they like."""
    connection = sqlite3.connect(path, isolation_level=None)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    return connection


@pytest.fixture
def backup(worked: Store, tmp_path: Path) -> Path:
    path = tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(worked.path)) as here, closing(sqlite3.connect(path)) as there:
        here.backup(there)
    return path


def said(path: Path, *witnesses: Witness) -> str:
    return "\n".join(verified(path, witnesses).lines)


def test_a_file_in_use_and_its_backup_are_whole(worked: Store, backup: Path):
    for path in (worked.path, backup):
        assert verified(path, ()).is_whole
        assert "16 rows of history, 9 texts" in said(path)
        assert "✓ Nothing was changed" in said(path)


def test_proving_changes_nothing_and_needs_no_right_to_write(backup: Path):
    before = backup.read_bytes()
    backup.chmod(0o400)
    backup.parent.chmod(0o500)
    try:
        assert verified(backup, ()).is_whole
        assert [file.name for file in backup.parent.glob("backup*")] == [backup.name]
    finally:
        backup.parent.chmod(0o700)
    assert backup.read_bytes() == before


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE audit SET by = 'U0OTHER' WHERE seq = 3", "row 3 was changed"),
        ("UPDATE audit SET detail = '{}' WHERE seq = 2", "row 2 was changed"),
        ("DELETE FROM audit WHERE seq = 3", "row 3 is missing"),
        ("DELETE FROM audit WHERE seq BETWEEN 3 AND 5", "rows 3 to 5 are missing"),
        ("DELETE FROM audit WHERE seq = 1", "row 1 is missing"),
        ("UPDATE audit SET seq = seq + 100 WHERE seq = 3", "row 103 was changed"),
        ("DELETE FROM audit WHERE seq = 16", "approval 2 stands at CANCELLED"),
        ("DELETE FROM audit WHERE seq > 12", "approval 6 is not in the history"),
        ("UPDATE version SET content = '{}' WHERE request = 3", "version 1 of approval 3 is another text"),
        ("UPDATE version SET sha = hex(zeroblob(32)) WHERE request = 4", "version 1 of approval 4 is in no row"),
        ("UPDATE decision SET by = 'U0OTHER' WHERE request = 5", "what U0OTHER decided about approval 5"),
        ("UPDATE request SET state = 'APPROVED', approved_version = version WHERE id = 2", "stands at APPROVED"),
    ],
)  # fmt: skip
def test_what_was_done_to_a_file_is_said(backup: Path, tampering: str, found: str):
    with closing(unlocked(backup)) as connection:
        connection.execute(tampering)

    assert not verified(backup, ()).is_whole
    assert found in said(backup)


def exported(history: list[Row], kind: str, folder: Path) -> Path:
    path = folder / f"export.{kind}"
    table = StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    writer.writerows([Row._fields, *history])
    texts = {
        "json": json.dumps([row._asdict() for row in history]),
        "object.json": json.dumps({"history": [row._asdict() for row in history]}),
        "lines.json": "\n".join(
            json.dumps(row._asdict() | {"detail": json.loads(row.detail)}) for row in history
        ),
        "csv": "# approvals of the shop\n" + table.getvalue(),
        "bom.csv": "\ufeff" + table.getvalue(),
    }
    path.write_text(texts[kind], encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["json", "object.json", "lines.json", "csv", "bom.csv"])
def test_an_export_proves_as_much_as_the_file(history: list[Row], tmp_path: Path, kind: str):
    assert verified(exported(history, kind, tmp_path), [seen(history, 16)]).is_whole
    assert "row 3 was changed" in said(
        exported([*history[:2], history[2]._replace(by="U0EVIL")], kind, tmp_path)
    )
    assert "row 3 is missing" in said(exported([*history[:2], *history[3:]], kind, tmp_path))
    assert "but row 16 has been seen" in said(exported(history[:9], kind, tmp_path), seen(history, 16))


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"[1, 2]", b"{}", b"SQLite format 3\x00 and nothing", b"\xff"]
)
def test_what_is_no_history_is_said_to_be_none(tmp_path: Path, content: bytes):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match="holds no history of approvals"):
        verified(path, ())


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path: Path):
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        verified(tmp_path / "nowhere", ())
