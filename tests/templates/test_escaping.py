"""How values enter a message."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from templates import escaping


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("M&S", "M&amp;S"),
        ("<!channel>", "&lt;!channel&gt;"),
        ('it\'s "fine"', 'it\'s "fine"'),
        ("&lt;", "&amp;lt;"),
        ("*bold*", "*\u200bbold\u200b*"),
        ("snake_case_sku", "snake_case_sku"),
        ("a * b", "a * b"),
        ("~x", "~\u200bx"),
        ("5 * `y`", "5 * `\u200by\u200b`"),
    ],
)
def test_a_value_shows_exactly_its_characters(value: str, written: str) -> None:
    assert escaping.escape(value) == Markup(written)
    assert escaping.unescape(str(escaping.escape(value))) == value


@given(st.text())
def test_no_value_leaves_an_open_bracket(value: str) -> None:
    assert "<" not in escaping.escape(value) and ">" not in escaping.escape(value)


def test_right_to_left_text_does_not_move_the_figures_beside_it() -> None:
    assert escaping.escape("معطف") == Markup("\u2068معطف\u2069")
    assert "\u202e" not in escaping.tidy("coat\u202ethgir")


def test_markup_that_joined_a_value_gets_its_quotes_back() -> None:
    composed = Markup("*{}*").format("it's M&S")

    assert json.loads(escaping.mrkdwn(composed)) == "*it's M&amp;S*"


def test_plain_text_is_not_escaped() -> None:
    assert json.loads(escaping.plain("M&S")) == "M&S"
    assert json.loads(escaping.plain(Markup("M&amp;S"))) == "M&S"


def test_what_is_carried_unseen_is_never_shortened() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        escaping.raw("x" * 2001)


def test_a_sentence_keeps_its_code_but_nothing_live() -> None:
    assert escaping.prose("Ask `/kpi help`, not <!here> *now*") == Markup(
        "Ask `/kpi help`, not &lt;!here&gt; *\u200bnow\u200b*"
    )


@given(st.text(alphabet="&<>ab ", min_size=1), st.integers(2, 30))
def test_a_cut_never_splits_an_entity(value: str, limit: int) -> None:
    shortened = escaping.cut(str(escaping.escape(value)), limit)

    assert len(shortened) <= limit
    assert escaping.unescape(shortened.removesuffix("…")).rstrip() in (
        value,
        value[: len(escaping.unescape(shortened)) - 1].rstrip(),
        escaping.unescape(shortened),
    )
    assert "&" not in shortened.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_a_cut_never_splits_a_link() -> None:
    assert escaping.cut("see <https://example.com|the asset> now", 12) == "see…"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.com/a?b=1&c=2", "<https://example.com/a?b=1&amp;c=2|Open>"),
        ("javascript:alert(1)", "Open"),
        ("https://x.example/|evil>", "<https://x.example/%7Cevil%3E|Open>"),
        ("", "Open"),
        ("https://" + "x" * 3000, "Open"),
    ],
)
def test_a_link_is_an_http_one_or_none(address: str, written: str) -> None:
    assert escaping.link(address, "Open") == Markup(written)


def test_a_person_is_mentioned_by_id_alone() -> None:
    assert escaping.mention("U0DANA") == Markup("<@U0DANA>")
    assert escaping.mention("U0DANA> <!here") == Markup("U0DANA&gt; &lt;!here")
    assert escaping.channel("C0SALES") == Markup("<#C0SALES>")
    assert escaping.channel("U0DANA") == Markup("<@U0DANA>")


def test_half_a_character_cannot_stop_a_message_on_its_way() -> None:
    assert escaping.tidy("coat\ud800 \x00navy").encode() == b"coat navy"


def test_a_missing_value_cannot_be_shown() -> None:
    with pytest.raises(TypeError):
        escaping.shown(None)
