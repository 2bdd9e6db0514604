"""One sentence, read word by word into what it asks for, in any order; nothing is decided yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from commands.cursor import Cursor
from commands.draft import Draft
from commands.filter_words import read_labels, read_typed, read_unknown
from commands.labels import SPOKEN, Labels
from commands.lexicon import Kind, Lexicon, Meaning
from commands.words import Words
from metrics.period import Period
from metrics.reading import Rank
from metrics.relative_days import Now

DEFAULT_RANK, LARGEST_RANK = 5, 50
_AMOUNT = re.compile(r"[£$€¥]?\d[\d.]*(?:k|m|bn|%)?$|[£$€¥]")
_SO_MANY_BEFORE = re.compile(r"\w+ (?:days|weeks|months|quarters|years) (?:before|earlier|prior)\b")


class Sentence:
    """Walks over the words once, from left to right."""

    def __init__(self, words: Words, lexicon: Lexicon, labels: Labels, now: Now) -> None:
        """Stand before the first word."""
        self.cursor = Cursor(words, lexicon, labels, now)
        self.draft = Draft()
        self._expecting = False  # a label is expected next: “in …”, “where …”
        self._compared = False  # “vs” was just said
        self._comparing = False  # “compare” was said: “with” and “and” mean “vs”

    def read(self) -> Draft:
        """Read it all."""
        while not self.cursor.ended:
            self._step()
        return self.draft

    # --- One step: a period, a label where one is expected, a phrase, a label, or nothing known ---------

    def _step(self) -> None:
        if self._comparing and self.cursor.word in ("with", "to", "and", "against"):
            self.cursor.at += 1
            return self._versus()
        expecting, compared = self._expecting, self._compared
        self._expecting = self._compared = False
        found, period = self.cursor.phrase(), self.cursor.period()
        if period and (found is None or period[1] >= found[1]):
            return self._take_period(*period, compared=compared)
        if expecting or compared or self.cursor.is_country_code():
            if self._labels(SPOKEN, certain=True, apart=compared):
                return None
            self._wait_for_the_label(found, expecting=expecting, compared=compared)
        if found:
            start, self.cursor.at = self.cursor.at, found[1]
            return _SAYS[found[0].kind](self, found[0], start)
        if not self._labels(SPOKEN, certain=False, apart=compared):
            self._give_up()
        return None

    def _wait_for_the_label(
        self, found: tuple[Meaning, int] | None, *, expecting: bool, compared: bool
    ) -> None:
        """“in the UK”, “vs the same days”: small words do not end the waiting."""
        small = found is not None and found[0].kind is Kind.FILLER
        self._expecting = expecting and small
        self._compared = (
            compared and found is not None and found[0].kind in (Kind.FILLER, Kind.BETWEEN, Kind.EQUALS)
        )

    def _take_period(self, period: Period, after: int, *, compared: bool) -> None:
        span, self.cursor.at = (self.cursor.at, after), after
        if compared or (self._comparing and self.draft.periods):
            self.draft.baseline_words = span
            self.cursor.skip_brackets()  # the name that the echo gives it
        else:
            self.draft.periods.append((period, span))

    def _labels(self, dimensions: tuple[str, ...], *, certain: bool, apart: bool = False) -> bool:
        return read_labels(
            self.cursor, self.draft, dimensions, certain=certain, apart=apart, comparing=self._comparing
        )

    def _give_up(self) -> None:
        """An amount, a number before “best”, or a word nobody knows."""
        at, count = self.cursor.at, self.cursor.count()
        word = self.cursor.word
        self.cursor.at += 1
        if at not in self.cursor.words.quoted and word[0] in "£$€¥" and _AMOUNT.match(word):
            self.draft.beyond = (at, at + 1)
        elif count and self.cursor.follows(self.cursor.at, Kind.TOP, Kind.BOTTOM):
            lowest = self.cursor.follows(self.cursor.at, Kind.BOTTOM)
            self.cursor.skip(Kind.TOP, Kind.BOTTOM)
            self.draft.rank = Rank(count=count, lowest=lowest)
        else:
            self.draft.unknown.append(at)

    # --- What each kind of phrase does: it is read, and began at word `start` ----------------------------

    def _metric(self, meaning: Meaning, _start: int) -> None:
        assert meaning.metric is not None
        if meaning.metric not in self.draft.metrics:
            self.draft.metrics.append(meaning.metric)

    def _ambiguous(self, meaning: Meaning, start: int) -> None:
        self.draft.ambiguous.append((meaning.names, (start, self.cursor.at)))

    def _not_offered(self, meaning: Meaning, start: int) -> None:
        self.draft.not_offered.append((meaning.names[0], (start, self.cursor.at)))

    def _by(self, _: Meaning, _start: int) -> None:
        """“by country” splits, “by day” is a run, “top products by orders” ranks."""
        cursor = self.cursor
        while not (found := cursor.cut()) and cursor.follows(cursor.at, Kind.FILLER):
            cursor.at += 1
        while found:
            start, (meaning, cursor.at) = cursor.at, found
            if meaning.kind is Kind.GRAIN:
                self.draft.grain = meaning.names[0]
            else:
                self.draft.cuts.append((meaning.names, (start, cursor.at)))
            found = self._next_cut()
        if (said := cursor.phrase()) and (metric := said[0].metric):
            self.draft.metrics = [metric, *(other for other in self.draft.metrics if other != metric)]
            cursor.at = said[1]

    def _next_cut(self) -> tuple[Meaning, int] | None:
        """Another split after “and” or a comma, unless it begins a filter; stands on it."""
        cursor, at = self.cursor, self.cursor.at
        while cursor.word in (",", "and", "by"):
            cursor.at += 1
        found = cursor.cut()
        if cursor.at > at and found and not cursor.follows(found[1], Kind.EQUALS):
            return found
        cursor.at = at
        return None

    def _grain(self, meaning: Meaning, _start: int) -> None:
        self.draft.grain = meaning.names[0]

    def _dimension(self, meaning: Meaning, start: int) -> None:
        """“country = DE”, “sku 21314”, “campaign BF Early” filter; “top 5 products” splits."""
        cursor, names = self.cursor, meaning.names
        if cursor.follows(cursor.at, Kind.EQUALS):
            cursor.skip(Kind.EQUALS)
            if not self._labels(names, certain=True) and not read_typed(cursor, self.draft, names):
                read_unknown(cursor, self.draft, names, start)
        elif not self._labels(names, certain=True) and (
            cursor.known() or not read_typed(cursor, self.draft, names)
        ):
            self.draft.cuts.append((names, (start, cursor.at)))

    def _where(self, _: Meaning, _start: int) -> None:
        self._expecting = True

    def _rank(self, meaning: Meaning, _start: int) -> None:
        count = self.cursor.count()
        self.cursor.at += count is not None
        self.draft.rank = Rank(
            count=DEFAULT_RANK if count is None else count,
            lowest=meaning.kind is Kind.BOTTOM,
            by_change=self.draft.rank is not None and self.draft.rank.by_change,
        )
        if (found := self.cursor.cut()) and found[0].kind is Kind.GRAIN:
            self.draft.grain, self.cursor.at = found[0].names[0], found[1]  # “best day”

    def _movers(self, _: Meaning, _start: int) -> None:
        self.draft.rank = replace(self.draft.rank or Rank(count=DEFAULT_RANK), by_change=True)

    def _versus(self, _: Meaning | None = None, _start: int = 0) -> None:
        """A like period some time before, said in so many words; or else a period or label comes next."""
        cursor = self.cursor
        cursor.skip(Kind.FILLER, Kind.EQUALS)
        if cursor.ended:
            return
        baseline, period = cursor.lexicon.baselines.at(cursor.words, cursor.at), cursor.period()
        if so_many := _SO_MANY_BEFORE.match(cursor.words.text, cursor.words.starts[cursor.at]):
            self.draft.baseline, cursor.at = "previous", cursor.words.after(so_many.end(), cursor.at)
        elif baseline and not (period and period[1] > baseline[1]):
            self.draft.baseline, cursor.at = baseline[0].names[0], baseline[1]
        else:
            self._compared = True

    def _compare(self, _: Meaning, _start: int) -> None:
        self._comparing = True

    def _baseline(self, meaning: Meaning, _start: int) -> None:
        self.draft.baseline = meaning.names[0]

    def _alone(self, _: Meaning, _start: int) -> None:
        self.draft.alone = True

    def _beyond(self, _: Meaning, start: int) -> None:
        """“over £20k” limits by an amount; “over the last week” does not, and “over” alone is nothing."""
        if _AMOUNT.match(self.cursor.word) and not self.cursor.period():
            self.cursor.at += 1
            self.draft.beyond = (start, self.cursor.at)

    def _not(self, _: Meaning, start: int) -> None:
        if self.draft.cuts and self.draft.cuts[-1][1][1] == start:
            start = self.draft.cuts.pop()[1][0]  # “country is not Germany”
        self.cursor.skip(Kind.FILLER, Kind.EQUALS)
        found = self.cursor.label(SPOKEN, certain=True)
        self.cursor.at = found[1] if found else min(self.cursor.at + 1, len(self.cursor.words))
        self.draft.without = (start, self.cursor.at)

    def _yardstick(self, _: Meaning, start: int) -> None:
        self.draft.yardstick = (start, self.cursor.at)

    def _nothing(self, _: Meaning, _start: int) -> None:
        """Words between the others."""


_SAYS: dict[Kind, Callable[[Sentence, Meaning, int], None]] = {
    Kind.METRIC: Sentence._metric,
    Kind.AMBIGUOUS: Sentence._ambiguous,
    Kind.NOT_OFFERED: Sentence._not_offered,
    Kind.DIMENSION: Sentence._dimension,
    Kind.GRAIN: Sentence._grain,
    Kind.BY: Sentence._by,
    Kind.WHERE: Sentence._where,
    Kind.TOP: Sentence._rank,
    Kind.BOTTOM: Sentence._rank,
    Kind.MOVERS: Sentence._movers,
    Kind.VERSUS: Sentence._versus,
    Kind.COMPARE: Sentence._compare,
    Kind.BASELINE: Sentence._baseline,
    Kind.ALONE: Sentence._alone,
    Kind.BEYOND: Sentence._beyond,
    Kind.NOT: Sentence._not,
    Kind.YARDSTICK: Sentence._yardstick,
    Kind.OR: Sentence._nothing,
    Kind.EQUALS: Sentence._nothing,
    Kind.BETWEEN: Sentence._nothing,
    Kind.FILLER: Sentence._nothing,
}
