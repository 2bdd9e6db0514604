"""After something went live in an emergency: the channels that should hear of it do, and somebody looks at it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlite_utils import Database

from approvals import records, voices
from approvals.cards import RenderNews
from approvals.history import audit
from approvals.hours.working_time import Calendar, after
from approvals.news import News
from approvals.request import Request, State
from delivery.outbox import Outbox, Unasked
from delivery.timers import Timers
from storage import Store
from storage.moments import stamp

TIMER = "aftermath"

#: A request with the people of a moment.
AsOf = Callable[[Database, Request, datetime], Request]


class Aftermath:
    """Sees to it that no emergency is forgotten: it is told aloud at once, and asked about until somebody has looked."""

    def __init__(
        self,
        *,
        store: Store,
        outbox: Outbox,
        timers: Timers,
        render_news: RenderNews,
        notify: Sequence[str],
        within: int,
        calendar: Calendar,
        as_of: AsOf,
    ) -> None:
        """`notify` are channels; `within` is in working minutes of `calendar`; `as_of` says who is who at a moment."""
        self._store = store
        self._outbox = outbox
        self._timers = timers
        self._render_news = render_news
        self._notify = notify
        self._within = within
        self._calendar = calendar
        self._as_of = as_of

    def __call__(self, db: Database, request: Request, now: datetime) -> None:
        """In the transaction that declares it: the channels are told, and the look afterwards is wound."""
        mark = request.emergency
        if mark is None or request.state is not State.PUBLISHING or mark.at != now:
            return
        for channel in self._notify:
            message = self._render_news(request, News.EMERGENCY, channel, "")
            key = f"emergency/{request.id}/{mark.version}/{channel}"
            self._outbox.add_once(db, key, channel, message, now=now, owner=request.requester, urgent=True)
        due = after(self._calendar, now, self._within).replace(second=0, microsecond=0)
        self._timers.once(db, f"{TIMER}/{request.id}/{mark.version}", due.date(), due.time(), "UTC")

    def go(self, now: datetime) -> int:
        """Ask those who may look, where nobody has; returns how many were asked."""
        asked = 0
        while claimed := self._timers.claim_due(now, kind=TIMER):
            for due in claimed:
                number, version = map(int, due.name.split("/")[1:3])
                with self._store.write() as db:
                    found = records.load(db, number)
                    if self._timers.done(db, due) and found and not looked_at(db, number, version):
                        asked += self._ask(db, self._as_of(db, found, now), now)
        return asked

    def _ask(self, db: Database, request: Request, now: datetime) -> int:
        users = lookers(request)
        for user in users:
            message = self._render_news(request, News.LOOK_AT_IT, user, "")
            key = f"look-at/{request.id}/{request.version.number}/{user}"
            self._outbox.add_once(
                db, key, user, message, now=now, owner=request.requester, unasked=Unasked.APPROVAL
            )
        return len(users)


def lookers(request: Request) -> tuple[str, ...]:
    """Whoever approves such content or looks after the bot, but neither its authors nor who declared the emergency."""
    mark = request.emergency
    concerned = (*voices.approvers(request), *request.roster.admins) if mark else ()
    return tuple(
        user for user in dict.fromkeys(concerned) if user not in request.authors and mark and user != mark.by
    )


def look(db: Database, request: Request, by: str, *, at: datetime) -> bool:
    """Somebody has looked at it, for good; False where somebody had."""
    mark = request.emergency
    assert mark is not None  # whoever may look has been asked for
    row = (request.id, mark.version, by, stamp(at))
    made = db.execute(
        "INSERT INTO looked_at (request, version, by, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row
    )
    if made.rowcount == 1:
        audit.add(db, request.id, "LookedAt", by=by, at=at, detail={"to": request.state.name})
    return bool(made.rowcount == 1)


def looked_at(db: Database, request: int, version: int) -> bool:
    """Whether anybody has looked at an emergency."""
    found = db.execute("SELECT 1 FROM looked_at WHERE request = ? AND version = ?", (request, version))
    return found.fetchone() is not None
