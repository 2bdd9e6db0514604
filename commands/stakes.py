"""What is at stake where somebody is asked for a yes: read from the facts once, and kept until they change."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from approvals.content import Content
from commands.at_stake import AtStake, Scope
from commands.cautions import cautions
from commands.context import Context
from metrics.period import DAY, Period
from metrics.reading import Comparison, Question
from metrics.refusals import CannotAnswer

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")
Filters = Mapping[str, tuple[str, ...]]

#: The figures of products and lines, and of campaigns, in the order they are shown. What the facts cannot give is left out.
OF_PRODUCTS = ("net_sales", "units", "stock_available", "weeks_of_cover", "gross_margin")
OF_LINES = ("net_sales", "weeks_of_cover", "gross_margin")
OF_CAMPAIGNS = ("spend", "platform_roas", "conversion_value", "conversions")
#: Over so many complete days, against as many before.
DAYS = 28
#: So many requests' figures are kept in memory; one is some kilobytes.
REMEMBERED = 300
#: For so long nothing is looked up after the facts could not be read: a click does not wait for a warehouse that is down.
REST = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What content is about, as far as the facts know it: SKUs, one product line, one campaign."""

    skus: tuple[str, ...] = ()
    line: str = ""
    campaign: str = ""


class Stakes:
    """Called with content, it says what is at stake. Safe to call from any thread, and at any moment."""

    def __init__(self, context: Callable[[], Context]) -> None:
        """Nothing is read yet."""
        self._context = context
        self._memory: dict[Hashable, Any] = {}
        self._lock = threading.Lock()
        self._rests_until: datetime | None = None

    def __call__(self, content: Content, number: int | None = None) -> AtStake | None:
        """What is at stake, for a reader who may see everything; `number` is its request's.

        None on an empty shop, and where it cannot be read: nobody's yes waits for that.
        """
        now = self._context().now
        if self._rests_until is not None and now < self._rests_until:
            return None
        try:
            return self._read(content, number)
        except Exception:
            log.exception("failed while looking up what is at stake; not trying again for %s", REST)
            self._rests_until = now + REST
            return None

    def _read(self, content: Content, number: int | None) -> AtStake | None:
        context = self._context()
        period = self._period(context)
        if period is None:
            return None
        subject = subject_of(content, context)
        return AtStake(
            period=period,
            scopes=self._kept((subject, period), lambda: _scopes(subject, period, context), context),
            cautions=cautions(content, subject, period, context, self.kept, number=number),
            declared=context.declared,
        )

    def kept(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What was made under a key, made anew after each import and each day."""
        return self._kept(key, make, self._context())

    def _kept(self, key: Hashable, make: Callable[[], Kept], context: Context) -> Kept:
        full = (getattr(context.facts, "version", 0), context.today, key)
        with self._lock:
            if full in self._memory:
                return cast(Kept, self._memory[full])
        made = make()
        with self._lock:
            self._memory[full] = made
            while len(self._memory) > REMEMBERED:
                del self._memory[next(iter(self._memory))]
        return made

    def _period(self, context: Context) -> Period | None:
        """The last DAYS days on which sales by product, or else what campaigns cost, have arrived."""

        def newest() -> Period | None:
            for name in ("units", "spend"):
                if last := context.analyst.last_complete_day(context.catalog.named(name), context.today):
                    return Period(last - (DAYS - 1) * DAY, last + DAY)
            return None

        return self._kept("period", newest, context)


def subject_of(content: Content, context: Context) -> Subject:
    """What content is about: its own fields, and for what they leave out the words of `about`."""
    said = [part.strip() for part in content.about.split(" · ") if part.strip()]
    skus = [sku.strip() for sku in content.skus.split(",") if sku.strip()]
    skus = skus or [code for part in said for code in re.findall(r"\(([^()]+)\)$", part)]
    campaigns = [content.campaign] if content.campaign else said
    known = context.facts.campaigns(campaigns) if any(campaigns) else ()
    return Subject(
        skus=tuple(context.facts.products(skus)),
        line=content.line if content.line in context.facts.values("product_line") else "",
        campaign=known[0].name if known else "",
    )


def _scopes(subject: Subject, period: Period, context: Context) -> tuple[Scope, ...]:
    """Each part of what it is about with its figures."""
    titles = [one.title for one in context.facts.products(subject.skus).values()]
    more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
    parts: list[tuple[str, Sequence[str], Filters]] = []
    if subject.skus:
        parts.append((f"{titles[0]}{more}", OF_PRODUCTS, {"product": subject.skus}))
    if subject.line:
        parts.append((subject.line, OF_LINES, {"product_line": (subject.line,)}))
    if subject.campaign:
        parts.append((subject.campaign, OF_CAMPAIGNS, {"campaign": (subject.campaign,)}))
    read = (
        Scope(name=name, figures=_figures(names, filters, period, context)) for name, names, filters in parts
    )
    return tuple(scope for scope in read if scope.figures)


def _figures(
    names: Sequence[str], filters: Filters, period: Period, context: Context
) -> tuple[Comparison, ...]:
    """The figures that there are; what has not arrived, or nobody records, is left out and never zero."""
    read = (figure(name, filters, period, context) for name in names)
    return tuple(one for one in read if one is not None and one.asked.value is not None)


def figure(name: str, filters: Filters, period: Period, context: Context) -> Comparison | None:
    """One figure against as many days before, a campaign's alone: it began one day. None where the facts cannot give it."""
    before = None if "campaign" in filters else period.shift(-period.days * DAY)
    asked = Question(metrics=(context.catalog.named(name),), period=period, baseline=before, filters=filters)
    try:
        return context.analyst.answer(asked, today=context.today, now=context.now).totals[0]
    except CannotAnswer:
        return None
