"""Answers as the analyst would give them, for rendering."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from metrics.metric import Good, Metric, Ratio, Unit
from metrics.period import DAY, WEEK, Period
from metrics.reading import Answer, Comparison, Completeness, Coverage, Point, Question, Rank, Reading
from templates.filters import Style

Spell = Callable[[str], str]
STYLE = Style(currency="GBP", locale="en_GB", zone="Europe/London", today=date(2026, 11, 23))
LONDON = ZoneInfo("Europe/London")
SUNDAY = Period(date(2026, 11, 22), date(2026, 11, 23), "yesterday")
BEFORE = SUNDAY.shift(-WEEK)
REACH = Coverage(
    source="shopify_orders",
    label="Shopify orders",
    first=date(2024, 11, 23),
    last=date(2026, 11, 23),
    through=datetime(2026, 11, 23, 7, 40, tzinfo=LONDON),
)


def metric(name: str, label: str, unit: Unit = Unit.MONEY, good: Good = Good.UP, **more: object) -> Metric:
    """A metric with the parts that a template shows."""
    return Metric(
        name=name,
        label=label,
        meaning=f"What {label.lower()} means.",
        formula=f"Σ {name}",
        unit=unit,
        good=good,
        sources=("orders_day",),
        measure=name,
        splits=("country",),
        **more,  # type: ignore[arg-type]
    )


NET_SALES = metric("net_sales", "Net sales")
UNITS = metric("units", "Units", Unit.COUNT)
ORDERS = metric("orders", "Orders", Unit.COUNT)
SESSIONS = metric("sessions", "Sessions", Unit.COUNT)
RETURNS = metric("returns", "Returns", good=Good.DOWN)
AOV = Ratio(
    name="aov",
    label="Average order value",
    meaning="Net sales per order.",
    formula="net sales ÷ orders",
    unit=Unit.MONEY,
    top=NET_SALES,
    bottom=ORDERS,
)
CVR = Ratio(
    name="cvr",
    label="Conversion",
    meaning="Sessions with an order.",
    formula="orders ÷ sessions",
    unit=Unit.RATE,
    top=ORDERS,
    bottom=SESSIONS,
)


def compared(
    of: Metric | Ratio,
    value: float | None,
    before: float | None = None,
    *,
    segment: str | None = None,
    label: str | None = None,
    period: Period = SUNDAY,
    baseline: Period | None = BEFORE,
    state: Completeness = Completeness.COMPLETE,
    through: date | None = None,
) -> Comparison:
    """A reading beside its baseline."""
    state = Completeness.MISSING if value is None else state
    asked = Reading(
        metric=of, period=period, value=value, completeness=state, segment=segment, through=through
    )
    if baseline is None:
        return Comparison(asked=asked, label=label)
    earlier = Reading(
        metric=of, period=baseline, value=before, completeness=Completeness.COMPLETE, segment=segment
    )
    return Comparison(asked=asked, baseline=earlier, label=label)


def question(*metrics: Metric | Ratio, **more: object) -> Question:
    """A question about yesterday against the same weekday."""
    return Question(**{"metrics": metrics, "period": SUNDAY, "baseline": BEFORE} | more)  # type: ignore[arg-type]


def one_number(spell: Spell = str) -> Answer:
    """Net sales yesterday, in one country."""
    return Answer(
        question=question(NET_SALES, filters={"sales_channel": (spell("Shopify"),)}),
        totals=(compared(NET_SALES, 18480012, 19710040),),
        covers=("Shopify orders",),
        reach=(REACH,),
        notes=(spell("Refunds are on the order's day; Shopify uses the refund day."),),
    )


def several_numbers(spell: Spell = str) -> Answer:
    """What a director looks at first."""
    return Answer(
        question=question(NET_SALES, ORDERS, AOV, CVR, RETURNS),
        totals=(
            compared(NET_SALES, 18480012, 19710040),
            compared(ORDERS, 2244, 2358),
            compared(AOV, 8235, 8361),
            compared(CVR, 0.0229, 0.0255, state=Completeness.SETTLING),
            compared(RETURNS, 512000, 480000),
        ),
        covers=("Shopify orders", spell("GA4")),
        reach=(REACH,),
    )


def by_country(spell: Spell = str) -> Answer:
    """Net sales of a month by country, the top three and the rest."""
    november = Period(date(2011, 11, 1), date(2011, 12, 1), "November 2011")
    october = Period(date(2011, 10, 1), date(2011, 11, 1), "October 2011")
    both = {"period": november, "baseline": october}
    rows = (("GB", 122000000, 91000000), ("NL", 8200000, 9400000), ("(unknown)", 310000, 0))
    return Answer(
        question=question(NET_SALES, split="country", rank=Rank(count=3), **both),
        totals=(compared(NET_SALES, 150949626, 107070470, **both),),
        rows=tuple(
            (compared(NET_SALES, now, before, segment=spell(name), **both),) for name, now, before in rows
        ),
        rest=(compared(NET_SALES, 20439626, 6670470, **both),),
        segments=24,
        covers=("Shopify orders",),
        reach=(REACH,),
    )


def over_time(days: int = 7, spell: Spell = str) -> Answer:
    """Net sales day by day, one of them missing."""
    week = Period(SUNDAY.end - days * DAY, SUNDAY.end, "last 7 days")
    points = tuple(
        Point(
            day=week.start + step * DAY,
            label=spell(f"{week.start + step * DAY:%a %d %b}"),
            value=None if step == 2 else 15000000 + step * 812345,
            baseline=14900000 + step * 600000,
        )
        for step in range(days)
    )
    return Answer(
        question=question(NET_SALES, period=week, baseline=week.shift(-WEEK), series="day"),
        totals=(compared(NET_SALES, 105849626, 107070470, period=week, baseline=week.shift(-WEEK)),),
        series=points,
        covers=("Shopify orders",),
        reach=(REACH,),
    )


def not_arrived(spell: Spell = str) -> Answer:
    """A day whose facts have not come."""
    reach = Coverage(
        source="shopify_orders",
        label=spell("Shopify orders"),
        first=date(2024, 11, 23),
        last=date(2026, 11, 21),
        through=datetime(2026, 11, 21, 18, 40, tzinfo=LONDON),
    )
    return Answer(
        question=question(NET_SALES),
        totals=(compared(NET_SALES, None, 19710040),),
        covers=(spell("Shopify orders"),),
        reach=(reach,),
    )
