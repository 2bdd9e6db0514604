"""Whatever happens to a request of whatever route, in whatever order: the real store says what the step made of it."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from approvals import migrations as approvals
from approvals.content import Content
from approvals.desk import Desk
from approvals.events import Event
from approvals.history import audit
from approvals.history.evidence import contradictions
from approvals.hours.working_time import Calendar
from approvals.request import Request
from approvals.roster import Roster
from approvals.route import Route, Stage
from approvals.step import step
from delivery import migrations as delivery
from delivery.outbox import Outbox
from storage import Database, Store
from storage import migrations as storage
from tests.approvals import authority, invariants
from tests.approvals.office import LONDON, card, news
from tests.approvals.universe import NOW, REQUESTER, TEXT
from tests.approvals.walks import a_roster, a_route, an_event

#: A seed, so that dice are as fair in a short example as in a long one.
DICE = st.integers(0, 2**64 - 1).map(Random)


@dataclass
class Rules:
    """A policy of one route, and people who come and go."""

    route: Route
    people: Roster

    def route_for(self, content: Content, now: datetime, *, under: Route | None = None) -> Route:  # noqa: ARG002
        return under or self.route

    def roster(self, db: Database, now: datetime) -> Roster:  # noqa: ARG002
        return self.people

    def frozen(self, content: Content, now: datetime) -> str:  # noqa: ARG002
        return ""

    def barred(self, content: Content) -> str:  # noqa: ARG002
        return ""

    def calendar_of(self, stage: Stage) -> Calendar:  # noqa: ARG002
        return Calendar(zone=LONDON)


class AnyRoute(RuleBasedStateMachine):
    """One request with up to three stages of every kind; seven people, the clock, a connector, a source."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = NOW
        self.accepted = 1
        self.opens()

    def opens(self) -> None:
        self.store = Store(self.folder / "state.db", (*storage.ALL, *delivery.ALL, *approvals.ALL))

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @property
    def desk(self) -> Desk:
        return Desk(
            self.store, Outbox(self.store), policy=self.rules, zone=LONDON, render_card=card, render_news=news  # type: ignore[arg-type]
        )  # fmt: skip

    @property
    def request(self) -> Request:
        found = self.desk.show(1, now=self.now)
        assert found
        return found

    @initialize(dice=DICE)
    def is_sent(self, dice: Random) -> None:
        self.rules = Rules(route=a_route(dice), people=a_roster(dice))
        assert self.desk.submit(REQUESTER, TEXT, now=self.now).accepted

    @rule(dice=DICE, events=st.integers(1, 8))
    def a_while_passes(self, dice: Random, events: int) -> None:
        """Things happen; between them people come and go, and the bot is started anew."""
        if dice.random() < 0.2:
            self.rules.people = a_roster(dice)
        if dice.random() < 0.1:
            self._is_started_anew()
        for _ in range(events):
            if self.request.state in invariants.ENDED:
                return
            self.now += timedelta(minutes=dice.choice((0, 1, 3, 20, 600)))
            self._happens(an_event(dice, self.request, self.now))

    def _happens(self, event: Event) -> None:
        before = self.request
        made = step(before, event)
        outcome = self.desk.happen(1, event, now=self.now)
        after = self.request

        assert outcome.said
        assert outcome.accepted is isinstance(made, tuple)
        if isinstance(made, tuple):
            self.accepted += 1
            assert after == replace(made[0], roster=after.roster)
            assert list(invariants.wrong(before, event, after)) == []
            assert list(authority.trespasses(before, event, after)) == []
        else:
            assert after == before

    def _is_started_anew(self) -> None:
        before = self.request
        self.store.close()
        self.opens()
        assert self.request == before

    @invariant()
    def the_history_is_whole_and_says_the_same(self) -> None:
        with self.store.read() as db:
            assert audit.verify(db) == []
            assert list(contradictions(db)) == []
            assert next(db.query("SELECT count(*) AS n FROM audit"))["n"] == self.accepted


TestAnyRoute = AnyRoute.TestCase
TestAnyRoute.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
