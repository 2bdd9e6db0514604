"""F1, F2, F16, F17, F19, F31: bots killed beside a Slack that misbehaves. Nothing is lost, nothing is doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.storm import killed, storm
from faults.world import world


def test_killed_three_hundred_times_nothing_is_lost_or_doubled(
    tmp_path: Path, facts: Path, seed: int, pytestconfig: pytest.Config
) -> None:
    """F1, F2, F16, F17, F31: whatever was acknowledged is done once, whatever was to be said stands once."""
    kills = pytestconfig.getoption("--kills")
    with world(tmp_path, facts, seed=seed, times=20, history=True, bots=2) as made:
        found = storm(made, enough=lambda: killed(made) >= kills)

    assert found.is_clean, (seed, found)
    assert (found.possible_duplicates, found.residue) == (0, [])
    assert found.kills >= kills


def test_without_history_a_message_is_doubled_only_where_that_was_counted(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F19."""
    with world(tmp_path, facts, seed=seed, times=20, history=False, bots=2) as made:
        found = storm(made, enough=lambda: killed(made) >= 40)

    assert found.is_clean, (seed, found)
    assert len(found.residue) <= found.possible_duplicates
