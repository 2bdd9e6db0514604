"""What Slack's requests meet: signatures, deadlines, repeats, refusals, and many people at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from delivery.inbox import LEASE
from sandbox.courier import form, sign
from sandbox.payloads import Payloads
from sandbox.posts import Message
from tests.sandbox_fixtures import SECRET
from tests.stage import Gate, Stage, staged
from tests.stories.test_being_left_in_peace import facts_are_gone

COMMAND = b"command=%2Fkpi&text=orders&user_id=U0MARCUS&channel_id=C0ECOM&trigger_id=1.2.3"


@pytest.fixture
def gate() -> Gate:
    """Advertising reports come from a warehouse that takes its time."""
    return Gate("campaign_day")


@pytest.fixture
def slow(tmp_path: Path, small_facts: Path, gate: Gate) -> Iterator[Stage]:
    """The bot in front of that warehouse."""
    with staged(tmp_path / "data", small_facts, gate=gate) as stage:
        yield stage


# Signatures


@pytest.mark.parametrize(
    "forged",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=\xe9"},
        {"X-Slack-Request-Timestamp": "abc"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "-1"},
    ],
    ids=str,
)
def test_what_slack_has_not_signed_is_turned_away(stage: Stage, forged: dict[str, str]) -> None:
    assert stage.slack.delivers(COMMAND, forged).status == 401


def test_an_old_request_is_turned_away_though_it_was_signed(stage: Stage) -> None:
    old = int(stage.slack.workspace.real_now().timestamp()) - 600

    assert stage.slack.delivers(COMMAND, sign(COMMAND, SECRET, old)).status == 401


def test_slack_can_verify_the_address(stage: Stage) -> None:
    assert stage.slack.verifies_url() == {"challenge": "are-you-there"}


# Repeats


def test_the_same_event_delivered_twice_is_answered_once(stage: Stage) -> None:
    said = stage.workspace.post(
        Message(channel="C0ECOM", ts=stage.workspace.next_ts(), user="U0MARCUS", text="<@U0SHELFTALK> orders")
    )
    event = Payloads(stage.workspace, stage.slack.url).said(
        stage.workspace.user("marcus"), said, "app_mention"
    )
    body, json_body = json.dumps(event).encode(), {"Content-Type": "application/json"}

    for retry in ("", "1"):
        assert stage.slack.delivers(body, json_body | ({"X-Slack-Retry-Num": retry} if retry else {})).ok
    stage.person("marcus").waits_to_see("Orders")
    stage.person("marcus").types("@Shelftalk units yesterday")

    assert len(stage.person("marcus").sees("ecom").saying("Orders ")) == 1


def test_the_bot_does_not_answer_itself(stage: Stage) -> None:
    marcus = stage.person("marcus")
    marcus.dms("net sales yesterday")
    marcus.dms("orders yesterday")

    assert len(marcus.inbox) == 4


# Refusals


def test_blocks_that_slack_refuses_are_sent_again_as_text(stage: Stage) -> None:
    stage.workspace.refuses("chat.postMessage", "invalid_blocks", times=2)

    answer = stage.person("marcus").types("@Shelftalk net sales by sales channel yesterday")

    assert answer.blocks == ()
    assert "Net sales £486.00" in answer
    assert "Amazon" in answer


def test_blocks_refused_at_a_buttons_address_are_sent_again_as_text(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types("/kpi net sales yesterday")
    stage.workspace.answers("response_url", 400, body="invalid_blocks")

    again = marcus.clicks(answer, "By sales channel")

    assert again.blocks == ()
    assert "Amazon" in again


# Time


def test_an_answer_that_takes_long_follows_its_acknowledgement(slow: Stage, gate: Gate) -> None:
    marcus = slow.person("marcus")

    acknowledged = marcus.types("/kpi spend yesterday", waits=False)
    assert not acknowledged
    assert acknowledged.error is None
    gate.opened.set()

    answer = marcus.waits_to_see("Ad spend £98.20")
    assert answer.ephemeral


def test_one_slow_question_never_delays_another_persons(slow: Stage, gate: Gate) -> None:
    with ThreadPoolExecutor() as hands:
        waiting = hands.submit(slow.person("marcus").types, "/kpi spend yesterday")
        assert gate.reached.wait(timeout=5)

        assert "Orders 7" in slow.person("aiko").types("/kpi orders yesterday")
        assert not waiting.done() or not waiting.result()
        gate.opened.set()

        assert "Ad spend £98.20" in waiting.result()


def test_a_queue_that_is_full_says_so_and_recovers(slow: Stage, gate: Gate) -> None:
    marcus, line = slow.person("marcus"), slow.running.line
    while line.join(gate.opened.wait):
        pass

    assert "more questions than I can answer" in marcus.types("/kpi orders yesterday")
    gate.opened.set()
    slow.waits_for(lambda: "Orders 7" in marcus.types("/kpi orders yesterday"))


def test_a_mention_that_finds_the_queue_full_is_answered_when_there_is_room(slow: Stage, gate: Gate) -> None:
    marcus, line = slow.person("marcus"), slow.running.line
    while line.join(gate.opened.wait):
        pass
    marcus.says("@Shelftalk orders yesterday", waits=False)
    gate.opened.set()
    slow.waits_for(lambda: line.length == 0)

    slow.at(slow.clock() + LEASE)

    assert slow.hears(marcus, "Orders 7")


def test_forty_people_at_once_are_all_acknowledged(slow: Stage, gate: Gate) -> None:
    body = form({"command": "/kpi", "text": "spend yesterday", "user_id": "U0MARCUS", "channel_id": "C0ECOM",
                 "trigger_id": "1.2.3", "response_url": f"{slow.slack.url}/response/none"})  # fmt: skip
    with ThreadPoolExecutor(max_workers=40) as hands:
        answers = list(hands.map(slow.slack.delivers, [body] * 40))

    assert {answer.failure for answer in answers} == {None}


def test_a_fault_of_ours_ends_in_an_apology_with_a_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    facts_are_gone(stage)

    answer = stage.person("marcus").types("/kpi net sales yesterday")

    assert "Something went wrong on my side. Nothing was changed." in answer
    reference = answer.text.split()[-1].rstrip(".")
    assert reference in caplog.text
    assert "sqlite" not in answer.text.lower()
