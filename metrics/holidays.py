"""Public holidays by country: on them people shop otherwise than on the weekday they fall on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays as almanac

from metrics.period import Period

#: The part that is meant where a country has hardly any holidays in common.
USUAL_PART = {"GB": "ENG"}


@dataclass(frozen=True, order=True)
class Holiday:
    """A public holiday of one country (ISO 3166 code), by its English name where there is one."""

    day: date
    name: str
    country: str


@lru_cache(maxsize=256)
def holidays_of(country: str, year: int) -> tuple[Holiday, ...]:
    """The public holidays of a year, in order; none for a country the almanac does not know.

    `GB-SCT` and `DE-BY` name a part of a country; `GB` alone is England and Wales. Where several fall on one day
    each is listed.
    """
    code, _, part = country.upper().partition("-")
    try:
        found = almanac.country_holidays(
            code, subdiv=part or USUAL_PART.get(code), years=year, language="en_US"
        )
    except NotImplementedError:
        return ()
    return tuple(
        sorted(
            Holiday(day, name, country.upper())
            for day in found
            for name in found.get_list(day)
            if day.year == year
        )
    )


def is_known(country: str) -> bool:
    """Whether the almanac knows a country, or a part of one such as GB-ENG."""
    code, _, part = country.upper().partition("-")
    known = almanac.list_supported_countries()
    return code in known and (not part or part in known[code])


def holidays_in(period: Period, countries: Sequence[str]) -> tuple[Holiday, ...]:
    """The public holidays of these countries in a period, in order."""
    years = range(period.start.year, period.last.year + 1)
    return tuple(
        sorted(
            holiday
            for country in countries
            for year in years
            for holiday in holidays_of(country, year)
            if holiday.day in period
        )
    )


def same_a_year_before(day: date, countries: Sequence[str]) -> tuple[str, date] | None:
    """The name of the holiday that a day is, and the day it fell on the year before; None on other days.

    Days taken in lieu (“observed”) are left alone: they are holidays for their weekday's sake.
    """
    for country in countries:
        for holiday in holidays_of(country, day.year):
            if holiday.day == day and "(observed)" not in holiday.name:
                before = [one.day for one in holidays_of(country, day.year - 1) if one.name == holiday.name]
                if len(before) == 1:
                    return holiday.name, before[0]
    return None
