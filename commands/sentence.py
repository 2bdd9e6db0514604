"""One sentence, read word by word into what it asks for, in any order; nothing is decided yet."""

from __future__ import annotations

import re
from collections.abc import Callable

from commands.draft import Draft, Span, Wanted
from commands.labels import SPOKEN, Labels
from commands.lexicon import Kind, Lexicon, Meaning
from commands.words import Words
from metrics.period import Period
from metrics.period_words import Now, find_period
from metrics.reading import Rank

DEFAULT_RANK, LARGEST_RANK = 5, 50
_AMOUNT = re.compile(r"[£$€¥]?\d[\d.]*(?:k|m|bn|%)?$|[£$€¥]")
_SO_MANY_BEFORE = re.compile(
    r"\w+ (?:days|weeks|months|quarters|years) (?:before|earlier|prior)\b(?! \w+day\b)"
)
_AND = Meaning(Kind.BETWEEN)
_NUMBERS = {
    word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}


class Sentence:
    """Walks over the words once, from left to right."""

    def __init__(self, words: Words, lexicon: Lexicon, labels: Labels, now: Now) -> None:
        """Stand before the first word."""
        self.words, self.lexicon, self.labels, self.now = words, lexicon, labels, now
        self.at = 0
        self.draft = Draft()
        self._periods: dict[int, tuple[Period, int] | None] = {}
        self._expecting = False  # a label is expected next: “in …”, “where …”
        self._compared = False  # “vs” was just said
        self._comparing = False  # “compare” was said: “with” and “and” mean “vs”

    def read(self) -> Draft:
        """Read it all."""
        while self.at < len(self.words):
            self._step()
        return self.draft

    # --- One step: a period, a label where one is expected, a phrase, a label, or nothing known ---------

    def _step(self) -> None:
        if self._comparing and self.words.folded[self.at] in ("with", "to", "and", "against"):
            self.at += 1
            return self._say_versus(_AND, self.at)
        expecting, compared = self._expecting, self._compared
        self._expecting = self._compared = False
        found = self._phrase()
        period = self._period()
        if period and (found is None or period[1] >= found[1]):
            return self._say_period(
                *period, compared=compared or (self._comparing and bool(self.draft.periods))
            )
        if compared and found and found[0].kind in (Kind.FILLER, Kind.BETWEEN, Kind.EQUALS):
            self._compared = True
        if expecting or compared or self._is_code():
            if self._filter(SPOKEN, certain=True, apart=compared):
                return None
            self._expecting = expecting and found is not None and found[0].kind is Kind.FILLER
        if found:
            start, self.at = self.at, found[1]
            return _SAYS.get(found[0].kind, Sentence._pass)(self, found[0], start)
        if not self._filter(SPOKEN, certain=False, apart=compared):
            self._give_up()
        return None

    def _phrase(self) -> tuple[Meaning, int] | None:
        return None if self.at in self.words.quoted else self.lexicon.anywhere.at(self.words, self.at)

    def _period(self) -> tuple[Period, int] | None:
        if self.at >= len(self.words) or self.at in self.words.quoted:
            return None
        if self.at not in self._periods:
            found = find_period(self.words.text, self.words.starts[self.at], self.now)
            self._periods[self.at] = (found[0], self.words.after(found[1], self.at)) if found else None
        return self._periods[self.at]

    def _is_code(self) -> bool:
        """Whether this is a country code in capitals (US, IT, NO) among words that are not."""
        word = self.words.shown[self.at]
        return len(word) == 2 and word.isalpha() and word.isupper() and not self._all_capitals()

    def _all_capitals(self) -> bool:
        return all(word.isupper() or not word.isalpha() for word in self.words.shown)

    def _give_up(self) -> None:
        word = self.words.folded[self.at]
        if self.at not in self.words.quoted and word[0] in "£$€¥" and _AMOUNT.match(word):
            self.draft.beyond = (self.at, self.at + 1)
        elif (count := self._count()) and self._follows(self.at + 1, Kind.TOP, Kind.BOTTOM):
            self._rank_of(count)  # “5 best”
        else:
            self.draft.unknown.append(self.at)
        self.at += 1

    # --- What each kind of phrase does -----------------------------------------------------------------

    def _pass(self, _: Meaning, __: int) -> None:
        """Words between the others."""

    def _say_period(self, period: Period, after: int, *, compared: bool) -> None:
        span, self.at = (self.at, after), after
        if compared:
            self.draft.baseline_words = span
        else:
            self.draft.periods.append((period, span))

    def _say_metric(self, meaning: Meaning, _start: int) -> None:
        assert meaning.metric is not None
        if meaning.metric not in self.draft.metrics:
            self.draft.metrics.append(meaning.metric)

    def _say_ambiguous(self, meaning: Meaning, start: int) -> None:
        self.draft.ambiguous.append((meaning.names, (start, self.at)))

    def _say_not_offered(self, meaning: Meaning, start: int) -> None:
        self.draft.not_offered.append((meaning.names[0], (start, self.at)))

    def _say_by(self, _: Meaning, _start: int) -> None:
        while not (found := self._cut_here()) and self._follows(self.at, Kind.FILLER):
            self.at += 1
        while found:
            start, (meaning, self.at) = self.at, found
            self._cut(meaning, (start, self.at))
            found = self._next_cut()
        if self.at < len(self.words) and (metric := self._phrase()) and metric[0].kind is Kind.METRIC:
            assert metric[0].metric is not None
            self.draft.metrics = [metric[0].metric, *(m for m in self.draft.metrics if m != metric[0].metric)]
            self.at = metric[1]

    def _cut_here(self) -> tuple[Meaning, int] | None:
        """A split at this word, unless a longer phrase begins here: “by platform ROAS”."""
        found = self.lexicon.cuts.at(self.words, self.at)
        known = self._phrase() if self.at < len(self.words) else None
        return None if found and known and known[1] > found[1] else found

    def _next_cut(self) -> tuple[Meaning, int] | None:
        """Another split after “and” or a comma, unless it begins a filter; stands on it."""
        at = self.at
        while self.at < len(self.words) and self.words.folded[self.at] in (",", "and", "by"):
            self.at += 1
        found = self._cut_here()
        if self.at > at and found and not self._follows(found[1], Kind.EQUALS):
            return found
        self.at = at
        return None

    def _cut(self, meaning: Meaning, span: Span) -> None:
        if meaning.kind is Kind.GRAIN:
            self.draft.grain = meaning.names[0]
        else:
            self.draft.cuts.append((meaning.names, span))

    def _say_grain(self, meaning: Meaning, _start: int) -> None:
        self.draft.grain = meaning.names[0]

    def _say_dimension(self, meaning: Meaning, start: int) -> None:
        """“country = DE”, “sku 21314”, “campaign BF Early” filter; “top 5 products” splits."""
        if self._follows(self.at, Kind.EQUALS):
            self._skip(Kind.EQUALS)
            if not self._filter(meaning.names, certain=True) and not self._verbatim(meaning.names):
                self._unlabelled(meaning.names, start)
        elif not (self._filter(meaning.names, certain=True) or self._code_of(meaning.names)):
            self.draft.cuts.append((meaning.names, (start, self.at)))

    def _say_where(self, _: Meaning, _start: int) -> None:
        self._expecting = True

    def _say_rank(self, meaning: Meaning, _start: int) -> None:
        lowest = meaning.kind is Kind.BOTTOM
        count = self._count()
        self.at += count is not None
        self.draft.rank = Rank(count=DEFAULT_RANK if count is None else count, lowest=lowest)
        if (found := self.lexicon.cuts.at(self.words, self.at)) and found[0].kind is Kind.GRAIN:
            self.draft.grain, self.at = found[0].names[0], found[1]  # “best day”

    def _say_movers(self, _: Meaning, _start: int) -> None:
        self.draft.movers = True

    def _say_versus(self, _: Meaning, _start: int) -> None:
        self._skip(Kind.FILLER, Kind.EQUALS)
        if self.at < len(self.words) and (
            before := _SO_MANY_BEFORE.match(self.words.text, self.words.starts[self.at])
        ):
            self.draft.baseline = "previous"
            self.at = self.words.after(before.end(), self.at)
            return
        baseline, period = self.lexicon.baselines.at(self.words, self.at), self._period()
        if baseline and not (period and period[1] > baseline[1]):
            self.draft.baseline = baseline[0].names[0]
            self.at = baseline[1]
        else:
            self._compared = True

    def _say_compare(self, _: Meaning, _start: int) -> None:
        self._comparing = True

    def _say_baseline(self, meaning: Meaning, _start: int) -> None:
        self.draft.baseline = meaning.names[0]

    def _say_alone(self, _: Meaning, _start: int) -> None:
        self.draft.alone = True

    def _say_beyond(self, _: Meaning, start: int) -> None:
        """“over £20k” limits by an amount; “over the last week” does not, and “over” alone is nothing."""
        if self.at < len(self.words) and _AMOUNT.match(self.words.folded[self.at]) and not self._period():
            self.at += 1
            self.draft.beyond = (start, self.at)

    def _say_not(self, _: Meaning, start: int) -> None:
        if self.draft.cuts and self.draft.cuts[-1][1][1] == start:
            start = self.draft.cuts.pop()[1][0]  # “country is not Germany”
        self._skip(Kind.FILLER, Kind.EQUALS)
        found = None
        if self.at < len(self.words):
            found = self.labels.at(self.words, self.at, SPOKEN, certain=True)
        self.at = found[1] if found else min(self.at + 1, len(self.words))
        self.draft.without = (start, self.at)

    def _say_yardstick(self, _: Meaning, start: int) -> None:
        self.draft.yardstick = start, self.at

    # --- Filters ----------------------------------------------------------------------------------------

    def _filter(self, dimensions: tuple[str, ...], *, certain: bool, apart: bool = False) -> bool:
        """Read one or more labels from here (“DE or FR”); whether there were any."""
        if self.at >= len(self.words):
            return False
        found = self.labels.at(self.words, self.at, dimensions, certain=certain)
        if found is None:
            return False
        start, (labels, self.at) = self.at, found
        wanted = Wanted({name: [label] for name, label in labels.items()}, (start, self.at))
        while more := self._another(tuple(wanted.labels)):
            labels, self.at = more
            wanted.labels = {name: [*wanted.labels[name], label] for name, label in labels.items()}
            wanted.span = (start, self.at)
        if self._comparing and any(len(labels) > 1 for labels in wanted.labels.values()):
            self.draft.apart = list(wanted.labels)  # “compare Germany and France”
        self._keep(wanted, apart=apart)
        self._absorb(tuple(wanted.labels))
        return True

    def _another(self, dimensions: tuple[str, ...]) -> tuple[dict[str, str], int] | None:
        """Another label of the same dimension after “or”, “and” or a comma."""
        after = self.at
        while after < len(self.words) and self.words.folded[after] in (",", "or", "and", "/"):
            after += 1
        if after == self.at or after >= len(self.words):
            return None
        found = self.labels.at(self.words, after, dimensions, certain=True)
        known = self.lexicon.anywhere.at(self.words, after)
        if found and known and known[0].kind is not Kind.FILLER and known[1] >= found[1]:
            return None  # “in Germany, new customers”: the metric is meant
        return found

    def _keep(self, wanted: Wanted, *, apart: bool) -> None:
        """Add a filter; labels of one dimension that are compared with each other join."""
        if apart:
            for earlier in self.draft.filters:
                if shared := [name for name in earlier.labels if name in wanted.labels]:
                    earlier.labels = {name: [*earlier.labels[name], *wanted.labels[name]] for name in shared}
                    self.draft.apart = shared
                    return
        self.draft.filters.append(wanted)

    def _absorb(self, dimensions: tuple[str, ...]) -> None:
        """Pass over the dimension's own name after a label: “the email channel”, “DE market”."""
        found = self.lexicon.cuts.at(self.words, self.at)
        if found and found[0].kind is Kind.DIMENSION and set(found[0].names) & set(dimensions):
            self.at = found[1] if not self._follows(found[1], Kind.EQUALS) else self.at

    def _code_of(self, dimensions: tuple[str, ...]) -> bool:
        """A code or a name right after a dimension too large to be listed: “sku 21314”, “product aran coat”."""
        if self.at >= len(self.words) or self.labels.is_listed(dimensions[0]) or self._period():
            return False
        return self._phrase() is None and self._verbatim(dimensions)

    def _verbatim(self, dimensions: tuple[str, ...]) -> bool:
        """Labels of a dimension too large to be listed, taken as they were typed, up to the next known word."""
        if self.at >= len(self.words) or self.labels.is_listed(dimensions[0]):
            return False
        start, labels = self.at, [self._as_typed()]
        while self.at + 1 < len(self.words) and self.words.folded[self.at] == "or":
            self.at += 1
            labels.append(self._as_typed())
        self.draft.filters.append(Wanted({dimensions[0]: labels}, (start, self.at), typed=True))
        return True

    def _as_typed(self) -> str:
        start = self.at
        self.at += 1
        while (
            start not in self.words.quoted
            and self.at < len(self.words)
            and not (self._phrase() or self._period())
        ):
            self.at += 1
        return " ".join(self.words.shown[start : self.at])

    def _unlabelled(self, dimensions: tuple[str, ...], dimension_at: int) -> None:
        """Labels nobody knows, up to the next known word; “country =” with nothing after it is unfinished."""
        start = self.at
        while self.at < len(self.words) and not (self.at > start and (self._phrase() or self._period())):
            self.at += 1
        if self.at == start:
            self.draft.unfinished = dimensions, (dimension_at, self.at)
        else:
            self.draft.nameless.append((dimensions, (start, self.at)))

    # --- Small helps ------------------------------------------------------------------------------------

    def _skip(self, *kinds: Kind) -> None:
        while (
            (found := self.lexicon.anywhere.at(self.words, self.at))
            and found[0].kind in kinds
            and not self._period()
        ):
            self.at = found[1]

    def _follows(self, at: int, *kinds: Kind) -> bool:
        found = self.lexicon.anywhere.at(self.words, at)
        return found is not None and found[0].kind in kinds

    def _count(self) -> int | None:
        word = self.words.folded[self.at] if self.at < len(self.words) else ""
        return _NUMBERS.get(word) or (int(word) if word.isdecimal() and len(word) < 4 else None)

    def _rank_of(self, count: int) -> None:
        self.at += 1
        found = self._phrase()
        assert found is not None
        self.draft.rank = Rank(count=count, lowest=found[0].kind is Kind.BOTTOM)
        self.at = found[1] - 1


_SAYS: dict[Kind, Callable[[Sentence, Meaning, int], None]] = {
    Kind.METRIC: Sentence._say_metric,
    Kind.AMBIGUOUS: Sentence._say_ambiguous,
    Kind.NOT_OFFERED: Sentence._say_not_offered,
    Kind.DIMENSION: Sentence._say_dimension,
    Kind.GRAIN: Sentence._say_grain,
    Kind.BY: Sentence._say_by,
    Kind.WHERE: Sentence._say_where,
    Kind.TOP: Sentence._say_rank,
    Kind.BOTTOM: Sentence._say_rank,
    Kind.MOVERS: Sentence._say_movers,
    Kind.VERSUS: Sentence._say_versus,
    Kind.COMPARE: Sentence._say_compare,
    Kind.BASELINE: Sentence._say_baseline,
    Kind.ALONE: Sentence._say_alone,
    Kind.BEYOND: Sentence._say_beyond,
    Kind.NOT: Sentence._say_not,
    Kind.YARDSTICK: Sentence._say_yardstick,
}
