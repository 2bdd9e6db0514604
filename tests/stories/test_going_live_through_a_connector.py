"""What has its yes goes to the shelf by itself: handed over once and signed, or back to people who are told the truth."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import yaml

from approvals.content import Content
from commands.manifest import manifest
from delivery.webhook import signature
from sandbox.file_methods import File, keep
from shop import Shop
from tests.delivery.test_webhook import Heard, other_side, says
from tests.sandbox_fixtures import MONDAY, Clock, pretend_slack
from tests.stage import SHOP_YAML, Stage, workspace
from tests.stories.test_answering_a_request import card
from tests.stories.test_approving_content import standing

POLICY = """
connectors:
  newsletter: {url: "%s"}
linked_files: true
approvals:
  routes:
    - when: {any: true}
      stages: [{name: Director, who: directors}]
      publish: {connector: newsletter, window: 2h}
"""
SECRET, TITLE = "a secret of ours", "BF hero"
TEN = MONDAY.replace(hour=10, minute=0)

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def office(folder: Path, answer: Answer) -> Iterator[tuple[Stage, Heard]]:
    """The story's shop, whose content goes to a newsletter that answers like this."""
    with other_side(answer) as (url, heard), pretend_slack(workspace()) as slack:
        slack.workspace.clock = Clock(MONDAY)
        shop = Shop.model_validate(yaml.safe_load(SHOP_YAML + POLICY % url))
        slack.workspace.install(manifest(shop, url="https://bot.invalid"))
        stage = Stage(slack, folder, None, shop=shop)
        stage.settings = replace(stage.settings, publish_secret=SECRET)
        try:
            yield stage.starts(), heard
        finally:
            stage.stops()


def banner(stage: Stage) -> File:
    """A file in Slack, and Dana's yes to it; it is to go live at ten."""
    file = keep(stage.workspace, "hero.png", b"the banner that was approved", url=stage.slack.url)
    content = Content(
        kind="homepage_banner", title=TITLE, link=file.permalink, goes_live="2026-11-23T10:00", zone="Europe/London",
        note="Not for the newsletter's eyes",
    )  # fmt: skip
    desk = stage.running.bot.context.desk
    assert desk.submit("U0MARCUS", content, now=stage.clock()).accepted
    stage.running.something_done()
    dana = stage.person("dana")
    dana.clicks(card(dana, TITLE), "Approve v1", waits=False)
    standing(dana, card(dana, TITLE), "Approved, goes live later")
    return file


def test_it_is_handed_over_at_its_moment_once_and_signed(tmp_path: Path) -> None:
    with office(tmp_path, says(200)) as (stage, heard):
        banner(stage)
        stage.at(TEN - timedelta(seconds=1))
        stage.running.tick(stage.clock())
        assert heard.bodies == []

        for later in range(3):
            stage.at(TEN + timedelta(minutes=later))
            stage.hears(stage.person("marcus"), "is live")

        [body], [headers] = heard.bodies, heard.headers
        assert headers["idempotency-key"] == "1:1:publish"
        assert headers["x-shelftalk-signature"] == signature(SECRET, headers["x-shelftalk-timestamp"], body)
        told = json.loads(body)
        assert (told["content"]["title"], told["approved_by"][0]["by"]) == (TITLE, "U0DANA")
        assert "eyes" not in body.decode()
        assert "🟢 Live" in stage.person("marcus").types("/approvals show 1")


def test_who_asked_is_told_that_nobody_knows_and_says_what_they_see(tmp_path: Path) -> None:
    with office(tmp_path, lambda handler: handler.connection.close()) as (stage, heard):
        banner(stage)
        stage.at(TEN)
        marcus = stage.person("marcus")
        told = stage.hears(marcus, "Nobody knows whether newsletter has put it live")

        assert len(heard.bodies) == 1
        assert {"It is live", "Try again"} <= set(told.buttons)
        assert "is live" in stage.told(marcus, told, "It is live", "Everyone who should know is told")
        assert len(heard.bodies) == 1


def test_a_file_that_was_exchanged_after_the_yes_does_not_go_live(tmp_path: Path) -> None:
    with office(tmp_path, says(200)) as (stage, heard):
        file = banner(stage)
        file.content = b"another banner"
        stage.at(TEN)

        dana = stage.person("dana")
        standing(dana, card(dana, TITLE), "In review")
        assert heard.bodies == []
        assert "what stands behind the link" in stage.person("marcus").types("/approvals show 1").text.lower()


def test_a_file_that_cannot_be_read_is_not_sent_for_approval(tmp_path: Path) -> None:
    with office(tmp_path, says(200)) as (stage, _):
        file = keep(stage.workspace, "hero.png", b"a banner", url=stage.slack.url)
        marcus = stage.person("marcus")
        marcus.types("/approvals new", waits=False)
        marcus.waits_for(lambda me: me.modal)
        filled = {"Kind of content": "Homepage banner", "Title": TITLE, "Link to the asset": file.permalink}

        stage.workspace.faults.refuses("files.info", "internal_error")
        wrong = marcus.fills(marcus.modal, filled).submits()
        assert list(wrong.errors) == ["link"]
        assert "nothing was sent" in wrong.errors["link"]
        stage.workspace.faults.heals()
        assert not marcus.fills(marcus.modal, filled).submits().errors

        stage.hears(marcus, TITLE)


@pytest.mark.parametrize(("status", "words"), [(404, "has not put it live"), (422, "has not put it live")])
def test_what_the_other_side_refuses_is_said_in_words(tmp_path: Path, status: int, words: str) -> None:
    with office(tmp_path, says(status, b"no such campaign")) as (stage, heard):
        banner(stage)
        stage.at(TEN)

        assert words in stage.hears(stage.person("marcus"), "newsletter has not")
        assert len(heard.bodies) == 1
