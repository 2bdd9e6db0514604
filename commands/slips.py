"""Slips of the thumb: a clear one in a keyword is read as meant, one in a metric or label is asked back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from commands.echo import metric_words
from commands.labels import SPOKEN, Labels, country_name
from commands.lexicon import Lexicon
from commands.misread import distance, nearest, runs, slip_of
from commands.words import Words
from metrics import period_words

#: How much less alike than the best (0..100) another metric may be and still be offered.
_RUNNERS_UP = 12


class Slips:
    """Knows every word there is, and which one a wrong one is near."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Gather the words once; labels change with the facts and come with each sentence."""
        self._lexicon = lexicon
        self._keywords = tuple(sorted(lexicon.keywords() | period_words.VOCABULARY))
        self._metric_words = tuple({word for phrase in lexicon.metric_phrases for word in phrase.split()})

    def corrected(
        self, words: Words, unknown: Sequence[int], labels: Labels
    ) -> tuple[str, tuple[str, ...]] | None:
        """The sentence with clear slips put right, and a note for each; None where there is none to put right."""
        edits, notes = [], []
        for at in unknown:
            split_expected = at > 0 and words.folded[at - 1] in ("by", "per", "each", "where")
            if at not in words.quoted and (
                meant := self._meant(words.folded[at], labels, split_expected=split_expected)
            ):
                edits.append((at, at + 1, meant))
                notes.append(f"I read “{words.shown[at]}” as {meant}.")
        return (words.rewritten(*edits), tuple(notes)) if edits else None

    def suggestions(self, words: Words, unknown: Sequence[int], labels: Labels) -> list[str]:
        """Whole phrases with what the unknown words may have meant, best first; or without them."""
        gaps = runs(unknown)
        found = [self._instead(words, gap, labels) for gap in gaps]
        first = next((number for number, options in enumerate(found) if options), None)
        if first is None:
            return [words.without(*gaps)]
        rest = [options[0] if options else (*gap, "") for gap, options in zip(gaps, found, strict=True)]
        return [words.rewritten(*_apart([*rest[:first], one, *rest[first + 1 :]])) for one in found[first]]

    def _meant(self, word: str, labels: Labels, *, split_expected: bool) -> str | None:
        """The keyword meant, unless a metric or a label is as near: a wrong number must be asked back."""
        meant = slip_of(word, self._keywords)
        if meant is None or meant == word:
            return None
        if split_expected:
            return meant
        away = distance(word, (meant,))
        label_words = {part for dimension in SPOKEN for part in labels.words(dimension)}
        rivals = min(distance(word, self._metric_words), distance(word, label_words))
        return meant if away < rivals else None

    def _instead(self, words: Words, run: tuple[int, int], labels: Labels) -> list[tuple[int, int, str]]:
        """Metrics, else labels, near a run of unknown words, with or without the word beside it."""
        start, after = run
        best: dict[str, tuple[float, int, int]] = {}
        for first, last in ((start, after), (max(start - 1, 0), after), (start, min(after + 1, len(words)))):
            for phrase, score in nearest(words.span(first, last), self._lexicon.metric_phrases):
                name = metric_words(self._lexicon.metric_phrases[phrase])
                if score > best.get(name, (0.0, 0, 0))[0]:
                    best[name] = (score, first, last)
        if best:
            ranked = sorted(best.items(), key=lambda one: -one[1][0])
            top = ranked[0][1][0]
            near = ((name, place) for name, place in ranked if place[0] >= top - _RUNNERS_UP)
            return [(first, last, name) for name, (_, first, last) in islice(near, 3)]
        phrase = words.span(start, after)
        near_labels = labels.holding(phrase, SPOKEN) or labels.like(phrase, SPOKEN)
        names = (
            country_name(label) if dimension == "country" else label for dimension, label in near_labels[:3]
        )
        return [(start, after, f'"{name}"') for name in names]


def _apart(edits: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Edits without those that overlap one before them."""
    kept: list[tuple[int, int, str]] = []
    for edit in sorted(edits):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept
