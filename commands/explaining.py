"""An explanation made ready to be shown: rounded so that what is seen still adds up, and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from babel.numbers import get_currency_precision

from metrics.decompose import shared_out
from metrics.explained import Cut, Explanation, Kind, Part, Shift, Slice
from metrics.metric import Metric, Number, Ratio, Unit
from metrics.shifts import leading

#: A factor below this share of all movement gets no line of its own about what is behind it.
WORTH_A_LINE = 0.25
#: The steps that differences other than money are shown in.
STEPS = {Unit.RATE: 1e-4, Unit.DECIMAL: 1e-2, Unit.TIMES: 1e-2, Unit.WEEKS: 1e-1}
#: The smallest change of a ratio that is seen.
SEEN = {Unit.RATE: 5e-5, Unit.DECIMAL: 5e-3, Unit.TIMES: 5e-3, Unit.WEEKS: 5e-2}
#: Segments named in the message at least, and up to how many all of them are; rows of the table of all parts.
FEWEST, ALL, MOST_ROWS = 3, 5, 20
NAMED = (Kind.SEGMENT, Kind.ENTERED, Kind.LEFT)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a message shows of an explanation.

    `form` is how its money is written. `factors`, `segments`, and `lead` with `rest`, are rounded to it, and each
    sums to the difference as shown; `rest` is what the leading segments leave. `largest` is the part that pulled
    most the way the figure went.
    """

    explanation: Explanation
    form: Literal["whole", "full"]
    factors: tuple[Part, ...]
    cut: Cut | None
    lead: tuple[Part, ...]
    rest: tuple[Part, ...]
    segments: tuple[Part, ...]
    largest: Part | None
    shift: Shift | None
    slice: Slice | None


def told(explanation: Explanation, currency: str) -> Told:
    """The explanation as it is shown in this currency."""
    form = _form(explanation, currency)
    cut = explanation.dimensions[0] if explanation.dimensions else None
    step = _step(explanation, form, currency)
    lead, rest = _first(cut, max(cut.lead, FEWEST, ALL * (_count(cut) <= ALL))) if cut else ((), ())
    both = shown((*lead, *rest), explanation.difference, step)
    lead, rest = both[: len(lead)], both[len(lead) :]
    segments = tuple(part for some in _first(cut, MOST_ROWS, least=0) for part in some) if cut else ()
    factors = shown(explanation.factors, explanation.difference, step)
    shift = explanation.shift if _is_worth_a_line(explanation) else None
    main = both if explanation.question.split and both else factors or both
    return Told(
        explanation=explanation,
        form=form,
        factors=factors,
        cut=cut,
        lead=lead,
        rest=rest,
        segments=shown(segments, explanation.difference, step),
        largest=_largest(main, explanation.difference),
        shift=shift,
        slice=leading(shift) if shift else None,
    )


def shown(parts: Sequence[Part], difference: Number, step: float) -> tuple[Part, ...]:
    """The parts in the steps that they are shown in, summing to the difference as it is shown."""
    if not parts:
        return ()
    if step >= 1:
        amounts: Sequence[Number] = shared_out([part.amount for part in parts], round(difference), int(step))
    else:
        amounts = [
            step * one for one in shared_out([part.amount / step for part in parts], round(difference / step))
        ]
    return tuple(
        replace(part, amount=amount, parts=shown(part.parts, amount, step))
        for part, amount in zip(parts, amounts, strict=True)
    )


def _count(cut: Cut) -> int:
    return sum(part.kind in NAMED and bool(part.amount) for part in cut.parts)


def _first(cut: Cut, count: int, *, least: float = WORTH_A_LINE) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The first segments by name, and what is left in at most two parts: all others, and what is not explained.

    Small segments that entered or left are told apart from the others where they come to at least that share of all
    movement.
    """
    movement = sum(abs(part.amount) for part in cut.parts)
    known = [part for part in cut.parts if part.kind in NAMED and part.amount]
    together = [part for part in known if part.count > 1 and abs(part.amount) >= least * movement]
    alone = [part for part in known if part.count == 1][:count]
    named = sorted([*alone, *together], key=lambda part: -abs(part.amount))
    others = [part for part in cut.parts if part not in named and part.kind is not Kind.UNEXPLAINED]
    amount = sum(part.amount for part in others)
    rest = Part(
        kind=Kind.OTHERS,
        name="all others",
        label="All others",
        amount=amount,
        unit=cut.of.unit,
        before=_added([part.before for part in others]) if isinstance(cut.of, Metric) else None,
        after=_added([part.after for part in others]) if isinstance(cut.of, Metric) else None,
        count=sum(part.count for part in others),
    )
    left = tuple(part for part in cut.parts if part.kind is Kind.UNEXPLAINED)
    return tuple(named), ((rest,) if amount else ()) + left


def _added(values: Sequence[Number | None]) -> Number | None:
    return None if None in values else sum(value for value in values if value is not None)


def _largest(parts: Sequence[Part], difference: Number) -> Part | None:
    """The named part that pulled most in the direction of the change; None where what is not explained pulled more."""
    pulling = [part for part in parts if part.amount * difference > 0 and part.kind is not Kind.OTHERS]
    largest = max(pulling, key=lambda part: abs(part.amount), default=None)
    return None if largest is None or largest.kind is Kind.UNEXPLAINED else largest


def _is_worth_a_line(explanation: Explanation) -> bool:
    """Whether what is behind a ratio is worth telling: it is the ratio asked for, or moved a good part."""
    shift = explanation.shift
    if shift is None or abs(shift.change) < SEEN.get(shift.unit, 0.5):
        return False
    if isinstance(explanation.comparison.metric, Ratio):
        return True
    sizes = {part.name: abs(part.amount) for part in explanation.factors}
    return sizes.get(shift.factor, 0) >= WORTH_A_LINE * max(sum(sizes.values()), 1e-12)


def _form(explanation: Explanation, currency: str) -> Literal["whole", "full"]:
    """Whole pounds where the headline's change is shown in them."""
    comparison = explanation.comparison
    assert (
        comparison.asked.value is not None and comparison.baseline and comparison.baseline.value is not None
    )
    unit = 10 ** get_currency_precision(currency)
    size = max(abs(comparison.asked.value), abs(comparison.baseline.value)) / unit
    change = abs(explanation.difference) / unit
    return "whole" if (size >= 1000 and change >= 10) or change >= 1000 else "full"


def _step(explanation: Explanation, form: str, currency: str) -> float:
    unit = explanation.comparison.metric.unit
    if unit is Unit.MONEY:
        return 10 ** get_currency_precision(currency) if form == "whole" else 1
    return STEPS.get(unit, 1)


# --- As data --------------------------------------------------------------------------------------------


def as_data(explanation: Explanation, currency: str) -> dict[str, Any]:
    """`difference` and the `parts` that sum to it, then the alternatives, as `bot.py ask --json` prints them.

    Money is in major units, exact to its last digit. Each part names its `factor` or its `segment`.
    """
    question, comparison = explanation.question, explanation.comparison
    assert comparison.baseline is not None
    money = comparison.metric.unit is Unit.MONEY
    digits = int(get_currency_precision(currency)) if money else 0
    unit = Money(digits) if money else None
    whole = round(explanation.difference) if money else explanation.difference
    return {
        "metric": comparison.metric.name,
        "definition": comparison.metric.version,
        "period": _days(comparison.asked.period),
        "baseline": _days(comparison.baseline.period),
        "unit": currency if money else comparison.metric.unit.value,
        "value": _major(comparison.asked.value, unit),
        "before": _major(comparison.baseline.value, unit),
        "difference": _major(whole, unit),
        "parts": _parts(explanation.parts or (_open(explanation),), whole, unit),
        "dimensions": [
            {
                "dimension": cut.dimension,
                "of": cut.of.name,
                "explained": round(cut.explained, 4),
                "surprise": round(cut.surprise, 4),
                "parts": _parts(cut.parts, whole, unit),
            }
            for cut in explanation.dimensions
        ],
        "shift": _shift(explanation.shift) if explanation.shift else None,
        "verdict": explanation.judged.verdict.value if explanation.judged else None,
        "filters": {name: list(values) for name, values in question.filters.items()},
    }


@dataclass(frozen=True)
class Money:
    """How many digits a major unit has after its point."""

    digits: int


def _major(value: Number | None, money: Money | None) -> Number | None:
    if value is None or money is None:
        return value
    return round(value / float(10**money.digits), money.digits)


def _parts(parts: Sequence[Part], difference: Number, money: Money | None) -> list[dict[str, Any]]:
    exact = shown(parts, difference, 1) if money else parts
    return [_part(part, money) for part in exact]


def _part(part: Part, money: Money | None) -> dict[str, Any]:
    is_factor = part.kind is Kind.FACTOR
    data: dict[str, Any] = {
        "factor" if is_factor else "segment": part.name
        if is_factor or (part.kind in NAMED and part.count == 1)
        else f"({part.name})",
        "label": part.label,
        "amount": _major(part.amount, money),
        "before": _major(part.before, money) if part.unit is Unit.MONEY else part.before,
        "after": _major(part.after, money) if part.unit is Unit.MONEY else part.after,
    }
    if part.kind is not Kind.SEGMENT and not is_factor:
        data["kind"] = part.kind.value
    if part.parts:
        data["parts"] = [_part(one, money) for one in part.parts]
    return data


def _open(explanation: Explanation) -> Part:
    """The whole change, where nothing is known to part it by."""
    unit = explanation.comparison.metric.unit
    return Part(
        kind=Kind.UNEXPLAINED,
        name="unexplained",
        label="Not explained",
        amount=explanation.difference,
        unit=unit,
    )


def _shift(shift: Shift) -> dict[str, Any]:
    return {
        "factor": shift.factor,
        "of": shift.of.name,
        "dimension": shift.dimension,
        "mix": shift.mix,
        "rate": shift.rate,
        "segments": [
            {"segment": one.name, "share_before": one.share_before, "share": one.share, "mix": one.mix, "rate": one.rate}
            for one in shift.slices
        ],
    }  # fmt: skip


def _days(period: Any) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}
