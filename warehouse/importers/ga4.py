"""GA4's report exports, explorations and API tables: sessions, their funnel and purchases by day.

Only columns that count sessions feed the funnel: events ("Add to carts", "Item views") outnumber the sessions
that they happen in. Users are not kept: they cannot be added up over days or channels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from warehouse.importers.canonical import country, device, marketing_channel
from warehouse.importers.columns import Columns, Record, days_from
from warehouse.importers.format import Format, Job, Rules
from warehouse.importers.numbers import currency_of
from warehouse.importers.numbers import day as day_in
from warehouse.importers.reading import Table
from warehouse.importers.recognise import normal
from warehouse.landing import Landing

SOURCE = "ga4"


def _spelt(*names: str) -> tuple[str, ...]:
    """Names as the reports, exports to a table and the API write them: `cart sessions`, `cart_sessions`, `cartsessions`."""
    return tuple(dict.fromkeys(name.replace(" ", mark) for mark in (" ", "_", "") for name in names))


TIMES = {
    "day": ("date", "day", "date (yyyymmdd)"),
    "nth_day": _spelt("nth day"),
    "nth_other": _spelt(
        "nth week", "nth month", "nth hour", "nth minute", "week", "month", "year month", "iso week"
    ),
}
CHANNEL_GROUPS = _spelt(
    "session default channel group",
    "session primary channel group (default channel group)",
    "session primary channel group",
    "session default channel grouping",
    "default channel group",
)
CUTS = {
    "marketing_channel": (*CHANNEL_GROUPS, "channel group", "channel"),
    "device": _spelt("device category"),
    "country": (*_spelt("country id"), "country"),
}
MEASURES = {
    "sessions": ("sessions",),
    "engaged_sessions": _spelt("engaged sessions"),
    "page_views": _spelt("views", "screen page views", "page views"),
    "product_view_sessions": _spelt(
        "product view sessions", "sessions with product views", "sessions with item views"
    ),
    "cart_sessions": _spelt("cart sessions", "sessions with add to cart", "sessions with cart additions"),
    "checkout_sessions": _spelt("checkout sessions", "sessions with checkout", "sessions with checkouts"),
    "purchase_sessions": _spelt("purchase sessions", "sessions with purchase", "sessions with purchases"),
    "purchases": _spelt("transactions", "purchases", "ecommerce purchases"),
    "purchase_revenue": (
        *_spelt("purchase revenue", "total revenue", "revenue"), "revenue_usd", "revenue_gbp", "revenue_eur",
    ),
}  # fmt: skip
EVENTS = frozenset(
    {
        "add to carts",
        "item views",
        "items viewed",
        "checkouts",
        "view item",
        "begin checkout",
        "items added to cart",
    }
)
#: A session has one of each of these, so its parts add up; a page, an item or an event it has many of.
NOT_ADDITIVE = re.compile(
    r"(unified )?(page|screen)( path| title| location| name| class)"
    r"|page referrer|item (name|id|category|brand|variant|list|promotion)|event name"
    r"|content (group|type|id)|audience|hostname|search term"
)
TOTALS = frozenset({"totals", "total", "grand total", "grand totals"})
#: Columns that only GA4 names so: with one of them any measure will do, else sessions have to be counted.
OWN_NAMES = (*TIMES["nth_day"], *CHANNEL_GROUPS, *CUTS["device"], "country id", "countryid")
COUNTS_SESSIONS = tuple(
    alias for name, aliases in MEASURES.items() if name.endswith("sessions") for alias in aliases
)
ANY_MEASURE = tuple(alias for aliases in MEASURES.values() for alias in aliases)
SPELLINGS: dict[str, Callable[[str], str]] = {
    "marketing_channel": marketing_channel,
    "device": device,
    "country": country,
}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a table is: its days or period, what it is cut by, and what it measures."""

    columns: Columns
    span: tuple[date, date] | None  # declared, both included
    cuts: tuple[str, ...]
    measured: tuple[str, ...]

    @property
    def dated(self) -> bool:
        """Whether its rows have a day, or all speak of one."""
        return "day" in self.columns or "nth_day" in self.columns or self.one_day

    @property
    def one_day(self) -> bool:
        return self.span is not None and self.span[0] == self.span[1]


def load(table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Store a table by day, or for exactly its period; what cannot be added up is left out with its reason."""
    shape = _shape(table)
    fact = "traffic_day" if shape.dated else "traffic_period"
    if reason := _unusable(shape, job.memory.get(fact, shape.cuts)):
        rows = sum(1 for _ in shape.columns.records(job))
        job.leave_out(reason, rows)
        return
    job.memory[fact] = shape.cuts
    _check_currency(shape, landing)
    _note_events(table, job)
    if shape.dated:
        _land_days(shape, landing, rules, job)
    else:
        _land_period(shape, landing, job)


def _shape(table: Table) -> Shape:
    columns = Columns(table, {**TIMES, **CUTS, **MEASURES})
    return Shape(
        columns=columns,
        span=_span(table.preamble),
        cuts=tuple(cut for cut in CUTS if cut in columns),
        measured=tuple(measure for measure in MEASURES if measure in columns),
    )


def _span(preamble: tuple[str, ...]) -> tuple[date, date] | None:
    """The days that the comments declare: `# Start date: 20250101` and its end, or `# 20250101-20250131`."""
    text = "\n".join(preamble)
    found = re.search(r"Start date:\s*(\d{8})\D+?End date:\s*(\d{8})", text) or re.search(
        r"#\s*(\d{8})\s*-\s*(\d{8})\s*,*$", text, re.MULTILINE
    )
    return (day_in(found[1]), day_in(found[2])) if found else None


def _unusable(shape: Shape, cuts_so_far: tuple[str, ...]) -> str | None:
    """Why a table cannot be stored, for the summary; None where it can."""
    names = [normal(name) for name in shape.columns.table.header]
    if many := next((name for name in names if NOT_ADDITIVE.match(name)), None):
        return f"by {many}, of which a session has several"
    if not shape.dated and "nth_other" in shape.columns:
        return f"by {shape.columns.header('nth_other')}: export it by day"
    if "nth_day" in shape.columns and shape.span is None:
        return "by Nth day without a start date"
    if not shape.dated and shape.span is None:
        return "without a day or a period"
    if cuts_so_far != shape.cuts:
        return "the same days cut another way, which would count them twice"
    return None


def _land_days(shape: Shape, landing: Landing, rules: Rules, job: Job) -> None:
    days: set[date] = set()

    def rows() -> Iterator[dict[str, object]]:
        for row in _rows(shape, job):
            day = _day(row, shape)
            days.add(day)
            yield {"day": day, **_facts(row, shape, landing)}

    landing.put("traffic_day", SOURCE, rows(), replaces_days=True)
    first, last = _reach(shape, days, job.now.astimezone(rules.zone).date())
    if first and last:
        job.saw(first, last)
        landing.covers("traffic_day", SOURCE, days_from(first, last))


def _reach(shape: Shape, days: set[date], today: date) -> tuple[date | None, date | None]:
    """The days that were delivered: those declared, as far as they have come, else those that hold rows."""
    if shape.span is None:
        return min(days, default=None), max(days, default=None)
    last = min(shape.span[1], max(today, *days) if days else today)
    return (shape.span[0], last) if shape.span[0] <= last else (None, None)


def _land_period(shape: Shape, landing: Landing, job: Job) -> None:
    assert shape.span is not None
    start, end = shape.span[0], shape.span[1] + timedelta(days=1)
    rows = ({"start": start, "end": end, **_facts(row, shape, landing)} for row in _rows(shape, job))
    landing.put("traffic_period", SOURCE, rows, replaces_days=True)
    job.saw(*shape.span)
    job.note(
        f"This report is for {start:%-d %b %Y} to {shape.span[1]:%-d %b %Y} as a whole: it answers for exactly that "
        "period. Add Date (or Nth day) to the report to ask for any days in it."
    )


def _rows(shape: Shape, job: Job) -> Iterator[Record]:
    said = [name for name in (*TIMES, *CUTS) if name in shape.columns]
    for row in shape.columns.records(job):
        cells = [row.text(name) for name in said]
        if not any(cells) or any(cell.casefold() in TOTALS for cell in (*cells, *row.row[:1])):
            job.leave_out("total rows")
            continue
        job.rows_used += 1
        yield row


def _day(row: Record, shape: Shape) -> date:
    if "day" in shape.columns:
        return row.day("day")
    assert shape.span is not None
    if "nth_day" not in shape.columns:
        return shape.span[0]
    nth = row.count("nth_day")
    if nth is None:
        raise row.refuse("there is no number of the day.")
    return shape.span[0] + timedelta(days=nth)


def _facts(row: Record, shape: Shape, landing: Landing) -> dict[str, object]:
    facts: dict[str, object] = {cut: SPELLINGS[cut](row.text(cut)) for cut in shape.cuts}
    for measure in shape.measured:
        is_money = measure == "purchase_revenue"
        facts[measure] = row.money(measure, landing.minor) if is_money else row.count(measure)
    return facts


def _check_currency(shape: Shape, landing: Landing) -> None:
    if "purchase_revenue" in shape.columns:
        header = shape.columns.header("purchase_revenue")
        suffix = re.search(r"_([a-z]{3})$", header)
        code = suffix[1].upper() if suffix else currency_of(header)
        landing.currency(code, f"{shape.columns.table.file} (“{header}”)")


def _note_events(table: Table, job: Job) -> None:
    events = [name for name in table.header if normal(name) in EVENTS]
    if events:
        job.note(
            f"{' and '.join(f'“{name}”' for name in events)} count events, not sessions: kept out of the funnel. "
            "Sessions with that step come from a segment, as “Cart sessions” for example."
        )


FORMATS = (
    Format(name="GA4 report", source=SOURCE, needs=((*TIMES["day"], "country"), COUNTS_SESSIONS), load=load),
    Format(name="GA4 report", source=SOURCE, needs=(OWN_NAMES, ANY_MEASURE), load=load),
)
