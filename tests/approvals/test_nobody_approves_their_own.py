"""There is no way around somebody else's yes."""

from __future__ import annotations

import pytest

from tests.approvals.bypasses import HONEST, RECIPES, WORSE, tried


@pytest.mark.parametrize("recipe", RECIPES)
def test_nobody_gets_their_own_work_through(recipe: str):
    assert not tried(RECIPES[recipe])


def test_the_honest_way_goes_through():
    states: list[str] = []
    tried(lambda a: states.append(a.begins().yes(HONEST).request.state.name))
    tried(lambda a: states.append(a.begins().yes(HONEST).publishes().request.state.name))
    tried(lambda a: states.append(a.begins().suggests(HONEST, WORSE).accepts(WORSE.sha).request.state.name))

    assert states == ["APPROVED", "PUBLISHING", "APPROVED"]


def test_at_least_thirty_ways_were_tried():
    assert len(RECIPES) >= 30
