"""What comes back when words do not make one question: a menu, or a reply that knows the nearest phrasing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

#: At most this many phrasings are offered: a message has room for three buttons.
SUGGESTIONS = 3
#: What to type where nothing nearer is known.
EXAMPLES = ("net sales yesterday", "net sales by country last month vs last year", "orders, aov last 7 days")


@dataclass(frozen=True)
class Menu:
    """Words with several meanings: what to ask back, and each choice with the whole phrase that runs it."""

    question: str
    choices: tuple[tuple[str, str], ...]


class Unreadable(Exception):
    """Words that make no question: a sentence that says why, and whole phrases that would."""

    def __init__(self, message: str, suggestions: Iterable[str] = ()) -> None:
        """Keep the sentence and the phrases, without repeats."""
        super().__init__(message)
        self.message = message
        self.suggestions = tuple(dict.fromkeys(suggestions))


def or_joined(names: Sequence[str]) -> str:
    """“a”, “a or b”, “a, b or c”."""
    return " or ".join(([", ".join(names[:-1])] if len(names) > 1 else []) + list(names[-1:]))


def slip_of(word: str, vocabulary: Iterable[str]) -> str | None:
    """The one known word that `word` is surely a slip of, or None when it is far from all or near to several.

    One slip (a letter added, lost, changed, or two swapped) up to five letters, two beyond.
    """
    if len(word) < 3 or not word.isalpha():
        return None
    allowed = 1 if len(word) <= 5 else 2
    near = {known: OSA.distance(word, known, score_cutoff=allowed) for known in vocabulary}
    best = min(near.values(), default=allowed + 1)
    if best > allowed:
        return None
    closest = [known for known, slips in near.items() if slips == best]
    alike = [known for known in closest if known[0] == word[0] and len(known) >= len(word)]
    if len(word) == 3 or len(closest) > 1:
        closest = alike
    return closest[0] if len(closest) == 1 else None


def distance(word: str, vocabulary: Iterable[str]) -> int:
    """How many slips a word is from the nearest known one; a large number when there is none."""
    return min((OSA.distance(word, known) for known in vocabulary), default=99)


def nearest(phrase: str, known: Iterable[str], *, least: float = 78) -> list[tuple[str, float]]:
    """The known phrases most like this one, best first, each with its likeness from `least` to 100."""
    if len(phrase) < 3:
        return []
    found = process.extract(phrase, tuple(known), scorer=fuzz.ratio, score_cutoff=least, limit=8)
    return [(match, score) for match, score, _ in found]


def runs(unknown: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring words as (first, after)."""
    found: list[tuple[int, int]] = []
    for at in unknown:
        if found and found[-1][1] == at:
            found[-1] = (found[-1][0], at + 1)
        else:
            found.append((at, at + 1))
    return found
