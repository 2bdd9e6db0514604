"""What each word means: the catalogue's metrics and dimensions, and the few words that hold a question together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from commands.words import Words, fold
from metrics.catalog import Catalog
from metrics.definitions.words import NATURAL
from metrics.metric import GRAINS, Measured


class Kind(Enum):
    """What part a word plays in a question."""

    METRIC = auto()
    AMBIGUOUS = auto()  # a metric, but which?
    NOT_OFFERED = auto()  # a metric that cannot be told truthfully
    DIMENSION = auto()
    GRAIN = auto()  # day, week, month: a run over time
    BY = auto()
    WHERE = auto()  # a filter, or a period, follows
    TOP = auto()
    BOTTOM = auto()
    MOVERS = auto()
    VERSUS = auto()
    COMPARE = auto()  # compare … with …
    BASELINE = auto()  # last year, previous, …: after “vs”, or on its own where that is clear (yoy)
    ALONE = auto()
    BEYOND = auto()  # more than, >
    NOT = auto()
    YARDSTICK = auto()  # target, budget: not a period
    OR = auto()
    EQUALS = auto()
    BETWEEN = auto()  # commas, “and”
    FILLER = auto()


_SAID_FOR_POLITENESS = """
show give tell get fetch find what which who how much many whats hows do does did was were has have had be been
doing looking look looks go going went the a an our my we me i you it its this that please pls plz thanks
thank hi hey hello kpi shelftalk can could would should want need like see know number numbers figure figures
value total totals overall report stats data currently now all every there come came make made take took sell
sold selling sellers seller performing performance perform performed results result about % ? ! complete full
growth change changed table list breakdown split percent ranked ranking just any some let
/kpi /shelftalk more up down less higher lower increase increased decrease decreased grow grew rise rose fall fell whole entire period time shop store business company site so far ever or but well quick question
"""

#: How a question is held together. A phrase has the first kind it stands under.
KEYWORDS: dict[Kind, tuple[str, ...]] = {
    Kind.BY: (
        "by", "per", "split by", "broken down by", "break down by", "breakdown by", "for each", "for every", "each",
        "across", "grouped by", "group by", "cut by", "ranked by", "sorted by", "sort by",
    ),
    Kind.WHERE: (
        "where", "only", "just", "with", "in", "on", "for", "from", "at", "via", "through", "within", "of", "to",
        "filter", "filtered by", "during", "when", "made in", "sold in", "sold on",
    ),
    Kind.TOP: ("top", "best", "highest", "biggest", "largest", "leading", "strongest", "most", "best selling"),
    Kind.BOTTOM: ("bottom", "worst", "lowest", "smallest", "weakest", "least", "poorest", "worst selling"),
    Kind.MOVERS: ("movers", "biggest movers"),
    Kind.VERSUS: (
        "vs", "versus", "v", "compared to", "compared with", "compare to", "compare with", "compared",
        "against", "than", "relative to", "change since", "change from", "change on",
    ),
    Kind.COMPARE: ("compare", "comparing", "comparison of", "difference between"),
    Kind.ALONE: ("no comparison", "without comparison", "without a comparison", "not compared", "no baseline", "vs nothing"),
    Kind.BEYOND: (
        "more than", "greater than", "at least", "less than", "fewer than", "at most", "over", "above", "under", "below",
        "exceeding", ">", "<", ">=", "<=",
    ),
    Kind.NOT: ("not", "except", "except for", "excluding", "exclude", "without", "other than", "!=", "excl", "is not", "not in"),
    Kind.YARDSTICK: (
        "target", "targets", "plan", "budget", "forecast", "average", "normal", "usual", "expected", "benchmark", "goal",
    ),
    Kind.OR: ("or", "/"),
    Kind.EQUALS: ("=", "==", ":", "is", "are", "equals", "equal to"),
    Kind.BETWEEN: (",", ";", "·", "and", "-", "plus", "also", "as well as", "then", "(", ")", "[", "]", "{", "}", "|"),
    Kind.FILLER: (
        *_SAID_FOR_POLITENESS.split(),
        "ex vat", "ex tax", "excl vat", "excl tax", "excluding vat", "excluding tax", "before tax", "per cent",
        "latest", "latest day", "latest complete day", "last complete day", "most recent day",
        "show us", "give us", "tell us", "get us", "let us",
    ),
}  # fmt: skip

#: Runs over time. Most need “by” before them; those of RUNS stand alone.
GRAIN_WORDS = {
    "day": ("day", "daily", "date"),
    "week": ("week", "weekly"),
    "month": ("month", "monthly"),
}
RUNS = {
    "day": ("daily", "day by day", "trend", "over time", "timeline", "daily trend", "chart", "graph", "plot"),
    "week": ("weekly", "week by week", "weekly trend"),
    "month": ("monthly", "month by month", "monthly trend"),
}

#: What “vs” may be followed by, where it is not a period of its own; and what needs no “vs”.
BASELINES = {
    "previous": (
        "previous", "prior", "before", "previous period", "prior period", "last period", "the period before",
        "period before", "prev", "the one before", "earlier",
    ),
    "year": (
        "last year", "ly", "previous year", "prior year", "a year ago", "one year ago", "1 year ago", "a year earlier",
        "year before", "year ago", "same period last year", "same time last year", "this time last year",
        "same day last year", "same days last year", "same week last year", "same month last year",
        "same quarter last year", "same weekday last year", "same weekdays last year",
    ),
    "week": (
        "last week", "lw", "previous week", "prior week", "a week ago", "one week ago", "1 week ago", "week before",
        "same day last week", "same weekday last week", "same days last week", "same time last week", "a week earlier",
    ),
    "month": (
        "last month", "lm", "previous month", "prior month", "a month ago", "one month ago", "1 month ago",
        "month before", "same days last month", "same time last month", "same period last month",
    ),
    "quarter": ("last quarter", "lq", "previous quarter", "prior quarter", "a quarter ago", "quarter before"),
}  # fmt: skip
CHANGES = {
    "previous": ("period on period", "period over period", "pop"),
    "year": ("yoy", "y/y", "year on year", "year over year", "ly"),
    "week": ("wow", "w/w", "week on week", "week over week", "lw"),
    "month": ("mom", "m/m", "month on month", "month over month", "lm"),
    "quarter": ("qoq", "q/q", "quarter on quarter", "quarter over quarter", "lq"),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means: its kind, and which metric, dimensions, grain or baseline."""

    kind: Kind
    metric: Measured | None = None
    names: tuple[str, ...] = ()


class Phrases:
    """Phrases with their meanings, found by the longest that begins at a word."""

    def __init__(self) -> None:
        """Begin empty."""
        self.meanings: dict[str, Meaning] = {}
        self._widest: dict[str, int] = {}

    def add(self, phrase: str, meaning: Meaning) -> None:
        """Give a phrase its meaning, unless it has one."""
        if phrase and phrase not in self.meanings:
            self.meanings[phrase] = meaning
            first, *rest = phrase.split(" ")
            self._widest[first] = max(self._widest.get(first, 0), 1 + len(rest))

    def at(self, words: Words, at: int) -> tuple[Meaning, int] | None:
        """The longest phrase at word `at`, and the number of the word after it."""
        if at >= len(words):
            return None
        widest = self._widest.get(words.folded[at], 0)
        for after in range(min(at + widest, len(words)), at, -1):
            if meaning := self.meanings.get(words.span(at, after)):
                return meaning, after
        return None


class Lexicon:
    """All that can be said: anywhere, after “by” (`cuts`) and after “vs” (`baselines`)."""

    def __init__(self, catalog: Catalog) -> None:
        """Metrics win over dimensions, and both over the words between them."""
        self.anywhere, self.cuts, self.baselines = Phrases(), Phrases(), Phrases()
        self.metric_phrases: dict[str, Measured] = {}
        self._add_metrics(catalog)
        self._add_dimensions(catalog)
        for kind, phrases in KEYWORDS.items():
            for phrase in phrases:
                self.anywhere.add(phrase, Meaning(kind))
        for phrase, meaning in self.cuts.meanings.items():
            is_bare_grain = meaning.kind is Kind.GRAIN and not phrase.startswith("per ")
            self.anywhere.add(phrase, Meaning(Kind.FILLER) if is_bare_grain else meaning)
        for name, phrases in BASELINES.items():
            for phrase in (*phrases, *CHANGES[name]):
                self.baselines.add(phrase, Meaning(Kind.BASELINE, names=(name,)))

    def keywords(self) -> frozenset[str]:
        """The words, other than metrics, that are long enough for a typo in them to be recognised."""
        spoken = (
            phrase for phrase, meaning in self.anywhere.meanings.items() if meaning.kind not in _NEVER_GUESSED
        )
        return frozenset(
            word for phrase in (*spoken, *self.baselines.meanings) for word in phrase.split() if len(word) > 3
        )

    def _add_metrics(self, catalog: Catalog) -> None:
        spoken = [
            (fold(phrase), metric)
            for metric in catalog.all
            for phrase in (metric.label, metric.name, *metric.aliases)
        ]
        self.metric_phrases = dict(reversed(spoken))
        for phrase, metric in spoken:
            self.anywhere.add(phrase, Meaning(Kind.METRIC, metric))
        for phrase, names in catalog.ambiguous.items():
            self.anywhere.add(fold(phrase), Meaning(Kind.AMBIGUOUS, names=names))
        for phrase in catalog.not_offered:
            self.anywhere.add(fold(phrase), Meaning(Kind.NOT_OFFERED, names=(phrase,)))
        for phrase, metric in spoken:
            for form in (*_forms(phrase), phrase.replace(" ", "")):
                self.anywhere.add(form, Meaning(Kind.METRIC, metric))

    def _add_dimensions(self, catalog: Catalog) -> None:
        for grain, phrases in RUNS.items():
            for phrase in phrases:
                self.anywhere.add(phrase, Meaning(Kind.GRAIN, names=(grain,)))
        for grain, phrases in GRAIN_WORDS.items():
            for form in (form for phrase in phrases for form in _forms(phrase)):
                self.cuts.add(form, Meaning(Kind.GRAIN, names=(grain,)))
        for phrase, names in NATURAL.items():
            for form in _forms(phrase):
                self.cuts.add(form, Meaning(Kind.DIMENSION, names=names))
        for dimension in catalog.dimensions:
            kind = Kind.GRAIN if dimension.name in GRAINS else Kind.DIMENSION
            meaning = Meaning(kind, names=(dimension.name,))
            for phrase in (dimension.label, dimension.name, *dimension.aliases):
                for form in _forms(fold(phrase)):
                    self.cuts.add(form, meaning)
        for name, phrases in CHANGES.items():
            for phrase in phrases:
                self.anywhere.add(phrase, Meaning(Kind.BASELINE, names=(name,)))


_NEVER_GUESSED = (Kind.METRIC, Kind.AMBIGUOUS, Kind.NOT_OFFERED, Kind.FILLER)


def _forms(phrase: str) -> tuple[str, ...]:
    """A phrase, and with its last word in the singular or the plural."""
    if phrase.endswith("ies"):
        return phrase, phrase[:-3] + "y"
    if phrase.endswith(("ss", "ch", "sh", "x")):
        return phrase, phrase + "es"
    if phrase.endswith("s"):
        return phrase, phrase[:-1]
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return phrase, phrase[:-1] + "ies", phrase + "s"
    return phrase, phrase + "s"
