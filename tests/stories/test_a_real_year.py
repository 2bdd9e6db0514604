"""Thirteen months of a real gift shop come in whole, and the answers are the truth to the penny."""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import bot

FOLDER = Path(__file__).parents[3] / "shared/data/shopify_uci_year"
FILES = sorted(FOLDER.glob("orders_export_*.csv.gz"))
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(len(FILES) < 13, reason=f"the real exports are not here: {FOLDER}"),
]

NOVEMBER, OCTOBER = {"start": "2011-11-01", "end": "2011-12-01"}, {"start": "2011-10-01", "end": "2011-11-01"}


@pytest.fixture
def year(real_year: tuple[Path, str]) -> tuple[Path, str]:
    """The data folder with the whole year in it, and what the import said."""
    return real_year


def run(folder: Path, *arguments: str) -> Any:
    """`bot.py` in that folder."""
    environment = {"SHELFTALK_DATA": str(folder), "WAREHOUSE_URL": None}
    return CliRunner().invoke(bot.cli, list(arguments), env=environment)


def figures(folder: Path, words: str) -> list[dict[str, Any]]:
    """The figures of an answer on the first of December."""
    return list(json.loads(run(folder, "ask", words, "--at", "2011-12-01T08:00", "--json").stdout)["figures"])


def total(folder: Path, metric: str, period: dict[str, str]) -> Any:
    """One figure of November or October."""
    words = f"{metric} November 2011 vs previous month"
    return next(
        figure["value"]
        for figure in figures(folder, words)
        if figure["period"] == period and figure["segment"] is None
    )


def sales_of(month: str) -> dict[str, Decimal]:
    """Net sales by country, straight from the file: lines less discounts and refunds, on the order's own day."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    country = ""
    with gzip.open(FOLDER / f"orders_export_{month}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Financial Status"]:
                country = row["Shipping Country"] or row["Billing Country"] or "(unknown)"
                found[country] -= Decimal(row["Discount Amount"] or 0) + Decimal(row["Refunded Amount"] or 0)
            found[country] += Decimal(row["Lineitem price"]) * int(row["Lineitem quantity"])
            found[country] -= Decimal(row["Lineitem discount"] or 0)
    return dict(found)


def test_all_files_come_in_whole(year: tuple[Path, str]) -> None:
    _, said = year

    counts = re.findall(r"([\d,]+)\s+rows? read, ([\d,]+) used", said)
    assert len(counts) == 13
    assert all(read == used for read, used in counts)
    assert sum(int(read.replace(",", "")) for read, _ in counts) == 530_104
    assert "left out" not in said


@pytest.mark.parametrize(
    ("metric", "november", "october"),
    [
        ("orders", 2769, 2040),
        ("gross sales", 1509496.33, 1154979.30),
        ("returns", 18956.15, 39718.11),
        ("net sales", 1490540.18, 1115261.19),
    ],
)
def test_the_truth_to_the_penny(year: tuple[Path, str], metric: str, november: float, october: float) -> None:
    assert abs(total(year[0], metric, NOVEMBER)) == november
    assert abs(total(year[0], metric, OCTOBER)) == october


def test_the_units_of_november(year: tuple[Path, str]) -> None:
    assert total(year[0], "units", NOVEMBER) == 754507


def test_net_sales_by_country_are_what_the_files_say(year: tuple[Path, str]) -> None:
    truth = {"asked": sales_of("2011-11"), "baseline": sales_of("2011-10")}

    found = figures(year[0], "net sales by country November 2011 vs previous month top 5")

    first = sorted(truth["asked"], key=lambda country: -truth["asked"][country])[:5]
    for role, period in (("asked", NOVEMBER), ("baseline", OCTOBER)):
        rows = [figure for figure in found if figure["role"] == role]
        assert {json.dumps(figure["period"]) for figure in rows} == {json.dumps(period)}
        shown = {figure["segment"]: figure["value"] for figure in rows}
        assert [name for name in shown if name and name != "(all others)"] == first
        for country in first:
            assert Decimal(str(shown[country])) == truth[role][country]
        assert Decimal(str(shown[None])) == sum(truth[role].values())
        others = sum(truth[role].values()) - sum(truth[role][country] for country in first)
        assert Decimal(str(shown["(all others)"])) == others


def test_orders_without_a_country_are_shown_and_not_hidden(year: tuple[Path, str]) -> None:
    found = figures(year[0], "orders by country 2010-12-01 to 2011-11-30 top 50")

    unknown = [figure for figure in found if figure["role"] == "asked" and figure["segment"] == "(unknown)"]
    assert unknown and unknown[0]["value"] > 0


def test_a_day_the_shop_was_closed_is_zero_and_not_missing(year: tuple[Path, str]) -> None:
    saturday = figures(year[0], "net sales 2011-11-05")[0]

    assert (saturday["value"], saturday["completeness"]) == (0, "complete")


def test_the_same_files_again_change_nothing(year: tuple[Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "again"
    shutil.copytree(year[0], folder)
    before = figures(folder, "net sales, orders, units November 2011")

    said = run(folder, "import", str(FILES[11])).stdout

    assert "Loaded before: nothing has changed." in said
    assert figures(folder, "net sales, orders, units November 2011") == before
