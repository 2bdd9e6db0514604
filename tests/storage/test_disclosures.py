"""The log of what was disclosed is only ever added to."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from storage import Store, disclosures
from storage.disclosures import Disclosure

SHOWN = Disclosure(
    at=datetime(2026, 11, 23, 8, 1, tzinfo=UTC),
    who="U0DANA",
    metric="gross_margin",
    start=date(2026, 11, 16),
    end=date(2026, 11, 23),
    surface="slash command",
    place="C0ECOM",
)


def test_what_was_shown_is_found_newest_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.sqlite3", [disclosures.MIGRATIONS])
    with store.write() as db:
        disclosures.note(db, [SHOWN, Disclosure(**{**vars(SHOWN), "who": "U0ROSA"})])

        assert [one.who for one in disclosures.latest(db)] == ["U0ROSA", "U0DANA"]
        assert disclosures.latest(db, 5)[1] == SHOWN
    store.close()


@pytest.mark.parametrize("order", ["DELETE FROM disclosure", "UPDATE disclosure SET who = 'nobody'"])
def test_nothing_is_taken_back(tmp_path: Path, order: str) -> None:
    store = Store(tmp_path / "state.sqlite3", [disclosures.MIGRATIONS])
    with store.write() as db:
        disclosures.note(db, [SHOWN])

    with pytest.raises(sqlite3.IntegrityError, match="only added to"), store.write() as db:
        db.execute(order)
    store.close()
