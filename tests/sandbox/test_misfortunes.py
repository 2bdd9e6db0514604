"""The pretend Slack can be told to refuse, to be slow, to drop connections and to fall silent."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import Slack
from tests.sandbox_fixtures import client_of, pretend_slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as running:
        yield running


def post(slack: Slack, text: str = "hello") -> str:
    return str(client_of(slack).chat_postMessage(channel="C0ECOM", text=text)["ts"])


def said(slack: Slack) -> list[str]:
    return [seen.text for seen in slack.person("dana").sees("#ecom")]


def test_a_refusal_lasts_as_often_as_it_was_asked_for(slack: Slack) -> None:
    slack.workspace.refuses("chat.postMessage", "is_archived", times=2)

    for _ in range(2):
        with pytest.raises(SlackApiError, match="is_archived"):
            post(slack)
    post(slack)

    assert said(slack) == ["hello"]
    assert [call.ok for call in slack.workspace.calls_of("chat.postMessage")] == [False, False, True]


def test_a_refusal_without_end_lasts_until_it_heals(slack: Slack) -> None:
    slack.workspace.refuses("chat.postMessage", "internal_error", times=None)
    for _ in range(3):
        with pytest.raises(SlackApiError, match="internal_error"):
            post(slack)

    slack.workspace.heals()

    assert post(slack)


def test_too_many_requests_say_when_to_come_back(slack: Slack) -> None:
    slack.workspace.answers("chat.postMessage", 429, headers={"Retry-After": "30"})

    with pytest.raises(SlackApiError) as refused:
        post(slack)

    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "30"
    assert said(slack) == []


@pytest.mark.parametrize(("when", "stands"), [("before", []), ("after", ["hello"])], ids=["before", "after"])
def test_a_server_error_may_come_before_or_after_storing(slack: Slack, when: str, stands: list[str]) -> None:
    slack.workspace.answers("chat.postMessage", 500, body="oops", after_storing=when == "after")

    with pytest.raises(SlackApiError):
        post(slack)

    assert said(slack) == stands


@pytest.mark.parametrize(("when", "stands"), [("before", []), ("after", ["hello"])], ids=["before", "after"])
def test_a_connection_may_drop_before_or_after_storing(slack: Slack, when: str, stands: list[str]) -> None:
    slack.workspace.drops("chat.postMessage", after_storing=when == "after")

    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        post(slack)

    assert said(slack) == stands


def test_silence_makes_the_caller_give_up(slack: Slack) -> None:
    slack.workspace.silent("chat.postMessage")
    client = client_of(slack)
    client.timeout = 0.05  # type: ignore[assignment]

    with pytest.raises(TimeoutError):
        client.chat_postMessage(channel="C0ECOM", text="hello")

    assert said(slack) == []


def test_a_misfortune_of_one_method_leaves_the_others_alone(slack: Slack) -> None:
    slack.workspace.refuses("chat.update", "message_not_found", times=None)

    assert post(slack)
