"""Faults that files brought in show together or alone, each named before any figure that is built on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import bot
from tests.stories.test_the_command_line import runner

DAY = timedelta(days=1)
FIRST = date(2026, 9, 20)
QUIET, ABOVE = date(2026, 11, 10), date(2026, 11, 12)
AT = ("--at", "2026-11-23T08:00")

SHOP = """\
currency: GBP
sessions_from: web
mappings:
  till: {source: till, fact: orders_day, columns: {day: Day, orders: Orders, gross_sales: Gross, net_sales: Net}}
  web: {source: web, fact: traffic_day, columns: {day: Day, sessions: Sessions, purchases: Bought, purchase_revenue: Worth}}
  shelf: {source: shelf, fact: stock_day, columns: {day: Day, sku: Code, title: Name, on_hand: There, available: Free}}
"""


def write(path: Path, header: str, rows: Iterable[Iterable[object]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return str(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A till that told of nothing on a day of many purchases, and of more net than gross; stock below zero."""
    folder = tmp_path_factory.mktemp("two-files")
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    days = [FIRST + at * DAY for at in range(64)]
    files = [
        write(folder / "till.csv", "Day,Orders,Gross,Net", (
            (day, *((0, 0, 0) if day == QUIET else (900, "45000.00", "46000.00" if day == ABOVE else "41000.00")))
            for day in days
        )),
        write(folder / "web.csv", "Day,Sessions,Bought,Worth", ((day, 40000, 880, "40000.00") for day in days)),
        write(folder / "shelf.csv", "Day,Code,Name,There,Free", [(days[-1], "M-1", "Mug", -4, -4), (days[-1], "H-1", "Hat", 9, 9)]),
    ]  # fmt: skip
    result = CliRunner().invoke(bot.cli, ["import", *files], env={"SHELFTALK_DATA": str(folder)})
    assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("figure", ["net sales", "orders", "aov", "gross sales"])
def test_zeros_where_there_were_thousands_are_no_figure(folder: Path, figure: str) -> None:
    printed = runner(folder)("ask", f"{figure} {QUIET}", *AT).stdout

    assert printed.startswith(
        "⚠ till: hardly any orders were recorded on Tue 10 Nov 2026, although web counted purchases."
    )
    assert "nothing recorded yet" in printed and "complete" not in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"net sales {ABOVE}", "net sales are above gross sales on Thu 12 Nov 2026"),
        ("discounts november", "net sales are above gross sales on Thu 12 Nov 2026"),
        ("net sales 2026-11-17", "hardly any orders were recorded on Tue 10 Nov 2026"),
        ("stock on hand", "1 product has a negative count on Sun 22 Nov 2026 (Mug)"),
        ("stock available by product", "1 product has a negative count"),
        ("weeks of cover", "1 product has a negative count"),
    ],
)
def test_each_fault_is_said_before_any_figure_built_on_it(folder: Path, words: str, said: str) -> None:
    printed = runner(folder)("ask", words, *AT).stdout

    assert printed.startswith("⚠ ") and said in printed


def test_sound_days_are_shown_as_sound(folder: Path) -> None:
    printed = runner(folder)("ask", "net sales 2026-11-20", *AT).stdout

    assert "⚠" not in printed and "complete" in printed
