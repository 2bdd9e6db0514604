"""Promotions, targets and notes: kept, listed, taken back, with every earlier word in the history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage import Store, changes, notes, promotions, targets
from storage.migrations import ALL

NOW = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
BY = {"by": "U_MANAGER", "at": NOW}
NOVEMBER = {"start": date(2026, 11, 1), "end": date(2026, 12, 1)}
FRIDAY: dict[str, Any] = {
    "name": "BF early",
    "start": date(2026, 11, 20),
    "end": date(2026, 11, 23),
    "codes": ("BF", "VIP"),
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    store = Store(tmp_path / "state.db", ALL)
    with store.write() as db:
        yield db
    store.close()


# --- promotions ------------------------------------------------------------------------------------


def test_a_promotion_comes_back_as_it_was_entered(db: Database):
    kept = promotions.add(db, **FRIDAY, kind="Sitewide sale", where="GB", **BY)

    assert promotions.get(db, kept.id) == kept
    assert (kept.codes, kept.where, kept.by, kept.at) == (("BF", "VIP"), "GB", "U_MANAGER", NOW)
    assert changes.latest(db)[0].after == "BF early 2026-11-20..2026-11-23 Sitewide sale"


def test_the_same_promotion_is_kept_once(db: Database):
    assert promotions.add(db, **FRIDAY, **BY) == promotions.add(db, **FRIDAY, **BY)
    assert len(promotions.all_of(db)) == 1
    promotions.add(db, **FRIDAY, kind="Launch", **BY)
    assert len(promotions.all_of(db)) == 2


def test_promotions_are_found_by_the_days_they_touch(db: Database):
    kept = promotions.add(db, **FRIDAY, **BY)

    assert promotions.between(db, date(2026, 11, 22), date(2026, 11, 23)) == [kept]
    assert promotions.between(db, date(2026, 11, 23), date(2026, 12, 1)) == []
    assert promotions.between(db, date(2026, 11, 1), date(2026, 11, 20)) == []


def test_a_promotion_is_removed_and_restored_and_the_history_says_so(db: Database):
    kept = promotions.add(db, **FRIDAY, **BY)

    assert promotions.remove(db, kept.id, **BY)
    assert not promotions.remove(db, kept.id, **BY)
    assert promotions.all_of(db) == []
    assert promotions.restore(db, kept.id, **BY)
    assert promotions.all_of(db) == [kept]
    assert not promotions.restore(db, 99, **BY)
    assert [change.after is None for change in changes.latest(db)] == [False, True, False]


def test_a_promotion_that_ends_before_it_starts_is_refused(db: Database):
    with pytest.raises(ValueError, match="ends before"):
        promotions.add(db, name="x", start=date(2026, 1, 2), end=date(2026, 1, 2), **BY)


# --- targets ---------------------------------------------------------------------------------------


def test_the_newest_word_about_a_target_holds(db: Database):
    targets.put(db, metric="net_sales", **NOVEMBER, value=600_000_000, owner="U_DIRECTOR", **BY)
    newer = targets.put(db, metric="net_sales", **NOVEMBER, value=640_000_000, owner="U_DIRECTOR", **BY)

    assert targets.current(db, "net_sales", **NOVEMBER) == newer
    assert [one.value for one in targets.history(db, "net_sales", **NOVEMBER)] == [640_000_000, 600_000_000]
    assert changes.latest(db)[0].before == "6e+08 U_DIRECTOR"


def test_undo_brings_back_what_held_before_and_only_once(db: Database):
    first = targets.put(db, metric="net_sales", **NOVEMBER, value=6.0, **BY)
    second = targets.put(db, metric="net_sales", **NOVEMBER, value=6.4, **BY)

    assert targets.undo(db, second.id, **BY) == first
    assert targets.undo(db, second.id, **BY) == first
    assert targets.undo(db, first.id, **BY) is None
    assert targets.undo(db, 99, **BY) is None
    assert len(changes.latest(db)) == 4


def test_undoing_an_older_word_leaves_the_newer_one(db: Database):
    first = targets.put(db, metric="net_sales", **NOVEMBER, value=6.0, **BY)
    second = targets.put(db, metric="net_sales", **NOVEMBER, value=6.4, **BY)

    assert targets.undo(db, first.id, **BY) == second


def test_saying_the_same_again_changes_nothing(db: Database):
    for _ in range(2):
        targets.put(db, metric="orders", **NOVEMBER, value=12_000, **BY)

    assert len(targets.history(db, "orders", **NOVEMBER)) == 1


def test_a_target_is_dropped_and_the_drop_undone(db: Database):
    kept = targets.put(db, metric="orders", **NOVEMBER, value=12_000, **BY)
    dropped = targets.put(db, metric="orders", **NOVEMBER, value=None, **BY)

    assert targets.current(db, "orders", **NOVEMBER) is None
    assert targets.all_of(db) == []
    assert targets.undo(db, dropped.id, **BY) == kept


def test_lines_and_the_whole_shop_have_their_own_targets(db: Database):
    shop = targets.put(db, metric="net_sales", **NOVEMBER, value=6.4, **BY)
    line = targets.put(
        db, metric="net_sales", **NOVEMBER, value=2.1, scope="product_line", about="Outerwear", **BY
    )
    year = targets.put(db, metric="net_sales", start=date(2026, 1, 1), end=date(2027, 1, 1), value=50, **BY)

    assert targets.on(db, date(2026, 11, 22)) == [shop, year, line]
    assert targets.on(db, date(2026, 12, 1)) == [year]
    assert targets.current(db, "net_sales", **NOVEMBER, scope="product_line", about="Outerwear") == line


# --- notes -----------------------------------------------------------------------------------------


def test_an_open_note_holds_from_its_day_on(db: Database):
    note = notes.add(
        db,
        text=" budget +60 % ",
        start=date(2026, 11, 17),
        scope="marketing_channel",
        about="Paid social",
        **BY,
    )

    assert note.text == "budget +60 %"
    assert notes.between(db, date(2026, 11, 16), date(2026, 11, 17)) == []
    assert notes.between(db, date(2027, 5, 1), date(2027, 5, 2)) == [note]


def test_a_note_of_some_days_ends_with_them(db: Database):
    note = notes.add(db, text="warehouse closed", start=date(2026, 11, 17), end=date(2026, 11, 19), **BY)

    assert notes.between(db, date(2026, 11, 18), date(2026, 12, 1)) == [note]
    assert notes.between(db, date(2026, 11, 19), date(2026, 12, 1)) == []


def test_a_note_is_taken_back_once_and_stays_in_the_history(db: Database):
    note = notes.add(db, text="x", start=date(2026, 11, 17), **BY)

    assert notes.remove(db, note.id, **BY)
    assert not notes.remove(db, note.id, by="U2", at=NOW + timedelta(hours=1))
    assert notes.latest(db) == []
    assert [(one.before, one.after) for one in changes.latest(db)] == [
        ("2026-11-17.. the shop: x", None),
        (None, "2026-11-17.. the shop: x"),
    ]


def test_an_empty_or_backward_note_is_refused(db: Database):
    with pytest.raises(ValueError, match="words"):
        notes.add(db, text="  ", start=date(2026, 11, 17), **BY)
    with pytest.raises(ValueError, match="before it starts"):
        notes.add(db, text="x", start=date(2026, 11, 17), end=date(2026, 11, 17), **BY)
