"""What a note says: its days, the campaign, channel, line, product or metric that it names, and who may read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from commands.context import Context, Person
from metrics.audience import CLEARED, sensitivity_of
from metrics.catalog import Catalog
from metrics.metric import Measured, Sensitivity
from metrics.period import Period, dates, one_day
from storage.notes import Note

#: Whose labels a note may name, the most telling first.
SCOPES = ("campaign", "product", "marketing_channel", "sales_channel", "product_line", "country", "device")


def scope_of(text: str, context: Context) -> tuple[str, str]:
    """The dimension and label that a note names, or the metric; the longest name wins, empty where it names none."""
    found = [*_labels(text, context), *_products(text, context)]
    if found:
        scope, label, _ = max(found, key=lambda one: (one[2], -SCOPES.index(one[0])))
        return scope, label
    named = metrics_in(text, context)
    return ("metric", named[0].name) if named else ("", "")


def _labels(text: str, context: Context) -> Iterator[tuple[str, str, int]]:
    """The labels that a text names, each with its dimension and length."""
    plain = _plain(text)
    for scope in SCOPES:
        for label in context.facts.values(scope):
            if len(label) > 2 and not label.startswith("(") and _is_in(label, plain):
                yield scope, label, len(label)


def _products(text: str, context: Context) -> Iterator[tuple[str, str, int]]:
    """The products that a text names by their code, or by their whole title."""
    words = {word.strip(",.;:()“”\"'") for word in text.split()}
    codes = {code for word in words if len(word) > 2 for code in (word, word.upper())}
    for sku in context.facts.products(codes):
        if any(mark.isdigit() or mark == "-" for mark in sku):  # a code that is a plain word is no code here
            yield "product", sku, len(sku)
    plain = _plain(text)
    for product in context.facts.find_products(text, limit=5):
        if len(product.title) > 4 and _is_in(product.title, plain):
            yield "product", product.sku, len(product.title)


def metrics_in(text: str, context: Context) -> list[Measured]:
    """The metrics that a text names, the longest name first."""
    plain = _plain(text)
    named: dict[str, Measured] = {}
    for word, metric in _metric_words(context.catalog):
        if word in plain:
            named.setdefault(metric.name, metric)
    return list(named.values())


@lru_cache(maxsize=2)
def _metric_words(catalog: Catalog) -> tuple[tuple[str, Measured], ...]:
    """Every word for a metric, as it stands in a plain text, the longest first."""
    words = [
        (_plain(word), metric)
        for metric in catalog.all
        for word in (metric.label, *metric.aliases)
        if len(word) > 2
    ]
    return tuple(sorted(words, key=lambda one: -len(one[0])))


def level(note: Note, context: Context) -> Sensitivity:
    """How confidential a note is: as the figures that it speaks of, and never for others than the team."""
    about = [one for one in context.catalog.all if note.scope == "metric" and one.name == note.about]
    strictest = sensitivity_of([*about, *metrics_in(note.text, context)], context.declared)
    return Sensitivity.RESTRICTED if strictest is Sensitivity.RESTRICTED else Sensitivity.TEAM


def may_read(note: Note, person: Person, context: Context) -> bool:
    """Whether somebody may read a note at all."""
    return level(note, context) in CLEARED[person.rank]


def is_restricted(note: Note, context: Context) -> bool:
    """Whether a note speaks of figures that are for directors."""
    return level(note, context) is Sensitivity.RESTRICTED


def when(note: Note) -> str:
    """“from Tue 17 Nov 2026 on”, “on Sun 22 Nov 2026”, “Tue 17–Thu 19 Nov 2026”."""
    if note.end is None:
        return f"from {dates(one_day(note.start))} on"
    days = Period(note.start, note.end)
    return f"on {dates(days)}" if days.days == 1 else dates(days)


def about_of(note: Note, context: Context) -> str:
    """What a note is about, in words: “Paid Social (marketing channel)”, “Net sales”, or empty for the whole shop."""
    if note.scope == "metric":
        named = [one.label for one in context.catalog.all if one.name == note.about]
        return named[0] if named else note.about
    if note.scope == "product":
        known = context.facts.products((note.about,)).get(note.about)
        return f"{known.title} (product)" if known else note.about
    return f"{note.about} ({context.catalog.label(note.scope)})" if note.scope else ""


def _is_in(name: str, plain: str) -> bool:
    words = _plain(name)
    return bool(words.strip()) and words in plain


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    """In small letters, without marks, between spaces."""
    return " ".join(("", *re.findall(r"[^\W_]+", text.casefold()), ""))
