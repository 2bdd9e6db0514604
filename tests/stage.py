"""The bot as it runs, with a small shop, a pretend Slack at the far end, and time that is moved by hand."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from slack_sdk import WebClient

import bot
from commands.context import Context
from commands.manifest import manifest
from commands.serving import Server
from metrics.analyst import Analyst
from sandbox.person import Person
from sandbox.places import COLOURS, App, Channel, User
from sandbox.posts import Message
from sandbox.seen import Seen
from sandbox.slack import Slack
from sandbox.workspace import Workspace
from shop import Shop
from tests import small_shop
from tests.sandbox_fixtures import MONDAY, SECRET, Clock, pretend_slack

#: The facts reach to a quarter to eight on the story's Monday.
UNTIL = MONDAY.replace(hour=7, minute=45)
LONDON = MONDAY.tzinfo
#: Seconds between two looks at what changes without Slack's being told.
GLANCE = 0.05

SHOP_YAML = """\
name: Small Shop
currency: GBP
time_zone: Europe/London
sessions_from: ga4
people:
  - {id: U0DANA, name: Dana, role: director, admin: true}
  - {id: U0ROSA, name: Rosa, role: director}
  - {id: U0MARCUS, name: Marcus, team: Campaigns, role: manager}
  - {id: U0AIKO, name: Aiko, role: analyst}
channels: {digest: C0ECOM, approvals: C0CAMPAIGNS}
segments:
  B2B: {tags: [wholesale]}
  B2C: {sources: [web]}
sales_channels:
  Wholesale: {tags: [wholesale]}
sources:
  shopify_orders: {lag: 2h, owner: U0MARCUS, how: "Shopify admin, Orders, Export"}
  ga4: {lag: 24h, owner: U0AIKO, how: "GA4, Explore, Export"}
morning: {at: "08:00", days: [mon, tue, wed, thu, fri]}
"""
SHOP = Shop.model_validate(yaml.safe_load(SHOP_YAML))


def workspace() -> Workspace:
    """Two directors, a manager, an analyst, a viewer; a guest, and a partner of another company."""
    people = [
        User(id="U0DANA", name="dana", real_name="Dana Whitlock", role="director"),
        User(id="U0ROSA", name="rosa", real_name="Rosa Lind"),
        User(id="U0MARCUS", name="marcus", real_name="Marcus Reyes", role="manager"),
        User(id="U0AIKO", name="aiko", real_name="Aiko Tanaka", role="analyst"),
        User(id="U0VERA", name="vera", real_name="Vera Moss", role="viewer"),
        User(id="U0GIL", name="gil", real_name="Gil Arden", guest=True),
        User(id="U0PIA", name="pia", real_name="Pia Stern", stranger=True),
    ]
    for user, colour in zip(people, COLOURS, strict=False):
        user.colour = colour
    app = App().user
    team = {user.id for user in people if not user.guest and not user.stranger} | {app}
    made = Workspace(
        people,
        [
            Channel(id="C0ECOM", name="ecom", topic="The shop, day by day", members=set(team)),
            Channel(id="C0CAMPAIGNS", name="campaigns", members=team | {"U0GIL", "U0PIA"}),
            Channel(id="C0EXEC", name="exec", kind="private", members={"U0DANA", "U0ROSA", app}),
            Channel(id="C0LOUNGE", name="lounge", members=team - {app}),
        ],
    )
    made.install(manifest(SHOP, url="https://bot.invalid"))
    return made


def import_shop(folder: Path, *, until: datetime = UNTIL, shop: Shop = SHOP) -> Path:
    """Write the small shop's exports and import them as anyone would: the facts file."""
    exports = small_shop.write(folder / "exports", MONDAY.date(), until.replace(tzinfo=None))
    settings = settings_for(folder, folder / "facts.sqlite3", shop=shop)
    for day, group in groupby(exports, key=lambda export: export.day):
        period = (day, day + timedelta(days=1)) if day else None
        bot.import_into(settings, [export.path for export in group], now=until, period=period)
    return folder / "facts.sqlite3"


def settings_for(data: Path, facts: Path, *, shop: Shop = SHOP, slack: Slack | None = None) -> bot.Settings:
    """Where everything is."""
    return bot.Settings(
        data=data,
        facts_url=f"sqlite:///{facts}",
        shop=shop,
        slack_api=slack.api_url if slack else None,
        bot_token=slack.workspace.app.token if slack else None,
        signing_secret=SECRET,
    )


class Gate:
    """A warehouse that keeps whoever asks of one source waiting until it is opened."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.opened = threading.Event()
        self.reached = threading.Event()

    def before(self, context: Context) -> Context:
        """The context of a bot whose facts stand behind this gate."""
        facts = _Gated(context.facts, self)
        shop = context.shop
        analyst = Analyst(facts, sessions_from=shop.sessions_from, week_start=shop.calendar)
        return replace(context, analyst=analyst, facts=facts)


class _Gated:
    def __init__(self, facts: Any, gate: Gate) -> None:
        self._facts = facts
        self._gate = gate

    def query(self, source: str, *asked: Any, **more: Any) -> Any:
        if source == self._gate.source:
            self._gate.reached.set()
            self._gate.opened.wait(timeout=30)
        return self._facts.query(source, *asked, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._facts, name)


class Stage:
    """One workspace and one data folder; the bot beside it can be stopped and started again."""

    def __init__(
        self, slack: Slack, data: Path, facts: Path | None, *, shop: Shop = SHOP, gate: Gate | None = None
    ) -> None:
        data.mkdir(parents=True, exist_ok=True)
        if facts:
            shutil.copyfile(facts, data / "facts.sqlite3")
        self.slack = slack
        self.gate = gate
        self.workspace = slack.workspace
        self.settings = settings_for(data, data / "facts.sqlite3", shop=shop, slack=slack)
        assert isinstance(slack.workspace.clock, Clock)
        self.clock = slack.workspace.clock
        self._on = ExitStack()

    def person(self, name: str) -> Person:
        """Someone to type and click as."""
        return self.slack.person(name)

    def starts(self) -> Stage:
        """Run the bot and have Slack speak to it."""
        self.running = self.runs_beside()
        server = self._on.enter_context(Server(self.running.app))
        self.slack.connect(f"{server.url}/slack/events")
        return self

    def runs_beside(self) -> bot.Running:
        """One more process of the bot on the same data folder; it ticks and sends, too."""
        shelftalk = bot.Shelftalk(self.settings, clock=self.clock)
        self._on.callback(shelftalk.close)
        if self.gate:
            shelftalk.context = self.gate.before(shelftalk.context)
        client = WebClient(self.workspace.app.token, base_url=self.slack.api_url)
        running = bot.Running(shelftalk, client, signing_secret=SECRET)
        self._on.callback(running.close)
        running.start()
        return running

    def stops(self) -> None:
        """End every process of the bot, as a deployment does."""
        self._on.close()
        self._on = ExitStack()

    def restarts(self) -> Stage:
        """Stop, and start anew on what is remembered."""
        self.stops()
        return self.starts()

    def at(self, moment: datetime) -> None:
        """Let it be this moment, and let the bot notice."""
        self.clock.at = moment
        for clock in (*self.running.clocks.values(), self.running.homing):
            clock.soon()

    def told(self, person: Person, seen: Seen, button: str, words: str) -> Seen:
        """Press a button and wait for what it says, whatever else happens meanwhile."""
        person.clicks(seen, button, waits=False)
        return self.hears(person, words)

    def hears(self, person: Person, words: str) -> Seen:
        """Wait until a message with these words stands anywhere that a person looks; the newest such."""

        def found() -> list[Seen]:
            places = [
                name for name, place in self.workspace.channels.items() if person.user.id in place.members
            ]
            return [seen for name in places for seen in person.sees(name).saying(words)]

        self.waits_for(found)
        return max(found(), key=lambda seen: seen.ts or "")

    def copied(self, seen: Seen, to: Person) -> Seen:
        """The same buttons before somebody else's eyes, as a forger would have them."""
        copy = Message(
            channel="C0ECOM",
            ts=self.workspace.next_ts(),
            user=self.workspace.app.user,
            text="copied",
            blocks=list(seen.blocks),
            only=to.user.id,
        )
        self.workspace.post(copy)
        return to.sees("ecom").last

    def waits_for(self, holds: Callable[[], object], *, seconds: float = 20) -> None:
        """Wait until something holds of the workspace or of what the bot remembers; fails after some seconds.

        The workspace says when it changes; what the bot remembers is looked at every so often.
        """
        looks = range(round(seconds / GLANCE))
        assert any(self.workspace.waits_for(holds, GLANCE) for _ in looks), (
            f"waited {seconds:g} s for what did not come"
        )

    def asked(self, method: str) -> list[dict[str, Any]]:
        """What the bot called a method with, oldest first."""
        return [call.arguments for call in self.workspace.calls_of(method)]


@contextmanager
def staged(
    data: Path, facts: Path | None, *, gate: Gate | None = None, at: datetime = MONDAY
) -> Iterator[Stage]:
    """A running bot, a running pretend Slack, on Monday at 08:01; both gone afterwards."""
    with pretend_slack(workspace()) as slack:
        slack.workspace.clock = Clock(at)
        stage = Stage(slack, data, facts, gate=gate)
        try:
            yield stage.starts()
        finally:
            if gate:
                gate.opened.set()
            stage.stops()
