"""The bench measures what it says: the same programs and the same floor, on a shop of a dozen products."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bench import programs
from bench.__main__ import FORECAST, MARKED, PAGE, as_page, as_text
from bench.answers_bench import RANKING, acknowledging, dispatching, same, shelftalk
from bench.bare_bot import Ranking
from bench.big_shop import Size, build
from bench.forecast_bench import OURS, WAYS, Score, goals, measure, moments, table
from bench.measure import Row
from bench.start_bench import loaded_for_help
from bench.talking import Line
from bench.why_bench import measure as measure_why
from commands.context import Ask, Person
from commands.routes import COMMANDS
from commands.saying import payload_of
from templates import Message

MET = Row(name="P2 delivered answer", figure="1.10 ×", goal="≤ 1.25 ×", met=True, how="by asking")
MISSED = Row(name="P11 import", figure="1.40 ×", goal="≤ 1.3 ×", met=False, how="by importing")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("bench") / "facts.sqlite3", Size(products=12))


def test_the_floor_of_an_answer_says_what_the_bot_says(facts: Path) -> None:
    ranking = Ranking(facts, programs.NOW.date())
    with programs.pretended() as slack, shelftalk(facts, slack) as running:
        asked = Ask(text=RANKING[1], person=Person(id="U1", name="Ann"), channel="C1")
        said = COMMANDS["product"].answer(asked, running.bot.context)
    assert isinstance(said, Message)
    same(payload_of(said), ranking.answer())
    ranking.close()


def test_what_is_handed_on_is_acknowledged_before_its_answer_follows(facts: Path) -> None:
    with programs.pretended() as slack:
        far = Line(slack)
        (row,) = acknowledging(facts, far, rounds=2)
        far.close()
    assert row.name.startswith("P1") and "2 turns" in row.how


def test_dispatch_is_measured_with_and_without_other_commands(facts: Path) -> None:
    with programs.pretended() as slack:
        alone, among_many = dispatching(facts, slack, rounds=3)
    assert (alone.name, among_many.name) == (
        "P5 own work, one command",
        "P5 own work, 60 commands before it",
    )


def test_an_explanation_is_measured_against_the_cuts_it_rests_on(facts: Path) -> None:
    (row,) = measure_why(facts, rounds=2)

    assert row.name == "P12 a change explained" and "2 turns" in row.how


def test_help_loads_none_of_the_large_packages() -> None:
    assert loaded_for_help() == []


def test_the_table_says_of_each_goal_whether_it_is_met() -> None:
    assert as_text([MET, MISSED]).splitlines() == [
        "met      P2 delivered answer: 1.10 ×   (goal ≤ 1.25 ×)",
        "         by asking",
        "NOT MET  P11 import: 1.40 ×   (goal ≤ 1.3 ×)",
        "         by importing",
    ]


def test_the_page_has_a_place_for_the_table() -> None:
    page = as_page([MET, MISSED], datetime.fromisoformat("2026-11-23T10:00"))
    written = MARKED.sub(lambda _: page, PAGE.read_text(encoding="utf-8"))
    assert (
        "23 November 2026" in written
        and "| P11 import | 1.40 × | ≤ 1.3 × | **no** | by importing |" in written
    )


def test_every_forecast_of_a_month_is_made_within_it_and_leaves_some_of_it_open() -> None:
    found = list(moments())

    assert len({month for month, _ in found}) == 9
    assert all(month.start < through < month.last for month, through in found)


def test_the_forecast_is_judged_beside_every_plain_way_by_how_far_into_the_month_it_was_made() -> None:
    close, far = ((5, 0.04), (25, -0.02)), ((5, 0.2), (25, -0.1))
    ways = {name: Score(errors=close if name == OURS else far, held=8, bands=10) for name in WAYS}

    error, band = goals(ways)
    rows = [line for line in table(ways).splitlines() if line.startswith("| ")]

    assert (error.figure, error.goal, error.met) == ("3.0 %", "< 15.0 %, the best of the plain ways", True)
    assert (band.figure, band.met) == ("80 %", True)
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows[1:]] == list(WAYS)
    assert rows[1].endswith("| 3.0 % | 4.0 % | – | 2.0 % | +1.0 % |")


def test_without_the_real_year_the_bench_says_so_and_measures_nothing(tmp_path: Path) -> None:
    outcome = measure(tmp_path)

    assert outcome.rows == ()
    assert "not beside this checkout" in outcome.table


def test_the_page_has_a_place_for_the_forecast() -> None:
    written = FORECAST.sub(lambda _: "\nhow it did\n\n", PAGE.read_text(encoding="utf-8"))

    assert "\n\nhow it did\n\n<!-- end -->" in written
    assert "## What is measured" in written
