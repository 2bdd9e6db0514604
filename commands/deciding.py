"""From what a sentence said to one question: which metric, which channel, which days; or a menu, or why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commands import baselines
from commands.draft import Draft, Span
from commands.echo import metric_words
from commands.filtering import Filtering, Find
from commands.labels import Labels
from commands.misread import EXAMPLES, Menu, Unreadable
from commands.refusing import refuse, which_metric
from commands.sentence import LARGEST_RANK
from commands.slips import Slips
from commands.words import Words
from metrics.catalog import Catalog
from metrics.fair import default_baseline, last_year
from metrics.metric import Measured
from metrics.period import MONTHS, Period, dates, one_day
from metrics.period_words import find_period
from metrics.reading import Question, Rank
from metrics.relative_days import Now
from metrics.shop_year import ShopYear

#: What is meant where no figure is named: the first of these that can be cut as asked.
HEADLINES = ("net_sales", "sessions", "spend")


@dataclass
class Deciding:
    """One sentence on its way to a question. `notes` gathers what was assumed."""

    words: Words
    draft: Draft
    notes: list[str]
    catalog: Catalog
    labels: Labels
    slips: Slips
    find: Find | None
    now: Now
    year: ShopYear
    last_complete: Callable[[Measured], date | None]
    default: Sequence[Measured]

    def question(self) -> Question | Menu:
        """The question, or the menu; raises Unreadable."""
        refuse(self.words, self.draft, self.catalog, self.labels, self.slips)
        if self.draft.ambiguous:
            return which_metric(self.words, self.catalog, *self.draft.ambiguous[0])
        metrics = self._metrics()
        filters = Filtering(
            words=self.words,
            draft=self.draft,
            catalog=self.catalog,
            labels=self.labels,
            find=self.find,
            notes=self.notes,
        ).decide(metrics)
        if isinstance(filters, Menu):
            return filters
        period = self._period(metrics)
        split = self._split(metrics)
        split, rank = self._rank(metrics, split)
        return Question(
            metrics=metrics,
            period=period,
            baseline=self._baseline(period),
            split=split,
            filters=filters,
            rank=rank,
            series=self.draft.grain,
            notes=tuple(self.notes),
            baseline_is_ours=not (self.draft.baseline or self.draft.baseline_words),
        )

    # --- What is asked ----------------------------------------------------------------------------------

    def _metrics(self) -> tuple[Measured, ...]:
        if self.draft.metrics:
            return tuple(self.draft.metrics)
        if self.default:
            return tuple(self.default)
        if not self._says_anything():
            raise Unreadable("Which number would you like? For example:", EXAMPLES)
        metric = self._natural_metric()
        self.notes.append(f"No figure was named, so this is {metric_words(metric)}.")
        return (metric,)

    def _says_anything(self) -> bool:
        draft = self.draft
        said = draft.periods or draft.cuts or draft.filters or draft.nameless or draft.rank or draft.grain
        return bool(said)

    def _natural_metric(self) -> Measured:
        """The first of the headlines that has every dimension named."""
        named = [names for names, _ in self.draft.cuts] + [
            tuple(wanted.labels) for wanted in self.draft.filters
        ]
        known = {metric.name: metric for metric in self.catalog.all}
        headlines = [known[name] for name in HEADLINES if name in known] or list(self.catalog.all)
        fits = (metric for metric in headlines if all(set(names) & set(metric.splits) for names in named))
        return next(fits, headlines[0])

    def _split(self, metrics: tuple[Measured, ...]) -> str | None:
        chosen = [(self._dimension(names, span, metrics), span) for names, span in self.draft.cuts]
        if len({name for name, _ in chosen}) > 1:
            said = " and ".join(self.catalog.label(name) for name, _ in chosen)
            spans = [span for _, span in chosen]
            rest = self.words.without(*spans)
            one_each = [f"{rest} by {self.words.told(*span)}" for span in spans]
            raise Unreadable(f"I split by one thing at a time, not by {said}.", one_each)
        if chosen:
            return chosen[0][0]
        return self.draft.apart[0] if self.draft.apart else None

    def _dimension(self, names: tuple[str, ...], span: Span, metrics: tuple[Measured, ...]) -> str:
        if len(names) == 1:
            return names[0]
        fitting = next((name for name in names if all(name in metric.splits for metric in metrics)), None)
        dimension, note = self.catalog.dimension(self.words.span(*span), metrics[0])
        if note and fitting in (None, dimension.name):
            self.notes.append(note)
        return fitting or dimension.name

    def _rank(self, metrics: tuple[Measured, ...], split: str | None) -> tuple[str | None, Rank | None]:
        rank = self.draft.rank
        if rank is None:
            return split, None
        if rank.count < 1:
            raise Unreadable(
                "A ranking needs at least one row.",
                (self.words.said(0, len(self.words)).replace(" 0", " 5"),),
            )
        if rank.count > LARGEST_RANK:
            self.notes.append(f"I show {LARGEST_RANK} rows at most.")
            rank = replace(rank, count=LARGEST_RANK)
        if split is None and self.draft.grain:
            self.notes.append(f"I show every {self.draft.grain}: the best and the worst stand out.")
            return None, None
        return split or self._worth_ranking(metrics), rank

    def _worth_ranking(self, metrics: tuple[Measured, ...]) -> str:
        shared = [name for name in metrics[0].splits if all(name in metric.splits for metric in metrics)]
        name = next((one for one in ("product", "campaign", *shared) if one in shared), "product")
        self.notes.append(f"Ranked by {self.catalog.label(name)}.")
        return name

    # --- Which days -------------------------------------------------------------------------------------

    def _period(self, metrics: tuple[Measured, ...]) -> Period:
        periods = dict(self.draft.periods)
        if not periods:
            return self._as_the_baseline() or self._latest(metrics)
        if len(periods) > 1:
            first, second = list(periods)[:2]
            span = periods[second]
            raise Unreadable(
                f"You name two periods, {dates(first)} and {dates(second)}. Should I compare them?",
                (self.words.rewritten((*span, f"vs {self.words.said(*span)}")), self.words.without(span)),
            )
        period, span = self.draft.periods[0]
        if period.start > self.now.today:
            place = self.words.lead(span[0]), span[1]
            instead = (dates(last_year(period, self.year)), "yesterday")
            message = f"{dates(period)} is still to come; there are no figures for it yet."
            raise Unreadable(message, [self.words.rewritten((*place, days)) for days in instead])
        return period

    def _as_the_baseline(self) -> Period | None:
        """“net sales vs October” asks for this month to date, “vs Q2” for this quarter, “vs 2025” for this year."""
        if not self.draft.baseline_words:
            return None
        found = find_period(self.words.span(*self.draft.baseline_words), 0, self.now)
        unit = found[0].shape if found else "day"
        if unit not in MONTHS and unit != "week":
            return None
        start = self.now.start_of(unit, self.now.yesterday)
        return Period(start, self.now.today, f"{unit} to date", unit)

    def _latest(self, metrics: tuple[Measured, ...]) -> Period:
        known = [day for metric in metrics if (day := self.last_complete(metric)) is not None]
        day = min(known, default=self.now.yesterday)
        return one_day(day, "yesterday" if day == self.now.yesterday else "the latest complete day")

    def _baseline(self, period: Period) -> Period | None:
        if self.draft.alone:
            return None
        if self.draft.baseline:
            return baselines.stepped(period, self.draft.baseline, self.year)
        if self.draft.baseline_words:
            return baselines.named(self.words.span(*self.draft.baseline_words), period, self.now, self.year)
        return default_baseline(period, self.year)
