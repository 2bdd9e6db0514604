"""The pretend workspace: its people, its channels and all that is said in them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.news import News
from sandbox.places import (
    SLACKBOT,
    App,
    Channel,
    Command,
    Json,
    Shortcut,
    Team,
    User,
    channels_named,
    people_named,
)
from sandbox.posts import Message
from sandbox.refusals import Call, Faults, Payload
from sandbox.screens import Screens
from sandbox.views import ResponseUrl, Trigger

if TYPE_CHECKING:
    from sandbox.file_methods import File


class Workspace:
    """Everything Slack keeps, behind one lock (`with workspace.changed:`) under which nobody does I/O."""

    def __init__(
        self,
        users: Sequence[User],
        channels: Sequence[Channel],
        *,
        app: App | None = None,
        team: Team | None = None,
    ) -> None:
        self.app = app or App()
        self.team = team or Team()
        self.users: dict[str, User] = {user.id: user for user in (*users, *_bots(self.app))}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in channels}
        self.groups: dict[str, list[str]] = {}
        self.files: dict[str, File] = {}
        self.clock: Callable[[], datetime] | None = None
        self.wall: Callable[[], datetime] | None = None
        self._numbers = itertools.count(1)
        self.news = News()
        self.changed, self.tell, self.since = self.news.changed, self.news.tell, self.news.since
        self.waits_for = self.news.waits_for
        self.faults = Faults()
        self.refuses, self.answers, self.drops = self.faults.refuses, self.faults.answers, self.faults.drops
        self.silent, self.heals = self.faults.silent, self.faults.heals
        self.clear()

    @classmethod
    def of(
        cls, *, people: Mapping[str, str] | Sequence[User], channels: Mapping[str, str] | Sequence[Channel]
    ) -> Workspace:
        """A workspace from objects, or from words: people as {"dana": "Dana Whitlock"}, channels as
        {"#ecom": "topic"}, with everyone and the bot in each. Ids are then U0DANA and C0ECOM."""
        users = people_named(people) if isinstance(people, Mapping) else list(people)
        everyone = {user.id for user in users} | {App().user}
        return cls(users, channels_named(channels, everyone) if isinstance(channels, Mapping) else channels)

    def clear(self) -> None:
        """Forget everything said, opened and called; people, channels and prepared faults stay."""
        with self.changed:
            self.messages: dict[str, list[Message]] = {channel: [] for channel in self.channels}
            self.screens = Screens(self.app, self.team, self.news, self.new_id)
            self.triggers: dict[str, Trigger] = {}
            self.responses: dict[str, ResponseUrl] = {}
            self.last_ts = 0
            self.read: dict[tuple[str, str], str] = {}
            self.calls: list[Call] = []
            self.payloads: list[Payload] = []
            self.tell("changed")

    def install(self, manifest: Json) -> None:
        """Take the app's name, commands, shortcuts, scopes and events from its manifest, as Slack does."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        known = Command.__dataclass_fields__
        with self.changed:
            self.app.commands = tuple(
                Command(**{key: value for key, value in command.items() if key in known})
                for command in features.get("slash_commands", ())
            )
            self.app.shortcuts = tuple(Shortcut(**one) for one in features.get("shortcuts", ()))
            self.app.scopes = tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
            self.app.events = tuple(settings.get("event_subscriptions", {}).get("bot_events", ()))
            self.app.name = features.get("bot_user", {}).get("display_name", self.app.name)
            self.users |= {bot.id: bot for bot in _bots(self.app)}
            self.tell("changed")

    # — time and names —

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self.news.version

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
        with self.changed:
            self.last_ts = max(self.last_ts + 1, int(self.now().timestamp() * 1_000_000))
            return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

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
        raise KeyError(
            f"nobody is called {name!r} here: {', '.join(user.name for user in self.users.values())}"
        )

    def channel(self, name: str) -> Channel:
        """A channel by id or #name; raises KeyError naming those there are."""
        wanted = name.removeprefix("#").lower()
        for channel in self.channels.values():
            if wanted in (channel.id.lower(), channel.name.lower()):
                return channel
        raise KeyError(
            f"no channel {name!r} here: {', '.join(channel.name for channel in self.channels.values())}"
        )

    def direct(self, user: str) -> Channel:
        """The direct message between the app and a person, opened when it is not there yet."""
        with self.changed:
            for channel in self.channels.values():
                if channel.kind == "im" and channel.name == user:
                    return channel
            return self.add_channel(
                Channel(id=f"D{user[1:]}", name=user, kind="im", members={user, self.app.user})
            )

    def add_channel(self, channel: Channel) -> Channel:
        """Open another place to talk."""
        with self.changed:
            self.channels[channel.id] = channel
            self.messages[channel.id] = []
            self.tell("changed", channel=channel.id)
        return channel

    # — messages —

    def post(self, message: Message) -> Message:
        """Keep a new message; a person's own message counts as read by them."""
        with self.changed:
            self.messages[message.channel].append(message)
            if message.user not in (self.app.user, SLACKBOT):
                self.read[message.user, message.channel] = message.ts
            self.tell("message", channel=message.channel, ts=message.ts, user=message.only, by=message.user)
        return message

    def slackbot(self, channel: str, user: str, text: str) -> Message:
        """What Slack itself says to one person."""
        return self.post(Message(channel=channel, ts=self.next_ts(), user=SLACKBOT, text=text, only=user))

    def find(self, channel: str, ts: str) -> Message | None:
        """A message by its place and timestamp, ephemeral ones too."""
        with self.changed:
            return next((message for message in self.messages.get(channel, ()) if message.ts == ts), None)

    def change(self, message: Message, *, text: str, blocks: list[Json], edited: str | None = None) -> None:
        """Replace what a message says."""
        with self.changed:
            message.text, message.blocks, message.edited, message.notice = text, blocks, edited, None
            self.tell("changed", channel=message.channel, ts=message.ts, user=message.only, by=message.user)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        with self.changed:
            self.messages[message.channel].remove(message)
            self.tell("deleted", channel=message.channel, ts=message.ts, user=message.only, by=message.user)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The lasting messages of a thread, oldest first, without its root."""
        with self.changed:
            return [m for m in self.messages[channel] if m.thread_ts == ts and m.ts != ts and not m.only]

    def unread(self, channel: str, user: str) -> int:
        """How many messages of others this person has not read there."""
        with self.changed:
            read = self.read.get((user, channel), "")
            new = (m for m in self.messages[channel] if m.ts > read and m.user != user and m.seen_by(user))
            return sum(1 for _ in new)

    def mark_read(self, channel: str, user: str) -> None:
        """Count everything there as read by this person."""
        with self.changed:
            if self.unread(channel, user):
                self.read[user, channel] = self.messages[channel][-1].ts
                self.tell("notice", channel=channel, user=user)

    def calls_of(self, method: str) -> list[Call]:
        """Every call of one method so far; `response_url` and `acknowledgement` are methods too."""
        with self.changed:
            return [call for call in self.calls if call.method == method]


def _bots(app: App) -> list[User]:
    return [
        User(id=app.user, name=app.name.lower(), real_name=app.name, bot=True, colour="#3b6ea5"),
        User(id=SLACKBOT, name="slackbot", real_name="Slackbot", bot=True, colour="#555555"),
    ]
