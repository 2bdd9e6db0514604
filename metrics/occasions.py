"""What is special about a day, by name: so many days from Black Friday, a public holiday, a promotion of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from metrics import calendar, promotions
from metrics.holidays import holidays_of
from metrics.shop_year import ShopYear

#: A feast or promotion, and how many days from its first day.
Occasion = tuple[str, int]
#: The occasions of days that have any.
Marked = Mapping[date, tuple[Occasion, ...]]

#: The days before and after each feast on which trade follows it.
WINDOWS: dict[str, tuple[int, int]] = {
    "Black Friday": (4, 4),
    "Easter": (3, 2),
    "Christmas": (7, 2),
    "New Year's Day": (2, 1),
    "Valentine's Day": (3, 0),
}
PUBLIC_HOLIDAY: Occasion = ("Public holiday", 0)
_FEASTS = tuple(event for event in calendar.EVENTS if event.name in WINDOWS)


def occasions_of(day: date, year: ShopYear) -> tuple[Occasion, ...]:
    """What a day is, the most telling first: a promotion by name, its kind, a feast, a holiday by name, any holiday.

    Empty on an ordinary day.
    """
    promoted = [
        occasion
        for one in year.promotions
        if one.start <= day < one.end
        for occasion in (
            (f"Promotion {promotions.plain_name(one.name)}", (day - one.start).days),
            (f"Promotion of kind {one.kind}", 0),
        )
    ]
    feasts = _feasts(day)
    named = _holidays(day, year.countries)
    return (*promoted, *feasts, *named, *((PUBLIC_HOLIDAY,) if named and not feasts else ()))


def name_of(day: date, year: ShopYear) -> str:
    """What people call a day: its feast, or the promotion that begins on it; empty where it has no name."""
    feast = next((one.name for one in calendar.EVENTS if one.days == 1 and one.first(day.year) == day), "")
    return feast or next((one.name for one in year.promotions if one.start == day), "")


def marked(days: Iterable[date], year: ShopYear) -> Marked:
    """What each of these days is, where it is anything."""
    return {day: found for day in days if (found := occasions_of(day, year))}


@lru_cache(maxsize=4096)
def _feasts(day: date) -> tuple[Occasion, ...]:
    found = []
    for event in _FEASTS:
        before, after = WINDOWS[event.name]
        for at in (day.year, (day + timedelta(days=before)).year):
            away = (day - event.first(at)).days
            if -before <= away <= after and (event.name, away) not in found:
                found.append((event.name, away))
    return tuple(found)


@lru_cache(maxsize=4096)
def _holidays(day: date, countries: tuple[str, ...]) -> tuple[Occasion, ...]:
    names = [
        (one.name, 0) for country in countries for one in holidays_of(country, day.year) if one.day == day
    ]
    return tuple(dict.fromkeys(names))
