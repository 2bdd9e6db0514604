"""Who reads a channel: asked of Slack, remembered for an hour; what Slack does not tell is trusted least."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands.visitors import standing_of
from metrics.audience import ChannelClass, Readers
from storage import Store, channel_classes, people
from storage.channel_classes import KnownChannel

log = logging.getLogger(__name__)

KNOWN_FOR = timedelta(hours=1)
#: Members nobody has asked about yet are asked about one by one up to this many, else through the list of all.
ONE_BY_ONE = 30
#: As many pages of members, and of the workspace's people, are read of a very large channel.
MOST_PAGES = 10
A_PAGE = 500

NOBODY_TOLD = Readers(place=ChannelClass.UNKNOWN)
ALONE = Readers(place=ChannelClass.ALONE)


class Unsure(Exception):
    """Slack's answer leaves open who reads a channel."""


class Channels:
    """The classes of channels. Without a client (at the command line) no channel is known.

    `roles` gives everybody's role by user id, read anew for each look.
    """

    def __init__(
        self, store: Store, client: WebClient | None, roles: Callable[[], Mapping[str, str]]
    ) -> None:
        """Nothing is asked yet."""
        self._store = store
        self._client = client
        self._roles = roles
        self._one_at_a_time = threading.Lock()

    def readers(self, channel: str, person: str, now: datetime) -> Readers:
        """Who reads a channel; a place without a channel, such as App Home, is the person's own."""
        if not channel or channel == person:
            return ALONE
        if known := self._known(channel, now):
            return known
        with self._one_at_a_time:
            return self._known(channel, now) or self._looked_up(channel, person, now)

    def _known(self, channel: str, now: datetime) -> Readers | None:
        with self._store.read() as db:
            known = channel_classes.of(db, channel, since=now - KNOWN_FOR)
        if known is None:
            return None
        return Readers(
            place=ChannelClass(known.kind), not_directors=known.not_directors, visitors=known.visitors
        )

    def _looked_up(self, channel: str, person: str, now: datetime) -> Readers:
        """What Slack says now; where it says nothing of use, that is not remembered."""
        if self._client is None:
            return NOBODY_TOLD
        try:
            look = _Look(self._client, self._store, self._roles(), now)
            readers = look.at_direct(channel, person) if channel.startswith("D") else look.at(channel)
        except (SlackApiError, OSError, Unsure) as problem:
            log.warning("could not find out who reads %s: %s", channel, _said(problem))
            return NOBODY_TOLD
        known = KnownChannel(
            kind=readers.place.value, not_directors=readers.not_directors, visitors=readers.visitors
        )
        with self._store.write(durable=False) as db:
            channel_classes.note(db, channel, known, at=now)
        return readers


class _Look:
    """One look at a channel."""

    def __init__(self, client: WebClient, store: Store, roles: Mapping[str, str], now: datetime) -> None:
        self._client, self._store, self._roles, self._now = client, store, roles, now

    def at_direct(self, channel: str, person: str) -> Readers:
        """A direct message is the person's own if it is the one with us."""
        ours: Any = self._client.conversations_open(users=[person])
        return ALONE if ours["channel"]["id"] == channel else NOBODY_TOLD

    def at(self, channel: str) -> Readers:
        """A channel or a group: as trusted as the least trusted of those who read it."""
        about: Any = self._client.conversations_info(channel=channel)["channel"]
        standings = self._standings(set(self._members(channel)))
        visitors = [user for user, standing in standings.items() if standing in ("guest", "stranger")]
        others = [
            user
            for user, standing in standings.items()
            if standing != "member" or self._roles.get(user) != "director"
        ]
        return Readers(
            place=_class(about, set(standings.values()), directors=not others),
            not_directors=len(others),
            visitors=len(visitors),
        )

    def _members(self, channel: str) -> Iterator[str]:
        cursor = ""
        for _ in range(MOST_PAGES):
            page: Any = self._client.conversations_members(channel=channel, limit=A_PAGE, cursor=cursor)
            yield from page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return
        raise Unsure("too many members to look at")

    def _standings(self, members: Collection[str]) -> dict[str, people.Standing]:
        """What each member is; bots and people who have left read nothing."""
        since = self._now - KNOWN_FOR
        with self._store.read() as db:
            known = {
                user: standing for user in members if (standing := people.standing_of(db, user, since=since))
            }
        unknown = set(members) - set(known)
        told = self._told_of(unknown)
        if unknown - told.keys():
            raise Unsure(f"nothing is told of {len(unknown - told.keys())} members")
        found = {user: standing_of(about) for user, about in told.items() if not about.get("is_bot")}
        with self._store.write(durable=False) as db:
            for user, standing in found.items():
                people.note_standing(db, user, standing, at=self._now)
        return {user: standing for user, standing in {**known, **found}.items() if standing != "gone"}

    def _told_of(self, users: Collection[str]) -> dict[str, Any]:
        if len(users) <= ONE_BY_ONE:
            return {user: self._user(user) for user in users}
        told = {about["id"]: about for about in self._everyone() if about["id"] in users}
        left = set(users) - set(told)
        return told | ({user: self._user(user) for user in left} if len(left) <= ONE_BY_ONE else {})

    def _user(self, user: str) -> Any:
        return self._client.users_info(user=user)["user"]

    def _everyone(self) -> Iterator[Any]:
        cursor = ""
        for _ in range(MOST_PAGES):
            page: Any = self._client.users_list(limit=A_PAGE, cursor=cursor)
            yield from page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return


def _class(about: Mapping[str, Any], standings: Collection[str], *, directors: bool) -> ChannelClass:
    """The class of a channel from what Slack says of it and of its people.

    Anybody in the workspace may read a public channel, whoever has joined it so far.
    """
    if "stranger" in standings or about.get("is_ext_shared") or about.get("is_pending_ext_shared"):
        return ChannelClass.CONNECT
    if "guest" in standings:
        return ChannelClass.GUESTS
    if not (about.get("is_private") or about.get("is_mpim")):
        return ChannelClass.EVERYONE
    return ChannelClass.DIRECTORS if directors else ChannelClass.TEAM


def _said(problem: Exception) -> str:
    return str(problem.response["error"]) if isinstance(problem, SlackApiError) else str(problem)
