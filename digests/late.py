"""When a source is late or its data broken: its owner is told once, and the same message says when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from delivery.outbox import Outbox, Unasked
from metrics.completeness import last_complete
from metrics.facts import SAID, Facts
from metrics.finding import Finding, affected
from metrics.lateness import late
from metrics.metric import Measured
from metrics.reading import Coverage
from storage import Database, Store, known, troubles
from storage.known import Known
from storage.troubles import Trouble
from templates import Message, Style, render

LATE = "late"
#: How often the sources are looked at where nothing was imported.
EVERY = timedelta(minutes=1)
#: The same fault of the same source, begun anew within this time, is the same news.
SAME_NEWS = timedelta(days=14)
#: A source whose newest day is older than this is not mended by telling anybody.
CURRENT = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What shop.yaml says of a source: its usual lag, who looks after it and how to get it."""

    lag: timedelta
    owner: str | None = None
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a source now: it is late, and has come as far as `through`; or broken, in `faults`.

    All that is broken at one source is one problem, so that its owner gets one message of it.
    """

    source: str
    label: str
    kind: str  # late, or the kinds of its faults with a + between
    since: date
    affects: tuple[Measured, ...]
    through: date | datetime | None = None
    due: datetime | None = None
    faults: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the message about it."""
        broken = "" if self.kind == LATE else f"/{self.kind}"
        return f"late/{self.source}/{self.since.isoformat()}{broken}"

    def goes_on_as(self, told: Trouble) -> bool:
        """Whether it is what its owner was told of, or some of it."""
        if LATE in (self.kind, told.kind):
            return _plain(told.key) == self.key
        return told.source == self.source and bool(_kinds(self) & _kinds(told))


class Watch:
    """Looks at the sources that shop.yaml names. Several processes may: each problem is told one time."""

    def __init__(
        self,
        facts: Facts,
        *,
        keepers: Mapping[str, Keeper],
        metrics: Iterable[Measured],
        findings: Callable[[], Sequence[Finding]],
        store: Store,
        outbox: Outbox,
        style: Callable[[], Style],
        admin: str | None = None,
    ) -> None:
        """Nothing is looked at yet. `admin` is told where a source has no owner."""
        self._facts = facts
        self._keepers = keepers
        self._metrics = tuple(metrics)
        self._findings = findings
        self._store = store
        self._outbox = outbox
        self._style = style
        self._admin = admin
        self._looked: tuple[object, datetime] | None = None

    def go(self, now: datetime) -> int:
        """Tell what is new and what is over; returns how many messages were put into the outbox. `now` is local."""
        version = getattr(self._facts, "version", 0)
        if self._looked and self._looked[0] == version and abs(now - self._looked[1]) < EVERY:
            return 0
        changed = self._tell(self.problems(now), now)
        self._looked = (version, now)
        return changed

    def problems(self, now: datetime) -> list[Problem]:
        """Everything that is wrong now with the sources that somebody looks after."""
        reach = self._reach()
        return [*self._late(reach, now), *self._broken(reach, now)]

    def faults(self, now: datetime) -> dict[str, list[str]]:
        """What is broken now, by source, in sentences; also of sources that nobody looks after."""
        found: dict[str, list[str]] = {}
        for finding in self._findings():
            if finding.last + CURRENT >= now.date():
                found.setdefault(finding.source, []).append(finding.sentence)
        return found

    def known_until(self, key: str, until: date, *, by: str, now: datetime) -> Known | None:
        """Silence a source up to and including a day, and say so in the message; None for a message not ours."""
        with self._store.write() as db:
            told = troubles.get(db, key)
            if told is None:
                return None
            kept = known.keep(db, told.source, until, by=by, at=now)
            for one in self.problems(now):
                if told.over_at is None and one.goes_on_as(told):
                    self._outbox.put(db, key, told.owner, self._message(one, key, kept=kept), now=now)
            return kept

    # --- what is wrong ------------------------------------------------------------------------------

    def _reach(self) -> dict[str, dict[str, Coverage]]:
        """How far each source that somebody looks after has come, by fact table."""
        reach: dict[str, dict[str, Coverage]] = {name: {} for name in self._keepers}
        for table in SAID:
            for coverage in self._facts.coverage(table):
                if coverage.source in reach:
                    reach[coverage.source][table] = coverage
        return reach

    def _late(self, reach: Mapping[str, Mapping[str, Coverage]], now: datetime) -> Iterable[Problem]:
        for source, tables in reach.items():
            if found := late(tables, self._keepers[source].lag, now):
                yield Problem(
                    source=source,
                    label=found.label,
                    kind=LATE,
                    since=found.first_missing,
                    through=found.through,
                    due=found.due,
                    affects=tuple(one for one in self._metrics if _is_fed(one, tables)),
                )

    def _broken(self, reach: Mapping[str, Mapping[str, Coverage]], now: datetime) -> Iterable[Problem]:
        """Faults that reach to the newest whole day of their source: one that is past is mended already."""
        found: dict[str, list[Finding]] = {}
        for finding in self._findings():
            covered = [one for table in finding.tables if (one := reach.get(finding.source, {}).get(table))]
            newest = max(map(last_complete, covered), default=None)
            if newest and finding.last >= newest and newest + CURRENT >= now.date():
                found.setdefault(finding.source, []).append(finding)
        for source, faults in found.items():
            yield Problem(
                source=source,
                label=faults[0].label,
                kind="+".join(sorted({fault.kind.value for fault in faults})),
                since=min(fault.days[-1].start for fault in faults),
                faults=tuple(fault.sentence for fault in faults),
                affects=affected(faults, self._metrics),
            )

    # --- telling ------------------------------------------------------------------------------------

    def _tell(self, problems: Sequence[Problem], now: datetime) -> int:
        with self._store.read() as db:
            going_on, recent = troubles.going_on(db), troubles.told_since(db, now - SAME_NEWS)
            silenced = {problem.source: known.get(db, problem.source) for problem in problems}
        news = [
            (problem, key, owner)
            for problem in problems
            if (owner := self._owner(problem.source))
            and (key := _due_key(problem, silenced[problem.source], now))
            and not _is_old_news(problem, key, going_on, recent)
        ]
        # One told later than this look at the clock was told by a process that is ahead: it knows better.
        over = [
            one
            for one in going_on
            if one.told_at <= now and not any(problem.goes_on_as(one) for problem in problems)
        ]
        if not news and not over:
            return 0
        with self._store.write() as db:
            return sum([self._open(db, *one, now) for one in news]) + sum(
                [self._close(db, trouble, now) for trouble in over]
            )

    def _open(self, db: Database, problem: Problem, key: str, owner: str, now: datetime) -> bool:
        told = Trouble(
            key=key, source=problem.source, kind=problem.kind, since=problem.since, owner=owner, told_at=now
        )
        if not troubles.tell(db, told):
            return False
        message = self._message(problem, key)
        return self._outbox.add_once(db, key, owner, message, now=now, unasked=Unasked.ALERT)

    def _close(self, db: Database, trouble: Trouble, now: datetime) -> bool:
        if not troubles.end(db, trouble.key, at=now):
            return False
        tables = self._reach().get(trouble.source, {}).values()
        newest = max(tables, key=last_complete, default=None)
        message = render(
            "arrived.j2",
            label=newest.label if newest else trouble.source,
            is_late=trouble.kind == LATE,
            since=trouble.since,
            through=last_complete(newest) if newest else None,
            now=now,
            style=self._style(),
        )
        self._outbox.put(db, trouble.key, trouble.owner, message, now=now)
        return True

    def _message(self, problem: Problem, key: str, kept: Known | None = None) -> Message:
        return render(
            "late.j2",
            problem=problem,
            how=self._keepers[problem.source].how,
            known=kept,
            buttons=[("Known until…", "late.known", key), ("Status", "shelftalk.status", "")],
            style=self._style(),
        )

    def _owner(self, source: str) -> str | None:
        keeper = self._keepers.get(source)
        return (keeper.owner if keeper else None) or self._admin


def _due_key(problem: Problem, kept: Known | None, now: datetime) -> str:
    """The key to tell a problem under; empty while it is known. One known until a day that has passed is told anew."""
    if kept and kept.until >= now.date():
        return ""
    lapsed = kept is not None and kept.until >= problem.since
    return f"{problem.key}?{kept.until.isoformat()}" if kept and lapsed else problem.key


def _is_old_news(problem: Problem, key: str, going_on: Sequence[Trouble], recent: Sequence[Trouble]) -> bool:
    """Whether its owner knows: it was told, or the same faults were, not long ago."""
    if any(trouble.key == key for trouble in (*going_on, *recent)):
        return True
    return problem.kind != LATE and any(
        trouble.source == problem.source and _kinds(problem) <= _kinds(trouble) and "?" not in key
        for trouble in (*going_on, *recent)
    )


def _kinds(one: Problem | Trouble) -> set[str]:
    return set(one.kind.split("+"))


def _plain(key: str) -> str:
    """A message's key without the day until which it had been known."""
    return key.partition("?")[0]


def _is_fed(metric: Measured, tables: Iterable[str]) -> bool:
    """Whether a metric is read from one of the tables, hours aside."""
    fed = set(tables) - {"sales_hour"}
    return any(fed & set(part.sources) for part in metric.parts)
