"""Alerts, incidents and follows as they are remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from storage import Store, alerts, changes, follows, incidents, migrations
from storage.alerts import Alert
from storage.follows import Follow

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WANTED = Alert(kind="change", metric="net_sales", size=0.15, place="C0ECOM", owner="U0MARCUS")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state.sqlite3", migrations.ALL)
    yield opened
    opened.close()


def test_an_alert_is_kept_as_it_was_said_and_the_same_twice_is_one(store: Store) -> None:
    with store.write() as db:
        kept = alerts.add(db, replace(WANTED, urgent=True, weekly=True, known=date(2026, 11, 20)), now=NOW)
        again = alerts.add(db, replace(WANTED, urgent=True, weekly=True, owner="U0DANA"), now=NOW)

        assert again == kept
        assert alerts.all_of(db) == [kept]
        assert (kept.urgent, kept.weekly, kept.known, kept.created_at) == (
            True,
            True,
            date(2026, 11, 20),
            NOW,
        )


def test_every_change_of_an_alert_is_in_the_log(store: Store) -> None:
    with store.write() as db:
        kept = alerts.add(db, WANTED, now=NOW)
        alerts.change(db, replace(kept, size=0.2), by="U0DANA", now=NOW)
        alerts.stop(db, kept.id, by="U0DANA", now=NOW)
        alerts.stop(db, kept.id, by="U0DANA", now=NOW)

        assert alerts.get(db, kept.id) is None
        said = [(one.before, one.after) for one in changes.latest(db)]
    first, second = "change net_sales down 0.15 normal", "change net_sales down 0.2 normal"
    assert said == [(second, None), (first, second), (None, first)]


def test_a_threshold_is_raised_for_one_series_and_lowered_again(store: Store) -> None:
    with store.write() as db:
        kept = alerts.add(db, WANTED, now=NOW)
        for _ in range(2):
            alerts.raise_threshold(db, kept.id, "sessions", steps=1, by="U0AIKO", now=NOW)

        assert alerts.steps_of(db, kept.id) == {"sessions": 2}
        assert alerts.take_back_latest(db, kept.id, "sessions", by="U0AIKO", now=NOW)
        assert alerts.steps_of(db, kept.id) == {"sessions": 1}
        assert alerts.take_back_latest(db, kept.id, "orders", by="U0AIKO", now=NOW) is None


def begun(store: Store, **more: object) -> incidents.Kept | None:
    asked = {
        "alert": 1,
        "series": "",
        "opened": date(2026, 11, 22),
        "place": "C0ECOM",
        "shown": {"value": 1.0},
        "now": NOW,
    }
    with store.write() as db:
        return incidents.begin(db, **(asked | more))  # type: ignore[arg-type]


def test_an_incident_begins_once(store: Store) -> None:
    first = begun(store)

    assert first is not None and first.key == "incident/1" and first.state == "open"
    assert begun(store) is None
    assert begun(store, series="sessions") is not None


def test_who_is_slower_changes_nothing(store: Store) -> None:
    kept = begun(store)
    assert kept is not None
    with store.write() as db:
        assert incidents.save(db, replace(kept, state="acknowledged", by="U0AIKO"), before=kept)
        assert not incidents.save(db, replace(kept, state="closed", closed_at=NOW), before=kept)
        now = incidents.get(db, kept.id)
    assert now is not None and (now.state, now.by) == ("acknowledged", "U0AIKO")


def test_what_is_held_back_does_not_count_as_told(store: Store) -> None:
    begun(store)
    begun(store, series="sessions", held=True)
    with store.read() as db:
        assert incidents.told_since(db, "C0ECOM", NOW - timedelta(hours=1)) == 1
        assert [one.series for one in incidents.held_since(db, "C0ECOM", NOW)] == ["sessions"]
        assert incidents.is_going_on_in(db, "C0ECOM", "sessions")
        assert not incidents.is_going_on_in(db, "C0EXEC", "sessions")


def test_a_follower_is_told_of_each_day_once_and_the_last_ends_it(store: Store) -> None:
    one = Follow(person="U0MARCUS", kind="campaign", about="BF-Early", since=date(2026, 11, 20))
    with store.write() as db:
        assert follows.begin(db, one, now=NOW)
        assert not follows.begin(db, one, now=NOW)
        assert follows.tell(db, one, 1, last=7)
        assert not follows.tell(db, one, 1, last=7)
        assert follows.all_of(db) == [replace(one, told=1)]
        assert follows.tell(db, one, 7, last=7)
        assert follows.all_of(db) == []
        assert not follows.stop(db, one.person, one.kind, one.about)
