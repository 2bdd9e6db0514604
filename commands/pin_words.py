"""A question in words that move with the calendar, so that what is pinned today is about its own day tomorrow."""

from __future__ import annotations

from dataclasses import replace

from commands.context import Context
from metrics.fair import last_year
from metrics.period import Period, dates
from metrics.period_words import parse_period
from metrics.reading import Question

PIN = "pin.add"
#: The newest day whose facts have arrived, whichever that is.
LATEST = "the latest complete day"
#: How people say days that move with the calendar: an answer about fixed days is pinned by the first that means the same.
MOVING = (
    "yesterday", "today", "last week", "this week", "last month", "this month", "last 7 days", "last 14 days",
    "last 28 days", "last 30 days", "last 4 weeks", "this quarter", "last quarter", "this year",
)  # fmt: skip


def words_for(question: Question, context: Context) -> str | None:
    """The figure in words that move with the calendar: “net sales · yesterday”; None where it is about fixed days.

    A pinned figure is a total: what it was split by falls away. A year before stays what it is compared with; else
    whatever is fair on the day.
    """
    said = _moving(question.period, context)
    if said is None:
        return None
    whole = replace(question, metrics=question.metrics[:1], split=None, series=None, rank=None, baseline=None)
    what, _days, _no_comparison = context.grammar.say(whole).rsplit(" · ", 2)
    ago = last_year(question.period, context.year, context.today)
    keeps_year = question.baseline == ago and not question.baseline_is_ours
    return f"{what} · {said}{' · vs ly' if keeps_year else ''}"


def _moving(period: Period, context: Context) -> str | None:
    """How one says these very days in words that will mean others tomorrow."""
    if period.label == LATEST:
        return LATEST
    said = (words for words in dict.fromkeys((period.label, *MOVING)) if words and words != dates(period))
    return next((words for words in said if _means(words, period, context)), None)


def _means(words: str, period: Period, context: Context) -> bool:
    """Whether the words name this period today, and another one in a year."""
    start = context.shop.week_start
    later = context.today.replace(year=context.today.year + 1, day=min(context.today.day, 28))
    return (
        parse_period(words, context.today, week_start=start) == period
        and parse_period(words, later, week_start=start) != period
    )
