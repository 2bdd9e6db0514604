"""What time does to a request: it reminds, asks others besides, puts live at its moment, and ends what nobody decided."""

from __future__ import annotations

import logging
from datetime import datetime

from approvals import records
from approvals.desk import Desk
from approvals.events import CLOCK, Escalate, Event, Expire, Failed, Publish, Remind
from approvals.guards import may_go_live
from approvals.hours import deadlines
from approvals.hours.next_due import Alarm, by_hand_until, ends_at, said
from approvals.request import Request, State
from delivery.timers import Due, Timers
from storage import Store

log = logging.getLogger(__name__)


class Clockwork:
    """Looks at each request when its timer falls due. Several processes may: each timer has one claimant."""

    def __init__(self, *, store: Store, desk: Desk, timers: Timers, alarm: Alarm) -> None:
        """Nothing is claimed yet."""
        self._store = store
        self._desk = desk
        self._timers = timers
        self._alarm = alarm

    def wind(self, now: datetime) -> None:
        """Wind the timer of every request that is not over, as after an upgrade."""
        with self._store.write() as db:
            for request in records.find(db, "state NOT IN ('PUBLISHED', 'REJECTED', 'CANCELLED', 'EXPIRED')"):
                self._alarm(db, self._desk.as_of(db, request, now), now)

    def go(self, now: datetime) -> int:
        """Do what is due by `now`; returns how many steps that made. One that fails is logged and tried again when its
        claim runs out."""
        steps = 0
        for kind, look in (("stand-in", self._people), ("approval", self._look)):
            while claimed := self._timers.claim_due(now, kind=kind):
                for due in claimed:
                    try:
                        steps += look(due, now)
                    except Exception:
                        log.exception("%s could not be looked at", due.name)
        return steps

    def _people(self, due: Due, now: datetime) -> int:
        """Somebody who was away decides themselves again."""
        moved = self._desk.people_changed(now)
        with self._store.write() as db:
            self._timers.done(db, due)
        return moved

    def _look(self, due: Due, now: datetime) -> int:
        number = int(due.name.split("/")[1])
        request = self._desk.show(number, now=now)
        steps = self._steps(request, now) if request else 0
        with self._store.write() as db:
            if self._timers.done(db, due) and (found := records.load(db, number)):
                self._alarm(db, self._desk.as_of(db, found, now), now)
        return steps

    def _steps(self, request: Request, now: datetime) -> int:
        if request.state is State.SCHEDULED:
            return self._goes_live(request, now)
        return sum(
            self._desk.happen(request.id, event, now=now).accepted for event in self._due(request, now)
        )

    def _due(self, request: Request, now: datetime) -> tuple[Event, ...]:
        """What time itself does to it now."""
        by_hand, ends = by_hand_until(request), ends_at(request)
        if by_hand and by_hand <= now:
            problem = "Nobody has said that it is live. Look there, then say whether it is."
            return (Failed(by=CLOCK, at=now, fence=request.fence, problem=problem),)
        if ends and ends <= now:
            return (Expire(by=CLOCK, at=now),)
        with self._store.read() as db:
            found = deadlines.due(request, self._alarm.calendar_of, said=said(db, request), now=now)
        return tuple(
            Escalate(by=CLOCK, at=now, stage=rung.stage, to=rung.to)
            if rung.to
            else Remind(by=CLOCK, at=now, stage=rung.stage, percent=rung.percent)
            for rung in found
        )

    def _goes_live(self, request: Request, now: datetime) -> int:
        """The gate at its moment: what stands behind the link is read first, and everything else in the transaction."""
        live_at, content = request.content.live_at, request.content
        if live_at is None or live_at > now:
            return 0
        sha = self._desk.asset_of(content)
        if sha and sha != content.asset_sha:
            return int(self._desk.changed_at_source(request, asset_sha=sha, now=now).accepted)
        if sha == "" and not may_go_live(request, Publish(by=CLOCK, at=now)):
            return int(
                self._desk.could_not_read(request, now=now)
            )  # it may not go live unseen: look again soon
        return int(self._desk.publish(request.id, by=CLOCK, asset_sha=sha or None, now=now).accepted)
