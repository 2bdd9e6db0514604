"""“net sales by channel last week vs ly”, read into a question that leaves nothing to guess, and said back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import islice

from commands.deciding import Deciding
from commands.draft import Draft
from commands.echo import Echo
from commands.filtering import Find
from commands.labels import Labels, Shelf
from commands.lexicon import Lexicon
from commands.misread import EXAMPLES, SUGGESTIONS, Menu, Unreadable
from commands.sentence import Sentence
from commands.slips import Slips
from commands.words import MOST_CHARACTERS, MOST_WORDS, Words, words_of
from metrics.catalog import Catalog
from metrics.metric import Measured
from metrics.period import dates
from metrics.reading import Question
from metrics.relative_days import Now
from metrics.retail_calendar import spelled
from metrics.shop_year import ShopYear

__all__ = ["Grammar", "Menu", "Unreadable"]

LastComplete = Callable[[Measured], date | None]


class Grammar:
    """Reads and says questions. Pure: `values(dimension)` lists the labels that the facts know.

    `find(dimension, words)` searches those too many to be listed (products) and gives (label, title) pairs,
    best first; without it the words are taken for the label. `week_start` is the first weekday of the shop's
    week, or `retail` for the 4-5-4 calendar; `year()` tells what fair baselines are made of. One grammar may be shared by threads.
    """

    def __init__(
        self,
        catalog: Catalog,
        values: Callable[[str], Sequence[str]],
        week_start: str = "monday",
        *,
        find: Find | None = None,
        year: Callable[[], ShopYear] = ShopYear,
    ) -> None:
        """Index the catalogue's words once."""
        self._catalog, self._week_start, self._find, self._year = catalog, week_start, find, year
        self._lexicon = Lexicon(catalog)
        self._shelf = Shelf(values)
        self._echo = Echo(catalog, self._lexicon, spelled if week_start == "retail" else dates)
        self._slips = Slips(self._lexicon)

    def read(
        self,
        text: str,
        *,
        today: date,
        last_complete: LastComplete = lambda _: None,
        default: Sequence[Measured] = (),
    ) -> Question | Menu:
        """What the words ask; a Menu where they have several meanings; raises Unreadable.

        `last_complete` is the newest day whose facts have arrived, by metric: the period where none is said.
        `default` are the metrics where none is said.
        """
        now = Now(today=today, week_start=self._week_start)
        understand = partial(self._understand, now=now, last_complete=last_complete, default=default)
        try:
            found = understand(text)
        except Unreadable as problem:
            phrases = (phrase for phrase in problem.suggestions if _is_read(understand, phrase))
            raise Unreadable(problem.message, islice(phrases, SUGGESTIONS)) from None
        if isinstance(found, Menu):
            choices = tuple(choice for choice in found.choices if _is_read(understand, choice[1]))
            if not choices:
                raise Unreadable(found.question, EXAMPLES)
            return Menu(found.question, choices)
        return found

    def say(self, question: Question) -> str:
        """The question in the field's words and explicit dates; reads to the same question again."""
        return self._echo.say(question)

    def tell(self, question: Question) -> str:
        """The same with what the baseline is like, in brackets: (same weekday last year, BF−5)."""
        return self._echo.tell(question)

    def variations(self, question: Question) -> tuple[tuple[str, str], ...]:
        """What people ask next, as (button label, whole phrase)."""
        return self._echo.variations(question, self._shelf.labels(), self._year())

    def _understand(
        self, text: str, *, now: Now, last_complete: LastComplete, default: Sequence[Measured]
    ) -> Question | Menu:
        """Read; the phrases offered in a menu or an error are not tried yet."""
        words = words_of(text[: MOST_CHARACTERS + 1])
        if len(text) > MOST_CHARACTERS or len(words) > MOST_WORDS:
            raise Unreadable("That is more than I can take in at once. Ask in one line, such as:", EXAMPLES)
        labels, notes = self._shelf.labels(), list[str]()
        draft = self._draft(words, labels, now)
        if draft.unknown and (plain := self._without_quotes(words, draft)) is not words:
            words, draft = plain, self._draft(plain, labels, now)
        if draft.unknown and (corrected := self._slips.corrected(words, draft.unknown, labels)):
            words, notes = words_of(corrected[0]), list(corrected[1])
            draft = self._draft(words, labels, now)
        return Deciding(
            words=words,
            draft=draft,
            notes=notes,
            catalog=self._catalog,
            labels=labels,
            slips=self._slips,
            find=self._find,
            now=now,
            year=self._year(),
            last_complete=last_complete,
            default=default,
        ).question()

    def _draft(self, words: Words, labels: Labels, now: Now) -> Draft:
        return Sentence(words, self._lexicon, labels, now).read()

    def _without_quotes(self, words: Words, draft: Draft) -> Words:
        """People quote what is no label, too: “net sales” last week."""
        quoted = [(at, at + 1, words.shown[at]) for at in draft.unknown if at in words.quoted]
        return words_of(words.rewritten(*quoted)) if quoted else words


def _is_read(understand: Callable[[str], Question | Menu], phrase: str, *, menus: int = 2) -> bool:
    """Whether a phrase leads to an answer, at most through some menus."""
    try:
        found = understand(phrase)
    except Unreadable:
        return False
    if not isinstance(found, Menu):
        return True
    return menus > 0 and any(_is_read(understand, choice, menus=menus - 1) for _, choice in found.choices)
