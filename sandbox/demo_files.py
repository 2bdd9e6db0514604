"""The demo shop's exports, in the very layouts that Shopify, GA4, Google Ads, Meta and Amazon write."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import TextIOWrapper
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox import demo_shop
from sandbox.demo_shop import Campaign, Order, Spend
from sandbox.demo_story import DAY

ORDER_COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,"
    "Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,"
    "Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,"
    "Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,"
    "Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,"
    "Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
).split(",")
PRODUCT_COLUMNS = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,"
    "Option1 name,Option1 value,Option2 name,Option2 value,Option3 name,Option3 value,Price,Compare-at price,"
    "Cost per item,Charge tax,Inventory tracker,Inventory quantity,Continue selling when out of stock"
).split(",")
STOCK_COLUMNS = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,"
    "Location,Incoming,Unavailable,Committed,Available,On hand"
).split(",")


FORTNIGHT = timedelta(days=14)
ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class Export:
    """One file to import; `day` where the export itself has no date."""

    path: Path
    day: date | None = None


def write(folder: Path, anchor: date, until: datetime, since: date | None = None) -> list[Export]:
    """Write the shop's exports as it stood at `until`, in the order in which to import them.

    With `since`, those of the days from then on and of a fortnight before, as people export them day by day.
    """
    folder.mkdir(parents=True, exist_ok=True)
    first = since - FORTNIGHT if since else None
    return [
        Export(path=_products(folder)),
        *_orders(folder, anchor, until, first),
        Export(path=_visits(folder, anchor, until, first)),
        Export(path=_google(folder, anchor, until, first)),
        Export(path=_meta(folder, anchor, until, first)),
        *_amazon(folder, anchor, until, first),
        *_stock(folder, anchor, until, since),
    ]


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _money(pence: int) -> str:
    return f"{pence / 100:.2f}"


def _handle(title: str) -> str:
    return title.partition(" - ")[0].lower().replace(" ", "-")


def _products(folder: Path) -> Path:
    def rows() -> Iterator[list[str]]:
        for product in demo_shop.PRODUCTS:
            title, _, size = product.title.partition(" - ")
            cells = {
                "Title": title,
                "URL handle": _handle(title),
                "Vendor": "Harbour & Pine",
                "Type": product.line,
                "Published on online store": "TRUE",
                "Status": "Active",
                "SKU": product.sku,
                "Option1 name": "Size" if size else "Title",
                "Option1 value": size or "Default Title",
                "Price": _money(product.price),
                "Cost per item": _money(product.cost),
                "Charge tax": "TRUE",
            }
            yield [cells.get(column, "") for column in PRODUCT_COLUMNS]

    return _table(folder / "products_export.csv", PRODUCT_COLUMNS, rows())


def _orders(folder: Path, anchor: date, until: datetime, since: date | None) -> Iterator[Export]:
    """One file a month, as people export them."""
    for month, placed in groupby(
        demo_shop.orders(anchor, until, since), key=lambda order: f"{order.placed_at:%Y-%m}"
    ):
        path = folder / f"orders_export_{month}.csv.gz"
        with (
            gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as packed,
            TextIOWrapper(packed, "utf-8", newline="") as file,
        ):
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(ORDER_COLUMNS)
            for order in placed:
                writer.writerows(_order_rows(order))
        yield Export(path=path)


#: Where each cell of an order row stands; everything else is left empty.
_AT = {name: position for position, name in enumerate(ORDER_COLUMNS)}


def _order_rows(order: Order) -> Iterator[list[str]]:
    taxes = round(order.subtotal * 0.2) if order.country == "GB" else 0
    refunded = "refunded" if order.refunded == order.subtotal else "partially_refunded"
    of_the_order = {
        "Financial Status": refunded if order.refunded else "paid",
        "Currency": "GBP",
        "Subtotal": _money(order.subtotal),
        "Shipping": _money(order.shipping),
        "Taxes": _money(taxes),
        "Total": _money(order.subtotal + order.shipping + taxes),
        "Discount Code": order.code,
        "Discount Amount": _money(order.code_discount),
        "Billing Country": order.country,
        "Shipping Country": order.country,
        "Refunded Amount": _money(order.refunded),
        "Id": str(5_000_000 + order.number),
        "Tags": "wholesale" if order.wholesale else "",
        "Source": "shopify_draft_order" if order.wholesale else "web",
        "Payment Terms Name": "Net 30" if order.wholesale else "",
    }
    placed = f"{order.placed_at.replace(tzinfo=ZONE):%Y-%m-%d %H:%M:%S %z}"
    for position, line in enumerate(order.lines):
        row = [""] * len(ORDER_COLUMNS)
        cells = {
            "Name": f"#{order.number}",
            "Email": order.customer,
            "Created at": placed,
            "Lineitem quantity": str(line.quantity),
            "Lineitem name": line.product.title,
            "Lineitem price": _money(line.price),
            "Lineitem sku": line.product.sku,
            "Vendor": "Harbour & Pine",
            "Lineitem discount": _money(line.discount),
        }
        for name, value in (cells | (of_the_order if position == 0 else {})).items():
            row[_AT[name]] = value
        yield row


def _visits(folder: Path, anchor: date, until: datetime, since: date | None) -> Path:
    header = (
        "Date,Session default channel group,Device category,Sessions,Engaged sessions,Product view sessions,"
        "Cart sessions,Checkout sessions,Purchase sessions,Purchases,Purchase revenue"
    )
    first = min(demo_shop.days(anchor, until, since))
    lines = [
        "# ----------------------------------------",
        "# Harbour & Pine: sessions by channel and device",
        "# Account: Harbour & Pine",
        "# Property: harbourandpine.example - GA4",
        "# ----------------------------------------",
        "# ",
        "# All Users",
        f"# Start date: {first:%Y%m%d}",
        f"# End date: {until:%Y%m%d}",
        header,
    ]
    for visit in demo_shop.visits(anchor, until, since):
        lines.append(
            f"{visit.day:%Y%m%d},{visit.channel},{visit.device},{visit.sessions},{visit.engaged},{visit.viewed},"
            f"{visit.carts},{visit.checkouts},{visit.buyers},{visit.purchases},{_money(visit.revenue)}"
        )
    path = folder / "data-export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _span(
    campaigns: tuple[Campaign, ...], anchor: date, until: datetime, since: date | None
) -> tuple[list[Spend], date, date]:
    spends = list(demo_shop.spends(campaigns, anchor, until, since))
    return spends, spends[0].day, spends[-1].day


def _budget(campaign: Campaign, kind: str) -> tuple[str, str]:
    """A campaign's budget and its kind, as both platforms export them; dashes where none was set."""
    return (_money(campaign.budget), kind) if campaign.budget else (" --", " --")


def _ends(campaign: Campaign, anchor: date) -> str:
    """The last day of a campaign that runs for so many."""
    first = anchor - campaign.age * DAY
    return f"{first + (campaign.runs - 1) * DAY}" if campaign.runs else "Ongoing"


def _google(folder: Path, anchor: date, until: datetime, since: date | None) -> Path:
    """The ".csv for Excel": UTF-16 with tabs, a range on line 2 and totals at the foot."""
    spends, first, last = _span(demo_shop.GOOGLE, anchor, until, since)
    rows = [
        ["Campaign report"],
        [f"{first:%-d %B %Y} - {last:%-d %B %Y}"],
        [
            "Day",
            "Campaign status",
            "Campaign",
            "Budget",
            "Budget type",
            "Campaign type",
            "Currency code",
            "Clicks",
            "Impr.",
            "Cost",
            "Conversions",
            "Conv. value",
        ],
    ]
    plans = {campaign.name: campaign for campaign in demo_shop.GOOGLE}
    for spend in spends:
        rows.append(
            [
                f"{spend.day:%Y-%m-%d}",
                "Enabled",
                spend.campaign,
                *_budget(plans[spend.campaign], "Daily"),
                spend.kind,
                "GBP",
                f"{spend.clicks:,}",
                f"{spend.impressions:,}",
                _money(spend.spend),
                f"{spend.conversions:,.2f}",
                f"{spend.value / 100:,.2f}",
            ]
        )
    rows.append(["Total: Account", *[""] * 5, "GBP", *[" --"] * 5])
    path = folder / "Campaign report.csv"
    path.write_bytes("\n".join("\t".join(row) for row in rows).encode("utf-16"))
    return path


def _meta(folder: Path, anchor: date, until: datetime, since: date | None) -> Path:
    header = (
        "Reporting starts",
        "Reporting ends",
        "Day",
        "Campaign name",
        "Campaign delivery",
        "Campaign budget",
        "Campaign budget type",
        "Ends",
        "Attribution setting",
        "Results",
        "Result indicator",
        "Reach",
        "Impressions",
        "Link clicks",
        "Amount spent (GBP)",
        "Purchases",
        "Purchases conversion value",
    )
    spends, first, last = _span(demo_shop.META, anchor, until, since)
    plans = {campaign.name: campaign for campaign in demo_shop.META}
    rows = (
        (
            first,
            last,
            spend.day,
            spend.campaign,
            "active",
            *_budget(plans[spend.campaign], "Lifetime"),
            _ends(plans[spend.campaign], anchor),
            "7-day click or 1-day view",
            round(spend.conversions),
            "actions:offsite_conversion.fb_pixel_purchase",
            round(spend.impressions * 0.7),
            spend.impressions,
            spend.clicks,
            _money(spend.spend),
            round(spend.conversions),
            _money(spend.value),
        )
        for spend in spends
    )
    return _table(folder / "Harbour-Pine-Campaigns.csv", header, rows)


def _amazon(folder: Path, anchor: date, until: datetime, since: date | None) -> Iterator[Export]:
    listings = list(demo_shop.listings(anchor, until, since))
    by_day = []
    for day, of_day in groupby(listings, key=lambda listing: listing.day):
        shown = list(of_day)
        by_day.append(
            (
                day,
                f"£{sum(each.sales for each in shown) / 100:,.2f}",
                sum(each.units for each in shown),
                sum(each.orders for each in shown),
                sum(each.sessions for each in shown),
            )
        )
    yield Export(
        path=_table(
            folder / "BusinessReport-by-date.csv",
            ("Date", "Ordered Product Sales", "Units Ordered", "Total Order Items", "Sessions - Total"),
            by_day,
        )
    )
    by_product = (
        (
            each.day,
            each.product.asin,
            each.product.asin,
            each.product.title,
            each.product.sku,
            each.sessions,
            each.units,
            f"£{each.sales / 100:,.2f}",
            each.orders,
        )
        for each in listings
    )
    yield Export(
        path=_table(
            folder / "BusinessReport-by-item.csv",
            (
                "Date",
                "(Parent) ASIN",
                "(Child) ASIN",
                "Title",
                "SKU",
                "Sessions - Total",
                "Units Ordered",
                "Ordered Product Sales",
                "Total Order Items",
            ),
            by_product,
        )
    )


def _stock(folder: Path, anchor: date, until: datetime, since: date | None) -> Iterator[Export]:
    """One count a morning: the export has no date of its own."""
    for day, counts in groupby(demo_shop.shelves(anchor, until, since), key=lambda shelf: shelf.day):
        rows = []
        for shelf in counts:
            title, _, size = shelf.product.title.partition(" - ")
            rows.append(
                (
                    _handle(title),
                    title,
                    "Size" if size else "Title",
                    size or "Default Title",
                    "",
                    "",
                    "",
                    "",
                    shelf.product.sku,
                    "",
                    "GB",
                    "Whitby",
                    shelf.incoming,
                    0,
                    shelf.committed,
                    shelf.available,
                    shelf.available + shelf.committed,
                )
            )
        yield Export(path=_table(folder / f"inventory_export_{day}.csv", STOCK_COLUMNS, rows), day=day)
