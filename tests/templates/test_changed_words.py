"""What changed between two texts reads as a person would say it: what went, what came, a few words around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.requesting import LONGEST, changed_words

TEXT = st.lists(st.sampled_from(["wool", "warm", "coat", "ever.", "a", "the", "\n"]), max_size=12).map(
    " ".join
)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "Last jumpers, the lowest price ever.\nUntil midnight, while stocks last.",
            "Last jumpers, at a good price.\nUntil midnight, while stocks last.",
            "Last jumpers, -the lowest price ever.- +at a good price.+ Until midnight, while stocks …",
        ),
        (
            "Warm in any wind, dry in any rain, and soft for ever and a day",
            "Warm in all wind, dry in any rain, and soft for ever and a night",
            "Warm in -any- +all+ wind, dry in any … for ever and a -day- +night+",
        ),
        ("Warm", "Warm and dry", "Warm +and dry+"),
        ("Warm and dry", "dry", "-Warm and- dry"),
        ("", "Warm", "+Warm+"),
        ("Warm", "", "-Warm-"),
        ("Warm   and\ndry", "Warm and dry", "Warm and dry"),
    ],
)
def test_neighbours_that_change_are_told_together(before: str, after: str, told: str) -> None:
    marks = {"gone": "-", "new": "+", "kept": ""}

    assert (
        " ".join(f"{marks[what]}{text}{marks[what]}" for what, text in changed_words(before, after)) == told
    )


@given(before=TEXT, after=TEXT)
def test_every_word_that_went_or_came_is_told(before: str, after: str) -> None:
    pieces = changed_words(before, after)
    was = " ".join(text for what, text in pieces if what != "new").replace("…", "")
    now = " ".join(text for what, text in pieces if what != "gone").replace("…", "")

    assert len(before) + len(after) < LONGEST
    assert set(was.split()) <= set(before.split()) and set(now.split()) <= set(after.split())
    assert set(before.split()) - set(after.split()) <= set(was.split())
    assert set(after.split()) - set(before.split()) <= set(now.split())
