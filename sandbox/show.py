"""The demo: a shop, a pretend Slack and a bot on one stage, and the scenes one can step into."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sandbox import demo_files
from sandbox.cast import small_workspace
from sandbox.demo_story import Said, on_record
from sandbox.scenes import APP, SCENES, SHOP_YAML, Does, Scene, Step
from sandbox.slack import Slack
from shop import Shop, load
from warehouse.importers import Rules, import_files

#: The secret with which the pretend Slack signs, as the real one would.
SECRET = "the demo signs its requests too"
#: Exports are made this long before a scene begins.
EXPORTED = timedelta(minutes=15)
#: The bot starts this long before a scene begins, however slow the machine: what falls due just before it is sent.
BEFORE = timedelta(minutes=6)
#: How a folder of facts is called; and facts this much older than wanted are added to, not made anew.
MINUTE, SOON_ENOUGH = "%Y-%m-%dT%H%M", timedelta(days=40)


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

    def hears(self, by: str, words: str, *, at: datetime, channel: str = "") -> str:
        """Let somebody type a command at an earlier time, where nobody sees it; what it would have answered."""


class Write(Protocol):
    """Makes a shop's exports as they stood at `until`; with `since`, those that were made from that day on."""

    def __call__(
        self, folder: Path, anchor: date, until: datetime, since: date | None = None
    ) -> list[demo_files.Export]:
        """Write them to a folder, in the order in which to import them."""


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
        write: Write = demo_files.write,
        story: Callable[[date], Sequence[Said]] = on_record,
    ) -> None:
        """Build the pretend Slack; `enter` a scene to begin. `story` is what people had told the bot until then."""
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
        self.slack.on_step = self.step
        self.slack.on_reset = lambda: self.enter(self.scene.name)
        self._start, self._say, self._write, self._story = start, say, write, story
        self._turn = threading.RLock()  # two windows may press at once
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
        with self._turn:
            self.scene = scene = SCENES[name]
            moment = scene.at(self.monday).replace(tzinfo=self.shop.zone)
            self._reached = None if scene.empty else moment - EXPORTED
            facts = self._facts(self._reached) if self._reached else None
            self._playing.close()
            self._playing = ExitStack()
            self.data = Path(self._playing.enter_context(TemporaryDirectory(prefix="shelftalk-")))
            if facts:
                shutil.copy(facts, self.data / "facts.sqlite3")
            self.workspace.clear()
            self._is_in(("ecom", "campaigns", "exec"), invited=not scene.empty)
            self.clock.set(moment - BEFORE)
            self.bot = self._playing.enter_context(self._start(self._setup()))
            self.workspace.install(dict(self.bot.manifest))
            self.slack.connect(self.bot.url)
            if not scene.empty:
                self._prologue(moment)
            self.clock.set(moment)
            self._done = 0
            self._stand(scene.person, scene.channel, scene.words)  # last: from now on its words can be sent
            self.bot.tick()

    def jump(self, to: str) -> None:
        """Set the clock to a moment, or to the next digest, with that morning's exports imported."""
        with self._turn:
            moment = (self.bot.next_digest() or self.clock()) if to == "next" else datetime.fromisoformat(to)
            self._move(moment.astimezone(self.shop.zone) if moment.tzinfo else moment)

    def step(self) -> None:
        """Do what comes next in the scene."""
        with self._turn:
            if self._done == len(self.scene.steps):
                return
            step = self.scene.steps[self._done]
            self._happens(step)
            self._done += 1
            self._stand(step.person or self.scene.person, step.channel, step.words)

    def _happens(self, step: Step) -> None:
        match step.does:
            case Does.IMPORT:
                self._arrive(SCENES["monday"].at(self.monday).replace(tzinfo=self.shop.zone) - EXPORTED)
            case Does.INVITE:
                self._is_in((self.scene.channel,), invited=True)
        if step.at:
            self._move(step.at(self.monday))
        elif step.does:
            self.bot.tick()

    def _arrive(self, until: datetime) -> None:
        """All exports at once, while the bot runs."""
        facts = self._facts(until)
        with (
            closing(sqlite3.connect(facts)) as ready,
            closing(sqlite3.connect(self.data / "facts.sqlite3")) as running,
        ):
            ready.backup(running)
        self._reached = until

    def _is_in(self, channels: Sequence[str], *, invited: bool) -> None:
        """Invite the bot to channels, or take it out of them."""
        app = self.workspace.app.user
        for name in channels:
            members = self.workspace.channel(name).members
            members.add(app) if invited else members.discard(app)

    def _move(self, moment: datetime) -> None:
        moment = moment.replace(tzinfo=moment.tzinfo or self.shop.zone)
        exported, due = moment - EXPORTED, self.bot.next_digest()
        if self._reached and exported > self._reached:
            if due is None or due > exported:  # else it would go out without its morning's exports
                self.clock.set(exported)
            self._import(self.data, exported, self._reached.date())
            self._reached = exported
        self.clock.set(moment)
        self.bot.tick()

    def _setup(self) -> Setup:
        return Setup(
            data=self.data,
            shop=self.scene.shop(self.shop),
            slack_api=self.slack.api_url,
            token=self.workspace.app.token,
            signing_secret=SECRET,
            clock=self.clock,
        )

    def _stand(self, person: str, channel: str, words: str) -> None:
        """Let the page open as somebody, somewhere, with words in its composer; and offer what comes next."""
        user = self.workspace.user(person).id
        place = self.workspace.direct(user) if channel == APP else self.workspace.channel(channel)
        self.slack.scenes = [
            {"name": one.name, "title": one.title, "about": one.about, "current": one is self.scene}
            | ({"next": self._next()} if one is self.scene else {})
            for one in SCENES.values()
        ]
        self.slack.opens_as = user
        self.slack.composer = {"channel": place.id, "text": words}

    def _next(self) -> dict[str, object] | None:
        steps = self.scene.steps
        if self._done == len(steps):
            return None
        return {"label": steps[self._done].label, "number": self._done + 1, "count": len(steps)}

    def _prologue(self, moment: datetime) -> None:
        """What people had told the bot until then; and before one looks, a manager asked for a yes."""
        for said in self._story(self.monday):
            at = said.at.replace(tzinfo=self.shop.zone)
            if at < moment:
                channel = self.workspace.channel(said.channel).id if said.channel else ""
                self.bot.hears(self.workspace.user(said.by).id, said.words, at=at, channel=channel)
        self._asks(self.scene.content, live=moment + self.scene.goes_live_in)
        for content in self.scene.beside:
            self._asks(content, live=moment + self.scene.goes_live_in + timedelta(days=1))

    def _asks(self, content: Mapping[str, str], *, live: datetime) -> None:
        """Somebody asked for a yes, some time before the scene."""
        told = {**content, "goes_live": f"{live:%Y-%m-%dT%H:%M}", "zone": self.shop.time_zone}
        author = self.workspace.user("marcus").id
        self.bot.ask_for_approval(author, told, at=self.clock() - self.scene.asked_before)

    def _facts(self, until: datetime) -> Path:
        """The facts as they stood at `until`, written and imported the first time they are needed."""
        shelf = self.folder / made_by()
        found = shelf / f"{until:{MINUTE}}"
        if not (found / "ready").exists():
            shutil.rmtree(found, ignore_errors=True)
            found.mkdir(parents=True)
            before = _newest_before(shelf, until)
            if before:
                shutil.copy(shelf / f"{before:{MINUTE}}" / "facts.sqlite3", found)
            self._import(found, until, before.date() if before else None)
            (found / "ready").touch()
        return found / "facts.sqlite3"

    def _import(self, folder: Path, until: datetime, since: date | None = None) -> None:
        """Write the shop's exports as they would be at `until`, all or from a day on, and import them as anyone would."""
        self._say(f"{self.shop.name} up to {until:%a %d %b %Y %H:%M}: writing its exports …")
        with TemporaryDirectory(prefix="exports-") as made:
            exports = self._write(Path(made), self.monday, until.replace(tzinfo=None), since)
            self._say(f"importing {len(exports)} files …")
            for day, group in groupby(exports, key=lambda export: export.day):
                files = [export.path for export in group]
                period = (day, day + timedelta(days=1)) if day else None
                import_files(folder / "facts.sqlite3", files, Rules.of(self.shop), now=until, period=period)


@cache
def made_by() -> str:
    """A name for the code that makes the facts: facts that other code has made are made anew."""
    here = Path(__file__).parent
    rooms = (*here.glob("demo_*.py"), here / "scenes.py", *(here.parent / "warehouse").rglob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in sorted(rooms))).hexdigest()[:12]


def _newest_before(shelf: Path, until: datetime) -> datetime | None:
    """The newest moment, not too long ago, of which the facts are there: what is new since then can be added."""
    known = (datetime.fromisoformat(path.parent.name) for path in shelf.glob("*/ready"))
    near = (at for at in known if timedelta() < until.replace(tzinfo=None) - at < SOON_ENOUGH)
    return max(near, default=None)
