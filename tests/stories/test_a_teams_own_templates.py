"""A team lays its own template beside the settings: its digest looks so, a broken one falls back and is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import bot
from sandbox.seen import Seen
from tests.sandbox_fixtures import MONDAY
from tests.stage import Stage

OURS = "The director's morning, Mon 23 Nov"
OWN = """\
{# Our Monday. #}
{% set lead = edition.front.lead %}
{% set line %}Good morning! {{ edition.digest.title }} is here.{% endset %}
{{ notification(line) }}
{{ header("Harbour news") }}
{% call section() %}
{% if lead %}{{ lead_line(say, lead) }}{% else %}All quiet.{% endif %}

{{ waiting_line(say, edition) }}
{% endcall %}
{{ actions(buttons, more) }}
"""


def lays(stage: Stage, text: str, name: str = "digest/director.j2") -> None:
    """Somebody on the machine writes a template."""
    path = stage.settings.data / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def preview(stage: Stage) -> Seen:
    return stage.person("dana").types("/digest preview director")


def test_a_digest_looks_as_the_team_wants_it(stage: Stage) -> None:
    lays(stage, OWN)

    seen = preview(stage)

    assert "Harbour news" in seen and OURS not in seen


def test_a_change_shows_at_once_and_without_the_file_ours_is_back(stage: Stage) -> None:
    lays(stage, OWN)
    assert "Harbour news" in preview(stage)

    lays(stage, OWN.replace("Harbour news", "The tide table"))
    assert "The tide table" in preview(stage)

    (stage.settings.data / "templates/digest/director.j2").unlink()
    assert OURS in preview(stage)


def test_its_notification_still_begins_with_the_headline_figure(stage: Stage) -> None:
    lays(stage, OWN)
    stage.person("dana").types("/digest director 8:30")
    stage.at(MONDAY.replace(hour=8, minute=30))

    digest = stage.person("dana").waits_to_see("Harbour news", "@Shelftalk")

    assert not digest.notification.startswith("Good morning")
    assert any(character.isdigit() for character in digest.notification.split("\n")[0])


@pytest.mark.parametrize(
    "broken",
    [
        "{{ header('Half a",
        OWN.replace("edition.front.lead", "edition.nothing_like_it"),
        OWN + '{"type": "section"}',
        OWN.replace("{% set lead", "{% do edition.__class__.__mro__ %}{% set lead"),
        OWN.replace("Good morning!", "{{ edition.digest.title|safe }}"),
    ],
    ids=["not a template", "an unknown value", "a block that Slack refuses", "reaching inside", "unescaped"],
)
def test_a_broken_one_falls_back_to_ours_and_an_admin_is_told_once(stage: Stage, broken: str) -> None:
    lays(stage, broken)

    preview(stage)

    dana = stage.person("dana")
    stage.hears(dana, OURS)
    assert "digest/director.j2" in dana.waits_to_see("could not be drawn", "@Shelftalk")

    preview(stage)
    assert len(dana.inbox.saying("could not be drawn")) == 1


def test_what_comes_from_outside_is_escaped_there_too(stage: Stage) -> None:
    lays(
        stage,
        OWN.replace("All quiet.", "").replace("{{ header(", "{{ section('<!channel> *bold*') }}{{ header("),
    )

    seen = preview(stage)

    assert "Harbour news" in seen
    assert "<!channel>" not in str(seen.blocks)


def test_check_names_what_cannot_be_drawn(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    lays(stage, "{{ header('Half a")
    lays(stage, OWN, "approval/card.j2")
    monkeypatch.setenv("SHELFTALK_DATA", str(stage.settings.data))
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)

    said = CliRunner().invoke(bot.cli, ["check"]).output

    assert "templates/digest/director.j2 cannot be drawn, so ours is: line 1" in said
    assert "templates/approval/card.j2 cannot be drawn" in said


def test_the_example_on_the_page_of_digests_is_drawn(stage: Stage) -> None:
    page = (Path(bot.__file__).parent / "docs/digests.md").read_text(encoding="utf-8")
    lays(stage, page.split("```jinja\n")[1].split("```")[0])

    assert "Harbour news" in preview(stage)


def test_a_composed_digest_has_a_template_too(stage: Stage) -> None:
    lays(stage, OWN, "digest/own.j2")
    marcus = stage.person("marcus")
    form = marcus.types("/digest new", channel="@Shelftalk")
    marcus.fills(form, {"Its name": "Mine", "At": "08:30", "On": ["Monday"]}).submits()
    marcus.waits_to_see("Set: Mine", "@Shelftalk")

    stage.at(MONDAY.replace(hour=8, minute=30) + timedelta(seconds=1))

    marcus.waits_to_see("Harbour news", "@Shelftalk")
