"""Working time is what somebody would count who looks at the clock each minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from approvals.hours.days_off import days_of, is_known, public_holidays
from approvals.hours.working_time import Calendar, after, between, is_working
from tests.approvals.minute_counter import compare

BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"), country="DE-BY")


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_working_minutes_equal_a_count_minute_by_minute() -> None:
    compared = compare()

    assert (compared.calendars, compared.spans, compared.unequal) == (20, 20_000, ())


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T10:00", 240, "2026-11-23T14:00"),
        ("2026-11-23T16:00", 240, "2026-11-24T11:00"),
        ("2026-11-27T17:30", 60, "2026-11-30T09:30"),
        ("2026-11-28T12:00", 60, "2026-11-30T10:00"),
        ("2026-11-23T16:00", 120, "2026-11-23T18:00"),
        ("2026-12-23T17:00", 120, "2026-12-24T10:00"),
        ("2026-12-24T17:00", 120, "2026-12-28T10:00"),
    ],
)
def test_a_deadline_passes_over_nights_weekends_and_holidays(start: str, minutes: int, end: str) -> None:
    assert after(BERLIN, at(start), minutes) == at(end)
    assert between(BERLIN, at(start), at(end)) == minutes


def test_the_colleague_in_new_york_has_their_own_hours() -> None:
    new_york = Calendar(zone=ZoneInfo("America/New_York"), closes=17 * 60 + 30, country="US")

    assert after(new_york, at("2026-11-25T21:00"), 240) == at("2026-11-27T10:30", "America/New_York")


def test_an_end_before_its_start_has_no_minutes() -> None:
    assert between(BERLIN, at("2026-11-23T12:00"), at("2026-11-23T10:00")) == 0


def test_no_minutes_are_over_at_once_even_at_night() -> None:
    assert after(BERLIN, at("2026-11-22T03:00"), 0) == at("2026-11-22T03:00")


def test_nobody_works_after_closing() -> None:
    assert is_working(BERLIN, at("2026-11-23T17:59"))
    assert not is_working(BERLIN, at("2026-11-23T18:00"))
    assert not is_working(BERLIN, at("2026-11-22T12:00"))


def test_a_year_of_working_time_is_reached() -> None:
    start = at("2026-01-01T00:00")
    year = between(BERLIN, start, start + timedelta(days=3 * 365))

    assert between(BERLIN, start, after(BERLIN, start, year)) == year


def test_a_calendar_without_working_time_is_refused_rather_than_searched_for_ever() -> None:
    never = Calendar(zone=ZoneInfo("UTC"), days=frozenset())

    with pytest.raises(ValueError, match="nobody ever works"):
        after(never, datetime(2026, 11, 23, tzinfo=UTC), 1)


CLOSED = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//shop//days off//EN
BEGIN:VEVENT
SUMMARY:Company days
DTSTART;VALUE=DATE:20261228
DTEND;VALUE=DATE:20261231
END:VEVENT
BEGIN:VEVENT
SUMMARY:Move of the office
DTSTART:20261203T090000Z
END:VEVENT
BEGIN:VEVENT
SUMMARY:Picnic
STATUS:CANCELLED
DTSTART;VALUE=DATE:20261204
END:VEVENT
END:VCALENDAR
"""


def test_days_off_come_from_a_calendar_file() -> None:
    assert days_of(CLOSED) == {date(2026, 12, day) for day in (3, 28, 29, 30)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing of the kind", "cannot be read"),
        (
            CLOSED.replace("STATUS:CANCELLED", "RRULE:FREQ=YEARLY"),
            "“Picnic” repeats; write each day by itself",
        ),
        (CLOSED.replace("DTSTART:20261203T090000Z\n", ""), "“Move of the office” has no day"),
    ],
)
def test_a_calendar_file_that_cannot_be_taken_at_its_word_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        days_of(text.replace("STATUS:CANCELLED\n", "") if "RRULE" in text else text)


def test_public_holidays_are_those_of_the_part_of_the_country() -> None:
    corpus_christi = date(2026, 6, 4)

    assert corpus_christi in public_holidays("DE-BY", 2026)
    assert corpus_christi not in public_holidays("DE-BE", 2026)
    assert date(2026, 4, 6) in public_holidays("GB", 2026)  # Easter Monday, in England and Wales
    assert is_known("GB-SCT") and is_known("US") and not is_known("DE-XX") and not is_known("de-by.ics")
