"""What people type, made plain: phone punctuation, Slack's escapes and capitals gone, one word after another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

MOST_CHARACTERS = 600
MOST_WORDS = 80
_QUOTED = "\x00"  # stands for a quoted label in the folded text, so that no keyword is found inside it

_PUNCTUATION = str.maketrans(
    dict.fromkeys("“”„‟«»″＂", '"')
    | dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("‐‑‒–−﹣－", "-")
    | dict.fromkeys("—―", " - ")
    | dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n", " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\x00", "")
    | {"…": "..", "•": "·"}
)  # fmt: skip
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»″＂', " "))
_MENTION = re.compile(r"<[@#!][^>]*>")
_LINK = re.compile(r"<(?:https?://|mailto:|tel:)(?:[^|>]*\|)?([^>]*)>")
_CALENDAR_WORD = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b"
_HYPHEN = re.compile(
    rf"(?<=[^\W\d_])-(?!{_CALENDAR_WORD})(?=[^\W\d_])|(?<=top)-(?=\d)|(?<=bottom)-(?=\d)|_", re.IGNORECASE
)
_SLASH = re.compile(r"(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})")
_TOKEN = re.compile(r'"([^"]*)"|([<>!=]=|[,;·|=:<>%()\[\]{}])|([^\s,;·|=:<>%()\[\]{}"]+)|"')
_EDGES_LEFT, _EDGES_RIGHT = "*~.!?'&", "*~.!?'"
_LEADS = frozenset(
    ", and by per in on of for from at to where with vs versus against than is = during a the · -".split()
)
_SHORT_YEAR = re.compile(r"'\d\d$")


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence as words: `shown` as typed, `folded` to be recognised, both in step.

    `text` is the folded words joined by single spaces; `starts` says where each begins in it.
    """

    shown: tuple[str, ...]
    folded: tuple[str, ...]
    quoted: frozenset[int]
    text: str
    starts: tuple[int, ...]

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.shown)

    def span(self, first: int, after: int) -> str:
        """The folded text of some words."""
        return self.text[self.starts[first] : self.starts[after - 1] + len(self._at(after - 1))]

    def said(self, first: int, after: int) -> str:
        """Some words as they were typed, quoted where they were."""
        return " ".join(
            f'"{self.shown[at]}"' if at in self.quoted else self.shown[at] for at in range(first, after)
        )

    def told(self, first: int, after: int) -> str:
        """Some words as a person would be told them: no quotes."""
        return " ".join(self.shown[first:after]).replace("( ", "(").replace(" )", ")")

    def rewritten(self, *edits: tuple[int, int, str]) -> str:
        """The whole sentence with some runs of words, given as (first, after, words instead), replaced."""
        parts, at = [], 0
        for first, after, instead in sorted(edits):
            parts += [self.said(at, first), instead]
            at = after
        parts.append(self.said(at, len(self)))
        return " ".join(part for part in parts if part).replace(" ,", ",")

    def without(self, *spans: tuple[int, int]) -> str:
        """The whole sentence without some runs of words, nor the “by”, “in” or comma that led to them."""
        return self.rewritten(*((self.lead(first), after, "") for first, after in spans))

    def lead(self, at: int) -> int:
        """The first of the small words that lead to word `at`; `at` itself where there are none."""
        while at > 0 and self.folded[at - 1] in _LEADS and at - 1 not in self.quoted:
            at -= 1
        return at

    def after(self, end: int, at: int) -> int:
        """The word that follows a match which began with word `at` and ended at character `end`."""
        while at < len(self) and self.starts[at] < end:
            at += 1
        return at

    def _at(self, at: int) -> str:
        return _QUOTED if at in self.quoted else self.folded[at]


def words_of(text: str) -> Words:
    """Read a text as words. Mentions and channel references say nothing about numbers and are dropped."""
    shown: list[str] = []
    folded: list[str] = []
    quoted: list[int] = []
    for match in _TOKEN.finditer(_HYPHEN.sub(" ", _SLASH.sub(" , ", _plain(text)))):
        label, mark, word = match.groups()
        if label is not None:
            if label.strip():
                quoted.append(len(shown))
                shown.append(" ".join(label.split()))
                folded.append(fold(label))
        elif (said := mark or _trimmed(word or "")) and (known_as := _folded(said)):
            shown.append(said)
            folded.append(known_as)
    marked = frozenset(quoted)
    text_words = [_QUOTED if at in marked else word for at, word in enumerate(folded)]
    starts = accumulate((len(word) + 1 for word in text_words), initial=0)
    return Words(tuple(shown), tuple(folded), marked, " ".join(text_words), tuple(starts)[:-1])


def fold(text: str) -> str:
    """A label or alias as the folded text of a sentence would hold it."""
    return words_of(unquoted(text)).text


def unquoted(text: str) -> str:
    """A label without its quotation marks of any kind, as it can stand between quotes."""
    return " ".join(text.translate(_QUOTES).split())


def _plain(text: str) -> str:
    text = _LINK.sub(r" \1 ", _MENTION.sub(" ", text))
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").translate(_PUNCTUATION)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _trimmed(word: str) -> str:
    """A word without the marks around it; '25 keeps its apostrophe."""
    word = word.rstrip(_EDGES_RIGHT)
    if word.endswith(("'s", "'S")):
        word = word[:-2]
    return word if _SHORT_YEAR.match(word) else word.lstrip(_EDGES_LEFT) or ("&" if "&" in word else "")


def _folded(word: str) -> str:
    if word in ("&", "+"):
        return "and"
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(mark for mark in apart if unicodedata.category(mark) != "Mn")
