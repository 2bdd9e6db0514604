"""What was understood, said back in words that read to the same question again, and the questions that follow from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from commands.labels import Labels, country_name
from commands.lexicon import Lexicon
from commands.words import unquoted, words_of
from metrics.catalog import Catalog
from metrics.fair import last_year, previous
from metrics.metric import Measured
from metrics.period import Period
from metrics.period_words import find_period
from metrics.reading import Question, Rank
from metrics.relative_days import Now
from metrics.shop_year import ShopYear

#: Splits worth a button, the most telling first.
_WORTH_ASKING = (
    "sales_channel",
    "marketing_channel",
    "product",
    "country",
    "product_line",
    "campaign",
    "segment",
    "device",
)
#: A run over more days than this goes by week, over more weeks than that by month.
_DAYS_OF_A_RUN, _WEEKS_OF_A_RUN = 35, 20
_ANY_DAY = Now(today=date(2000, 1, 1))  # whether words name a period does not depend on the day
_PLAIN_LABEL = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")


class Echo:
    """Says questions in the field's words, with explicit dates."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon, dates: Callable[[Period], str]) -> None:
        """The lexicon tells which labels would be taken for other words, and need quotes; `dates` writes days."""
        self._catalog, self._lexicon, self._dates = catalog, lexicon, dates

    def say(self, question: Question) -> str:
        """net sales · by country · segment = B2B · Nov 2011 · vs Oct 2011 · top 5."""
        return " · ".join(self._parts(question))

    def tell(self, question: Question) -> str:
        """The same with the baseline's own name: net sales · Sun 22 Nov 2026 · vs Sun 15 Nov 2026 (same weekday …)."""
        return " · ".join(self._parts(question, named=True))

    def variations(self, question: Question, labels: Labels, year: ShopYear) -> tuple[tuple[str, str], ...]:
        """What people ask next, as (button label, whole phrase): cut another way, over time, against another year."""
        return tuple((label, self.say(other)) for label, other in self._others(question, labels, year))

    def _parts(self, question: Question, *, named: bool = False) -> Iterator[str]:
        yield ", ".join(metric_words(metric) for metric in question.metrics)
        if question.split:
            yield f"by {self._catalog.label(question.split)}"
        if question.series:
            yield f"by {question.series}"
        for dimension, labels in question.filters.items():
            yield f"{self._catalog.label(dimension)} = {' or '.join(self._label(dimension, label) for label in labels)}"
        yield self._dates(question.period)
        yield f"vs {self._baseline(question.baseline, named=named)}" if question.baseline else "no comparison"
        if question.rank:
            yield rank_words(question.rank)

    def _baseline(self, baseline: Period, *, named: bool) -> str:
        """The days compared with and, where they are named for what they are like, that name."""
        days = self._dates(baseline)
        label = baseline.label.removesuffix(f", {days}")
        return f"{days} ({label})" if named and label not in ("", days) else days

    def _label(self, dimension: str, label: str) -> str:
        said = country_name(label) if dimension == "country" else label
        said = unquoted(said)
        return said if _PLAIN_LABEL.fullmatch(said) and self._is_free(said) else f'"{said}"'

    def _is_free(self, label: str) -> bool:
        """Whether no word of the label means something else: “Top Picks” and “May sale” need quotes."""
        words = words_of(label)
        return not any(
            self._lexicon.anywhere.at(words, at) or find_period(words.text, words.starts[at], _ANY_DAY)
            for at in range(len(words))
        )

    def _cuts_worth_asking(self, question: Question, labels: Labels) -> list[str]:
        """Splits that every figure has, that are not asked yet and that would show more than one row."""
        return [
            cut
            for cut in _WORTH_ASKING
            if cut != question.split and cut not in question.filters
            if all(cut in metric.splits for metric in question.metrics) and labels.is_worth_splitting(cut)
        ]

    def _others(self, question: Question, labels: Labels, year: ShopYear) -> Iterator[tuple[str, Question]]:
        whole = replace(question, rank=None, series=None, notes=())
        for cut in self._cuts_worth_asking(question, labels)[:2]:
            rank = Rank(count=10) if cut in ("product", "campaign") else None
            yield f"By {self._catalog.label(cut)}", replace(whole, split=cut, rank=rank)
        ago = last_year(question.period, year)
        if question.baseline != ago:
            yield "vs last year", replace(question, baseline=ago)
        elif (before := previous(question.period, year)) != ago:
            yield "vs previous", replace(question, baseline=before)
        if question.period.days > 1 and not question.series:
            days = question.period.days
            grain = "day" if days <= _DAYS_OF_A_RUN else "week" if days <= 7 * _WEEKS_OF_A_RUN else "month"
            yield f"By {grain}", replace(whole, split=None, series=grain)
        if question.split or question.series:
            yield "Total", replace(whole, split=None)


def metric_words(metric: Measured) -> str:
    """A metric's label as it stands in running text: small first letter, unless it is an abbreviation."""
    label = metric.label
    return label if label[1:2].isupper() or label[1:2].isdigit() else label[:1].lower() + label[1:]


def rank_words(rank: Rank) -> str:
    """top 5, bottom 5, top 5 movers, bottom 5 movers."""
    return f"{'bottom' if rank.lowest else 'top'} {rank.count}{' movers' if rank.by_change else ''}"
