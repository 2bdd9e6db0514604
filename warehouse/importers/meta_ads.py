"""Meta Ads Manager's export, in four languages: what each campaign cost and sold, by day or for its period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from warehouse.importers.columns import Columns, Record, Style, days_from
from warehouse.importers.format import Format, Job, Rules
from warehouse.importers.google_ads import whole_period
from warehouse.importers.numbers import counted, currency_of
from warehouse.importers.reading import Table
from warehouse.importers.recognise import normal
from warehouse.landing import Landing

SOURCE = "meta_ads"
PLATFORM = "Meta Ads"
MARKETING_CHANNEL = "Paid social"
#: English first: a file in another language writes 1 234,56 and puts the day before the month.
ENGLISH_NAME = "campaign name"
ALIASES = {
    "campaign": (ENGLISH_NAME, "nom de la campagne", "kampagnenname", "nombre de la campaña"),
    "day": ("day", "jour", "tag", "día"),
    "first": (
        "reporting starts", "début des rapports", "début du rapport", "berichtsstart", "inicio del informe",
    ),
    "last": ("reporting ends", "fin des rapports", "fin du rapport", "berichtsende", "fin del informe"),
    "status": (
        "campaign delivery", "delivery status", "diffusion de la campagne", "auslieferung der kampagne",
        "entrega de la campaña",
    ),
    "budget": ("campaign budget", "budget de la campagne", "kampagnenbudget", "presupuesto de la campaña"),
    "budget_kind": ("campaign budget type", "type de budget de la campagne"),
    "ends": ("ends", "fin", "ende", "finalización"),
    "attribution": (
        "attribution setting", "paramètre d'attribution", "attributionseinstellung", "configuración de atribución",
    ),
    "results": ("results", "résultats", "ergebnisse", "resultados"),
    "indicator": (
        "result indicator", "indicateur de résultats", "indicateur de résultat", "ergebnis-indikator",
        "ergebnisindikator", "indicador de resultado",
    ),
    "currency": ("currency", "devise", "währung", "divisa"),
    "spend": ("amount spent", "montant dépensé", "ausgegebener betrag", "importe gastado"),
    "impressions": ("impressions", "impressionen", "impresiones"),
    "clicks": ("link clicks", "clics sur un lien", "link-klicks", "clics en el enlace"),
    "all_clicks": ("clicks (all)", "clics (tous)", "klicks (alle)", "clics (todos)"),
    "conversions": ("purchases", "website purchases", "achats", "käufe", "compras"),
    "conversion_value": (
        "purchases conversion value", "purchase conversion value", "website purchases conversion value",
        "valeur de conversion des achats", "conversion-wert von käufen", "conversion-wert für käufe",
        "valor de conversión de compras",
    ),
}  # fmt: skip
NEEDS = (ALIASES["campaign"], ALIASES["spend"])
NO_DATA = (
    "no data available",
    "aucune donnée disponible",
    "keine daten verfügbar",
    "no hay datos disponibles",
)


def load(table: Table, landing: Landing, rules: Rules, job: Job) -> None:
    """Store campaigns by day where a row is of one day, else for exactly the period that the row names."""
    columns = _columns(table)
    columns.settle_dates(job, "day", "first", "last")
    landing.currency(_header_currency(columns), f"{table.file} (“{columns.header('spend')}”)")
    seen = _Seen()
    rows = _facts(columns, landing, job, seen)
    if "day" in columns:
        landing.put("campaign_day", SOURCE, (_of_day(first, facts) for first, _, facts in rows))
    else:
        _land_ranges(list(rows), landing, job)
    _cover(columns, seen, landing, rules, job)
    _note(columns, seen, job)


@dataclass
class _Seen:
    """What the rows said besides their facts."""

    first: date | None = None  # of the days that the report declares
    last: date | None = None
    other_results: int = 0
    attribution: set[str] = field(default_factory=set)

    def add(self, row: Record) -> None:
        if row.text("first") and row.text("last"):
            self.first = min(filter(None, (self.first, row.day("first"))))
            self.last = max(filter(None, (self.last, row.day("last"))))
        self.other_results += bool(row.text("results")) and not _is_purchases(row)
        self.attribution.add(row.text("attribution"))


def _facts(
    columns: Columns, landing: Landing, job: Job, seen: _Seen
) -> Iterator[tuple[date, date, dict[str, object]]]:
    campaigns: dict[tuple[str, ...], int] = {}
    for row in columns.records(job):
        if _is_campaign(row, job):
            job.rows_used += 1
            seen.add(row)
            first, last = _days_of(row, job)
            job.saw(first, last)
            yield first, last, {"campaign": _campaign(row, landing, campaigns), **_measures(row, landing)}


def _of_day(day: date, facts: dict[str, object]) -> dict[str, object]:
    return {"day": day, **facts}


def _land_ranges(rows: Sequence[tuple[date, date, dict[str, object]]], landing: Landing, job: Job) -> None:
    """Without a Day column: a range of one day is that day's fact, a longer one is its period's."""
    landing.put(
        "campaign_day", SOURCE, (_of_day(first, facts) for first, last, facts in rows if first == last)
    )
    longer = [(first, last, facts) for first, last, facts in rows if first != last]
    landing.put(
        "campaign_period",
        SOURCE,
        ({"start": first, "end": last + timedelta(days=1), **facts} for first, last, facts in longer),
    )
    for first, last in sorted({(first, last) for first, last, _ in longer}):
        job.note(whole_period(first, last))


def _cover(columns: Columns, seen: _Seen, landing: Landing, rules: Rules, job: Job) -> None:
    """A daily report covers what it declares, as far as it has come: campaigns without delivery have no row."""
    if "day" not in columns or job.first is None or job.last is None:
        return
    today = job.now.astimezone(rules.zone).date()
    first, last = min(job.first, seen.first or job.first), max(job.last, min(seen.last or job.last, today))
    job.saw(first, last)
    landing.covers("campaign_day", SOURCE, days_from(first, last))


def _columns(table: Table) -> Columns:
    english = ENGLISH_NAME in map(normal, table.header)
    return Columns(table, ALIASES, Style() if english else Style(decimal_mark=",", date_order="dmy"))


def _header_currency(columns: Columns) -> str | None:
    return currency_of(columns.header("spend").rpartition("(")[2])


def _is_campaign(row: Record, job: Job) -> bool:
    if row.row[0].strip().rstrip(".").casefold() in NO_DATA:
        job.note("The account had no data in this period.")
        job.leave_out("“No data available”")
        return False
    if not row.text("campaign"):
        job.leave_out("summary rows, without a campaign")
        return False
    return True


def _days_of(row: Record, job: Job) -> tuple[date, date]:
    """The first and the last day that a row speaks of, both included."""
    if row.text("day"):
        return row.day("day"), row.day("day")
    if row.text("first") and row.text("last"):
        return row.day("first"), row.day("last")
    if job.period is None:
        raise row.refuse(
            "it has no dates. Add Reporting starts and ends, or Day, or say the period with --period."
        )
    return job.period[0], job.period[1] - timedelta(days=1)


def _campaign(row: Record, landing: Landing, known: dict[tuple[str, ...], int]) -> int:
    texts = tuple(
        row.text(name) for name in ("campaign", "status", "budget", "budget_kind", "ends", "currency")
    )
    if texts not in known:
        landing.currency(row.text("currency") or None, f"{row.columns.table.file}, line {row.line}")
        known[texts] = landing.campaign(
            name=row.text("campaign"),
            platform=PLATFORM,
            source=SOURCE,
            marketing_channel=MARKETING_CHANNEL,
            status=row.text("status") or None,
            budget=row.money("budget", landing.minor) if row.text("budget")[:1].isdigit() else None,
            budget_kind=row.text("budget_kind") or None,
            ends=row.day("ends") if row.text("ends")[:1].isdigit() else None,
        )
    return known[texts]


def _measures(row: Record, landing: Landing) -> dict[str, object]:
    sold = (
        row.number("conversions" if "conversions" in row.columns else "results")
        if _is_purchases(row)
        else None
    )
    return {
        "spend": row.money("spend", landing.minor),
        "impressions": row.count("impressions"),
        "clicks": row.count("clicks" if "clicks" in row.columns else "all_clicks"),
        "conversions": None if sold is None else float(sold),
        "conversion_value": row.money("conversion_value", landing.minor),
    }


def _is_purchases(row: Record) -> bool:
    """Whether the row counts purchases: `Results` mixes kinds, which its indicator tells apart."""
    return "conversions" in row.columns or "purchase" in row.text("indicator").lower()


def _note(columns: Columns, seen: _Seen, job: Job) -> None:
    if seen.other_results:
        job.note(
            f"Other results than purchases on {counted(seen.other_results, 'row')}: no conversions there."
        )
    if "clicks" not in columns and "all_clicks" in columns:
        job.note("Clicks are all clicks on an ad; add “Link clicks” to the report to count visits alone.")
    if settings := sorted(seen.attribution - {"", "-"}):
        job.note(f"Attribution: {'; '.join(settings)}.")


FORMAT = Format(name="Meta Ads", source=SOURCE, needs=NEEDS, load=load)
