"""What happened is written down, found again, said otherwise and taken back."""

from __future__ import annotations

import pytest

from sandbox.seen import Seen
from tests.stage import Stage

BUDGET = "paid social budget +60 % from 17 Nov"


def noted(stage: Stage, words: str = BUDGET, *, by: str = "marcus") -> Seen:
    return stage.person(by).types(f"/note {words}")


# Writing one


@pytest.mark.parametrize(
    ("text", "when", "about"),
    [
        (BUDGET, "from Tue 17 Nov 2026 on", "Paid social (marketing channel)"),
        ("warehouse closed 17–19 Nov", "Tue 17–Thu 19 Nov 2026", "the whole shop"),
        ("office move 17–29 Nov", "Tue 17–Sun 29 Nov 2026", "the whole shop"),
        ("GA4 tag broke yesterday", "on Sun 22 Nov 2026", "the whole shop"),
        ("Outerwear price cut on 1 Dec", "on Tue 1 Dec 2026", "Outerwear (product line)"),
        ("conversion rate fell after the release since 12 Oct", "from Mon 12 Oct 2026 on", "Conversion rate"),
        ("Brand search paused 3 Nov 2026", "on Tue 3 Nov 2026", "Brand search (campaign)"),
        ("AC-M out of stock 18–20 Nov", "Wed 18–Fri 20 Nov 2026", "Aran Coat - M (product)"),
        ("new photos of the Ribbed Beanie 16 Nov", "on Mon 16 Nov 2026", "Ribbed Beanie (product)"),
        ("a bus strike", "on Mon 23 Nov 2026", "the whole shop"),
    ],
)
def test_a_note_is_echoed_with_its_days_and_what_it_is_about(
    stage: Stage, text: str, when: str, about: str
) -> None:
    said = noted(stage, text, by="vera")

    assert f"Noted {when}" in said
    assert f"About {about}." in said


def test_a_note_without_words_is_no_note(stage: Stage) -> None:
    assert "words beside its days" in noted(stage, "17 Nov")


def test_a_hostile_note_pings_nobody(stage: Stage) -> None:
    marcus = stage.person("marcus")
    said = noted(stage, "*sale* <!channel> & more yesterday")

    assert "<!channel>" not in str(said.blocks)
    assert "<!channel>" not in str(marcus.clicks(said, "Undo").blocks)


# Finding, changing, taking back


def test_notes_are_listed_newest_first_wherever_one_asks(stage: Stage) -> None:
    vera = stage.person("vera")
    assert "No notes yet." in vera.types("/note")
    noted(stage)
    noted(stage, "a bus strike")

    for seen in (vera.types("/note list"), vera.dms("note"), vera.types("@Shelftalk note list")):
        assert seen.text.index("a bus strike") < seen.text.index("paid social budget +60 %")


def test_a_change_is_a_new_word_and_undo_brings_the_old_one_back(stage: Stage) -> None:
    marcus = stage.person("marcus")
    noted(stage)

    changed = marcus.types("/note change 1 paid social budget +50 %")
    assert "Noted from Tue 17 Nov 2026 on: paid social budget +50 %" in changed
    assert "paid social budget +60 %, from Tue 17 Nov 2026 on (changed)" in marcus.types("/note history 2")

    assert "Holds again from Tue 17 Nov 2026 on: paid social budget +60 %" in marcus.clicks(changed, "Undo")
    assert "+50 %" not in marcus.types("/note list")
    assert "no such note, or no longer" in marcus.clicks(stage.copied(changed, marcus), "Undo")


def test_only_its_author_or_an_admin_says_a_note_otherwise(stage: Stage) -> None:
    aiko = stage.person("aiko")
    said = noted(stage)

    assert "Only whoever wrote a note" in aiko.types("/note change 1 nothing happened")
    assert "Only whoever wrote a note" in aiko.types("/note remove 1")
    assert "Only whoever wrote a note" in aiko.clicks(stage.copied(said, aiko), "Undo")
    assert "Taken back: paid social" in stage.person("dana").types("/note remove 1")
    assert "no such note, or no longer" in aiko.types("/note remove 1")


# Confidentiality


def test_a_note_about_margin_is_for_directors_in_private(stage: Stage) -> None:
    rosa, vera = stage.person("rosa"), stage.person("vera")
    assert "for directors, so they alone read it" in noted(
        stage, "gross margin fell with the new supplier 17 Nov", by="rosa"
    )

    assert "the new supplier" in rosa.types("/note list")
    assert "the new supplier" not in vera.types("/note list")
    assert "1\u00a0note about figures for directors is for them alone" in vera.types("/note list")
    assert "the new supplier" not in vera.types("/note history 1")
    assert "the new supplier" not in rosa.types("@Shelftalk note list")


def test_a_note_about_margin_said_in_a_channel_is_not_repeated_there(stage: Stage) -> None:
    rosa = stage.person("rosa")

    said = rosa.types("@Shelftalk note gross margin fell with the new supplier 17 Nov")

    assert said.ephemeral
