"""How far this shop's figures can be trusted: lags, maturities and faults as `shop.yaml` and the facts tell them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from commands import late, promo_codes
from commands.context import Ask, Context
from commands.rights import is_restricted
from delivery.outbox import Outbox
from digests.late import Keeper, Watch
from digests.restated import Restated
from metrics.analyst import Analyst
from metrics.catalog import Catalog
from metrics.growth import Growth, Told
from metrics.inspection import Inspection
from metrics.reading import Answer
from metrics.trust import Trust
from shop import Shop
from storage import Store, early
from storage.early import Early
from templates import Style
from templates.filters import Words


class Ages:
    """What figures were at each age, as the state remembers it."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Nothing is read yet."""
        self._store = store
        self._clock = clock

    def keep(self, told: Sequence[Told]) -> None:
        """Keep what is not on record."""
        with self._store.write() as db:
            early.keep(
                db,
                (
                    Early(
                        source=one.source, fact=one.table, measure=one.measure, day=one.day, age=one.age,
                        value=one.value,
                    )
                    for one in told
                ),
                at=self._clock(),
            )  # fmt: skip

    def of(self, source: str, table: str, measure: str) -> dict[tuple[date, int], float]:
        """All that is on record of one measure of a source, by day and age."""
        with self._store.read() as db:
            return early.of(db, source, table, measure)


def growth_of(facts: Any, shop: Shop, store: Store, clock: Callable[[], datetime]) -> Growth:
    """How this shop's figures grow with their age."""
    settles = {name: source.settles for name, source in shop.sources.items() if source.settles is not None}
    return Growth(facts, Ages(store, clock), settles)


def trust_of(shop: Shop, growth: Growth, inspection: Inspection) -> Trust:
    """What is late, unsettled or faulty in this shop's facts."""
    lags = {name: source.lag for name, source in shop.sources.items()}
    return Trust(lags=lags, growth=growth, findings=inspection)


def watch_of(
    facts: Any,
    shop: Shop,
    inspection: Inspection,
    catalog: Catalog,
    store: Store,
    outbox: Outbox,
    style: Callable[[], Style],
) -> Watch:
    """Who is told when a source that `shop.yaml` names is late or broken."""
    return Watch(
        facts,
        keepers={
            name: Keeper(lag=source.lag, owner=source.owner, how=source.how)
            for name, source in shop.sources.items()
        },
        metrics=catalog.all,
        findings=inspection,
        store=store,
        outbox=outbox,
        style=style,
        admin=next((person.id for person in shop.people if person.admin), None),
    )


def restated_of(facts: Any, shop: Shop, analyst: Analyst, store: Store) -> Restated:
    """What became of figures that were shown before."""
    return Restated(
        store, analyst, threshold=shop.restated, loads=facts.loads, version=lambda: int(facts.version)
    )


def footnotes(answer: Answer, ask: Ask, context: Context) -> list[str]:
    """What a reader has to be told beneath an answer: which figures have moved since they were shown, and what is known.

    Of a restatement each reader is told once: the asker, or the channel where everybody reads the answer. Figures for
    directors alone are not among them: the foot goes along when the open part of an answer is posted.
    """
    words = Words(context.style)
    reader = ask.person.id if ask.is_private else ask.channel
    open_part = replace(
        answer, totals=tuple(total for total in answer.totals if not is_restricted(total.metric, context))
    )
    moved = context.restated.in_answer(open_part, reader, context.now)
    return [
        *(words.restated(one) for one in moved),
        *late.notes(answer, context),
        *promo_codes.hints(answer, ask, context),
    ]
