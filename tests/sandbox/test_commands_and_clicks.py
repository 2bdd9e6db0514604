"""A person types and clicks, a real Bolt app answers, and the pretend Slack shows what Slack would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_bolt import App

from sandbox.slack import Slack
from tests.sandbox_fixtures import bolt_app, pretend_slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as running:
        yield running


@pytest.fixture
def app(slack: Slack) -> Iterator[App]:
    with bolt_app(slack, "/kpi", "/approvals") as running:
        yield running


def test_an_answer_in_the_acknowledgement_is_seen_by_its_asker_alone(slack: Slack, app: App) -> None:
    @app.command("/kpi")
    def kpi(ack, command):
        ack(f"You asked for {command['text']}")

    answer = slack.person("director").types("/kpi net sales", channel="#ecom")

    assert "You asked for net sales" in answer
    assert answer.ephemeral
    assert "You asked" not in slack.person("manager").sees("#ecom")
