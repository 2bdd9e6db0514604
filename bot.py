#!/usr/bin/env python
"""Start here: settings, wiring, and the command line. Alone in reading the clock and the environment.

Heavy packages are imported where they are needed, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from approvals.live.going_live import Connector
    from commands.context import Context, Person, Surface
    from delivery.leases import Steadily, Steady
    from sandbox.show import Setup
    from shop import Shop
    from templates import Message, Modal
    from warehouse.importers import Summary

log = logging.getLogger("shelftalk")


def real_time() -> datetime:
    """The moment, in UTC. The one place where the clock is read."""
    return datetime.now(UTC)


def steady_time() -> Steady:
    """The moment by a clock that nobody can set and that goes on while the machine sleeps."""
    from delivery.leases import Steady

    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Steady(_boot(), time.clock_gettime(clock))


@cache
def _boot() -> str:
    """What names this start of the machine, where it has a name."""
    name = Path("/proc/sys/kernel/random/boot_id")
    return name.read_text(encoding="ascii").strip() if name.exists() else "boot"


# Settings


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are: the data folder, the facts, the shop's own file, and Slack."""

    data: Path
    facts_url: str
    shop: Shop
    shop_file: Path | None = None
    slack_api: str | None = None
    bot_token: str | None = None
    app_token: str | None = None
    signing_secret: str | None = None
    publish_secret: str = ""

    @property
    def beside(self) -> Path:
        """Where the files are that `shop.yaml` names: beside it, else in the data folder."""
        return self.shop_file.parent if self.shop_file else self.data

    @property
    def facts_file(self) -> Path | None:
        """The embedded facts file, or None where the facts are in somebody's warehouse."""
        return (
            Path(self.facts_url.removeprefix("sqlite:///"))
            if self.facts_url.startswith("sqlite:///")
            else None
        )


def settings_from(shop_file: str | None) -> Settings:
    """Read the environment and `shop.yaml`: from --shop, else the data folder, else defaults."""
    from shop import BadShop, Shop, load

    data = Path(os.environ.get("SHELFTALK_DATA", "data"))
    path = Path(shop_file) if shop_file else data / "shop.yaml"
    try:
        shop = load(path) if shop_file or path.exists() else Shop()
    except (BadShop, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    if shop.sensitivity:
        from commands.checks import sensitivity_problems

        if wrong := list(sensitivity_problems(shop.sensitivity)):
            raise click.ClickException(" ".join(wrong))
    return Settings(
        data=data,
        facts_url=os.environ.get("WAREHOUSE_URL") or f"sqlite:///{data / 'facts.sqlite3'}",
        shop=shop,
        shop_file=path,
        slack_api=os.environ.get("SLACK_API_URL"),
        bot_token=os.environ.get("SLACK_BOT_TOKEN"),
        app_token=os.environ.get("SLACK_APP_TOKEN"),
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET"),
        publish_secret=os.environ.get("PUBLISH_SECRET", ""),
    )


# Wiring


class Shelftalk:
    """Everything wired together for one shop and one workspace; `close` it when done."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = real_time,
        steady: Steadily | None = None,
    ) -> None:
        """Open the facts and the state; nothing is sent and no Slack is needed yet.

        `steady` measures how long claims last; without it `clock` does, as where time is moved by hand.
        """
        import approvals.migrations
        import delivery.migrations
        import storage.migrations
        from approvals.desk import Desk
        from approvals.hours.next_due import Alarm
        from approvals.hours.working_time import Calendar
        from approvals.live.aftermath import Aftermath
        from commands.alarmed import alarms_of
        from commands.approval_facts import WithApprovals
        from commands.cards import Cards
        from commands.context import Context
        from commands.facts import ShopFacts
        from commands.grammar import Grammar
        from commands.linked_files import LinkedFiles
        from commands.promo_codes import BusyCodes
        from commands.ruling import policy_of
        from commands.shopping_year import ShoppingYear
        from commands.showing_stakes import ShowingStakes
        from commands.stakes import Stakes
        from commands.trusted import growth_of, restated_of, trust_of, watch_of
        from delivery.attention import Attention
        from delivery.outbox import Outbox
        from delivery.timers import Timers
        from metrics.analyst import Analyst
        from metrics.catalog import CATALOG
        from metrics.inspection import Inspection
        from storage import Store
        from warehouse import Warehouse

        self.settings, self.clock, self.steady, shop = settings, clock, steady, settings.shop
        if settings.facts_file:
            settings.facts_file.parent.mkdir(parents=True, exist_ok=True)
        self.warehouse = Warehouse(settings.facts_url, gap_days=shop.gap_days)
        migrations = (*storage.migrations.ALL, *delivery.migrations.ALL, *approvals.migrations.ALL)
        self.store = Store(settings.data / "state.sqlite3", migrations)
        facts, catalog = ShopFacts(self.warehouse), CATALOG.declaring(shop.sensitivity)
        shopping_year = ShoppingYear(shop, self.store)
        timers = Timers(self.store, steady=steady)
        attention = Attention(timers, zone=shop.zone, most=shop.unasked_a_day)
        outbox, inspection = Outbox(self.store, holds=attention.holds), Inspection(facts)
        stakes = Stakes(lambda: self.context)
        showing = ShowingStakes(shop, self.store, stakes)
        policy = policy_of(shop, self.store, settings.beside, clock())
        cards = Cards(shop, showing, policy.calendar_of)
        self.alarm = Alarm(timers, policy.calendar_of)
        glass = policy.rulebook.break_glass
        self.aftermath = Aftermath(
            store=self.store,
            outbox=outbox,
            timers=timers,
            render_news=cards.news,
            notify=glass.notify if glass else (),
            within=glass.review_within.minutes if glass else 0,
            calendar=policy.calendars.get("", Calendar(zone=shop.zone)),
            as_of=lambda db, request, now: self.context.desk.as_of(db, request, now),
        )
        self.client: WebClient | None = None
        self.growth = growth_of(facts, shop, self.store, clock)
        names = {person.id: person.name for person in shop.people}
        analyst = Analyst(
            WithApprovals(
                facts,
                self.store,
                zone=shop.zone,
                clock=clock,
                names=names,
                teams={person.id: person.team for person in shop.people},
            ),
            sessions_from=shop.sessions_from,
            week_start=shop.calendar,
            trust=trust_of(shop, self.growth, inspection),
        )
        watch = watch_of(
            facts, shop, inspection, catalog, self.store, outbox, style=lambda: self.context.style
        )
        self.context: Context = Context(
            analyst=analyst,
            restated=restated_of(facts, shop, analyst, self.store),
            watch=watch,
            alarms=alarms_of(
                facts=facts,
                shop=shop,
                analyst=analyst,
                catalog=catalog,
                watch=watch,
                store=self.store,
                outbox=outbox,
                context=lambda: self.context,
            ),
            catalog=catalog,
            facts=facts,
            grammar=Grammar(catalog, facts.values, shop.calendar, find=facts.find, year=shopping_year),
            shop=shop,
            store=self.store,
            outbox=outbox,
            timers=timers,
            desk=Desk(
                self.store,
                outbox,
                policy=policy,
                zone=shop.zone,
                render_card=cards.card,
                render_news=cards.news,
                look=lambda now: self.context.groups.before_a_decision(now),
                channel=shop.channels.approvals,
                look_up=stakes,
                on_shown=showing.disclosed,
                after=(self.alarm, self.aftermath),
                fingerprint=LinkedFiles(lambda: self.client if shop.linked_files else None),
            ),
            **self._asking(None),
            shopping_year=shopping_year,
            busy_codes=BusyCodes(facts, self.store),
            stakes=stakes,
            clock=clock,
        )

    def connect(self, client: WebClient) -> None:
        """From now on Slack is asked who reads a channel and who is in a user group."""
        self.client = client
        self.context = replace(self.context, **self._asking(client))

    def _asking(self, client: WebClient | None) -> dict[str, Any]:
        from commands.channels import Channels
        from commands.groups import Groups
        from commands.people import roster
        from commands.ruling import groups_asked

        shop = self.settings.shop
        return {
            "channels": Channels(self.store, client, lambda: roster(self.store, shop)),
            "groups": Groups(self.store, client, shop.groups, groups_asked(shop)),
        }

    def close(self) -> None:
        """Give back every connection."""
        self.store.close()
        self.warehouse.close()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often the bot looks at its tables, and for how long it waits for Slack; in seconds."""

    tick: float = 2.0
    audit: float = 60.0
    time_out: float = 10.0


class Running:
    """Shelftalk connected to a Slack: listening, ticking and sending until `close`."""

    #: For how long (seconds) one thread may keep the others waiting. Python's own 5 ms would be added to every
    #: acknowledgement that is due while somebody's answer is worked out.
    TURN = 0.0005

    def __init__(
        self, bot: Shelftalk, client: WebClient, *, signing_secret: str | None, pace: Pace | None = None
    ) -> None:
        """Build the Bolt app; nothing runs until `start`."""
        from slack_bolt import App

        from approvals.history import auditing as approvals_auditing
        from approvals.history.witness import Witnesses
        from approvals.hours.clockwork import Clockwork
        from approvals.live.attempts import Attempts
        from approvals.live.going_live import GoingLive
        from commands import rights
        from commands.alarmed import hours_of
        from commands.cards import Cards
        from commands.first_hour import FirstHour
        from commands.following import follows_of
        from commands.front import register
        from commands.printing import press_of
        from commands.promised import Promises
        from commands.visitors import Visitors
        from commands.work import Line
        from delivery.auditor import CHECKS, Auditor
        from delivery.clock import Clock
        from delivery.inbox import Inbox
        from delivery.sender import Sender
        from delivery.watchdog import Watchdog
        from digests import auditing as digests_auditing
        from digests.landed import Landed
        from digests.peaks import Peaks
        from digests.rounds import Rounds
        from templates.plain import as_text

        pace = pace or Pace()
        bot.connect(client)
        self.bot, context = bot, bot.context
        self.line = Line()
        admin = _first_admin(context.shop)
        self.sender = Sender(
            context.outbox, client, clock=bot.clock, steady=bot.steady, plain=as_text, admin=admin,
            lost=self.lost, time_out=pace.time_out,
        )  # fmt: skip
        self.sending = Clock(self.sender.send_due, bot.clock, seconds=pace.tick)
        self.rounds = Rounds(
            press=press_of(context),
            store=context.store,
            outbox=context.outbox,
            timers=context.timers,
            why_not=lambda figures, place: rights.why_not(figures, place, context),
        )
        self.landed = Landed(
            press=press_of(context),
            store=context.store,
            outbox=context.outbox,
            version=lambda: int(bot.warehouse.version),
        )
        self.peaks = Peaks(
            analyst=context.analyst,
            store=context.store,
            outbox=context.outbox,
            timers=context.timers,
            year=context.shopping_year,
            events=context.shop.peaks,
            cleared=lambda place: rights.cleared(place, context),
            declared=context.declared,
            style=lambda: context.style,
        )
        self.clockwork = Clockwork(
            store=context.store,
            desk=context.desk,
            timers=context.timers,
            alarm=bot.alarm,
        )
        self.going_live = GoingLive(
            desk=context.desk,
            attempts=Attempts(context.store, steady=bot.steady),
            connectors=connectors_of(bot),
        )
        self.handing_over = Clock(self.hand_over, bot.clock, seconds=pace.tick)
        self.promises = Promises(context)
        self.follows = follows_of(
            lambda: bot.context, hours=hours_of(context.shop), store=context.store, outbox=context.outbox
        )
        self.witnesses = Witnesses(
            context.store,
            context.outbox,
            context.timers,
            place=context.shop.channels.seals or context.shop.channels.approvals,
            zone=context.shop.zone,
            draw=Cards(context.shop).witness,
        )
        self.ticking = Clock(self.tick, bot.clock, seconds=pace.tick)
        self.beating = Clock(self.beat, bot.clock, seconds=pace.tick)
        checks = (*CHECKS, *approvals_auditing.CHECKS, *digests_auditing.CHECKS)
        self.auditor = Auditor(context.outbox, checks, admin=admin)
        self.auditing = Clock(self.auditor.go, bot.clock, seconds=pace.audit)
        self.clocks = {
            "sending": self.sending,
            "ticking": self.ticking,
            "beating": self.beating,
        }
        self.watchdog = Watchdog(self.clocks, end=lambda: os._exit(os.EX_SOFTWARE))
        self.seen: dict[str, tuple[int, int]] = {}  # files of the inbox at the last tick
        self.app = App(
            client=client,
            signing_secret=signing_secret or "",
            process_before_response=True,
            token_verification_enabled=False,
            request_verification_enabled=signing_secret is not None,
            ssl_check_enabled=False,
        )
        self.doing = register(
            self.app,
            context,
            self.line,
            Visitors(client, context),
            after=self.something_done,
            removed=self.sender.give_up_the_token,
            inbox=Inbox(context.store, steady=bot.steady),
        )
        self.first_hour = FirstHour(lambda: bot.context, client)
        self.homing = Clock(self.doing.homes.look, bot.clock, seconds=pace.tick)

    def something_done(self) -> None:
        """Something may have been put into the outbox, or changed what somebody's Home shows."""
        self.sending.soon()
        self.homing.soon()

    def start(self) -> None:
        """Wind the morning digest of `shop.yaml`, tell of a gap if there was one, then tick and send."""
        from commands.subscribing import wind_from_settings

        sys.setswitchinterval(self.TURN)
        wind_from_settings(self.bot.context)
        self.witnesses.wind(self.bot.clock())
        for name in self.bot.context.timers.rewind(self.bot.clock()):
            log.warning("%s falls due at another moment: its time zone's rules have changed", name)
        self._tell_of_a_gap(self.bot.clock())
        self.clockwork.wind(self.bot.clock())
        for clock in (*self.clocks.values(), self.auditing, self.homing, self.handing_over):
            clock.start()

    def beat(self, now: datetime) -> None:
        """Leave a sign of life, and do what a process that died has left undone."""
        from delivery import heartbeat

        with self.bot.store.write(durable=False) as db:
            heartbeat.beat(db, now)
        self.doing.resume()

    def tick(self, now: datetime) -> None:
        """What falls due is done or put into the outbox, and new files are imported."""
        self.bot.context.groups.refresh(now)
        if self.bot.context.groups.have_changed():
            self.bot.context.desk.people_changed(now)
        if self.clockwork.go(now) + self.bot.aftermath.go(now):
            self.something_done()
            self.handing_over.soon()
        if self.rounds.go(now) + self.witnesses.go(now):
            self.sending.soon()
        for owner, key, message in swept(self, now):
            with self.bot.store.write() as db:
                self.bot.context.outbox.add_once(db, key, owner, message, now=now)
            self.sending.soon()
        self.bot.growth.note()
        if self.promises.go(now) + self.first_hour.go(now):
            self.sending.soon()
        local = now.astimezone(self.bot.settings.shop.zone)
        context = self.bot.context
        unasked = (context.watch, context.alarms, self.follows, self.landed, self.peaks)
        if sum(each.go(local) for each in unasked):
            self.sending.soon()

    def hand_over(self, now: datetime) -> None:
        """What is going live is handed to whatever puts it there."""
        if self.going_live.go(now):
            self.something_done()

    def lost(self, user: str) -> None:
        """Somebody cannot be reached any more: what waited for them goes to those who are left."""
        from storage import people

        now = self.bot.clock()
        with self.bot.store.write() as db:
            people.note_standing(db, user, "gone", at=now)
        self.bot.context.desk.people_changed(now)

    def troubles(self) -> list[str]:
        """What is not as it should be, for whoever looks after the machine."""
        from commands.health import troubles

        return troubles(self.bot.context, self.sender, self.line, self.watchdog)

    def _tell_of_a_gap(self, now: datetime) -> None:
        from delivery import heartbeat
        from templates import render

        with self.bot.store.write() as db:
            since, admin = heartbeat.away_since(db, now), _first_admin(self.bot.settings.shop)
            if since and admin:
                log.warning("nobody was here from %s to %s", since, now)
                message = render("away.j2", since=since, until=now, style=self.bot.context.style)
                self.bot.context.outbox.add_once(db, f"gap/{since.isoformat()}", admin, message, now=now)

    def close(self) -> None:
        """Finish what has begun; what is not sent yet stays in the outbox."""
        self.watchdog.stop()
        self.sender.stop()
        for clock in (*self.clocks.values(), self.auditing, self.homing, self.handing_over):
            clock.stop()
        self.line.close()


def connectors_of(bot: Shelftalk) -> dict[str, Connector]:
    """What puts content live, by the names of the settings."""
    from approvals.live.going_live import Connector
    from delivery.webhook import Webhook

    return {
        name: Connector(
            publish=Webhook(url=one.url, secret=bot.settings.publish_secret, clock=bot.clock).post,
            idempotent=one.idempotent,
        )
        for name, one in bot.settings.shop.connectors.items()
    }


def _first_admin(shop: Shop) -> str | None:
    return next((person.id for person in shop.people if person.admin), None)


@contextmanager
def opened(settings: Settings, at: datetime | None = None) -> Iterator[Shelftalk]:
    """Shelftalk for the length of one command, at a given moment or now."""
    bot = Shelftalk(settings, clock=(lambda: at) if at else real_time)
    try:
        yield bot
    finally:
        bot.close()


def answer(bot: Shelftalk, words: str, *, person: Person, channel: str, surface: Surface) -> Message | Modal:
    """What somebody is answered who types a command, said here rather than in Slack."""
    from commands.context import Ask
    from commands.routes import route

    command, rest = route(words)
    return command.answer(Ask(text=rest, person=person, channel=channel, surface=surface), bot.context)


# Serving


@contextmanager
def connected(
    settings: Settings,
    clock: Callable[[], datetime] = real_time,
    *,
    steady: Steadily | None = None,
    pace: Pace | None = None,
) -> Iterator[Running]:
    """Shelftalk wired to Slack, not started yet; closed at the end.

    The client's own retries are off: it repeats what may have been done already.
    """
    from slack_sdk import WebClient

    bot = Shelftalk(settings, clock=clock, steady=steady)
    client = WebClient(
        token=settings.bot_token, base_url=settings.slack_api or WebClient.BASE_URL, retry_handlers=[]
    )
    running = Running(bot, client, signing_secret=settings.signing_secret, pace=pace)
    try:
        yield running
    finally:
        running.close()
        bot.close()


#: Seconds between two looks at Socket Mode's connection. One that was cut is given up at the fifth that fails.
SOCKET_PING = 4.0


@contextmanager
def listening(running: Running, *, host: str, port: int, socket: bool) -> Iterator[str]:
    """Take Slack's requests, over HTTP or through Socket Mode; yields where, in words."""
    if socket:
        from slack_bolt.adapter.socket_mode import SocketModeHandler

        handler = SocketModeHandler(
            running.app, running.bot.settings.app_token, concurrency=32, ping_interval=SOCKET_PING
        )
        handler.connect()  # type: ignore[no-untyped-call]
        try:
            yield "in Socket Mode"
        finally:
            handler.close()  # type: ignore[no-untyped-call]
        return
    from commands.serving import Server

    with Server(running.app, host=host, port=port, troubles=running.troubles) as server:
        yield f"on {server.url}/slack/events"


# Importing


def import_into(
    settings: Settings,
    files: Sequence[Path],
    *,
    now: datetime,
    period: tuple[date, date] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Summary]:
    """Import exports into the embedded facts in one transaction; raises warehouse.importers.Refused."""
    from warehouse.importers import Refused, Rules, import_files

    if settings.facts_file is None:
        raise Refused(
            "Facts come from WAREHOUSE_URL, which is only read. Load files with your warehouse's own tools,"
            " or unset WAREHOUSE_URL to use the embedded facts."
        )
    settings.facts_file.parent.mkdir(parents=True, exist_ok=True)
    return import_files(
        settings.facts_file, files, Rules.of(settings.shop), now=now, period=period, progress=progress
    )


def swept(running: Running, now: datetime) -> Iterator[tuple[str, str, Message]]:
    """Import what has landed in the data folder's inbox: (who is told, the message's key, the message) each."""
    from templates import render
    from warehouse.importers.folder import sweep

    settings, context = running.bot.settings, running.bot.context

    def import_one(file: Path) -> list[Summary]:
        return import_into(settings, [file], now=now.astimezone(settings.shop.zone))

    for outcome in sweep(settings.data / "inbox", import_one, running.seen):
        if outcome.error:
            log.error("%s could not be imported", outcome.file, exc_info=outcome.error)
        sources = {summary.source for summary in outcome.summaries}
        owners = {
            source.owner for name, source in settings.shop.sources.items() if name in sources and source.owner
        }
        told = owners or {admin for admin in [_first_admin(settings.shop)] if admin}
        message = render("imported.j2", outcome=outcome, style=context.style)
        yield from (
            (owner, f"import/{outcome.kept.name}/{now.isoformat()}/{owner}", message) for owner in told
        )


# The demo


class OnStage:
    """The running bot as the demo's show sees it."""

    def __init__(self, running: Running, url: str) -> None:
        """`url` is where it takes Slack's requests."""
        self._running = running
        self.url = url

    @property
    def manifest(self) -> dict[str, Any]:
        """What it is installed with."""
        from commands.manifest import manifest as write

        return write(self._running.bot.settings.shop, url="https://demo.invalid")

    def tick(self) -> None:
        """Look at the clock now."""
        self._running.ticking.soon()

    def next_digest(self) -> datetime | None:
        """When the next digest is due."""
        from commands.digest import next_digest

        return next_digest(self._running.bot.context)

    def ask_for_approval(self, by: str, content: Mapping[str, str], *, at: datetime) -> None:
        """Submit content, as the form would."""
        from approvals.content import Content

        self._running.bot.context.desk.submit(by, Content(**content), now=at)
        self._running.sending.soon()

    def hears(self, by: str, words: str, *, at: datetime, channel: str = "") -> str:
        """Let somebody type a command at an earlier time, where nobody sees it; what it would have answered."""
        from commands.context import Ask, Surface
        from commands.people import who
        from commands.routes import route
        from templates import Message

        context = replace(self._running.bot.context, clock=lambda: at)
        command, rest = route(words)
        surface = Surface.COMMAND if channel else Surface.TERMINAL
        ask = Ask(text=rest, person=who(context, by), channel=channel, surface=surface)
        reply = command.answer(ask, context)
        return reply.text if isinstance(reply, Message) else ""


@contextmanager
def on_stage(setup: Setup) -> Iterator[OnStage]:
    """A bot running for one scene of the demo, over signed HTTP."""
    from commands.serving import Server

    settings = Settings(
        data=setup.data,
        facts_url=f"sqlite:///{setup.data / 'facts.sqlite3'}",
        shop=setup.shop,
        slack_api=setup.slack_api,
        bot_token=setup.token,
        signing_secret=setup.signing_secret,
    )
    with connected(settings, setup.clock) as running, Server(running.app) as server:
        running.start()
        yield OnStage(running, f"{server.url}/slack/events")


# The command line


def with_shop(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the --shop option."""
    return click.option(
        "--shop", "shop_file", type=click.Path(exists=True, dir_okay=False),
        help="The settings file; else shop.yaml in the data folder, else defaults.",
    )(command)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Shelftalk: the Slack bot an ecommerce team opens every morning.

    Start with `demo`: a whole shop and a pretend Slack on this machine, no account needed.

    \b
    Settings come from the environment:
      SHELFTALK_DATA         the data folder (default ./data)
      WAREHOUSE_URL          any SQLAlchemy URL for the facts (default: the embedded file)
      SLACK_BOT_TOKEN        xoxb-…, for run
      SLACK_SIGNING_SECRET   for run over HTTP
      SLACK_APP_TOKEN        xapp-…, for run --socket
      PUBLISH_SECRET         signs what is handed to a connector of shop.yaml
      SLACK_API_URL          where Slack is, when it is not slack.com
    """


@cli.command()
@click.option("--port", default=0, show_default="a free one", help="Port of the page.")
@click.option("--fresh", is_flag=True, help="Write and import the demo shop anew.")
def demo(port: int, *, fresh: bool) -> None:
    """Show the product: a demo shop, a pretend Slack and the bot, on one page."""
    from sandbox.scenes import monday_of
    from sandbox.show import Show

    folder = Path("build/demo")
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)

    def say(what: str) -> None:
        click.echo(what, err=True)

    monday = monday_of(real_time().date())
    with Show(folder, port=port, monday=monday, real=real_time, start=on_stage, say=say) as show:
        show.enter("monday")
        click.echo(show.slack.url)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


@cli.command()
@click.option(
    "--port", default=3000, show_default=True, help="Where Slack's requests arrive (/slack/events)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--socket", is_flag=True, help="Use Socket Mode instead: no public address is needed.")
@with_shop
def run(port: int, host: str, shop_file: str | None, *, socket: bool) -> None:
    """Serve a Slack workspace."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it has a line for every tick
    from commands.checks import command_problems

    settings = settings_from(shop_file)
    if wrong := list(command_problems(settings.shop.commands)):
        raise click.ClickException(" ".join(wrong))
    _refuse_a_wrong_policy(settings)
    needed = {"SLACK_BOT_TOKEN": settings.bot_token}
    needed |= (
        {"SLACK_APP_TOKEN": settings.app_token}
        if socket
        else {"SLACK_SIGNING_SECRET": settings.signing_secret}
    )
    if missing := [name for name, value in needed.items() if not value]:
        raise click.ClickException(
            f"Set {' and '.join(missing)} in the environment. `check` tells what else is missing."
        )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with (
        connected(settings, steady=steady_time) as running,
        listening(running, host=host, port=port, socket=socket) as where,
    ):
        running.start()
        running.watchdog.start()
        click.echo(f"Listening {where}. Stop with Ctrl-C.")
        with suppress(KeyboardInterrupt):
            stop.wait()


def _refuse_a_wrong_policy(settings: Settings) -> None:
    """End here where the policy of approvals cannot be right, and say what is not right because of who is who."""
    if settings.shop.approvals is None:
        return
    with opened(settings) as bot:
        if wrong := policy_problems(bot, of_the_file=True):
            raise click.ClickException("\n".join(wrong))
        for problem in policy_problems(bot, of_the_file=False):
            log.warning("%s", problem)


@cli.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--period", help="The days an undated export speaks of: 2026-11-01..2026-11-22, or one day.")
@with_shop
def import_command(files: tuple[Path, ...], period: str | None, shop_file: str | None) -> None:
    """Bring exports in: Shopify, GA4, Google Ads, Meta Ads, Amazon, or a CSV that shop.yaml maps; promotions; targets.

    What a file is shows by its content: promotions are an .ics calendar, or a table with name, start, end, kind,
    codes; targets a table with metric, period, target, line, owner. Either everything is imported or nothing is;
    targets come last, because they name what the exports bring.
    """
    from commands.plan_files import NotRead, is_plan, is_target_table, keep_plans, keep_targets, read_plans
    from warehouse.importers import Refused

    settings = settings_from(shop_file)
    about_plans = [file for file in files if is_plan(file)]
    about_targets = [file for file in files if is_target_table(file)]
    exports = [file for file in files if file not in (*about_plans, *about_targets)]
    try:
        plans = read_plans(about_plans, settings.shop.zone)
        summaries = _imported(settings, exports, period) if exports else []
    except (Refused, NotRead) as problem:
        raise click.ClickException(
            f"{problem}\nNothing was imported: the facts are as they were."
        ) from problem
    for summary in summaries:
        click.echo(said(summary))
    if plans:
        with opened(settings) as bot:
            for line in keep_plans(plans, someone(bot, None), bot.context):
                click.echo(line)
    if about_targets:
        with opened(settings) as bot:
            try:
                for line in keep_targets(about_targets, someone(bot, None), bot.context):
                    click.echo(line)
            except NotRead as problem:
                raise click.ClickException(f"{problem}\nNo target of such a file was set.") from problem


def _imported(settings: Settings, files: Sequence[Path], period: str | None) -> list[Summary]:
    """Import exports behind a bar of progress."""
    with click.progressbar(length=1000, label="Importing", file=sys.stderr) as bar:
        summaries = import_into(
            settings, files, now=real_time().astimezone(settings.shop.zone), period=days_of(period),
            progress=lambda read, of: bar.update(min(1000, 1000 * read // max(of, 1)) - bar.pos),
        )  # fmt: skip
        bar.update(1000 - bar.pos)
        return summaries


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--as", "person", help="Who asks: a name or Slack id of shop.yaml (default: you, who see all).")
@click.option("--in", "channel", default="", help="The channel where it is asked.")
@click.option("--at", help="When it is asked: 2011-12-01T08:00, in the shop's zone.")
@click.option("--json", "as_json", is_flag=True, help="Print {text, blocks, figures} and nothing else.")
@click.option(
    "--csv", "as_table", is_flag=True, help="Print the figures as CSV, with their definitions and as-of."
)
@with_shop
def ask(
    words: tuple[str, ...],
    person: str | None,
    channel: str,
    at: str | None,
    shop_file: str | None,
    *,
    as_json: bool,
    as_table: bool,
) -> None:
    """Ask what one would type in Slack, and print the very message: ask "net sales last week"."""
    from commands.context import Surface
    from templates.plain import as_text

    settings = settings_from(shop_file)
    with opened(settings, moment_of(at, settings)) as bot:
        surface = Surface.EXPORT if as_table else Surface.TERMINAL
        reply = answer(bot, " ".join(words), person=someone(bot, person), channel=channel, surface=surface)
        if as_table:
            click.echo(exported(reply, " ".join(words), bot.context), nl=False)
            return
        click.echo(json.dumps(as_data(reply), ensure_ascii=False, indent=2) if as_json else as_text(reply))


@cli.command()
@click.argument("name", default="morning")
@click.option("--at", help="When: 2026-11-23T08:00, in the shop's zone (default: now).")
@click.option("--json", "as_json", is_flag=True, help="Print {text, blocks, figures} and nothing else.")
@with_shop
def digest(name: str, at: str | None, shop_file: str | None, *, as_json: bool) -> None:
    """Print a digest as it would be posted."""
    from commands.digest import NothingToTell, UnknownDigest, edition_of, named
    from digests.press import whole
    from templates.plain import as_text

    settings = settings_from(shop_file)
    with opened(settings, moment_of(at, settings)) as bot:
        try:
            message = whole(edition_of(named(name, bot.context), bot.context))
        except (NothingToTell, UnknownDigest) as problem:
            raise click.ClickException(str(problem)) from problem
        click.echo(
            json.dumps(as_data(message), ensure_ascii=False, indent=2) if as_json else as_text(message)
        )


@cli.command()
@click.option("--since", help="The first day of it: 2026-11-01 (default: all).")
@with_shop
def disclosures(since: str | None, shop_file: str | None) -> None:
    """Print the log of who was shown which restricted figure, as CSV."""
    import csv

    from commands.disclosures import COLUMNS, rows
    from storage import disclosures as log_of

    settings = settings_from(shop_file)
    start = moment_of(since, settings) or datetime(1970, 1, 1, tzinfo=UTC)
    with opened(settings) as bot, bot.store.read() as db:
        table = csv.writer(sys.stdout, lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(rows(log_of.since(db, start), bot.context))


@cli.group()
def approvals() -> None:
    """What an operator asks of approvals."""


@approvals.command(name="export")
@click.option("--json", "as_json", is_flag=True, help="Decisions and log in one JSON document.")
@click.option("--decisions", "decided", is_flag=True, help="What was decided, as CSV, instead of the log.")
@with_shop
def export_approvals(shop_file: str | None, *, as_json: bool, decided: bool) -> None:
    """Print the whole record as CSV, or as JSON, with the seals that `verify` proves it by."""
    from approvals.history.chain import Row
    from commands import approval_record as record

    with opened(settings_from(shop_file)) as bot:
        context = bot.context
        about = (
            f"{context.shop.name}: approvals as of {context.now:%Y-%m-%d %H:%M} ({context.shop.time_zone})"
        )
        if as_json:
            click.echo(record.as_json(context))
        elif decided:
            table = list(record.decisions(context.desk.everything(now=context.now)))
            click.echo(record.as_csv(record.DECISIONS, table, about=about), nl=False)
        else:
            rows = [[str(value) for value in row] for row in context.desk.record()]
            click.echo(record.as_csv(Row._fields, rows, about=about), nl=False)


@approvals.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--witness",
    "seen",
    multiple=True,
    metavar="ROW:SEAL",
    help="A seal that the channel was told, such as 1204:9f86d081884c7d65; as many as you like.",
)
@with_shop
def verify(file: Path | None, seen: tuple[str, ...], shop_file: str | None) -> None:
    """Prove that nobody has rewritten the history: of this bot, or of a backup or an export in FILE.

    Nothing is changed and nothing is asked of Slack. The exit code is 1 where anything is wrong.
    """
    from approvals.history.evidence import Unreadable
    from commands.proving import BadWitness, verified, witness

    path = file or settings_from(shop_file).data / "state.sqlite3"
    try:
        verdict = verified(path, [witness(each) for each in seen])
    except (BadWitness, Unreadable) as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo("\n".join(verdict.lines))
    if not verdict.is_whole:
        raise SystemExit(1)


@approvals.command()
@with_shop
def lint(shop_file: str | None) -> None:
    """Look through the policy of shop.yaml: each mistake with its line and what to do.

    It asks nothing of Slack: of user groups it knows what the bot has learned. The exit code is 1 where anything is wrong.
    """
    settings = settings_from(shop_file)
    if settings.shop.approvals is None:
        click.echo("There is no policy (approvals:): any director decides about everything.")
        return
    with opened(settings) as bot:
        wrong = [*policy_problems(bot, of_the_file=True), *policy_problems(bot, of_the_file=False)]
    for problem in wrong:
        click.echo(f"✗ {problem}")
    if wrong:
        raise SystemExit(1)
    click.echo("✓ Everything can be decided by somebody.")


@approvals.command()
@click.option(
    "--since", default="30d", show_default=True, help="How far back, or from which day: 2026-11-01."
)
@with_shop
def simulate(since: str, shop_file: str | None) -> None:
    """Show whose routing shop.yaml, or the file of --shop, would change among the requests on record.

    Each request is compared with what it was held to. Nothing is changed.
    """
    from commands.simulating import simulated

    settings = settings_from(shop_file)
    with opened(replace(settings, shop=settings.shop.model_copy(update={"approvals": None}))) as bot:
        now = bot.clock().astimezone(settings.shop.zone)
        start = since_of(since, settings, now)
        for line in simulated(settings.shop, bot.store, settings.beside, since=start, now=now):
            click.echo(line)


def policy_problems(bot: Shelftalk, *, of_the_file: bool) -> list[str]:
    """What is wrong with the policy: in the file itself, or because of who is who now."""
    from commands.ruling import mistakes_in, sentences

    settings = bot.settings
    found = mistakes_in(settings.shop, bot.store, settings.beside, bot.clock())
    return sentences(
        (mistake for mistake in found if mistake.of_the_file is of_the_file),
        settings.shop_file or settings.data / "shop.yaml",
    )


@cli.command()
@with_shop
def check(shop_file: str | None) -> None:
    """Tell what is missing or wrong before the bot can serve."""
    from commands.checks import problems_of

    settings = settings_from(shop_file)
    tokens = {
        "SLACK_BOT_TOKEN": settings.bot_token,
        "SLACK_SIGNING_SECRET or SLACK_APP_TOKEN": settings.signing_secret or settings.app_token,
    }
    with opened(settings) as bot:
        problems = [
            *problems_of(bot.context),
            *policy_problems(bot, of_the_file=True),
            *policy_problems(bot, of_the_file=False),
            *(f"{name} is not set." for name, value in tokens.items() if not value),
        ]
    for problem in problems:
        click.echo(f"✗ {problem}")
    if problems:
        raise SystemExit(1)
    click.echo("✓ Everything is in place.")


@cli.command()
@click.option("--url", help="The bot's public address (https://…); without it, Socket Mode.")
@with_shop
def manifest(url: str | None, shop_file: str | None) -> None:
    """Print the app manifest to paste at api.slack.com."""
    from commands.checks import command_problems
    from commands.manifest import manifest as write

    settings = settings_from(shop_file)
    if wrong := list(command_problems(settings.shop.commands)):
        raise click.ClickException(" ".join(wrong))
    click.echo(json.dumps(write(settings.shop, url=url), indent=2))


@cli.command()
def docs() -> None:
    """Write the generated pages of docs/ and the README's table of commands."""
    from commands.pages import PAGES

    for path, write in PAGES.items():
        target = Path(__file__).parent / path
        before = target.read_text(encoding="utf-8") if target.exists() else ""
        target.write_text(write(before), encoding="utf-8")
        click.echo(path)


def said(summary: Summary) -> str:
    """What became of one file, in words."""
    from templates import as_text, render

    return as_text(
        render("imported.j2", outcome={"file": summary.file, "summaries": [summary], "refused": None})
    )


def days_of(period: str | None) -> tuple[date, date] | None:
    """Read --period, one day or first..last, both included, as a range whose end is not."""
    if period is None:
        return None
    first, _, last = period.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last or first) + timedelta(days=1)
    except ValueError as problem:
        raise click.BadParameter(
            "write 2026-11-01..2026-11-22, or one day", param_hint="--period"
        ) from problem


def moment_of(at: str | None, settings: Settings) -> datetime | None:
    """Read --at in the shop's zone."""
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as problem:
        raise click.BadParameter("write 2011-12-01T08:00", param_hint="--at") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=settings.shop.zone)


def since_of(since: str, settings: Settings, now: datetime) -> datetime:
    """Read --since: so many days back, or a day in the shop's zone."""
    if since[-1:] == "d" and since[:-1].isdecimal():
        return now - timedelta(days=int(since[:-1]))
    try:
        return datetime.combine(date.fromisoformat(since), datetime.min.time(), settings.shop.zone)
    except ValueError as problem:
        raise click.BadParameter("write 30d, or a day such as 2026-11-01", param_hint="--since") from problem


def someone(bot: Shelftalk, name: str | None) -> Person:
    """The person --as names, or the local operator."""
    from commands.context import LOCAL_OPERATOR, Person
    from commands.people import who

    if name is None:
        return Person(id=LOCAL_OPERATOR, name="you", role="director", admin=True)
    wanted = name.removeprefix("@").casefold()
    for person in bot.context.shop.people:
        if wanted in (person.id.casefold(), person.name.casefold()):
            return who(bot.context, person.id)
    known = ", ".join(person.name for person in bot.context.shop.people) or "nobody"
    raise click.BadParameter(f"shop.yaml names {known}", param_hint="--as")


def exported(reply: Message | Modal, words: str, context: Context) -> str:
    """An answer as CSV; one without figures, a refusal among them, is said instead."""
    from commands.export import as_csv
    from templates import Message
    from templates.plain import as_text

    if not isinstance(reply, Message) or not reply.figures:
        raise click.ClickException(as_text(reply))
    return as_csv(reply, words, context)


def as_data(message: Message | Modal) -> dict[str, Any]:
    """A message as plain data, with the difference and its parts where it explains one; a form as its view."""
    from templates import Modal

    if isinstance(message, Modal):
        return {"view": dict(message.view)}
    said = {"text": message.text, "blocks": list(message.blocks), "figures": list(message.figures)}
    return said | dict(message.explained)


if __name__ == "__main__":
    cli()
