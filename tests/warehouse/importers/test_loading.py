"""Files are imported together or not at all, and the same file twice changes nothing."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse.importers import Refused, Rules, import_files

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_the_same_file_twice_changes_nothing(small_shop: Any, order: Any, item: Any) -> None:
    first = small_shop.bring(order("#1", item(), Email="ann@example.com"))
    before = small_shop.dump(but=())

    again = small_shop.bring(order("#1", item(), Email="ann@example.com"))

    assert (first.already_loaded, again.already_loaded) == (False, True)
    assert (again.rows_read, again.first, again.last) == (1, date(2026, 2, 2), date(2026, 2, 2))
    assert small_shop.dump(but=()) == before


def test_the_same_file_under_other_settings_is_read_again(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item(price="12.00"), Subtotal="12.00", Taxes="2.00", Total="12.00"))
    small_shop.rules = replace(small_shop.rules, tax_included=True)

    summary = small_shop.bring(
        order("#1", item(price="12.00"), Subtotal="12.00", Taxes="2.00", Total="12.00")
    )

    assert not summary.already_loaded
    assert small_shop.rows("SELECT net_sales FROM shop_day") == [(1000,)]


def test_settings_about_products_alone_hold_at_once_for_all(small_shop: Any, order: Any, item: Any) -> None:
    small_shop.bring(order("#1", item("DOT")))
    small_shop.rules = replace(small_shop.rules, not_products=("DOT",))

    assert small_shop.bring(order("#1", item("DOT"))).already_loaded
    assert small_shop.rows("SELECT ranked FROM product") == [(0,)]


@pytest.mark.parametrize(
    "bad",
    [
        "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n#9,2026-02-02 10:30:00,1,A,oops\n",
        "a,b\n1,2\n",
        b"PK\x03\x04 not a csv",
        gzip.compress(b"Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n" * 500)[:-20],
        "",
    ],
)
def test_a_bad_file_leaves_the_facts_as_they_were(
    bad: str | bytes, small_shop: Any, order: Any, item: Any
) -> None:
    small_shop.bring(order("#1", item()), name="good.csv")
    before = small_shop.dump(but=())
    files = [small_shop.write(_orders("#2"), "also good.csv"), small_shop.write(bad, "bad.csv")]

    with pytest.raises(Refused, match=r"bad\.csv"):
        import_files(small_shop.path, files, Rules(), now=NOW)

    assert small_shop.dump(but=()) == before


def test_a_file_that_is_not_there_is_refused(small_shop: Any, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be opened"):
        small_shop.bring_file(tmp_path / "nowhere.csv")


def test_an_unknown_file_is_told_the_nearest_format_and_what_it_lacks(small_shop: Any) -> None:
    text = "Name,Created at,Lineitem quantity,Lineitem name,Total\n#1,2026-02-02 10:30:00,1,A,2.00\n"

    with pytest.raises(
        Refused, match=r"nearest known format is Shopify orders; missing there: “lineitem price”"
    ):
        small_shop.bring_file(small_shop.write(text))


def test_facts_that_live_in_a_warehouse_are_not_loaded_here(small_shop: Any) -> None:
    with pytest.raises(Refused, match="WAREHOUSE_URL"):
        import_files("postgresql://facts", [small_shop.write(_orders("#1"))], Rules(), now=NOW)


def test_the_summary_says_what_is_now_complete_and_where_days_are_missing(
    small_shop: Any, order: Any, item: Any
) -> None:
    small_shop.bring(
        order("#1", item(), Created_at="2026-01-05 10:00:00"),
        order("#2", item(), Created_at="2026-01-20 10:00:00"),
        name="a.csv",
    )

    summary = small_shop.bring(order("#3", item(), Created_at="2026-02-10 10:00:00"), name="b.csv")

    assert summary.gaps == ((date(2026, 1, 21), date(2026, 2, 10)),)  # 20 days; the 14 before it are no gap
    assert summary.complete_through == date(2026, 2, 9)


def test_progress_reaches_its_end_and_never_passes_it(small_shop: Any, tmp_path: Path) -> None:
    rows = "".join(f"#{n},2026-02-02 10:30:00,1,A,2.00\n" for n in range(12_000))
    head = "Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"
    plain, zipped = (
        small_shop.write(head + rows, "a.csv"),
        small_shop.write(gzip.compress((head + rows).encode()), "b.csv.gz"),
    )
    told: list[tuple[int, int]] = []

    import_files(small_shop.path, [plain, zipped], Rules(), now=NOW, progress=lambda *at: told.append(at))

    assert len(told) >= 6
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert told[-1][1] == pytest.approx(24_000, rel=0.2)  # an estimate: what is zipped hides its length


def test_several_files_at_once_are_one_load_each(small_shop: Any) -> None:
    files = [
        small_shop.write(_orders("#1"), "a.csv"),
        small_shop.write(_orders("#2"), "b.csv"),
        small_shop.write(_orders("#1"), "c.csv"),
    ]

    summaries = import_files(f"sqlite:///{small_shop.path}", files, Rules(), now=NOW)

    assert [summary.already_loaded for summary in summaries] == [False, False, True]
    assert small_shop.rows("SELECT sum(orders) FROM shop_day") == [(2,)]
    assert [load.file for load in small_shop.warehouse().loads()] == ["b.csv", "a.csv"]


def test_rules_are_read_from_the_shop_s_settings() -> None:
    from shop import OrderRule, Shop, Source

    shop = Shop(
        currency="EUR", time_zone="Europe/Berlin", segments={"B2B": OrderRule(tags=("trade",))}, not_products=("DOT",),
        sources={"shopify_orders": Source(sales_channel="Web shop")}, gap_days=7, tax_included=True,
    )  # fmt: skip
    rules = Rules.of(shop)

    assert (rules.currency, str(rules.zone), rules.gap_days, rules.tax_included) == (
        "EUR",
        "Europe/Berlin",
        7,
        True,
    )
    assert rules.segments["B2B"].tags == ("trade",)
    assert rules.source_sales_channels == {"shopify_orders": "Web shop"}
    assert rules.terms() == Rules.of(shop).terms() != Rules().terms()


def _orders(number: str) -> str:
    return f"Name,Created at,Lineitem quantity,Lineitem name,Lineitem price\n{number},2026-02-02 10:30:00,1,A,2.00\n"
