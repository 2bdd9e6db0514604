"""What no answer can show, and words that nobody knows: each refused in a sentence, with a way out."""

from __future__ import annotations

from collections.abc import Sequence

from commands.draft import Draft, Span
from commands.echo import metric_words
from commands.labels import Labels
from commands.misread import EXAMPLES, Menu, Unreadable, runs
from commands.slips import Slips
from commands.words import Words
from metrics.catalog import Catalog


def refuse(words: Words, draft: Draft, catalog: Catalog, labels: Labels, slips: Slips) -> None:
    """Raise Unreadable where the sentence asks for what cannot be told, or holds unknown words."""
    if draft.beyond:
        _refuse_amount(words, draft.beyond)
    if draft.without:
        _refuse_exception(words, draft.without)
    if draft.yardstick:
        _refuse_yardstick(words, draft.yardstick)
    if draft.unfinished:
        dimensions, span = draft.unfinished
        rest, name = words.without(span), catalog.label(dimensions[0])
        raise Unreadable(f"Which {name}?", (f"{rest} by {name}", rest))
    if draft.unknown:
        _refuse_unknown(words, draft.unknown, labels, slips)
    for phrase, span in draft.not_offered:
        why, instead = catalog.not_offered[phrase]
        raise Unreadable(
            why, [words.rewritten((*span, metric_words(catalog.named(name)))) for name in instead]
        )


def which_metric(words: Words, catalog: Catalog, names: Sequence[str], span: Span) -> Menu:
    """The menu for a word that honest people use for different figures."""
    metrics = [catalog.named(name) for name in names]
    return Menu(
        f"“{words.told(*span)}” is used for different figures. Which one?",
        tuple((metric.label, words.rewritten((*span, metric_words(metric)))) for metric in metrics),
    )


def _refuse_amount(words: Words, span: Span) -> None:
    rest = words.without(span)
    raise Unreadable(
        f"I can't pick orders or rows by an amount (“{words.told(*span)}”): the facts are sums by day. I can rank them.",
        (f"{rest} top 10", rest) if rest else EXAMPLES,
    )


def _refuse_exception(words: Words, span: Span) -> None:
    rest = words.without(span)
    raise Unreadable(
        f"I can't leave something out (“{words.told(*span)}”). I can show the parts side by side.",
        (f"{rest} by channel", f"{rest} by country", rest) if rest else EXAMPLES,
    )


def _refuse_yardstick(words: Words, span: Span) -> None:
    rest = words.without(span)
    raise Unreadable(
        f"I compare with other days, not with “{words.told(*span)}”. `/target` says how a target stands.",
        (f"{rest} vs last year", rest) if rest else EXAMPLES,
    )


def _refuse_unknown(words: Words, unknown: Sequence[int], labels: Labels, slips: Slips) -> None:
    said = [f"“{words.told(start, after)}”" for start, after in runs(unknown)]
    known = [phrase for phrase in slips.suggestions(words, unknown, labels) if phrase]
    raise Unreadable(f"I don't understand {' and '.join(said)}.", known or EXAMPLES)
