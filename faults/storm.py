"""Bots killed again and again while people work and Slack misbehaves."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from time import monotonic, sleep

from delivery.localtime import DAYS
from delivery.migrations import ALL as DELIVERY
from delivery.timers import Timers
from faults.inputs import Input, Ledger, People, send
from faults.tally import Tally, quiet, tally, unfinished
from faults.world import CHANNELS, DIRECTORS, REQUESTERS, Bot, World, waits_for
from storage import Store, subscriptions
from storage.migrations import ALL as STORAGE
from storage.subscriptions import Subscription

#: How long a bot lives once it serves, at least and at most, in the time that it took to be born and serve: so much is
#: done in a life on a busy machine as on an idle one.
LIFE = (0.1, 1.0)
#: Of the kills, so many come within milliseconds of something that was sent.
AIMED = 0.5
#: Seconds between the inputs of one person, at least and at most.
PAUSE = (0.2, 1.0)
PEOPLE = 3
#: People wait while so much is not done: whoever finds everything slow does not press faster.
MOST_WAITING = 60
#: Of the fast time, between one digest and the next, unless said otherwise.
DIGEST_EVERY = timedelta(minutes=3)


def storm(
    world: World, *, enough: Callable[[], bool], rest: float = 90.0, every: timedelta = DIGEST_EVERY
) -> Tally:
    """Kill and send until `enough`; then let it come to rest, in which something happens every `rest` seconds; count.

    A digest falls due in `every` of the fast time.
    """
    ledger, people, over, just_sent = Ledger(), People(world), threading.Event(), threading.Event()
    wind_digests(world, every)
    with ThreadPoolExecutor(max_workers=PEOPLE + len(world.bots)) as hands:
        works = [
            hands.submit(_works, world, people, ledger, Random(world.luck.random()), over, just_sent)
            for _ in range(PEOPLE)
        ]
        ends = [
            hands.submit(_dies_again_and_again, world, one, Random(world.luck.random()), enough, just_sent)
            for one in world.bots
        ]
        try:
            for end in ends:
                end.result()
        finally:
            over.set()
        for work in works:
            work.result()
    for one in world.bots:
        world.serves(one)
    for last in people.approvals(_titles(ledger)):
        send(world, last, ledger, world.luck)
    assert quiet(world, rest), _unfinished(world)
    return tally(world, ledger)


def wind_digests(world: World, every: timedelta) -> None:
    """A digest for every channel and every person, due one after the other while the storm lasts."""
    store = Store(world.data / "state.sqlite3", (*STORAGE, *DELIVERY))
    timers, now = Timers(store), world.time()
    with store.write() as db:
        for number, place in enumerate((*CHANNELS[1:], *REQUESTERS)):
            due = now + (number + 1) * every
            wanted = Subscription(
                digest="morning", place=place, owner=DIRECTORS[0], at=due.time().replace(second=0, microsecond=0),
                zone="UTC", days=DAYS,
            )  # fmt: skip
            subscriptions.subscribe(db, wanted, now=now)
            timers.set(db, f"digest/morning/{place}", wanted.at, "UTC", DAYS, now=now)
    store.close()


def killed(world: World) -> int:
    """How many kills there were."""
    return sum(one.kills for one in world.bots)


def _dies_again_and_again(
    world: World, one: Bot, luck: Random, enough: Callable[[], bool], just_sent: threading.Event
) -> None:
    while not enough():
        _lives_a_little(world, one, luck, just_sent)
        assert world.kills(one) == -signal.SIGKILL, f"the bot ended by itself: see {world.log}"
        world.begins(one, wait=False)
        world.forgets_calls()


def _lives_a_little(world: World, one: Bot, luck: Random, just_sent: threading.Event) -> None:
    """Until it serves and a while longer, or until just after something was sent."""
    sleep(world.serves(one) * luck.uniform(*LIFE))
    if luck.random() < AIMED:
        just_sent.clear()
        just_sent.wait(1.0)
        sleep(luck.uniform(0, 0.004))


def _works(
    world: World,
    people: People,
    ledger: Ledger,
    luck: Random,
    over: threading.Event,
    just_sent: threading.Event,
) -> None:
    """One person's morning: content, questions, and a yes to what waits."""
    while not over.is_set():
        waits_for(lambda: over.is_set() or unfinished(world) < MOST_WAITING, 60)
        for one in _next(people, ledger, luck):
            just_sent.set()
            send(world, one, ledger, luck)
        sleep(luck.uniform(*PAUSE))


def _next(people: People, ledger: Ledger, luck: Random) -> list[Input]:
    thrown = luck.random()
    if thrown < 0.3:
        return [people.form()]
    if thrown < 0.7:
        return [people.mention()]
    waiting = list(people.approvals(_titles(ledger)))
    return [luck.choice(waiting)] if waiting else []


def _titles(ledger: Ledger) -> set[str]:
    with ledger.guard:
        return {name.partition(" ")[2] for name in ledger.acknowledged if name.startswith("form ")}


def _unfinished(world: World) -> str:
    rows = world.rows(
        "SELECT key, state, problem, lease_until, retry_at, due_at FROM outbox WHERE state IN ('waiting', 'claimed')"
        " ORDER BY place, due_at, id"
    )
    taken = world.rows("SELECT key, fence, lease_until FROM inbox WHERE state = 'taken'")
    for one in world.bots:
        os.kill(one.pid, signal.SIGUSR1)
    sleep(0.5)
    said = world.log.read_text(encoding="utf-8")[-20_000:]
    return "\n".join(
        [*(str(dict(row)) for row in (*rows[:20], *taken[:20])), f"at {world.time.steady()}", said]
    )


def for_seconds(seconds: float) -> Callable[[], bool]:
    """Enough after so many seconds."""
    until = monotonic() + seconds
    return lambda: monotonic() > until
