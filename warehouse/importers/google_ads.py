"""Google Ads' campaign report, as CSV or ".csv for Excel": what each campaign cost and brought, by day or for its period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from warehouse.importers.columns import Columns, Record, days_from
from warehouse.importers.format import Format, Job, Refused, Rules
from warehouse.importers.numbers import period as period_in
from warehouse.importers.reading import Table
from warehouse.importers.recognise import normal
from warehouse.landing import Landing

SOURCE = "google_ads"
PLATFORM = "Google Ads"
NEEDS = (("campaign",), ("cost",), ("impr.", "impressions", "clicks"))
ALIASES = {
    "day": ("day", "date"),
    "campaign": ("campaign", "campaign name"),
    "status": ("campaign status", "campaign state"),
    "kind": ("campaign type", "advertising channel type"),
    "budget": ("budget",),
    "budget_kind": ("budget type",),
    "starts": ("campaign start date", "start date"),
    "ends": ("campaign end date", "end date"),
    "currency": ("currency code", "currency"),
    "spend": ("cost",),
    "impressions": ("impr.", "impressions"),
    "clicks": ("clicks",),
    "conversions": ("conversions",),
    "conversion_value": ("conv. value", "conversion value", "conversions value", "total conv. value"),
}
#: What GA4's default channel grouping makes of each campaign type.
CHANNELS = {
    "search": "Paid search",
    "search only": "Paid search",
    "shopping": "Paid shopping",
    "performance max": "Cross-network",
    "demand gen": "Cross-network",
    "discovery": "Cross-network",
    "smart": "Cross-network",
    "app": "Cross-network",
    "display": "Display",
    "display only": "Display",
    "video": "Paid video",
}
#: Reports that hold only what Google shows of a campaign, never all its cost.
PARTIAL = frozenset(
    {"search term", "search keyword", "keyword", "placement", "landing page", "product title", "item id"}
)
TOTAL = "total:"


def load(table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Store campaigns by day where the report has days or covers one; else for exactly its period."""
    part = next((name for name in table.header if normal(name) in PARTIAL), None)
    if part is not None:
        raise Refused(
            f"{table.file} is split by “{part}”, which shows only part of what campaigns cost. "
            "Export the campaign report instead (Campaigns, then Download)."
        )
    columns = Columns(table, ALIASES)
    span = _declared(table)
    if "day" in columns:
        _land_days(columns, span, landing, rules, job)
    else:
        _land_period(columns, _needed(span, table, job), landing, job)


def _declared(table: Table) -> tuple[date, date] | None:
    """The range above the header, both days included; None for `All time`."""
    return next((found for line in reversed(table.preamble) if (found := period_in(line))), None)


def _needed(span: tuple[date, date] | None, table: Table, job: Job) -> tuple[date, date]:
    if job.period is not None:
        return job.period[0], job.period[1] - timedelta(days=1)
    if span is None:
        said = next((line for line in table.preamble if line.strip().lower() == "all time"), None)
        covers = "covers “All time”" if said else "does not say which days it covers"
        raise Refused(
            f"{table.file} {covers}. Choose a date range and add the segment Day in Google Ads, "
            "or say the period with --period."
        )
    return span


def _land_days(
    columns: Columns, span: tuple[date, date] | None, landing: Landing, rules: Rules, job: Job
) -> None:
    days: set[date] = set()

    def rows() -> Iterator[dict[str, object]]:
        for row, facts in _campaign_rows(columns, landing, job):
            day = row.day("day")
            days.add(day)
            yield {"day": day, **facts}

    landing.put("campaign_day", SOURCE, rows())
    first, last = span or (min(days, default=None), max(days, default=None))
    if first and last:
        last = max({min(last, job.now.astimezone(rules.zone).date()), *days})
        job.saw(first, last)
        landing.covers("campaign_day", SOURCE, days_from(first, last))


def _land_period(columns: Columns, span: tuple[date, date], landing: Landing, job: Job) -> None:
    first, last = span
    job.saw(first, last)
    rows = (facts for _, facts in _campaign_rows(columns, landing, job))
    if first == last:
        landing.put("campaign_day", SOURCE, ({"day": first, **facts} for facts in rows))
        landing.covers("campaign_day", SOURCE, [first])
        return
    end = last + timedelta(days=1)
    landing.put("campaign_period", SOURCE, ({"start": first, "end": end, **facts} for facts in rows))
    job.note(whole_period(first, last))


def whole_period(first: date, last: date) -> str:
    """What to know of a report without days."""
    return (
        f"This report is for {first:%-d %b %Y} to {last:%-d %b %Y} as a whole: it answers for exactly that period. "
        "Split it by Day to ask for any days in it."
    )


def _campaign_rows(
    columns: Columns, landing: Landing, job: Job
) -> Iterator[tuple[Record, dict[str, object]]]:
    known: dict[tuple[object, ...], int] = {}
    for row in columns.records(job):
        if any(cell.strip().lower().startswith(TOTAL) for cell in row.row[:3]):
            job.leave_out("total rows")
        elif not row.text("campaign"):
            job.leave_out("no campaign")
        else:
            job.rows_used += 1
            yield row, {"campaign": _campaign(row, landing, known), **_measures(row, landing)}


def _campaign(row: Record, landing: Landing, known: dict[tuple[object, ...], int]) -> int:
    texts = tuple(
        row.text(name) for name in ("campaign", "status", "kind", "budget", "budget_kind", "currency")
    )
    if texts not in known:
        landing.currency(row.text("currency") or None, f"{row.columns.table.file}, line {row.line}")
        kind = _said(row.text("kind"))
        known[texts] = landing.campaign(
            name=row.text("campaign"),
            platform=PLATFORM,
            source=SOURCE,
            marketing_channel=CHANNELS.get((kind or "").lower(), "Paid other" if kind else "(unknown)"),
            status=_said(row.text("status")),
            kind=kind,
            budget=row.money("budget", landing.minor),
            budget_kind=_said(row.text("budget_kind")),
            starts=row.day("starts") if _said(row.text("starts")) else None,
            ends=row.day("ends") if _said(row.text("ends")) else None,
        )
    return known[texts]


def _measures(row: Record, landing: Landing) -> dict[str, object]:
    conversions = row.number("conversions")
    return {
        "spend": row.money("spend", landing.minor),
        "impressions": row.count("impressions"),
        "clicks": row.count("clicks"),
        "conversions": None if conversions is None else float(conversions),
        "conversion_value": row.money("conversion_value", landing.minor),
    }


def _said(cell: str) -> str | None:
    return None if cell in ("", "--", "-", "None") else cell


FORMAT = Format(name="Google Ads campaign report", source=SOURCE, needs=NEEDS, load=load)
