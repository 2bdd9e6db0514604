"""How much of a period has arrived, source by source, and which days of another period are a fair match."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from metrics.period import DAY, Period, dates, one_day
from metrics.reading import Completeness, Coverage

#: A source that fell silent this long before a period, while others went on, has ended rather than failed.
ENDED = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What of a period has arrived.

    `period` is the part that facts can speak of: cut at the newest day of any source, and before today.
    `delivered` says which days of it each source delivered; a source that began inside it counts from its
    start, for it had nothing to tell before. `ended` are sources that stopped long ago and are not waited for.
    `holes` are days of which no source tells.
    """

    period: Period
    completeness: Completeness
    through: date | None = None
    delivered: tuple[tuple[Coverage, tuple[Period, ...]], ...] = ()
    ended: tuple[Coverage, ...] = ()
    holes: tuple[Period, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether nothing of the period has arrived."""
        return self.completeness is Completeness.MISSING

    @property
    def told(self) -> tuple[Coverage, ...]:
        """The sources that delivered a day of it."""
        return tuple(source for source, days in self.delivered if days)


@dataclass(frozen=True)
class Part:
    """Days of a baseline, and the sources to count on them; None counts all."""

    period: Period
    sources: tuple[Coverage, ...] | None = None


def arrival(period: Period, coverages: Sequence[Coverage], today: date | None = None) -> Arrival:
    """How much of the period has arrived. `today` is never complete; without it only the facts are asked."""
    began = [source for source in coverages if source.first < period.end]
    if not began:
        begin = tuple(f"{source.label}: data begins on {said(source.first)}." for source in coverages)
        return Arrival(period=period, completeness=Completeness.MISSING, notes=begin)
    usable = up_to_yesterday(period, today)
    reach = max(source.last for source in began)
    if reach < usable.start:
        return Arrival(
            period=period, completeness=Completeness.MISSING, notes=tuple(_late(began, usable.last))
        )
    cut = until(usable, reach)
    live = [source for source in began if source.last + ENDED >= cut.start]
    delivered = tuple((source, _delivered(source, cut)) for source in live)
    holes = _without(cut, [span for _, days in delivered for span in days])
    if holes == (cut,):
        return Arrival(period=period, completeness=Completeness.MISSING, notes=tuple(_gaps(live, cut)))
    notes = (
        *_late(live, usable.last),
        *_gaps(live, cut),
        *_begun(holes, cut, live),
        *(_newest(live, usable.last) if usable.last != today else ()),
    )
    whole = cut == period and not notes and not holes and (today is None or today not in cut)
    ended = tuple(source for source in began if source not in live)
    return Arrival(
        period=cut,
        completeness=Completeness.COMPLETE if whole else Completeness.PARTIAL,
        through=None if whole else cut.last,
        delivered=delivered,
        ended=ended,
        holes=holes,
        notes=(*notes, *(f"{one.label} ended on {said(one.last)}." for one in ended)),
    )


def fair_baseline(asked: Period, arrived: Arrival, baseline: Period) -> Period:
    """The baseline, cut to as many days as the facts of the asked period hold."""
    if arrived.period.days == asked.days or arrived.period.days >= baseline.days:
        return baseline
    return until(baseline, baseline.start + arrived.period.days * DAY - DAY)


def same_days(arrived: Arrival, baseline: Period) -> tuple[Part, ...]:
    """The days of the baseline that match what each source delivered of the asked period.

    A source that has not arrived is left out of the baseline too, so that like is compared with like. One that
    began in between is not: it is news.
    """
    spans: dict[tuple[Period, ...], list[Coverage]] = {}
    for source, days in arrived.delivered:
        spans.setdefault(_from_start(source, days, arrived.period), []).append(source)
    if set(spans) == {(arrived.period,)}:
        return (Part(baseline),)
    spans.setdefault((arrived.period,), []).extend(arrived.ended)
    return tuple(
        Part(moved, tuple(sources))
        for days, sources in spans.items()
        if sources
        for span in days
        if (moved := _move(span, arrived.period, baseline))
    )


def relevant(coverages: Iterable[Coverage], filters: Mapping[str, Collection[str]]) -> tuple[Coverage, ...]:
    """The sources that can feed what the filters let through."""
    kept = tuple(coverages)
    if channels := filters.get("sales_channel"):
        kept = tuple(one for one in kept if not one.sales_channels or set(channels) & set(one.sales_channels))
    if sources := filters.get("source"):
        kept = tuple(one for one in kept if one.source in sources or one.label in sources)
    if platforms := filters.get("platform"):
        kept = tuple(one for one in kept if any(_feeds(one, platform) for platform in platforms)) or kept
    return kept


def is_closed(source: Coverage, day: date) -> bool:
    """Whether a day of a source can no longer grow: a later day, or the day's end, has arrived."""
    return day < source.last or (source.through is not None and source.through.date() > day)


def has_arrived(sources: Iterable[Coverage], day: date) -> bool:
    """Whether any of the sources tells of a day."""
    return any(one.first <= day <= one.last and not any(day in gap for gap in one.gaps) for one in sources)


def last_complete(source: Coverage) -> date:
    """The newest day of a source that can no longer grow, or its only day."""
    return source.last if is_closed(source, source.last) else max(source.first, source.last - DAY)


def until(period: Period, last: date) -> Period:
    """The period up to and including a day; unchanged where it ends sooner."""
    return period if last >= period.last else replace(period, end=last + DAY)


def up_to_yesterday(period: Period, today: date | None) -> Period:
    """A period without today, which is never whole; today itself, and later days, stay as they are."""
    if today is None or period.start >= today:
        return period
    return until(period, today - DAY)


def said(day: date) -> str:
    """A day as people write it: Sat 21 Nov 2026."""
    return dates(one_day(day))


def _delivered(source: Coverage, period: Period) -> tuple[Period, ...]:
    start, end = max(source.first, period.start), min(source.last + DAY, period.end)
    if start >= end:
        return ()
    return _without(replace(period, start=start, end=end), source.gaps)


def _without(period: Period, taken: Iterable[Period]) -> tuple[Period, ...]:
    """What is left of a period when some days are taken out."""
    left: list[Period] = []
    start = period.start
    for span in sorted(taken):
        if span.start > start and start < period.end:
            left.append(replace(period, start=start, end=min(span.start, period.end)))
        start = max(start, span.end)
    if start < period.end:
        left.append(replace(period, start=start))
    return tuple(left)


def _from_start(source: Coverage, days: tuple[Period, ...], period: Period) -> tuple[Period, ...]:
    """The same days, taken from the period's start where the source only began inside it."""
    if not days or source.first <= period.start:
        return days
    return (replace(days[0], start=period.start), *days[1:])


def _move(span: Period, period: Period, baseline: Period) -> Period | None:
    """The days of the baseline that lie where the span lies in the period; the end stays the end."""
    start = baseline.start + (span.start - period.start)
    end = baseline.end if span.end == period.end else baseline.start + (span.end - period.start)
    end = min(end, baseline.end)
    return replace(baseline, start=start, end=end) if start < end else None


def _late(sources: Iterable[Coverage], last: date) -> list[str]:
    return [f"{one.label} has not arrived since {said(one.last)}." for one in sources if one.last < last]


def _gaps(sources: Iterable[Coverage], period: Period) -> list[str]:
    return [
        f"{one.label} has no data for {dates(gap)}."
        for one in sources
        for gap in one.gaps
        if gap.start < period.end and gap.end > period.start
    ]


def _begun(holes: Sequence[Period], period: Period, sources: Sequence[Coverage]) -> list[str]:
    first = min(source.first for source in sources)
    return [f"Data begins on {said(first)}."] if holes and period.start < first else []


def _newest(sources: Iterable[Coverage], last: date) -> list[str]:
    return [
        f"{one.label}: {said(one.last)} is the newest day and may still grow."
        for one in sources
        if one.last == last and not is_closed(one, one.last)
    ]


def _feeds(source: Coverage, value: str) -> bool:
    """Whether a platform is fed by a source, by name: "Meta" by meta_ads, "Google Ads" by google_ads."""
    names = {name.lower().replace(" ", "_") for name in (source.source, source.label)}
    wanted = value.lower().replace(" ", "_")
    return any(name.startswith(wanted) or wanted.startswith(name) for name in names)


def days_of(period: Period) -> Iterable[date]:
    """Each day of a period, in order."""
    return (period.start + timedelta(days=offset) for offset in range(period.days))
