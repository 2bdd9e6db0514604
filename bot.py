#!/usr/bin/env python
"""Start here: settings, wiring, and the command line. Alone in reading the clock and the environment.

Heavy packages are imported where they are needed, so that `--help` answers at once.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from commands.context import Context, Person
    from shop import Shop
    from templates import Message
    from warehouse.importers import Summary

log = logging.getLogger("shelftalk")


def real_time() -> datetime:
    """The moment, in UTC. The one place where the clock is read."""
    return datetime.now(UTC)


# Settings


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are: the data folder, the facts, the shop's own file, and Slack."""

    data: Path
    facts_url: str
    shop: Shop
    slack_api: str | None = None
    bot_token: str | None = None
    app_token: str | None = None
    signing_secret: str | None = None

    @property
    def facts_file(self) -> Path | None:
        """The embedded facts file, or None where the facts are in somebody's warehouse."""
        return Path(self.facts_url.removeprefix("sqlite:///")) if self.facts_url.startswith("sqlite:///") else None


def settings_from(shop_file: str | None) -> Settings:
    """Read the environment and `shop.yaml`: from --shop, else the data folder, else defaults."""
    from shop import BadShop, Shop, load

    data = Path(os.environ.get("SHELFTALK_DATA", "data"))
    path = Path(shop_file) if shop_file else data / "shop.yaml"
    try:
        shop = load(path) if shop_file or path.exists() else Shop()
    except (BadShop, OSError) as problem:
        raise click.ClickException(str(problem)) from problem
    return Settings(
        data=data,
        facts_url=os.environ.get("WAREHOUSE_URL") or f"sqlite:///{data / 'facts.sqlite3'}",
        shop=shop,
        slack_api=os.environ.get("SLACK_API_URL"),
        bot_token=os.environ.get("SLACK_BOT_TOKEN"),
        app_token=os.environ.get("SLACK_APP_TOKEN"),
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET"),
    )


# Wiring


class Shelftalk:
    """Everything wired together for one shop and one workspace; `close` it when done."""

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime] = real_time) -> None:
        """Open the facts and the state; nothing is sent and no Slack is needed yet."""
        import approvals.migrations
        import delivery.migrations
        import storage.migrations
        from approvals.desk import Desk
        from commands import cards
        from commands.context import Context
        from commands.facts import ShopFacts
        from commands.grammar import Grammar
        from delivery.outbox import Outbox
        from delivery.timers import Timers
        from metrics.analyst import Analyst
        from metrics.catalog import CATALOG
        from storage import Store
        from warehouse import Warehouse

        self.settings, self.clock, shop = settings, clock, settings.shop
        if settings.facts_file:
            settings.facts_file.parent.mkdir(parents=True, exist_ok=True)
        self.warehouse = Warehouse(settings.facts_url, gap_days=shop.gap_days)
        migrations = (*storage.migrations.ALL, *delivery.migrations.ALL, *approvals.migrations.ALL)
        self.store = Store(settings.data / "state.sqlite3", migrations)
        facts = ShopFacts(self.warehouse)
        outbox = Outbox(self.store)
        self.context: Context = Context(
            analyst=Analyst(facts, sessions_from=shop.sessions_from, week_start=shop.week_start),
            catalog=CATALOG,
            facts=facts,
            grammar=Grammar(CATALOG, facts.values, shop.week_start),
            shop=shop,
            store=self.store,
            outbox=outbox,
            timers=Timers(self.store),
            desk=Desk(self.store, outbox, cards.policy(shop, self.store), cards.render_card(shop)),
            clock=clock,
        )

    def close(self) -> None:
        """Give back every connection."""
        self.store.close()
        self.warehouse.close()


class Running:
    """Shelftalk connected to a Slack: listening, ticking and sending until `close`."""

    def __init__(self, bot: Shelftalk, client: WebClient, *, signing_secret: str | None) -> None:
        """Build the Bolt app; nothing runs until `start`."""
        from slack_bolt import App

        from commands.front import register
        from commands.visitors import Visitors
        from commands.work import Line
        from delivery.clock import Clock
        from delivery.sender import Sender
        from digests.rounds import Rounds
        from templates.plain import as_text

        self.bot, context = bot, bot.context
        self.line = Line()
        self.sender = Sender(
            context.outbox, client, clock=bot.clock, plain=as_text, admin=_first_admin(context.shop)
        )
        self.sending = Clock(self.sender.send_due, bot.clock)
        self.rounds = Rounds(
            analyst=context.analyst,
            store=context.store,
            outbox=context.outbox,
            timers=context.timers,
            waiting=lambda place: context.desk.how_many_wait(place),
            style=lambda: context.style,
        )
        self.ticking = Clock(self.tick, bot.clock)
        self.app = App(
            client=client,
            signing_secret=signing_secret or "",
            process_before_response=True,
            token_verification_enabled=False,
            request_verification_enabled=signing_secret is not None,
            ssl_check_enabled=False,
        )
        register(self.app, context, self.line, Visitors(client, context), after=self.sending.soon)

    def start(self) -> None:
        """Wind the morning digest of `shop.yaml`, then tick and send."""
        from commands.digest import wind_from_settings

        wind_from_settings(self.bot.context)
        self.ticking.start()
        self.sending.start()

    def tick(self, now: datetime) -> None:
        """What falls due is claimed and put into the outbox; new files are imported."""
        if self.rounds.go(now):
            self.sending.soon()
        for owner, message, key in swept(self.bot, now):
            with self.bot.store.write() as db:
                self.bot.context.outbox.add_once(db, key, owner, message, now=now)
            self.sending.soon()

    def close(self) -> None:
        """Finish what has begun; what is not sent yet stays in the outbox."""
        self.ticking.stop()
        self.sending.stop()
        self.line.close()


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


# Serving


class Server:
    """An HTTP address for Slack's requests: waitress, with a bounded pool of threads."""

    #: Eight may wait for answers (commands/work.py); the rest acknowledge at once.
    THREADS = 24

    def __init__(self, running: Running, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind the port; nothing is served until `start`."""
        from slack_bolt.adapter.wsgi import SlackRequestHandler
        from waitress import create_server

        handler = SlackRequestHandler(running.app)
        self._server = create_server(well_formed(handler), host=host, port=port, threads=self.THREADS)
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)
        self.url = f"http://{host}:{self._server.effective_port}"

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """Answer what is under way, then stop."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
        self._server.trigger.pull_trigger(self._server.close)
        self._thread.join(timeout=5)


def well_formed(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 401 to a malformed signature, on which Bolt's own check would stumble with a 500."""

    def checked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        stamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if environ["REQUEST_METHOD"] == "POST" and not (
            stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and signature.isascii()
        ):
            start_response("401 Unauthorized", [("Content-Type", "text/plain")])
            return [b"unsigned"]
        return handler(environ, start_response)

    return checked


@contextmanager
def connected(settings: Settings, clock: Callable[[], datetime] = real_time) -> Iterator[Running]:
    """Shelftalk wired to Slack, not started yet; closed at the end."""
    from slack_sdk import WebClient

    bot = Shelftalk(settings, clock=clock)
    client = WebClient(token=settings.bot_token, **({"base_url": settings.slack_api} if settings.slack_api else {}))
    running = Running(bot, client, signing_secret=settings.signing_secret)
    try:
        yield running
    finally:
        running.close()
        bot.close()


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
