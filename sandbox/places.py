"""Who is in the pretend workspace and where they talk, in the shapes Slack gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
Kind = Literal["channel", "private", "im", "mpim"]

SLACKBOT = "USLACKBOT"
COLOURS = ("#7a5195", "#2f4b7c", "#d45087", "#1f7a6d", "#a05195", "#b3541e", "#35618f", "#5b7f1d")

#: What the app asks for unless a manifest says otherwise: no history of channels, no joining by itself.
SCOPES = (
    "commands", "chat:write", "app_mentions:read", "im:write", "im:history",
    "channels:read", "groups:read", "users:read", "usergroups:read",
)  # fmt: skip
EVENTS = ("app_mention", "message.im", "app_home_opened")


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command as the manifest registers it."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """What the manifest offers on every message (`type` "message") or anywhere ("global")."""

    name: str
    callback_id: str
    type: str
    description: str = ""


@dataclass(kw_only=True)
class App:
    """The one app installed here."""

    id: str = "A0SHELFTALK"
    user: str = "U0SHELFTALK"
    bot_id: str = "B0SHELFTALK"
    name: str = "Shelftalk"
    token: str = "xoxb-sandbox-token"
    scopes: tuple[str, ...] = SCOPES
    events: tuple[str, ...] = EVENTS
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    removed: bool = False


@dataclass(kw_only=True)
class Team:
    """The workspace itself, and the other company's that strangers come from."""

    id: str = "T0SHOP"
    name: str = "Harbour & Pine"
    domain: str = "harbour-pine"
    other: str = "T0PARTNER"


@dataclass(kw_only=True)
class User:
    """A person (or a bot). A guest is restricted to some channels; a stranger belongs to another company."""

    id: str
    name: str
    real_name: str
    title: str = ""
    role: str = ""
    tz: str = "Europe/London"
    guest: bool = False
    stranger: bool = False
    bot: bool = False
    deleted: bool = False
    colour: str = COLOURS[0]

    @property
    def initials(self) -> str:
        """One or two letters for an avatar."""
        return "".join(word[0] for word in self.real_name.split()[:2]).upper()

    def as_slack(self, team: Team, now: datetime) -> Json:
        """The user object of users.info."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        home = team.other if self.stranger else team.id
        return {
            "id": self.id, "team_id": home, "name": self.name, "real_name": self.real_name,
            "deleted": self.deleted, "color": self.colour.removeprefix("#"), "is_bot": self.bot,
            "tz": self.tz, "tz_label": self.tz, "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": False, "is_owner": False, "is_primary_owner": False, "is_app_user": False,
            "is_restricted": self.guest, "is_ultra_restricted": False, "is_stranger": self.stranger,
            "updated": 0,
            "profile": {
                "real_name": self.real_name, "display_name": self.name, "title": self.title,
                "real_name_normalized": self.real_name, "display_name_normalized": self.name, "team": home,
            },
        }  # fmt: skip


@dataclass(kw_only=True)
class Channel:
    """A place to talk. The name of a direct message is the id of the other person."""

    id: str
    name: str
    kind: Kind = "channel"
    members: set[str] = field(default_factory=set)
    topic: str = ""
    archived: bool = False
    shared: bool = False

    @property
    def payload_name(self) -> str:
        """What payloads call it: private names are not given away."""
        names = {"im": "directmessage", "mpim": "mpdm", "private": "privategroup"}
        return names.get(self.kind, self.name)

    def as_slack(self, bot: str) -> Json:
        """The channel object of conversations.info, as the app sees it."""
        common = {"id": self.id, "created": 0, "is_archived": self.archived, "is_org_shared": False}
        if self.kind == "im":
            return common | {"is_im": True, "user": self.name, "is_user_deleted": False, "priority": 0}
        return common | {
            "name": self.name, "name_normalized": self.name, "is_channel": self.kind == "channel",
            "is_group": self.kind == "private", "is_im": False, "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel", "is_general": False, "is_member": bot in self.members,
            "is_shared": self.shared, "is_ext_shared": self.shared, "is_pending_ext_shared": False,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0}, "num_members": len(self.members),
        }  # fmt: skip


def people_named(names: Mapping[str, str]) -> list[User]:
    """People from handles and real names; ids are U0 and the handle."""
    return [
        User(id=f"U0{name.upper()}", name=name, real_name=real, colour=COLOURS[number % len(COLOURS)])
        for number, (name, real) in enumerate(names.items())
    ]


def channels_named(topics: Mapping[str, str], members: set[str]) -> list[Channel]:
    """Public channels from names and topics; ids are C0 and the name without hyphens."""
    bare = {name.removeprefix("#"): topic for name, topic in topics.items()}
    return [
        Channel(id=f"C0{name.upper().replace('-', '')}", name=name, topic=topic, members=set(members))
        for name, topic in bare.items()
    ]
