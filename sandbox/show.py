"""The demo: a shop, a pretend Slack and a bot on one stage, and the scenes one can step into."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sandbox import demo_files
from sandbox.cast import small_workspace
from sandbox.scenes import BANNER, SCENES, SHOP_YAML, Scene
from sandbox.slack import Slack
from shop import Shop, load
from warehouse.importers import Rules, import_files

#: The secret with which the pretend Slack signs, as the real one would.
SECRET = "the demo signs its requests too"
#: Exports are made this long before a scene begins.
EXPORTED = timedelta(minutes=15)


class Clock:
    """A clock that can be set; from then on it runs as fast as the real one."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        """Start at the real time."""
        self._real = real
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """The pretended moment."""
        return self._real() + self._ahead

    def set(self, moment: datetime) -> None:
        """Let it be `moment` now."""
        self._ahead = moment - self._real()


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a bot is started with for one scene."""

    data: Path
    shop: Shop
    slack_api: str
    token: str
    signing_secret: str
    clock: Callable[[], datetime]


class Bot(Protocol):
    """What the show needs of a running bot."""

    @property
    def url(self) -> str:
        """Where it takes Slack's requests."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What it is installed with."""

    def tick(self) -> None:
        """Look at the clock now."""

    def next_digest(self) -> datetime | None:
        """When it will speak unasked."""

    def ask_for_approval(self, by: str, content: Mapping[str, str], *, at: datetime) -> None:
        """Let somebody ask for a yes."""


class Show:
    """One stage. `start` makes a running bot, `real` tells the real time, `say` tells what takes a while."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        monday: date,
        real: Callable[[], datetime],
        start: Callable[[Setup], AbstractContextManager[Bot]],
        say: Callable[[str], object],
        write: Callable[[Path, date, datetime], list[demo_files.Export]] = demo_files.write,
    ) -> None:
        """Build the pretend Slack; `enter` a scene to begin. `write` makes a shop's exports (folder, Monday, until)."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "shop.yaml").write_text(SHOP_YAML, encoding="utf-8")
        self.folder, self.monday = folder, monday
        self.shop = load(folder / "shop.yaml")
        self.clock = Clock(real)
        self.workspace = small_workspace()
        self.slack = Slack(self.workspace, port=port, signing_secret=SECRET, clock=self.clock, wall=real)
        self.scene: Scene = SCENES["monday"]
        self.slack.on_clock = self.jump
        self.slack.on_scene = self.enter
        self.slack.on_reset = lambda: self.enter(self.scene.name)
        self._start, self._say, self._write = start, say, write
        self._playing = ExitStack()

    def __enter__(self) -> Show:
        """Serve the page."""
        self.slack.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Stop everything."""
        self._playing.close()
        self.slack.stop()

    def enter(self, name: str) -> None:
        """Step into a scene: its facts, an empty memory, its moment, and what happened before one looks."""
        self.scene = scene = SCENES[name]
        moment = scene.at(self.monday).replace(tzinfo=self.shop.zone)
        facts = None if scene.empty else self._facts(moment - EXPORTED)
        self._playing.close()
        self._playing = ExitStack()
        self.data = Path(self._playing.enter_context(TemporaryDirectory(prefix="shelftalk-")))
        if facts:
            shutil.copy(facts, self.data / "facts.sqlite3")
        self.workspace.clear()
        self.clock.set(moment - timedelta(minutes=1, seconds=5))
        self.bot = self._playing.enter_context(self._start(self._setup()))
        self.workspace.install(dict(self.bot.manifest))
        self.slack.connect(self.bot.url)
        if not scene.empty:
            self._prologue(moment)
        self.clock.set(moment)
        self._set(scene)  # last: what stands in the composer can be sent from now on
        self.bot.tick()

    def jump(self, to: str) -> None:
        """Set the clock to a moment, or to the next digest, with that morning's exports imported."""
        moment = (self.bot.next_digest() or self.clock()) if to == "next" else datetime.fromisoformat(to)
        moment = moment.astimezone(self.shop.zone) if moment.tzinfo else moment.replace(tzinfo=self.shop.zone)
        if not self.scene.empty:
            self._import(self.data, moment - EXPORTED)
        self.clock.set(moment)
        self.bot.tick()

    def _setup(self) -> Setup:
        return Setup(
            data=self.data,
            shop=self.shop,
            slack_api=self.slack.api_url,
            token=self.workspace.app.token,
            signing_secret=SECRET,
            clock=self.clock,
        )

    def _set(self, scene: Scene) -> None:
        self.slack.scenes = [
            {"name": each.name, "title": each.title, "about": each.about, "current": each is scene}
            for each in SCENES.values()
        ]
        self.slack.opens_as = self.workspace.user(scene.person).id
        self.slack.composer = {"channel": self.workspace.channel(scene.channel).id, "text": scene.words}

    def _prologue(self, moment: datetime) -> None:
        """A manager asked for an approval the evening before."""
        live = moment + self.scene.goes_live_in
        content = {**BANNER, "goes_live": f"{live:%Y-%m-%dT%H:%M}", "zone": self.shop.time_zone}
        author = self.workspace.user("marcus").id
        self.bot.ask_for_approval(author, content, at=self.clock() - timedelta(hours=15))

    def _facts(self, until: datetime) -> Path:
        """The facts as they stood at `until`, written and imported the first time they are needed."""
        folder = self.folder / f"{until:%Y-%m-%d-%H%M}"
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            self._import(folder, until)
            (folder / "ready").touch()
        return folder / "facts.sqlite3"

    def _import(self, folder: Path, until: datetime) -> None:
        """Write the shop's exports as they would be at `until`, and import them as anyone would."""
        self._say(f"{self.shop.name} up to {until:%a %d %b %Y %H:%M}: writing its exports …")
        exports = self._write(folder / "exports", self.monday, until.replace(tzinfo=None))
        self._say(f"importing {len(exports)} files …")
        for day, group in groupby(exports, key=lambda export: export.day):
            files = [export.path for export in group]
            period = (day, day + timedelta(days=1)) if day else None
            import_files(folder / "facts.sqlite3", files, Rules.of(self.shop), now=until, period=period)
