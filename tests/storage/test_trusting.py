"""What is remembered of sources and figures: what is known, what was told, what was shown first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import Store, changes, known, published, troubles
from storage.migrations import ALL
from storage.published import Figure
from storage.troubles import Trouble

NOW = datetime(2026, 11, 23, 8, 1, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
SALES = Figure(metric="net_sales v1", start=TODAY - DAY, end=TODAY)
LATE = Trouble(
    key="late/ga4/2026-11-22",
    source="ga4",
    kind="late",
    since=date(2026, 11, 22),
    owner="U_AIKO",
    told_at=NOW,
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    store = Store(tmp_path / "state.db", ALL)
    with store.write() as db:
        yield db
    store.close()


def test_a_source_is_known_until_its_day_is_over(db: Database) -> None:
    kept = known.keep(db, "ga4", TODAY + DAY, by="U_AIKO", at=NOW)

    assert known.holding(db, TODAY) == {"ga4": kept}
    assert known.holding(db, TODAY + DAY) == {"ga4": kept}
    assert known.holding(db, TODAY + 2 * DAY) == {}
    assert known.get(db, "ga4") == kept


def test_what_is_known_can_be_prolonged_and_the_log_says_by_whom(db: Database) -> None:
    known.keep(db, "ga4", TODAY, by="U_AIKO", at=NOW)
    known.keep(db, "ga4", TODAY + DAY, by="U_DANA", at=NOW)

    assert known.holding(db, TODAY)["ga4"].until == TODAY + DAY
    assert changes.latest(db)[0] == changes.Change(
        at=NOW, by="U_DANA", what="ga4 known until", before="2026-11-23", after="2026-11-24"
    )


def test_a_day_that_has_passed_is_refused(db: Database) -> None:
    with pytest.raises(ValueError, match="passed"):
        known.keep(db, "ga4", TODAY - DAY, by="U_AIKO", at=NOW)


def test_a_trouble_is_told_once_and_ends_once(db: Database) -> None:
    assert troubles.tell(db, LATE)
    assert not troubles.tell(db, LATE)
    assert troubles.going_on(db) == [LATE]
    assert troubles.get(db, LATE.key) == LATE

    assert troubles.end(db, LATE.key, at=NOW + DAY)
    assert not troubles.end(db, LATE.key, at=NOW + 2 * DAY)
    assert troubles.going_on(db) == []
    assert [one.over_at for one in troubles.told_since(db, NOW)] == [NOW + DAY]
    assert troubles.told_since(db, NOW + DAY) == []


def test_the_first_value_shown_stays(db: Database) -> None:
    published.publish(db, SALES, 231000, at=NOW)
    again = published.publish(db, SALES, 240000, at=NOW + DAY)

    assert (again.value, again.at, again.latest) == (231000, NOW, 231000)


def test_a_restatement_is_told_to_each_reader_once_and_anew_when_it_moves_again(db: Database) -> None:
    published.publish(db, SALES, 231000, at=NOW)
    published.restate(db, SALES, 240000, at=NOW + DAY)
    moved = published.get(db, SALES)
    assert moved is not None and (moved.value, moved.latest) == (231000, 240000)

    assert [published.tell(db, moved, who) for who in ("U1", "U1", "U2")] == [True, False, True]

    published.restate(db, SALES, 250000, at=NOW + 2 * DAY)
    again = published.get(db, SALES)
    assert again is not None and published.tell(db, again, "U1")


def test_figures_of_segments_and_of_the_whole_are_kept_apart(db: Database) -> None:
    published.publish(db, SALES, 231000, at=NOW)
    part = Figure(metric=SALES.metric, start=SALES.start, end=SALES.end, segment='{"country": ["DE"]}')
    published.publish(db, part, 9000, at=NOW)

    assert [one.value for one in published.since(db, [SALES.metric], TODAY - 7 * DAY)] == [231000]
    assert published.since(db, [SALES.metric], TODAY) == []
    assert published.since(db, ["orders v1"], TODAY - 7 * DAY) == []
