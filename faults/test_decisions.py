"""F7, F8, F13 to F15: clicks that come many times, and people who decide in the same moment from two processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from approvals.guards import Why
from faults.rivals import BOTH, Rivals, Told
from tests.approvals.office import DIRECTOR, OTHER

#: At least so large a share of the rounds goes each way, or nothing was tried.
EACH_WAY = 0.2


@pytest.fixture
def rivals(tmp_path: Path, seed: int) -> Iterator[Rivals]:
    with Rivals(tmp_path / "state.sqlite3", seed) as made:
        yield made
        assert made.wrong() == []


def first_and_second(told: list[Told]) -> tuple[Told, Told]:
    """Of two of whom one came to nothing: who had their way, and who had not."""
    first, second = sorted(told, key=lambda one: not one.accepted)
    assert first.accepted and not second.accepted, told
    return first, second


def both_ways(won: list[str]) -> bool:
    """Whether both had their way often enough."""
    return all(won.count(name) >= EACH_WAY * len(won) for name in set(won)) and len(set(won)) == 2


def test_twenty_copies_of_a_click_in_two_processes_decide_once_and_get_equal_answers(rivals: Rivals) -> None:
    """F7."""
    numbers = rivals.submitted(500)

    rounds = rivals.race(numbers, ["the same click"] * 10, ["the same click"] * 10)

    for told in rounds:
        assert len(told) == 20
        assert len({(one.said, one.accepted) for one in told}) == 1
        assert told[0].accepted
    assert rivals.decisions(numbers) == len(numbers)
    assert set(rivals.states(numbers)) == {"APPROVED"}


def test_a_double_click_decides_once_and_the_second_is_told_that_it_has(rivals: Rivals) -> None:
    """F8: two presses, each its own to Slack; where one yes is enough, and where it is the first of two."""
    alone, counted = rivals.submitted(500), rivals.submitted(250, route=BOTH)

    for numbers, said in (
        (alone, f"Already approved by <@{DIRECTOR}>"),
        (counted, "You have already decided"),
    ):
        for told in rivals.race(numbers, ["one click"], ["another click"]):
            _, second = first_and_second(told)
            assert second.said.startswith(said), second
        assert rivals.decisions(numbers) == len(numbers)


def test_two_directors_in_the_same_moment_make_one_decision_and_the_second_is_told_whose(
    rivals: Rivals,
) -> None:
    """F13."""
    numbers, names = rivals.submitted(2_000), {"approve": DIRECTOR, "the other approves": OTHER}

    won = []
    for told in rivals.race(numbers, ["approve"], ["the other approves"]):
        first, second = first_and_second(told)
        assert second.said.startswith(f"Already approved by <@{names[first.act]}> at 09:15.")
        won.append(first.act)

    assert both_ways(won)
    assert rivals.decisions(numbers) == len(numbers)
    assert set(rivals.states(numbers)) == {"APPROVED"}


@pytest.mark.parametrize(
    ("against", "state"),
    [("the other asks for changes", "CHANGES_REQUESTED"), ("the other rejects", "REJECTED")],
)
def test_a_yes_and_a_no_in_the_same_moment_are_one_after_the_other_and_never_both(
    rivals: Rivals, against: str, state: str
) -> None:
    """F14."""
    numbers = rivals.submitted(1_000)
    refusals = {
        "approve": f"Already approved by <@{DIRECTOR}>",
        "the other asks for changes": f"<@{OTHER}> asked for changes at 09:15.",
        "the other rejects": f"<@{OTHER}> rejected this at 09:15.",
    }

    won = []
    for told in rivals.race(numbers, ["approve"], [against]):
        first, second = first_and_second(told)
        assert second.said.startswith(refusals[first.act]), second
        won.append(first.act)

    assert both_ways(won)
    assert rivals.decisions(numbers) == len(numbers)
    assert rivals.states(numbers) == ["APPROVED" if act == "approve" else state for act in won]


#: Of each pair of F15.
ROUNDS = 500
#: Against a yes: what it is refused with when it comes second, and what is in the way of the other then (None: nothing).
AGAINST_A_YES = {
    "edit": (Why.STALE, None),
    "be passed over": (Why.NOT_AN_APPROVER, Why.ALREADY_APPROVED),
    "hold": (Why.IS_HELD, None),
    "cancel": (Why.WAS_CANCELLED, None),
}
#: Where both come to pass, how it stands in the end all the same.
IN_THE_END = {"edit": "IN_REVIEW", "hold": "ON_HOLD", "cancel": "CANCELLED"}


@pytest.mark.parametrize("against", AGAINST_A_YES)
def test_a_yes_counts_for_what_it_was_shown_or_is_refused(rivals: Rivals, against: str) -> None:
    """F15: beside an edit, a seat passed on, a hold, a cancellation."""
    numbers = rivals.submitted(ROUNDS)
    comes_second, comes_first = AGAINST_A_YES[against]

    won = []
    for told in rivals.race(numbers, ["approve"], [against]):
        yes, other = sorted(told, key=lambda one: one.act != "approve")
        won.append("approve" if yes.accepted else against)
        assert yes.why is (None if yes.accepted else comes_second)
        assert other.why is (comes_first if yes.accepted else None)

    assert both_ways(won)
    passed_over = ["APPROVED" if act == "approve" else "IN_REVIEW" for act in won]
    assert rivals.states(numbers) == (
        [IN_THE_END[against]] * len(won) if against in IN_THE_END else passed_over
    )
    assert rivals.decisions(numbers) == won.count("approve")


@pytest.mark.parametrize("against", ["leave", "lose the role"])
def test_a_yes_counts_if_its_giver_could_give_it_at_that_moment(rivals: Rivals, against: str) -> None:
    """F15: beside an account that is deactivated, a role that is taken."""
    numbers = rivals.submitted(ROUNDS)

    won = []
    for told in rivals.race(numbers, ["approve"], [against]):
        yes, leaving = sorted(told, key=lambda one: one.act != "approve")
        assert yes.why is (None if yes.accepted else Why.NOT_AN_APPROVER)
        assert yes.accepted == (leaving.said == "APPROVED")
        won.append("approve" if yes.accepted else against)

    assert both_ways(won)
    assert rivals.decisions(numbers) == won.count("approve")


def test_a_yes_beside_another_policy_is_never_enough_by_the_older_one(rivals: Rivals) -> None:
    """F15: one yes was enough, and an admin holds it to a policy that wants two."""
    numbers = rivals.submitted(ROUNDS)

    rounds = rivals.race(numbers, ["approve"], ["be held to another policy"])

    assert all(one.accepted for told in rounds for one in told)
    assert set(rivals.states(numbers)) == {"IN_REVIEW"}


def test_what_falls_due_beside_its_last_yes_goes_live_after_it_or_not_yet(rivals: Rivals) -> None:
    """F15."""
    numbers = rivals.submitted(ROUNDS)

    live = []
    for told in rivals.race(numbers, ["approve"], ["publish what waits for a yes"]):
        yes, due = sorted(told, key=lambda one: one.act != "approve")
        assert yes.accepted
        assert due.accepted or due.why is Why.WAITS_ALREADY
        live.append("PUBLISHING" if due.accepted else "APPROVED")

    assert both_ways(live)
    assert rivals.states(numbers) == live


@pytest.mark.parametrize(
    ("against", "state", "before"),
    [
        ("edit", "IN_REVIEW", Why.WAITS_ALREADY),
        ("pull back", "CHANGES_REQUESTED", Why.CHANGES_WANTED),
        ("undo", "IN_REVIEW", Why.WAITS_ALREADY),
    ],
)
def test_what_falls_due_goes_live_as_approved_or_not_at_all(
    rivals: Rivals, against: str, state: str, before: Why
) -> None:
    """F15: beside an edit, an objection, a yes taken back."""
    numbers = rivals.submitted(ROUNDS, approved=True)

    won = []
    for told in rivals.race(numbers, ["publish"], [against]):
        first, second = first_and_second(told)
        assert second.why is (Why.GOES_LIVE if first.act == "publish" else before)
        won.append(first.act)

    assert both_ways(won)
    assert rivals.states(numbers) == ["PUBLISHING" if act == "publish" else state for act in won]
