"""App Homes kept up to date: drawn when opened and when what they show changes, published only when it did."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands.context import Context
from commands.home import Drawn, home, home_of_visitor
from commands.people import who
from commands.visitors import Visitors
from delivery.timers import all_timers
from storage import attention, changes, disclosures, first_steps, homes, incidents
from storage.homes import Home

log = logging.getLogger(__name__)

#: What changes by itself is published at most so often to one person; what they do themselves is shown at once.
APART = timedelta(seconds=5)
#: Only Homes that somebody has looked at lately are kept up to date; others are drawn when they are opened.
LOOKED_AT = timedelta(hours=12)
#: How often a Home is looked at where nothing was changed: what is late is a matter of the clock.
MINUTES = 10
#: So often a Home is drawn anew because another process has published it meanwhile.
TRIES = 3


class Homes:
    """Publishes each person's Home. Several processes may: who draws first publishes, and nobody over newer content."""

    def __init__(self, context: Context, client: WebClient, visitors: Visitors) -> None:
        """Nothing is drawn yet."""
        self._context = context
        self._client = client
        self._visitors = visitors
        self._marks: tuple[object, ...] | None = None
        self._postponed: set[str] = set()

    def opened(self, user: str, hash_: str) -> bool:
        """Somebody opens theirs, where Slack holds a view of this hash, or (empty) none; says whether it was drawn anew.

        Where shop.yaml names no admin, the first of the team to do so is taken for whoever installs the bot.
        """
        unnamed = not any(person.admin for person in self._context.shop.people)
        installs = unnamed and self._visitors.standing(user) == "member"
        with self._context.store.write(durable=False) as db:
            homes.opened(db, user, hash_, now=self._context.now)
            if installs:
                first_steps.given(db, user)
        return self.refresh(user)

    def refresh(self, user: str) -> bool:
        """Publish what a person's Home shows now, if that is not what stands there; says whether it was."""
        try:
            return self._publish(user)
        except SlackApiError as error:
            if error.response["error"] != "hash_conflict":
                raise
            log.info("the Home of %s was published by somebody else meanwhile; drawing it again", user)
            return self._publish(user, after_conflict=True)

    def look(self, now: datetime) -> int:
        """Refresh those whose content may have changed since the last look; returns how many were published."""
        marks = marks_of(self._context)
        with self._context.store.read() as db:
            known = homes.opened_since(db, now - LOOKED_AT)
        if marks == self._marks:
            known = [one for one in known if one.user in self._postponed]
        self._marks, self._postponed = marks, {one.user for one in known if _is_fresh(one, now)}
        return sum(self._refreshed(one.user) for one in known if one.user not in self._postponed)

    def _refreshed(self, user: str) -> bool:
        try:
            return self.refresh(user)
        except Exception:
            log.exception("the Home of %s could not be refreshed; trying again", user)
            self._postponed.add(user)
            return False

    def _publish(self, user: str, *, after_conflict: bool = False) -> bool:
        """The hash is read before anything is drawn: what was drawn of an older state is refused by Slack."""
        for _ in range(TRIES):
            with self._context.store.read() as db:
                before = homes.of(db, user)
            drawn = self._drawn(user)
            content = fingerprint(drawn.view) if drawn else ""
            if drawn is None or (content == before.content and not after_conflict):
                return False
            if self._claimed(before, content, drawn):
                self._sent(before, drawn, hash_="" if after_conflict else before.hash)
                return True
        return False

    def _claimed(self, before: Home, content: str, drawn: Drawn) -> bool:
        """Whether this process publishes it; then what is for directors alone is written down as shown."""
        with self._context.store.write(durable=bool(drawn.shown)) as db:
            if not homes.claim(db, before, content, now=self._context.now):
                return False
            disclosures.note(db, drawn.shown)
            return True

    def _sent(self, before: Home, drawn: Drawn, *, hash_: str) -> None:
        user, known = before.user, {"hash": hash_} if hash_ else {}
        try:
            taken: Any = self._client.views_publish(user_id=user, view=drawn.view, **known)
        except BaseException:
            with self._context.store.write(durable=False) as db:
                homes.lost(db, user)
            raise
        with self._context.store.write(durable=False) as db:
            homes.published(db, user, before.revision + 1, str(taken["view"].get("hash", "")))

    def _drawn(self, user: str) -> Drawn | None:
        """What a person's Home shows; None for those of whom Slack cannot say who they are, and who are gone."""
        match self._visitors.standing(user):
            case "member":
                return home(who(self._context, user), self._context)
            case "guest" | "stranger" as standing:
                return home_of_visitor(user, standing, self._context)
            case _:
                return None


def fingerprint(view: object) -> str:
    """The same for the same view."""
    written = json.dumps(view, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:32]


def marks_of(context: Context) -> tuple[object, ...]:
    """What changes whenever anything does that a Home shows, and takes a millisecond to read."""
    now, version = context.now, getattr(context.facts, "version", None)
    with context.store.read() as db:
        due = tuple((one.name, one.next_due) for one in all_timers(db) if one.name.startswith("digest/"))
        said = tuple(attention.everyone(db))
        changed = (changes.newest(db), incidents.newest(db))
    return (version, now.date(), now.hour, now.minute // MINUTES, due, said, changed, context.desk.newest())


def _is_fresh(one: Home, now: datetime) -> bool:
    return one.published_at is not None and abs(now - one.published_at) < APART
