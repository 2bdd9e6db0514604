"""What a person reads of each kind of block, and finds by what it says."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.filling import pick
from sandbox.places import App
from sandbox.posts import Message, typed
from sandbox.seen import Seen, message_seen, mrkdwn, without_marks
from tests.sandbox_fixtures import button, section

NAMES = {"U1": "Dana Whitlock", "C1": "ecom"}


def name(identity: str) -> str:
    return NAMES.get(identity, identity)


def seen(*blocks: dict[str, Any]) -> Seen:
    return message_seen(
        Message(channel="C1", ts="1.0", user="U1", text="fallback", blocks=list(blocks)), name
    )


def words(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


LEAVES = [
    {"type": "text", "text": "Ask "},
    {"type": "user", "user_id": "U1"},
    {"type": "emoji", "name": "tada"},
]
SECTION = {"type": "rich_text_section", "elements": LEAVES}
SERIES = [{"name": "Net", "data": [{"label": "Mon", "value": 3}]}]


@pytest.mark.parametrize(
    ("block", "read"),
    [
        (section("*£1,234* &amp; _up_"), "£1,234 & up"),
        ({"type": "section", "fields": [words("a"), words("b")]}, "a\nb"),
        ({"type": "header", "text": words("Yesterday")}, "Yesterday"),
        ({"type": "context", "elements": [{"type": "mrkdwn", "text": "to <@U1>"}, {"type": "image", "alt_text": "up"}]}, "to @Dana Whitlock [image: up]"),
        ({"type": "divider"}, ""),
        ({**button("Share", "s"), "block_id": "b"}, "[Share]"),
        ({"type": "rich_text", "elements": [SECTION]}, "Ask @Dana Whitlock:tada:"),
        ({"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [SECTION]}]}, "• Ask @Dana Whitlock:tada:"),
        ({"type": "data_table", "caption": "By line", "rows": [[raw("Line"), raw("Net")], [raw("Mugs"), {"type": "raw_number", "value": 3, "text": "£3"}]]}, "By line\nLine | Net\nMugs | £3"),
        ({"type": "data_visualization", "title": "Sales", "chart": {"type": "line", "series": SERIES}}, "[line chart: Sales]\nNet: Mon 3"),
        ({"type": "container", "title": words("More"), "child_blocks": [section("inside")]}, "More\ninside"),
        ({"type": "card", "title": words("T"), "body": words("B")}, "T\nB"),
        ({"type": "markdown", "text": "**bold**"}, "bold"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["type"],
)  # fmt: skip
def test_every_kind_of_block_reads_as_text(block: dict[str, Any], read: str) -> None:
    assert seen(block).text == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<https://shop.example|the shop>", "the shop"),
        ("<https://shop.example>", "https://shop.example"),
        ("<#C1|ecom> and <@U1>", "#ecom and @Dana Whitlock"),
        ("<!here> <!date^1795420860^{date}|23 Nov>", "@here 23 Nov"),
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
    ],
)
def test_markup_reads_as_words(text: str, read: str) -> None:
    assert mrkdwn(text, name) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("*bold* _it_ ~no~ `code`", "bold it no code"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("net_sales_day", "net_sales_day"),
    ],
)
def test_marks_are_not_read_aloud_but_words_keep_theirs(text: str, read: str) -> None:
    assert without_marks(text) == read


def test_what_is_typed_becomes_ids_and_is_escaped() -> None:
    from sandbox.cast import small_workspace

    workspace = small_workspace()
    text = typed(
        "@shelftalk ask @Dana Whitlock in #ecom: M&S < 3, me@dana.example",
        workspace.users.values(),
        workspace.channels.values(),
    )

    assert text == f"<@{App().user}> ask <@U0DANA> in <#C0ECOM|ecom>: M&amp;S &lt; 3, me@dana.example"


def test_a_button_is_found_by_label_id_or_value() -> None:
    one = seen({**button("Share", "answer.share", "42"), "block_id": "b"})

    assert (
        pick(one, "Share")
        == pick(one, "answer.share")
        == pick(one, "42")
        == ("b", {"action_id": "answer.share"})
    )
