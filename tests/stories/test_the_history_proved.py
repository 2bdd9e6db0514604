"""The history of approvals is told to witnesses every day, and whoever doubts it can prove it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

from click.testing import CliRunner, Result

import bot
from approvals.history.chain import BEGINNING, seal
from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage
from tests.stories.test_approving_content import submitted

EVENING = timedelta(hours=10)  # the story begins at eight


def told(stage: Stage) -> Seen:
    """What the channel was told this evening."""
    stage.at(MONDAY + EVENING)
    return stage.person("aiko").waits_to_see("The history of approvals has come to row", "campaigns")


def is_done(stage: Stage, day: str) -> bool:
    """Whether the bot has looked at the history that evening."""
    with stage.running.bot.store.read() as db:
        return (
            list(
                db.query(
                    "SELECT 1 FROM timer_run WHERE name = 'witness' AND day = ? AND state = 'done'", (day,)
                )
            )
            != []
        )


def verify(stage: Stage, *more: str) -> Result:
    return CliRunner().invoke(bot.cli, ["approvals", "verify", str(stage.running.bot.store.path), *more])


def command_in(message: Seen) -> list[str]:
    """What the message says to type, after `approvals verify`."""
    found = re.search(r"approvals verify (--witness) (\d+:[0-9a-f]{16})", message.text)
    assert found
    return [found[1], found[2]]


def rewritten(stage: Stage) -> None:
    """Somebody with the whole machine changes who sent it, and seals everything anew, what was told as well."""
    with closing(sqlite3.connect(stage.running.bot.store.path, isolation_level=None)) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE audit SET by = 'U0VERA' WHERE seq = 1")
        previous = BEGINNING
        for row in file.execute(
            "SELECT seq, request, what, by, at, detail FROM audit ORDER BY seq"
        ).fetchall():
            sha = seal(previous, *row)
            file.execute("UPDATE audit SET previous = ?, sha = ? WHERE seq = ?", (previous, sha, row[0]))
            file.execute("UPDATE witness SET seal = ? WHERE seq = ?", (sha, row[0]))
            previous = sha


def test_the_seal_is_told_on_a_day_on_which_something_was_decided(stage: Stage) -> None:
    submitted(stage)

    message = told(stage)
    assert re.search(r"come to row 1\.\nIts seal is [0-9a-f]{64}\.", message.text)
    stage.at(MONDAY + EVENING + timedelta(days=1))
    stage.waits_for(lambda: is_done(stage, "2026-11-24"))
    assert len(stage.person("aiko").sees("campaigns").saying("The history")) == 1


def test_what_the_channel_was_told_proves_the_history(stage: Stage) -> None:
    submitted(stage)
    message = told(stage)

    result = verify(stage, *command_in(message))

    assert result.exit_code == 0
    assert "Checked " in result.output and ": 1 rows of history, 1 texts." in result.output
    assert "Compared with 1 seals that the file remembers, and 1 that you gave." in result.output
    assert "✓ Nothing was changed, removed, moved, cut off or sealed anew." in result.output


def test_a_history_written_anew_is_betrayed_by_the_channel_alone(stage: Stage) -> None:
    submitted(stage)
    message = told(stage)
    rewritten(stage)

    assert verify(stage).exit_code == 0
    assert "Give a seal from the channel with --witness" in verify(stage).output
    result = verify(stage, *command_in(message))
    assert result.exit_code == 1
    assert "✗ row 1 has another seal than was seen: it, or a row before it, was rewritten" in result.output


def test_a_seal_that_cannot_be_read_is_said_so(stage: Stage) -> None:
    result = verify(stage, "--witness", "1:abc")

    assert result.exit_code == 1
    assert "“1:abc” is no row with its seal: write it as the channel has it" in result.output
