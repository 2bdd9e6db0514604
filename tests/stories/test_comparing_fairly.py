"""What an answer says of its comparison: a shop of nine years, asked from the command line on days that matter."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import bot
from metrics.calendar import black_friday

FIRST, LAST = date(2021, 11, 1), date(2030, 12, 31)
DAY = timedelta(days=1)

#: What an ordinary day brings, Monday first, in pounds; days around Black Friday bring so many times more.
WEEKDAYS = (1060, 980, 950, 960, 930, 1000, 1120)
AROUND_BLACK_FRIDAY = {-3: 1.3, -2: 1.5, -1: 1.9, 0: 4.0, 1: 2.6, 2: 2.3, 3: 3.4, 4: 1.6}
#: The shop opened in the Netherlands.
OPENED = date(2026, 3, 2)

SHOP = """\
name: Long Shop
currency: GBP
mappings:
  ledger:
    source: ledger
    fact: orders_day
    columns: {day: Day, country: Country, orders: Orders, gross_sales: Sales, net_sales: Sales}
    constants: {sales_channel: Shopify, currency: GBP}
"""


def of(day: date, country: str) -> int:
    """Net sales of a day in a country, in whole pounds."""
    if country == "NL":
        return 100 if day >= OPENED else 0
    away = (day - black_friday(day.year)).days
    growth = 1 + 0.03 * (day.year - 2021)
    wobble = 1 + 0.002 * (day.toordinal() * 7 % 11 - 5)
    return round(WEEKDAYS[day.weekday()] * AROUND_BLACK_FRIDAY.get(away, 1) * growth * wobble)


def in_all(first: date, last: date) -> int:
    """Net sales of some days everywhere."""
    days = [first + ahead * DAY for ahead in range((last - first).days + 1)]
    return sum(of(day, country) for day in days for country in ("GB", "NL"))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of the shop."""
    folder = tmp_path_factory.mktemp("long-shop")
    (folder / "shop.yaml").write_text(SHOP, encoding="utf-8")
    with (folder / "ledger.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Day", "Country", "Orders", "Sales"])
        for ahead in range((LAST - FIRST).days + 1):
            day = FIRST + ahead * DAY
            writer.writerows(
                (day, country, max(1, sales // 40), sales)
                for country in ("GB", "NL")
                if (sales := of(day, country))
            )
    said = run(folder, "import", str(folder / "ledger.csv"))
    assert "rows read" in said
    yield folder


def run(folder: Path, *words: str) -> str:
    """What `bot.py` prints in that folder."""
    result = CliRunner().invoke(
        bot.cli, list(words), env={"SHELFTALK_DATA": str(folder), "WAREHOUSE_URL": None}
    )
    assert result.exit_code == 0, result.output
    return result.stdout.replace("\u00a0", " ")


def asked(folder: Path, words: str, day: str, hour: str = "08:00") -> str:
    """The answer on a morning."""
    return run(folder, "ask", words, "--at", f"{day}T{hour}")


def pounds(amount: float) -> str:
    """As an answer writes it."""
    return f"£{amount:,.0f}"


@pytest.mark.parametrize("year", range(2023, 2031))
def test_each_years_black_friday_is_compared_with_the_last_one(shop, year):
    friday, last = black_friday(year), black_friday(year - 1)
    morning = f"{friday + DAY}"

    for words in ("net sales black friday", "net sales yesterday vs ly"):
        answer = asked(shop, words, morning)
        assert f"(Black Friday {year - 1})" in answer
        assert (
            f"Black Friday {year - 1} (Fri {last.day} Nov {last.year}) ({pounds(in_all(last, last))})"
            in answer
        )
        assert "Careful" not in answer


def test_black_friday_against_the_week_before_is_warned_of_and_shown_against_the_last_one(shop):
    friday, last = date(2026, 11, 27), date(2025, 11, 28)

    answer = asked(shop, "net sales yesterday vs last week", "2026-11-28")

    assert "against same weekday the week before (Fri 20 Nov 2026)" in answer
    assert "Careful: This day is Black Friday (27 Nov); the day compared with is not." in answer
    change = in_all(friday, friday) - in_all(last, last)
    assert f"Black Friday 2025: ▲ +{pounds(change)}" in answer
    assert f"vs Fri 28 Nov 2025 ({pounds(in_all(last, last))})" in answer


def test_an_explanation_says_once_what_is_unlike(shop):
    answer = asked(shop, "why net sales november 2026", "2026-12-01")

    assert answer.count("Cyber Monday is inside November this year") == 1


def test_november_2026_says_that_cyber_monday_moved_into_it_and_shows_the_aligned_days(shop):
    answer = asked(shop, "net sales november 2026", "2026-12-01")

    now, then = in_all(date(2026, 11, 1), date(2026, 11, 30)), in_all(date(2025, 11, 1), date(2025, 11, 30))
    aligned = in_all(date(2025, 11, 2), date(2025, 12, 1))
    assert f"Net sales {pounds(now)}" in answer
    assert f"November 2026 against same month last year (November 2025) ({pounds(then)})" in answer
    assert (
        "Careful: Cyber Monday is inside November this year (30 Nov) and was not last year (1 Dec)." in answer
    )
    assert (
        f"Event-aligned (BF−26…BF+3): ▲ +{pounds(now - aligned)} ({100 * (now - aligned) / aligned:+.1f} %)"
        in answer
    )
    assert f"vs 2 Nov–1 Dec 2025 ({pounds(aligned)})" in answer


def test_november_2024_says_that_cyber_monday_moved_out_of_it(shop):
    answer = asked(shop, "net sales last month vs ly", "2024-12-01")

    assert (
        "Careful: Cyber Monday was inside November last year (27 Nov) and is not this year (2 Dec)." in answer
    )
    assert "Event-aligned (BF−28…BF+1)" in answer


def test_the_month_before_is_brought_to_the_same_weekdays_and_length(shop):
    answer = asked(shop, "net sales october 2025 vs previous", "2025-11-03")

    assert "(+2.7 %) vs September 2025" in answer
    words = "1 Wednesday, 1 Thursday and 1 Friday more, 1 Monday and 1 Tuesday fewer"
    assert f"Adjusted for weekdays ({words}): +0.0 %" in answer
    assert "31 days against 30" not in answer


def test_a_leap_day_is_said_and_taken_out(shop):
    answer = asked(shop, "net sales feb 2028", "2028-03-02")

    assert "Careful: 29 days against 28 (29 February)." in answer
    assert "Adjusted for weekdays (1 Tuesday more): +2.4 %" in answer


def test_a_country_that_joined_is_left_out_beside_the_total(shop):
    answer = asked(shop, "net sales last week vs ly", "2026-09-14")

    assert "Like for like, without Netherlands (new): +" in answer
    assert "Like for like" not in asked(shop, "net sales last week", "2026-09-14")
    assert "Like for like" not in asked(shop, "net sales last week vs ly", "2027-09-13")
    assert "Like for like" not in asked(shop, "net sales in the UK last week vs ly", "2026-09-14")


def test_a_figure_like_those_of_the_weeks_before_is_within_normal_variation(shop):
    assert "complete · within normal variation" in asked(shop, "net sales yesterday", "2026-09-17")
    assert "complete · within normal variation" in asked(shop, "orders last week", "2026-09-14")
    assert "normal variation" not in asked(shop, "net sales yesterday", "2026-11-28")  # Black Friday
    assert "normal variation" not in asked(shop, "net sales august 2026", "2026-09-17")


@pytest.mark.parametrize(
    ("day", "morning", "hours", "way"),
    [("29 mar 2026", "2026-03-30", 23, "forward"), ("25 oct 2026", "2026-10-26", 25, "back")],
)
def test_a_day_on_which_the_clocks_change_says_so(shop, day, morning, hours, way):
    answer = asked(shop, f"net sales {day}", morning)

    assert f"has {hours} hours: the clocks go {way}." in answer


def test_like_against_like_goes_without_saying(shop):
    answer = asked(shop, "net sales last week", "2026-09-21")

    for word in ("Careful", "Adjusted", "Like for like", "aligned"):
        assert word not in answer


def test_a_country_with_too_few_orders_is_not_ranked_and_says_so(shop):
    answer = asked(shop, "aov by country yesterday top 5", "2026-09-17")

    assert "Netherlands · too few orders (2) to rank" in answer
    assert "Highest: United Kingdom" in answer


def test_from_nothing_there_is_no_percentage(shop):
    answer = asked(shop, "net sales by country last month vs ly", "2026-09-01")

    assert re.search(r"Netherlands +£3,100 +£0 +▲ from 0", answer)


def test_why_minds_what_is_unlike_about_the_days(shop):
    answer = asked(shop, "why net sales yesterday vs last week", "2026-11-28")

    assert "Careful: This day is Black Friday (27 Nov); the day compared with is not." in answer


@pytest.mark.parametrize(
    ("day", "baseline"),
    [
        ("2024-11-30", "against Black Friday 2023 (Fri 24 Nov 2023)"),
        ("2024-11-23", "against same days around Black Friday 2023, BF−7 (Fri 17 Nov 2023)"),
        ("2026-04-06", "against Easter 2025 (Sun 20 Apr 2025)"),
        (
            "2026-09-17",
            "against same weekday last year (Wed 17 Sep 2025) · complete · within normal variation",
        ),
    ],
)
def test_the_digest_compares_with_the_like_day(shop, day, baseline):
    digest = run(shop, "digest", "morning", "--at", f"{day}T08:00")

    assert baseline in digest


def test_a_shop_of_retail_months_compares_them_by_weeks(shop, tmp_path):
    retail = tmp_path / "shop.yaml"
    retail.write_text(SHOP + "retail_year: true\n", encoding="utf-8")

    answer = run(shop, "ask", "net sales last month", "--at", "2026-12-01T08:00", "--shop", str(retail))

    days = in_all(date(2026, 11, 1), date(2026, 11, 28)), in_all(date(2025, 11, 2), date(2025, 11, 29))
    assert f"Net sales {pounds(days[0])}" in answer
    assert f"against same weeks last year (2–29 Nov 2025) ({pounds(days[1])})" in answer
    assert "1–28 Nov 2026" in answer
    assert "Cyber Monday" not in answer
