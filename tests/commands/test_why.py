"""`/why`: asked in people's words, answered in five lines, with every part a button away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import bot
from commands import why
from commands.context import Ask, Click, Context, Person
from metrics.audience import Surface
from storage import notes
from templates import Message, as_text
from tests.stage import MONDAY, settings_for

MARCUS = Person(id="U0MARCUS", name="Marcus", role="manager")
DANA = Person(id="U0DANA", name="Dana", role="director", admin=True)


@pytest.fixture
def context(tmp_path: Path, small_facts: Path) -> Iterator[Context]:
    """The small shop on Monday at 08:01, without a Slack."""
    shutil.copyfile(small_facts, tmp_path / "facts.sqlite3")
    shelftalk = bot.Shelftalk(settings_for(tmp_path, tmp_path / "facts.sqlite3"), clock=lambda: MONDAY)
    try:
        yield shelftalk.context
    finally:
        shelftalk.close()


def asked(words: str, context: Context, person: Person = MARCUS) -> Message:
    """What `/why` answers."""
    return why.why(Ask(text=words, person=person, channel="D0", surface=Surface.COMMAND), context)


def explained(message: Message) -> dict[str, Any]:
    """The explanation among a message's figures."""
    return dict(message.explained)


def lines(message: Message) -> list[str]:
    """The first section, line by line."""
    return as_text([message.blocks[0]]).strip().split("\n")


def buttons(message: Message) -> dict[str, tuple[str, str]]:
    """Every button and ⋯ choice: its action and value."""
    found: dict[str, tuple[str, str]] = {}
    for block in message.blocks:
        for element in block["elements"] if block["type"] == "actions" else ():
            if element["type"] == "button":
                found[element["text"]["text"]] = (
                    element["action_id"].split(":")[0],
                    element.get("value", ""),
                )
            for option in element.get("options", ()):
                action, _, value = option["value"].partition(" ")
                found[option["text"]["text"]] = (action, value)
    return found


@pytest.mark.parametrize(
    "words",
    ["net sales yesterday", "conversion rate last week", "aov last week vs ly", "units last week by country", "", "orders October 2026"],
)  # fmt: skip
def test_an_answer_is_a_plain_sentence_and_at_most_four_lines_more(words: str, context: Context) -> None:
    message = asked(words, context)

    assert 2 <= len(lines(message)) <= 5
    assert message.text.split("\n")[0].endswith(".")
    assert not {"LMDI", "mix", "rate"} & set(
        as_text([message.blocks[0]]).replace("Conversion rate", "").split()
    )


@pytest.mark.parametrize("words", ["net sales yesterday", "net sales last month vs previous month", "units last week", "aov last week", "net sales last week by product"])  # fmt: skip
def test_the_parts_sum_to_the_difference(words: str, context: Context) -> None:
    found = explained(asked(words, context))

    assert sum(part["amount"] for part in found["parts"]) == pytest.approx(found["difference"], abs=1e-9)
    for cut in found["dimensions"]:
        assert sum(part["amount"] for part in cut["parts"]) == pytest.approx(found["difference"], abs=1e-9)


def test_the_tree_begins_with_the_sessions_that_the_settings_name(context: Context) -> None:
    message = asked("net sales last week", context)

    assert [part["factor"] for part in explained(message)["parts"]] == ["sessions", "conversion", "aov"]
    assert "sessions as GA4 counts them" in as_text(message)


@pytest.mark.parametrize(
    "words", ["why are net sales down yesterday?", "did net sales fall yesterday", "why did our net sales drop yesterday?"]
)  # fmt: skip
def test_it_may_be_asked_in_a_sentence(words: str, context: Context) -> None:
    assert explained(asked(words, context)) == explained(asked("net sales yesterday", context))


def test_a_button_asks_the_same_of_another_dimension(context: Context) -> None:
    message = asked("net sales last week where country = United Kingdom", context)
    by_other = next(value for label, (action, value) in buttons(message).items() if label.startswith("By "))

    again = why.run(Click(person=MARCUS, channel="C0ECOM", action=why.RUN, value=by_other), context)

    assert isinstance(again, Message)
    assert explained(again)["filters"] == explained(message)["filters"] == {"country": ["GB"]}
    assert explained(again)["difference"] == explained(message)["difference"]


def test_all_parts_and_the_data_are_a_button_away(context: Context) -> None:
    message = asked("net sales last week", context)
    labels = buttons(message)

    parts = why.parts(
        Click(person=MARCUS, channel="C0ECOM", action=why.PARTS, value=labels["All parts"][1]), context
    )
    data = why.data(
        Click(person=MARCUS, channel="C0ECOM", action=why.DATA, value=labels["All parts"][1]), context
    )

    assert isinstance(parts, Message) and isinstance(data, Message)
    assert "All together" in as_text(parts) and "LMDI" not in as_text(parts)
    assert "LMDI" in as_text(data) and "mix" in as_text(data)
    assert explained(parts)["parts"] == explained(data)["parts"] == explained(message)["parts"]


def test_what_cannot_be_read_is_offered_as_why_again(context: Context) -> None:
    message = asked("grss mrgin flurb", context)

    assert all(action == why.RUN for action, _ in buttons(message).values())


def test_margin_is_explained_to_directors_alone(context: Context) -> None:
    assert not explained(asked("gross margin last week", context))
    assert asked("gross margin last week", context, DANA).restricted


def test_a_note_of_those_days_is_on_record(context: Context) -> None:
    with context.store.write() as db:
        notes.add(db, text="Carriers on strike", start=date(2026, 11, 20), by="U0DANA", at=datetime(2026, 11, 20, 9, tzinfo=MONDAY.tzinfo))  # fmt: skip
        notes.add(db, text="Long over", start=date(2026, 2, 1), by="U0DANA", at=MONDAY)

    words = as_text(asked("net sales yesterday", context))

    assert "On record:" in words and "Carriers on strike" in words
    assert "Long over" not in words and "because" not in words
