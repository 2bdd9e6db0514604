"""A click has one effect and one answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from delivery import inbox
from storage import Store

NOW = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)


def test_only_the_first_time_is_the_first_time(store: Store):
    with store.write() as db:
        assert inbox.first_time(db, "click-1", now=NOW)
        assert not inbox.first_time(db, "click-1", now=NOW)


def test_the_first_answer_stands(store: Store):
    with store.write() as db:
        assert inbox.seen(db, "click-1") is None
        inbox.first_time(db, "click-1", now=NOW)
        assert inbox.seen(db, "click-1") == inbox.Seen(answer=None)
        inbox.remember(db, "click-1", "first")
        inbox.remember(db, "click-1", "second")

        assert inbox.seen(db, "click-1") == inbox.Seen(answer="first")


def test_a_click_whose_effect_was_rolled_back_may_come_again(store: Store):
    try:
        with store.write() as db:
            inbox.first_time(db, "click-1", now=NOW)
            raise LookupError
    except LookupError:
        pass

    with store.write() as db:
        assert inbox.first_time(db, "click-1", now=NOW)


def test_clicks_are_forgotten_after_thirty_days(store: Store):
    with store.write() as db:
        inbox.first_time(db, "old", now=NOW)
        inbox.first_time(db, "new", now=NOW + timedelta(days=31))

        assert inbox.seen(db, "old") is None
