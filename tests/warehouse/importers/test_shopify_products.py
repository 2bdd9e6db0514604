"""Shopify's products in their three layouts."""

from __future__ import annotations

import pytest

LEGACY = """Handle,Title,Body (HTML),Vendor,Type,Option1 Name,Option1 Value,Option2 Value,Variant SKU,Variant Price,Variant Compare At Price,Cost per item,Status
mug,Mug,"<p>Blue,
round</p>",Acme,Kitchen,Size,Small,Blue,MUG-S,9.99,12.00,4.10,active
mug,,,,,,Large,Blue,MUG-L,14.99,,,
mug,,,,,,,,,,,,
lamp,Lamp,,Acme,Light,Title,Default Title,,,69.99,,,draft
"""
NEWEST = """Title,URL handle,Vendor,Type,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,Cost per item
Mug,mug,Acme,Kitchen,Active,MUG-S,Size,Small,9.99,12.00,4.10
,mug,,,,MUG-L,,Large,14.99,,
Lamp,lamp,Acme,Light,Draft,,Title,Default Title,69.99,,
"""
DESCRIBED = (
    "SELECT sku, title, l.name, vendor, handle, status, price, compare_at, unit_cost"
    " FROM product p JOIN label l ON l.id = product_line_id ORDER BY p.id"
)


def test_variants_take_after_the_first_row_of_their_product(shelf) -> None:
    job = shelf.bring("\ufeff" + LEGACY)

    assert shelf.rows(DESCRIBED) == [
        ("MUG-S", "Mug - Small / Blue", "Kitchen", "Acme", "mug", "active", 999, 1200, 410),
        ("MUG-L", "Mug - Large / Blue", "Kitchen", "Acme", "mug", "active", 1499, None, None),
        ("Lamp", "Lamp", "Light", "Acme", "lamp", "draft", 6999, None, None),
    ]
    assert (job.rows_read, job.rows_used) == (4, 3)
    assert job.left_out == {"images of a product, without a price": 1}
    assert job.notes == ["No SKU on 1 row: known by product and variant title instead."]


def test_the_newest_layout_says_the_same_of_a_product(shelf) -> None:
    shelf.bring(NEWEST)

    assert [row[:6] for row in shelf.rows(DESCRIBED)] == [
        ("MUG-S", "Mug - Small", "Kitchen", "Acme", "mug", "active"),
        ("MUG-L", "Mug - Large", "Kitchen", "Acme", "mug", "active"),
        ("Lamp", "Lamp", "Light", "Acme", "lamp", "draft"),
    ]


def test_a_later_export_changes_what_it_says_and_leaves_the_rest(shelf) -> None:
    shelf.bring(LEGACY)
    shelf.bring(LEGACY.replace("9.99,12.00,4.10,active", "10.99,,,active"))

    assert shelf.one("SELECT price, compare_at, unit_cost FROM product WHERE sku = 'MUG-S'") == (
        1099,
        1200,
        410,
    )


def test_a_product_export_writes_no_fact(shelf) -> None:
    shelf.bring(LEGACY)

    assert shelf.one("SELECT count(*) FROM source_day") == 0


def test_a_price_that_is_no_number_is_refused_with_its_line(shelf) -> None:
    with pytest.raises(
        Exception, match=r"export\.csv, line 4: “cheap” under “Variant Price” is not a number"
    ):
        shelf.bring(LEGACY.replace("14.99", "cheap"))


def test_codes_that_a_spreadsheet_spoilt_are_pointed_out(shelf) -> None:
    job = shelf.bring(LEGACY.replace("MUG-S", "4.06138E+12"))

    assert any("a spreadsheet has cut their last digits" in note for note in job.notes)


@pytest.mark.parametrize(
    ("name", "variants", "images"),
    [
        ("products_export_demo_56col", 95, 20),
        ("products_partners_jewelery", 23, 18),
        ("products_packt_mit", 21, 0),
        ("products_template_bom", 5, 0),
    ],
)
def test_real_product_exports_come_in_whole(shelf, real_file, name: str, variants: int, images: int) -> None:
    job = shelf.bring(real_file(f"formats/shopify/{name}.csv"))

    assert (job.rows_used, sum(job.left_out.values())) == (variants, images)
    assert shelf.one("SELECT count(*) FROM product WHERE price IS NULL") == 0
