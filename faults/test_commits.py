"""F3 to F6: the moment in which something is written down, with the process killed, the file locked or the disk full."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from random import Random
from time import monotonic

import psutil
import pytest

from approvals.migrations import ALL as APPROVALS
from delivery.migrations import ALL as DELIVERY
from faults.inputs import Ledger, People, send
from faults.world import World, waits_for, world
from storage import Store
from storage.migrations import ALL as STORAGE

ROOT = Path(__file__).parent.parent
DECIDE = Path(__file__).with_name("one_decision.py")


def decides(folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """One request submitted and approved in a process of its own."""
    return subprocess.run(
        [*before, sys.executable, str(DECIDE), str(folder / "state.sqlite3")],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which("strace"), reason="`apt-get install strace` kills at each write")
@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
def test_killed_at_every_write_a_decision_is_whole_or_not_there(tmp_path: Path, call: str) -> None:
    """F3."""
    kills = 0
    for number in range(1, 40):
        folder = tmp_path / str(number)
        folder.mkdir()
        Store(folder / "state.sqlite3", (*STORAGE, *DELIVERY, *APPROVALS)).close()
        inject = f"inject={call}:signal=KILL:when={number}"
        ended = decides(folder, "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", inject)
        with closing(sqlite3.connect(folder / "state.sqlite3")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            states = [state for (state,) in db.execute("SELECT state FROM request")]
            decisions = db.execute("SELECT count(*) FROM decision").fetchone()[0]
            cards = db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        said = ended.stdout.split()
        assert states in ([], ["IN_REVIEW"], ["APPROVED"])
        assert decisions == (states == ["APPROVED"])
        assert bool(cards) == bool(states)
        assert not ("submitted" in said and not states)
        assert not ("approved" in said and states != ["APPROVED"])
        if ended.returncode == 0:
            break
        kills += 1
    assert kills >= 3


def test_a_handler_that_fails_after_its_commit_says_so_and_decides_once(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F4: 200, one effect, an apology with the log's reference; pressed again, it tells what was decided."""
    with world(tmp_path, facts, seed=seed, times=20, history=True) as made:
        made.misfortunes.are_on = False
        made.misfortunes.answers("response_url", 500, times=2)  # the answer cannot be given
        ledger, people = Ledger(), People(made)
        send(made, people.form(), ledger, Random(3))
        [press] = people.approvals(["Copy 1"])
        send(made, press, ledger, Random(3))

        assert waits_for(lambda: _state_of(made) == "APPROVED", 10)
        [again] = [people.press(1, f"1:1:{_sha(made)}")]
        assert made.bots[0].courier.deliver(again.body).ok
        assert waits_for(lambda: "Already approved" in _last_answer(made), 10), _last_answer(made)
        assert len(made.rows("SELECT * FROM decision")) == 1


def test_a_locked_file_is_refused_before_slack_gives_up_and_nothing_is_half_done(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F5."""
    with world(tmp_path, facts, seed=seed, times=1, history=True) as made:
        made.misfortunes.are_on = False
        people, ledger = People(made), Ledger()
        send(made, people.form(), ledger, Random(1))
        [press] = people.approvals(["Copy 1"])
        with closing(sqlite3.connect(made.data / "state.sqlite3", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            began = monotonic()
            for one in (press, people.mention(), people.form()):
                asked = monotonic()
                answer = made.bots[0].courier.deliver(one.body, content_type=one.kind)
                assert monotonic() - asked < 2.9
                assert answer.status == 503 or b"errors" in answer.body
            holder.execute("ROLLBACK")
        assert monotonic() - began < 9
        assert _state_of(made) == "IN_REVIEW"

        send(made, press, ledger, Random(1))
        assert waits_for(lambda: _state_of(made) == "APPROVED", 10)


def test_a_full_disk_is_refused_and_room_is_enough_to_go_on(tmp_path: Path, facts: Path, seed: int) -> None:
    """F6: no 200 for what is lost, and no restart."""
    with world(tmp_path, facts, seed=seed, times=1, history=True) as made:
        made.misfortunes.are_on = False
        people, ledger = People(made), Ledger()
        send(made, people.form(), ledger, Random(1))
        [press] = people.approvals(["Copy 1"])
        bot = psutil.Process(made.bots[0].pid)
        room = bot.rlimit(resource.RLIMIT_FSIZE)
        bot.rlimit(resource.RLIMIT_FSIZE, (0, room[1]))
        for one in (press, people.mention()):
            answer = made.bots[0].courier.deliver(one.body, content_type=one.kind)
            assert answer.status == 503, answer
        told = lambda: "I cannot save anything" in _last_answer(made)  # noqa: E731
        assert waits_for(told, 10)
        bot.rlimit(resource.RLIMIT_FSIZE, room)
        assert _state_of(made) == "IN_REVIEW"

        send(made, press, ledger, Random(1))
        assert waits_for(lambda: _state_of(made) == "APPROVED", 10)
        assert made.bots[0].pid == bot.pid and bot.is_running()


def test_a_burst_of_the_same_press_in_two_processes_decides_once(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F1 without a kill, and F7 over HTTP: twenty copies at once."""
    with world(tmp_path, facts, seed=seed, times=20, history=True, bots=2) as made:
        made.misfortunes.are_on = False
        people = People(made)
        send(made, people.form(), Ledger(), Random(1))
        [press] = people.approvals(["Copy 1"])
        threads = [
            threading.Thread(target=made.bots[number % 2].courier.deliver, args=(press.body,))
            for number in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert waits_for(lambda: _state_of(made) == "APPROVED", 10)
        assert len(made.rows("SELECT * FROM inbox WHERE key GLOB 'click/*'")) == 1


def _state_of(made: World) -> str:
    return str(made.rows("SELECT state FROM request WHERE id = 1")[0]["state"])


def _sha(made: World) -> str:
    return str(made.rows("SELECT sha FROM version WHERE request = 1")[0]["sha"])[:8]


def _last_answer(made: World) -> str:
    calls = made.workspace.calls_of("response_url")
    return json.dumps(calls[-1].arguments) if calls else ""
