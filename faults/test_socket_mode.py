"""F29: Socket Mode's connection breaks, is there twice, and is refused again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

import bot
from faults.link import Link
from faults.world import waits_for
from sandbox.payloads import Payloads
from sandbox.posts import Message
from sandbox.slack import METHODS
from sandbox.web_api import Entry, WebApi
from tests.stage import Stage, staged

#: Seconds within which a broken connection is there again.
BACK_WITHIN = 30.0


@pytest.fixture
def link() -> Iterator[Link]:
    """Slack's end."""
    with Link() as link:
        yield link


@pytest.fixture
def wired(tmp_path: Path, facts: Path, link: Link) -> Iterator[Stage]:
    """The bot of the small shop, which Slack reaches through Socket Mode alone."""
    with staged(tmp_path / "data", facts) as stage:
        workspace = stage.workspace
        stage.slack.web_api = WebApi(
            workspace, {**METHODS, "apps.connections.open": Entry(lambda _: link.opens())}
        )
        with listens(stage.running, stage):
            assert waits_for(lambda: len(link.open) == 1, 10)
            yield stage


@contextmanager
def listens(running: bot.Running, stage: Stage) -> Iterator[None]:
    """One bot at its end of the connection."""
    running.bot.settings = replace(running.bot.settings, app_token=stage.workspace.app.token)
    with bot.listening(running, host="", port=0, socket=True):
        yield


def mention(stage: Stage, words: str) -> dict[str, Any]:
    """Somebody mentions the bot: what Slack sends."""
    payloads = Payloads(stage.workspace, stage.slack.url)
    by = stage.workspace.users["U0MARCUS"]
    with stage.workspace.changed:
        words = f"<@{stage.workspace.app.user}> {words}"
        said = stage.workspace.post(
            Message(channel="C0ECOM", ts=stage.workspace.next_ts(), user=by.id, text=words)
        )
        return payloads.said(by, said, "app_mention")


def answers(stage: Stage) -> int:
    """How many answers stand in Slack, or are on their way."""
    with stage.running.bot.store.read() as db:
        return int(next(db.query("SELECT count(*) AS n FROM outbox WHERE key GLOB 'answer/*'"))["n"])


def test_an_envelope_that_comes_twice_and_over_two_sockets_is_answered_once(wired: Stage, link: Link) -> None:
    """F29."""
    event = mention(wired, "define net sales")
    with ExitStack() as more:
        more.enter_context(listens(wired.runs_beside(), wired))
        assert waits_for(lambda: len(link.open) == 2, 10)
        link.sends("one", "events_api", event, to=0)
        link.sends("one", "events_api", event, to=1)
        link.sends("again", "events_api", event, to=0)

        assert waits_for(lambda: sorted(link.acknowledged) == ["again", "one", "one"], 10)
        assert waits_for(lambda: answers(wired) == 1, 10)
    assert answers(wired) == 1


@pytest.mark.parametrize("politely", [True, False], ids=["told", "cut"])
def test_a_broken_connection_is_back_in_time_and_what_was_not_acknowledged_is_answered_once(
    wired: Stage,
    link: Link,
    politely: bool,  # noqa: FBT001
) -> None:
    """F29."""
    event, began = mention(wired, "define net sales"), monotonic()
    link.sends("one", "events_api", event)
    link.breaks(politely=politely)

    assert waits_for(lambda: link.open, BACK_WITHIN)
    assert monotonic() - began < BACK_WITHIN
    link.sends("one", "events_api", event)  # Slack sends again what it did not see acknowledged

    assert waits_for(lambda: "one" in link.acknowledged, 10)
    assert waits_for(lambda: answers(wired) == 1, 10)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the SDK leaves its socket open
def test_a_connection_refused_again_and_again_is_not_asked_for_in_a_storm(wired: Stage, link: Link) -> None:
    """F29: the SDK asks again every few seconds."""
    before, began = link.came, monotonic()
    link.turns_away = 2
    link.breaks(politely=True)

    assert waits_for(lambda: link.open, 3 * BACK_WITHIN)
    assert link.came - before == 3
    assert monotonic() - began > 1
    link.sends("one", "events_api", mention(wired, "define net sales"))
    assert waits_for(lambda: answers(wired) == 1, 10)
