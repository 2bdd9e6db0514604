"""A team at work for five days, through the real desk: how often each is told of approvals, and how long anything waits unseen."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from approvals import migrations as approvals
from approvals.cards import Button
from approvals.desk import Desk
from approvals.hours.clockwork import Clockwork
from approvals.hours.working_time import Calendar, between
from approvals.policy.in_force import Policy
from approvals.request import Request, State, Verdict
from delivery import migrations as delivery
from delivery.attention import Attention, held_from
from delivery.outbox import Outbox
from delivery.timers import Timers
from digests.catching_up import tell_held
from storage import Store, people
from storage import migrations as storage
from templates import Style
from tests.approvals.office import COPY, LONDON, alarm_of, card, news

MANAGERS = tuple(f"U0MANAGER{number}" for number in range(1, 9))
DIRECTORS = tuple(f"U0DIRECTOR{number}" for number in range(1, 4))
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAYS = 5
A_DAY = 24  # requests, three of each manager
STEP = timedelta(minutes=5)
#: When a director looks at what waits, in minutes since midnight: in the morning, after lunch, before the end.
LOOKS = (9 * 60 + 30, 13 * 60 + 15, 16 * 60 + 30)
HOURS = Calendar(zone=LONDON)
STYLE = Style(currency="GBP", locale="en_GB", zone="Europe/London")


@dataclass
class Week:
    """What came of it: messages about approvals for each person and day, and when each request was first seen."""

    sent: dict[int, datetime] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=dict)
    pings: Counter[tuple[str, int]] = field(default_factory=Counter)
    decided: int = 0

    @property
    def most(self) -> int:
        """Of one person on one day."""
        return max(self.pings.values())

    @property
    def longest_unseen(self) -> int:
        """Working minutes until somebody who may decide was told of a request, or saw it; the longest."""
        return max(between(HOURS, sent, self.seen[number]) for number, sent in self.sent.items())


def median_of(weeks: Sequence[Week]) -> float:
    """How many messages about approvals a person gets in a day, over all people and working days of some weeks."""
    return statistics.median(
        week.pings[person, day] for week in weeks for person in (*MANAGERS, *DIRECTORS) for day in range(DAYS)
    )


class Team:
    """Eight managers who ask, three directors who decide, and the clock."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.store = Store(folder / f"team-{seed}.db", (*storage.ALL, *delivery.ALL, *approvals.ALL))
        self.luck = random.Random(seed)
        self.timers = Timers(self.store)
        attention = Attention(self.timers, zone=LONDON, most=8)
        self.outbox = Outbox(self.store, holds=attention.holds)
        named: dict[str, people.Role] = dict.fromkeys(MANAGERS, "manager")
        named |= dict.fromkeys(DIRECTORS, "director")
        self.desk = Desk(
            self.store,
            self.outbox,
            policy=Policy(named=named, zone=LONDON),
            zone=LONDON,
            render_card=card,
            render_news=news,
            after=(alarm_of(self.store),),
        )
        self.clockwork = Clockwork(
            store=self.store, desk=self.desk, timers=self.timers, alarm=alarm_of(self.store)
        )
        self.week = Week()

    def works(self) -> Week:
        """Five days, and the Monday after on which what was left is seen."""
        asks = sorted(self._asks(), key=lambda ask: ask[0])
        now, end = MONDAY, MONDAY + timedelta(days=7, hours=4)
        while now <= end:
            while asks and asks[0][0] <= now:
                self._ask(*asks.pop(0), now)
            self.clockwork.go(now)
            self._catch_up(now)
            local = now.astimezone(LONDON)
            if HOURS.works_on(local.date()) and local.hour * 60 + local.minute in LOOKS:
                self._decide(self.luck.choice(DIRECTORS), now)
            now += STEP
        self._count()
        return self.week

    def _asks(self) -> Iterator[tuple[datetime, str]]:
        for day in range(DAYS):
            for number in range(A_DAY):
                minute = self.luck.randrange(60, 10 * 60)  # from nine to six
                yield MONDAY + timedelta(days=day, minutes=minute), MANAGERS[number % len(MANAGERS)]

    def _ask(self, at: datetime, by: str, now: datetime) -> None:
        made = self.desk.submit(by, replace(COPY, title=f"Copy of {at:%a %H:%M}"), now=now).request
        assert made
        self.week.sent[made.id] = now
        for director in DIRECTORS:
            found = self.outbox.state(f"card/{made.id}/{director}")
            if found and found.state != "held":
                self._saw(made.id, now)

    def _saw(self, number: int, now: datetime) -> None:
        self.week.seen.setdefault(number, now)

    def _catch_up(self, now: datetime) -> None:
        """What was kept back from somebody joins their morning message."""
        for due in self.timers.claim_due(now, kind="held"):
            user = due.name.partition("/")[2]
            with self.store.write() as db:
                self.timers.done(db, due)
                for held in held_from(db, user):
                    if held.key.startswith("card/") and user in DIRECTORS:
                        self._saw(int(held.key.split("/")[1]), now)
                tell_held(db, self.outbox, user, now, waiting=0, back=False, style=STYLE)

    def _decide(self, by: str, now: datetime) -> None:
        """Of ten, eight get a yes, one is sent back, and one waits for another look."""
        for request in self.desk.waiting(by, now=now):
            self._saw(request.id, now)
            luck = self.luck.random()
            if luck < 0.9:
                self._say(request, by, Verdict.APPROVED if luck < 0.8 else Verdict.CHANGES, now)
        for request in self.desk.mine(self.luck.choice(MANAGERS), now=now):
            if request.state is State.CHANGES_REQUESTED:
                content = replace(request.content, text=f"{request.content.text} Woven there, too.")
                self.desk.edit(
                    request.id, content, by=request.requester, version=request.version.number, now=now
                )

    def _say(self, request: Request, by: str, verdict: Verdict, now: datetime) -> None:
        seen = Button(request=request.id, version=request.version.number, sha=request.version.sha[:8])
        said = self.desk.decide(seen, by=by, verdict=verdict, reason="Which wool?", now=now)
        self.week.decided += said.accepted

    def _count(self) -> None:
        with self.store.read() as db:
            rows = db.query(
                "SELECT place, created_at FROM outbox WHERE unasked = 'approval' AND state NOT IN ('held', 'told')"
            )
            for row in rows:
                day = (
                    datetime.fromisoformat(row["created_at"]).astimezone(LONDON).date() - MONDAY.date()
                ).days
                self.week.pings[row["place"], day] += 1


def a_week(folder: Path, seed: int = 0) -> Week:
    """What five days of such a team come to; the same seed comes to the same."""
    team = Team(folder, seed)
    try:
        return team.works()
    finally:
        team.store.close()
