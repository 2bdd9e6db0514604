"""P13: a thousand people's digests that fall due at one minute, against the distinct questions they ask the facts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import programs
from bench.answers_bench import shelftalk
from bench.measure import Row, Times, interleave
from commands.context import Context
from commands.printing import press_of
from digests.definitions import DIGESTS
from digests.press import Press
from digests.together import Together
from metrics.analyst import Analyst
from storage import Database, people, targets
from storage.people import Role
from storage.subscriptions import Subscription

MOST = 3.0
#: Who gets which digest: its name, their role, and how many of a thousand they are.
READERS: tuple[tuple[str, Role, int], ...] = (
    ("director", "director", 50),
    ("manager", "manager", 350),
    ("morning", "analyst", 600),
)


@dataclass
class Noted:
    """The facts, and each distinct question that they are asked."""

    facts: Any
    asked: dict[str, Callable[[], object]] = field(default_factory=dict)

    def query(self, *given: Any, **named: Any) -> Any:
        """Answer, and note how to ask the same again."""
        self.asked.setdefault(repr((given, named)), lambda: self.facts.query(*given, **named))
        return self.facts.query(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.facts, name)


def measure(facts: Path, *, rounds: int = 3) -> list[Row]:
    """Compose all of them, and ask their distinct questions alone, in turns."""
    with shelftalk(facts, "http://127.0.0.1:9") as running:
        context = running.bot.context
        subscribed = _subscribed(context)
        noted = Noted(context.facts)
        _compose(_asking(context, noted), subscribed)
        press = press_of(context)
        distinct = [next(one for one in subscribed if one.digest == digest) for digest, _, _ in READERS]
        taken = interleave(
            {
                "ours": lambda: _compose(press, subscribed),
                "questions": lambda: [ask() for ask in noted.asked.values()],
                "editions": lambda: _compose(press, distinct),
            },
            rounds=rounds,
        )
        few = subscribed[:: len(subscribed) // 20]
        began = time.perf_counter()
        _compose(press, few, shared=False)
        alone = (time.perf_counter() - began) / len(few)
    count, ours = len(subscribed), taken["ours"]
    each = f"each by itself takes {1000 * alone:.0f} ms, all one by one {count * alone:.0f} s"
    return [
        _row("their distinct questions", ours, taken["questions"],
             f"{len(noted.asked)} statements, each asked once and nothing made of it; {each}; {_who()}, with a target"),
        _row("their distinct editions", ours, taken["editions"],
             f"{len(distinct)} editions composed and drawn once each; medians of {rounds} turns"),
    ]  # fmt: skip


def _row(against: str, ours: Times, other: Times, how: str) -> Row:
    ratio = ours.median / other.median
    return Row(
        name=f"P13 1,000 digests at one minute, against {against}",
        figure=f"{ratio:.2f} ×",
        goal=f"≤ {MOST:g} ×",
        met=ratio <= MOST,
        how=f"composed and drawn in {ours} against {other}: {how}",
    )


def _who() -> str:
    return ", ".join(f"{count} “{digest}” for {role}s" for digest, role, count in READERS)


def _subscribed(context: Context) -> list[Subscription]:
    """Everybody with a role and a digest of their own; and one target that all of them hear of."""
    found = [
        (f"U{role[:1].upper()}{number:04}", role, digest)
        for digest, role, count in READERS
        for number in range(count)
    ]
    with context.store.write() as db:
        for person, role, _ in found:
            people.set_role(db, person, role, by=found[0][0], at=context.now)
        _target(db, context)
    return [
        Subscription(
            digest=digest, place=person, at=DIGESTS[digest].at, days=DIGESTS[digest].days, zone="UTC", owner=person
        )
        for person, _, digest in found
    ]  # fmt: skip


def _target(db: Database, context: Context) -> None:
    first = context.today.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    targets.put(db, metric="net_sales", start=first, end=after, value=1_000_000_000, by="U1", at=context.now)


def _asking(context: Context, noted: Noted) -> Press:
    shop = context.shop
    analyst = Analyst(noted, sessions_from=shop.sessions_from, week_start=shop.week_start)
    return press_of(replace(context, analyst=analyst, facts=noted))


def _compose(press: Press, subscribed: Sequence[Subscription], *, shared: bool = True) -> None:
    """What a round does for each, up to the outbox."""
    if shared:
        press = replace(press, once=Together().once)
    for one in subscribed:
        press.printed(
            DIGESTS[one.digest], one.place, day=programs.NOW.date(), now=programs.NOW, subscription=one
        )
