"""One life of the bot: the real one over HTTP, in a process of its own, until it is killed or asked to end."""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import signal
import threading
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import bot
from commands.serving import Server
from faults.fast import Fast
from shop import Shop


@dataclass(frozen=True, kw_only=True)
class Birth:
    """What a life begins with; it travels as JSON. `fast` is the time's base, beginning and speed."""

    port: int
    data: str
    shop: dict[str, Any]
    slack_api: str
    token: str
    secret: str
    fast: tuple[str, float, float]
    log: str
    time_out: float = 10.0

    def written(self) -> str:
        """As one line."""
        return json.dumps({"birth": asdict(self)})

    @property
    def time(self) -> Fast:
        """The time it lives in."""
        base, began, times = self.fast
        return Fast(base=datetime.fromisoformat(base), began=began, times=times)

    @property
    def settings(self) -> bot.Settings:
        """Where everything is."""
        return bot.Settings(
            data=Path(self.data),
            facts_url=f"sqlite:///{self.data}/facts.sqlite3",
            shop=Shop.model_validate(self.shop),
            slack_api=self.slack_api,
            bot_token=self.token,
            signing_secret=self.secret,
        )


def live(birth: Birth) -> None:
    """Serve until SIGTERM; ends the process."""
    end = threading.Event()
    log = Path(birth.log).open("a", encoding="utf-8")  # noqa: SIM115  # until the process ends
    faulthandler.register(signal.SIGUSR1, file=log, all_threads=True)
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    logging.basicConfig(
        filename=birth.log, level=logging.WARNING, format=f"{os.getpid()} %(asctime)s %(name)s: %(message)s"
    )
    time = birth.time
    pace = bot.Pace(tick=0.2, audit=20.0, time_out=max(0.4, time.lasts(birth.time_out)))
    with (
        bot.connected(birth.settings, time, steady=time.steady, pace=pace) as running,
        Server(running.app, port=birth.port, troubles=running.troubles),
    ):
        running.start()
        end.wait()
