"""Who was shown which restricted figure can be looked up, by those who answer for it, and taken along as a table."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.stage import Stage
from tests.stories.test_the_command_line import AT, Run, folder, run

__all__ = ["folder", "run"]

MARGIN = "gross margin last week"


@pytest.fixture
def shown(stage: Stage) -> Stage:
    """Dana has asked for the margin in a channel, and among directors."""
    dana = stage.person("dana")
    dana.types(f"/kpi {MARGIN}")
    dana.types(f"@Shelftalk {MARGIN}", channel="exec")
    dana.types("/kpi gross profit last week")
    return stage


def test_directors_and_admins_read_the_log_in_slack(shown: Stage) -> None:
    log = shown.person("rosa").types("/shelftalk disclosures")

    assert log.ephemeral and "3 disclosures of restricted figures" in log
    assert "@Dana Whitlock: Gross profit, Mon 16–Sun 22 Nov 2026 · slash command in #ecom" in log
    assert "all who read #exec: Gross margin, Mon 16–Sun 22 Nov 2026 · mention" in log
    assert "65" not in log.text


def test_the_log_can_be_asked_for_one_figure_or_one_person(shown: Stage) -> None:
    dana = shown.person("dana")

    assert "2 disclosures of Gross margin" in dana.types("/shelftalk disclosures gross margin")
    assert "2 disclosures of restricted figures" in dana.types("/shelftalk disclosures @dana")
    assert "Nobody has been shown Cost of goods yet" in dana.types("/shelftalk disclosures cost of goods")


@pytest.mark.parametrize("name", ["marcus", "aiko", "vera"])
def test_the_log_is_for_nobody_else(shown: Stage, name: str) -> None:
    answer = shown.person(name).types("@Shelftalk disclosures")

    assert answer.ephemeral and "The log of disclosures is for directors and admins." in answer


def test_in_a_thread_the_log_is_whispered(shown: Stage) -> None:
    assert shown.person("dana").types("@Shelftalk disclosures").ephemeral


# Tables


def test_the_command_line_prints_the_log_as_a_table(run: Run) -> None:
    run("ask", MARGIN, "--as", "Dana", *AT)
    run("ask", MARGIN, "--csv", *AT)

    rows = list(csv.DictReader(run("disclosures").stdout.splitlines()))

    assert [(row["who"], row["name"], row["label"], row["first_day"], row["last_day"], row["how"]) for row in rows] == [
        ("U0DANA", "Dana", "Gross margin", "2026-11-16", "2026-11-22", "terminal"),
        ("local", "command line", "Gross margin", "2026-11-16", "2026-11-22", "export"),
    ]  # fmt: skip
    assert run("disclosures", "--since", "2026-11-24").stdout.count("\n") == 1


def test_an_answer_as_a_table_says_what_its_figures_mean_and_how_far_they_reach(run: Run) -> None:
    printed = run("ask", "net sales by country last week", "--csv", *AT).stdout.splitlines()
    head = [line for line in printed if line.startswith("#")]
    rows = list(csv.DictReader(printed[len(head) :]))

    assert head[0] == "# Small Shop: net sales by country last week"
    assert head[1] == "# As of 2026-11-23 08:01 (Europe/London)"
    assert any(line.startswith("# net_sales: Net sales = ") and "definition v1" in line for line in head)
    assert "# Source: Shopify orders through Mon 23 Nov 07:30" in head
    assert {row["segment"] for row in rows} >= {"", "GB", "DE"}
    assert {(row["first_day"], row["last_day"]) for row in rows if row["role"] == "asked"} == {
        ("2026-11-16", "2026-11-22")
    }


@pytest.mark.parametrize("more", [("--as", "Marcus"), ("--in", "C0ECOM"), ("--as", "Dana", "--in", "C0ECOM")])
def test_a_table_holds_nothing_that_its_reader_may_not_see(
    run: Run, folder: Path, more: tuple[str, ...]
) -> None:
    result = run("ask", MARGIN, "--csv", *more, *AT)

    assert result.exit_code == 1
    assert "Gross margin is for directors only" in result.output
    assert "0.6" not in result.output and run("disclosures").stdout.count("\n") == 1


def test_a_missing_value_is_an_empty_cell(run: Run) -> None:
    printed = run("ask", "net sales by day 2024-01-01 to 2024-01-03", "--csv", *AT).stdout

    assert "asked,,GBP,missing" in printed
    assert ",0," not in printed
