"""Why a Sunday sold £12,300 less than last year's: the whole bridge of the design, told in Slack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import bot
from sandbox.seen import Seen
from storage import notes
from tests import bridge_shop
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage, settings_for, staged

WHY = "/why net sales yesterday vs ly"


@pytest.fixture(scope="module")
def two_sundays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The facts of the two Sundays, imported as anyone would."""
    folder = tmp_path_factory.mktemp("bridge")
    settings = settings_for(folder, folder / "facts.sqlite3")
    bot.import_into(settings, bridge_shop.write(folder / "exports"), now=MONDAY)
    return folder / "facts.sqlite3"


@pytest.fixture
def stage(tmp_path: Path, two_sundays: Path) -> Iterator[Stage]:
    """The bot of that shop, on Monday at 08:01."""
    with staged(tmp_path / "data", two_sundays) as stage:
        yield stage


def read(seen: Seen) -> str:
    """What stands there, with plain spaces."""
    return seen.text.replace("\u00a0", " ")


def test_it_reads_from_the_plain_sentence_to_the_channels_in_five_lines(stage: Stage) -> None:
    lines = read(stage.person("marcus").types(WHY)).split("\n")[:5]

    assert lines == [
        "Net sales fell £12,300 (−6.2 %); the largest part, −£20,885, went with conversion.",
        "£184,800 against £197,100: yesterday (Sun 22 Nov 2026) against same weekday last year, BF−5"
        " (Sun 23 Nov 2025) · complete",
        "Sessions 98,100 (+6.2 %) +£11,426 · Conversion 2.29 % (−0.26 pp) −£20,885 ← largest"
        " · Order value £82.35 (−1.5 %) −£2,841",
        "Conversion: 75 % of the fall is who came, not the site: Paid social grew from 19 % to 28 % of sessions,"
        " at 0.90 %. Within channels it slipped 0.07 pp (within normal variation).",
        "By marketing channel (purchase revenue as GA4 counts it): Email/SMS −£9,100 · Paid social +£5,400"
        " · Organic search −£4,200 · Direct −£2,200 · Paid search −£2,200",
    ]


def test_what_is_seen_adds_up(stage: Stage) -> None:
    _, _, factors, _, channels, *_ = read(stage.person("marcus").types(WHY)).split("\n")

    for line in (factors, channels):
        pounds = re.findall(r"([+−])£([\d,]+)(?= |$)", line)
        assert (
            sum(int(amount.replace(",", "")) * (1 if sign == "+" else -1) for sign, amount in pounds)
            == -12_300
        )


def test_no_method_is_named_before_show_data_and_there_it_is(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types(WHY)
    parts = marcus.clicks(answer, "All parts")
    data = read(marcus.clicks(answer, "Show data"))

    for seen in (answer, parts):
        assert not re.search(r"LMDI|Shapley|\bmix\b|\brate\b", seen.text)
    assert "LMDI" in data and "mix −0.20 pp, rate −0.07 pp" in data
    assert "−£20,885.42" in data


def test_every_number_is_followed_to_its_rows(stage: Stage) -> None:
    marcus = stage.person("marcus")
    data = marcus.clicks(marcus.types(WHY), "Show data")

    rows = marcus.clicks(data, "Queries and files")

    for name in ("Net sales", "Sessions", "Orders"):
        assert name in rows
    assert "data-export-2026-11-22.csv" in rows and "orders_export.csv" in rows


def test_a_drill_down_tells_the_same_change_another_way(stage: Stage) -> None:
    marcus = stage.person("marcus")
    answer = marcus.types(WHY)
    assert "By device" in answer.buttons and "By product" in answer.choices

    device = read(marcus.clicks(answer, "By device"))

    assert "fell £12,300" in device and "vs Sun 23 Nov 2025" in device
    assert (
        "By device (purchase revenue as GA4 counts it): Mobile −£7,380 ← largest · Desktop −£4,920" in device
    )


def test_because_is_said_of_a_note_that_matches_and_of_no_other(stage: Stage) -> None:
    with stage.running.bot.store.write() as db:
        for text, scope, about in (
            ("Paid social budget +60 %", "marketing_channel", "Paid social"),
            ("Email sends 1 (2 last year)", "", ""),
        ):
            notes.add(
                db, text=text, start=date(2026, 11, 17), scope=scope, about=about, by="U0MARCUS", at=MONDAY
            )

    answer = read(stage.person("aiko").types(WHY))

    assert (
        "• Paid social budget +60 % (from Tue 17 Nov on, Marcus, about Paid social); it moved, perhaps because of this"
        in answer
    )
    assert "• Email sends 1 (2 last year) (from Tue 17 Nov on, Marcus)\n" in answer
    assert answer.count("because") == 1


def test_conversion_is_told_apart_by_who_came(stage: Stage) -> None:
    answer = read(stage.person("marcus").types("/why conversion rate yesterday vs ly"))

    assert "Conversion rate fell 0.26 pp" in answer
    assert "75 % of the fall is who came, not the site" in answer
