"""`bot.py approvals verify`: what was checked of a history of approvals, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from approvals.history.chain import ENOUGH, Proof, Witness, prove
from approvals.history.evidence import Evidence, evidence

_SEEN = re.compile(rf"(\d{{1,18}}):([0-9a-f]{{{ENOUGH},64}})")


class BadWitness(Exception):
    """What a person typed is no row with its seal. The message says how to write it."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of it, a sentence a line."""

    is_whole: bool
    lines: tuple[str, ...]


def witness(text: str) -> Witness:
    """Read `1204:9f3a…` as the channel has it. Raises BadWitness."""
    seen = _SEEN.fullmatch(text.strip().casefold())
    if seen is None:
        raise BadWitness(
            f"“{text}” is no row with its seal: write it as the channel has it, such as 1204:9f86d081884c7d65,"
            f" with at least {ENOUGH} digits of the seal."
        )
    return Witness(int(seen[1]), seen[2])


def verified(path: Path, seen: Sequence[Witness]) -> Verdict:
    """Prove the history in a file. Raises approvals.history.evidence.Unreadable."""
    with evidence(path) as found:
        proof = prove(found.rows, (*found.witnesses, *seen))
        wrong = (*(finding.said for finding in proof.findings), *(one.said for one in found.contradictions))
        return Verdict(is_whole=not wrong, lines=(*_checked(path, proof, found, seen), *_said(wrong)))


def _checked(path: Path, proof: Proof, found: Evidence, seen: Sequence[Witness]) -> Iterator[str]:
    also = f", {found.texts:,} texts" if found.texts else ""
    yield f"Checked {path}: {proof.rows:,} rows of history{also}."
    yield f"Compared with {len(found.witnesses)} seals that the file remembers, and {len(seen)} that you gave."
    yield f"Its head is {proof.head.seq}:{proof.head.seal}"
    if not seen:
        yield "Give a seal from the channel with --witness: only that shows a history that was written anew."


def _said(wrong: Sequence[str]) -> Iterator[str]:
    if not wrong:
        yield "✓ Nothing was changed, removed, moved, cut off or sealed anew."
    yield from (f"✗ {said}" for said in wrong)
