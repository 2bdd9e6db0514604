"""Promotions are read from tables and calendars; what cannot be read is named, never guessed."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.promotion_files import is_table, read_promotions

LONDON = ZoneInfo("Europe/London")

TABLE = """\
Name,Start date,End date,Type,Discount codes,Country
Black Friday,2026-11-27,2026-11-30,sitewide sale,BF26; BFVIP,GB
"Spring, early",10 Apr 2026,13 Apr 2026,,,
One day,2026-05-01,,Launch,,

Backwards,2026-05-02,2026-05-01,,,
Nameless day,soon,,,,
"""

CALENDAR = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
TZID:Europe/London\r
BEGIN:STANDARD\r
DTSTART:19701025T020000\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:1@shop\r
DTSTART;VALUE=DATE:20261127\r
DTEND;VALUE=DATE:20261201\r
SUMMARY:Black Friday\\, Cyber Mon\r
 day\r
CATEGORIES:Sitewide sale,Big\r
BEGIN:VALARM\r
TRIGGER:-PT15M\r
SUMMARY:not this one\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;TZID=America/New_York:20261209T190000\r
DURATION:P2D\r
SUMMARY:Late night\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART:20261201T000000Z\r
DTEND:20261203T000000Z\r
SUMMARY:Two days\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261212\r
SUMMARY:One day\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261201\r
RRULE:FREQ=WEEKLY\r
SUMMARY:Every Tuesday\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261201\r
STATUS:CANCELLED\r
SUMMARY:Called off\r
END:VEVENT\r
BEGIN:VEVENT\r
SUMMARY:Whenever\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_table_is_read_with_its_last_days_included():
    read = read_promotions("\ufeff" + TABLE, LONDON)

    friday, spring, one_day = read.promotions
    assert (friday.name, friday.kind, friday.where) == ("Black Friday", "Sitewide sale", "GB")
    assert friday.codes == ("BF26", "BFVIP")
    assert (friday.start, friday.end) == (date(2026, 11, 27), date(2026, 12, 1))
    assert (spring.name, spring.end, spring.kind) == ("Spring, early", date(2026, 4, 14), "Other")
    assert (one_day.start, one_day.end) == (date(2026, 5, 1), date(2026, 5, 2))


def test_lines_that_cannot_be_read_are_named():
    assert read_promotions(TABLE, LONDON).problems == (
        "Line 5: “Backwards” ends before it starts.",
        "Line 6: “soon” is no day I can read; write 2026-11-24.",
    )


def test_a_table_without_the_columns_says_what_they_are():
    (problem,) = read_promotions("what,when\nsale,2026-01-01\n", LONDON).problems

    assert "no column for name and start" in problem
    assert "name, start, end, kind, codes" in problem


@pytest.mark.parametrize(
    ("other", "start"),
    [("24/11/2026", date(2026, 4, 3)), ("11/24/2026", date(2026, 3, 4))],
)
def test_a_day_that_may_be_two_is_settled_by_the_rest_of_the_file(other, start):
    text = f"name;start\nA;03/04/2026\nB;{other}\n"

    assert read_promotions(text, LONDON).promotions[0].start == start


def test_a_day_that_may_be_two_is_never_guessed():
    read = read_promotions("name,start\nA,03/04/2026\n", LONDON)

    assert read.promotions == ()
    assert read.problems == ("Line 2: “03/04/2026” may mean two days; write 2026-MM-DD.",)


def test_a_slip_of_the_year_is_refused():
    assert "would last" in read_promotions("name,start,end\nA,2026-01-01,2062-01-01\n", LONDON).problems[0]


def test_a_calendar_is_read_in_the_shops_days():
    read = read_promotions(CALENDAR, LONDON)

    assert [(one.name, one.start, one.end) for one in read.promotions] == [
        ("Black Friday, Cyber Monday", date(2026, 11, 27), date(2026, 12, 1)),
        ("Late night", date(2026, 12, 10), date(2026, 12, 12)),
        ("Two days", date(2026, 12, 1), date(2026, 12, 3)),
        ("One day", date(2026, 12, 12), date(2026, 12, 13)),
    ]
    assert read.promotions[0].kind == "Sitewide sale"


def test_what_repeats_or_has_no_start_is_named():
    assert read_promotions(CALENDAR, LONDON).problems == (
        "“Every Tuesday”: repeats; add each time by itself.",
        "“Whenever”: has no start.",
    )


def events(*lines: str) -> str:
    """A calendar of one event."""
    return "\n".join(
        ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Sale", *lines, "END:VEVENT", "END:VCALENDAR")
    )


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (('DTSTART;TZID="Europe/Paris":20261127T003000', "DURATION:PT30M"), ("2026-11-26", "2026-11-27")),
        (("DTSTART;TZID=Nowhere/At all:20261127T103000", "DURATION:P1W"), ("2026-11-27", "2026-12-05")),
        (("DTSTART:20261127T000000", "DTEND:20261128T000000"), ("2026-11-27", "2026-11-28")),
        (("DTSTART:20261127T090000",), ("2026-11-27", "2026-11-28")),
        (("DTSTART;VALUE=DATE:20261127", "DTEND:20261128T120000"), ("2026-11-27", "2026-11-29")),
    ],
)
def test_the_days_of_an_event(lines: tuple[str, ...], days: tuple[str, str]):
    (read,) = read_promotions(events(*lines), LONDON).promotions

    assert (f"{read.start}", f"{read.end}") == days


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("DTSTART:soon",), "“Sale”: DTSTART cannot be read"),
        (("DTSTART:20261127T090000", "DTSTART:20261128T090000"), "“Sale”: has DTSTART more than once."),
        (("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261127"), "ends before it starts"),
        (("DTSTART:20261127T090000", "RECURRENCE-ID:20261127T090000"), "repeats"),
    ],
)
def test_what_is_wrong_with_an_event_is_said(lines: tuple[str, ...], problem: str):
    read = read_promotions(events(*lines), LONDON)

    assert read.promotions == ()
    assert problem in read.problems[0]


def test_all_calendars_of_a_file_are_read():
    text = events("DTSTART;VALUE=DATE:20261127") + "\n" + events("DTSTART;VALUE=DATE:20261226")

    assert [one.start.day for one in read_promotions(text, LONDON).promotions] == [27, 26]


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        ("name,start,end,kind,codes", True),
        ('"Promotion";"From";"To"', True),
        ("\ufeffName\tStart date", True),
        ("Campaign,Start date,End date,Cost", False),
        ("Name,Email,Total", False),
        ("", False),
    ],
)
def test_a_table_of_promotions_is_told_from_an_export(header: str, *, is_one: bool):
    assert is_table(header + "\nA,2026-01-01") is is_one


@given(st.text())
def test_no_text_breaks_the_reader(text):
    read_promotions(text, LONDON)
    read_promotions("BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + text + "\nEND:VEVENT", LONDON)
    read_promotions("name,start,end\n" + text, LONDON)
