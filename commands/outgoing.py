"""An answer on its way out: who may see it here, what may be done with it, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from commands import rights
from commands.asking_why import why_ways
from commands.context import Ask, Context, Surface
from commands.figures import figures
from commands.indexed import indexed
from commands.on_record import Beneath, beneath
from commands.resolved import packed
from commands.rights import Ruling
from commands.sharing import Button, data_choices, keep_choices, new_answer, posting_buttons, remember
from commands.trusted import footnotes
from metrics.alongside import alongside
from metrics.audience import Verdict
from metrics.metric import Measured, Sensitivity
from metrics.reading import Answer, Comparison
from templates import LIMITS, Message, render

#: The button of an answer whose days have not all arrived.
WHEN_IT_LANDS = "Send it to me when it lands"


def send_off(
    template: str,
    answer: Answer,
    ask: Ask,
    context: Context,
    *,
    others: Sequence[Button],
    beside: Sequence[Comparison] = (),
    changed: Sequence[Comparison] | None = None,
    recorded: bool = False,
    data: Button | str = "Show data",
    follows: Sequence[Measured] = (),
    keeps: Sequence[Button] = (),
    **values: Any,
) -> Message:
    """The message of an answer: drawn for whoever reads it here, with the ways on, remembered and written down.

    `others` are the questions that follow; `beside` are comparisons that the message shows beyond the answer's own
    totals. `changed` are the figures that one may ask why of: the answer's totals unless others are given. `recorded`
    is for a message that tells by itself what is on record. `data` is what the button is called that follows the
    figures to their rows, and `follows` with them; or another button. `keeps` are further ways to keep it.
    """
    fair = alongside(answer, context.analyst, context.year, today=context.today)
    fairer = [one.comparison for one in fair.also] if fair else []
    shown = replace(answer, totals=(*answer.totals, *beside, *fairer))
    values["notes"] = [*values.get("notes", ()), *footnotes(answer, ask, context)]
    ruling = rights.ruling(metrics_of(shown), ask, context)
    if ruling.verdict is Verdict.REFUSED:
        return rights.refused(metrics_of(shown), ask.person, context)
    if ruling.is_private and ask.surface is Surface.EXPORT:
        way_out = "So there is no file of it for that place."
        return render("refused.j2", message=ruling.reason, way_out=way_out, style=context.style)
    kept = new_answer(ask)
    open_part = _open_part(answer, context) if ruling.is_private else None
    index = indexed(answer, context) if ruling.is_private else None
    posting = posting_buttons(kept, ask, ruling, shares=open_part is not None, indexes=index is not None)
    kept_so = [*keep_choices(kept, ask), *(keeps if kept else ())]
    own = [*kept_so, *(data_choices(kept, data) if isinstance(data, str) else [data])]
    promises = [(WHEN_IT_LANDS, "answer.promise", kept)] if kept and _lands_later(answer, context) else []
    room = LIMITS["overflow.options"] - len(own) - max(0, len(posting) - 1)

    def draw(what: Answer) -> Message:
        asked = what.totals if changed is None else changed
        ways = [*promises, *why_ways(asked, what.question, context), *others]
        known = Beneath() if recorded else beneath(what, context)
        return render(
            template,
            answer=replace(what, notes=(known.line, *what.notes)) if known.line else what,
            alongside=fair if fair and what.totals[0].metric == fair.of else None,
            **values,
            marks=known.marks,
            echo=context.grammar.tell(what.question),
            buttons=[*ways[:2], *posting],
            more=[*ways[2:][:room], *own],
            style=context.style,
        )

    message = replace(
        draw(answer),
        figures=figures(shown, context.currency),
        restricted=_is_restricted(ruling, metrics_of(shown), context),
        cleared="" if ruling.is_private else ask.channel,
    )
    remember(
        kept,
        message,
        ask,
        context,
        holds=shown.totals,
        shared=draw(open_part) if open_part else None,
        in_index=index,
        resolved=packed(
            replace(answer.question, metrics=tuple(dict.fromkeys((*metrics_of(shown), *follows))))
        ),
    )
    rights.disclose([*shown.totals, *_cells(answer)], ask, context, posted=not ruling.is_private)
    return saying_why(message, ruling, context)


def guarded(message: Message, metrics: Sequence[Measured], ask: Ask, context: Context) -> Message:
    """A message with figures that is no answer of the analyst's: for whoever may see them here, saying why if alone."""
    ruling = rights.ruling(metrics, ask, context)
    if ruling.verdict is Verdict.REFUSED:
        return rights.refused(metrics, ask.person, context)
    marked = replace(
        message,
        restricted=_is_restricted(ruling, metrics, context),
        cleared="" if ruling.is_private else ask.channel,
    )
    return saying_why(marked, ruling, context)


def confidential(message: Message, level: Sensitivity, ask: Ask, context: Context) -> Message:
    """Words of the team's own, such as notes: for whoever may read them here, saying why if alone."""
    ruling = rights.ruled_words(level, ask, context)
    marked = replace(
        message,
        restricted=ruling.is_private or level is Sensitivity.RESTRICTED,
        cleared="" if ruling.is_private else ask.channel,
    )
    return saying_why(marked, ruling, context)


def metrics_of(answer: Answer) -> tuple[Measured, ...]:
    """Every figure in an answer, once: those asked for, and those shown beside them."""
    named = (*answer.question.metrics, *(total.metric for total in answer.totals))
    return tuple({metric.name: metric for metric in named}.values())


def _lands_later(answer: Answer, context: Context) -> bool:
    """Whether days that are over have still to arrive."""
    is_over = answer.question.period.end <= context.today
    return is_over and any(total.asked.is_awaited for total in answer.totals)


def _is_restricted(ruling: Ruling, metrics: Iterable[Measured], context: Context) -> bool:
    return ruling.is_private or any(rights.is_restricted(metric, context) for metric in metrics)


def _cells(answer: Answer) -> list[Comparison]:
    return [one for row in answer.rows for one in row]


def _open_part(answer: Answer, context: Context) -> Answer | None:
    """The answer without its restricted figures; None where the rest would be no answer."""
    totals = tuple(total for total in answer.totals if not rights.is_restricted(total.metric, context))
    metrics = tuple(one for one in answer.question.metrics if not rights.is_restricted(one, context))
    if (
        not totals
        or not metrics
        or answer.rows
        or (answer.series and metrics[0] != answer.question.metrics[0])
    ):
        return None
    return replace(answer, totals=totals, question=replace(answer.question, metrics=metrics))


def saying_why(message: Message, ruling: Ruling, context: Context) -> Message:
    """A private answer says why it is private, above everything else."""
    if not ruling.is_private:
        return message
    confided = render("confided.j2", message=message, reason=ruling.reason, style=context.style)
    return replace(message, blocks=confided.blocks)
