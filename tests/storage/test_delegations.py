"""Who decides for whom while they are away, and what nobody can arrange."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import Store, delegations, people
from storage import migrations as storage
from storage.delegations import Delegation, Impossible, chains

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "state.db", storage.ALL)
    yield store
    store.close()


def says(
    store: Store, who: str, to: str, *, start: datetime = MONDAY, until: datetime = MONDAY + WEEK
) -> None:
    with store.write() as db:
        delegations.delegate(db, Delegation(who=who, to=to, start=start, until=until, by=who, at=start))


def stands_in(store: Store, now: datetime) -> dict[str, str]:
    with store.read() as db:
        return delegations.standing_in(db, now)


def test_it_holds_from_its_first_moment_and_not_in_its_last(store: Store) -> None:
    says(store, "UANN", "UBEN")

    assert stands_in(store, MONDAY - timedelta(microseconds=1)) == {}
    assert stands_in(store, MONDAY) == {"UANN": "UBEN"}
    assert stands_in(store, MONDAY + WEEK - timedelta(microseconds=1)) == {"UANN": "UBEN"}
    assert stands_in(store, MONDAY + WEEK) == {}


def test_back_earlier_means_back(store: Store) -> None:
    says(store, "UANN", "UBEN")
    with store.write() as db:
        assert delegations.end(db, "UANN", MONDAY + DAY)
        assert not delegations.end(db, "UANN", MONDAY + DAY)

    assert stands_in(store, MONDAY) == {"UANN": "UBEN"}
    assert stands_in(store, MONDAY + DAY) == {}


def test_who_is_asked_again_goes_to_whom_they_named_last(store: Store) -> None:
    says(store, "UANN", "UBEN")
    says(store, "UANN", "UCAT", start=MONDAY + DAY)

    assert stands_in(store, MONDAY) == {"UANN": "UBEN"}
    assert stands_in(store, MONDAY + DAY) == {"UANN": "UCAT"}


def test_the_last_of_a_chain_decides(store: Store) -> None:
    says(store, "UBEN", "UCAT")
    says(store, "UANN", "UBEN")

    assert stands_in(store, MONDAY) == {"UANN": "UCAT", "UBEN": "UCAT"}


def test_who_has_left_is_passed_over(store: Store) -> None:
    says(store, "UBEN", "UCAT")
    says(store, "UANN", "UBEN")
    with store.write() as db:
        people.note_standing(db, "UCAT", "gone", at=MONDAY)

    assert stands_in(store, MONDAY) == {"UANN": "UBEN"}

    with store.write() as db:
        people.note_standing(db, "UBEN", "gone", at=MONDAY)

    assert stands_in(store, MONDAY) == {}


def test_nobody_hands_over_to_themselves_in_a_circle_or_to_somebody_who_left(store: Store) -> None:
    says(store, "UBEN", "UCAT")
    says(store, "UCAT", "UDAN")
    with store.write() as db:
        people.note_standing(db, "UGONE", "gone", at=MONDAY)

    for who, to in (("UANN", "UANN"), ("UCAT", "UBEN"), ("UDAN", "UBEN"), ("UANN", "UGONE")):
        with pytest.raises(Impossible):
            says(store, who, to)
    assert stands_in(store, MONDAY) == {"UBEN": "UDAN", "UCAT": "UDAN"}


def test_a_circle_at_another_time_is_none(store: Store) -> None:
    says(store, "UBEN", "UANN", start=MONDAY + WEEK, until=MONDAY + 2 * WEEK)

    says(store, "UANN", "UBEN")
    with pytest.raises(Impossible):
        says(store, "UANN", "UBEN", until=MONDAY + WEEK + DAY)


def test_three_stand_in_one_after_the_other_and_a_fourth_does_not(store: Store) -> None:
    says(store, "UCAT", "UDAN")
    says(store, "UBEN", "UCAT")
    says(store, "UANN", "UBEN")

    with pytest.raises(Impossible):
        says(store, "UZOE", "UANN")
    with pytest.raises(Impossible):
        says(store, "UDAN", "UEVE")


PEOPLE = ["UANN", "UBEN", "UCAT", "UDAN", "UEVE", "UFAY"]
WISHES = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 6), st.integers(1, 7)),
    max_size=12,
)


@given(wishes=WISHES)
def test_whatever_people_arrange_everybody_is_led_to_somebody_who_is_there(
    tmp_path_factory: pytest.TempPathFactory, wishes: list[tuple[str, str, int, int]]
) -> None:
    store = Store(tmp_path_factory.mktemp("state") / "state.db", storage.ALL)
    try:
        for who, to, first, days in wishes:
            try:
                says(store, who, to, start=MONDAY + first * DAY, until=MONDAY + (first + days) * DAY)
            except Impossible:
                continue
        for day in range(15):
            found = stands_in(store, MONDAY + day * DAY)
            assert not set(found) & set(found.values())
    finally:
        store.close()


@given(
    to=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    gone=st.sets(st.sampled_from(PEOPLE)),
)
def test_a_chain_always_ends_and_never_with_who_has_left_or_with_oneself(
    to: dict[str, str], gone: set[str]
) -> None:
    found = chains(to, gone)

    assert all(who != last and last not in gone for who, last in found.items())
