"""A message in words alone."""

from __future__ import annotations

from templates import as_text
from templates.plain import TEXT, fallback, words
from tests.templates import samples


def section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def test_markup_becomes_words() -> None:
    said = words(
        "*Net sales* up, says <@U0DANA> in <#C0SALES> (<https://example.com|the sheet>): M&amp;S &lt;3"
    )

    assert said == "Net sales up, says @U0DANA in #C0SALES (the sheet (https://example.com)): M&S <3"


def test_people_are_called_by_name_where_names_are_known() -> None:
    assert as_text([section("<@U0DANA> approved")], names={"U0DANA": "Dana"}) == "@Dana approved"


def test_what_somebody_typed_keeps_its_stars() -> None:
    assert words("*Aran* *\u200bcoat\u200b*") == "Aran *coat*"


def test_a_table_stands_in_columns() -> None:
    assert as_text(samples.drawn("breakdown")).split("\n")[5:8] == [
        "Country          Net sales      Before     Change",
        "─" * 49,
        "United Kingdom  £1,220,000    £910,000  ▲ +34.1 %",
    ]


def test_a_chart_is_told_point_by_point() -> None:
    assert "Mon 16 Nov         150,000        149,000" in as_text(samples.drawn("series"))


def test_a_chart_beside_its_table_is_not_told_twice() -> None:
    assert as_text(samples.drawn("breakdown")).count("United Kingdom") == 2


def test_the_fallback_does_not_repeat_the_first_line() -> None:
    assert fallback("*Net sales £5*", [section("*Net sales £5*\nyesterday")]) == "Net sales £5\nyesterday"
    assert fallback("Hello", [section("World")]) == "Hello\nWorld"


def test_the_fallback_fits_and_stays_escaped() -> None:
    text = fallback("Hello", [section("&amp;" * 590)] * 3)

    assert len(text) <= TEXT
    assert text.removesuffix("…").endswith("&amp;")


def test_a_text_can_be_cut_for_a_narrow_place() -> None:
    assert as_text([section("one two three")], limit=8) == "one two…"


def test_a_message_without_blocks_is_its_text() -> None:
    assert as_text({"text": "x", "blocks": [section("y")]}) == "y"
