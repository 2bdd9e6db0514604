"""The page that explains the grammar is true: each example reads as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from metrics.reading import Question
from tests.commands.shop_words import TODAY, shop_grammar

PAGE = (Path(__file__).parents[2] / "docs" / "asking.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.split("## Examples")[1], re.MULTILINE)[1:]
NOT_TYPED = ("/", "python", "shop.", "week_")
CODE = [words for words in dict.fromkeys(re.findall(r"`([^`]+)`", PAGE)) if not words.startswith(NOT_TYPED)]

NOT_QUESTIONS = {
    "this",
    "last",
    "week",
    "month",
    "quarter",
    "year",
    "orders over £20k",
    "except Germany",
    "vs budget",
}


@pytest.mark.parametrize(("typed", "read"), EXAMPLES)
def test_each_example_reads_as_the_page_says(typed, read):
    grammar = shop_grammar()
    question = grammar.read(typed, today=TODAY)

    assert isinstance(question, Question)
    assert grammar.say(question) == read


@pytest.mark.parametrize("words", [words for words in CODE if words not in NOT_QUESTIONS])
def test_whatever_the_page_tells_people_to_type_is_read(words):
    assert isinstance(shop_grammar().read(f"net sales {words}", today=TODAY), Question)
