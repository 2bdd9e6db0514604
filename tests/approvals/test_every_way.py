"""Whatever happens to a request, in whatever order: what must hold, holds. In two small worlds everything is tried."""

from __future__ import annotations

import pytest

from approvals.transitions import TRANSITIONS
from tests.approvals.universe import SMALL, World, explore
from tests.approvals.walks import walks


@pytest.mark.parametrize("world", SMALL, ids=[world.name for world in SMALL])
def test_a_small_world_holds_in_its_first_thousand_states(world: World):
    """`make approvals-check` goes through all of them."""
    found = explore(world, most=1_000)

    assert found.wrong == []
    assert found.refused > 10 * found.accepted


def test_a_thousand_lives_in_the_large_world_go_well():
    found = walks(1_000)

    assert found.wrong == []
    assert set(found.events) == {event.__name__ for events in TRANSITIONS.values() for event in events}
