"""Whatever people click, in whatever order: what must always hold, holds."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from approvals import migrations as approvals
from approvals import voices
from approvals.cards import Button
from approvals.desk import Outcome
from approvals.history import audit
from approvals.request import Request, State, Verdict
from approvals.roster import Roster
from approvals.transitions import FINAL
from delivery import migrations as delivery
from delivery.outbox import Outbox
from storage import Store, people
from storage import migrations as storage
from tests.approvals.office import (
    ADMIN,
    COPY,
    DIRECTOR,
    MANAGER,
    NAMED,
    NOW,
    OTHER,
    VIEWER,
    clockwork_for,
    desk_for,
)

PEOPLE = st.sampled_from([MANAGER, DIRECTOR, OTHER, MANAGER, DIRECTOR, ADMIN, VIEWER])
#: How many versions behind the card is that somebody clicks on.
BEHIND = st.sampled_from([0, 0, 0, 1, 2])


class AnyOrder(RuleBasedStateMachine):
    """One request, five people and every button there is."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store(self.folder / "state.db", (*storage.ALL, *delivery.ALL, *approvals.ALL))
        self.desk = desk_for(self.store, Outbox(self.store), NAMED)
        self.now = NOW
        self.accepted = 0
        self.ended: Request | None = None

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @property
    def request(self) -> Request:
        found = self.desk.show(1, now=self.now)
        assert found
        return found

    def happened(self, outcome: Outcome) -> None:
        self.accepted += outcome.accepted
        assert outcome.said
        self.now += timedelta(seconds=1)

    @precondition(lambda self: self.accepted == 0)
    @rule(by=st.sampled_from([MANAGER, DIRECTOR]))
    def submit(self, by: str) -> None:
        self.happened(self.desk.submit(by, COPY, now=self.now))

    @precondition(lambda self: self.accepted)
    @rule(
        by=PEOPLE,
        behind=BEHIND,
        approve=st.booleans(),
        reason=st.sampled_from(["Why?", "", "Where is it spun?"]),
    )
    def decide(self, by: str, behind: int, approve: bool, reason: str) -> None:  # noqa: FBT001
        before = self.request
        shown = before.versions[max(0, len(before.versions) - 1 - behind)]
        outcome = self.desk.decide(
            Button(request=1, version=shown.number, sha=shown.sha[:8]),
            by=by,
            verdict=Verdict.APPROVED if approve else Verdict.CHANGES,
            reason=reason,
            now=self.now,
        )
        if outcome.accepted:
            assert shown == before.version  # what was decided is what was shown
            assert by in voices.wanted(before)
            assert before.state is State.IN_REVIEW
            assert approve or reason
        self.happened(outcome)

    @precondition(lambda self: self.accepted)
    @rule(by=PEOPLE, behind=BEHIND, text=st.sampled_from(["Spun in Ardara.", "Spun in Donegal.", "Spun."]))
    def edit(self, by: str, behind: int, text: str) -> None:
        before = self.request
        content = replace(COPY, text=text)
        outcome = self.desk.edit(1, content, by=by, version=before.version.number - behind, now=self.now)
        if outcome.accepted:
            assert by == before.requester
            assert not any(said.live for said in self.request.decisions)
            assert self.request.version.number == before.version.number + 1
        self.happened(outcome)

    @precondition(lambda self: self.accepted)
    @rule(by=PEOPLE)
    def cancel(self, by: str) -> None:
        self.happened(self.desk.cancel(1, by=by, now=self.now))

    @precondition(lambda self: self.accepted)
    @rule(who=st.sampled_from([DIRECTOR, OTHER, VIEWER]), role=st.sampled_from(people.ROLES))
    def change_roles(self, who: str, role: people.Role) -> None:
        with self.store.write() as db:
            people.set_role(db, who, role, by=ADMIN, at=self.now)
        self.accepted += self.desk.people_changed(self.now)
        self.now += timedelta(seconds=1)

    @precondition(lambda self: self.accepted)
    @rule()
    def expire(self) -> None:
        self.now += timedelta(days=30)
        self.accepted += clockwork_for(self.store, self.desk).go(self.now)

    @invariant()
    def approved_means_a_yes_to_what_is_current_by_no_author(self) -> None:
        if self.accepted and self.request.state is State.APPROVED:
            assert self.request.approved_version == self.request.version.number
            verdicts = {said.verdict for said in self.request.decided}
            assert verdicts == {Verdict.APPROVED}
            assert not {said.by for said in self.request.decided} & self.request.authors

    @invariant()
    def nobody_has_two_live_decisions(self) -> None:
        if self.accepted:
            live = Counter((said.by, said.version) for said in self.request.decisions if said.live)
            assert all(count == 1 for count in live.values())

    @invariant()
    def the_end_is_the_end(self) -> None:
        if self.accepted:
            if self.ended:
                assert replace(self.request, roster=Roster()) == self.ended
            elif self.request.state in FINAL:
                self.ended = replace(self.request, roster=Roster())

    @invariant()
    def every_step_stands_in_the_history_once(self) -> None:
        with self.store.read() as db:
            assert audit.verify(db) == []
        if self.accepted:
            assert len(self.desk.history(1)) == self.accepted

    @invariant()
    def somebody_may_decide_what_is_in_review_or_it_says_so(self) -> None:
        if self.accepted:
            assert (self.request.state is not State.NEEDS_ROUTING) or not voices.wanted(self.request)
            assert (self.request.state is not State.IN_REVIEW) or voices.wanted(self.request)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
