"""What leads a digest, what follows and what waits in its thread: money × surprise × what it matters to the reader."""

from __future__ import annotations

from datetime import date

import pytest

from digests.digest import WEEKDAYS, Covers, days_told
from digests.news import MOST, News, front
from metrics.period import Period

POUND = 100


def news(section: str, pounds: float, surprise: float = 2.0, **more: object) -> News:
    return News(
        section=section, kind="figure", about=None, shows=(), money=pounds * POUND, surprise=surprise, **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_headline_is_worth_most_times_most_surprising():
    steady, jump = news("targets", 9_000, 0.5), news("sales", 4_000, 3.0)

    assert front([steady, jump], worth=0).lead is jump


def test_what_matters_more_to_a_role_overtakes():
    campaign, sale = news("campaigns", 4_000, weight=2.0), news("sales", 5_000)

    assert front([sale, campaign], worth=0).lead is campaign


def test_a_fall_weighs_as_much_as_a_rise():
    assert front([news("sales", 3_000), fall := news("site", -4_000)], worth=0).lead is fall


def test_what_is_as_usual_or_worth_little_waits_in_the_thread():
    usual, small = news("sales", 9_000, 0.4), news("site", 20)

    found = front([usual, small], worth=100 * POUND)

    assert found.lead is None and found.told == ()
    assert set(found.rest) == {usual, small}


def test_a_message_holds_a_headline_and_a_few_lines():
    many = [news(f"section {number}", 1_000 + number) for number in range(12)]

    found = front(many, worth=0)

    assert len(found.told) == 1 + MOST
    assert len(found.rest) == len(many) - len(found.told)


def test_no_section_fills_the_message_by_itself():
    found = front([news("products", 1_000 + number) for number in range(9)], worth=0)

    assert len(found.told) == 3


def test_one_story_is_told_once():
    cause, effect = news("site", 5_000, story="shop"), news("sales", 4_000, story="shop")

    found = front([cause, effect], worth=0)

    assert found.told == (cause,) and found.rest == (effect,)


def test_one_thing_to_decide_stands_apart():
    found = front(
        [news("sales", 9_000), news("stock", 5_000, asks=True), news("campaigns", 900, asks=True)], worth=0
    )

    assert found.decision is not None and found.decision.section == "stock"


def test_what_a_role_always_wants_to_know_is_told_however_usual():
    margin = news("margin", 300, 0.2)

    assert margin in front([news("sales", 9_000), margin], worth=0, always=("margin",)).lines


def test_a_notification_never_says_what_is_for_directors_alone():
    margin, sale = news("margin", 9_000, quiet=True), news("sales", 5_000)

    found = front([margin, sale], worth=0)

    assert found.lead is margin and found.aloud is sale
    assert front([margin], worth=0).aloud is None


@pytest.mark.parametrize(
    ("covers", "day", "days", "told"),
    [
        (Covers.YESTERDAY, date(2026, 11, 23), WEEKDAYS, (date(2026, 11, 22), date(2026, 11, 23))),
        (Covers.SINCE, date(2026, 11, 23), WEEKDAYS, (date(2026, 11, 20), date(2026, 11, 23))),
        (Covers.SINCE, date(2026, 11, 24), WEEKDAYS, (date(2026, 11, 23), date(2026, 11, 24))),
        (Covers.SINCE, date(2026, 11, 23), ("mon",), (date(2026, 11, 16), date(2026, 11, 23))),
        (Covers.WEEK, date(2026, 11, 25), ("wed",), (date(2026, 11, 16), date(2026, 11, 23))),
        (Covers.MONTH, date(2026, 11, 2), WEEKDAYS, (date(2026, 10, 1), date(2026, 11, 1))),
        (Covers.MONTH, date(2027, 1, 4), WEEKDAYS, (date(2026, 12, 1), date(2027, 1, 1))),
    ],
)
def test_which_days_an_edition_tells_of(covers, day, days, told):
    assert days_told(covers, day, days) == Period(*told)


def test_a_shops_week_begins_when_it_says():
    sunday = days_told(Covers.WEEK, date(2026, 11, 23), ("mon",), week_start="sunday")

    assert sunday == Period(date(2026, 11, 15), date(2026, 11, 22))
