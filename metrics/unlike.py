"""What two periods do not have in common, each in a sentence: feasts, holidays, promotions, length, clock changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from metrics import calendar, promotions
from metrics.daylight import hours_in
from metrics.holidays import holidays_in
from metrics.period import Period, dates
from metrics.promotions import Promoted
from metrics.seasons import seasons_in
from metrics.shop_year import ShopYear

#: Feasts of one day: the moving ones matter to any range, the fixed ones to days and weeks.
_FEASTS = [event for event in calendar.EVENTS if event.days == 1]
MOVING = tuple(
    event
    for event in _FEASTS
    if event.name in ("Black Friday", "Cyber Monday", "Easter", "Easter Monday", "Good Friday")
)
#: Each with the days of trade around it, by which a long range can be aligned.
GROUPS = {
    "Black Friday": ("Black Friday", "Cyber Monday"),
    "Easter": ("Easter", "Easter Monday", "Good Friday"),
}
#: Feasts that are kept in some countries only; elsewhere their day is like any other.
KEPT_IN = {
    "Thanksgiving": ("US",),
    "Singles Day": ("CN", "HK", "TW", "SG", "MY"),
    "Halloween": ("US", "CA", "GB", "IE", "AU"),
    "Boxing Day": ("GB", "IE", "CA", "AU", "NZ"),
}
SHORT = 14
#: A difference of length by no more than this share is not told: a leap year beside another.
NEXT_TO_NOTHING = 0.01
#: From this length on, a difference of seasons or of single feasts is no news unless the two are a year apart.
LONG = 35


def unlike(asked: Period, baseline: Period, year: ShopYear, today: date | None = None) -> tuple[str, ...]:
    """Every difference worth a reader's care, the weightiest first; empty where like is compared with like."""
    return (
        *_feasts(asked, baseline, year.countries, today),
        *_promotions(asked, baseline, year.promotions),
        *_holidays(asked, baseline, year.countries),
        *_seasons(asked, baseline, year.countries),
        *lengths(asked, baseline),
        *_clocks(asked, baseline, year),
    )


# --- feasts ----------------------------------------------------------------------------------------


def _feasts(asked: Period, baseline: Period, countries: Sequence[str], today: date | None) -> Iterator[str]:
    a_year_apart = 350 <= (asked.start - baseline.start).days <= 385
    if not a_year_apart and max(asked.days, baseline.days) > LONG:
        return
    events = [event for event in (_FEASTS if asked.days <= SHORT else MOVING) if _is_kept(event, countries)]
    alone: dict[bool, list[str]] = {True: [], False: []}
    for event in events:
        now, then = _falls_in(event, asked), _falls_in(event, baseline)
        if bool(now) == bool(then) or _goes_without_saying(event, asked, baseline):
            continue
        if a_year_apart and event in MOVING:
            yield _moved(event, now, asked, baseline, today)
        else:
            alone[bool(now)].append(f"{event.name} ({_day((now or then)[0])})")
    yield from _on_one_side(alone[True], alone[False], asked)


def _on_one_side(now: Sequence[str], then: Sequence[str], asked: Period) -> Iterator[str]:
    """Days by name that only one of the two periods holds."""
    if asked.days == 1:
        yield from (f"This day is {name}; the day compared with is not." for name in now)
        yield from (f"The day compared with is {name}; this day is not." for name in then)
        return
    for names, said in ((now, "these days"), (then, "the days compared with")):
        if names:
            yield f"{_and(names)} {'is' if len(names) == 1 else 'are'} among {said} only."


def _is_kept(event: calendar.Event, countries: Sequence[str]) -> bool:
    """Whether a feast is kept where the shop sells."""
    where = KEPT_IN.get(event.name)
    return where is None or any(country.partition("-")[0] in where for country in countries)


def has_moved(feast: str, asked: Period, baseline: Period) -> bool:
    """Whether a moving feast, or a day of trade around it, is inside one of two periods only."""
    return any(
        bool(_falls_in(event, asked)) != bool(_falls_in(event, baseline))
        for event in MOVING
        if event.name in GROUPS[feast]
    )


def _goes_without_saying(event: calendar.Event, asked: Period, baseline: Period) -> bool:
    """Good Friday and Easter Monday, where Easter itself is on one side only."""
    if event.name not in ("Good Friday", "Easter Monday"):
        return False
    easter = next(one for one in MOVING if one.name == "Easter")
    return bool(_falls_in(easter, asked)) != bool(_falls_in(easter, baseline))


def _falls_in(event: calendar.Event, period: Period) -> list[date]:
    days = (event.first(year) for year in range(period.start.year, period.last.year + 1))
    return [day for day in days if day in period]


def _moved(
    event: calendar.Event, now: Sequence[date], asked: Period, baseline: Period, today: date | None
) -> str:
    """“Cyber Monday is inside November this year (30 Nov) and was not last year (1 Dec).”"""
    this = now[0] if now else _nearest(event, asked)
    that = _falls_in(event, baseline)[0] if not now else _nearest(event, baseline)
    whole = _month_name(asked)
    near = today is not None and asked.start.year == today.year
    this_year, last_year = (
        ("this year", "last year") if near else (f"in {asked.start.year}", f"in {baseline.start.year}")
    )
    where = f"inside {whole}" if whole else "among these days"
    shown = (
        (_day(this), _day(that))
        if near or whole
        else (f"{_day(this)} {this.year}", f"{_day(that)} {that.year}")
    )
    if now:
        return f"{event.name} is {where} {this_year} ({shown[0]}) and was not {last_year} ({shown[1]})."
    return f"{event.name} was {where} {last_year} ({shown[1]}) and is not {this_year} ({shown[0]})."


def _nearest(event: calendar.Event, period: Period) -> date:
    """The occurrence nearest to a period that does not hold it."""
    years = range(period.start.year - 1, period.last.year + 2)
    return min(
        (event.first(year) for year in years),
        key=lambda day: abs((day - period.start).days) + abs((day - period.last).days),
    )


def _month_name(period: Period) -> str:
    """“November”, “Q4”, or the year's own words; empty where a period has no name of its own."""
    if period.start.day != 1 or not (period.months or period.unit in ("month", "quarter", "year")):
        return ""
    if period.months == 1 or (period.unit == "month" and not period.months):
        return f"{period.start:%B}"
    return dates(period).removesuffix(f" {period.start.year}") if period.months == 3 else "the period"


# --- promotions, holidays, seasons -----------------------------------------------------------------


def _promotions(asked: Period, baseline: Period, known: Sequence[Promoted]) -> Iterator[str]:
    now, then = promotions.running(known, asked), promotions.running(known, baseline)
    if {promotions.plain_name(one.name) for one in now} == {promotions.plain_name(one.name) for one in then}:
        return
    if now and then:
        yield f"{_ran(now, asked)}; {_ran(then, baseline)} in the days compared with."
    elif now:
        yield f"{_ran(now, asked)}; no promotion ran in the days compared with."
    else:
        yield f"No promotion ran in these days; {_ran(then, baseline)} in the days compared with."


def _ran(ran: Sequence[Promoted], period: Period) -> str:
    """“Autumn sale” ran on 3 of 7 days."""
    names = _and([f"“{one.name}”" for one in ran[:3]]) + (" and others" if len(ran) > 3 else "")
    days = sum(any(one.start <= day < one.end for one in ran) for day in _each(period))
    return f"{names} ran" + (f" on {days} of {period.days} days" if days < period.days else "")


def _holidays(asked: Period, baseline: Period, countries: Sequence[str]) -> Iterator[str]:
    """Public holidays on one side only, those that the feasts have told already left out."""
    if max(asked.days, baseline.days) > LONG:
        return
    kept = [event for event in _FEASTS if _is_kept(event, countries)]
    feasts = {day for event in kept for period in (asked, baseline) for day in _falls_in(event, period)}
    now, then = (
        {(one.name, one.country): one.day for one in holidays_in(period, countries)}
        for period in (asked, baseline)
    )
    several = len(countries) > 1
    names = [
        [
            f"{name} ({f'{country}, ' if several else ''}{_day(day)})"
            for (name, country), day in days.items()
            if (name, country) not in other and day not in feasts
        ]
        for days, other in ((now, then), (then, now))
    ]
    yield from _on_one_side(names[0], names[1], asked)


def _seasons(asked: Period, baseline: Period, countries: tuple[str, ...]) -> Iterator[str]:
    if max(asked.days, baseline.days) > LONG:
        return
    now, then = (seasons_in(period.start, period.end, countries) for period in (asked, baseline))
    for name in sorted({*now, *then}):
        days, before = now.get(name, 0), then.get(name, 0)
        if days != before:
            yield f"{name}: {days} of {asked.days} days now, {before} of {baseline.days} then."


# --- length and clocks -----------------------------------------------------------------------------


def lengths(asked: Period, baseline: Period) -> Iterator[str]:
    """That one of the two is longer, and why where a leap day makes the difference."""
    if abs(asked.days - baseline.days) <= NEXT_TO_NOTHING * baseline.days:
        return
    leap = next(
        (day for period in (asked, baseline) for day in _each(period) if (day.month, day.day) == (2, 29)),
        None,
    )
    why = " (29 February)" if leap and abs(asked.days - baseline.days) == 1 else ""
    yield f"{asked.days} days against {baseline.days}{why}."


def _clocks(asked: Period, baseline: Period, year: ShopYear) -> Iterator[str]:
    """Clock changes on one side only, where an hour is a visible share: in one day or a weekend."""
    if max(asked.days, baseline.days) > 2:
        return
    sides = [{day: hours_in(day, year.zone) for day in _each(period)} for period in (asked, baseline)]
    if sum(sides[0].values()) == sum(sides[1].values()):
        return
    for day, hours in (sides[0] | sides[1]).items():
        if hours != 24:
            which = "forward" if hours < 24 else "back"
            yield f"{day:%a} {_day(day)} {day.year} has {hours:g} hours: the clocks go {which}."


def _each(period: Period) -> Iterator[date]:
    return (date.fromordinal(day) for day in range(period.start.toordinal(), period.end.toordinal()))


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _and(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
