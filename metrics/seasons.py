"""Sales seasons: the weeks in which a country's shops reduce their prices, by law or by habit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import WE, relativedelta

DAY = timedelta(days=1)
Span = tuple[date, date]


@dataclass(frozen=True, kw_only=True)
class Season:
    """A stretch of the year with its name, by country (ISO code). `falls` gives first day and the day after the last."""

    name: str
    country: str
    falls: Callable[[int], Span]


def _between(first: tuple[int, int], last: tuple[int, int]) -> Callable[[int], Span]:
    return lambda year: (date(year, *first), date(year, *last) + DAY)


def soldes_d_hiver(year: int) -> Span:
    """France: four weeks from the second Wednesday of January, or the first where the second is after the 12th.

    Code de commerce, article D310-15-2; some departments differ.
    """
    second = date(year, 1, 1) + relativedelta(weekday=WE(2))
    start = second - timedelta(days=7) if second.day > 12 else second
    return start, start + timedelta(days=28)


def soldes_d_ete(year: int) -> Span:
    """France: four weeks from the last Wednesday of June, or the one before where that is after the 28th."""
    last = date(year, 6, 30) + relativedelta(weekday=WE(-1))
    start = last - timedelta(days=7) if last.day > 28 else last
    return start, start + timedelta(days=28)


def _belgian(month: int, day: int) -> Callable[[int], Span]:
    """Belgium: from the 3rd of January or the 1st of July, a day sooner where that is a Sunday, to the month's end."""

    def falls(year: int) -> Span:
        start = date(year, month, day)
        return start - DAY * (start.weekday() == 6), date(year, month, 31) + DAY

    return falls


SEASONS: tuple[Season, ...] = (
    Season(name="Winter sales", country="FR", falls=soldes_d_hiver),
    Season(name="Summer sales", country="FR", falls=soldes_d_ete),
    Season(name="Winter sales", country="BE", falls=_belgian(1, 3)),
    Season(name="Summer sales", country="BE", falls=_belgian(7, 1)),
    Season(name="January sales", country="GB", falls=_between((1, 1), (1, 31))),
    Season(name="Back to school", country="GB", falls=_between((8, 1), (9, 5))),
    Season(name="Back to school", country="US", falls=_between((7, 15), (9, 5))),
)


def seasons_in(start: date, end: date, countries: tuple[str, ...]) -> dict[str, int]:
    """How many of the days `start` ≤ day < `end` lie in each season of these countries, by “name (country)”."""
    found: dict[str, int] = {}
    for season in SEASONS:
        if season.country not in {country.partition("-")[0] for country in countries}:
            continue
        spans = (season.falls(year) for year in range(start.year, end.year + 1))
        days = sum(max(0, (min(end, after) - max(start, first)).days) for first, after in spans)
        if days:
            found[f"{season.name} ({season.country})"] = days
    return found
