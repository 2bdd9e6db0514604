"""The calendars of a policy: from what `shop.yaml` says, and the days off in the files beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from approvals.hours.days_off import days_of, is_known
from approvals.hours.working_time import Calendar
from approvals.policy.rule_people import WorkCalendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class NoDaysOff(Exception):
    """Days off that cannot be known; the message says what to do, as people read it."""


def calendar_of(said: WorkCalendar, folder: Path) -> Calendar:
    """A calendar of the policy; its file of days off is looked for from `folder`. Raises NoDaysOff."""
    opens, _, closes = said.hours.partition("-")
    code = said.holidays if is_known(said.holidays) else ""
    return Calendar(
        zone=ZoneInfo(said.tz),
        days=frozenset(map(WEEKDAYS.index, said.days)),
        opens=_minutes(opens),
        closes=_minutes(closes),
        days_off=frozenset() if code or not said.holidays else _days_off(folder / said.holidays),
        country=code,
    )


def shops_own(zone: ZoneInfo, country: str) -> Calendar:
    """Monday to Friday from 9 to 18 in the shop's zone, but on the public holidays of `country` where they are known."""
    return Calendar(zone=zone, country=country if is_known(country) else "")


def _minutes(hour: str) -> int:
    """Minutes since midnight."""
    hours, _, minutes = hour.partition(":")
    return int(hours) * 60 + int(minutes)


def _days_off(path: Path) -> frozenset[date]:
    if path.suffix.casefold() != ".ics":
        raise NoDaysOff(f"“{path.name}” is neither an .ics file nor an ISO code such as DE or DE-BY")
    try:
        return days_of(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise NoDaysOff(
            f"there is no file {path}; put it there, or write an ISO code such as DE-BY"
        ) from problem
    except ValueError as problem:
        raise NoDaysOff(f"{path.name}: {problem}") from problem
