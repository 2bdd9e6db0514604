"""The round of alerts: each is looked at when there is something new to see, told once, kept up to date, and closed by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from delivery.localtime import DAYS
from delivery.outbox import Outbox, Unasked
from digests.case import Case
from digests.digest import WEEKDAYS
from digests.incident import Ended, Recover, Refused, Wake, step
from digests.sight import Sight
from digests.telling import Voice
from metrics.audience import Surface
from metrics.discoveries import within_budget
from metrics.metric import Sensitivity
from metrics.period import DAY
from metrics.watching import Kind
from storage import Database, Store, alerts, disclosures, incidents
from storage.alerts import Alert
from storage.disclosures import Disclosure
from storage.incidents import Kept

log = logging.getLogger(__name__)

#: How often an alert is looked at where nothing was imported: what is late is a matter of the clock.
EVERY = timedelta(minutes=5)
#: What began longer ago is no news.
NEWS = timedelta(days=3)
#: An incident whose figure is this much of the way off when it ends has found a new level.
STILL_AWAY = 0.6
BLIND = "blind"


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When alerts may speak that are not urgent, in local time: `days` are mon … sun. `a_day` is the most new ones a place gets."""

    start: time = time(8, 0)
    end: time = time(18, 0)
    days: tuple[str, ...] = WEEKDAYS
    a_day: int = 3

    def speaks(self, now: datetime) -> bool:
        """Whether `now` (local) is in working hours."""
        return DAYS[now.weekday()] in self.days and self.start <= now.time() < self.end


@dataclass(frozen=True, kw_only=True)
class News:
    """A case that nobody was told of yet."""

    alert: Alert
    case: Case
    place: str


class Alarms:
    """Goes round the alerts. Several processes may: each incident is told one time."""

    def __init__(
        self,
        *,
        sight: Sight,
        voice: Voice,
        store: Store,
        outbox: Outbox,
        hours: Hours,
        own_hours: Callable[[str], Hours | None] = lambda _: None,
        version: Callable[[], int],
    ) -> None:
        """Nothing is looked at yet. `own_hours` are those of a person, where they have said other than `hours`."""
        self.sight = sight
        self.voice = voice
        self._store = store
        self._outbox = outbox
        self._hours = hours
        self._own_hours = own_hours
        self._version = version
        self._looked: dict[int, tuple[Alert, int, datetime]] = {}

    def go(self, now: datetime) -> int:
        """Look at what is due; returns how many messages were put into the outbox. `now` is local."""
        with self._store.read() as db:
            known = [one for one in alerts.all_of(db) if not one.paused]
        news: list[News] = []
        changed = 0
        for alert in known:
            if not self._is_due(alert, now):
                continue
            version = self._version()
            self._looked[alert.id] = (alert, version, now)
            try:
                fresh, said = self._look(alert, version, now)
            except Exception:
                log.exception("alert %s could not be looked at", alert.id)
                fresh, said = [], 0
            news += fresh
            changed += said
        return changed + self._tell_all(news, now)

    def _is_due(self, alert: Alert, now: datetime) -> bool:
        if not alert.urgent and not (self._own_hours(alert.place) or self._hours).speaks(now):
            return False
        before = self._looked.get(alert.id)
        if before is None or before[:2] != (alert, self._version()):
            return True
        return abs(now - before[2]) >= EVERY or now.date() != before[2].date()

    # --- one alert ----------------------------------------------------------------------------------

    def _look(self, alert: Alert, version: int, now: datetime) -> tuple[list[News], int]:
        """Bring what is told up to date; returns what is new.

        What is read while an import lands is half of the old and half of the new, and is looked at again.
        """
        with self._store.read() as db:
            told, steps = incidents.going_on(db, alert.id), alerts.steps_of(db, alert.id)
        missing: list[News] = []
        blind = self.sight.blind(alert, now=now)
        watched = not blind or not alert.metric
        cases = self.sight.cases(alert, steps, now=now) if watched else []
        if self._version() != version:
            return [], 0
        if blind:
            # Data quality first: while yesterday cannot be judged that is the news, and nothing else changes.
            known = [one for one in told if one.series == BLIND]
            case = Case(series=BLIND, opened=now.date() - DAY, last=now.date(), words=blind)
            missing = [] if known else [self._news(alert, case)]
            if not watched:
                return missing, 0
            told = [one for one in told if one.series != BLIND]
        going_on = {one.series: one for one in cases if one.over is None}
        changed = sum(self._go_on(alert, one, going_on.get(one.series), cases, now) for one in told)
        series = {one.series for one in told}
        fresh = [one for name, one in going_on.items() if name not in series and _is_news(alert, one, now)]
        return [*missing, *(self._news(alert, one) for one in fresh)], changed

    def _news(self, alert: Alert, case: Case) -> News:
        """A case with where it is told: a place where not everybody may see it hears nothing, its owner does."""
        place = alert.place if self.voice.is_open_to(case, alert.place) else alert.owner
        return News(alert=alert, case=case, place=place)

    def _go_on(
        self, alert: Alert, kept: Kept, case: Case | None, cases: Sequence[Case], now: datetime
    ) -> bool:
        """What has become of one incident; says whether its message changes."""
        if case is None:
            after = step(kept, Recover(at=now, ended=_how_it_ended(kept, cases)))
            over = next(
                (one for one in cases if (one.series, one.opened) == (kept.series, kept.opened)), None
            )
            shown = over.as_data() if over else {**kept.shown, "over": now.date().isoformat()}
        else:
            woken = kept.until is not None and kept.until <= now
            after = step(kept, Wake(at=now)) if woken else kept
            shown = case.as_data()
        assert not isinstance(after, Refused)
        after = replace(after, shown=shown)
        if after == kept or (kept.state == "snoozed" and after.state == "snoozed"):
            return False
        cleared = self.voice.cleared(kept.place)
        with self._store.write() as db:
            if not incidents.save(db, after, before=kept):
                return False
            self.say(db, after, alert, cleared, now)
            if kept.state == "snoozed" and after.state == "open" and not kept.held:
                key = f"{kept.key}/still/{kept.until:%Y-%m-%d}"
                if message := self.voice.still(after, after.place, cleared):
                    self._outbox.add_once(db, key, after.place, message, now=now, thread_key=kept.key)
            return True

    # --- telling ------------------------------------------------------------------------------------

    def say(
        self, db: Database, kept: Kept, alert: Alert | None, cleared: Collection[Sensitivity], now: datetime
    ) -> None:
        """Bring an incident's message up to date, and its thread; one that was held back has none.

        `cleared` is what everybody who reads its place may see, asked before: Slack is not asked in a transaction.
        """
        if kept.held:
            return
        self._outbox.put(
            db, kept.key, kept.place, self.voice.message(kept, alert, kept.place, cleared), now=now,
            owner=alert.owner if alert else None, urgent=bool(alert and alert.urgent), unasked=Unasked.ALERT,
        )  # fmt: skip
        if below := self.voice.below(kept, kept.place, cleared):
            self._outbox.put(db, f"{kept.key}/below", kept.place, below, now=now, thread_key=kept.key)

    def stopped(self, db: Database, alert: Alert, cleared: Collection[Sensitivity], now: datetime) -> None:
        """Close what an alert has told, which nobody will look at any more."""
        for kept in incidents.going_on(db, alert.id):
            after = step(kept, Recover(at=now, ended=Ended.STOPPED))
            assert not isinstance(after, Refused)
            if incidents.save(db, after, before=kept):
                self.say(db, after, alert, cleared, now)

    def _tell_all(self, news: Sequence[News], now: datetime) -> int:
        """Tell what is new: of each place the most worth first, as far as its day's budget reaches."""
        said = 0
        midnight = datetime.combine(now.date(), time(), now.tzinfo)
        for place in dict.fromkeys(one.place for one in news):
            mine = [one for one in news if one.place == place]
            free = [one for one in mine if one.alert.urgent or not one.case.metric]
            cleared = self.voice.cleared(place)
            with self._store.write() as db:
                left = self._hours.a_day - incidents.told_since(db, place, midnight)
                kept, held = within_budget([one for one in mine if one not in free], _worth, left=left)
                said += sum([self._tell(db, one, cleared, now) for one in (*free, *kept)])
                said += self._hold(db, place, held, cleared, midnight, now)
        return said

    def _tell(self, db: Database, news: News, cleared: Collection[Sensitivity], now: datetime) -> bool:
        if news.case.series == BLIND and incidents.is_going_on_in(db, news.place, BLIND):
            return False  # what is missing blinds several alerts, and is said once in each place
        begun = self._begin(db, news, now)
        if begun is None:
            return False
        self.say(db, begun, news.alert, cleared, now)
        if self.voice.is_restricted(news.case):
            disclosures.note(db, [_disclosed(news, now)])
        return True

    def _begin(self, db: Database, news: News, now: datetime, *, held: bool = False) -> Kept | None:
        case = news.case
        return incidents.begin(
            db, alert=news.alert.id, series=case.series, opened=case.opened, place=news.place,
            shown=case.as_data(), now=now, held=held,
        )  # fmt: skip

    def _hold(
        self,
        db: Database,
        place: str,
        held: Iterable[News],
        cleared: Collection[Sensitivity],
        midnight: datetime,
        now: datetime,
    ) -> int:
        """What is over the budget: one line for all of it that day, brought up to date where it stands."""
        if not [kept for one in held if (kept := self._begin(db, one, now, held=True))]:
            return 0
        every = [Case.of(one.shown) for one in incidents.held_since(db, place, midnight)]
        message = self.voice.more(every, cleared)
        if message is None:
            return 0
        key = f"alerts/more/{place}/{now:%Y-%m-%d}"
        self._outbox.put(db, key, place, message, now=now, unasked=Unasked.ALERT)
        return 1


def _is_news(alert: Alert, case: Case, now: datetime) -> bool:
    """Whether nobody knows of it: it began lately, and after what was going on when the alert was made."""
    if Kind(alert.kind) in (Kind.SILENT, Kind.COVER):
        return True
    return case.opened >= now.date() - NEWS and (alert.known is None or case.opened > alert.known)


def _how_it_ended(kept: Kept, cases: Iterable[Case]) -> Ended:
    if kept.series == BLIND:
        return Ended.BACK
    over = next((one for one in cases if (one.series, one.opened) == (kept.series, kept.opened)), None)
    if over is None:
        return Ended.RESTATED if Case.of(kept.shown).metric else Ended.BACK
    return Ended.NEW_NORMAL if _is_still_away(over) else Ended.BACK


def _is_still_away(case: Case) -> bool:
    """Whether the figure is still where the incident took it, and what is expected has come after."""
    if None in (case.latest, case.value, case.expected) or case.value == case.expected:
        return False
    assert case.latest is not None and case.value is not None and case.expected is not None
    return (case.latest - case.expected) / (case.value - case.expected) > STILL_AWAY


def _worth(news: News) -> float:
    """In money where that is known; else by how surely it is off."""
    return abs(news.case.worth) if news.case.worth is not None else abs(news.case.strength)


def _disclosed(news: News, now: datetime) -> Disclosure:
    return Disclosure(
        at=now, who=news.place, metric=news.case.metric, start=news.case.opened, end=news.case.last + DAY,
        surface=Surface.DIGEST.value, place=news.place,
    )  # fmt: skip
