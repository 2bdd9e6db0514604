"""Whatever shows a figure says how complete it is, in words, with the hour and the zone where something is awaited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

import pytest

from metrics.finding import Finding, Kind
from metrics.period import Period
from metrics.reading import Awaited, Completeness, Reading
from templates import as_text, render, render_home
from tests.templates import samples
from tests.templates.answers import LONDON, STYLE

NINE = datetime(2026, 11, 22, 21, 0, tzinfo=LONDON)
SUNDAY = Period(date(2026, 11, 22), date(2026, 11, 23))
LATE = Awaited(label="GA4", through=NINE, final=datetime(2026, 11, 23, 7, 0, tzinfo=LONDON))
COMING = Awaited(label="GA4", through=NINE, final=datetime(2026, 11, 23, 13, 0, tzinfo=LONDON))
GROWING = Awaited(label="Meta Ads", through=date(2026, 11, 15), settles=timedelta(days=7), age=1, share=0.65)
FAULT = Finding(
    kind=Kind.NO_REVENUE, source="ga4", label="GA4", tables=("orders_day",), measures=("net_sales",),
    days=(SUNDAY,), what="purchase revenue is 0 {days}, although sales were counted",
)  # fmt: skip

#: What a reading is like in each state, and the words that have to stand in whatever shows it.
STATES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "complete": ({"completeness": Completeness.COMPLETE}, ("complete",)),
    "partial": (
        {"completeness": Completeness.PARTIAL, "awaited": COMING},
        ("still arriving", "GA4 is through Sun 22 Nov 21:00 (Europe/London)", "usually final about 13:00"),
    ),
    "stale": (
        {"completeness": Completeness.STALE, "awaited": LATE},
        ("stale", "GA4 is through Sun 22 Nov 21:00 (Europe/London)", "expected by 07:00"),
    ),
    "settling": (
        {"completeness": Completeness.SETTLING, "awaited": GROWING},
        ("settling", "Meta Ads figures grow for 7 days", "usually about 65 % is there at this age"),
    ),
    "faulty": ({"completeness": Completeness.PARTIAL, "findings": (FAULT,)}, ("not sound",)),
}
#: Every template that shows an answer's figures.
FIGURES = (
    "number", "numbers", "headlines", "breakdown", "series", "product", "products", "campaign", "campaigns", "funnel",
    "why", "why_parts", "why_data", "data", "morning", "landed", "shared", "follow", "digest_news", "digest_more",
    "home", "home_visitor", "peak_day",
)  # fmt: skip
#: These wrap a message that was drawn before: what it says stands in them.
WRAPPED = ("landed", "shared")


def changed(value: Any, reading: Mapping[str, Any]) -> Any:
    """The same values, with every asked reading in them in another state."""
    match value:
        case Reading():
            return replace(value, **reading) if value.value is not None else value
        case Thing():
            return Thing(**{name: changed(inner, reading) for name, inner in vars(value).items()})
        case tuple() | list():
            return type(value)(changed(inner, reading) for inner in value)
        case Mapping():
            return {name: changed(inner, reading) for name, inner in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _changed(value, reading)
        case _:
            return value


def _changed(value: Any, reading: Mapping[str, Any]) -> Any:
    inner = {
        field.name: changed(getattr(value, field.name), reading)
        for field in fields(value)
        if field.init and field.name not in ("baseline", "metric")
    }
    return replace(value, **inner)


def drawn(name: str, reading: Mapping[str, Any]) -> str:
    if name in samples.HOMES:
        return as_text(
            render_home(samples.HOMES[name][0], style=STYLE, **changed(samples.HOMES[name][1](str), reading))
        )
    template, values = samples.MESSAGES[name]
    if name in WRAPPED:
        inner = render("number.j2", style=STYLE, **changed(samples.MESSAGES["number"][1](str), reading))
        return as_text(render(template, style=STYLE, **(values(str) | {"message": inner})))
    return as_text(render(template, style=STYLE, **changed(values(str), reading)))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_how_complete_it_is(name: str, state: str) -> None:
    reading, words = STATES[state]

    printed = drawn(name, reading).replace("\u00a0", " ")

    assert [said for said in words if said not in printed] == []


@pytest.mark.parametrize("name", ["number", "numbers", "product", "campaign", "funnel", "morning"])
def test_a_figure_that_is_missing_is_no_number(name: str) -> None:
    printed = drawn(name, {"value": None, "completeness": Completeness.MISSING})

    assert "nothing recorded yet" in printed or "—" in printed
    assert "£0" not in printed


def test_a_pace_says_through_when_it_is_complete() -> None:
    assert "Complete through Sun 22 Nov (Europe/London)" in as_text(samples.drawn("pace"))


def test_the_home_tab_says_which_source_is_late_or_faulty() -> None:
    words = as_text(samples.drawn("home"))

    assert "late, through" in words and "✓" in words
    assert "Times are in Europe/London" in words


def test_every_template_with_figures_is_among_those_tried() -> None:
    """A template that prints a reading's value prints its state, itself or through what all answers share."""
    printing = {
        path.relative_to(samples.SNAPSHOTS.parents[2] / "templates").as_posix()
        for path in (samples.SNAPSHOTS.parents[2] / "templates").rglob("*.j2")
        if any(said in path.read_text(encoding="utf-8") for said in ("say.value(", "figure(say", "tile(say"))
    }
    every = samples.MESSAGES | samples.HOMES
    tried = {every[name][0] for name in FIGURES} | {"home/pins.j2"}

    assert printing - tried - {"parts.j2", "missing.j2", "digest/lines.j2"} == set()
