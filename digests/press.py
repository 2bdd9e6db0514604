"""Prints a digest as everybody who reads its place may see it: the message, what stands in its thread, what is written down."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from digests.digest import Covers, Digest, days_told
from digests.edition import Edition, compose
from digests.ground import Ground, Usual, Wire, calendar_of
from digests.news import Front, front
from digests.publish import Draw, drawn, message_of, thread_of
from digests.readers import Cleared, disclosed, for_readers, marked
from digests.restated import Restated
from digests.review import Wanted, review_of
from digests.section import found_in
from digests.sections import SECTIONS
from digests.together import ANYBODY, Once, addressed, each_time, name_of
from metrics.analyst import Analyst
from metrics.audience import Declared, level_of
from metrics.metric import Measured, Sensitivity
from metrics.period import Period
from metrics.reading import Comparison
from metrics.restated import Restatement
from metrics.shop_year import ShopYear
from storage.disclosures import Disclosure
from storage.subscriptions import Subscription
from templates import Message, Style


@dataclass(frozen=True, kw_only=True)
class Printed:
    """One edition on its way to a place: `thread` goes beneath its message, `disclosures` into the log."""

    edition: Edition
    message: Message
    thread: Message | None
    disclosures: tuple[Disclosure, ...]

    @property
    def shown(self) -> tuple[Measured, ...]:
        """Every figure that stands in it."""
        front = self.edition.front
        told = (*front.told, *front.rest) if front else ()
        return (
            *self.edition.digest.figures,
            *self.edition.digest.also,
            *(metric for one in told for metric, _ in one.shows),
        )


def whole(printed: Printed) -> Message:
    """Message and thread as one, for whoever previews it: with the message's own buttons at its end."""
    message, thread = printed.message, printed.thread
    if thread is None:
        return message
    below = [block for block in message.blocks if block["type"] == "actions"]
    above = [block for block in message.blocks if block["type"] != "actions"]
    return replace(message, blocks=(*above, {"type": "divider"}, *thread.blocks, *below))


class Judged:
    """What editions have judged, kept until the facts or the shop's calendar change: most readers are told the same."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._of: object = None
        self._known: dict[Hashable, Usual | None] = {}

    def of(self, version: object, year: ShopYear) -> dict[Hashable, Usual | None]:
        """What was judged by these facts and this calendar."""
        if (version, year) != self._of:
            self._of, self._known = (version, year), {}
        return self._known


@dataclass(frozen=True, kw_only=True)
class Press:
    """Everything that editions are made of; `cleared` says what the readers of a place may see,
    `draw` by which templates it looks as it does, `once` what is shared."""

    analyst: Analyst
    wire: Wire
    style: Callable[[], Style]
    cleared: Cleared
    declared: Declared
    year: Callable[[], ShopYear]
    restated: Restated | None = None
    draw: Draw = drawn
    judged: Judged = field(default_factory=Judged)
    once: Once = each_time

    def edition(
        self,
        digest: Digest,
        place: str,
        *,
        day: date,
        now: datetime,
        days: tuple[str, ...] = (),
        wanted: Wanted | None = None,
    ) -> Edition:
        """The edition of `day` for a place, where editions come out on `days` (the digest's own unless said).

        `wanted` says which review it is, of a month's.
        """
        readers = self.cleared(place)
        period = days_told(digest.covers, day, days or digest.days, week_start=self.analyst.week_start)
        if digest.covers is Covers.MONTH:
            wanted = wanted or Wanted(period=period)
            period = wanted.period
        edition = replace(
            self.figures(digest, place, period, day, now),
            asked=tuple(self.wire.waiting(place)),
            paces=tuple(self.wire.paces(place, period.last, self.once)),
        )
        if digest.covers is Covers.YESTERDAY:
            edition = replace(edition, since=self._since(edition, days or digest.days))
        if wanted:
            edition = replace(edition, review=review_of(wanted, edition.figures))
        return self._with_news(edition, place, readers) if digest.sections else edition

    def _since(self, edition: Edition, days: tuple[str, ...]) -> Comparison | None:
        """The headline over the days since the last edition, so that Monday's tells of Friday; None where that is one day."""
        period, headline = days_told(Covers.SINCE, edition.day, days), edition.headline
        if period.days == 1 or headline is None:
            return None
        alone = replace(edition.digest, figures=(headline.metric,), also=(), movers=())
        told = compose(alone, self.analyst, day=edition.day, now=edition.now, year=self.year(), period=period)
        return told.headline

    def figures(self, digest: Digest, place: str, period: Period, day: date, now: datetime) -> Edition:
        """The edition's figures alone."""
        seen = for_readers(digest, self.cleared(place), self.declared)
        found: Edition = self.once(
            ("figures", name_of(seen), period, day, now, self._facts),
            lambda: compose(seen, self.analyst, day=day, now=now, year=self.year(), period=period),
        )
        return found

    @property
    def _facts(self) -> object:
        """Another after each import."""
        return getattr(self.analyst.facts, "version", 0)

    def printed(
        self,
        digest: Digest,
        place: str,
        *,
        day: date,
        now: datetime,
        days: tuple[str, ...] = (),
        subscription: Subscription | None = None,
        wanted: Wanted | None = None,
        told: bool = True,
    ) -> Printed:
        """The same as it is posted; `told` says that it will be, so that its place knows which figures have moved.

        `subscription` is what brings it; None for one that was only asked for.
        """
        edition = self.edition(digest, place, day=day, now=now, days=days, wanted=wanted)
        restated = self.restated.in_digest(edition, place, now, told=told) if self.restated else ()
        thread = self._thread(edition, restated)
        message = self._message(edition, () if thread else restated, subscription)
        return Printed(
            edition=edition,
            message=marked(message, edition, place, self.declared),
            thread=marked(thread, edition, place, self.declared) if thread else None,
            disclosures=tuple(disclosed(edition, place, now, self.declared)),
        )

    def _message(
        self, edition: Edition, restated: Sequence[Restatement], subscription: Subscription | None
    ) -> Message:
        """What is posted. Where nothing in it is a reader's own but where it goes, it is drawn once for all such readers."""
        own = subscription is not None and subscription.owner == subscription.place
        if not own or restated or edition.asked or edition.due or edition.review:
            return message_of(edition, self.style(), restated, subscription, self.draw)
        assert subscription is not None
        anybody = replace(subscription, owner=ANYBODY, place=ANYBODY)
        paces = tuple(id(one) for one in edition.paces)
        drawn: Message = self.once(
            ("message", id(edition.figures), id(edition.front), paces, anybody),
            lambda: message_of(edition, self.style(), restated, anybody, self.draw),
        )
        return addressed(drawn, ANYBODY, subscription.place)

    def _thread(self, edition: Edition, restated: Sequence[Restatement]) -> Message | None:
        """What stands beneath: the same for all whose edition has the same front, unless they were told of others before."""
        if restated or edition.front is None or edition.review:
            return thread_of(edition, self.style(), restated, self.draw)
        found: Message | None = self.once(
            ("thread", id(edition.front), id(edition.figures)),
            lambda: thread_of(edition, self.style(), (), self.draw),
        )
        return found

    def _with_news(self, edition: Edition, place: str, readers: Collection[Sensitivity]) -> Edition:
        paces = tuple(id(one) for one in edition.paces)
        found: Front = self.once(
            ("front", id(edition.figures), frozenset(readers), paces), lambda: self._front(edition, readers)
        )
        due = self.wire.due(place) if "content" in edition.digest.sections else ()
        return replace(edition, front=found, due=tuple(due))

    def _front(self, edition: Edition, readers: Collection[Sensitivity]) -> Front:
        """What leads and what follows, for all who may see as much."""

        def open_to(metric: Measured) -> bool:
            return level_of(metric, self.declared) in readers

        year = self.year()
        ground = Ground(
            analyst=self.analyst,
            year=year,
            marked=calendar_of(edition.period, year),
            period=edition.period,
            baseline=edition.baseline,
            day=edition.day,
            now=edition.now,
            figures=edition.figures,
            paces=edition.paces,
            wire=self.wire,
            open_to=open_to,
            is_quiet=lambda metric: level_of(metric, self.declared) is Sensitivity.RESTRICTED,
            judged=self.judged.of(self._facts, year),
        )
        sections = [SECTIONS[name] for name in edition.digest.sections if name in SECTIONS]
        news = found_in(sections, ground, edition.digest.role)
        return front(news, worth=self.wire.worth, always=edition.digest.always)
