"""A policy that would leave somebody waiting for ever is refused, and told what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.approvals.policies import EXAMPLE, PLANTED, SOUND, Planted, found_in, missed


def test_a_sound_policy_is_not_found_fault_with(tmp_path: Path) -> None:
    assert found_in(tmp_path, SOUND) == []


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_mistake_is_found_and_nothing_else(planted: Planted, tmp_path: Path) -> None:
    found = found_in(tmp_path, planted.policy(), dict(planted.stand_ins))

    assert any(planted.said in said for said in found)
    assert len(found) <= 2


def test_twenty_planted_mistakes_are_found_and_more(tmp_path: Path) -> None:
    assert len(PLANTED) >= 20
    assert missed(tmp_path) == []


def test_the_policy_of_a_large_shop_has_three_teams_of_too_few(tmp_path: Path) -> None:
    vp, backup, france = found_in(tmp_path, EXAMPLE)

    assert "vp_ecom is the author, nobody is left" in vp
    assert "fr_leads is the author, nobody is left" in france
    assert "nobody is the backup of directors" in backup


@pytest.mark.parametrize(
    ("earlier", "later", "takes_all"),
    [
        ("{kind: ad}", "{kind: ad, line: Knitwear}", True),
        ("{kind: [ad, social_post]}", "{kind: ad}", True),
        ("{kind: ad}", "{kind: [ad, social_post]}", False),
        ("{discount: {gte: 10}}", "{discount: {gt: 10, lt: 20}}", True),
        ("{discount: {gt: 10}}", "{discount: {gte: 10}}", False),
        ("{discount: {lte: 10}}", "{discount: {lt: 10}}", True),
        ("{discount: 10}", "{discount: {gte: 10, lte: 10}}", True),
        ("{markets: [DE, FR]}", "{markets: {all_of: [DE, GB]}}", True),
        ("{markets: {all_of: [DE]}}", "{markets: [DE]}", False),
        ("{markets: {none_of: [US]}}", "{markets: [DE]}", False),
        ("{markets: {none_of: [US]}}", "{markets: {none_of: [US, CA]}}", True),
        ("{line: Knitwear}", "{kind: ad}", False),
    ],
)
def test_a_route_is_shadowed_only_where_nothing_is_left_for_it(
    earlier: str, later: str, takes_all: object, tmp_path: Path
) -> None:
    stages = "stages: [{name: Director, who: directors}]"
    routes = "".join(f"  - {{when: {when}, {stages}}}\n" for when in (earlier, later, "{any: true}"))
    found = found_in(tmp_path, f"routes:\n{routes}")

    assert any("nothing ever comes to this route" in said for said in found) is takes_all
