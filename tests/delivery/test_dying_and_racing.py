"""Processes that die, and several at once: each message still arrives exactly once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from delivery.outbox import Outbox
from delivery.sender import Sender
from tests.delivery.post_office import DANA, DANAS_MESSAGES, HELLO, Post
from tests.sandbox_fixtures import client_of

ROOT = Path(__file__).parent.parent.parent
#: Of the whole process, for one that hangs though it should die.
LONGEST = 30


def start(post: Post, *rest: str) -> subprocess.Popen[bytes]:
    program = str(Path(__file__).with_name("one_sender.py"))
    token = post.slack.workspace.app.token
    where = [str(post.outbox.store.path), post.slack.api_url, token, post.clock().isoformat()]
    return subprocess.Popen(
        [sys.executable, program, *where, *rest], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def test_killed_between_claim_and_post_the_message_arrives_exactly_once(post: Post):
    post.puts("a", DANA)

    assert start(post, "after-claim").wait(LONGEST) == -signal.SIGKILL
    assert post.state("a").state == "claimed"
    post.sends_until_quiet(minutes=2)

    assert post.stands(DANAS_MESSAGES) == [HELLO.text]


def waits_until(post: Post, there: Callable[[], object]) -> None:
    with post.slack.workspace.changed:
        for _ in range(LONGEST * 50):
            if there():
                return
            post.slack.workspace.changed.wait(0.02)
    raise AssertionError("the request never came")


@pytest.mark.parametrize("stored", ["before", "after"])
def test_killed_while_slack_holds_the_request_the_message_arrives_exactly_once(post: Post, stored: str):
    post.slack.workspace.silent("chat.postMessage", after_storing=stored == "after")
    post.puts("a", DANA)

    process = start(post)
    if stored == "after":
        waits_until(post, lambda: post.stands(DANAS_MESSAGES))
    else:
        waits_until(post, post.posts)
    process.kill()
    assert process.wait(LONGEST) == -signal.SIGKILL

    post.sends_until_quiet(minutes=2)

    assert post.stands(DANAS_MESSAGES) == [HELLO.text]
    assert post.outbox.possible_duplicates() == 0


def test_senders_that_race_send_everything_once_and_in_order(post: Post, outbox: Outbox):
    places = ["C0ECOM", "C0CAMPAIGNS", "U0DANA", "U0MARCUS", "U0AIKO"]
    for number in range(8):
        for place in places:
            post.puts(f"{place}/{number}", place, text=str(number))
    sent: list[int] = []
    start_line = threading.Barrier(4)

    def send() -> None:
        sender = Sender(outbox, client_of(post.slack), clock=post.clock)
        start_line.wait()
        sent.append(sender.send_due(post.clock()))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent.append(post.sends())

    assert sum(sent) == 40
    for channel in ("C0ECOM", "C0CAMPAIGNS", "D0DANA", "D0MARCUS", "D0AIKO"):
        assert post.stands(channel) == [str(number) for number in range(8)]
