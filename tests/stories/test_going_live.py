"""From a yes to the shelf, in Slack: somebody is told at the moment, marks it as live, or looks what became of it."""

from __future__ import annotations

from datetime import timedelta

from sandbox.seen import Seen
from tests.stage import Stage
from tests.stories.test_being_left_in_peace import COAT


def approved(stage: Stage) -> Seen:
    """A coat that a director has said yes to; what its author was told."""
    marcus, dana = stage.person("marcus"), stage.person("dana")
    marcus.fills(marcus.types("/approvals new"), COAT).submits()
    dana.clicks(stage.hears(dana, "Aran Coat"), "Approve v1", waits=False)
    return stage.hears(marcus, "approved “Aran Coat” v1")


def test_what_is_approved_goes_live_by_hand_and_is_marked_as_live(stage: Stage) -> None:
    marcus = stage.person("marcus")
    approved(stage)

    card = stage.hears(marcus, "Go live now")
    stage.told(marcus, card, "Go live now", "is going live")
    stage.told(marcus, stage.hears(marcus, "Mark as live"), "Mark as live", "“Aran Coat” is live")

    assert "live" in marcus.types("/approvals show 1").text.casefold()


def test_what_was_marked_as_live_by_nobody_says_so_a_day_later(stage: Stage) -> None:
    marcus = stage.person("marcus")
    approved(stage)
    stage.told(marcus, stage.hears(marcus, "Go live now"), "Go live now", "is going live")

    stage.at(stage.clock() + timedelta(days=1, minutes=1))

    told = stage.hears(marcus, "Nobody has said that it is live")
    stage.told(marcus, told, "It is live", "“Aran Coat” is live")
