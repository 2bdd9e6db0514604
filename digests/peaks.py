"""The round of peak days: one message a place, changed each hour where it stands, and a last time when the day is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time

from delivery.outbox import Outbox, Unasked
from delivery.timers import Due, Timers
from digests.buttons import Button
from digests.definitions import DIGESTS, digest_of
from digests.digest import Covers
from digests.peak import PeakDay, look
from digests.readers import Cleared
from metrics.analyst import Analyst
from metrics.audience import Declared, Surface, level_of
from metrics.metric import Sensitivity
from metrics.peak import HOURS, peak_name
from metrics.period import DAY, dates
from metrics.shop_year import ShopYear
from storage import Database, Store, disclosures, no_peaks, subscriptions
from storage.disclosures import Disclosure
from storage.subscriptions import Subscription
from templates import Message, Style, render

log = logging.getLogger(__name__)

#: When a peak day's last word is said, on the day after.
LAST_WORD = time(0, 15)


class Peaks:
    """Goes round the places that get a daily digest. Several processes may: each hour changes a message once."""

    def __init__(
        self,
        *,
        analyst: Analyst,
        store: Store,
        outbox: Outbox,
        timers: Timers,
        year: Callable[[], ShopYear],
        events: Collection[str],
        cleared: Cleared,
        declared: Declared,
        style: Callable[[], Style],
    ) -> None:
        """Nothing is due yet. `events` are the calendar's days that count as peaks, beside the shop's own."""
        self._analyst = analyst
        self._store = store
        self._outbox = outbox
        self._timers = timers
        self._year = year
        self._events = events
        self._cleared = cleared
        self._declared = declared
        self._style = style
        self._wound: object = None

    def go(self, now: datetime) -> int:
        """Say what is due by `now` (local); returns how many messages are posted or changed."""
        if peak_name(now.date(), self._year(), self._events):
            self._wind(now)
        said = 0
        for kind, do in (("peak", self._hour), ("peaked", self._last)):
            while claimed := self._timers.claim_due(now, kind=kind):
                for due in claimed:
                    try:
                        said += do(due, now)
                    except Exception:
                        log.exception("%s of %s could not be put together", due.name, due.day)
        return said

    # --- when ---------------------------------------------------------------------------------------

    def _wind(self, now: datetime) -> None:
        """Let every hour to come fall due for each place, from the hour of its digest on; said again, nothing changes."""
        with self._store.read() as db:
            places = self._places(db, now.date())
        wanted = (now.date(), [(one.place, one.at) for one in places])
        if wanted == self._wound:
            return
        zone = self._style().zone
        with self._store.write() as db:
            for one in places:
                for hour in range(max(_first_hour(one.at), now.hour), HOURS):
                    self._timers.once(db, f"peak/{one.place}/{hour:02}", now.date(), time(hour), zone)
                self._timers.once(db, f"peaked/{one.place}", now.date() + DAY, LAST_WORD, zone)
        self._wound = wanted

    def _places(self, db: Database, day: date) -> Sequence[Subscription]:
        """Whoever gets a digest of days, not of weeks or months, and wants this: each place once, at its earliest hour."""
        found: dict[str, Subscription] = {}
        every = sorted(subscriptions.all_of(db), key=lambda one: one.at)
        unwanted = no_peaks.unwanted(db)
        for one in every:
            if one.place not in unwanted and _is_daily(one) and not one.rests(day):
                found.setdefault(one.place, one)
        return list(found.values())

    # --- what ---------------------------------------------------------------------------------------

    def _hour(self, due: Due, now: datetime) -> bool:
        """Post the day's message, or change it."""
        place = due.name.split("/")[1]
        return self._say(due, due.day, place, now) if due.day == now.date() else self._nothing(due)

    def _last(self, due: Due, now: datetime) -> bool:
        """What the day came to, where it was told of at all."""
        place, day = due.name.split("/")[1], due.day - DAY
        with self._store.read() as db:
            told = self._outbox.stands(db, key_of(day, place))
        return self._say(due, day, place, now) if told else self._nothing(due)

    def _nothing(self, due: Due) -> bool:
        with self._store.write() as db:
            self._timers.done(db, due)
        return False

    def _say(self, due: Due, day: date, place: str, now: datetime) -> bool:
        with self._store.read() as db:
            brought_by = next((one for one in self._places(db, day) if one.place == place), None)
        seen = self._look(day, place, now) if brought_by else None
        if seen is None or brought_by is None:
            return self._nothing(due)
        message = self._message(seen, brought_by)
        with self._store.write() as db:
            if not self._timers.done(db, due):
                return False
            self._outbox.put(
                db, key_of(day, place), place, message, now=now,
                owner=brought_by.owner, unasked=Unasked.DIGEST,
            )  # fmt: skip
            disclosures.note(db, self._disclosed(seen, place))
        return True

    def _look(self, day: date, place: str, now: datetime) -> PeakDay | None:
        year, cleared = self._year(), self._cleared(place)
        name = peak_name(day, year, self._events)
        if not name:
            return None
        return look(
            name, day, self._analyst, year, now=now,
            is_open=lambda metric: level_of(metric, self._declared) in cleared,
        )  # fmt: skip

    def _message(self, seen: PeakDay, brought_by: Subscription) -> Message:
        message = render(
            "digest/peak.j2",
            peak=seen,
            answer=seen.answer,
            buttons=_buttons(seen, brought_by.place),
            style=self._style(),
        )
        if not self._restricted(seen):
            return message
        return replace(message, restricted=True, cleared=brought_by.place)

    def _restricted(self, seen: PeakDay) -> list[str]:
        return [
            one.metric.name
            for one in seen.answer.totals
            if level_of(one.metric, self._declared) is Sensitivity.RESTRICTED
        ]

    def _disclosed(self, seen: PeakDay, place: str) -> list[Disclosure]:
        return [
            Disclosure(
                at=seen.now, who=place, metric=name, start=seen.day, end=seen.day + DAY,
                surface=Surface.DIGEST.value, place=place,
            )
            for name in self._restricted(seen)
        ]  # fmt: skip


def _is_daily(one: Subscription) -> bool:
    known = one.sections or one.digest in DIGESTS
    return bool(known) and digest_of(one).covers not in (Covers.WEEK, Covers.MONTH)


def key_of(day: date, place: str) -> str:
    """The key of a place's message on a peak day."""
    return f"peak/{day.isoformat()}/{place}"


def _first_hour(at: time) -> int:
    """The first whole hour from a time of day on."""
    return at.hour if at.minute == 0 else min(at.hour + 1, HOURS - 1)


def _buttons(seen: PeakDay, place: str) -> list[Button]:
    day = dates(seen.answer.question.period)
    asked = "net sales today" if not seen.is_over else f"net sales {day} vs ly"
    return [
        ("Details", "kpi.run", f"{asked} by product"),
        ("Why", "why.run", asked),
        ("No more of these here", "peak.stop", place),
    ]
