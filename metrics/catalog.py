"""Every metric and dimension by the words people use, refusing to start where two would answer to one word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy

from rapidfuzz import fuzz, process

from metrics.audience import Declared
from metrics.definitions import approvals, customers, marketing, sales, stock, traffic
from metrics.definitions.words import AMBIGUOUS, DIMENSIONS, NATURAL, NOT_OFFERED
from metrics.metric import Dimension, Measured, Sensitivity

#: How alike (0..100) a word must be to be suggested.
ALIKE = 65
SUGGESTIONS = 3


class UnknownWords(Exception):
    """Words that name nothing here, with up to three phrases that do; `why` where the reason is known."""

    kind = "metric"

    def __init__(self, words: str, suggestions: tuple[str, ...] = (), why: str = "") -> None:
        """Keep the words as they were typed and the phrases to try instead."""
        self.words, self.suggestions, self.why = words, suggestions, why
        super().__init__(why or f"I don't know a {self.kind} called “{words}”.")


class UnknownMetric(UnknownWords):
    """No metric goes by these words."""


class UnknownDimension(UnknownWords):
    """Nothing that can be cut by goes by these words."""

    kind = "split"


class Ambiguous(Exception):
    """Words that honest people use for different metrics: the asker chooses."""

    def __init__(self, words: str, choices: tuple[Measured, ...]) -> None:
        """Keep the words and the metrics they may mean."""
        self.words, self.choices = words, choices
        super().__init__(f"“{words}” is used for {' and '.join(choice.label for choice in choices)}.")


class Catalog:
    """Metrics by name, label or alias, whatever the case, spacing, hyphens or plural.

    `groups` are the metrics under their headings, in the order they are shown. `ambiguous` maps words to the
    names they may mean; `not_offered` maps words to why there is no such metric, with what to ask instead.
    Raises ValueError when one word would mean two metrics.
    """

    def __init__(
        self,
        groups: Mapping[str, Iterable[Measured]],
        *,
        dimensions: Iterable[Dimension] = DIMENSIONS,
        ambiguous: Mapping[str, tuple[str, ...]] = {},
        not_offered: Mapping[str, tuple[str, tuple[str, ...]]] = {},
    ) -> None:
        """Index every word, and check that none is claimed twice."""
        self.groups = {title: tuple(metrics) for title, metrics in groups.items()}
        self.all = tuple(metric for metrics in self.groups.values() for metric in metrics)
        self.dimensions = tuple(dimensions)
        self.ambiguous, self.not_offered = dict(ambiguous), dict(not_offered)
        self.declared: Declared = {}
        self._phrases = {phrase: metric for metric in self.all for phrase in _metric_phrases(metric)}
        self._exact = _index(
            (phrase, metric.name) for metric in self.all for phrase in _metric_phrases(metric)
        )
        self._named = {metric.name: metric for metric in self.all}
        self._plain = _loose_index(self._exact_pairs())
        self._cuts = _index(
            (phrase, dimension.name) for dimension in self.dimensions for phrase in _cut_phrases(dimension)
        )
        self._loose_cuts = {_loose(phrase): name for phrase, name in self._cut_pairs()}
        self._check()

    def find(self, words: str) -> Measured:
        """The metric that goes by these words; raises Ambiguous or UnknownMetric."""
        key = _tight(words)
        if key in self._exact:
            return self._named[self._exact[key]]
        for phrase, names in self.ambiguous.items():
            if _loose(phrase) == _loose(words):
                raise Ambiguous(words, tuple(self._named[name] for name in names))
        found = self._plain.get(_loose(words), ())
        if len(found) > 1:
            raise Ambiguous(words, tuple(self._named[name] for name in found))
        if found:
            return self._named[found[0]]
        raise self._unknown(words)

    def declaring(self, sensitivity: Mapping[str, str]) -> Catalog:
        """The same catalogue, with what a shop says of its figures' sensitivity; raises UnknownMetric, Ambiguous."""
        same = copy(self)
        same.declared = {self.find(words).name: Sensitivity(level) for words, level in sensitivity.items()}
        return same

    def named(self, name: str) -> Measured:
        """The metric of exactly this name; raises KeyError."""
        return self._named[name]

    def dimension(self, words: str, metric: Measured) -> tuple[Dimension, str]:
        """What a split or filter means for this metric, and a note where a word had to be chosen for it.

        Raises UnknownDimension. Whether the metric can be cut by it is the analyst's to say.
        """
        for word, choices in NATURAL.items():
            if _loose(word) == _loose(words):
                return self._natural(word, choices, metric)
        name = self._cuts.get(_tight(words)) or self._loose_cuts.get(_loose(words))
        if name is None:
            raise UnknownDimension(words, _nearest(words, [phrase for phrase, _ in self._cut_pairs()]))
        return self._dimension(name), ""

    def label(self, dimension: str) -> str:
        """What people call a dimension, in running text ("product line")."""
        return next(
            (one.label for one in self.dimensions if one.name == dimension), dimension.replace("_", " ")
        )

    def _natural(self, word: str, choices: tuple[str, ...], metric: Measured) -> tuple[Dimension, str]:
        fitting = [name for name in choices if name in metric.splits]
        chosen, *others = fitting + [name for name in choices if name not in fitting]
        others_said = " or ".join(self.label(other) for other in others)
        note = f"“{word.capitalize()}” is the {self.label(chosen)} here; say {others_said} for the other."
        return self._dimension(chosen), note

    def _dimension(self, name: str) -> Dimension:
        return next(one for one in self.dimensions if one.name == name)

    def _unknown(self, words: str) -> UnknownMetric:
        for phrase, (why, instead) in self.not_offered.items():
            if _loose(phrase) == _loose(words):
                return UnknownMetric(words, tuple(self._named[name].label.lower() for name in instead), why)
        near = _nearest(words, list(self._phrases), limit=SUGGESTIONS * 3)
        first_of_each = {self._phrases[phrase].name: phrase for phrase in reversed(near)}
        ordered = [phrase for phrase in near if phrase in first_of_each.values()]
        return UnknownMetric(words, tuple(ordered[:SUGGESTIONS]))

    def _exact_pairs(self) -> list[tuple[str, str]]:
        return [(phrase, metric.name) for phrase, metric in self._phrases.items()]

    def _cut_pairs(self) -> list[tuple[str, str]]:
        return [(phrase, one.name) for one in self.dimensions for phrase in _cut_phrases(one)]

    def _check(self) -> None:
        for phrase, names in self.ambiguous.items():
            if _tight(phrase) in self._exact:
                raise ValueError(
                    f"“{phrase}” is marked as ambiguous and is also {self._exact[_tight(phrase)]}"
                )
            if missing := [name for name in names if name not in self._named]:
                raise ValueError(f"“{phrase}” may mean {', '.join(missing)}, which is no metric")
        for phrase, (_, instead) in self.not_offered.items():
            if _tight(phrase) in self._exact or any(name not in self._named for name in instead):
                raise ValueError(f"“{phrase}” cannot be both unknown and known")


def _metric_phrases(metric: Measured) -> tuple[str, ...]:
    return tuple(dict.fromkeys((metric.name.replace("_", " "), metric.label.lower(), *metric.aliases)))


def _cut_phrases(dimension: Dimension) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys((dimension.name.replace("_", " "), dimension.label.lower(), *dimension.aliases))
    )


def _tokens(words: str) -> list[str]:
    """The words in small letters, without the marks between them; a percent sign is a word."""
    return re.findall(r"[^\W_]+|%", words.lower())


def _tight(words: str) -> str:
    """How a phrase is matched: without case, spaces, hyphens and underscores."""
    return "".join(_tokens(words))


def _loose(words: str) -> str:
    """The same, and without the s of a plural."""
    return "".join(
        token[:-1] if len(token) > 3 and token.endswith("s") else token for token in _tokens(words)
    )


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Phrase to name; raises ValueError when a phrase is claimed twice."""
    index: dict[str, str] = {}
    for phrase, name in pairs:
        if index.setdefault(_tight(phrase), name) != name:
            raise ValueError(f"“{phrase}” is claimed by both {index[_tight(phrase)]} and {name}")
    return index


def _loose_index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for phrase, name in pairs:
        known = index.get(_loose(phrase), ())
        index[_loose(phrase)] = known if name in known else (*known, name)
    return index


def _nearest(words: str, phrases: list[str], limit: int = SUGGESTIONS) -> tuple[str, ...]:
    """The phrases most like the words, best first."""
    asked = " ".join(_tokens(words))
    found = process.extract(asked, phrases, scorer=fuzz.WRatio, limit=limit, score_cutoff=ALIKE)
    return tuple(phrase for phrase, _, _ in found)


CATALOG = Catalog(
    {
        "Sales": sales.METRICS,
        "Traffic and funnel": traffic.METRICS,
        "Marketing": marketing.METRICS,
        "Customers": customers.METRICS,
        "Stock": stock.METRICS,
        "Approvals": approvals.METRICS,
    },
    ambiguous=AMBIGUOUS,
    not_offered=NOT_OFFERED,
)
