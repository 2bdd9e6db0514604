"""The app's manifest is one that Slack takes, and asks for nothing that nothing needs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from commands.checks import command_problems
from commands.manifest import EVENTS, RESERVED, SCOPES, manifest
from commands.routes import COMMANDS
from shop import Shop

ROOT = Path(__file__).parents[2]
URL = "https://bot.example.com"
BOTH = pytest.mark.parametrize("url", [None, URL], ids=["socket mode", "http"])

#: The longest text each part may have, by Slack's manifest schema 2.0.0.
LONGEST = {
    "display_information.name": 35,
    "display_information.description": 140,
    "features.bot_user.display_name": 80,
    "features.shortcuts.name": 24,
    "features.shortcuts.callback_id": 255,
    "features.shortcuts.description": 150,
    "features.slash_commands.command": 32,
    "features.slash_commands.description": 2000,
    "features.slash_commands.usage_hint": 1000,
    "features.slash_commands.url": 3000,
}
#: How many of each there may be.
MOST = {
    "features.slash_commands": 50,
    "features.shortcuts": 10,
    "oauth_config.scopes.bot": 255,
    "settings.event_subscriptions.bot_events": 100,
}
#: Everything the schema knows of what we write: another key would be refused.
KNOWN = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "_metadata": {"major_version", "minor_version"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "slash_commands", "shortcuts", "unfurl_domains"},
    "features.app_home": {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"},
    "features.bot_user": {"display_name", "always_online"},
    "features.shortcuts": {"name", "type", "callback_id", "description"},
    "features.slash_commands": {"command", "description", "usage_hint", "url", "should_escape"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "user"},
    "settings": {"event_subscriptions", "interactivity", "org_deploy_enabled", "socket_mode_enabled",
                 "token_rotation_enabled"},
    "settings.event_subscriptions": {"request_url", "bot_events", "user_events"},
    "settings.interactivity": {"is_enabled", "request_url", "message_menu_options_url"},
}  # fmt: skip

#: Where in the code each permission is needed; events need theirs to be sent at all.
NEEDED_FOR = {
    "commands": ("commands/front.py", "app.command"),
    "chat:write": ("commands/saying.py", "chat_postMessage"),
    "app_mentions:read": ("commands/front.py", 'app.event("app_mention")'),
    "im:history": ("commands/front.py", 'app.event("message")'),
    "im:write": ("delivery/lookup.py", "conversations.open"),
    "users:read": ("commands/visitors.py", "users_info"),
    "channels:read": ("commands/channels.py", "conversations_info"),
    "groups:read": ("commands/channels.py", "conversations_members"),
}


def parts(tree: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every part of a manifest under its path; what stands in a list has the path of the list."""
    if isinstance(tree, dict):
        inside = [pair for key, value in tree.items() for pair in parts(value, f"{path}.{key}".lstrip("."))]
        return [(path, tree), *inside]
    if isinstance(tree, list):
        return [(path, tree), *(pair for each in tree for pair in parts(each, path))]
    return [(path, tree)]


@BOTH
def test_every_part_is_known_to_slack_and_within_its_lengths(url: str | None) -> None:
    for path, value in parts(manifest(Shop(), url=url)):
        match value:
            case dict():
                assert set(value) <= KNOWN[path], path
            case list():
                assert len(value) <= MOST[path], path
                assert len({json.dumps(each, sort_keys=True) for each in value}) == len(value), path
            case str() if path in LONGEST:
                assert 0 < len(value) <= LONGEST[path], path


@BOTH
def test_what_slack_needs_is_there(url: str | None) -> None:
    written = manifest(Shop(), url=url)

    assert written["display_information"]["name"]
    assert written["features"]["bot_user"]["display_name"]
    assert re.fullmatch(r"#[0-9a-fA-F]{6}", written["display_information"]["background_color"])
    assert written["settings"]["interactivity"]["is_enabled"] is True
    for slash in written["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z_]{1,31}", slash["command"])
        assert slash["description"] and slash["usage_hint"] and slash["should_escape"] is True


def test_without_an_address_it_is_socket_mode_and_names_none() -> None:
    written = manifest(Shop(), url=None)

    assert written["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(written)


def test_with_an_address_everything_that_slack_calls_is_under_it() -> None:
    written = manifest(Shop(), url=URL)

    assert written["settings"]["socket_mode_enabled"] is False
    addresses = re.findall(r'"\w*url": "([^"]+)"', json.dumps(written))
    assert set(addresses) == {f"{URL}/slack/events"}
    assert len(addresses) == len(COMMANDS) + 3


def test_only_the_commands_that_the_shop_wants_are_registered() -> None:
    written = manifest(Shop(commands=("kpi", "shelftalk")), url=None)

    assert [slash["command"] for slash in written["features"]["slash_commands"]] == ["/kpi", "/shelftalk"]


def test_none_of_our_commands_is_one_that_slack_keeps_for_itself() -> None:
    assert not RESERVED & set(COMMANDS)
    assert list(command_problems(tuple(COMMANDS))) == []


def test_a_name_that_slack_keeps_or_that_there_is_not_is_a_problem_with_a_way_out() -> None:
    reserved, unknown = command_problems(("remind", "revenue"))

    assert "Slack keeps /remind" in reserved and "shop.yaml" in reserved
    assert "/revenue" in unknown and "kpi" in unknown


def test_every_permission_has_a_reason_and_a_place_that_needs_it() -> None:
    assert set(NEEDED_FOR) == set(SCOPES)
    assert all(reason for reason in SCOPES.values())
    for scope, (file, call) in NEEDED_FOR.items():
        assert call in (ROOT / file).read_text(encoding="utf-8"), f"nothing in {file} needs {scope} any more"


def test_every_event_is_listened_to() -> None:
    front = (ROOT / "commands" / "front.py").read_text(encoding="utf-8")

    assert {event.partition(".")[0] for event in EVENTS} == set(re.findall(r'app\.event\("(\w+)"\)', front))


def test_nobody_elses_messages_are_read_and_no_channel_is_joined() -> None:
    never = {"channels:history", "groups:history", "mpim:history", "chat:write.public", "channels:join"}

    assert not never & set(SCOPES)
    assert "user" not in manifest(Shop(), url=None)["oauth_config"]["scopes"]
