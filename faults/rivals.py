"""Several processes that act on the same requests at the same moment, round after round; what each was told."""

from __future__ import annotations

import multiprocessing
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

from sqlite_utils import Database

from approvals.cards import Button
from approvals.content import MATERIAL
from approvals.desk import Desk, Outcome
from approvals.events import CLOCK, Hold, Object, Pass, Publish, Reroute, Undo
from approvals.guards import Why
from approvals.history import audit
from approvals.history.auditing import CHECKS
from approvals.history.evidence import contradictions
from approvals.migrations import ALL as APPROVALS
from approvals.request import Verdict
from approvals.route import Counting, Route, Stage
from delivery.migrations import ALL as DELIVERY
from delivery.outbox import Outbox
from storage import Store, people
from storage.migrations import ALL as STORAGE
from tests.approvals.office import ADMIN, COPY, DIRECTOR, MANAGER, NAMED, NOW, OTHER, desk_for

#: Rivals begin a round within so many seconds of each other;
APART = 0.001
#: whoever was first may begin so much later the next time, whoever was not so much sooner: each is first often enough;
AHEAD = 0.001
#: never more than so much later.
FURTHEST = 0.03
THIRD = "U0THIRD"
REASON = "Say where it is spun."
LATER = NOW + timedelta(minutes=1)
#: The directors of these tests: one more than two, so that one may go.
OFFICE = {**NAMED, THIRD: "director"}
BOTH = Route(
    name="two directors",
    stages=(Stage(name="Director", who=("directors",), counting=Counting.N_OF, need=2, owns=MATERIAL),),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one rival was told in one round; where somebody leaves, how the request stood at that moment."""

    request: int
    act: str
    accepted: bool
    why: Why | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """What a rival acts with: its own process's desk and store."""

    desk: Desk
    store: Store

    def presses(self, number: int, by: str, verdict: Verdict = Verdict.APPROVED, click: str = "") -> Outcome:
        """A button of the card that showed the first version."""
        shown = Button(request=number, version=1, sha=COPY.sha[:8])
        reason = "" if verdict is Verdict.APPROVED else REASON
        return self.desk.decide(shown, by=by, verdict=verdict, reason=reason, now=LATER, click=click or None)

    def leaves(self, by: str, number: int) -> str:
        """Somebody's account is deactivated; how the request stood at that moment."""
        with self.store.write() as db:
            people.note_standing(db, by, "gone", at=LATER)
            return _state(db, number)

    def is_no_director(self, by: str, number: int) -> str:
        """An admin takes somebody's role; how the request stood at that moment."""
        with self.store.write() as db:
            people.set_role(db, by, "viewer", by=ADMIN, at=LATER)
            return _state(db, number)

    def is_director_again(self, by: str) -> None:
        """As before a round in which somebody left or lost their role."""
        with self.store.write() as db:
            people.note_standing(db, by, "member", at=NOW)
            people.set_role(db, by, "director", by=ADMIN, at=NOW)


def _state(db: Database, number: int) -> str:
    return str(next(db.query("SELECT state FROM request WHERE id = ?", (number,)))["state"])


#: Everything a rival may do: with the office, about a request.
ACTS: Mapping[str, Callable[[Office, int], Outcome | str]] = {
    "approve": lambda office, number: office.presses(number, DIRECTOR),
    "the same click": lambda office, number: office.presses(number, DIRECTOR, click=f"click/{number}"),
    "one click": lambda office, number: office.presses(number, DIRECTOR, click=f"click/{number}/1"),
    "another click": lambda office, number: office.presses(number, DIRECTOR, click=f"click/{number}/2"),
    "the other approves": lambda office, number: office.presses(number, OTHER),
    "the other asks for changes": lambda office, number: office.presses(number, OTHER, Verdict.CHANGES),
    "the other rejects": lambda office, number: office.presses(number, OTHER, Verdict.REJECTED),
    "edit": lambda office, number: office.desk.edit(
        number, replace(COPY, text="Spun in Ardara."), by=MANAGER, version=1, now=LATER
    ),
    "leave": lambda office, number: office.leaves(DIRECTOR, number),
    "lose the role": lambda office, number: office.is_no_director(DIRECTOR, number),
    "be passed over": lambda office, number: office.desk.happen(
        number, Pass(by=ADMIN, at=LATER, away=DIRECTOR, to=None), now=LATER
    ),
    "be held to another policy": lambda office, number: office.desk.happen(
        number, Reroute(by=ADMIN, at=LATER, route=BOTH), now=LATER
    ),
    "hold": lambda office, number: office.desk.happen(number, Hold(by=MANAGER, at=LATER), now=LATER),
    "cancel": lambda office, number: office.desk.cancel(number, by=MANAGER, now=LATER),
    "publish": lambda office, number: office.desk.happen(number, Publish(by=CLOCK, at=LATER), now=LATER),
    "publish what waits for a yes": lambda office, number: ACTS["publish"](office, number),
    "pull back": lambda office, number: office.desk.happen(
        number, Object(by=OTHER, at=LATER, reason=REASON), now=LATER
    ),
    "undo": lambda office, number: office.desk.happen(number, Undo(by=DIRECTOR, at=LATER), now=LATER),
}
#: What comes first when it is refused: it waits for what the other does.
EARLY = {"publish what waits for a yes"}
#: What is put back after a round, before the next one.
AFTERWARDS: Mapping[str, Callable[[Office], None]] = {
    "leave": lambda office: office.is_director_again(DIRECTOR),
    "lose the role": lambda office: office.is_director_again(DIRECTOR),
}


class Rivals:
    """A state file with as many requests as there are rounds, and processes that race for them."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.seed = seed
        self.office = _office(path)

    def __enter__(self) -> Rivals:
        return self

    def __exit__(self, *exception: object) -> None:
        self.office.store.close()

    def submitted(self, rounds: int, *, approved: bool = False, route: Route | None = None) -> range:
        """The numbers of so many new requests, each waiting for a director, or with a yes already."""
        numbers = [self._submitted(approved=approved, route=route) for _ in range(rounds)]
        return range(numbers[0], numbers[-1] + 1)

    def _submitted(self, *, approved: bool, route: Route | None) -> int:
        made = self.office.desk.submit(MANAGER, COPY, now=NOW).request
        assert made
        if route:
            self.office.desk.happen(made.id, Reroute(by=ADMIN, at=NOW, route=route), now=NOW)
        if approved:
            assert self.office.presses(made.id, DIRECTOR).accepted
        return made.id

    def race(self, numbers: range, *processes: Sequence[str]) -> list[list[Told]]:
        """Let the acts of all `processes` happen at once to each request in turn; what was told, by request."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["faults.rivals"])
        barrier = context.Barrier(sum(map(len, processes)))
        results: Any = context.SimpleQueue()
        running = [
            context.Process(
                target=_compete, args=(self.path, tuple(acts), numbers, barrier, self.seed + side, results)
            )
            for side, acts in enumerate(processes)
        ]
        for one in running:
            one.start()
        found: dict[int, list[Told]] = {number: [] for number in numbers}
        for _ in running:
            told = results.get()
            assert not isinstance(told, str), told
            for one_told in told:
                found[one_told.request].append(one_told)
        for one in running:
            one.join()
        return list(found.values())

    def wrong(self) -> list[str]:
        """What must not stand in the file, whatever raced: broken seals, decisions that nobody may make, lost rows."""
        with self.office.store.read() as db:
            found = [*audit.verify(db), *(one.said for one in contradictions(db))]
            for check in CHECKS:
                found += [f"{check.name}: {row}" for row in check.find(db, LATER)]
            twice = (
                "SELECT request FROM decision WHERE voided_at IS NULL GROUP BY request, stage, counts_for, by"
                " HAVING count(*) > 1"
            )
            found += [f"decided twice: {row}" for row in db.query(twice)]
            steps = "SELECT request FROM audit WHERE what = 'Publish' GROUP BY request HAVING count(*) > 1"
            return found + [f"went live twice: {row}" for row in db.query(steps)]

    def states(self, numbers: range) -> list[str]:
        """How each request stands."""
        with self.office.store.read() as db:
            rows = db.query("SELECT state FROM request WHERE id BETWEEN ? AND ? ORDER BY id", _ends(numbers))
            return [row["state"] for row in rows]

    def decisions(self, numbers: range) -> int:
        """How many decisions were made about these requests."""
        with self.office.store.read() as db:
            counted = "SELECT count(*) AS n FROM decision WHERE request BETWEEN ? AND ?"
            return int(next(db.query(counted, _ends(numbers)))["n"])


def _ends(numbers: range) -> tuple[int, int]:
    return numbers[0], numbers[-1]


def _office(path: Path) -> Office:
    store = Store(path, (*STORAGE, *DELIVERY, *APPROVALS))
    return Office(desk=desk_for(store, Outbox(store), OFFICE), store=store)


def _compete(
    path: Path, acts: tuple[str, ...], numbers: range, barrier: Any, seed: int, results: Any
) -> None:
    """One process: a thread for each act. Its answer is what they were told, or what went wrong."""
    office = _office(path)
    told: list[Told] = []
    problems: list[str] = []

    def thread(place: int, name: str) -> None:
        luck, ahead = Random(f"{seed}/{place}"), 0.0
        try:
            for number in numbers:
                barrier.wait(timeout=60)
                sleep(luck.uniform(0, APART + ahead))
                told.append(_told(number, name, ACTS[name](office, number)))
                first = told[-1].accepted != (name in EARLY)
                ahead = min(max(0.0, ahead + (AHEAD if first else -AHEAD)), FURTHEST)
                barrier.wait(timeout=60)
                if again := AFTERWARDS.get(name):
                    again(office)
        except Exception:
            problems.append(traceback.format_exc())
            barrier.abort()

    threads = [threading.Thread(target=thread, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    office.store.close()
    results.put("\n".join(problems) if problems else told)


def _told(number: int, act: str, outcome: Outcome | str) -> Told:
    if isinstance(outcome, str):
        return Told(request=number, act=act, accepted=True, why=None, said=outcome)
    return Told(request=number, act=act, accepted=outcome.accepted, why=outcome.why, said=str(outcome.said))
