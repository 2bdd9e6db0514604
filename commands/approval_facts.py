"""The requests for approval as a table of facts, beside those of the warehouse: for figures like any other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from approvals import outcomes
from approvals.content import KINDS
from approvals.history import audit
from approvals.outcomes import Outcome
from metrics import rows
from metrics.facts import APPROVALS
from metrics.reading import Coverage
from metrics.sample import Sample
from storage import Store, people

#: What was live so long after its planned moment was on time: somebody has to say so.
GRACE = timedelta(minutes=15)
HOUR = timedelta(hours=1)
DIMENSIONS = ("day", "source", "kind", "requester", "team")
NO_TEAM = "No team"
SOURCE = "approvals"


class Traced(NamedTuple):
    """How a sum of approvals was read."""

    table: str
    rows: int
    text: str


class WithApprovals:
    """The facts it is given, and the table of approvals, which is read from the state whenever something has happened."""

    def __init__(
        self,
        facts: Any,
        store: Store,
        *,
        zone: ZoneInfo,
        clock: Callable[[], datetime],
        names: Mapping[str, str] = MappingProxyType({}),
        teams: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`zone` is the shop's, in which days begin; `names` are people's by user id, for those Slack was not asked about;
        `teams` are what the settings say they are in."""
        self._facts = facts
        self._store = store
        self._zone = zone
        self._clock = clock
        self._names = names
        self._teams = teams
        self._known: tuple[int, tuple[Outcome, ...]] | None = None

    def query(
        self,
        source: str,
        measures: Sequence[str],
        by: Sequence[str] = (),
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
        top: Any = None,
    ) -> Any:
        """Sums by segment over start ≤ day < end."""
        if source != APPROVALS:
            return self._facts.query(source, measures, by, where, start=start, end=end, top=top)
        return rows.summed(self._rows(), measures, by, where, start=start, end=end)

    def coverage(self, source: str) -> Sequence[Coverage]:
        """How far a table has arrived: of approvals everything is known at once."""
        if source != APPROVALS:
            return tuple(self._facts.coverage(source))
        known, now = self._outcomes(), self._clock().astimezone(self._zone)
        if not known:
            return ()
        first = min(self._day(one.sent) for one in known)
        waiting = sum(one.decided is None and not one.over for one in known)
        label = f"Approvals ({waiting} still open)" if waiting else "Approvals"
        return (Coverage(source=SOURCE, label=label, first=first, last=max(first, now.date()), through=now),)

    def latest_day(self, source: str, *, start: date, end: date) -> date | None:
        """The newest day with rows in the range."""
        if source != APPROVALS:
            return self._facts.latest_day(source, start=start, end=end)  # type: ignore[no-any-return]
        return max((row["day"] for row in self._rows() if start <= row["day"] < end), default=None)

    def period_query(self, source: str, *asked: Any, **days: Any) -> Any:
        """Reports of whole periods: there are none about approvals."""
        return None if source == APPROVALS else self._facts.period_query(source, *asked, **days)

    def report_periods(self, source: str) -> Sequence[tuple[date, date]]:
        """The whole periods that reports speak of."""
        return () if source == APPROVALS else tuple(self._facts.report_periods(source))

    def dimensions(self) -> Mapping[str, tuple[str, ...]]:
        """What each table can be cut by."""
        return {**self._facts.dimensions(), APPROVALS: DIMENSIONS}

    def trace(
        self,
        source: str,
        measures: Sequence[str],
        where: Mapping[str, Collection[str]] | None = None,
        *,
        start: date,
        end: date,
        exact: bool = False,
    ) -> Any:
        """How sums are read: of approvals the rows that tell a measure, and no SQL."""
        if source != APPROVALS:
            return self._facts.trace(source, measures, where, start=start, end=end, exact=exact)
        told = (
            row for row in self._rows() if start <= row["day"] < end and any(row[name] for name in measures)
        )
        fits = [row for row in told if all(row[name] in allowed for name, allowed in (where or {}).items())]
        return Traced(table=APPROVALS, rows=len(fits), text="")

    def __getattr__(self, name: str) -> Any:
        """Everything else passes through unchanged."""
        return getattr(self._facts, name)

    # --- rows ---------------------------------------------------------------------------------------------

    def _outcomes(self) -> tuple[Outcome, ...]:
        with self._store.read() as db:
            newest = audit.newest(db)
            if self._known is None or self._known[0] != newest:
                self._known = (newest, tuple(outcomes.all_of(db)))
            return self._known[1]

    def _rows(self) -> list[rows.Row]:
        """What happened, one row for each request and day on which something counts."""
        now = self._clock()
        with self._store.read() as db:
            names = {one.requester: self._name(db, one.requester) for one in self._outcomes()}
        return [row for one in self._outcomes() for row in self._rows_of(one, names[one.requester], now)]

    def _rows_of(self, one: Outcome, requester: str, now: datetime) -> list[rows.Row]:
        team = self._teams.get(one.requester) or NO_TEAM
        shared = {
            "source": SOURCE, "kind": KINDS.get(one.kind, one.kind), "requester": requester, "team": team,
        }  # fmt: skip
        found: list[rows.Row] = []
        if one.decided is not None:
            waited = (one.decided - one.sent) / HOUR
            found.append(_row(self._day(one.decided), shared, content_decided=1, time_to_decision=Sample((waited,)),
                              content_approved=int(one.version is not None), content_reworked=int((one.version or 1) > 1)))  # fmt: skip
        if one.planned is not None and one.planned <= now and not one.called_off:
            on_time = one.live is not None and one.live <= one.planned + GRACE
            found.append(
                _row(self._day(one.planned), shared, content_planned=1, content_on_time=int(on_time))
            )
        return found

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _name(self, db: Any, user: str) -> str:
        return self._names.get(user) or people.name_of(db, user) or user


def _row(day: date, shared: Mapping[str, str], **measures: Any) -> rows.Row:
    nothing = dict.fromkeys(
        ("content_decided", "content_approved", "content_reworked", "content_planned", "content_on_time"), 0
    )
    return {"day": day, **shared, **nothing, "time_to_decision": Sample(), **measures}
