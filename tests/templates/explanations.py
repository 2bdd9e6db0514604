"""An explanation as the analyst would give it, for rendering: a Sunday's sales against last year's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from commands.explaining import Told, told
from metrics.explained import Cut, Explanation, Kind, OnRecord, Part, Record, Shift, Slice
from metrics.metric import Unit
from metrics.normal import Judged, Verdict
from metrics.period import Period, one_day
from metrics.reading import Answer
from tests.templates.answers import CVR, NET_SALES, REACH, compared, question

Spell = Callable[[str], str]
LAST_YEAR = replace(one_day(date(2025, 11, 23)), label="same weekday last year")


def factor(name: str, label: str, amount: int, unit: Unit, before: float, after: float, *parts: Part) -> Part:
    """One factor of the tree."""
    return Part(
        kind=Kind.FACTOR,
        name=name,
        label=label,
        amount=amount,
        unit=unit,
        before=before,
        after=after,
        parts=parts,
    )


def segment(name: str, before: int, after: int, kind: Kind = Kind.SEGMENT, count: int = 1) -> Part:
    """One segment, in pounds."""
    return Part(
        kind=kind,
        name=name,
        label=name,
        amount=100 * (after - before),
        unit=Unit.MONEY,
        before=100 * before,
        after=100 * after,
        count=count,
    )


def slices(spell: Spell) -> tuple[Slice, ...]:
    """Conversion by channel."""
    rows = (
        ("Paid social", 0.1905, 0.2844, 0.0100, 0.0090, -0.00138, -0.00024),
        ("Email/SMS", 0.1277, 0.0948, 0.0380, 0.0372, -0.00044, -0.00008),
        ("Organic search", 0.3377, 0.3068, 0.0290, 0.0286, -0.00014, -0.00013),
    )
    return tuple(
        Slice(
            name=name,
            label=spell(name),
            share_before=was,
            share=now,
            ratio_before=one,
            ratio=two,
            mix=mix,
            rate=rate,
        )
        for name, was, now, one, two, mix, rate in rows
    )


def bridge(spell: Spell = str) -> Explanation:
    """Sessions up, conversion down, for three quarters by who came."""
    asked = question(NET_SALES, baseline=LAST_YEAR, filters={"sales_channel": (spell("Shopify"),)})
    total = compared(NET_SALES, 18_480_000, 19_710_000, baseline=LAST_YEAR)
    social = Record(
        goes_on=True,
        kind="note",
        text=spell("paid social budget +60 %"),
        period=Period(date(2026, 11, 17), date(2026, 11, 30)),
        scope={"marketing_channel": ("Paid social",)},
        by="Marcus",
    )
    sends = Record(kind="note", text=spell("Email sends 1 (2 last year)"), period=one_day(date(2026, 11, 22)))
    value = factor(
        "aov", "Order value", -284_235, Unit.MONEY, 8358.8, 8235.3,
        factor("upt", spell("Units per order"), -484_235, Unit.DECIMAL, 2.1, 2.05),
        factor("price", "Price before discounts", 200_000, Unit.MONEY, 4000.0, 4040.0),
    )  # fmt: skip
    channels = Cut(
        dimension="marketing_channel",
        of=NET_SALES,
        parts=(
            segment(spell("Email/SMS"), 37_400, 28_300),
            segment(spell("Paid social"), 14_500, 19_900),
            segment("Organic search", 74_800, 70_600),
            segment("new", 0, 1_000, Kind.ENTERED, count=3),
            segment("Affiliates", 3_200, 0, Kind.LEFT),
            segment("All others", 67_200, 65_500, Kind.OTHERS, count=9),
            Part(
                kind=Kind.UNEXPLAINED,
                name="unexplained",
                label="Not explained",
                amount=-50_000,
                unit=Unit.MONEY,
            ),
        ),
        lead=4,
        explained=0.82,
        surprise=0.031,
        score=0.12,
    )
    shift = Shift(
        factor="conversion",
        of=CVR,
        label="Conversion",
        weight="sessions",
        unit=Unit.RATE,
        dimension="marketing_channel",
        before=0.02552,
        after=0.02287,
        mix=-0.00198,
        rate=-0.00067,
        slices=slices(spell),
        noise=Verdict.NORMAL,
    )
    return Explanation(
        question=asked,
        answer=Answer(question=asked, totals=(total,), covers=("Shopify orders",), reach=(REACH,)),
        comparison=total,
        factors=(
            factor("sessions", "Sessions", 1_142_658, Unit.COUNT, 92_400, 98_100),
            factor("conversion", "Conversion", -2_088_423, Unit.RATE, 0.02552, 0.02287),
            value,
        ),
        dimensions=(
            channels,
            replace(channels, dimension="country", explained=0.4, surprise=0.01, score=0.04),
        ),
        shift=shift,
        records=(
            OnRecord(record=social, side="asked", segment=spell("Paid social")),
            OnRecord(record=sends, side="asked"),
        ),
        judged=Judged(
            verdict=Verdict.LIKELY,
            expected=19_900_000,
            low=17_400_000,
            high=22_700_000,
            z=-1.9,
            noise=0.05,
            like=8,
        ),
        notes=(spell("Conversion here is the shop's orders ÷ sessions as GA4 counts them."),),
    )


def shown(spell: Spell = str) -> Told:
    """The bridge, ready for a message in pounds."""
    return told(bridge(spell), "GBP")


def values(spell: Spell = str) -> dict[str, Any]:
    """What each of the three templates takes."""
    made = shown(spell)
    return {
        "told": made,
        "exact": replace(made, form="full"),
        "split": spell("marketing channel"),
        "besides": [(spell("country"), 0.4)],
        "echo": spell("net sales · Sun 22 Nov 2026 · vs Sun 23 Nov 2025"),
        "buttons": [
            ("By country", "why.run", "net sales by country"),
            ("All parts", "why.parts", "net sales"),
            ("Share", "answer.share", "a1b2"),
        ],
        "more": [("Show data", "why.data", "net sales"), ("Keep in my DM", "answer.keep", "a1b2")],
    }
