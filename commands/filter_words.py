"""The words of a filter: labels named one by one, taken as typed, or not known at all."""

from __future__ import annotations

from commands.cursor import Cursor
from commands.draft import Draft, Wanted
from commands.lexicon import Kind


def read_labels(
    cursor: Cursor,
    draft: Draft,
    dimensions: tuple[str, ...],
    *,
    certain: bool,
    apart: bool = False,
    comparing: bool = False,
) -> bool:
    """Read one or more labels from here (“DE or FR”) into the draft; whether there were any.

    `apart` labels are compared with those of the same dimension named before (“DE vs FR”); `comparing` ones with
    each other (“compare DE and FR”).
    """
    found = cursor.label(dimensions, certain=certain)
    if found is None:
        return False
    start, (labels, cursor.at) = cursor.at, found
    wanted = Wanted({name: [label] for name, label in labels.items()}, (start, cursor.at))
    while more := _another(cursor, tuple(wanted.labels)):
        labels, cursor.at = more
        wanted.labels = {name: [*wanted.labels[name], label] for name, label in labels.items()}
        wanted.span = (start, cursor.at)
    if comparing and any(len(labels) > 1 for labels in wanted.labels.values()):
        draft.apart = list(wanted.labels)
    _keep(draft, wanted, apart=apart)
    _absorb(cursor, tuple(wanted.labels))
    return True


def read_typed(cursor: Cursor, draft: Draft, dimensions: tuple[str, ...]) -> bool:
    """Take labels of a dimension too large to be listed as they were typed, each up to the next known word."""
    if cursor.ended or cursor.labels.is_listed(dimensions[0]):
        return False
    start, labels = cursor.at, [_as_typed(cursor)]
    while cursor.word == "or" and cursor.at + 1 < len(cursor.words):
        cursor.at += 1
        labels.append(_as_typed(cursor))
    draft.filters.append(Wanted({dimensions[0]: labels}, (start, cursor.at), typed=True))
    return True


def read_unknown(cursor: Cursor, draft: Draft, dimensions: tuple[str, ...], dimension_at: int) -> None:
    """Pass over a label nobody knows, up to the next known word; “country =” with nothing after it is unfinished."""
    start = cursor.at
    while not cursor.ended and (cursor.at == start or not cursor.known()):
        cursor.at += 1
    if cursor.at == start:
        draft.unfinished = dimensions, (dimension_at, cursor.at)
    else:
        draft.nameless.append((dimensions, (start, cursor.at)))


def _another(cursor: Cursor, dimensions: tuple[str, ...]) -> tuple[dict[str, str], int] | None:
    """Another label of the same dimension after “or”, “and” or a comma."""
    start = cursor.at
    while cursor.word in (",", "or", "and", "/"):
        cursor.at += 1
    found = cursor.label(dimensions, certain=True) if cursor.at > start else None
    known = cursor.phrase() if found else None
    cursor.at = start
    if found and known and known[0].kind is not Kind.FILLER and known[1] >= found[1]:
        return None  # “in Germany, new customers”: the figure is meant
    return found


def _keep(draft: Draft, wanted: Wanted, *, apart: bool) -> None:
    for earlier in draft.filters if apart else ():
        if shared := [name for name in earlier.labels if name in wanted.labels]:
            earlier.labels = {name: [*earlier.labels[name], *wanted.labels[name]] for name in shared}
            draft.apart = shared
            return
    draft.filters.append(wanted)


def _absorb(cursor: Cursor, dimensions: tuple[str, ...]) -> None:
    """Pass over the dimension's own name after a label: “the email channel”, “DE market”."""
    found = cursor.lexicon.cuts.at(cursor.words, cursor.at)
    if found and found[0].kind is Kind.DIMENSION and set(found[0].names) & set(dimensions):
        cursor.at = cursor.at if cursor.follows(found[1], Kind.EQUALS) else found[1]


def _as_typed(cursor: Cursor) -> str:
    start = cursor.at
    cursor.at += 1
    while start not in cursor.words.quoted and not cursor.ended and not cursor.known():
        cursor.at += 1
    return cursor.words.told(start, cursor.at)
