"""Eight managers, three directors, a hundred and twenty requests in five days: nobody is told too much, and nothing is overlooked."""

from __future__ import annotations

from pathlib import Path

from tests.approvals.team import HOURS, a_week, median_of

A_WORKING_DAY = HOURS.closes - HOURS.opens


def test_weeks_of_approvals_leave_everybody_in_peace_and_nothing_unseen(tmp_path: Path) -> None:
    weeks = [a_week(tmp_path, seed) for seed in range(1, 5)]

    for week in weeks:
        assert len(week.sent) == len(week.seen) == 120
        assert week.decided >= 110
        assert week.most <= 6
        assert week.longest_unseen <= A_WORKING_DAY
    assert median_of(weeks) <= 3
