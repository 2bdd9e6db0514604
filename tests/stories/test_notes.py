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


# Where it matters


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("/kpi sessions yesterday", True),
        ("/kpi net sales yesterday", True),
        ("/kpi net sales, sessions last week", True),
        ("/kpi sessions where marketing channel = Paid Social yesterday", True),
        ("/kpi sessions where marketing channel = Organic Search yesterday", False),
        ("/kpi sessions 9-15 Nov", False),
        ("/funnel yesterday", True),
        ("/why sessions yesterday", True),
    ],
)
def test_a_note_stands_beneath_the_answers_whose_figures_and_days_it_touches(
    stage: Stage, question: str, *, told: bool
) -> None:
    noted(stage)

    answer = stage.person("vera").types(question)

    assert ("paid social budget +60 % (from Tue 17 Nov on, Marcus" in answer) is told
    assert ("On record:" in answer) is told


def test_whoever_wrote_a_note_is_called_by_name_and_not_mentioned(stage: Stage) -> None:
    noted(stage, "a bus strike yesterday", by="vera")

    answer = stage.person("marcus").types("@Shelftalk orders yesterday")

    assert "a bus strike (Sun 22 Nov 2026, Vera Moss)" in answer
    assert "<@U0VERA>" not in str(answer.blocks)


def test_a_note_of_the_days_compared_with_says_so(stage: Stage) -> None:
    noted(stage, "warehouse closed 14–15 Nov")

    answer = stage.person("vera").types("/kpi orders yesterday")

    assert "warehouse closed (Sat 14–Sun 15 Nov 2026, Marcus, in the days compared with)" in answer


@pytest.mark.parametrize(
    ("note", "where", "elsewhere"),
    [
        ("conversion rate fell after the release 22 Nov", "/kpi conversion rate yesterday", "/kpi net sales yesterday"),
        ("AC-M photographed anew 17–22 Nov", "/product AC-M", "/product BE-1"),
        ("AC-M photographed anew 17–22 Nov", "/kpi net sales in Outerwear last week", "/kpi net sales in Homeware last week"),
        ("Brand search paused 17–22 Nov", "/campaign Brand search", "/campaign BF-Early"),
    ],
)  # fmt: skip
def test_a_note_about_one_thing_stays_with_it(stage: Stage, note: str, where: str, elsewhere: str) -> None:
    noted(stage, note)
    vera = stage.person("vera")

    assert "On record:" in vera.types(where)
    assert "On record:" not in vera.types(elsewhere)


def test_a_note_marks_its_day_in_a_chart_and_so_does_a_promotion(stage: Stage) -> None:
    noted(stage)
    noted(stage, "carriers on strike 20 Nov", by="aiko")
    stage.person("dana").types("/promo BF early 20–22 Nov")

    answer = stage.person("vera").types("/kpi sessions by day last 7 days")
    by_week = stage.person("vera").types("/kpi sessions by week last 8 weeks")

    labels = _labels(answer)
    assert [label.partition(" ¹")[0] for label in labels if "¹" in label] == ["Tue 17 Nov"]
    assert sum("²" in label for label in labels) == sum("³" in label for label in labels) == 1
    assert "¹ paid social budget +60 % (from Tue 17 Nov on, Marcus)" in answer
    assert "BF early (Fri 20–Sun 22 Nov 2026, Dana)" in answer
    assert "¹" in _labels(by_week)[-1]


def _labels(answer: Seen) -> list[str]:
    (drawn,) = [block for block in answer.blocks if block["type"] == "data_visualization"]
    return [point["label"] for point in drawn["chart"]["series"][0]["data"]]


def test_at_most_three_notes_are_told_and_the_rest_counted(stage: Stage) -> None:
    for number in range(5):
        noted(stage, f"thing number {number} happened yesterday")

    answer = stage.person("vera").types("/kpi orders yesterday")

    assert answer.text.count("happened (Sun 22 Nov 2026, Marcus") == 3
    assert "2 more: /note list" in answer


def test_what_is_taken_back_is_told_no_more_and_what_is_hostile_pings_nobody(stage: Stage) -> None:
    marcus = stage.person("marcus")
    said = noted(stage, "*sale* <!channel> & more yesterday")
    answer = marcus.types("/kpi orders yesterday")
    assert "more (Sun 22 Nov 2026, Marcus)" in answer
    assert "<!channel>" not in str(answer.blocks)

    marcus.clicks(said, "Undo")

    assert "On record:" not in marcus.types("/kpi orders yesterday")


def test_an_open_note_fades_after_four_weeks(stage: Stage) -> None:
    noted(stage, "new checkout from 12 Oct")
    vera = stage.person("vera")

    assert "On record: new checkout" in vera.types("/kpi orders 8 Nov")
    assert "On record:" not in vera.types("/kpi orders yesterday no comparison")


# Confidentiality


def test_guests_read_no_notes(stage: Stage) -> None:
    noted(stage)
    marcus = stage.person("marcus")

    for words in ("note list", "note history 1"):
        said = marcus.says(f"@Shelftalk {words}", channel="campaigns")
        assert said.ephemeral and "budget +60 %" in said
    assert not marcus.says("@Shelftalk note list", channel="ecom").ephemeral
    assert "budget" not in stage.person("gil").sees("campaigns")


def test_a_note_about_margin_goes_only_where_margins_go(stage: Stage) -> None:
    rosa = stage.person("rosa")
    noted(stage, "gross margin fell with the new supplier from 17 Nov", by="rosa")

    assert "the new supplier" in rosa.types("/kpi gross margin yesterday")
    assert "the new supplier" in rosa.types("/why gross margin yesterday")
    for question in ("/kpi net sales yesterday", "/why net sales yesterday"):
        assert "the new supplier" not in rosa.types(question)
    both = rosa.types("/kpi net sales, gross margin yesterday")
    assert "the new supplier" in both
    rosa.clicks(both, "Share", waits=False)
    assert "the new supplier" not in rosa.waits_to_see("shared the answer")


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
