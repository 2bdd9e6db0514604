"""Shopify's inventory in its three layouts."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

HEAD = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO"
WIDE = f"""{HEAD},Leeds,York
mug,Mug,Size,Small,,,,,MUG-S,,GB,5,not stocked
mug,,Size,Large,,,,,MUG-L,,GB,0,7
"""
SEVENTEEN = f"""{HEAD},Location,Incoming,Unavailable,Committed,Available,On hand
mug,Mug,Size,Small,,,,,MUG-S,,GB,Leeds,10,0,2,3,5
mug,Mug,Size,Small,,,,,MUG-S,,GB,York,not stocked,not stocked,not stocked,not stocked,not stocked
mug,Mug,Size,Large,,,,,,,GB,Leeds,0,0,0,-4,0
"""
NINETEEN = f"""{HEAD},Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)
mug,Mug,Size,Small,,,,,MUG-S,,GB,Leeds,A1,10,0,2,3,5,
"""
COUNTS = (
    "SELECT sku, l.name, on_hand, available, incoming, stocked_out FROM stock_day"
    " JOIN product p ON p.id = product_id JOIN label l ON l.id = location_id ORDER BY sku, l.name"
)


def test_a_column_for_each_location_holds_what_is_available_there(shelf) -> None:
    job = shelf.bring(WIDE)

    assert shelf.rows(COUNTS) == [
        ("MUG-L", "Leeds", None, 0, None, 1),
        ("MUG-L", "York", None, 7, None, 0),
        ("MUG-S", "Leeds", None, 5, None, 0),
    ]
    assert (job.rows_read, job.rows_used) == (2, 2)


def test_a_row_for_each_location_holds_every_count_and_keeps_negatives(shelf) -> None:
    job = shelf.bring(SEVENTEEN)

    assert shelf.rows(COUNTS) == [
        ("MUG-S", "Leeds", 5, 3, 10, 0),
        ("Mug - Large", "Leeds", 0, -4, 0, 1),
    ]
    assert job.left_out == {"not stocked at the location": 1}
    assert "Below zero, as sold before it arrived: 1 count, kept as written." in job.notes


def test_the_newest_layout_reads_what_is_there_now(shelf) -> None:
    shelf.bring(NINETEEN)

    assert shelf.rows(COUNTS) == [("MUG-S", "Leeds", 5, 3, 10, 0)]


def test_the_day_is_the_shops_own_at_the_import(shelf) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight in London

    job = shelf.bring(NINETEEN, now=late)

    assert shelf.one("SELECT day FROM stock_day") == date(2026, 7, 1) == job.first == job.last


def test_an_older_count_can_be_given_its_day(shelf) -> None:
    shelf.bring(NINETEEN, period=(date(2026, 2, 1), date(2026, 2, 2)))

    assert shelf.one("SELECT day FROM stock_day") == date(2026, 2, 1)


def test_the_same_code_on_two_products_at_one_location_adds_up(shelf) -> None:
    shelf.bring(SEVENTEEN + "cup,Cup,Title,Default Title,,,,,MUG-S,,GB,Leeds,0,0,0,4,4\n")

    assert (
        shelf.one("SELECT available FROM stock_day JOIN product p ON p.id = product_id WHERE sku = 'MUG-S'")
        == 7
    )


@pytest.mark.parametrize(
    ("name", "rows", "available"),
    [("inventory_export_demo_17col", 67, 7021), ("inventory_export_wide_location_25rows", 25, 1086)],
)
def test_real_inventory_exports_come_in_whole(shelf, real_file, name: str, rows: int, available: int) -> None:
    job = shelf.bring(real_file(f"formats/shopify/{name}.csv"))

    assert job.rows_used == rows
    assert shelf.one("SELECT sum(available) FROM stock_day") == available
