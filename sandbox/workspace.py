"""The pretend workspace: people, channels, messages and views, and everyone who waits for them to change."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sandbox.places import COLOURS, SLACKBOT, App, Channel, Command, Json, Team, User
from sandbox.posts import Message, from_slackbot
from sandbox.refusals import Call, Fault, Faults, Payload, Refusal
from sandbox.views import DEEPEST, ResponseUrl, Trigger, View, start_values

What = Literal["message", "changed", "deleted", "modal", "closed", "home", "notice"]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that changed for somebody: `user` is the only one to see it, or None for all in the channel."""

    number: int
    what: What
    channel: str | None = None
    ts: str | None = None
    view: str | None = None
    user: str | None = None
    by: str | None = None


class Workspace:
    """Everything Slack keeps. Every change wakes those who wait; all access holds one lock, and none does I/O."""

    def __init__(
        self, users: Iterator[User] | list[User], channels: list[Channel], *,
        app: App | None = None, team: Team | None = None,
    ) -> None:  # fmt: skip
        self.app = app or App()
        self.team = team or Team()
        bot = User(id=self.app.user, name=self.app.name.lower(), real_name=self.app.name, bot=True, colour="#3b6ea5")
        slackbot = User(id=SLACKBOT, name="slackbot", real_name="Slackbot", bot=True, colour="#555555")
        self.users: dict[str, User] = {user.id: user for user in (*users, bot, slackbot)}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in channels}
        self.groups: dict[str, list[str]] = {}
        self.clock: Callable[[], datetime] | None = None
        self.wall: Callable[[], datetime] | None = None
        self.faults = Faults()
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.changed = threading.Condition(threading.RLock())
        self.clear()

    @classmethod
    def of(cls, *, people: Mapping[str, str] | list[User], channels: Mapping[str, str] | list[Channel]) -> Workspace:
        """A workspace from objects, or from words: people as {"dana": "Dana Whitlock"}, channels as {"#ecom": "topic"}
        (everyone and the bot in each). Ids are U0DANA and C0ECOM."""
        users = _users(people) if isinstance(people, Mapping) else list(people)
        everyone = {user.id for user in users} | {App().user}
        rooms = _channels(channels, everyone) if isinstance(channels, Mapping) else list(channels)
        return cls(users, rooms)

    def clear(self) -> None:
        """Forget everything said and opened; people and channels stay."""
        with self.changed:
            self.messages: dict[str, list[Message]] = {channel: [] for channel in self.channels}
            self.modals: dict[str, list[View]] = {}
            self.homes: dict[str, View] = {}
            self.triggers: dict[str, Trigger] = {}
            self.responses: dict[str, ResponseUrl] = {}
            self.read: dict[tuple[str, str], str] = {}
            self.calls: list[Call] = []
            self.payloads: list[Payload] = []
            self.happened: list[Happening] = []
            self.tell("changed")

    def install(self, manifest: Json) -> None:
        """Take the app's name, commands, scopes and events from its manifest, as Slack does."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        known = Command.__dataclass_fields__
        self.app.commands = tuple(
            Command(**{key: value for key, value in command.items() if key in known})
            for command in features.get("slash_commands", ())
        )
        self.app.scopes = tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
        self.app.events = tuple(settings.get("event_subscriptions", {}).get("bot_events", ()))
        self.app.name = features.get("bot_user", {}).get("display_name", self.app.name)
        bot = self.users[self.app.user]
        bot.name, bot.real_name = self.app.name.lower(), self.app.name

    # — time and names —

    def now(self) -> datetime:
        """The time in the workspace, aware; it may be pretended."""
        if self.clock is None:
            raise RuntimeError("the workspace has no clock yet: hand it to a Slack")
        return self.clock()

    def real_now(self) -> datetime:
        """The real time, aware: for signatures and for what runs out after seconds."""
        return self.wall() if self.wall else self.now()

    def next_ts(self) -> str:
        """A message timestamp that is later than every one before it."""
        self._last_ts = max(self._last_ts + 1, int(self.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        """A fresh id such as V0000001A."""
        return f"{letter}{next(self._numbers):08X}"

    def user(self, name: str) -> User:
        """Someone by id, handle, real name, first name or role; raises KeyError naming who there is."""
        wanted = name.removeprefix("@").lower()
        for user in self.users.values():
            names = {user.id, user.name, user.real_name, user.real_name.split()[0], user.role}
            if wanted in {known.lower() for known in names if known}:
                return user
        raise KeyError(f"nobody is called {name!r} here: {', '.join(u.name for u in self.users.values())}")

    def channel(self, name: str) -> Channel:
        """A channel by id or #name; raises KeyError naming those there are."""
        wanted = name.removeprefix("#").lower()
        for channel in self.channels.values():
            if wanted in (channel.id.lower(), channel.name.lower()):
                return channel
        raise KeyError(f"no channel {name!r} here: {', '.join(c.name for c in self.channels.values())}")

    def direct(self, user: str) -> Channel:
        """The direct message between the app and a person, opened when it is not there yet."""
        with self.changed:
            found = next((c for c in self.channels.values() if c.kind == "im" and c.name == user), None)
            if found is None:
                found = Channel(id=f"D{user[1:]}", name=user, kind="im", members={user, self.app.user})
                self.add_channel(found)
            return found

    def add_channel(self, channel: Channel) -> None:
        """Open another place to talk."""
        with self.changed:
            self.channels[channel.id] = channel
            self.messages[channel.id] = []
            self.tell("changed", channel=channel.id)

    # — messages —

    def post(self, message: Message) -> Message:
        """Keep a new message and wake everyone; a person's own message counts as read by them."""
        with self.changed:
            self.messages[message.channel].append(message)
            if message.user not in (self.app.user, SLACKBOT):
                self.read[message.user, message.channel] = message.ts
            self.tell("message", channel=message.channel, ts=message.ts, user=message.only, by=message.user)
        return message

    def slackbot(self, channel: str, user: str, text: str) -> Message:
        """What Slack itself says to one person."""
        return self.post(from_slackbot(channel, self.next_ts(), text, user))

    def find(self, channel: str, ts: str) -> Message | None:
        """A message by its place and timestamp, ephemeral ones too."""
        return next((m for m in self.messages.get(channel, ()) if m.ts == ts), None)

    def change(self, message: Message, *, text: str, blocks: list[Json], edited: str | None = None) -> None:
        """Replace what a message says."""
        with self.changed:
            message.text, message.blocks, message.edited = text, blocks, edited
            self.tell("changed", channel=message.channel, ts=message.ts, user=message.only, by=message.user)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        with self.changed:
            self.messages[message.channel].remove(message)
            self.tell("deleted", channel=message.channel, ts=message.ts, user=message.only, by=message.user)

    def unread(self, channel: str, user: str) -> int:
        """How many messages of others this person has not read there."""
        read = self.read.get((user, channel), "")
        new = (m for m in self.messages[channel] if m.ts > read and m.user != user and m.seen_by(user))
        return sum(1 for _ in new)

    def mark_read(self, channel: str, user: str) -> None:
        """Count everything there as read by this person."""
        with self.changed:
            if self.unread(channel, user):
                self.read[user, channel] = self.messages[channel][-1].ts
                self.tell("notice", channel=channel, user=user)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The visible messages of a thread, oldest first, without its root."""
        return [m for m in self.messages[channel] if m.thread_ts == ts and m.ts != ts and not m.only]

    # — views —

    def open_view(self, user: str, body: Json, *, under: View | None = None) -> View:
        """Show a modal to a person: a new stack, or one more upon `under`."""
        with self.changed:
            stack = self.modals.setdefault(user, []) if under else []
            if len(stack) >= DEEPEST:
                raise Refusal("push_limit_reached")
            view = self._view(user, body)
            view.previous, view.root = (under.id, under.root or under.id) if under else (None, view.id)
            self.modals[user] = [*stack, view]
            self.tell("modal", view=view.id, user=user)
            return view

    def publish_home(self, user: str, body: Json, hash_given: str | None) -> View:
        """Show an App Home; a stale hash is refused."""
        with self.changed:
            old = self.homes.get(user)
            if hash_given and old and old.hash != hash_given:
                raise Refusal("hash_conflict")
            view = self._view(user, body)
            view.id = old.id if old else view.id
            self.homes[user] = view
            self.tell("home", view=view.id, user=user)
            return view

    def change_view(self, view: View, body: Json, hash_given: str | None = None) -> View:
        """Replace what an open modal shows; what was entered stays where the same input stays."""
        with self.changed:
            if hash_given and hash_given != view.hash:
                raise Refusal("hash_conflict")
            fresh = start_values(body["blocks"])
            for block, actions in fresh.items():
                for action in actions:
                    kept = view.values.get(block, {}).get(action)
                    if kept and kept["type"] == actions[action]["type"]:
                        actions[action] = kept
            view.body, view.values, view.hash = body, fresh, self._hash()
            self.tell("home" if body["type"] == "home" else "modal", view=view.id, user=view.user)
            return view

    def close_view(self, view: View, *, whole_stack: bool = False) -> None:
        """Take a modal away, with all under and above it if asked."""
        with self.changed:
            stack = self.modals.get(view.user, [])
            self.modals[view.user] = [] if whole_stack else stack[: stack.index(view)] if view in stack else stack
            self.tell("closed", view=view.id, user=view.user)

    def find_view(self, view_id: str) -> View | None:
        """An open modal or a home by id."""
        views = itertools.chain(self.homes.values(), *self.modals.values())
        return next((view for view in views if view.id == view_id), None)

    def _view(self, user: str, body: Json) -> View:
        return View(
            id=self.new_id("V"), user=user, body=body, hash=self._hash(), team=self.team.id, app=self.app.id,
            bot=self.app.bot_id, values=start_values(body["blocks"]),
        )  # fmt: skip

    def _hash(self) -> str:
        return f"{int(self.real_now().timestamp())}.{self.new_id('h')}"

    # — misfortunes, for tests —

    def refuses(self, method: str, error: str, *, times: int | None = 1, **more: object) -> None:
        """Answer the next calls with `{ok: false, error}`; times=None until `heals`."""
        del more
        self.faults.prepare(method, Fault(kind="refuse", error=error), times)

    def answers(
        self, method: str, status: int, *, headers: Mapping[str, str] | None = None, body: str = "",
        times: int | None = 1, after_storing: bool = False,
    ) -> None:  # fmt: skip
        """Answer the next calls with this HTTP status, before or after doing what they ask."""
        fault = Fault(kind="answer", status=status, headers=headers or {}, body=body, after_storing=after_storing)
        self.faults.prepare(method, fault, times)

    def drops(self, method: str, *, times: int | None = 1, after_storing: bool = True) -> None:
        """Close the connection of the next calls without an answer, after (or before) doing what they ask."""
        self.faults.prepare(method, Fault(kind="drop", after_storing=after_storing), times)

    def silent(self, method: str, *, times: int | None = 1, after_storing: bool = False) -> None:
        """Never answer the next calls: the caller has to give up."""
        self.faults.prepare(method, Fault(kind="silent", after_storing=after_storing), times)

    def heals(self, method: str | None = None) -> None:
        """End the misfortunes of a method, or all."""
        self.faults.heal(method)

    def calls_of(self, method: str) -> list[Call]:
        """Every call of one method so far."""
        with self.changed:
            return [call for call in self.calls if call.method == method]

    # — waiting —

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def next_version(self, shown: int, closing: threading.Event, timeout: float) -> int:
        """Wait for a version other than the one shown, for the end, or for `timeout` seconds."""
        self.waits_for(lambda: self._version != shown or closing.is_set(), timeout)
        return self._version

    def since(self, version: int) -> list[Happening]:
        """What happened after a version, oldest first."""
        with self.changed:
            late = itertools.takewhile(lambda happening: happening.number > version, reversed(self.happened))
            return list(late)[::-1]

    def tell(
        self, what: What, *, channel: str | None = None, ts: str | None = None, view: str | None = None,
        user: str | None = None, by: str | None = None,
    ) -> None:  # fmt: skip
        """Note a change and wake all who wait."""
        with self.changed:
            self._version = getattr(self, "_version", 0) + 1
            self.happened.append(
                Happening(number=self._version, what=what, channel=channel, ts=ts, view=view, user=user, by=by)
            )
            self.changed.notify_all()

    def waits_for(self, predicate: Callable[[], object], timeout: float = 5) -> bool:
        """Wait until the predicate holds, looking again at each change; False when `timeout` seconds passed."""
        with self.changed:
            return bool(self.changed.wait_for(predicate, timeout))

    @contextmanager
    def still(self) -> Iterator[Workspace]:
        """Hold everything still while looking at several things."""
        with self.changed:
            yield self


def _users(people: Mapping[str, str]) -> list[User]:
    return [
        User(id=f"U0{name.upper()}", name=name, real_name=real, colour=COLOURS[number % len(COLOURS)])
        for number, (name, real) in enumerate(people.items())
    ]


def _channels(channels: Mapping[str, str], everyone: set[str]) -> list[Channel]:
    bare = {name.removeprefix("#"): topic for name, topic in channels.items()}
    return [
        Channel(id=f"C0{name.upper().replace('-', '')}", name=name, topic=topic, members=set(everyone))
        for name, topic in bare.items()
    ]


def small_workspace(commands: tuple[str, ...] = ()) -> Workspace:
    """A director, a manager, an analyst and a guest; #ecom, #campaigns and the private #exec."""
    people = [
        User(id="U0DANA", name="dana", real_name="Dana Whitlock", title="Ecommerce director", role="director"),
        User(id="U0MARCUS", name="marcus", real_name="Marcus Reyes", title="Campaign manager", role="manager"),
        User(id="U0AIKO", name="aiko", real_name="Aiko Tanaka", title="Analyst", role="analyst"),
        User(id="U0GIL", name="gil", real_name="Gil Arden", title="Agency", role="guest", guest=True),
    ]
    people = [replace(person, colour=COLOURS[number]) for number, person in enumerate(people)]
    team = {person.id for person in people if not person.guest} | {App().user}
    workspace = Workspace(
        people,
        [
            Channel(id="C0ECOM", name="ecom", topic="The shop, day by day", members=set(team)),
            Channel(id="C0CAMPAIGNS", name="campaigns", topic="What goes live", members=team | {"U0GIL"}),
            Channel(id="C0EXEC", name="exec", kind="private", topic="Directors", members={"U0DANA", App().user}),
        ],
    )
    workspace.app.commands = tuple(Command(command=command) for command in commands)
    return workspace
