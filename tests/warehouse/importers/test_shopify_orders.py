"""Shopify's orders export: every quirk of it, from the file to the facts."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from warehouse.importers.format import Job, OrderRule, Refused
from warehouse.importers.order_rows import LINE, ORDER

TOTALS = "SELECT sum(orders), sum(gross_sales), sum(discounts), sum(returns), sum(net_sales) FROM orders_day"
LINES = "SELECT sku, sum(units), sum(gross_sales), sum(returns) FROM sales_day JOIN product ON product.id = product_id GROUP BY sku ORDER BY sku"
LABELS = "SELECT label.name, sum(orders) FROM orders_day JOIN label ON label.id = {}_id GROUP BY 1 ORDER BY 1"


def test_continuation_rows_belong_to_the_order_above_them(small_shop: Any, order: Any, item: Any) -> None:
    summary = small_shop.bring(
        order("#1", item("MUG", "2", "10.00"), item("CUP", "1", "5.00"), Subtotal="25.00", Total="25.00"),
        order("#2", item("MUG", "1", "10.00"), Subtotal="10.00", Total="10.00"),
    )

    assert (summary.rows_read, summary.rows_used, summary.left_out) == (3, 3, {})
    assert small_shop.rows(TOTALS) == [(2, 3500, 0, 0, 3500)]
    assert small_shop.rows(LINES) == [("CUP", 1, 500, 0), ("MUG", 3, 3000, 0)]


def test_codes_are_counted_by_day_and_follow_their_orders(small_shop: Any, order: Any, item: Any) -> None:
    codes = "SELECT code, orders, discounts FROM code_day ORDER BY code"
    with_code = {"Discount Amount": "1.00", "Subtotal": "9.00", "Total": "9.00"}
    small_shop.bring(
        order("#1", item("MUG"), Discount_Code="Ten", **with_code),
        order("#2", item("MUG"), Discount_Code="TEN", **with_code),
        order("#3", item("MUG"), Discount_Code="VIP, TEN", **with_code),
        order("#4", item("MUG")),
    )
    assert small_shop.rows(codes) == [("TEN", 2, 200), ("VIP, TEN", 1, 100)]

    small_shop.bring(order("#2", item("MUG")), name="later.csv")

    assert small_shop.rows(codes) == [("TEN", 1, 100), ("VIP, TEN", 1, 100)]
    used = small_shop.warehouse().discount_codes(date(2026, 2, 1), date(2026, 3, 1))
    assert sorted(used) == [("TEN", date(2026, 2, 2), 1), ("VIP, TEN", date(2026, 2, 2), 1)]


def test_a_row_without_a_number_belongs_to_the_order_above_it(small_shop: Any, order: Any, item: Any) -> None:
    first, second = order("#1", item("MUG"), item("CUP"))

    small_shop.bring([first, {**second, "Name": ""}])

    assert small_shop.rows(TOTALS)[0][:2] == (1, 2000)


def test_columns_are_found_by_name_whatever_their_case_and_order(
    small_shop: Any, order: Any, item: Any, csv_of: Any
) -> None:
    (row,) = order("#1", item("MUG", "3", "1.50"))
    columns = sorted(row, reverse=True)
    text = csv_of([row], columns)
    head, _, rest = text.partition("\n")

    small_shop.bring_file(small_shop.write(f"{head.upper()}\n{rest}"))

    assert small_shop.rows(LINES) == [("MUG", 3, 450, 0)]


@pytest.mark.parametrize(
    "absent", ["Lineitem discount", "Refunded Amount", "Tags", "Duties", "Lineitem sku", "Payment Terms Name"]
)
def test_an_older_export_lacks_columns_and_is_read(
    absent: str, small_shop: Any, order: Any, item: Any, csv_of: Any
) -> None:
    (row,) = order("#1", item("MUG"))
    row.pop(absent, None)

    small_shop.bring_file(small_shop.write(csv_of([row], list(row))))

    assert small_shop.rows(TOTALS)[0][:2] == (1, 1000)


def test_a_cancelled_order_is_counted_and_its_money_is_not(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(
        order("#1", item()),
        order(
            "#2", item(), Cancelled_at="2026-02-03 09:00:00 +0000", Financial_Status="refunded", Total="10.00"
        ),
        order("#3", item(), Financial_Status="voided"),
    )

    assert small_shop.rows(
        "SELECT sum(orders), sum(cancelled_orders), sum(net_sales), sum(units) FROM shop_day"
    ) == [(3, 2, 1000, 1)]
    assert small_shop.rows(LINES) == [("MUG", 1, 1000, 0)]


def test_a_refund_is_on_the_order_s_own_day_and_shared_over_its_lines(
    small_shop: Any, order: Any, item: Any
) -> None:
    small_shop.bring(
        order(
            "#1",
            item("MUG", "1", "20.00"),
            item("CUP", "1", "10.00"),
            Refunded_Amount="10.00",
            Subtotal="30.00",
            Total="30.00",
        ),
        name="february.csv",
    )

    assert small_shop.rows(LINES) == [("CUP", 1, 1000, 333), ("MUG", 1, 2000, 667)]
    assert small_shop.rows(
        "SELECT DISTINCT date(day * 86400, 'unixepoch') FROM orders_day WHERE returns > 0"
    ) == [("2026-02-02",)]


def test_a_refunded_order_of_an_old_export_was_refunded_whole(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item(), Financial_Status="refunded", Total="10.00"))

    assert small_shop.rows(TOTALS) == [(1, 1000, 0, 1000, 0)]


def test_a_later_export_of_an_order_replaces_it(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item("MUG"), item("CUP")), name="monday.csv")
    small_shop.bring(
        order(
            "#1",
            item("MUG"),
            Refunded_Amount="4.00",
            Subtotal="10.00",
            Created_at="2026-02-05 08:00:00 +0000",
        ),
        name="tuesday.csv",
    )

    assert small_shop.rows(LINES) == [("MUG", 1, 1000, 400)]
    assert small_shop.rows("SELECT DISTINCT date(day * 86400, 'unixepoch') FROM orders_day") == [
        ("2026-02-05",)
    ]
    assert small_shop.rows("SELECT count(*) FROM source_day WHERE fact = 'orders_day'") == [(1,)]


def test_the_same_orders_in_another_file_change_nothing(
    small_shop: Any, order: Any, item: Any, csv_of: Any
) -> None:
    orders = [order(f"#{n}", item("MUG"), item("CUP"), Email=f"c{n % 2}@example.com") for n in range(5)]
    small_shop.bring(*orders, name="one.csv")
    before = small_shop.dump()

    small_shop.bring(*orders[::-1], name="two.csv")

    assert small_shop.dump() == before


def test_an_order_whose_rows_stand_apart_is_put_together(
    small_shop: Any, order: Any, item: Any, csv_of: Any
) -> None:
    one, two = order("#1", item("MUG"), item("CUP"), Subtotal="20.00"), order("#2", item("MUG"))

    summary = small_shop.bring_file(small_shop.write(csv_of([one[0], *two, one[1]])))

    assert small_shop.rows(TOTALS)[0][:2] == (2, 3000)
    assert (summary.rows_read, summary.rows_used) == (3, 3)


def test_an_earlier_order_that_arrives_late_makes_the_first_one_returning(
    small_shop: Any, order: Any, item: Any
) -> None:
    types = LABELS.format("customer_type")
    small_shop.bring(
        order("#2", item(), Email="Ann@example.com", Created_at="2026-02-02 10:00:00 +0000"),
        order("#3", item()),
    )
    assert small_shop.rows(types) == [("(unknown)", 1), ("new", 1)]

    small_shop.bring(
        order("#1", item(), Email=" ann@EXAMPLE.com", Created_at="2026-01-05 10:00:00 +0000"),
        name="january.csv",
    )

    assert small_shop.rows(types) == [("(unknown)", 1), ("new", 1), ("returning", 1)]
    assert small_shop.rows(
        "SELECT date(day * 86400, 'unixepoch') FROM orders_day JOIN label ON label.id = customer_type_id WHERE name = 'new'"
    ) == [("2026-01-05",)]


def test_nothing_personal_is_stored(small_shop: Any, order: Any, item: Any) -> None:
    (row,) = order("#1", item(), Email="ann@example.com")
    row |= {
        "Billing Name": "Ann Arbor",
        "Billing Phone": "+44 20 7946 0000",
        "Notes": "ring twice",
        "Shipping Street": "1 High St",
    }
    with_more = list(row)
    from_text = ",".join(with_more) + "\n" + ",".join(row[name] for name in with_more) + "\n"

    small_shop.bring_file(small_shop.write(from_text))

    stored = repr(small_shop.dump(but=()))
    assert not [word for word in ("ann@", "Arbor", "7946", "ring twice", "High St") if word in stored]
    assert not {"billing name", "phone", "notes", "shipping street"} & {*ORDER.values(), *LINE.values()}


def test_where_nothing_is_said_it_says_unknown(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(
        order("#1", {"quantity": "1", "price": "3.00"}, Shipping_Country="", Billing_Country=""),
        order("#2", item(), Shipping_Country="", Billing_Country="fr"),
    )

    assert small_shop.rows(LABELS.format("country")) == [("(unknown)", 1), ("FR", 1)]
    assert small_shop.rows(LABELS.format("segment")) == [("unassigned", 2)]
    assert ("(unknown)", 1, 300, 0) in small_shop.rows(LINES)


def test_a_line_without_a_sku_is_known_by_its_title_and_variant(
    small_shop: Any, order: Any, item: Any
) -> None:
    small_shop.bring(order("#1", item("", name="Whale 35cm - Ocean Blue")))

    assert small_shop.rows("SELECT sku, title FROM product") == [
        ("Whale 35cm - Ocean Blue", "Whale 35cm - Ocean Blue")
    ]


def test_segments_and_sales_channels_follow_tags_source_and_payment_terms(
    small_shop: Any, order: Any, item: Any
) -> None:
    small_shop.rules = replace(
        small_shop.rules,
        segments={
            "B2B": OrderRule(tags=("Trade",), payment_terms=("Net 30",)),
            "B2C": OrderRule(sources=("web",)),
        },
        sales_channels={
            "Wholesale": OrderRule(payment_terms=("Net 30",)),
            "TikTok": OrderRule(sources=("tiktok",)),
        },
    )
    small_shop.bring(
        order("#1", item(), Tags="vip, trade"),
        order("#2", item(), Payment_Terms_Name="Net 30", Source="shopify_draft_order"),
        order("#3", item()),
        order("#4", item(), Source="tiktok"),
    )

    assert small_shop.rows(LABELS.format("segment")) == [("B2B", 2), ("B2C", 1), ("unassigned", 1)]
    assert small_shop.rows(LABELS.format("sales_channel")) == [
        ("Shopify", 2),
        ("TikTok", 1),
        ("Wholesale", 1),
    ]


def test_postage_counts_as_sales_and_is_never_ranked(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.rules = replace(small_shop.rules, not_products=("dot", "Gift Card"))
    small_shop.bring(order("#1", item("DOT", price="99.00"), item("", name="gift card"), item("MUG")))

    assert small_shop.rows("SELECT sku FROM product WHERE ranked") == [("MUG",)]
    assert small_shop.rows(TOTALS)[0][1] == 11900


def test_times_are_the_shop_s_own_as_written(small_shop: Any, order: Any, item: Any) -> None:
    summary = small_shop.bring(order("#1", item(), Created_at="2026-02-28 23:30:00 -0500"))

    assert small_shop.rows("SELECT hour, orders FROM sales_hour") == [(23, 1)]
    assert (summary.first, summary.last) == (date(2026, 2, 28), date(2026, 2, 28))
    assert small_shop.warehouse().coverage("orders_day")[0].through == datetime.fromisoformat(
        "2026-02-28 23:30"
    )


def test_lines_that_cannot_be_sales_are_left_out_and_counted(small_shop: Any, order: Any, item: Any) -> None:
    summary = small_shop.bring(
        order("#1", item("A"), item("B", price=""), item("C", quantity="-1"), item("D", quantity="")),
        order("#2"),
    )

    assert summary.left_out == {
        "a line without a price": 1, "a negative quantity": 1, "a line without a quantity": 1, "a row without a line": 1,
    }  # fmt: skip
    assert (summary.rows_read, summary.rows_used) == (5, 1)


def test_goods_without_a_price_stay_in_the_sales_as_unknown(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item("A"), item("B", price=""), Subtotal="25.00", Total="25.00"))

    assert small_shop.rows(LINES) == [("(unknown)", 0, 1500, 0), ("A", 1, 1000, 0)]


def test_orders_through_the_test_gateway_are_left_out(small_shop: Any, order: Any, item: Any) -> None:
    summary = small_shop.bring(
        order("#1", item(), Payment_Method="(for testing) Bogus Gateway"), order("#2", item())
    )

    assert summary.left_out == {"a test order": 1}
    assert small_shop.rows(TOTALS)[0][0] == 1


def test_embedded_newlines_are_part_of_their_cell(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item(name="A mug\nwith a\r\nbreak"), item("CUP"), Discount_Code="A\nB"))

    assert small_shop.rows(TOTALS)[0][:2] == (1, 2000)


def test_a_shop_with_tax_in_its_prices_has_it_taken_out(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.rules = replace(small_shop.rules, tax_included=True)
    small_shop.bring(
        order(
            "#1",
            item("A", price="100.00"),
            item("B", price="20.00"),
            Subtotal="120.00",
            Taxes="20.00",
            Total="120.00",
            Currency="ZAR",
        )
    )

    assert small_shop.rows("SELECT sum(net_sales), sum(taxes), sum(total_sales) FROM shop_day") == [
        (10000, 2000, 12000)
    ]
    assert small_shop.rows(LINES) == [("A", 1, 8333, 0), ("B", 1, 1667, 0)]


def test_prices_that_seem_to_include_tax_are_pointed_out(small_shop: Any, order: Any, item: Any) -> None:
    summary = small_shop.bring(order("#1", item(), Subtotal="10.00", Taxes="1.67", Total="10.00"))

    assert "tax_included: true" in " ".join(summary.notes)


def test_skus_that_a_spreadsheet_shortened_are_pointed_out(small_shop: Any, order: Any, item: Any) -> None:
    summary = small_shop.bring(order("#1", item("4.06138E+12")))

    assert "shortened by a spreadsheet" in " ".join(summary.notes)


def test_a_second_currency_is_refused_with_the_way_out(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item()))
    with pytest.raises(Refused, match=r"order #2 is in EUR.*in GBP.*SHELFTALK_DATA"):
        small_shop.bring(order("#2", item(), Currency="EUR"), name="euros.csv")

    with pytest.raises(Refused, match="is in USD"):
        small_shop.bring(order("#3", item()), order("#4", item(), Currency="USD"), name="both.csv")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"price": "ten"}, "order #1 .*“ten” under “Lineitem price” is not an amount"),
        ({"quantity": "1.5"}, "“1.5” under “Lineitem quantity” is not a whole number"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    cells: dict[str, str], said: str, small_shop: Any, order: Any, item: Any
) -> None:
    with pytest.raises(Refused, match=said):
        small_shop.bring(order("#1", item(**cells)))


def test_a_date_that_a_spreadsheet_rewrote_is_named(small_shop: Any, order: Any, item: Any) -> None:
    with pytest.raises(Refused, match="“2/12/2026 10:30” under “Created at” is not a moment"):
        small_shop.bring(order("#1", item(), Created_at="2/12/2026 10:30"))


def test_a_row_of_another_width_is_named(small_shop: Any, order: Any, item: Any, csv_of: Any) -> None:
    with pytest.raises(Refused, match=r"line 3: this row has 2 cells and the header has 28"):
        small_shop.bring_file(small_shop.write(csv_of(order("#1", item())) + "#2,\n"))


def test_yen_have_no_pence(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item(price="1200"), Currency="JPY"))

    assert small_shop.rows(TOTALS)[0][1] == 1200


@pytest.mark.parametrize(("rows", "notes"), [(1_048_574, 0), (1_048_575, 1), (2_000_000, 1)])
def test_a_file_as_long_as_a_spreadsheet_can_hold_may_have_been_cut(rows: int, notes: int) -> None:
    job = Job(now=datetime(2026, 11, 23, tzinfo=UTC), rows_read=rows)

    job.note_a_full_sheet()

    assert len([note for note in job.notes if f"{rows:,} rows" in note]) == notes


def test_the_facts_file_is_one_a_stranger_can_open(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item()))
    connection = sqlite3.connect(small_shop.path)

    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
