"""Which export a header belongs to, and what to say about a file that belongs to none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from rapidfuzz import fuzz, process

from warehouse.importers.reading import Look

Needs = tuple[tuple[str, ...], ...]

DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "’": "'", "\ufeff": None})
DELIMITER_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
ALIKE = 86  # of 100: a header with a typo or another plural counts as the one that was meant
SHOWN = 8
#: From this part of its columns on is it worth naming the format that comes nearest.
NEAR = 0.5


class Known(Protocol):
    """What recognising needs of a format."""

    @property
    def name(self) -> str: ...

    @property
    def needs(self) -> Needs: ...


def normal(name: str) -> str:
    """A column's name as aliases are written: lower case, plain dashes, no `(USD)` behind it."""
    plain = " ".join(name.translate(DASHES).strip(' "*').split())
    return re.sub(r"\s*\([A-Z]{3}\)$", "", plain).casefold()


def holds(header: Sequence[str], needs: Needs) -> bool:
    """Whether a header has every column that a format needs, under any of its names."""
    names = {normal(name) for name in header}
    return all(not names.isdisjoint(aliases) for aliases in needs)


def missing_columns(header: Sequence[str], needs: Needs) -> tuple[str, ...]:
    """The columns that a format needs and a header lacks, by their first name."""
    names = [normal(name) for name in header]
    return tuple(aliases[0] for aliases in needs if not _has(names, aliases))


def nearest(header: Sequence[str], formats: Iterable[Known]) -> Known | None:
    """The format of whose needed columns a header has the greatest part; None when it is like none of them.

    Half of them must be there, and more than one column must be known, since every other export has a Date.
    """
    names = [normal(name) for name in header]
    best, agreement = None, 0.0
    for known in formats:
        has = len(known.needs) - len(missing_columns(header, known.needs))
        familiar = max(has, sum(name in aliases for aliases in known.needs for name in names))
        part = has / len(known.needs)
        if part >= NEAR and familiar > 1 and part > agreement:
            best, agreement = known, part
    return best


def unknown_file_message(path: Path, formats: Sequence[Known], look: Look) -> str:
    """What a file that nobody knows looked like, which format comes nearest, and which columns that one lacks."""
    if look.not_text is not None:
        return f"{path.name} is {look.not_text}."
    names = [name for name in look.header if name]
    shown = ", ".join(f"“{name}”" for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    said = [
        f"{path.name} is not an export that I know.",
        f"It looks like a table separated by {DELIMITER_NAMES[look.delimiter]} with {len(names)} "
        f"column{'s' if len(names) != 1 else ''} (line {look.line}): {shown}{more}.",
        _ga4_sentence(look) or _nearest_sentence(names, formats),
        "Another kind of CSV can be imported with a mapping in shop.yaml: see docs/importing.md.",
    ]
    return " ".join(filter(None, said))


def _ga4_sentence(look: Look) -> str | None:
    """GA4 names itself in its comments, whatever its columns are."""
    if not any(comment.startswith("# Start date:") for comment in look.comments):
        return None
    return (
        "It is a GA4 report, but none of its tables has sessions, views or revenue by Date, Nth day, "
        "channel group, device or country: add one of these to the report."
    )


def _nearest_sentence(names: Sequence[str], formats: Sequence[Known]) -> str:
    near = nearest(names, formats)
    if near is None:
        return "No known format comes near: I read " + ", ".join(dict.fromkeys(k.name for k in formats)) + "."
    lacks = ", ".join(f"“{name}”" for name in missing_columns(names, near.needs))
    return f"The nearest known format is {near.name}" + (f"; missing there: {lacks}." if lacks else ".")


def _has(names: Sequence[str], aliases: Sequence[str]) -> bool:
    if not set(names).isdisjoint(aliases):
        return True
    return any(process.extractOne(alias, names, scorer=fuzz.ratio, score_cutoff=ALIKE) for alias in aliases)
