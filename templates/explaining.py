"""How an explanation is said: what fell, what went with it, and how sure that is. Nothing is computed here."""

from __future__ import annotations

from typing import Any, cast

from templates import numbers
from templates.filters import Words
from templates.numbers import Form

#: How a figure stands against its like of the last weeks.
JUDGED = {
    "clear": "clearly outside the usual ups and downs",
    "likely": "likely outside the usual ups and downs",
    "within normal variation": "within normal variation",
    "too noisy": "too noisy to judge by so few days",
}
#: What is told to the hundredth: what it is multiplied by, and its mark.
FINE = {"rate": (100, f"{numbers.SPACE}pp"), "times": (1, "×")}
#: Segments of a ratio whose figures are shown; from which share of a change something is worth a word.
LINES, WORTH_WORDS = 10, 0.1
#: Dimensions that a sentence has a shorter word for.
_SHORT = {"marketing_channel": "channels", "sales_channel": "channels"}
_CHANGES = {
    "segment": "",
    "entered": "new",
    "left": "gone",
}


def fell(say: Words, comparison: Any) -> str:
    """What a figure did: fell £12,300 (−6.2 %), rose 0.26 pp, did not change."""
    if not comparison.change:
        return "did not change"
    way, unit = "rose" if comparison.change > 0 else "fell", comparison.metric.unit
    if unit not in FINE:
        return f"{way} {say.difference(comparison).lstrip('+−')}"
    if not round(FINE[unit][0] * comparison.change, 2):
        return "hardly changed"
    relative = (
        f" ({numbers.relative(comparison.relative, say.style.locale)})"
        if comparison.relative is not None
        else ""
    )
    return f"{way} {signed(say, abs(comparison.change), unit).lstrip('+')}{relative}"


def signed(say: Words, amount: float, unit: str, form: str = "whole") -> str:
    """An amount with its sign: +£11,400, −0.26 pp, +12. Points and multiples to the hundredth, so that they add up."""
    if unit in FINE:
        scale, mark = FINE[unit]
        said = numbers.decimal(round(scale * amount, 2) + 0.0, say.style.locale)
        return numbers.plus(said, amount) + mark
    return numbers.plus(say.amount(amount, unit, cast(Form, form)), amount)


def part_value(say: Words, part: Any) -> str:
    """A part's own figure, and by how much it changed: 98,100 (+6.2 %), 2.29 % (−0.26 pp)."""
    change = own_change(say, part)
    return f"{say.amount(part.after, part.unit)} ({change})" if change else say.amount(part.after, part.unit)


def own_change(say: Words, part: Any) -> str:
    """A part's own change in one short form; nothing where it is not known."""
    if part.change is None:
        return _CHANGES.get(part.kind, "")
    if not part.change:
        return "unchanged"
    if part.unit == "rate":
        return numbers.points(part.change, say.style.locale)
    return (
        numbers.relative(part.relative, say.style.locale)
        if part.relative is not None
        else "from 0"
        if not part.before
        else ""
    )


def part_name(say: Words, dimension: str, part: Any) -> str:
    """A segment as people say it: United Kingdom, Norway (new), 12 new products, 6 gone products."""
    if part.count > 1:
        word = {"entered": "new", "left": "gone"}.get(part.kind)
        return f"{say.count(part.count)} {word} {say.plural(dimension).lower()}" if word else part.label
    mark = _CHANGES.get(part.kind)
    return f"{say.segment(dimension, part.label)} ({mark})" if mark else say.segment(dimension, part.label)


def judged_words(judged: Any) -> str:
    """How sure a change is, in words; nothing where it was not judged."""
    return JUDGED[judged.verdict] if judged else ""


def share_words(share: float) -> str:
    """A share of 0..1 in whole per cent."""
    return f"{share * 100:.0f}{numbers.SPACE}%"


def behind_what(say: Words, told: Any) -> str:
    """Which ratio is told apart; where a source counts it in its own way, whose count it is and what that did."""
    shift = told.shift
    own = next((part.change for part in told.factors if part.name == shift.factor), shift.change)
    if own is not None and abs(shift.change - own) <= WORTH_WORDS * abs(own):
        return str(shift.label)
    by = told.explanation.counted_by if shift.weight == "sessions" else ""
    how = f"as {by} counts it" if by else f"where it is known by {shift.dimension.replace('_', ' ')}"
    return f"{shift.label}, {how} ({signed(say, shift.change, shift.unit)})"


def behind(say: Words, told: Any) -> str:
    """What is behind a ratio's change: who or what it was taken over, or what became of each segment."""
    shift, one = told.shift, told.slice
    moved = "rise" if shift.change > 0 else "fall"
    share = shift.mix_share
    if share >= 0.5:
        size = f"{share_words(share)} of the {moved} is" if share <= 1 else f"more than all of the {moved} is"
        return f"{size} {_who(say, shift)}: {_grew(say, shift, one)}. Within {places(say, shift.dimension)} it {_way(say, shift)}."
    if share >= 0:
        rest = f"; the rest is {_made_up(say, shift)}" if share >= WORTH_WORDS else ""
        return f"{share_words(1 - share)} of the {moved} is within {places(say, shift.dimension)}, most of it {_became(say, shift, one)}{rest}."
    within = (
        f"all of the {moved} is within {places(say, shift.dimension)}, most of it {_became(say, shift, one)}"
    )
    if share > -WORTH_WORDS:
        return f"{within}."
    return f"{within}; {_made_up(say, shift)} made up for {_size(say, shift, shift.mix)} of it."


def places(say: Words, dimension: str) -> str:
    """The segments of a dimension in running text: countries, channels."""
    return _SHORT.get(dimension, say.plural(dimension).lower())


def _who(say: Words, shift: Any) -> str:
    """What a shift of shares is called: who came, or what was bought where."""
    if shift.weight == "sessions":
        return "who came, not the site"
    return f"{_made_up(say, shift)}, not {say.inline(shift.label)} within them"


def _made_up(say: Words, shift: Any) -> str:
    if shift.weight == "sessions":
        return "who came"
    return f"how {shift.weight} spread over {places(say, shift.dimension)}"


def _way(say: Words, shift: Any) -> str:
    """What became of the segments' own ratios, all together."""
    is_seen = _size(say, shift, shift.rate) != _size(say, shift, 0)
    if not is_seen or abs(shift.rate) < WORTH_WORDS * abs(shift.change):
        return "hardly changed"
    said = f"{'rose' if shift.rate > 0 else 'slipped'} {_size(say, shift, shift.rate)}"
    return f"{said} ({shift.noise})" if shift.noise == "within normal variation" else said


def _size(say: Words, shift: Any, amount: float) -> str:
    return signed(say, abs(amount), shift.unit, "headline").lstrip("+")


def _grew(say: Words, shift: Any, one: Any) -> str:
    name, way = _named(say, shift, one), "grew" if one.share > one.share_before else "shrank"
    shares = _from_to(one.share_before, one.share)
    ratio = one.ratio if one.ratio is not None else one.ratio_before
    return f"{name} {way} from {shares} of {shift.weight}" + (
        "" if ratio is None else f", at {say.amount(ratio, shift.unit)}"
    )


def _from_to(before: float, now: float) -> str:
    """Two shares, as exact as it takes to see their difference."""
    if share_words(before) != share_words(now):
        return f"{share_words(before)} to {share_words(now)}"
    return " to ".join(f"{share * 100:.1f}{numbers.SPACE}%" for share in (before, now))


def _became(say: Words, shift: Any, one: Any) -> str:
    if one.ratio_before is None or one.ratio is None:
        return _named(say, shift, one)
    return f"{_named(say, shift, one)} ({say.amount(one.ratio_before, shift.unit)} → {say.amount(one.ratio, shift.unit)})"


def _named(say: Words, shift: Any, one: Any) -> str:
    return say.segment(shift.dimension, one.label)


def on_record(say: Words, one: Any) -> str:
    """A record, when it held, and whom it concerns."""
    record = one.record
    about = f", about {one.segment}" if one.segment else ""
    when = {"baseline": ", in the days compared with", "both": ", in both periods"}.get(one.side, "")
    held = f"from {say.day(record.period.start)} on" if record.goes_on else say.dates(record.period)
    by = f", {record.by}" if record.by else ""
    return f"{record.text} ({held}{by}{about}{when})"


# --- Tables ---------------------------------------------------------------------------------------------


def part_rows(say: Words, told: Any, dimension: str = "", parts: Any = ()) -> list[list[Any]]:
    """A line for each part: its name, before, now, its own change, and what it accounts for; then the total."""
    rows: list[list[Any]] = []
    for part in parts:
        rows.append(_row(say, told, part, part_name(say, dimension, part) if dimension else part.label))
        rows += [_row(say, told, inner, f"· {inner.label}") for inner in part.parts]
    total = told.explanation.comparison
    rows.append(
        [
            "All together",
            say.value(total.baseline),
            say.value(total.asked),
            say.share_of_change(total),
            _amount(say, told, total.change),
        ]
    )
    return rows


def _row(say: Words, told: Any, part: Any, name: str) -> list[Any]:
    return [
        name,
        say.amount(part.before, part.unit),
        say.amount(part.after, part.unit),
        own_change(say, part) or numbers.MISSING,
        _amount(say, told, part.amount),
    ]


def _amount(say: Words, told: Any, amount: float) -> tuple[str, float | None]:
    unit = told.explanation.comparison.metric.unit
    return signed(say, amount, unit, told.form), say.plot(amount, unit)


def shift_lines(say: Words, shift: Any) -> list[str]:
    """A line for each of the largest segments of a ratio: its share, its own ratio, and what each accounts for."""
    return [
        f"{_named(say, shift, one)}: share {share_words(one.share_before)} → {share_words(one.share)},"
        f" ratio {say.amount(one.ratio_before, shift.unit)} → {say.amount(one.ratio, shift.unit)},"
        f" mix {signed(say, one.mix, shift.unit, 'full')}, rate {signed(say, one.rate, shift.unit, 'full')}"
        for one in shift.slices[:LINES]
    ]
