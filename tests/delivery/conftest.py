"""An outbox, a pretend Slack at the far end, and time that is moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery.migrations import ALL
from delivery.outbox import Outbox
from delivery.sender import Sender
from sandbox.slack import Slack
from storage import Store
from tests.delivery.post_office import Post
from tests.sandbox_fixtures import Clock, client_of, pretend_slack


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "state.db", ALL)
    yield store
    store.close()


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as slack:
        yield slack


@pytest.fixture
def clock(slack: Slack) -> Clock:
    assert isinstance(slack.workspace.clock, Clock)
    return slack.workspace.clock


@pytest.fixture
def sender(outbox: Outbox, slack: Slack, clock: Clock) -> Sender:
    return Sender(outbox, client_of(slack), clock=clock, admin="U0AIKO", luck=lambda: 1.0)


@pytest.fixture
def post(outbox: Outbox, sender: Sender, slack: Slack, clock: Clock) -> Post:
    return Post(outbox=outbox, sender=sender, slack=slack, clock=clock)
