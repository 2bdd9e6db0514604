"""The policy of `shop.yaml` is read as it is written, and what cannot be right is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from approvals.policy.routing import fingerprint
from approvals.policy.rulebook import Rulebook
from shop import BadShop, load
from tests.approvals.policies import EXAMPLE, rulebook, shop_file


def test_the_policy_of_a_large_shop_is_read_whole(tmp_path: Path) -> None:
    book = load(shop_file(tmp_path, EXAMPLE)).approvals

    assert book and [len(rule.stages) for rule in book.routes] == [3, 1, 2, 1]
    assert book.fields["copy"] == ("title", "text")  # body and cta, as other tools say
    assert book.break_glass and book.break_glass.who == ("U0VPECOM",)


def test_a_policy_is_the_same_when_it_is_written_down_and_read_again() -> None:
    book = rulebook()
    again = Rulebook.model_validate_json(book.model_dump_json(by_alias=True, exclude_unset=True))

    assert again == book
    assert fingerprint(again) == fingerprint(book)


def test_any_change_of_a_policy_changes_its_fingerprint() -> None:
    assert fingerprint(rulebook()) != fingerprint(rulebook(EXAMPLE.replace("sla: 16wh", "sla: 15wh")))
    assert fingerprint(rulebook()) == fingerprint(rulebook(EXAMPLE.replace("version: 1\n", "")))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("who: legal", "woh: legal", "line 25: `approvals.routes.0.stages.1.woh`: there is no such setting; did you mean `who`?"),
        ("sla: 4wh", "sla: 4h", "line 24: `approvals.routes.0.stages.0.sla`: write working time as a number and wh or wm, such as 4wh."),
        ("rule: majority", "rule: most", "write any, all, majority, one_per_group or {n_of: 2}"),
        ("legal_note", "legal_nott", "there is no field `legal_nott`"),
        ('from: "2026', 'form: "2026', "did you mean `from`?"),
        ("at: 120%", "at: 120", "write how much of the time has passed, such as 120%"),
        ("expire_after: 30d", "expire_after: 30", "write whole days, such as 30d"),
        ("window: 2h", "window: 2wh", "write a number and m, h or d, such as 30m, 2h or 30d"),
        ("{lte: 20}", "{most: 20}", "write a number, or bounds such as {gte: 40}"),
        ("{any: true}", "{any: true, kind: ad}", "or `any: true` alone for everything"),
        ("self_approval: never", "self_approval: always", "Input should be 'never'"),
        ("to: backup", "to: boss", "there is no place to escalate to `boss`; write one of backup, owner, channel"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_with_its_line_and_the_way_out(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert old in EXAMPLE
    with pytest.raises(BadShop) as problem:
        load(shop_file(tmp_path, EXAMPLE.replace(old, new, 1)))

    assert said in str(problem.value)
