"""A shop of two Sundays, whose channels are the whole bridge of the design: £197,100 before, £184,800 after."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sandbox.demo_files import ORDER_COLUMNS

#: Sessions, orders and net sales in pounds by channel, on the Sunday before and on the Sunday after.
BEFORE = {
    "Organic search": (31_200, 905, 74_800),
    "Paid search": (21_400, 642, 54_300),
    "Email/SMS": (11_800, 448, 37_400),
    "Paid social": (17_600, 176, 14_500),
    "Direct": (10_400, 187, 16_100),
}
AFTER = {
    "Organic search": (30_100, 861, 70_600),
    "Paid search": (20_900, 618, 52_100),
    "Email/SMS": (9_300, 346, 28_300),
    "Paid social": (27_900, 251, 19_900),
    "Direct": (9_900, 168, 13_900),
}
DAY = timedelta(days=1)
SUNDAYS = {date(2025, 11, 23): BEFORE, date(2026, 11, 22): AFTER}
#: The day after has begun, so that the Sunday is over.
MONDAY = date(2026, 11, 23)
PRODUCTS = ("Aran Coat", "Lambswool Cardigan", "Ribbed Beanie", "Stoneware Mug", "Wax Jacket", "Linen Shirt")
DEVICES = (("mobile", 6), ("desktop", 4))


def write(folder: Path) -> list[Path]:
    """The exports: Shopify's orders, and GA4's sessions of each Sunday."""
    folder.mkdir(parents=True, exist_ok=True)
    visits = [_visits(folder / f"data-export-{day}.csv", day, channels) for day, channels in SUNDAYS.items()]
    return [_orders(folder / "orders_export.csv"), *visits]


def _orders(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ORDER_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        number = 1000
        for day, channels in SUNDAYS.items():
            orders, pence = (sum(row[at] for row in channels.values()) for at in (1, 2))
            for place, amount in enumerate(_shared(100 * pence, [1] * orders)):
                number += 1
                writer.writerow(_order(number, day, place, amount))
        writer.writerow(_order(number + 1, MONDAY, 0, 8_000))
    return path


def _order(number: int, day: date, place: int, pence: int) -> dict[str, str]:
    title = PRODUCTS[place % len(PRODUCTS)]
    at = datetime.combine(day, time(place % 24 if day != MONDAY else 7, place % 60))
    return {
        "Name": f"#{number}", "Id": str(number), "Financial Status": "paid", "Currency": "GBP",
        "Created at": f"{at:%Y-%m-%d %H:%M:%S} +0000", "Lineitem quantity": "1", "Lineitem name": title,
        "Lineitem sku": title.upper().replace(" ", "-"), "Lineitem price": f"{pence / 100:.2f}",
        "Lineitem discount": "0.00", "Subtotal": f"{pence / 100:.2f}", "Shipping": "0.00", "Taxes": "0.00",
        "Total": f"{pence / 100:.2f}", "Discount Amount": "0.00", "Billing Country": "GB",
        "Shipping Country": "GB", "Refunded Amount": "0.00", "Source": "web",
    }  # fmt: skip


def _visits(path: Path, day: date, channels: Mapping[str, tuple[int, int, int]]) -> Path:
    header = ("Date", "Session default channel group", "Device category", "Sessions", "Purchase sessions", "Purchases", "Purchase revenue")  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for channel, (sessions, orders, pounds) in channels.items():
            writer.writerows(_rows(day, channel, sessions, orders, pounds))
        writer.writerows(_rows(day + DAY, "Direct", 10, 1, 80))
    return path


def _rows(day: date, channel: str, sessions: int, orders: int, pounds: int) -> Iterator[tuple[object, ...]]:
    """One channel's day, shared over the devices."""
    weights = [weight for _, weight in DEVICES]
    shared = (_shared(one, weights) for one in (sessions, orders, 100 * pounds))
    for (device, _), visits, bought, pence in zip(DEVICES, *shared, strict=True):
        yield f"{day:%Y%m%d}", channel, device, visits, bought, bought, f"{pence / 100:.2f}"


def _shared(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number shared out by weight, to its last unit."""
    whole, made, past = sum(weights), [], 0
    for weight in weights:
        made.append(total * (past + weight) // whole - total * past // whole)
        past += weight
    return made
