"""The app's manifest for Slack, drawn from the table of commands, and the reason for each scope."""

from __future__ import annotations

from typing import Any

from commands.approval_sending import FROM_MESSAGE
from commands.routes import COMMANDS
from commands.ruling import groups_asked
from shop import Shop

#: What the bot may do, and why. Nothing here reads other people's messages or joins channels by itself.
SCOPES = {
    "commands": "answer slash commands",
    "chat:write": "post digests, cards and answers where the bot was invited",
    "app_mentions:read": "answer when it is mentioned",
    "im:history": "answer direct messages sent to it (it sees no others)",
    "im:write": "open a direct message to deliver a digest or an approval",
    "users:read": "tell members from guests before it answers",
    "channels:read": "see who reads a public channel before it says a figure there",
    "groups:read": "see who reads a private channel before it says a figure there",
}

#: What only some shops need, and why.
USER_GROUPS = "usergroups:read"
LINKED_FILES = "files:read"
CHANNEL_WORDS = "channels:history"
GROUP_WORDS = "groups:history"
ONLY_IF_SET = {
    USER_GROUPS: "give roles by Slack user group, where `groups` or `approvals` in shop.yaml name any",
    LINKED_FILES: "see that a linked file is still what was approved, where `linked_files` in shop.yaml is true",
    CHANNEL_WORDS: "hear what is written beneath the card of an approval, where `thread_words` in shop.yaml is true",
    GROUP_WORDS: "hear the same in a private channel, where `thread_words` in shop.yaml is true",
}

#: The last four say that a place is open to the bot again, or that it has been removed.
EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.im",
    "member_joined_channel",
    "channel_unarchive",
    "app_uninstalled",
    "tokens_revoked",
)

#: What only `thread_words` listens to.
WORDS_IN_CHANNELS = ("message.channels", "message.groups")

#: What people find in the menu of every message.
SHORTCUTS = (
    {
        "name": "Send for approval",
        "type": "message",
        "callback_id": FROM_MESSAGE,
        "description": "Opens the form with this message's words, link or file in it",
    },
)

#: Slack's own slash commands, which an app cannot have.
RESERVED = frozenset(
    "active apps archive away call canvas collapse dm dnd expand feed feedback help huddle invite invite_people join"
    " keys leave me mpdm msg mute open part prefs remind remove rename search shortcuts shrug star status topic"
    " unarchive unstar who workflow".split()
)


def manifest(shop: Shop, *, url: str | None) -> dict[str, Any]:
    """A manifest to paste at api.slack.com; without `url` the app uses Socket Mode.

    Holds to Slack's manifest schema 2.0.0.
    """
    events = f"{url}/slack/events" if url else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": "Shelftalk",
            "description": "True numbers, quiet digests and approvals for ecommerce teams.",
            "background_color": "#1f3d36",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Shelftalk", "always_online": True},
            "slash_commands": [_slash(name, events) for name in shop.commands],
            **({"shortcuts": list(SHORTCUTS)} if "approvals" in shop.commands else {}),
        },
        "oauth_config": {"scopes": {"bot": sorted({*SCOPES, *_only_if_set(shop)})}},
        "settings": {
            "event_subscriptions": {**_address("request_url", events), "bot_events": _events(shop)},
            "interactivity": {
                "is_enabled": True,
                **_address("request_url", events),
                **_address("message_menu_options_url", events),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _events(shop: Shop) -> list[str]:
    return [*EVENTS, *(WORDS_IN_CHANNELS if shop.thread_words else ())]


def _only_if_set(shop: Shop) -> list[str]:
    wanted = {
        USER_GROUPS: bool(shop.groups or groups_asked(shop)),
        LINKED_FILES: shop.linked_files,
        CHANNEL_WORDS: shop.thread_words,
        GROUP_WORDS: shop.thread_words,
    }
    return [scope for scope, is_set in wanted.items() if is_set]


def _slash(name: str, events: str | None) -> dict[str, Any]:
    command = COMMANDS[name]
    return {
        "command": f"/{name}",
        "description": command.about,
        "usage_hint": command.hint,
        "should_escape": True,
        **_address("url", events),
    }


def _address(key: str, url: str | None) -> dict[str, str]:
    return {key: url} if url else {}
