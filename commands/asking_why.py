"""The ways to ask why from an answer: a button for its one changed figure, a menu where there are several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from commands.context import Context
from commands.sharing import Button
from metrics.metric import Cover
from metrics.reading import Comparison, Question
from metrics.sourcing import is_beside

#: The action that explains, with the question as its value.
RUN = "why.run"


def why_ways(shown: Iterable[Comparison], question: Question, context: Context) -> list[Button]:
    """How to ask why the figures changed that an answer to this question shows; nothing where none did.

    Where one segment after the other is shown, the question keeps the split.
    """
    changed = {
        one.metric.name: one.metric
        for one in shown
        if one.change and not isinstance(one.metric, Cover) and not is_beside(one.metric)
    }
    asked = replace(question, rank=None, series=None)
    ways = tuple(
        (metric.label, context.grammar.say(replace(asked, metrics=(metric,)))) for metric in changed.values()
    )
    if len(ways) == 1:
        return [("Why", RUN, ways[0][1])]
    return [("Why", RUN, ways)] if ways else []
