"""The labels people name in a filter, by the words they use for them: “Germany” for DE, “email” for Email."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale

from commands.misread import nearest
from commands.words import Words, fold

#: Dimensions whose labels are recognised without naming the dimension, the likeliest first.
SPOKEN = (
    "sales_channel", "country", "product_line", "segment", "marketing_channel", "customer_type", "device", "platform",
    "campaign", "location",
)  # fmt: skip
_ALSO_CALLED = {
    "GB": ("uk", "u.k", "britain", "great britain", "united kingdom"), "US": ("usa", "u.s", "u.s.a", "america", "the states"),
    "AE": ("uae", "emirates"), "NL": ("holland", "the netherlands"), "CZ": ("czech republic",), "IE": ("eire", "republic of ireland"),
    "KR": ("korea",), "TR": ("turkey",), "CI": ("ivory coast",), "RU": ("russian federation",), "HK": ("hong kong",),
    "MO": ("macau",), "XI": ("northern ireland",),
}  # fmt: skip


@dataclass(frozen=True)
class Labels:
    """The labels of every dimension, as they are while one sentence is read."""

    index: Callable[[str], Index]

    def at(
        self, words: Words, at: int, dimensions: Collection[str], *, certain: bool
    ) -> tuple[dict[str, str], int] | None:
        """The labels that the longest run of words from `at` names, by dimension, and the word after it.

        `certain` says that a label is expected here, so that a country without a sale is known as well.
        """
        if at in words.quoted:
            found = self._named(words.folded[at], dimensions, certain=certain)
            return (found, at + 1) if found else None
        first = words.folded[at]
        widest = max((self.index(dimension).widest.get(first, 0) for dimension in dimensions), default=0)
        if certain and "country" in dimensions:
            widest = max(widest, _territories_by_first_word().get(first, 0))
        for after in range(min(at + widest, len(words)), at, -1):
            if found := self._named(words.span(at, after), dimensions, certain=certain):
                return found, after
        return None

    def holding(self, phrase: str, dimensions: Collection[str]) -> list[tuple[str, str]]:
        """The (dimension, label) pairs whose label has all these words among its own."""
        wanted = set(phrase.split())
        return [
            (dimension, label)
            for dimension in dimensions
            for spoken, label in self.index(dimension).spoken.items()
            if wanted and wanted <= set(spoken.split())
        ]

    def like(self, phrase: str, dimensions: Collection[str]) -> list[tuple[str, str]]:
        """The (dimension, label) pairs spelled most like this, best first."""
        scored = [
            (score, dimension, self.index(dimension).spoken[spoken])
            for dimension in dimensions
            for spoken, score in nearest(phrase, self.index(dimension).spoken, least=75)
        ]
        return list(
            dict.fromkeys(
                (dimension, label) for _, dimension, label in sorted(scored, key=lambda one: -one[0])
            )
        )

    def words(self, dimension: str) -> frozenset[str]:
        """Every word of the labels of a dimension."""
        return frozenset(word for spoken in self.index(dimension).spoken for word in spoken.split())

    def is_worth_splitting(self, dimension: str) -> bool:
        """Whether a split by it would have more than one row, as far as is known."""
        return dimension == "product" or len(set(self.index(dimension).spoken.values())) > 1

    def is_listed(self, dimension: str) -> bool:
        """Whether the labels of this dimension are known one by one (products are too many)."""
        return bool(self.index(dimension).spoken)

    def _named(self, phrase: str, dimensions: Collection[str], *, certain: bool) -> dict[str, str]:
        found = {name: label for name in dimensions if (label := self.index(name).spoken.get(phrase))}
        if not found and certain and "country" in dimensions and (code := _territories().get(phrase)):
            return {"country": code}
        return found


class Shelf:
    """Keeps the indexes of labels from one sentence to the next, as long as `values` gives the same ones."""

    def __init__(self, values: Callable[[str], Sequence[str]]) -> None:
        """Ask for nothing yet."""
        self._values = values
        self._kept: dict[str, tuple[Sequence[str], Index]] = {}

    def labels(self) -> Labels:
        """The labels as they are now: each dimension is asked for once, when it is needed."""
        return Labels(cache(self._index))

    def _index(self, dimension: str) -> Index:
        values = self._values(dimension)
        kept = self._kept.get(dimension)
        if kept is None or (kept[0] is not values and tuple(kept[0]) != tuple(values)):
            kept = (values, Index.of(values, countries=dimension == "country"))
            self._kept[dimension] = kept
        return kept[1]


@dataclass(frozen=True)
class Index:
    """One dimension's labels by what people call them, and how many words such a name may have by its first."""

    spoken: Mapping[str, str]
    widest: Mapping[str, int]

    @classmethod
    def of(cls, values: Sequence[str], *, countries: bool) -> Index:
        """Index labels by themselves, and country codes by their English names as well."""
        spoken = {fold(label): label for label in reversed(values)}
        for label in values if countries else ():
            for name in _names_of(label):
                spoken.setdefault(name, label)
        spoken.pop("", None)
        return cls(spoken, _widest(spoken))


def country_name(code: str) -> str:
    """A country's English name, or what was given where it is no country code."""
    return _english().get(code, code)


@cache
def _english() -> dict[str, str]:
    named = ((str(code), str(name)) for code, name in Locale("en").territories.items())
    return {code: name for code, name in named if len(code) == 2 and code.isalpha()}


def _names_of(label: str) -> tuple[str, ...]:
    """What else a country label may be called: a code by its names, a name by its code and other names."""
    code = label if label in _english() else _territories().get(fold(label))
    if code is None:
        return ()
    return (code.lower(), fold(country_name(code)), *_ALSO_CALLED.get(code, ()))


@cache
def _territories() -> dict[str, str]:
    """Every country's English names, and its code, to its code."""
    named = {fold(name): code for code, name in _english().items()}
    named |= {name: code for code, names in _ALSO_CALLED.items() for name in names}
    return {code.lower(): code for code in _english()} | named


@cache
def _territories_by_first_word() -> dict[str, int]:
    return _widest(_territories())


def _widest(phrases: Collection[str]) -> dict[str, int]:
    widest: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        widest[words[0]] = max(widest.get(words[0], 0), len(words))
    return widest
