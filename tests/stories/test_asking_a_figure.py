"""Somebody asks a figure, on each surface."""

from __future__ import annotations

from tests.stage import Stage


def test_a_slash_command_is_answered_to_the_asker_alone(stage: Stage) -> None:
    answer = stage.person("marcus").types("/kpi net sales yesterday")

    assert "Net sales £486.00" in answer
    assert answer.ephemeral
    assert not stage.person("aiko").sees("ecom")
