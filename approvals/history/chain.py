"""What a history of sealed rows proves about itself: each row changed, removed, moved, cut off or sealed anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

#: What the first row follows.
BEGINNING = "0" * 64
#: How much of a seal a person must give for it to count, in hexadecimal digits.
ENOUGH = 16

_encoded = json.JSONEncoder(ensure_ascii=False).encode


class Row(NamedTuple):
    """One row of the history as it is stored; `at` and `detail` are text."""

    seq: int
    request: int
    what: str
    by: str
    at: str
    detail: str
    previous: str
    sha: str


#: Reads a history from its start, in the order in which it is stored or was exported.
Rows = Callable[[], Iterable[Row]]


class Witness(NamedTuple):
    """What the seal of row `seq` was when somebody else saw it: all of it, or its first ENOUGH digits or more."""

    seq: int
    seal: str


class Fault(StrEnum):
    """What somebody has done to a history."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    RECHAINED = "sealed anew"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault, at row `seq`, in a sentence."""

    fault: Fault
    seq: int
    said: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What came of reading a history: how many `rows`, the `head` (its last row), and what is wrong with it."""

    rows: int
    head: Witness
    findings: tuple[Finding, ...]


@dataclass
class _Reading:
    """What one reading keeps in mind; a history may be longer than the memory."""

    wanted: frozenset[int]
    rows: int = 0
    seq: int = 0
    sha: str = BEGINNING
    seen: dict[int, str] = field(default_factory=dict)
    astray: list[Row] = field(default_factory=list)


def seal(previous: str, seq: int, request: int, what: str, by: str, at: str, detail: str) -> str:
    """SHA-256, in hexadecimal, over the seal of the row before and the whole content of this one."""
    content = _encoded([seq, request, what, by, at, detail])
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def prove(rows: Rows, witnesses: Iterable[Witness] = ()) -> Proof:
    """Read a history through, and compare it with what others have seen of it."""
    seen = tuple(witnesses)
    reading = _Reading(wanted=frozenset(witness.seq for witness in seen))
    found = [finding for row in rows() for finding in _wrong(row, reading)]
    if reading.astray:
        known = {BEGINNING, *(row.sha for row in rows())}
        found += [_does_not_follow(row, known) for row in reading.astray]
    found += [finding for witness in seen for finding in _unlike(reading, witness)]
    head = Witness(reading.seq, reading.sha)
    return Proof(rows=reading.rows, head=head, findings=tuple(sorted(found, key=lambda one: one.seq)))


def _wrong(row: Row, reading: _Reading) -> Iterator[Finding]:
    """What is wrong with a row itself, and with where it stands."""
    if row.sha != seal(row.previous, *row[:6]):
        yield Finding(fault=Fault.CHANGED, seq=row.seq, said=f"row {row.seq} was changed")
    if row.seq <= reading.seq:
        said = f"row {row.seq} stands behind row {reading.seq}"
        yield Finding(fault=Fault.REORDERED, seq=row.seq, said=said)
    elif row.seq > reading.seq + 1:
        gone = range(reading.seq + 1, row.seq)
        said = f"row {gone[0]} is missing" if len(gone) == 1 else f"rows {gone[0]} to {gone[-1]} are missing"
        yield Finding(fault=Fault.REMOVED, seq=gone[0], said=said)
    elif row.previous != reading.sha:
        reading.astray.append(row)
    if row.seq in reading.wanted:
        reading.seen[row.seq] = row.sha
    reading.rows, reading.seq, reading.sha = reading.rows + 1, row.seq, row.sha


def _does_not_follow(row: Row, known: set[str]) -> Finding:
    """It was sealed after another row than the one before it: one that stands elsewhere, or one that is no more."""
    fault = Fault.REORDERED if row.previous in known else Fault.CHANGED
    return Finding(fault=fault, seq=row.seq, said=f"row {row.seq} does not follow the row before it")


def _unlike(reading: _Reading, witness: Witness) -> Iterator[Finding]:
    stored = reading.seen.get(witness.seq)
    if stored is None and witness.seq > reading.seq:
        said = f"the history ends at row {reading.seq}, but row {witness.seq} has been seen"
        yield Finding(fault=Fault.TRUNCATED, seq=witness.seq, said=said)
    elif stored is None or len(witness.seal) < ENOUGH or not stored.startswith(witness.seal):
        said = f"row {witness.seq} has another seal than was seen: it, or a row before it, was rewritten"
        yield Finding(fault=Fault.RECHAINED, seq=witness.seq, said=said)
