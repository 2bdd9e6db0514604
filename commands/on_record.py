"""What people put on record about the days of a question: notes and promotions, as answers and explanations read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from commands import note_words
from commands.context import LOCAL_OPERATOR, Context
from metrics.audience import level_of
from metrics.explained import OnRecord, Record
from metrics.fair import default_baseline
from metrics.metric import Measured, Sensitivity
from metrics.period import Period
from metrics.reading import Answer, Question
from metrics.records import matching
from storage import Database, notes, people, promotions
from templates.explaining import on_record
from templates.filters import Words

#: How long a note without an end is taken to matter.
FADES = timedelta(days=28)
#: As many notes are told beneath an answer.
MOST = 3
#: What marks a day in a chart, in turn; Slack's charts take no markers of their own.
MARKS = "¹²³⁴⁵"


@dataclass(frozen=True)
class Beneath:
    """What is told beneath an answer in one line, if anything, and the days of its chart that bear a mark."""

    line: str = ""
    marks: Mapping[date, str] = field(default_factory=dict)


def records_for(question: Question, context: Context) -> tuple[Record, ...]:
    """The notes and promotions that hold on a day of the period or of its baseline."""
    baseline = question.baseline or default_baseline(question.period, context.year, context.today)
    found: dict[tuple[str, int], Record] = {}
    with context.store.read() as db:
        for days in (question.period, baseline):
            for note in _notes(db, days, question.metrics, context):
                found["note", note.id] = _note(note, context)
            for promotion in promotions.between(db, days.start, days.end):
                found["promotion", promotion.id] = _promotion(promotion, context)
    return tuple(found.values())


def beneath(answer: Answer, context: Context) -> Beneath:
    """The notes that touch an answer's figures and days; in a run over time the promotions, too, each with its mark."""
    question = answer.question
    kinds = ("note", "promotion") if answer.series else ("note",)
    found = [
        one
        for one in matching(records_for(question, context), question, (), None)
        if one.record.kind in kinds
    ]
    if not found:
        return Beneath()
    shown = found[: len(MARKS) if answer.series else MOST]
    marks, say = _marks(shown, answer), Words(context.style)
    told = [f"{marks.get(place, '')} {on_record(say, one)}".strip() for place, one in enumerate(shown)]
    more = [f"{len(found) - len(shown)} more: /note list"] if len(found) > len(shown) else []
    return Beneath("On record: " + " · ".join([*told, *more]), _by_day(shown, marks, answer))


# --- marks in a chart ------------------------------------------------------------------------------


def _marks(shown: Iterable[OnRecord], answer: Answer) -> dict[int, str]:
    """A mark for each record that begins within the chart."""
    begins = [place for place, one in enumerate(shown) if _step(one.record.period.start, answer)]
    return dict(zip(begins, MARKS, strict=False))


def _by_day(shown: list[OnRecord], marks: Mapping[int, str], answer: Answer) -> dict[date, str]:
    """The marks of each step of the chart."""
    found: dict[date, str] = {}
    for place, mark in marks.items():
        step = _step(shown[place].record.period.start, answer)
        if step:
            found[step] = found.get(step, "") + mark
    return found


def _step(day: date, answer: Answer) -> date | None:
    """The step of a run over time that a day lies in."""
    period = answer.question.period
    steps = [point.day for point in answer.series if point.day <= day]
    return max(steps) if steps and day < period.end else None


# --- as records ------------------------------------------------------------------------------------


def _notes(db: Database, days: Period, metrics: Iterable[Measured], context: Context) -> Iterator[notes.Note]:
    """The notes of some days that are no more confidential than the figures asked for: they go where those go."""
    levels = {level_of(metric, context.declared) for metric in metrics}
    for note in notes.between(db, days.start, days.end):
        faded = note.end is None and days.start >= note.start + FADES
        level = note_words.level(note, context)
        if not faded and (level in levels or Sensitivity.RESTRICTED in levels):
            yield note


def _note(note: notes.Note, context: Context) -> Record:
    return Record(
        kind="note",
        text=note.text,
        period=Period(note.start, note.end or note.start + FADES),
        scope=dict(_whom(note, context)),
        metrics=(note.about,) if note.scope == "metric" else (),
        by=_name(note.by, context),
        goes_on=note.end is None,
    )


def _whom(note: notes.Note, context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Whom a note concerns, by dimension: a product and its line, a campaign and its channel, or a label alone."""
    if not note.scope or note.scope == "metric":
        return
    yield note.scope, (note.about,)
    if note.scope == "product":
        for product in context.facts.products((note.about,)).values():
            yield "product_line", (product.product_line,)
    if note.scope == "campaign":
        for campaign in context.facts.campaigns((note.about,)):
            yield "marketing_channel", (campaign.marketing_channel,)
            yield "platform", (campaign.platform,)


def _name(user: str, context: Context) -> str:
    """Who somebody is, by name: to mention them would call them each time that somebody asks a figure."""
    if user == LOCAL_OPERATOR:
        return "by the command line"
    if named := context.shop.person(user):
        return named.name
    with context.store.read() as db:
        return people.name_of(db, user) or "a colleague"


def _promotion(promotion: promotions.Promotion, context: Context) -> Record:
    days = Period(promotion.start, promotion.end)
    return Record(
        kind="promotion",
        text=f"{promotion.name} ({promotion.kind.lower()})" if promotion.kind != "Other" else promotion.name,
        period=days,
        scope=dict(_where(promotion.where, context)) if promotion.where else {},
        by=_name(promotion.by, context),
    )


def _where(place: str, context: Context) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The dimension that a place is a label of: a country, else a sales channel."""
    for dimension in ("country", "sales_channel"):
        if place in context.facts.values(dimension):
            yield dimension, (place,)
            return
