"""What alerts need of this shop: its figures, its calendar, who may see what, and its working hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any

from babel.numbers import get_currency_precision

from commands import rights
from commands.alert_words import said
from commands.context import Context
from delivery.attention import is_person
from delivery.outbox import Outbox
from digests.alarms import Alarms, Hours
from digests.case import Case
from digests.late import Watch
from digests.sight import Sight
from digests.telling import Voice
from metrics.analyst import Analyst
from metrics.catalog import Catalog
from metrics.period import DAY, Period
from metrics.reading import Question
from shop import Shop
from storage import Store, working_hours


def alarms_of(
    *,
    facts: Any,
    shop: Shop,
    analyst: Analyst,
    catalog: Catalog,
    watch: Watch,
    store: Store,
    outbox: Outbox,
    context: Callable[[], Context],
) -> Alarms:
    """The round of alerts; `context` is asked for when it speaks."""
    return Alarms(
        sight=Sight(
            analyst,
            catalog,
            year=lambda: context().year,
            parts=facts.values,
            problems=watch.problems,
            worth=shop.alerts.worth * 10 ** get_currency_precision(shop.currency or "GBP"),
        ),
        voice=Voice(
            catalog=catalog,
            declared=catalog.declared,
            cleared=lambda place: rights.cleared(place, context()),
            asks=lambda case: asked(case, context()),
            named=lambda alert: said(alert, context()),
            style=lambda: context().style,
        ),
        store=store,
        outbox=outbox,
        hours=hours_of(shop),
        own_hours=lambda place: own_hours_of(place, shop, store),
        version=lambda: int(facts.version),
    )


def hours_of(shop: Shop) -> Hours:
    """When people may be told what they did not ask for at that moment."""
    kept = shop.alerts
    return Hours(
        start=time.fromisoformat(kept.start),
        end=time.fromisoformat(kept.end),
        days=kept.days,
        a_day=kept.a_day,
    )


def own_hours_of(place: str, shop: Shop, store: Store) -> Hours | None:
    """When somebody may be told in their own messages, where they have said when they work."""
    if not is_person(place):
        return None
    with store.read() as db:
        own = working_hours.of(db, place)
    return replace(hours_of(shop), start=own.start, end=own.end, days=own.days) if own else None


def asked(case: Case, context: Context) -> str:
    """The question that **Why** asks of a case: its figure on its last day against the same weekday before."""
    period = Period(case.last, case.last + DAY)
    question = Question(
        metrics=(context.catalog.named(case.metric),),
        period=period,
        baseline=period.shift(-7 * DAY),
        filters=dict(case.filters),
    )
    return context.grammar.say(question)
