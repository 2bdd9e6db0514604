"""What people put on record about the days of a question: notes and promotions, as an explanation reads them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from commands.context import Context
from metrics.explained import Record
from metrics.fair import default_baseline
from metrics.period import Period
from metrics.reading import Question
from storage import notes, promotions

#: How long a note without an end is taken to matter.
FADES = timedelta(days=28)


def records_for(question: Question, context: Context) -> tuple[Record, ...]:
    """The notes and promotions that hold on a day of the period or of its baseline."""
    baseline = question.baseline or default_baseline(question.period, context.year, context.today)
    found: dict[tuple[str, int], Record] = {}
    with context.store.read() as db:
        for days in (question.period, baseline):
            for note in notes.between(db, days.start, days.end):
                if note.end is not None or days.start < note.start + FADES:
                    found["note", note.id] = _note(note)
            for promotion in promotions.between(db, days.start, days.end):
                found["promotion", promotion.id] = _promotion(promotion, context)
    return tuple(found.values())


def _note(note: notes.Note) -> Record:
    end = note.end or note.start + FADES
    about_metric = note.scope == "metric"
    return Record(
        kind="note",
        text=note.text,
        period=Period(note.start, end),
        goes_on=note.end is None,
        scope={} if about_metric or not note.scope else {note.scope: (note.about,)},
        metrics=(note.about,) if about_metric else (),
        by=note.by,
    )


def _promotion(promotion: promotions.Promotion, context: Context) -> Record:
    return Record(
        kind="promotion",
        text=f"{promotion.name} ({promotion.kind.lower()})" if promotion.kind != "Other" else promotion.name,
        period=Period(promotion.start, promotion.end),
        scope=dict(_where(promotion.where, context)) if promotion.where else {},
        by=promotion.by,
    )


def _where(place: str, context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The dimension that a place is a label of: a country, else a sales channel."""
    for dimension in ("country", "sales_channel"):
        if place in context.facts.values(dimension):
            yield dimension, (place,)
            return
