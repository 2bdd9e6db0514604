"""A place among the words of a sentence, and what can be seen from there: a phrase, a period, a label, a number."""

from __future__ import annotations

from collections.abc import Collection

from commands.labels import Labels
from commands.lexicon import Kind, Lexicon, Meaning
from commands.words import Words
from metrics.period import Period
from metrics.period_words import find_period
from metrics.relative_days import Now

_NUMBERS = {
    word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}


class Cursor:
    """Stands before word `at`. What it finds comes with the number of the word after it."""

    def __init__(self, words: Words, lexicon: Lexicon, labels: Labels, now: Now) -> None:
        """Stand before the first word."""
        self.words, self.lexicon, self.labels, self.now = words, lexicon, labels, now
        self.at = 0
        self._periods: dict[int, tuple[Period, int] | None] = {}

    @property
    def ended(self) -> bool:
        """Whether no word is left."""
        return self.at >= len(self.words)

    @property
    def word(self) -> str:
        """The word here, folded; empty at the end."""
        return "" if self.ended else self.words.folded[self.at]

    def phrase(self) -> tuple[Meaning, int] | None:
        """The longest known phrase that begins here."""
        return None if self.at in self.words.quoted else self.lexicon.anywhere.at(self.words, self.at)

    def period(self) -> tuple[Period, int] | None:
        """The longest period that begins here."""
        if self.ended or self.at in self.words.quoted:
            return None
        if self.at not in self._periods:
            found = find_period(self.words.text, self.words.starts[self.at], self.now)
            self._periods[self.at] = (found[0], self.words.after(found[1], self.at)) if found else None
        return self._periods[self.at]

    def cut(self) -> tuple[Meaning, int] | None:
        """The split that begins here, unless a longer phrase does: “by platform ROAS”."""
        found, known = self.lexicon.cuts.at(self.words, self.at), self.phrase()
        return None if found and known and known[1] > found[1] else found

    def label(self, dimensions: Collection[str], *, certain: bool) -> tuple[dict[str, str], int] | None:
        """The label that begins here, by each dimension that has it; `certain` where one is expected."""
        return None if self.ended else self.labels.at(self.words, self.at, dimensions, certain=certain)

    def count(self) -> int | None:
        """The number here, in digits or as a word, up to 999."""
        return _NUMBERS.get(self.word) or (
            int(self.word) if self.word.isdecimal() and len(self.word) < 4 else None
        )

    def follows(self, at: int, *kinds: Kind) -> bool:
        """Whether a phrase of one of these kinds begins at word `at`."""
        found = self.lexicon.anywhere.at(self.words, at)
        return found is not None and found[0].kind in kinds

    def known(self) -> bool:
        """Whether a phrase or a period begins here."""
        return bool(self.phrase() or self.period())

    def skip(self, *kinds: Kind) -> None:
        """Pass over phrases of these kinds, as long as no period begins."""
        while (found := self.phrase()) and found[0].kind in kinds and not self.period():
            self.at = found[1]

    def skip_brackets(self) -> None:
        """Pass over what stands in brackets here, where they are closed."""
        if self.word == "(" and ")" in self.words.folded[self.at :]:
            self.at = self.words.folded.index(")", self.at) + 1

    def is_country_code(self) -> bool:
        """Whether this is two capital letters (US, IT, NO) among words that are not all capitals."""
        word = self.words.shown[self.at]
        if len(word) != 2 or not word.isalpha() or not word.isupper():
            return False
        return not all(other.isupper() or not other.isalpha() for other in self.words.shown)
