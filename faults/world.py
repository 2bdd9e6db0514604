"""A pretend Slack that outlives every bot, and bots that are killed beside it, all in one fast time."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from time import monotonic, sleep
from typing import Any

from faults.fast import Fast
from faults.life import Birth
from faults.misfortunes import Misfortunes
from sandbox.courier import Acknowledgement, Courier
from sandbox.payloads import Payloads
from sandbox.places import App, Channel, User
from sandbox.slack import Slack
from sandbox.workspace import Workspace
from shop import Shop

ROOT = Path(__file__).parent.parent
SECRET = "a-signing-secret-for-faults"
#: A Monday on which nothing is due before the run is over, but for what a run sets up itself.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DIRECTORS = ("U0DANA", "U0ROSA")
REQUESTERS = tuple(f"U0M{number:02}" for number in range(12))
CHANNELS = tuple(f"C0P{number:02}" for number in range(24))


def shop_of(**more: Any) -> Shop:
    """A shop of two directors and a dozen who ask them."""
    people = [{"id": one, "name": one[2:], "role": "director"} for one in DIRECTORS]
    people += [{"id": one, "name": one[2:], "role": "manager"} for one in REQUESTERS]
    people[0]["admin"] = True  # type: ignore[assignment]
    return Shop.model_validate(
        {
            "name": "Faults",
            "currency": "GBP",
            "time_zone": "UTC",
            "people": people,
            "channels": {"approvals": CHANNELS[0]},
            "unasked_a_day": 100_000,
        }
        | more
    )


def workspace_of(*, history: bool) -> Workspace:
    """Everyone in every channel; `history` grants the optional scopes that let the bot look its posts up."""
    app = App()
    if history:
        app.scopes = (*app.scopes, "channels:history", "groups:history")
    people = [User(id=one, name=one[2:].lower(), real_name=one[2:]) for one in (*DIRECTORS, *REQUESTERS)]
    everyone = {user.id for user in people} | {app.user}
    channels = [Channel(id=one, name=one[1:].lower(), members=set(everyone)) for one in CHANNELS]
    return Workspace(people, channels, app=app)


@dataclass
class Bot:
    """One place where a bot lives, again and again: a port, and the process that has it now."""

    port: int
    pid: int = 0
    born: float = 0.0
    kills: int = 0
    courier: Courier = field(default=None)  # type: ignore[assignment]


class World:
    """Slack, the time and the bots. Everything said to the bots is signed and goes over HTTP."""

    def __init__(
        self, folder: Path, facts: Path, *, seed: int, times: float, history: bool, bots: int = 1,
        shop: Shop | None = None,
    ) -> None:  # fmt: skip
        self.seed = seed
        self.luck = Random(seed)
        self.time = Fast(base=MORNING, began=monotonic(), times=times)
        self.workspace = workspace_of(history=history)
        self.misfortunes = Misfortunes(seed)
        self.workspace.faults = self.misfortunes
        self.slack = Slack(self.workspace, signing_secret=SECRET, clock=self.time, wall=_real)
        self.payloads = Payloads(self.workspace, self.slack.url)
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        shutil.copyfile(facts, self.data / "facts.sqlite3")
        self.log = folder / "bots.log"
        self.log.touch()
        self.shop = shop or shop_of()
        self.bots = [Bot(port=_free_port()) for _ in range(bots)]
        for one in self.bots:
            one.courier = Courier(secret=SECRET, now=_real, deadline=3.0)
            one.courier.connect(f"http://127.0.0.1:{one.port}/slack/events")
        self._guard = threading.Lock()
        #: How long each bot took from its birth until it served, in seconds.
        self.births: list[float] = []
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "faults.nursery"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def __enter__(self) -> World:
        self.slack.start()
        birth = json.loads(self._birth(self.bots[0]).written())["birth"]
        self._order({"rehearse": birth})
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._nursery.stdin
        self._nursery.stdin.close()
        self._nursery.wait(timeout=30)
        assert self._nursery.stdout
        self._nursery.stdout.close()
        self.slack.stop()

    # Bots

    def begins(self, one: Bot, *, wait: bool = True) -> None:
        """Let a bot live at its port; `wait` until it answers."""
        one.pid = self._order(json.loads(self._birth(one).written()))["pid"]
        one.born = monotonic()
        if wait:
            self.serves(one)

    def serves(self, one: Bot) -> float:
        """Wait until a bot answers; how long it took since its birth, in seconds."""
        assert waits_for(lambda: self.answers(one), 60), f"the bot never came up: see {self.log}"
        self.births.append(monotonic() - one.born)
        return self.births[-1]

    def kills(self, one: Bot, by: int = signal.SIGKILL) -> int:
        """End a bot without warning (or by another signal); how it ended."""
        one.kills += by == signal.SIGKILL
        status: int = self._order({"kill": one.pid, "by": int(by)})["status"]
        one.pid = 0
        return status

    def forgets_calls(self) -> None:
        """Drop what the pretend Slack has recorded of calls, which nobody asks for here: an hour's would fill the memory."""
        with self.workspace.changed:
            self.workspace.calls.clear()
            self.workspace.payloads.clear()

    def answers(self, one: Bot) -> bool:
        """Whether the bot serves requests."""
        return self.health(one) is not None

    def health(self, one: Bot) -> dict[str, Any] | None:
        """What the bot says of itself; None when it does not answer."""
        connection = HTTPConnection("127.0.0.1", one.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            found: dict[str, Any] = json.loads(connection.getresponse().read())
            return found
        except (OSError, ValueError):
            return None
        finally:
            connection.close()

    def _birth(self, one: Bot) -> Birth:
        return Birth(
            port=one.port,
            data=str(self.data),
            shop=self.shop.model_dump(mode="json", exclude_defaults=True),
            slack_api=self.slack.api_url,
            token=self.workspace.app.token,
            secret=SECRET,
            fast=(self.time.base.isoformat(), self.time.began, self.time.times),
            log=str(self.log),
        )

    def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._nursery.stdin and self._nursery.stdout
        with self._guard:
            self._nursery.stdin.write(json.dumps(order) + "\n")
            self._nursery.stdin.flush()
            line = self._nursery.stdout.readline()
        assert line, f"the nursery is gone: see {self.log}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    # What is kept

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Read the state file beside the bots."""
        with closing(sqlite3.connect(f"file:{self.data}/state.sqlite3?mode=ro", uri=True, timeout=10)) as db:
            db.row_factory = sqlite3.Row
            return list(db.execute(sql, values))


def waits_for(holds: Callable[[], object], seconds: float) -> bool:
    """Look again and again until something holds; False when `seconds` have passed."""
    until = monotonic() + seconds
    while monotonic() < until:
        if holds():
            return True
        sleep(0.03)
    return False


def _real() -> datetime:
    return datetime.now(UTC)


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def world(folder: Path, facts: Path, **how: Any) -> Iterator[World]:
    """A world whose first bots live; all are gone afterwards."""
    with World(folder, facts, **how) as made:
        for one in made.bots:
            made.begins(one)
        yield made


Sent = Callable[[bytes], Acknowledgement]
