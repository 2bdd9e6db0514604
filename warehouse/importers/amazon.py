"""Amazon's Business Reports: sales and sessions by date, and sales by child item, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from warehouse.importers.columns import Columns, Record, Style, days_from
from warehouse.importers.format import Days, Format, Job, Refused, Rules
from warehouse.importers.google_ads import whole_period
from warehouse.importers.numbers import DOLLARS, currency_of, is_dollars, is_rounded_code
from warehouse.importers.numbers import day as day_in
from warehouse.importers.reading import Table
from warehouse.importers.shopify_products import SPOILT
from warehouse.landing import Landing

SOURCE = "amazon"
SALES_CHANNEL = "Amazon"
ALIASES = {
    "day": ("date", "datum"),
    "asin": ("(child) asin", "(untergeordnete) asin", "child asin"),
    "parent": ("(parent) asin", "(übergeordnete) asin", "parent asin"),
    "title": ("title", "titel"),
    "sku": ("sku",),
    "sales": ("ordered product sales", "durch bestellte produkte erzielter umsatz"),
    "units": ("units ordered", "bestellte einheiten"),
    "order_items": ("total order items", "zahl der bestellten artikel", "summe der bestellten artikel"),
    "sessions": ("sessions - total", "sessions", "sitzungen - summe", "sitzungen"),
    "app_sessions": ("sessions - mobile app",),
    "browser_sessions": ("sessions - browser",),
    "page_views": ("page views - total", "page views", "seitenaufrufe - summe", "seitenaufrufe"),
}
NO_RETURNS = "Amazon's report has no returns: its net sales are what was ordered, before returns."
ORDER_ITEMS = "Amazon counts order items, not orders: they stand as its orders."
#: A day in a file's name: BusinessReport-7-1-24.csv, BusinessReport_2024-07-01.csv.
DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2}|\d{8}|\d{1,2}-\d{1,2}-(?:\d{4}|\d{2}))(?!\d)")


def load_by_date(table: Table, landing: Landing, _rules: Rules, job: Job) -> None:
    """Store orders and sessions by day."""
    columns = _columns(table, job)
    currency = _Currency(columns, landing, job)
    days: list[date] = []
    orders, traffic = [], []
    for row in _dated(columns, job):
        day = row.day("day")
        days.append(day)
        currency.check(row)
        orders.append({"day": day, "orders": row.count("order_items"), **_sales(row, landing)})
        traffic.append({"day": day, "sessions": _sessions(row), "page_views": row.count("page_views")})
    _refuse_weeks(days, table)
    landing.put("orders_day", SOURCE, _in_channel(orders, landing))
    landing.put("traffic_day", SOURCE, traffic)
    if days:
        job.saw(min(days), max(days))
        for fact in ("orders_day", "traffic_day"):
            landing.covers(fact, SOURCE, days_from(min(days), max(days)))
    job.note(ORDER_ITEMS)
    job.note(NO_RETURNS)


def load_by_item(table: Table, landing: Landing, _rules: Rules, job: Job) -> None:
    """Store sales by product, by day where there is one (a column, the file's name, the import), else for a period."""
    columns = _columns(table, job)
    currency = _Currency(columns, landing, job)
    period = None if "day" in columns else _period(columns, job)
    days: set[date] = set()

    def rows() -> Iterator[dict[str, object]]:
        for row in _dated(columns, job) if period is None else _used(columns, job):
            currency.check(row)
            when = _when(row, period)
            days.update(day for name, day in when.items() if name != "end")
            yield {**when, "product": _product(row, landing, job), **_sales(row, landing)}

    whole = period is not None and period[1] - period[0] > timedelta(days=1)
    landing.put("sales_period" if whole else "sales_day", SOURCE, _in_channel(rows(), landing))
    if whole and period:
        job.saw(period[0], period[1] - timedelta(days=1))
        job.note(whole_period(period[0], period[1] - timedelta(days=1)))
    elif days:
        job.saw(min(days), max(days))
        landing.covers("sales_day", SOURCE, days_from(min(days), max(days)))
    job.note(NO_RETURNS)


def _columns(table: Table, job: Job) -> Columns:
    """The file's columns and its style: Amazon.com writes its headers in title case, and the month first."""
    columns = Columns(table, ALIASES)
    header = columns.header("sales")
    if header.startswith("Durch"):
        columns.style = Style(decimal_mark=",", date_order="dmy")
    elif header != header.title():
        columns.style = Style(date_order="dmy")
    columns.settle_dates(job, "day")
    return columns


def _dated(columns: Columns, job: Job) -> Iterator[Record]:
    for row in columns.records(job):
        if row.text("day"):
            job.rows_used += 1
            yield row
        else:
            job.leave_out("a total, without a date")


def _used(columns: Columns, job: Job) -> Iterator[Record]:
    for row in columns.records(job):
        if row.text("asin") or row.text("sku"):
            job.rows_used += 1
            yield row
        else:
            job.leave_out("a total, without an item")


def _sales(row: Record, landing: Landing) -> dict[str, object]:
    ordered = row.money("sales", landing.minor)
    return {"units": row.count("units"), "gross_sales": ordered, "net_sales": ordered}


def _sessions(row: Record) -> int | None:
    """All sessions; the wide report may have them by app and browser only."""
    if "sessions" in row.columns:
        return row.count("sessions")
    parts = [row.count(name) for name in ("app_sessions", "browser_sessions")]
    return None if None in parts else sum(filter(None, parts))


def _product(row: Record, landing: Landing, job: Job) -> int:
    code = row.text("sku") or row.text("asin")
    if is_rounded_code(code):
        job.note(SPOILT)
    return landing.product(code, row.text("title") or code)


def _in_channel(
    rows: Iterator[dict[str, object]] | list[dict[str, object]], landing: Landing
) -> Iterator[dict[str, object]]:
    channel = landing.rules.source_sales_channels.get(SOURCE, SALES_CHANNEL)
    return ({**row, "sales_channel": channel} for row in rows)


def _when(row: Record, period: Days | None) -> dict[str, date]:
    if period is None:
        return {"day": row.day("day")}
    start, end = period
    return {"day": start} if end - start == timedelta(days=1) else {"start": start, "end": end}


def _period(columns: Columns, job: Job) -> Days:
    """The days that a report without a date speaks of: as said at the import, else the day in the file's name."""
    if job.period is not None:
        return job.period
    table = columns.table
    for found in DAY_IN_NAME.findall(table.file):
        try:
            day = day_in(found, columns.style.date_order)
        except ValueError:
            continue
        job.note(f"The day, {day:%a %-d %b %Y}, is from the file's name; say --period if it is another.")
        return day, day + timedelta(days=1)
    raise Refused(
        f"{table.file} does not say which days it covers (Amazon writes no date into this report). "
        "Say the period with --period, or export one day and keep the date in the file's name."
    )


def _refuse_weeks(days: list[date], table: Table) -> None:
    days = sorted(set(days))
    if len(days) > 1 and min((later - earlier).days for earlier, later in pairwise(days)) > 5:
        raise Refused(f"{table.file} is by week or month. Export the report by day (View: By day).")


class _Currency:
    """The currency of a report whose cells alone say it: a bare `$` is the shop's own dollar, else US dollars."""

    def __init__(self, columns: Columns, landing: Landing, job: Job) -> None:
        self._columns = columns
        self._landing = landing
        self._job = job
        self._checked: set[str] = set()

    def check(self, row: Record) -> None:
        sign = re.sub(r"[\d\s.,'’+-]", "", row.text("sales"))
        if sign in self._checked:
            return
        self._checked.add(sign)
        code = currency_of(sign)
        if is_dollars(sign):
            ours = self._landing.currency_code
            code = ours if ours in DOLLARS else "USD"
            if ours is None:
                self._job.note("“$” is taken for US dollars; write `currency:` in shop.yaml for another.")
        self._landing.currency(code, f"{self._columns.table.file}, line {row.line}")


BY_DATE = Format(
    name="Amazon Business Report by date",
    source=SOURCE,
    needs=(
        ALIASES["day"],
        ALIASES["sales"],
        ALIASES["units"],
        (*ALIASES["sessions"], *ALIASES["app_sessions"]),
    ),
    load=load_by_date,
)
BY_ITEM = Format(
    name="Amazon Business Report by child item",
    source=SOURCE,
    needs=((*ALIASES["asin"],), ALIASES["title"], ALIASES["sales"], ALIASES["units"], ALIASES["parent"]),
    load=load_by_item,
    undated=True,
)
