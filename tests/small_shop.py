"""A small shop whose every figure can be told by heart: thirteen months of the same few orders a day, written as the
export files that Shopify, GA4, Google, Meta and Amazon write."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.demo_files import ORDER_COLUMNS, PRODUCT_COLUMNS, STOCK_COLUMNS, Export

DAY = timedelta(days=1)
#: So many days before the story's Monday begin the facts: a year, and four weeks to compare it with.
SPAN = 392

CATALOGUE = {
    "AC-M": ("Aran Coat - M", "Outerwear", 15900, 6400),
    "AC-S": ("Aran Coat - S", "Outerwear", 15900, 6400),
    "LC-M": ("Lambswool Cardigan - M", "Knitwear", 7900, 3100),
    "BE-1": ("Ribbed Beanie", "Accessories", 2400, 700),
    "MG-1": ("Stoneware Mug", "Homeware", 1600, 450),
    "MS-1": ("M&S <Limited> Tote", "Accessories", 2200, 700),
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order of the own shop; money in pence."""

    number: int
    at: datetime
    sku: str
    quantity: int
    country: str = "GB"
    discount: int = 0
    refunded: bool = False
    wholesale: bool = False
    code: str = "TEN"  # written where there is a discount

    @property
    def gross(self) -> int:
        """Price × quantity."""
        return CATALOGUE[self.sku][2] * self.quantity

    @property
    def net(self) -> int:
        """After the discount and what was refunded."""
        return 0 if self.refunded else self.gross - self.discount


def orders(first: date, until: datetime) -> Iterator[Order]:
    """Two to four orders a day, decided by nothing but the day."""
    for ahead in range((until.date() - first).days + 1):
        day = first + ahead * DAY
        for place, order in enumerate(_of(day)):
            if order.at < until.replace(tzinfo=None):
                yield Order(**{**vars(order), "number": 1000 + 4 * ahead + place})


def _of(day: date) -> Iterator[Order]:
    turn = day.toordinal()
    yield Order(number=0, at=datetime.combine(day, time(7, 30)), sku="AC-M", quantity=1 + turn % 3)
    yield Order(
        number=0, at=datetime.combine(day, time(12, 15)), sku="BE-1", quantity=2, country="DE",
        discount=480 if turn % 4 == 0 else 0,
    )  # fmt: skip
    if day.weekday() < 5:
        quantity = 10 + turn % 5
        yield Order(
            number=0, at=datetime.combine(day, time(15, 0)), sku="MG-1", quantity=quantity, wholesale=True
        )
    if turn % 5 == 0:
        yield Order(
            number=0, at=datetime.combine(day, time(20, 0)), sku="LC-M", quantity=1, refunded=turn % 10 == 0
        )


def amazon_units(day: date) -> int:
    """Beanies sold on Amazon."""
    return 3 + day.toordinal() % 4


def sessions(day: date, channel: str, device: str) -> int:
    """Visits by where they came from and on what."""
    base = {"Organic Search": 120, "Paid Social": 60}[channel] + {"mobile": 30, "desktop": 10}[device]
    return base + day.toordinal() % 7


def spend(day: date, campaign: str) -> int:
    """What a campaign cost on a day, in pence."""
    return {"Brand search": 1200, "Shopping": 3400, "BF-Early": 5100}[campaign] + 10 * (day.toordinal() % 6)


# What the answers should be


def net_sales(start: date, end: date, *, where: Callable[[Order], bool] = bool) -> int:
    """Pence of the own shop over start ≤ day < end."""
    return sum(order.net for order in orders(start, datetime.combine(end - DAY, time.max)) if where(order))


def amazon_sales(start: date, end: date) -> int:
    """Pence sold on Amazon over start ≤ day < end."""
    return sum(2400 * amazon_units(start + ahead * DAY) for ahead in range((end - start).days))


# The files


def write(folder: Path, anchor: date, until: datetime, since: date | None = None) -> list[Export]:
    """Every export of the shop as it stood at `until` (from `since` on), in the order in which to import them."""
    folder.mkdir(parents=True, exist_ok=True)
    first = since - 14 * DAY if since else anchor - SPAN * DAY
    days = [first + ahead * DAY for ahead in range((until.date() - first).days + 1)]
    return [
        Export(path=_table(folder / "products_export.csv", PRODUCT_COLUMNS, _product_rows())),
        Export(path=write_orders(folder / "orders_export.csv", orders(first, until))),
        Export(path=_visits(folder / "data-export.csv", days)),
        Export(path=_google(folder / "Campaign report.csv", days)),
        Export(path=_meta(folder / "Campaigns.csv", days[-10:])),
        Export(path=_amazon(folder / "BusinessReport-by-item.csv", days)),
        Export(path=_amazon_days(folder / "BusinessReport-by-date.csv", days)),
        Export(path=_stock(folder / f"inventory_export_{days[-2]}.csv"), day=days[-2]),
        Export(path=_stock(folder / f"inventory_export_{days[-1]}.csv"), day=days[-1]),
    ]


def write_orders(path: Path, orders: Iterable[Order]) -> Path:
    """Some orders, as Shopify exports them."""
    return _table(path, ORDER_COLUMNS, _order_rows(orders))


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _placed(columns: Sequence[str], cells: dict[str, str]) -> list[str]:
    return [cells.get(column, "") for column in columns]


def _money(pence: int) -> str:
    return f"{pence / 100:.2f}"


def _product_rows() -> Iterator[list[str]]:
    for sku, (title, line, price, cost) in CATALOGUE.items():
        name, _, size = title.partition(" - ")
        yield _placed(
            PRODUCT_COLUMNS,
            {
                "Title": name, "URL handle": sku.lower(), "Type": line, "Status": "Active", "SKU": sku,
                "Vendor": "Small Shop", "Option1 name": "Size" if size else "Title",
                "Option1 value": size or "Default Title", "Price": _money(price), "Cost per item": _money(cost),
                "Published on online store": "TRUE", "Charge tax": "TRUE",
            },
        )  # fmt: skip


def _order_rows(orders: Iterable[Order]) -> Iterator[list[str]]:
    for order in orders:
        title = CATALOGUE[order.sku][0]
        yield _placed(
            ORDER_COLUMNS,
            {
                "Name": f"#{order.number}", "Id": str(order.number), "Email": f"c{order.number % 90}@example.com",
                "Financial Status": "refunded" if order.refunded else "paid", "Currency": "GBP",
                "Created at": f"{order.at:%Y-%m-%d %H:%M:%S} {_offset(order.at)}",
                "Lineitem quantity": str(order.quantity), "Lineitem name": title, "Lineitem sku": order.sku,
                "Lineitem price": _money(CATALOGUE[order.sku][2]), "Lineitem discount": "0.00",
                "Subtotal": _money(order.gross - order.discount), "Shipping": "0.00", "Taxes": "0.00",
                "Total": _money(order.gross - order.discount), "Discount Amount": _money(order.discount),
                "Discount Code": order.code if order.discount else "", "Billing Country": order.country,
                "Shipping Country": order.country,
                "Refunded Amount": _money(order.gross if order.refunded else 0),
                "Tags": "wholesale" if order.wholesale else "",
                "Source": "shopify_draft_order" if order.wholesale else "web",
            },
        )  # fmt: skip


def _offset(moment: datetime) -> str:
    """London's: summer time from the last Sunday of March to the last of October."""
    return f"{moment.replace(tzinfo=ZoneInfo('Europe/London')):%z}"


def _visits(path: Path, days: Sequence[date]) -> Path:
    header = (
        "Date", "Session default channel group", "Device category", "Sessions", "Engaged sessions",
        "Product view sessions", "Cart sessions", "Checkout sessions", "Purchase sessions", "Purchases",
        "Purchase revenue",
    )  # fmt: skip
    rows = [
        (
            f"{day:%Y%m%d}", channel, device, count, count // 2, count // 3, count // 8, count // 15,
            count // 40, count // 40, _money(5000 * (count // 40)),
        )
        for day in days
        for channel in ("Organic Search", "Paid Social")
        for device in ("mobile", "desktop")
        for count in [sessions(day, channel, device)]
    ]  # fmt: skip
    return _table(path, header, rows)


def _google(path: Path, days: Sequence[date]) -> Path:
    head = (
        f'Campaign report\n"{days[0]:%-d %B %Y} - {days[-1]:%-d %B %Y}"\n'
        "Day,Campaign status,Campaign,Budget,Budget type,Start date,End date,Campaign type,Currency code,Clicks,Impr.,Cost,Conversions,"
        "Conv. value\n"
    )
    lasts = f"{days[-1] - 14 * DAY},{days[-1] + 6 * DAY}"
    budgets = (("Brand search", "11.00,Daily, --, --"), ("Shopping", f"700.00,Campaign total,{lasts}"))
    rows = [
        f"{day},Enabled,{campaign},{budget},Search,GBP,{cost // 40},{cost},{_money(cost)},{cost // 600}.00,{_money(4 * cost)}"
        for day in days
        for campaign, budget in budgets
        for cost in [spend(day, campaign)]
    ]
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def _meta(path: Path, days: Sequence[date]) -> Path:
    header = (
        "Reporting starts", "Reporting ends", "Day", "Campaign name", "Campaign delivery", "Attribution setting",
        "Results", "Result indicator", "Ends", "Campaign budget", "Campaign budget type", "Reach", "Impressions",
        "Link clicks", "Amount spent (GBP)", "Purchases",
        "Purchases conversion value",
    )  # fmt: skip
    ends = days[-1] + 4 * DAY
    rows = [
        (
            days[0], days[-1], day, "BF-Early", "active", "7-day click or 1-day view", 4,
            "actions:offsite_conversion.fb_pixel_purchase", ends, "800.00", "Lifetime", 900, 1500, 60,
            _money(cost), 4, _money(3 * cost),
        )
        for day in days
        for cost in [spend(day, "BF-Early")]
    ]  # fmt: skip
    return _table(path, header, rows)


def _amazon(path: Path, days: Sequence[date]) -> Path:
    header = ("Date", "(Parent) ASIN", "(Child) ASIN", "Title", "SKU", "Sessions - Total", "Units Ordered",
              "Ordered Product Sales", "Total Order Items")  # fmt: skip
    rows = [
        (day, "B0SMALL001", "B0SMALL001", "Ribbed Beanie", "BE-1", 40, units, f"£{24 * units:.2f}", units)
        for day in days
        for units in [amazon_units(day)]
    ]
    return _table(path, header, rows)


def _amazon_days(path: Path, days: Sequence[date]) -> Path:
    header = ("Date", "Ordered Product Sales", "Units Ordered", "Total Order Items", "Sessions - Total")
    rows = [(day, f"£{24 * units:.2f}", units, units, 40) for day in days for units in [amazon_units(day)]]
    return _table(path, header, rows)


def _stock(path: Path) -> Path:
    rows = []
    for sku, (title, *_) in CATALOGUE.items():
        name, _, size = title.partition(" - ")
        rows.append((sku.lower(), name, "Size" if size else "Title", size or "Default Title", "", "", "", "", sku,
                     "", "GB", "Whitby", 0, 0, 2, 40, 42))  # fmt: skip
    return _table(path, STOCK_COLUMNS, rows)
