"""F54 to F60: the process itself: under load, growing, ending, hanging, beside another version, and looking at itself."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic, sleep

import psutil
import pytest
from sqlite_utils import Database

import approvals.history.auditing
import digests.auditing
from approvals.cards import Button
from approvals.content import Content
from approvals.desk import Desk
from approvals.migrations import ALL as APPROVALS
from approvals.policy.in_force import Policy
from delivery import inbox
from delivery.auditor import CHECKS, Auditor
from delivery.clock import Clock
from delivery.leases import Steady
from delivery.migrations import ALL as DELIVERY
from delivery.outbox import Outbox
from delivery.timers import Timers
from delivery.watchdog import Watchdog
from faults.inputs import Ledger, People, send
from faults.world import Bot, World, waits_for, world
from storage import Store, subscriptions
from storage.migrations import ALL as STORAGE
from storage.subscriptions import Subscription
from templates import Message

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def clicks(made: World, count: int, per_second: float) -> Ledger:
    """Presses at a steady rate, from as many hands as it takes; each sent once, and again only if it was refused."""
    people, ledger = People(made), Ledger()
    for _ in range(10):
        send(made, people.form(), Ledger(), Random(1))
    began = monotonic()
    with ThreadPoolExecutor(max_workers=40) as hands:
        for number in range(count):
            sleep(max(0.0, began + number / per_second - monotonic()))
            press = people.press(
                1 + number % 10, f"{1 + number % 10}:1:00000000"
            )  # of another content: refused
            hands.submit(send, made, press, ledger, Random(number))
    return ledger


def crowd() -> float:
    """How many times too much this machine has to do besides this test; 1 where it is idle."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.mark.alone
def test_fifty_clicks_a_second_are_all_acknowledged_in_time(tmp_path: Path, facts: Path, seed: int) -> None:
    """F54: for a minute. Slack waits for three seconds."""
    crowded = crowd()
    with world(tmp_path, facts, seed=seed, times=1, history=True) as made:
        made.misfortunes.are_on = False
        ledger = clicks(made, 3000, 50)
        drained = lambda: not made.rows("SELECT 1 FROM inbox WHERE state = 'taken'")  # noqa: E731
        assert waits_for(drained, 120 * max(crowded, crowd()))

    crowded, times = max(crowded, crowd()), sorted(ledger.times)
    assert len(times) == 3000 and not ledger.given_up
    assert times[int(0.99 * 3000)] < 0.5 * crowded, times[-40:]
    assert times[-1] < min(2.5 * crowded, 3), times[-10:]


def test_memory_stays_what_it_is_after_many_events(
    tmp_path: Path, facts: Path, seed: int, times: int
) -> None:
    """F55, the short of it: three thousand clicks after a warm-up of a thousand; with --full thirty thousand."""
    with world(tmp_path, facts, seed=seed, times=20, history=True) as made:
        made.misfortunes.are_on = False
        bot = psutil.Process(made.bots[0].pid)
        clicks(made, 1000, 100)
        warm = bot.memory_info().rss
        clicks(made, 3000 * times, 100)
        grown = bot.memory_info().rss / warm

    assert grown < 1.10, grown


def test_asked_to_end_under_load_it_ends_and_leaves_no_claim(tmp_path: Path, facts: Path, seed: int) -> None:
    """F56."""
    with world(tmp_path, facts, seed=seed, times=1, history=True) as made:
        made.misfortunes.are_on = False
        people, ledger = People(made), Ledger()
        for number in range(30):
            send(made, people.form() if number % 2 else people.mention(), ledger, Random(number))
        began = monotonic()
        status = made.kills(made.bots[0], signal.SIGTERM)

        assert status == 0
        assert monotonic() - began < 10
        assert made.rows("SELECT key FROM outbox WHERE state = 'claimed'") == []
        made.begins(made.bots[0])
        assert waits_for(lambda: not made.rows("SELECT 1 FROM outbox WHERE state = 'waiting'"), 60)


def test_a_running_version_works_on_beside_one_that_added_to_the_file(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F57: what is added is added beside what there is, so a rolling restart may take its time."""
    with world(tmp_path, facts, seed=seed, times=20, history=True, bots=2) as made:
        made.misfortunes.are_on = False
        db = Database(str(made.data / "state.sqlite3"))
        db.execute("ALTER TABLE outbox ADD COLUMN colour TEXT")
        db.execute("ALTER TABLE inbox ADD COLUMN colour TEXT")
        db.execute("CREATE TABLE something_new (id INTEGER PRIMARY KEY)")
        db.conn.commit()
        db.conn.close()
        people, ledger = People(made), Ledger()
        send(made, people.form(), ledger, Random(1))
        [press] = people.approvals(["Copy 1"])
        send(made, press, ledger, Random(2))
        send(made, people.mention(), ledger, Random(3))

        assert waits_for(lambda: made.rows("SELECT state FROM request")[0]["state"] == "APPROVED", 20)
        assert waits_for(
            lambda: made.rows("SELECT 1 FROM outbox WHERE key GLOB 'answer/*' AND state = 'sent'"), 20
        )


def test_a_clock_whose_alarm_died_ends_the_process() -> None:
    """F58: as when APScheduler's own thread dies of a job that another process removed."""
    ticks, ended = threading.Semaphore(0), threading.Event()
    clock = Clock(lambda _: ticks.release(), lambda: NOW, seconds=0.05)
    watchdog = Watchdog({"ticking": clock}, end=ended.set, silence=1.0)
    clock.start()
    watchdog.start()
    assert ticks.acquire(timeout=5)
    assert not ended.wait(1.5)

    clock._scheduler.remove_all_jobs()  # whatever the reason: it rings no more

    assert ended.wait(10)
    assert "ticking has not ticked" in str(watchdog.trouble())
    clock.stop()
    watchdog.stop()


def test_a_tick_that_hangs_ends_the_process() -> None:
    """F58."""
    go_on, ended = threading.Event(), threading.Event()
    clock = Clock(lambda _: go_on.wait(20), lambda: NOW, seconds=0.05)
    watchdog = Watchdog({"ticking": clock}, end=ended.set, silence=1.0, tick=0.5)
    clock.start()
    watchdog.start()

    assert ended.wait(10)

    go_on.set()
    clock.stop()
    watchdog.stop()


def test_while_all_workers_wait_it_says_so_and_clicks_are_acknowledged_all_the_same(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F59: every worker waits for an answer of Slack's that does not come; clicks need none to be taken in."""
    with world(tmp_path, facts, seed=seed, times=1, history=True) as made:
        made.misfortunes.are_on = False
        people, ledger = People(made), Ledger()
        send(made, people.form(), ledger, Random(1))
        made.misfortunes.silent("response_url", times=None)
        for number in range(10):  # of another content: each is refused, and told why
            send(made, people.press(1, f"1:1:{number:08}"), ledger, Random(0))

        assert waits_for(lambda: _is_unwell(made, "all workers have been at work"), 40)
        began = monotonic()
        send(made, people.mention(), ledger, Random(1))
        assert monotonic() - began < 2.5
        made.misfortunes.heals()
        assert waits_for(lambda: _is_unwell(made, "all workers") is False, 60)
        assert waits_for(lambda: made.rows("SELECT 1 FROM outbox WHERE key GLOB 'answer/said/*'"), 60)


def _is_unwell(made: World, words: str) -> bool | None:
    """Whether the bot says so of itself; None when it does not answer."""
    found = made.health(made.bots[0])
    return None if found is None else any(words in trouble for trouble in found["troubles"])


def test_a_bot_that_is_stopped_and_goes_on_does_not_repeat_itself(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F59, F39: a process that is frozen longer than its leases last comes back to a world that went on."""
    with world(tmp_path, facts, seed=seed, times=20, history=True, bots=2) as made:
        made.misfortunes.are_on = False
        (frozen, awake), people, ledger = made.bots, People(made), Ledger()
        for number in range(20):
            send(made, people.mention(), ledger, Random(number))
            if number == 10:
                _freezes(made, frozen)
                made.bots[:] = [awake]
        sleep(6)
        os.kill(frozen.pid, signal.SIGCONT)
        answered = "SELECT 1 FROM outbox WHERE key GLOB 'answer/*' AND state = 'sent'"
        assert waits_for(lambda: len(made.rows(answered)) == 20, 60 * crowd())
        sleep(2)
        keys = [
            message.metadata["event_payload"]["key"]
            for messages in made.workspace.messages.values()
            for message in messages
            if message.metadata
        ]
        assert sorted(keys) == sorted(set(keys)), keys
        assert len([key for key in keys if key.startswith("answer/")]) == 20, keys


def _freezes(made: World, one: Bot) -> None:
    """Freeze a bot between two changes: frozen within one, it would hold the file.

    Nor while a request may be about to leave: nothing can call that back (see "Not promised").
    """
    while True:
        os.kill(one.pid, signal.SIGSTOP)
        with closing(sqlite3.connect(made.data / "state.sqlite3", timeout=0.5, isolation_level=None)) as db:
            try:
                db.execute("BEGIN IMMEDIATE")
                leaving = db.execute("SELECT 1 FROM outbox WHERE state = 'claimed'").fetchall()
                db.execute("ROLLBACK")
            except sqlite3.OperationalError:
                leaving = ["the file is held"]
        if not leaving:
            return
        os.kill(one.pid, signal.SIGCONT)
        sleep(0.05)


# F60: what the auditor finds


@pytest.fixture
def whole(tmp_path: Path) -> Store:
    """A state file in which all is well: one approved request, one digest with its timer, one message sent."""
    store = Store(tmp_path / "state.sqlite3", (*STORAGE, *DELIVERY, *APPROVALS))
    outbox, timers = Outbox(store), Timers(store)
    desk = Desk(
        store,
        outbox,
        policy=Policy(named={"U0DANA": "director"}),
        zone=NOW.tzinfo,  # type: ignore[arg-type]
        render_card=lambda *_: Message(text="card"),
        render_news=lambda *_: Message(text="news"),
    )
    made = desk.submit("U0M01", Content(kind="ad", title="Copy", text="Words", zone="UTC"), now=NOW)
    assert made.request
    desk.decide(
        Button(request=made.request.id, version=1, sha=made.request.version.sha), by="U0DANA", now=NOW
    )
    wanted = Subscription(
        digest="morning",
        place="C0ECOM",
        owner="U0DANA",
        at=datetime.min.time().replace(hour=8),
        zone="UTC",
        days=("mon",),
    )
    with store.write() as db:
        subscriptions.subscribe(db, wanted, now=NOW)
        timers.set(db, "digest/morning/C0ECOM", wanted.at, "UTC", ("mon",), now=NOW)
        db.execute("UPDATE outbox SET state = 'sent', ts = '1.1'")
    return store


#: What is planted, and the check that must name it.
PLANTED = {
    "outbox stuck": "UPDATE outbox SET state = 'waiting', due_at = '2026-11-23T08:00:00.000000+00:00' WHERE id = 1",
    "outbox claim left": "UPDATE outbox SET state = 'claimed', lease_until = 'x 1', tried_at = '2026-11-23T08:00:00.000000+00:00', problem = NULL WHERE id = 1",
    "outbox thread lost": "UPDATE outbox SET state = 'waiting', thread_key = 'nobody/wrote/it' WHERE id = 1",
    "outbox given up unsaid": "UPDATE outbox SET state = 'parked', owner = 'U0DANA', place = 'C0ECOM' WHERE id = 1",
    "outbox held for good": "UPDATE outbox SET state = 'held', created_at = '2026-11-23T08:00:00.000000+00:00' WHERE id = 1",
    "inbox not done": "INSERT INTO inbox (key, at, state, payload) VALUES ('click/1', '2026-11-23T08:00:00.000000+00:00', 'taken', '{}')",
    "inbox given up": f"INSERT INTO inbox (key, at, state, fence) VALUES ('click/2', '2026-11-23T09:00:00.000000+00:00', 'taken', {inbox.MOST_ATTEMPTS})",
    "timer overdue": "UPDATE timer SET next_due = '2026-11-23T08:00:00.000000+00:00'",
    "timer item left": "INSERT INTO timer_run (name, day, due_at, state) VALUES ('digest/morning/C0ECOM', '2026-11-23', '2026-11-23T08:00:00.000000+00:00', 'due')",
    "timer zone unknown": "UPDATE timer SET zone = 'Atlantis/Harbour'",
    "timer moment wrong": "UPDATE timer SET next_due = '2026-11-30T08:30:00.000000+00:00'",
    "link broken": "PRAGMA foreign_keys=OFF; INSERT INTO card (request, place, audience) VALUES (99, 'C0ECOM', 'channel')",
    "digest without timer": "DELETE FROM timer",
    "timer without digest": "DELETE FROM subscription",
    "history broken": "DROP TRIGGER audit_no_update; UPDATE audit SET by = 'U0EVE' WHERE seq = 1",
    "approved without a yes": "DROP TRIGGER decision_no_delete; DELETE FROM decision",
    "decided by its author": "DROP TRIGGER a_decision_is_only_voided_or_carried_on; UPDATE decision SET by = 'U0M01'",
    "no card": "UPDATE request SET state = 'IN_REVIEW', approved_version = NULL, changed_at = '2026-11-23T08:00:00.000000+00:00'; DELETE FROM outbox",
    "nothing is due": "UPDATE request SET state = 'IN_REVIEW', approved_version = NULL, changed_at = '2026-11-23T08:00:00.000000+00:00'",
    "change without history": "UPDATE request SET changed_at = '2026-11-23T09:00:01.000000+00:00'",
}  # fmt: skip


def auditor_of(store: Store) -> Auditor:
    """As the bot has it."""
    checks = (*CHECKS, *approvals.history.auditing.CHECKS, *digests.auditing.CHECKS)
    return Auditor(Outbox(store), checks, admin="U0AIKO")


def test_where_all_is_well_the_auditor_finds_nothing(whole: Store) -> None:
    """F60."""
    assert [(one.check.name, one.row) for one in auditor_of(whole).findings(NOW)] == []
    whole.close()


@pytest.mark.parametrize("name", PLANTED)
def test_every_kind_of_broken_row_is_found_and_told_once(whole: Store, name: str) -> None:
    """F60."""
    with whole.read() as db:
        for statement in PLANTED[name].split("; "):
            db.execute(statement)
    auditor = auditor_of(whole)

    assert name in {one.check.name for one in auditor.findings(NOW)}
    assert auditor.go(NOW) >= 1
    assert auditor.go(NOW + timedelta(seconds=60)) == 0
    outbox = Outbox(whole)
    assert any(one.key.startswith(f"audit/{name}/") and one.place == "U0AIKO" for one in outbox.unsent(NOW))
    whole.close()


def test_every_check_has_been_tried() -> None:
    """F60: but for a file that is damaged, which SQLite itself finds."""
    names = {check.name for check in (*CHECKS, *approvals.history.auditing.CHECKS, *digests.auditing.CHECKS)}

    assert names - {"file damaged"} == set(PLANTED)


def test_a_gap_is_told_by_whoever_comes_next(tmp_path: Path, facts: Path, seed: int) -> None:
    """F58: nobody overlooks that nobody was there."""
    with world(tmp_path, facts, seed=seed, times=200, history=True) as made:
        made.misfortunes.are_on = False
        one = made.bots[0]
        sleep(0.5)
        made.kills(one)
        sleep(3)  # ten minutes
        made.begins(one)

        assert waits_for(
            lambda: made.rows("SELECT 1 FROM outbox WHERE key GLOB 'gap/*' AND state = 'sent'"), 30
        )


def test_the_steady_clock_is_the_same_for_every_process() -> None:
    """F39: what a lease is measured by."""
    import bot

    one, two = bot.steady_time(), bot.steady_time()
    assert isinstance(one, Steady) and one.boot == two.boot and one.seconds <= two.seconds
