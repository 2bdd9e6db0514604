"""S5: two workspaces whose people, channels and requests bear the same ids, worked in at the same time: nothing crosses."""

from __future__ import annotations

import ast
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from approvals.cards import Button
from approvals.desk import Desk
from approvals.events import Comment, Hold, Resume
from approvals.history.evidence import contradictions
from approvals.migrations import ALL as APPROVALS
from approvals.request import Verdict
from delivery.migrations import ALL as DELIVERY
from delivery.outbox import Outbox
from storage import Store
from storage.migrations import ALL as STORAGE
from tests.approvals.office import COPY, DIRECTOR, MANAGER, NAMED, NOW, OTHER, desk_for

NAMES = ("Northwind", "Southsea")
#: So many things happen in the two of them together.
OPERATIONS = 10_000
#: Rooms below the door: which workspace they work for, they are not told.
BELOW = ("approvals", "delivery", "digests", "metrics", "storage", "templates", "warehouse")
ROOT = Path(__file__).parents[1]


@pytest.fixture
def workspaces(tmp_path: Path) -> Iterator[dict[str, tuple[Store, Desk]]]:
    with ExitStack() as open_files:
        made = {}
        for name in NAMES:
            store = Store(tmp_path / name / "state.sqlite3", (*STORAGE, *DELIVERY, *APPROVALS))
            open_files.callback(store.close)
            made[name] = (store, desk_for(store, Outbox(store), NAMED))
        yield made


def works(name: str, desk: Desk, draw: Random, operations: int) -> None:
    """Somebody's day in one workspace: the same people, numbers and clicks as in the other."""
    for turn in range(operations):
        now = NOW + timedelta(seconds=turn)
        if turn % 5 == 0:
            desk.submit(MANAGER, replace(COPY, title=f"{name} {turn}"), now=now, click=f"V1:{turn}")
            continue
        number = draw.randint(1, turn // 5 + 1)
        found = desk.show(number, now=now)
        assert found and found.content.title.startswith(name)
        shown = Button(request=number, version=found.version.number, sha=found.version.sha[:8])
        match draw.choice(("approve", "changes", "edit", "comment", "hold", "resume")):
            case "approve":
                outcome = desk.decide(shown, by=draw.choice((DIRECTOR, OTHER)), now=now, click=f"A1:{turn}")
            case "changes":
                outcome = desk.decide(
                    shown, by=OTHER, verdict=Verdict.CHANGES, reason=f"{name}: why?", now=now
                )
            case "edit":
                text = replace(found.content, text=f"{name} says {turn}")
                outcome = desk.edit(
                    number, text, by=MANAGER, version=shown.version, now=now, click=f"V2:{turn}"
                )
            case "comment":
                outcome = desk.happen(number, Comment(by=OTHER, at=now, text=f"{name}: nice"), now=now)
            case "hold":
                outcome = desk.happen(number, Hold(by=MANAGER, at=now), now=now)
            case _:
                outcome = desk.happen(number, Resume(by=MANAGER, at=now), now=now)
        assert outcome.said
        assert not any(other in outcome.said for other in NAMES if other != name)


def test_two_workspaces_with_equal_ids_never_read_or_write_each_others(
    workspaces: dict[str, tuple[Store, Desk]], seed: int
) -> None:
    wrong: list[BaseException] = []

    def day(name: str) -> None:
        try:
            works(name, workspaces[name][1], Random(seed), OPERATIONS // 2)
        except BaseException as problem:
            wrong.append(problem)

    days = [threading.Thread(target=day, args=(name,)) for name in NAMES]
    for each in days:
        each.start()
    for each in days:
        each.join()

    assert wrong == []
    for name, (store, _) in workspaces.items():
        [other] = set(NAMES) - {name}
        with store.read() as db:
            everything = "\n".join(db.conn.iterdump())
            assert list(contradictions(db)) == []
        assert everything.count(name) > OPERATIONS // 10
        assert other not in everything


def test_nothing_below_the_door_knows_which_workspace_it_works_for() -> None:
    words = {
        word
        for room in BELOW
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for word in (
            getattr(node, "id", ""),
            getattr(node, "attr", ""),
            getattr(node, "arg", ""),
            getattr(node, "value", ""),
        )
        if isinstance(word, str)
    }

    assert not words & {"team_id", "enterprise_id"}
