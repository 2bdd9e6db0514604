"""A history of thousands of rows, and everything that somebody who can write to the file may do to it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from approvals import migrations
from approvals.history import audit
from approvals.history.chain import BEGINNING, Row, Witness, prove, seal
from delivery import migrations as delivery
from storage import Store
from storage import migrations as storage
from tests.approvals.office import DIRECTOR, MANAGER, NOW

ROWS = 20_000
DETAIL = {"from": "IN_REVIEW", "to": "APPROVED", "version": 3, "sha": "f" * 64, "stage": "Director"}


@dataclass(frozen=True, kw_only=True)
class Grown:
    """How many ways of tampering were tried and found, and how many rows a second are kept and proved."""

    tried: int
    found: int
    appended: float
    proved: float


def grown(folder: Path, *, ways: int = 100) -> Grown:
    """Keep rows, each in a transaction that waits for the disk, then many at once; prove them; tamper."""
    with closing(Store(folder / "state.db", (*storage.ALL, *delivery.ALL, *migrations.ALL))) as store:
        with store.write() as db:
            db.execute(
                "INSERT INTO request (state, requester, version, route, created_at, changed_at, changed_by)"
                f" VALUES ('DRAFT', '{MANAGER}', 1, '{{}}', 'now', 'now', '{MANAGER}')"
            )
        began, kept = time.perf_counter(), 0
        while time.perf_counter() - began < 1:
            with store.write() as db:
                audit.add(db, 1, "Approve", by=DIRECTOR, at=NOW, detail=DETAIL)
            kept += 1
        appended = kept / (time.perf_counter() - began)
        with store.write(durable=False) as db:
            for _ in range(ROWS):
                audit.add(db, 1, "Approve", by=DIRECTOR, at=NOW, detail=DETAIL)
        began = time.perf_counter()
        with store.read() as db:
            proof = prove(lambda: audit.rows(db))
            proved = proof.rows / (time.perf_counter() - began)
            rows = list(audit.rows(db))[:200]
    honest = not prove(lambda: rows, [Witness(200, rows[-1].sha)]).findings
    tampered = list(tamperings(rows, ways))
    found = sum(
        bool(prove(lambda each=each: each, [Witness(200, rows[-1].sha)]).findings) for each in tampered
    )  # type: ignore[misc]
    return Grown(tried=len(tampered), found=found if honest else 0, appended=appended, proved=proved)


def tamperings(rows: list[Row], ways: int) -> Iterator[list[Row]]:
    """Rows changed, removed, swapped, cut off, and all sealed anew after a change; so many of each."""
    dice = random.Random(1)
    for _ in range(ways):
        at, to = sorted(dice.sample(range(len(rows)), 2))
        name = dice.choice(Row._fields)
        value = getattr(rows[at], name)
        changed = rows[at]._replace(**{name: value + 1 if isinstance(value, int) else f"{value}x"})
        swapped = list(rows)
        swapped[at], swapped[to] = rows[to]._replace(seq=rows[at].seq), rows[at]._replace(seq=rows[to].seq)
        yield [*rows[:at], changed, *rows[at + 1 :]]
        yield [*rows[:at], *rows[at + 1 :]]
        yield swapped
        yield rows[: at + 1] if at + 1 < len(rows) else rows[:-1]
        yield sealed_anew([*rows[:at], rows[at]._replace(by="U0EVIL"), *rows[at + 1 :]])
        yield sealed_anew([*rows[:at], *rows[at + 1 :]])


def sealed_anew(rows: list[Row]) -> list[Row]:
    """As somebody would who wants to hide what they did."""
    written: list[Row] = []
    previous = BEGINNING
    for number, row in enumerate(rows, 1):
        previous_seal = seal(previous, number, *row[1:6])
        written.append(row._replace(seq=number, previous=previous, sha=previous_seal))
        previous = previous_seal
    return written
