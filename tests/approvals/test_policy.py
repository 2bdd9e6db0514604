"""Who may decide is who has the role at this moment; whoever is not known to have it may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import approvals.migrations
import delivery.migrations
import storage.migrations
from approvals.policy import rulebooks
from approvals.policy.in_force import Policy
from approvals.policy.rulebook import Rulebook
from commands.groups import Groups
from sandbox.slack import Slack
from storage import Store, attention, delegations, group_roles, people
from tests.approvals.office import NOW
from tests.approvals.policies import LONDON, rulebook
from tests.sandbox_fixtures import client_of, pretend_slack

DAY = timedelta(days=1)
BOOK = Rulebook.model_validate(
    {
        "roles": {
            "brand": {"usergroup": "S0BRAND", "backup": ["U0BACK"]},
            "legal": {"users": ["U0LEGAL", "U0GIL"]},
            "managers": {"role": "manager"},
        },
        "routes": [
            {"when": {"any": True}, "stages": [{"name": "All", "who": ["brand", "legal", "managers"]}]},
        ],
        "break_glass": {"who": ["U0DANA", "U0LEFT"]},
    }
)
POLICY = Policy(
    named={"U0DANA": "director", "U0MARCUS": "manager"}, admins=("U0DANA",), rulebook=BOOK, zone=LONDON
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    migrations = (*storage.migrations.ALL, *delivery.migrations.ALL, *approvals.migrations.ALL)
    store = Store(tmp_path / "state.sqlite3", migrations)
    yield store
    store.close()


def roles(store: Store, policy: Policy = POLICY) -> dict[str, tuple[str, ...]]:
    with store.read() as db:
        return dict(policy.roster(db, NOW).roles)


def test_a_role_is_people_by_id_by_user_group_and_by_role_in_the_shop(store: Store) -> None:
    with store.write() as db:
        group_roles.replace(db, "S0BRAND", None, ["U0AIKO", "U0ROSA"], at=NOW)
        people.set_role(db, "U0ROSA", "manager", by="U0DANA", at=NOW)

    assert roles(store) == {
        "directors": ("U0DANA",),
        "brand": ("U0AIKO", "U0ROSA"),
        "legal": ("U0LEGAL", "U0GIL"),
        "managers": ("U0MARCUS", "U0ROSA"),
    }


def test_a_group_that_gives_nobody_a_role_in_the_shop_gives_none(store: Store) -> None:
    with store.write() as db:
        group_roles.replace(db, "S0BRAND", None, ["U0AIKO"], at=NOW)
        assert people.role_by_group(db, "U0AIKO") is None
        assert people.roster(db, {}) == {}


def test_guests_and_strangers_decide_only_where_they_are_named(store: Store) -> None:
    with store.write() as db:
        group_roles.replace(db, "S0BRAND", None, ["U0GIL", "U0PIA", "U0AIKO"], at=NOW)
        people.note_standing(db, "U0GIL", "guest", at=NOW)
        people.note_standing(db, "U0PIA", "stranger", at=NOW)

    assert roles(store)["brand"] == ("U0AIKO",)
    assert roles(store)["legal"] == ("U0LEGAL", "U0GIL")


def test_whoever_has_left_decides_nothing_however_they_are_named(store: Store) -> None:
    with store.write() as db:
        for user in ("U0LEGAL", "U0DANA", "U0LEFT", "U0BACK"):
            people.note_standing(db, user, "gone", at=NOW)
        roster = POLICY.roster(db, NOW)

    assert roster.roles["legal"] == ("U0GIL",)
    assert roster.roles["directors"] == ()
    assert roster.backups == {"brand": ()}
    assert roster.emergency == ()


def test_somebody_stands_in_for_whoever_is_away(store: Store) -> None:
    with store.write() as db:
        delegations.delegate(
            db, delegations.Delegation(who="U0LEGAL", to="U0ROSA", start=NOW, until=NOW + DAY, by="U0LEGAL", at=NOW)
        )  # fmt: skip
        attention.leave(db, "U0MARCUS", NOW.date(), (NOW + DAY).date())
        today, tomorrow = POLICY.roster(db, NOW), POLICY.roster(db, NOW + DAY)

    assert (today.stands_in, today.away) == ({"U0LEGAL": "U0ROSA"}, {"U0LEGAL", "U0MARCUS"})
    assert (tomorrow.stands_in, tomorrow.away) == ({}, set())


def test_whoever_is_asked_by_any_rule_can_be_handed_something(store: Store) -> None:
    with store.read() as db:
        assert POLICY.roster(db, NOW).passable == {"U0LEGAL", "U0GIL", "U0MARCUS", "U0BACK"}


def test_people_of_a_group_that_slack_was_not_asked_about_are_not_known(store: Store) -> None:
    with store.write() as db:
        assert "brand" not in POLICY.held(db, NOW)
        group_roles.replace(db, "S0BRAND", None, [], at=NOW)
        assert POLICY.held(db, NOW)["brand"] == ()


def test_an_old_policy_is_kept_for_the_requests_made_under_it(store: Store) -> None:
    with store.write() as db:
        rulebooks.remember(db, rulebook(), at=NOW)
        rulebooks.remember(db, rulebook(), at=NOW + DAY)
        known = rulebooks.known(db)

    assert list(known.values()) == [rulebook()]


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as slack:
        slack.workspace.groups["S0BRAND"] = ["U0AIKO"]
        yield slack


def test_slack_is_asked_anew_before_a_decision(slack: Slack, store: Store) -> None:
    groups = Groups(store, client_of(slack), {}, ["S0BRAND"])
    groups.before_a_decision(NOW)
    slack.workspace.groups["S0BRAND"] = ["U0MARCUS"]
    groups.before_a_decision(NOW + timedelta(seconds=59))
    soon = roles(store)["brand"]
    groups.before_a_decision(NOW + timedelta(seconds=60))

    assert (soon, roles(store)["brand"]) == (("U0AIKO",), ("U0MARCUS",))
    assert groups.have_changed() and not groups.have_changed()


def test_a_group_that_slack_does_not_tell_of_for_hours_decides_nothing(slack: Slack, store: Store) -> None:
    groups = Groups(store, client_of(slack), {}, ["S0BRAND"])
    groups.refresh(NOW)
    slack.workspace.refuses("usergroups.users.list", "missing_scope", times=None)
    groups.refresh(NOW + timedelta(hours=1))
    held = roles(store)["brand"]
    groups.refresh(NOW + timedelta(hours=5))

    assert (held, roles(store)["brand"]) == (("U0AIKO",), ())


def test_somebody_whom_slack_does_not_vouch_for_is_not_asked(slack: Slack, store: Store) -> None:
    slack.workspace.groups["S0BRAND"] = ["U0AIKO", "U0NOBODY"]
    Groups(store, client_of(slack), {}, ["S0BRAND"]).refresh(NOW)

    assert roles(store)["brand"] == ("U0AIKO",)
