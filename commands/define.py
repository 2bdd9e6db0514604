"""`/define mer`: what a metric means here, in which version, and what other tools mean by the same word."""

from __future__ import annotations

from collections.abc import Sequence

from commands.answering import RUN
from commands.context import Ask, Click, Command, Context, Reply
from metrics.audience import level_of
from metrics.catalog import Ambiguous, UnknownWords
from metrics.definitions import elsewhere
from metrics.metric import Measured, Median, Metric, Ratio, Sensitivity
from templates import Message, render

#: Where each kind of fact comes from, in people's words.
SOURCES = {
    "orders_day": "orders",
    "sales_day": "order lines by product",
    "refund_day": "the platform's own daily totals, where loaded",
    "sales_hour": "orders by the hour",
    "traffic_day": "web analytics",
    "campaign_day": "advertising reports",
    "stock_day": "stock counts",
    "approval_day": "the requests for approval of this workspace",
}

SEEN_BY = {
    Sensitivity.PUBLIC: "everybody who reads the place, visitors too",
    Sensitivity.TEAM: "members of this workspace",
    Sensitivity.RESTRICTED: "directors only",
}


def define(ask: Ask, context: Context) -> Message:
    """The definition of one metric; without words, all that can be asked for."""
    if not ask.text.strip():
        return listed(context)
    try:
        return definition(_metric(ask.text.strip(), context), context)
    except Ambiguous as several:
        return word(several.words, "", several.choices, context)
    except UnknownWords as unknown:
        if unknown.why:
            instead = tuple(context.catalog.find(words) for words in unknown.suggestions)
            return word(unknown.words, unknown.why, instead, context)
        suggestions = [(words, "define.show", words) for words in unknown.suggestions]
        return render("unreadable.j2", message=str(unknown), suggestions=suggestions, style=context.style)


def _metric(words: str, context: Context) -> Measured:
    """By name, as buttons say it, or by the words people use."""
    try:
        return context.catalog.named(words)
    except KeyError:
        return context.catalog.find(words)


def word(said: str, why: str, choices: Sequence[Measured], context: Context) -> Message:
    """A word that several metrics go by, or that none does (saying why): each that may be meant, and the clash."""
    return render(
        "define_word.j2",
        word=said,
        why=why,
        choices=[(metric, source_of(metric)) for metric in choices],
        elsewhere=elsewhere.WORDS.get(" ".join(said.casefold().split()), ()) or _together(choices),
        buttons=[(metric.label[:40], "define.show", metric.name) for metric in choices],
        style=context.style,
    )


def _together(choices: Sequence[Measured]) -> list[tuple[str, str]]:
    """What other tools say of some metrics, each named."""
    return [
        (tool, f"{saying} ({metric.label})")
        for metric in choices
        for tool, saying in elsewhere.METRICS.get(metric.name, ())
    ]


def source_of(metric: Measured) -> str:
    """Where its facts come from, in words: one source after the other, or two that are joined by definition."""
    lists = [[SOURCES[source] for source in part.sources] for part in metric.parts]
    if isinstance(metric, Metric | Median) or (isinstance(metric, Ratio) and not metric.blended):
        shared = [source for source in lists[0] if all(source in others for others in lists)]
        return ", else ".join(shared)
    return " and ".join(f"({', else '.join(one)})" if len(one) > 1 else one[0] for one in lists)


def definition(metric: Measured, context: Context) -> Message:
    """Meaning, formula, unit, source and the names others use."""
    return render(
        "define.j2",
        metric=metric,
        source=source_of(metric),
        splits=[context.catalog.label(split) for split in metric.splits],
        elsewhere=elsewhere.METRICS.get(metric.name, ()),
        seen_by=SEEN_BY[level_of(metric, context.declared)],
        buttons=[(f"{metric.label} yesterday"[:40], RUN, f"{metric.label.lower()} yesterday")],
        style=context.style,
    )


def listed(context: Context) -> Message:
    """Every metric under its heading."""
    return render("metrics.j2", groups=context.catalog.groups, style=context.style)


def show(click: Click, context: Context) -> Reply:
    """A button that names one metric."""
    return click.answered(define(click.asks(click.value), context))


DEFINE = Command(
    name="define",
    hint="aov",
    about="What a metric means: formula, source, unit, version, and what other tools call it",
    answer=define,
    examples=("net sales", "mer"),
)
