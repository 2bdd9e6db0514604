"""From what a sentence said to one question: which metric, which channel, which days; or a menu, or why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commands import baselines
from commands.draft import Draft, Span, Wanted
from commands.echo import metric_words
from commands.labels import Labels
from commands.misread import Menu, Unreadable, runs
from commands.sentence import LARGEST_RANK
from commands.slips import Slips
from commands.words import Words
from metrics.catalog import Catalog
from metrics.metric import Measured
from metrics.period import Period, dates, default_baseline, last_year, one_day
from metrics.period_words import Now
from metrics.reading import Question, Rank

#: What is meant where no figure is named: the first of these that can be cut as asked.
HEADLINES = ("net_sales", "sessions", "spend")
EXAMPLES = ("net sales yesterday", "net sales by country last month vs last year", "orders, aov last 7 days")


#: Searches a dimension too large to be listed: (dimension, words) → (label, title) pairs, best first.
Find = Callable[[str, str], Sequence[tuple[str, str]]]


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
    last_complete: Callable[[Measured], date | None]
    default: Sequence[Measured]

    def question(self) -> Question | Menu:
        """The question, or the menu; raises Unreadable."""
        self._refuse_what_no_answer_can_show()
        self._refuse_unknown_words()
        self._refuse_what_is_not_offered()
        if self.draft.ambiguous:
            return self._which_metric(*self.draft.ambiguous[0])
        metrics = self._metrics()
        filters = self._filters(metrics)
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
        )

    # --- What cannot be answered, and why ---------------------------------------------------------------

    def _refuse_what_no_answer_can_show(self) -> None:
        draft = self.draft
        if draft.beyond:
            said = self.words.told(*draft.beyond)
            message = (
                f"I can't pick orders or rows by an amount (“{said}”): the facts are sums by day. "
                "I can rank them instead."
            )
            raise Unreadable(message, (f"{self._without(draft.beyond)} top 10", self._without(draft.beyond)))
        if draft.without:
            said = self.words.told(*draft.without)
            raise Unreadable(
                f"I can't leave something out (“{said}”). I can show the parts side by side.",
                self._parted(draft.without),
            )
        if draft.yardstick:
            said = self.words.told(*draft.yardstick)
            message = f"I compare with other days, not with “{said}”."
            raise Unreadable(
                message, (f"{self._without(draft.yardstick)} vs last year", self._without(draft.yardstick))
            )

    def _refuse_unknown_words(self) -> None:
        if not self.draft.unknown:
            return
        said = [f"“{self.words.told(start, after)}”" for start, after in runs(self.draft.unknown)]
        meant, phrases = self.slips.suggestions(self.words, self.draft.unknown)
        question = f" Did you mean {_or(meant)}?" if meant else ""
        known = [phrase for phrase in phrases if phrase]
        raise Unreadable(f"I don't understand {' and '.join(said)}.{question}", known or EXAMPLES)

    def _refuse_what_is_not_offered(self) -> None:
        for phrase, span in self.draft.not_offered:
            why, instead = self.catalog.not_offered[phrase]
            names = [metric_words(self.catalog.named(name)) for name in instead]
            raise Unreadable(why, [self.words.rewritten((*span, name)) for name in names])

    def _which_metric(self, names: Sequence[str], span: Span) -> Menu:
        metrics = [self.catalog.named(name) for name in names]
        return Menu(
            f"“{self.words.told(*span)}” is used for different figures. Which one?",
            tuple((metric.label, self.words.rewritten((*span, metric_words(metric)))) for metric in metrics),
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
        said = (
            draft.periods
            or draft.cuts
            or draft.filters
            or draft.nameless
            or draft.rank
            or draft.movers
            or draft.grain
        )
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

    def _filters(self, metrics: tuple[Measured, ...]) -> dict[str, tuple[str, ...]] | Menu:
        filters: dict[str, tuple[str, ...]] = {}
        for dimensions, span in self.draft.nameless:
            found = self._named(dimensions, span)
            if isinstance(found, Menu):
                return found
            self.draft.filters.append(found)
        for wanted in self.draft.filters:
            if wanted.typed and self.find and (menu := self._search(wanted, self.find)):
                return menu
            fitting = [name for name in wanted.labels if all(name in metric.splits for metric in metrics)]
            if len(fitting) > 1:
                return self._which_dimension(wanted, fitting)
            name = (fitting or list(wanted.labels))[0]
            filters[name] = tuple(dict.fromkeys((*filters.get(name, ()), *wanted.labels[name])))
        return filters

    def _named(self, dimensions: Sequence[str], span: Span) -> Wanted | Menu:
        """A label given by some of its words (“channel = search”); raises Unreadable where none has them."""
        said = self.words.told(*span)
        found = self.labels.holding(self.words.span(*span), dimensions)
        choices = tuple((label, self.words.rewritten((*span, f'"{label}"'))) for _, label in found)
        if len(found) == 1:
            dimension, label = found[0]
            self.notes.append(f"I read “{said}” as {label}.")
            return Wanted({dimension: [label]}, span)
        if found:
            return Menu(f"“{said}” fits several. Which one?", choices)
        names = _or([self.catalog.label(name) for name in dimensions])
        near = [label for _, label in self.labels.like(self.words.span(*span), dimensions)]
        raise Unreadable(
            f"I know no {names} called “{said}”.",
            [self.words.rewritten((*span, f'"{label}"')) for label in near],
        )

    def _search(self, wanted: Wanted, find: Find) -> Menu | None:
        """Put found labels in the place of the words typed; a menu where several fit; raises Unreadable at none."""
        ((dimension, typed),) = wanted.labels.items()
        for at, words in enumerate(typed):
            found = find(dimension, words)
            if not found:
                raise Unreadable(f"I know no {self.catalog.label(dimension)} called “{words}”.")
            if len(found) > 1:
                start, after = wanted.span
                choices = tuple(
                    (title, self.words.rewritten((start, after, f'"{label}"'))) for label, title in found
                )
                return Menu(f"“{words}” fits several. Which one?", choices)
            label, title = found[0]
            if label.casefold() != words.casefold():
                self.notes.append(f"I read “{words}” as {title} ({label}).")
            typed[at] = label
        return None

    def _which_dimension(self, wanted: Wanted, dimensions: Sequence[str]) -> Menu:
        said = self.words.told(*wanted.span)
        choices = []
        for name in dimensions:
            label, labels = self.catalog.label(name), " or ".join(f'"{one}"' for one in wanted.labels[name])
            choices.append(
                (f"{label.capitalize()} {said}", self.words.rewritten((*wanted.span, f"{label} = {labels}")))
            )
        return Menu(f"“{said}” is more than one thing. Which one?", tuple(choices))

    def _split(self, metrics: tuple[Measured, ...]) -> str | None:
        chosen = [(self._dimension(names, span, metrics), span) for names, span in self.draft.cuts]
        if len({name for name, _ in chosen}) > 1:
            said = " and ".join(self.catalog.label(name) for name, _ in chosen)
            spans = [span for _, span in chosen]
            rest = self._without(*spans)
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
        if self.draft.movers:
            rank = replace(rank or Rank(count=5), by_change=True)
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
            return self._latest(metrics)
        if len(periods) > 1:
            first, second = list(periods)[:2]
            span = periods[second]
            raise Unreadable(
                f"You name two periods, {dates(first)} and {dates(second)}. Should I compare them?",
                (self.words.rewritten((*span, f"vs {self.words.said(*span)}")), self._without(span)),
            )
        period, span = self.draft.periods[0]
        if period.start > self.now.today:
            ago = self.words.rewritten((*span, dates(last_year(period))))
            message = f"{dates(period)} is still to come; there are no figures for it yet."
            raise Unreadable(message, (ago, self.words.rewritten((*span, "yesterday"))))
        return period

    def _latest(self, metrics: tuple[Measured, ...]) -> Period:
        known = [day for metric in metrics if (day := self.last_complete(metric)) is not None]
        day = min(known, default=self.now.yesterday)
        return one_day(day, "yesterday" if day == self.now.yesterday else "the latest complete day")

    def _baseline(self, period: Period) -> Period | None:
        if self.draft.alone:
            return None
        if self.draft.baseline:
            return baselines.stepped(period, self.draft.baseline)
        if self.draft.baseline_words:
            return baselines.named(self.words.span(*self.draft.baseline_words), period, self.now)
        return default_baseline(period)

    # --- Phrases to offer -------------------------------------------------------------------------------

    def _without(self, *spans: Span) -> str:
        """The sentence without some words, nor the “by”, “vs” or comma that led to them."""
        edits = []
        for first, after in spans:
            leads = first > 0 and self.words.folded[first - 1] in (
                ",",
                "and",
                "by",
                "per",
                "vs",
                "versus",
                "against",
            )
            edits.append((first - leads, after, ""))
        return self.words.rewritten(*edits)

    def _parted(self, span: Span) -> tuple[str, ...]:
        rest = self._without(span)
        return (f"{rest} by channel", f"{rest} by country", rest)


def _or(names: Sequence[str]) -> str:
    return " or ".join(([", ".join(names[:-1])] if len(names) > 1 else []) + list(names[-1:]))
