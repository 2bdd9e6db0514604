"""Moving feasts fall where the almanac says, and like days are found around them."""

from datetime import date, timedelta

import pytest

from metrics.calendar import EVENTS, anchor, black_friday, cyber_monday, easter, iso_week, quarter_start


@pytest.mark.parametrize(
    ("year", "friday", "monday", "since_last", "to_christmas"),
    [
        (2023, date(2023, 11, 24), date(2023, 11, 27), 364, 31),
        (2024, date(2024, 11, 29), date(2024, 12, 2), 371, 26),
        (2025, date(2025, 11, 28), date(2025, 12, 1), 364, 27),
        (2026, date(2026, 11, 27), date(2026, 11, 30), 364, 28),
        (2027, date(2027, 11, 26), date(2027, 11, 29), 364, 29),
        (2028, date(2028, 11, 24), date(2028, 11, 27), 364, 31),
        (2029, date(2029, 11, 23), date(2029, 11, 26), 364, 32),
        (2030, date(2030, 11, 29), date(2030, 12, 2), 371, 26),
    ],
)
def test_black_friday_and_cyber_monday(year, friday, monday, since_last, to_christmas):
    assert (black_friday(year), cyber_monday(year)) == (friday, monday)
    assert (friday - black_friday(year - 1)).days == since_last
    assert (date(year, 12, 25) - friday).days == to_christmas


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2011, date(2011, 4, 24)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
    ],
)
def test_easter_sunday(year, sunday):
    assert easter(year) == sunday


def test_easter_came_385_days_after_the_last_in_2025_and_350_in_2026():
    assert (easter(2025) - easter(2024)).days == 385
    assert (easter(2026) - easter(2025)).days == 350


def test_an_iso_week_begins_on_its_monday():
    assert iso_week(2026, 47) == date(2026, 11, 16)
    assert iso_week(2026, 53) == date(2026, 12, 28)
    with pytest.raises(ValueError, match="week"):
        iso_week(2025, 53)


@pytest.mark.parametrize(
    ("day", "start"), [(date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 12, 31), date(2026, 10, 1))]
)
def test_a_quarter_begins_in_january_april_july_or_october(day, start):
    assert quarter_start(day) == start


@pytest.mark.parametrize(
    ("day", "last_years"),
    [
        (date(2024, 11, 29), date(2023, 11, 24)),  # Black Friday: 371 days
        (date(2024, 12, 2), date(2023, 11, 27)),  # its Cyber Monday
        (date(2024, 11, 25), date(2023, 11, 20)),  # the Monday before
        (date(2024, 11, 22), date(2023, 11, 17)),  # its weekday a year before is Black Friday itself
        (date(2024, 11, 18), date(2023, 11, 13)),  # and here the Monday before it
        (date(2026, 4, 5), date(2025, 4, 20)),  # Easter Sunday: 350 days
        (date(2026, 4, 3), date(2025, 4, 18)),  # Good Friday
        (date(2025, 12, 25), date(2024, 12, 25)),  # Christmas keeps its date
    ],
)
def test_days_around_an_event_are_like_the_same_days_around_last_years(day, last_years):
    found = anchor(day, day + timedelta(days=1))

    assert found is not None
    assert day - found[1] == last_years


def test_an_ordinary_day_has_no_event():
    assert anchor(date(2024, 11, 17), date(2024, 11, 18)) is None
    assert (
        anchor(date(2025, 11, 21), date(2025, 11, 22)) is None
    )  # a week before, as its weekday a year ago was
    assert anchor(date(2026, 9, 9), date(2026, 9, 10)) is None


def test_every_event_falls_in_every_year():
    for event in EVENTS:
        for year in range(2000, 2051):
            start, end = event.falls(year)
            assert start.year == year
            assert (end - start).days == event.days
