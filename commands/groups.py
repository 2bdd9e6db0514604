"""Who is in the Slack user groups that `shop.yaml` names: asked once an hour, and anew before somebody decides."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands.visitors import standing
from storage import Store, channel_classes, group_roles

log = logging.getLogger(__name__)

KNOWN_FOR = timedelta(hours=1)
#: How old an answer may be when somebody decides about an approval.
AT_A_DECISION = timedelta(minutes=1)
#: For how long it is taken as known what somebody is who has not come here themselves.
KNOWN_WITHOUT = timedelta(days=1)
#: Where Slack does not answer, what it said last holds for so long; after that nobody has a role by a group.
HELD_FOR = timedelta(hours=4)
#: How soon after a failure Slack is asked again.
AGAIN_AFTER = timedelta(minutes=1)


class Groups:
    """Keeps who is in each group, and the roles by group that storage/people.py counts. Without groups in the settings
    Slack is never asked."""

    def __init__(
        self, store: Store, client: WebClient | None, groups: Mapping[str, str], asked: Collection[str] = ()
    ) -> None:
        """`groups` is a role by user group id; `asked` are groups whose people are asked for a yes, role or not."""
        self._store = store
        self._client = client
        self._groups: dict[str, str | None] = {**dict.fromkeys(asked), **groups}
        self._decide = frozenset(asked)
        self._asked_at: datetime | None = None
        self._next: datetime | None = None
        self._changed = False
        self._one_at_a_time = threading.Lock()

    def refresh(self, now: datetime) -> None:
        """Ask who is in each group, where that was not asked within the hour."""
        if self._client is None or (self._next is not None and now < self._next):
            return
        with self._one_at_a_time:
            if self._next is None or now >= self._next:
                self._asked_at = now
                self._next = now + (KNOWN_FOR if self._ask(self._client, now) else AGAIN_AFTER)

    def before_a_decision(self, now: datetime) -> None:
        """Ask anew where people of a group decide and Slack has not been asked within the minute."""
        if self._decide and self._asked_at is not None and now - self._asked_at >= AT_A_DECISION:
            self._next = now
        self.refresh(now)

    def have_changed(self) -> bool:
        """Whether anybody has come into a group or left one since this was asked last."""
        changed, self._changed = self._changed, False
        return changed

    def _ask(self, client: WebClient, now: datetime) -> bool:
        """Whether Slack told of every group."""
        told: dict[str, list[str]] = {}
        for group in self._groups:
            try:
                answer: Any = client.usergroups_users_list(usergroup=group)
            except (SlackApiError, OSError) as problem:
                said = problem.response["error"] if isinstance(problem, SlackApiError) else problem
                log.warning("could not find out who is in the user group %s: %s", group, said)
            else:
                users = answer["users"]
                told[group] = self._vouched(client, users, now) if group in self._decide else users
        with self._store.write() as db:
            changed = group_roles.forget(db, but=self._groups, before=now - HELD_FOR)
            for group, users in told.items():
                changed |= group_roles.replace(db, group, self._groups[group], users, at=now)
            if changed:
                channel_classes.forget(db)
        self._changed |= changed
        return len(told) == len(self._groups)

    def _vouched(self, client: WebClient, users: Collection[str], now: datetime) -> list[str]:
        """Those of whom it is known what they are here, a guest for one: nobody else may be asked for a yes."""
        return [user for user in users if standing(self._store, client, user, now, KNOWN_WITHOUT) != "unsure"]
