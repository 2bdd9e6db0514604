"""A campaign with a budget says what was due by now; one whose budget is not known says nothing of it."""

from __future__ import annotations

from tests.small_shop import spend
from tests.stage import UNTIL, Stage


def test_the_card_of_a_daily_budget_says_how_the_month_stands(stage: Stage) -> None:
    answer = stage.person("marcus").types("/campaign Brand search")
    spent = sum(spend(UNTIL.date().replace(day=day), "Brand search") for day in range(1, 23))

    assert (
        f"Budget: £{spent / 100:,.2f} spent of £330.00 for November (£11.00 a day), through Sun 22 Nov"
        in answer
    )
    assert "over (£242.00 due by then)" in answer
    assert "At the rate of the last seven days it ends at £" in answer
    assert "it runs out on " in answer


def test_the_card_of_a_whole_budget_spreads_it_by_the_calendar(stage: Stage) -> None:
    answer = stage.person("marcus").types("/campaign Shopping")

    assert "spent of £700.00 for 9–29 Nov 2026, spread by the shop's calendar, through Sun 22 Nov: " in answer
    assert "due by then" in answer


def test_a_budget_whose_first_day_is_not_known_is_not_paced(stage: Stage) -> None:
    answer = stage.person("marcus").types("/campaign BF-Early")

    assert "budget £800.00 lifetime" in answer
    assert "spent of" not in answer


def test_the_list_has_the_budget_pace_of_those_that_have_one(stage: Stage) -> None:
    answer = stage.person("marcus").types("/campaign list by spend")

    assert "Budget pace" in answer
    assert "111 %" in answer.text.replace("\xa0", " ")
