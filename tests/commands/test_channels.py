"""The class of a channel, asked of a pretend Slack: as trusted as its least trusted member, and closed in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import storage.migrations
from commands.channels import Channels
from metrics.audience import ChannelClass
from sandbox.places import SCOPES, Channel, User
from sandbox.slack import Slack
from storage import Store
from tests.sandbox_fixtures import MONDAY, client_of, pretend_slack

ROLES = {"U0DANA": "director", "U0MARCUS": "manager", "U0AIKO": "analyst"}


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as slack:
        yield slack


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "state.sqlite3", storage.migrations.ALL)
    yield store
    store.close()


@pytest.fixture
def channels(slack: Slack, store: Store) -> Channels:
    return Channels(store, client_of(slack), lambda: ROLES)


def kind(channels: Channels, channel: str, person: str = "U0DANA") -> ChannelClass:
    return channels.readers(channel, person, MONDAY).place


def private(slack: Slack, *members: str, shared: bool = False) -> str:
    bot = slack.workspace.app.user
    made = Channel(id="G0SOME", name="some", kind="private", members={*members, bot}, shared=shared)
    slack.workspace.add_channel(made)
    return made.id


def test_a_public_channel_is_read_by_everyone_whoever_has_joined_it(channels: Channels, slack: Slack) -> None:
    slack.workspace.channels["C0ECOM"].members &= {"U0DANA", slack.workspace.app.user}

    assert kind(channels, "C0ECOM") is ChannelClass.EVERYONE


def test_a_private_channel_of_directors_is_theirs_and_the_bot_does_not_count(channels: Channels) -> None:
    readers = channels.readers("C0EXEC", "U0DANA", MONDAY)

    assert (readers.place, readers.not_directors) == (ChannelClass.DIRECTORS, 0)


def test_one_other_member_makes_it_the_teams(channels: Channels, slack: Slack) -> None:
    readers = channels.readers(private(slack, "U0DANA", "U0MARCUS"), "U0DANA", MONDAY)

    assert (readers.place, readers.not_directors) == (ChannelClass.TEAM, 1)


def test_one_guest_makes_it_a_place_with_guests(channels: Channels) -> None:
    readers = channels.readers("C0CAMPAIGNS", "U0DANA", MONDAY)

    assert (readers.place, readers.visitors) == (ChannelClass.GUESTS, 1)


def test_a_guest_counts_as_one_whatever_role_they_were_given(slack: Slack, store: Store) -> None:
    channels = Channels(store, client_of(slack), lambda: {"U0DANA": "director", "U0GIL": "director"})

    assert kind(channels, private(slack, "U0DANA", "U0GIL")) is ChannelClass.GUESTS


def test_a_shared_channel_and_one_with_a_stranger_are_slack_connect(channels: Channels, slack: Slack) -> None:
    slack.workspace.channels["C0ECOM"].shared = True
    assert kind(channels, "C0ECOM") is ChannelClass.CONNECT

    slack.workspace.users["U0PIA"] = User(id="U0PIA", name="pia", real_name="Pia", stranger=True)
    assert kind(channels, private(slack, "U0DANA", "U0PIA")) is ChannelClass.CONNECT


def test_people_who_have_left_read_nothing(channels: Channels, slack: Slack) -> None:
    slack.workspace.users["U0MARCUS"].deleted = True

    assert kind(channels, private(slack, "U0DANA", "U0MARCUS")) is ChannelClass.DIRECTORS


def test_ones_own_messages_with_the_bot_are_ones_own_and_nobody_elses(
    channels: Channels, slack: Slack
) -> None:
    mine = slack.workspace.direct("U0DANA").id

    assert kind(channels, mine) is ChannelClass.ALONE
    assert kind(channels, "") is ChannelClass.ALONE
    assert kind(channels, "D0OTHERS") is ChannelClass.UNKNOWN


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members", "users.info"])
def test_what_slack_does_not_tell_is_not_known_and_asked_again(
    channels: Channels, slack: Slack, method: str
) -> None:
    slack.workspace.refuses(method, "internal_error")

    assert kind(channels, "C0EXEC") is ChannelClass.UNKNOWN
    assert kind(channels, "C0EXEC") is ChannelClass.DIRECTORS


def test_without_the_permission_nothing_is_known(slack: Slack, store: Store) -> None:
    slack.workspace.app.scopes = tuple(scope for scope in SCOPES if scope != "groups:read")
    channels = Channels(store, client_of(slack), lambda: ROLES)

    assert kind(channels, "C0EXEC") is ChannelClass.UNKNOWN
    assert kind(channels, "C0ECOM") is ChannelClass.EVERYONE


def test_without_a_slack_nothing_is_known(store: Store) -> None:
    assert kind(Channels(store, None, lambda: ROLES), "C0EXEC") is ChannelClass.UNKNOWN


def test_slack_is_asked_once_an_hour(channels: Channels, slack: Slack) -> None:
    for minutes in (0, 30, 59):
        channels.readers("C0EXEC", "U0DANA", MONDAY + timedelta(minutes=minutes))
    assert len(slack.workspace.calls_of("conversations.info")) == 1

    slack.workspace.channels["C0EXEC"].members.add("U0MARCUS")
    later = channels.readers("C0EXEC", "U0DANA", MONDAY + timedelta(minutes=61))

    assert later.place is ChannelClass.TEAM


def test_a_large_channel_is_looked_up_in_the_list_of_all_rather_than_one_by_one(
    channels: Channels, slack: Slack
) -> None:
    crowd = [User(id=f"U0P{n:03}", name=f"p{n}", real_name=f"P {n}") for n in range(40)]
    slack.workspace.users |= {user.id: user for user in crowd}
    place = private(slack, "U0DANA", *(user.id for user in crowd))

    assert channels.readers(place, "U0DANA", MONDAY).not_directors == 40
    assert slack.workspace.calls_of("users.info") == []
    assert len(slack.workspace.calls_of("users.list")) == 1
