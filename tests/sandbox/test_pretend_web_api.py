"""The Web API refuses what Slack refuses, in Slack's words, to the real client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.places import Channel, User
from sandbox.slack import Slack
from tests.sandbox_fixtures import client_of, pretend_slack, section


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as running:
        workspace = running.workspace
        workspace.users["U0GONE"] = User(id="U0GONE", name="gone", real_name="Gone Away", deleted=True)
        workspace.add_channel(Channel(id="C0OLD", name="old", archived=True, members={"U0SHELFTALK"}))
        workspace.add_channel(Channel(id="C0ELSE", name="elsewhere", members={"U0DANA"}))
        workspace.add_channel(Channel(id="C0SECRET", name="secret", kind="private", members={"U0DANA"}))
        yield running


@pytest.fixture
def client(slack: Slack) -> WebClient:
    return client_of(slack)


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        ("channel_not_found", {"channel": "C0NOWHERE", "text": "t"}),
        ("channel_not_found", {"channel": "C0SECRET", "text": "t"}),
        ("not_in_channel", {"channel": "C0ELSE", "text": "t"}),
        ("is_archived", {"channel": "C0OLD", "text": "t"}),
        ("user_disabled", {"channel": "U0GONE", "text": "t"}),
        ("cannot_dm_bot", {"channel": "U0SHELFTALK", "text": "t"}),
        ("no_text", {"channel": "C0ECOM"}),
        ("no_text", {"channel": "C0ECOM", "text": "  "}),
        ("msg_too_long", {"channel": "C0ECOM", "text": "x" * 40_001}),
        ("msg_blocks_too_long", {"channel": "C0ECOM", "text": "t", "blocks": [section("x" * 3000)] * 5}),
        ("invalid_blocks", {"channel": "C0ECOM", "text": "t", "blocks": [section("x" * 3001)]}),
        ("invalid_blocks_format", {"channel": "C0ECOM", "text": "t", "blocks": "{not json"}),
        ("invalid_blocks_format", {"channel": "C0ECOM", "text": "t", "blocks": '{"type": "divider"}'}),
        ("invalid_metadata_format", {"channel": "C0ECOM", "text": "t", "metadata": {"event_type": "x"}}),
        ("metadata_too_large", {"channel": "C0ECOM", "text": "t", "metadata": {"event_type": "x", "event_payload": {"k": "v" * 9000}}}),
        ("cannot_reply_to_message", {"channel": "C0ECOM", "text": "t", "thread_ts": "1.000001"}),
    ],
)  # fmt: skip
def test_posting_is_refused_as_slack_refuses_it(
    client: WebClient, error: str, arguments: dict[str, Any]
) -> None:
    as_form = {k: v if isinstance(v, str) else json.dumps(v) for k, v in arguments.items()}

    assert refusal(client.api_call, api_method="chat.postMessage", json=arguments) == error
    assert refusal(client.api_call, api_method="chat.postMessage", data=as_form) == error


def test_invalid_blocks_come_with_their_places(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(
            channel="C0ECOM", text="t", blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]
        )

    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: mrkdwn [json-pointer:/blocks/0/text]"
    ]


def test_a_message_to_a_person_opens_their_direct_message(slack: Slack, client: WebClient) -> None:
    answer = client.chat_postMessage(
        channel="U0DANA", text="psst", metadata={"event_type": "card", "event_payload": {"id": 1}}
    )

    assert answer["channel"] == client.conversations_open(users="U0DANA")["channel"]["id"] == "D0DANA"
    assert "psst" in slack.person("dana").inbox
    assert slack.workspace.find("D0DANA", answer["ts"]).metadata["event_payload"] == {"id": 1}


def test_only_own_lasting_messages_are_changed(slack: Slack, client: WebClient) -> None:
    dana = slack.person("dana")
    theirs = slack.acts.type(dana.user, slack.workspace.channel("#ecom"), "mine").message.ts
    ours = client.chat_postMessage(channel="C0ECOM", text="one")["ts"]
    private = client.chat_postEphemeral(channel="C0ECOM", user="U0DANA", text="psst")["message_ts"]

    client.chat_update(channel="C0ECOM", ts=ours, text="two", blocks=[section("two")])

    assert dana.sees("#ecom")[1].text == "two"
    assert refusal(client.chat_update, channel="C0ECOM", ts=theirs, text="x") == "cant_update_message"
    assert refusal(client.chat_update, channel="C0ECOM", ts=private, text="x") == "message_not_found"
    assert refusal(client.chat_delete, channel="C0ECOM", ts=theirs) == "cant_delete_message"
    client.chat_delete(channel="C0ECOM", ts=ours)
    assert refusal(client.chat_update, channel="C0ECOM", ts=ours, text="x") == "message_not_found"


def test_an_ephemeral_message_needs_its_reader_in_the_channel(client: WebClient) -> None:
    assert (
        refusal(client.chat_postEphemeral, channel="C0ECOM", user="U0GIL", text="t") == "user_not_in_channel"
    )
    assert refusal(client.chat_postEphemeral, channel="C0ECOM", user="U0NOBODY", text="t") == "user_not_found"


def test_tokens_and_scopes_are_checked(slack: Slack, client: WebClient) -> None:
    assert refusal(client_of(slack, "xoxb-another").auth_test) == "invalid_auth"
    assert refusal(client_of(slack, " ").auth_test) == "not_authed"
    assert refusal(client.conversations_history, channel="C0ECOM") == "missing_scope"
    assert refusal(client.conversations_join, channel="C0ELSE") == "missing_scope"
    slack.workspace.app.removed = True
    assert refusal(client.auth_test) == "account_inactive"


def test_history_may_be_granted_and_finds_a_message_by_its_metadata(slack: Slack, client: WebClient) -> None:
    slack.workspace.app.scopes += ("channels:history",)
    root = client.chat_postMessage(
        channel="C0ECOM", text="card", metadata={"event_type": "card", "event_payload": {"key": "k1"}}
    )["ts"]
    client.chat_postMessage(channel="C0ECOM", text="reply", thread_ts=root)
    client.chat_postMessage(channel="C0ECOM", text="later")

    history = client.conversations_history(channel="C0ECOM", include_all_metadata=True)["messages"]
    replies = client.conversations_replies(channel="C0ECOM", ts=root)["messages"]

    assert [message["text"] for message in history] == ["later", "card"]
    assert history[1]["metadata"]["event_payload"] == {"key": "k1"}
    assert history[1]["reply_count"] == 1
    assert [message["text"] for message in replies] == ["card", "reply"]
    assert client.conversations_history(channel="C0ECOM", oldest=root)["messages"][0]["text"] == "later"
    assert refusal(client.conversations_replies, channel="C0ECOM", ts="1.1") == "thread_not_found"


def test_lists_come_in_pages(client: WebClient) -> None:
    first = client.conversations_list(limit=2, types="public_channel,private_channel")
    rest = client.conversations_list(
        limit=9, types="public_channel,private_channel", cursor=first["response_metadata"]["next_cursor"]
    )

    assert [c["name"] for c in first["channels"]] == ["ecom", "campaigns"]
    assert [c["name"] for c in rest["channels"]] == ["exec", "old", "elsewhere"]
    assert rest["response_metadata"]["next_cursor"] == ""


def test_people_are_described_as_slack_does(slack: Slack, client: WebClient) -> None:
    slack.workspace.users["U0PAT"] = User(id="U0PAT", name="pat", real_name="Pat Partner", stranger=True)

    gil = client.users_info(user="U0GIL")["user"]
    pat = client.users_info(user="U0PAT")["user"]

    assert (gil["is_restricted"], gil["tz"], gil["tz_offset"]) == (True, "Europe/London", 0)
    assert (pat["is_stranger"], pat["team_id"]) == (True, "T0PARTNER")
    assert refusal(client.users_info, user="U0NOBODY") == "user_not_found"
    assert "U0GONE" in [member["id"] for member in client.users_list()["members"]]


def test_groups_and_members_are_listed(slack: Slack, client: WebClient) -> None:
    slack.workspace.groups["S0DIRECTORS"] = ["U0DANA"]

    assert client.usergroups_users_list(usergroup="S0DIRECTORS")["users"] == ["U0DANA"]
    assert refusal(client.usergroups_users_list, usergroup="S0NONE") == "no_such_subteam"
    assert client.conversations_members(channel="C0EXEC")["members"] == ["U0DANA", "U0SHELFTALK"]
    assert client.conversations_info(channel="C0EXEC")["channel"]["is_private"] is True


def test_several_people_share_one_conversation(client: WebClient) -> None:
    once = client.conversations_open(users="U0DANA,U0MARCUS")["channel"]["id"]

    assert client.conversations_open(users="U0MARCUS,U0DANA")["channel"]["id"] == once
    assert refusal(client.conversations_open, users="U0NOBODY") == "user_not_found"


def test_a_permalink_leads_to_a_message(slack: Slack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0ECOM", text="t")["ts"]

    link = client.chat_getPermalink(channel="C0ECOM", message_ts=ts)["permalink"]

    assert link == f"https://{slack.workspace.team.domain}.slack.com/archives/C0ECOM/p{ts.replace('.', '')}"


def test_blocks_are_validated_on_request(client: WebClient) -> None:
    assert client.api_call("blocks.validate", json={"blocks": [{"type": "divider"}]})["ok"]
    assert (
        refusal(client.api_call, api_method="blocks.validate", json={"blocks": [{"type": "nonsense"}]})
        == "invalid_blocks"
    )


def test_methods_slack_does_not_have_are_unknown(client: WebClient) -> None:
    assert refusal(client.api_call, api_method="chat.shout") == "unknown_method"
    assert refusal(client.api_test, error="my_error") == "my_error"


def test_timestamps_never_repeat_though_the_clock_stands_still(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C0ECOM", text="t")["ts"] for _ in range(5)]

    assert stamps == sorted(set(stamps))


def test_everything_sent_is_kept_for_checking(slack: Slack, client: WebClient) -> None:
    client.chat_postMessage(channel="C0ECOM", text="t", blocks=[section("one")])
    client.views_publish(user_id="U0DANA", view={"type": "home", "blocks": [section("two")]})

    assert [(p.via, p.surface) for p in slack.workspace.payloads] == [
        ("chat.postMessage", "message"),
        ("views.publish", "home"),
    ]
    assert slack.workspace.payloads[0].blocks == [section("one")]
    assert [call.ok for call in slack.workspace.calls_of("chat.postMessage")] == [True]


def test_a_manifest_decides_commands_scopes_and_events(slack: Slack, client: WebClient) -> None:
    slack.workspace.install({
        "features": {"bot_user": {"display_name": "Shelfie"}, "slash_commands": [{"command": "/kpi", "description": "A number", "usage_hint": "net sales", "should_escape": False}]},
        "oauth_config": {"scopes": {"bot": ["commands", "users:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    })  # fmt: skip

    assert slack.workspace.app.commands[0].usage_hint == "net sales"
    assert slack.workspace.app.events == ("app_mention",)
    assert client.auth_test()["user"] == "shelfie"
    assert refusal(client.chat_postMessage, channel="C0ECOM", text="t") == "missing_scope"
