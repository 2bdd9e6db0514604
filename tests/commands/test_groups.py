"""Roles through Slack user groups: asked at most once an hour, held through an outage, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import storage.migrations
from commands.groups import Groups
from sandbox.slack import Slack
from storage import Store, group_roles, people
from tests.sandbox_fixtures import MONDAY, client_of, pretend_slack

GROUPS = {"S0DIRECT": "director", "S0TEAM": "manager"}


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as slack:
        slack.workspace.groups |= {"S0DIRECT": ["U0DANA"], "S0TEAM": ["U0DANA", "U0MARCUS"]}
        yield slack


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "state.sqlite3", storage.migrations.ALL)
    yield store
    store.close()


@pytest.fixture
def groups(slack: Slack, store: Store) -> Groups:
    return Groups(store, client_of(slack), GROUPS)


def roles(store: Store) -> dict[str, str]:
    with store.read() as db:
        return group_roles.roles(db)


def test_somebody_in_several_groups_has_the_strongest_role(groups: Groups, store: Store) -> None:
    groups.refresh(MONDAY)

    assert roles(store) == {"U0DANA": "director", "U0MARCUS": "manager"}
    with store.read() as db:
        assert people.role_by_group(db, "U0DANA") == "director"
        assert people.role_by_group(db, "U0AIKO") is None


def test_what_the_settings_and_admins_say_comes_before_a_group(groups: Groups, store: Store) -> None:
    groups.refresh(MONDAY)
    with store.write() as db:
        people.set_role(db, "U0MARCUS", "viewer", by="U0DANA", at=MONDAY)
        known = people.roster(db, {"U0DANA": "analyst"})

    assert known == {"U0DANA": "analyst", "U0MARCUS": "viewer"}


def test_slack_is_asked_once_an_hour(groups: Groups, slack: Slack, store: Store) -> None:
    for minutes in (0, 1, 59):
        groups.refresh(MONDAY + timedelta(minutes=minutes))
    assert len(slack.workspace.calls_of("usergroups.users.list")) == len(GROUPS)

    slack.workspace.groups["S0DIRECT"] = ["U0AIKO"]
    groups.refresh(MONDAY + timedelta(minutes=60))

    assert roles(store) == {"U0AIKO": "director", "U0DANA": "manager", "U0MARCUS": "manager"}


def test_an_outage_takes_nobodys_role_until_it_has_lasted_for_hours(
    groups: Groups, slack: Slack, store: Store
) -> None:
    groups.refresh(MONDAY)
    slack.workspace.groups.clear()
    groups.refresh(MONDAY + timedelta(hours=1))
    assert roles(store)["U0DANA"] == "director"

    groups.refresh(MONDAY + timedelta(hours=5))

    assert roles(store) == {}


def test_a_group_that_the_settings_no_longer_name_gives_nothing(
    groups: Groups, slack: Slack, store: Store
) -> None:
    groups.refresh(MONDAY)

    Groups(store, client_of(slack), {"S0TEAM": "analyst"}).refresh(MONDAY)

    assert roles(store) == {"U0DANA": "analyst", "U0MARCUS": "analyst"}


def test_without_groups_in_the_settings_slack_is_not_asked(slack: Slack, store: Store) -> None:
    Groups(store, client_of(slack), {}).refresh(MONDAY)

    assert slack.workspace.calls_of("usergroups.users.list") == []
