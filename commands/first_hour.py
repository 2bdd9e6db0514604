"""Whoever installs the bot gets a checklist, once: data, people, a channel, a digest; it ticks itself off where it stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands import people
from commands.alert_words import sources_of
from commands.context import Context
from commands.kpi import is_empty
from storage import first_steps, subscriptions
from templates import Message, render
from templates.escaping import channel
from templates.filters import Words

log = logging.getLogger(__name__)

#: How often Slack is asked whether the bot was invited anywhere, where no event has said so.
ASKED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: `said` is what is there once it is done, `how` the way to it, by words or by `button`."""

    name: str
    done: bool
    said: Markup
    how: Markup
    button: tuple[str, str, str] | None = None


class FirstHour:
    """Keeps the checklist true until all of it is done, and says nothing where it was before anybody asked."""

    def __init__(self, context: Callable[[], Context], client: WebClient) -> None:
        """Nothing is asked yet."""
        self._context = context
        self._client = client
        self._over = False
        self._asked: datetime | None = None
        self._told: str | None = None
        self._said: Message | None = None

    def go(self, now: datetime) -> int:
        """Say how far it has come, where that has changed; returns how many messages were put into the outbox."""
        context = self._context()
        if self._over:
            return 0
        with context.store.read() as db:
            known = first_steps.of(db)
        self._over = known.done_at is not None
        installer = known.installer or next((one.id for one in context.shop.people if one.admin), "")
        if self._over or not installer:
            return 0
        invited_to = known.channel or self._channel(now)
        if invited_to is None:  # whether there is anything left to do is not known yet
            return 0
        steps = list(steps_of(installer, invited_to, context))
        message = render("first_hour.j2", user=installer, steps=steps, style=context.style)
        if message == self._said:
            return 0
        return self._say(installer, message, context, now, is_done=all(step.done for step in steps))

    def _say(
        self, installer: str, message: Message, context: Context, now: datetime, *, is_done: bool
    ) -> int:
        """In one transaction: the message under its one key, or nothing at all where nothing is left to do."""
        with context.store.write() as db:
            known = first_steps.of(db)
            if known.done_at:
                return 0
            if is_done:
                first_steps.done(db, now=now)
            if is_done and not known.installer:
                return 0
            installer = first_steps.given(db, installer)
            context.outbox.put(db, f"first-hour/{installer}", installer, message, now=now)
        self._said = message
        return 1

    def _channel(self, now: datetime) -> str | None:
        """A channel that the bot is in, as Slack last said; empty for none, None while Slack has not said."""
        if self._asked and abs(now - self._asked) < ASKED_EVERY:
            return self._told
        self._asked = now
        try:
            told: Any = self._client.users_conversations(
                types="public_channel,private_channel", exclude_archived=True, limit=1
            )
        except (SlackApiError, OSError) as problem:
            log.warning("could not ask where the bot was invited: %s", problem)
            return self._told
        self._told = next((str(one["id"]) for one in told["channels"]), "")
        if self._told:
            with self._context().store.write() as db:
                first_steps.invited(db, self._told)
        return self._told


def steps_of(installer: str, invited_to: str, context: Context) -> Iterator[Step]:
    """The four things, as they stand."""
    labels = list(sources_of(context).values())
    yield Step(
        name="Data",
        done=not is_empty(context),
        said=Markup("Arrived: {}.").format(", ".join(labels[:6])),
        how=HOW_DATA,
        button=("Which files?", "home.run", "/kpi"),
    )
    yield _people(installer, context)
    yield Step(
        name="A channel",
        done=bool(invited_to),
        said=Markup("I was invited to {}.").format(channel(invited_to)),
        how=HOW_CHANNEL,
    )
    with context.store.read() as db:
        digests = subscriptions.all_of(db)
    yield Step(
        name="A first digest",
        done=bool(digests),
        said=Markup("It goes to {}.").format(channel(digests[0].place) if digests else ""),
        how=HOW_DIGEST,
        button=("Set it up", "digest.settings", "morning"),
    )


def _people(installer: str, context: Context) -> Step:
    others = [user for user in people.roster(context.store, context.shop) if user != installer]
    named = any(person.admin for person in context.shop.people)
    return Step(
        name="People",
        done=bool(others),
        said=Markup("{} beside you {} a role.").format(
            Words(context.style).count(len(others), "person", "people"), "has" if len(others) == 1 else "have"
        ),
        how=HOW_PEOPLE if named else HOW_ADMIN.format(installer),
        button=("Give a role", "people.change", "") if named else None,
    )


HOW_DATA = Markup(
    "Put exports into the folder `data/inbox`, or run `python bot.py import`: Shopify, GA4, Google Ads, Meta Ads,"
    " Amazon, or a CSV of your own."
)
HOW_CHANNEL = Markup("In the channel where your team talks about the shop, write `/invite @Shelftalk`.")
HOW_DIGEST = Markup("Each morning yesterday in a few lines: in a channel, or for you alone.")
HOW_PEOPLE = Markup("Directors see cost and margin and decide approvals; whoever has no role is a viewer.")
HOW_ADMIN = Markup(
    "Name yourself in shop.yaml and start me anew: `people: [{{id: {}, name: You, role: director, admin: true}}]`."
    " Then roles are given from here."
)
