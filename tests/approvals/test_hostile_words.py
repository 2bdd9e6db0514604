"""Whatever somebody writes: no card, form or line of approvals pings, hides where a link leads, or shows what is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from templates import render
from templates.escaping import bare_link
from tests.approvals import hostile
from tests.templates import answers as known
from tests.templates import sample_approvals


@pytest.mark.parametrize("surface", hostile.surfaces())
def test_nothing_written_pings_leads_astray_or_hides(surface: str):
    taken, wrong = hostile.tried(surface, seed=1, count=3_000)

    assert wrong == []
    assert taken in (0, 3_000)  # a surface without anybody's words takes none


def test_what_would_ping_is_found():
    for text in (
        "<!channel>",
        "<@U0EVIL>",
        "<http://evil.example|Approve>",
        "<https://a.example|b.example>",
        "a\u202eb",
    ):
        assert list(hostile.faults({"type": "mrkdwn", "text": text}))
        assert list(hostile.faults({"text": text, "blocks": []}))


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.com/assets/aran?v=3", "<https://example.com/assets/aran?v=3|example.com/assets/aran?v=3>"),
        ("https://example.com/", "<https://example.com/|example.com>"),
        ("https://example.com@evil.example/a", "<https://example.com@evil.example/a|evil.example/a>"),
        ("https://exаmple.com/a", "<https://exаmple.com/a|xn--exmple-4nf.com/a>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://[::1", "https://[::1"),
    ],
)  # fmt: skip
def test_a_link_shows_the_host_it_leads_to(address: str, shown: str):
    assert bare_link(address) == shown


def test_no_link_hides_where_it_leads():
    addresses = (*hostile.LINKS, *(f"https://evil.example/{words}" for words in hostile.words(2, 3_000)))

    for address in addresses:
        assert not list(hostile.faults({"type": "mrkdwn", "text": bare_link(address)}))


def test_a_change_that_only_takes_words_away_can_be_drawn():
    values = sample_approvals.card(str)
    [change, *_] = values["changed"]
    shorter = replace(change, before="Warm and dry coat", after="Warm and dry")

    drawn = render("approval/card.j2", style=known.STYLE, **values | {"changed": [shorter]})

    assert "~coat~" in str(drawn.blocks)
