"""What a note is about: the campaign, channel, line, product or metric that its words name, and who may read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.context import Context, Person
from metrics.audience import CLEARED, sensitivity_of
from metrics.metric import Measured, Sensitivity
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
            if len(label) > 2 and not label.startswith("(") and f" {_plain(label).strip()} " in plain:
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
        if len(product.title) > 4 and _plain(product.title) in plain:
            yield "product", product.sku, len(product.title)


def metrics_in(text: str, context: Context) -> list[Measured]:
    """The metrics that a text names, the longest name first."""
    plain = _plain(text)
    named = {
        metric.name: (len(word), metric)
        for metric in context.catalog.all
        for word in sorted((metric.label, *metric.aliases), key=len)
        if len(word) > 2 and f" {_plain(word).strip()} " in plain
    }
    return [metric for _, metric in sorted(named.values(), key=lambda one: -one[0])]


def metrics_of(note: Note, context: Context) -> list[Measured]:
    """The metrics that a note is about, or that its words name."""
    about = [one for one in context.catalog.all if note.scope == "metric" and one.name == note.about]
    return [*about, *metrics_in(note.text, context)]


def may_read(note: Note, person: Person, context: Context) -> bool:
    """Whether somebody may read a note: it is as confidential as the figures that it speaks of."""
    return sensitivity_of(metrics_of(note, context), context.declared) in CLEARED[person.rank]


def is_restricted(note: Note, context: Context) -> bool:
    """Whether a note speaks of figures that are for directors."""
    return sensitivity_of(metrics_of(note, context), context.declared) is Sensitivity.RESTRICTED


def said(note: Note, context: Context) -> str:
    """What a note is about, in words: “Paid Social (marketing channel)”, “Net sales”, or empty for the whole shop."""
    if note.scope == "metric":
        named = [one.label for one in context.catalog.all if one.name == note.about]
        return named[0] if named else note.about
    if note.scope == "product":
        known = context.facts.products((note.about,)).get(note.about)
        return f"{known.title} (product)" if known else note.about
    return f"{note.about} ({context.catalog.label(note.scope)})" if note.scope else ""


def _plain(text: str) -> str:
    """In small letters, without marks, between spaces."""
    return " ".join(("", *re.findall(r"[^\W_]+", text.casefold()), ""))
