"""Versions are compared as people see them, and their fingerprint says exactly that."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.content import KINDS, LABELS, LONGEST, Content, changes, normal, packed, problems, unpacked
from tests.approvals.office import COPY

WORDS = st.text(max_size=40)
CONTENTS = st.builds(Content, **{field.name: WORDS for field in fields(Content)})


@given(CONTENTS)
def test_what_is_packed_comes_back_in_its_normal_form(content: Content):
    assert unpacked(packed(content)) == normal(content)
    assert unpacked(packed(content)).sha == content.sha


@given(CONTENTS, CONTENTS)
def test_fingerprints_differ_exactly_when_a_field_does(one: Content, other: Content):
    assert (one.sha == other.sha) == (not changes(one, other))


@pytest.mark.parametrize("text", ["Spun in Donegal. ", "Spun in Donegal.\r\n", "\tSpun in Donegal."])
def test_what_nobody_sees_is_no_change(text: str):
    assert changes(COPY, replace(COPY, text=text)) == ()


def test_accents_typed_differently_are_no_change():
    composed, combined = "Caf\u00e9", "Cafe\u0301"

    assert changes(replace(COPY, title=composed), replace(COPY, title=combined)) == ()


def test_a_change_names_the_field_and_both_texts():
    [change] = changes(COPY, replace(COPY, about="ARAN-2"))

    assert (change.field, change.label, change.before, change.after) == (
        "about", "product or campaign", "ARAN-1", "ARAN-2",
    )  # fmt: skip


def test_every_field_has_a_name_people_read():
    assert set(LABELS) == {field.name for field in fields(Content)}


def test_good_content_has_no_problems():
    assert not problems(COPY)
    assert not problems(
        replace(
            COPY, text="", link="https://example.com/a", goes_live="2026-11-26T18:00", zone="Europe/London"
        )
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "poem"),
        ("kind", ""),
        ("title", "  "),
        ("text", ""),
        ("link", "javascript:alert(1)"),
        ("link", "ftp://example.com"),
        ("goes_live", "Thursday"),
        ("goes_live", "2026-13-01T10:00"),
        *((name, "https://" + "x" * most) for name, most in LONGEST.items()),
    ],
)
def test_each_problem_is_named_by_its_field_with_what_to_do(field: str, value: str):
    found = problems(replace(COPY, **{field: value}))

    assert list(found) == [field]
    assert found[field].endswith(".")


def test_an_unknown_zone_is_a_problem_of_the_time():
    assert "goes_live" in problems(replace(COPY, goes_live="2026-11-26T18:00", zone="Europe/Atlantis"))


def test_when_it_goes_live_is_local_time():
    content = replace(COPY, goes_live="2026-11-26T18:00", zone="America/New_York")

    assert content.live_at and content.live_at.isoformat() == "2026-11-26T18:00:00-05:00"
    assert COPY.live_at is None


def test_every_kind_has_a_name():
    assert all(KINDS.values())
