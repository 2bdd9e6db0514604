"""A Shopify orders export of any length, the same every time, in its true 79 columns."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
).split(",")
SKUS = 10_000
ORDERS_A_DAY = 600


def write(path: Path, lines: int) -> Path:
    """Write an export of about so many lines: 1 to 6 an order, one order in seven with a discount, a few refunded."""
    chance = random.Random(20261123)
    with path.open("w", newline="", encoding="utf-8") as stream:
        out = csv.DictWriter(stream, HEADER, restval="", lineterminator="\n")
        out.writeheader()
        written = number = 0
        while written < lines:
            number += 1
            rows = list(_order(chance, number))
            out.writerows(rows)
            written += len(rows)
    return path


def _order(chance: random.Random, number: int) -> Iterator[dict[str, str]]:
    placed = datetime(2024, 1, 1) + timedelta(days=number // ORDERS_A_DAY, seconds=(number * 7919) % 86_400)  # noqa: DTZ001
    created = f"{placed:%Y-%m-%d %H:%M:%S} +0000"
    email = f"customer{chance.randrange(number // 2 + 1)}@example.com"
    lines = [
        (chance.randrange(SKUS), chance.randint(1, 3)) for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4, 6)))
    ]
    prices = [3_00 + (sku * 7919) % 97_00 for sku, _ in lines]
    goods = sum(price * quantity for price, (_, quantity) in zip(prices, lines, strict=True))
    discount = goods // 10 if number % 7 == 0 else 0
    refund = (goods - discount) // 2 if number % 23 == 0 else 0
    subtotal, taxes = goods - discount, (goods - discount) // 5
    head = {
        "Financial Status": "paid", "Currency": "GBP", "Subtotal": _money(subtotal), "Shipping": "3.95",
        "Taxes": _money(taxes), "Total": _money(subtotal + taxes + 3_95), "Discount Amount": _money(discount),
        "Shipping Country": ("GB", "GB", "GB", "DE", "FR")[number % 5], "Billing Country": "GB", "Source": "web",
        "Refunded Amount": _money(refund), "Payment Method": "Shopify Payments", "Id": str(4_000_000_000 + number),
        "Cancelled at": created if number % 61 == 0 else "", "Tax 1 Name": "GB VAT 20%", "Tax 1 Value": _money(taxes),
    }  # fmt: skip
    for place, ((sku, quantity), price) in enumerate(zip(lines, prices, strict=True)):
        yield {
            "Name": f"#{number}", "Email": email, "Created at": created, "Lineitem quantity": str(quantity),
            "Lineitem name": f"Product {sku} - Standard", "Lineitem price": _money(price), "Lineitem sku": f"SKU-{sku:05}",
            "Lineitem requires shipping": "true", "Lineitem taxable": "true", "Lineitem discount": "0.00",
            "Vendor": "Big Shop", **(head if place == 0 else {}),
        }  # fmt: skip


def _money(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"
