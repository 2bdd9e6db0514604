"""What one round shares reads to each as if it had been printed for them alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commands.printing import press_of
from digests.definitions import DIGESTS
from digests.press import Press, Printed
from digests.together import Together
from storage.subscriptions import Subscription
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

READERS = ("U0DANA", "U0ROSA", "U0MARCUS", "U0AIKO", "U0VERA")


def printed(press: Press, digest: str, reader: str) -> Printed:
    own = Subscription(
        digest=digest, place=reader, owner=reader, at=DIGESTS[digest].at, zone="Europe/London", days=DIGESTS[digest].days
    )  # fmt: skip
    return press.printed(
        DIGESTS[digest], reader, day=MONDAY.date(), now=MONDAY, days=own.days, subscription=own, told=False
    )


@pytest.mark.parametrize("digest", ["morning", "director", "manager"])
def test_each_reads_what_they_would_have_read_alone(stage: Stage, digest: str) -> None:
    stage.person("dana").types("/target net sales November 2026 60k")
    alone = press_of(stage.running.bot.context)
    together = replace(alone, once=Together().once)

    for reader in READERS:
        theirs, shared = printed(alone, digest, reader), printed(together, digest, reader)

        assert shared.message == theirs.message
        assert shared.thread == theirs.thread
        assert not any(other in str(shared.message.blocks) for other in READERS if other != reader)


def test_a_thing_is_made_once() -> None:
    made: list[int] = []
    together = Together()

    for _ in range(3):
        together.once("key", lambda: made.append(1))

    assert made == [1]
