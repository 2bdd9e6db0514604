"""What stands behind a link is read only where it is a file of the workspace; nothing else is ever fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from commands.linked_files import LinkedFiles
from sandbox.slack import Slack
from tests.sandbox_fixtures import client_of, pretend_slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as slack:
        slack.workspace.app.scopes = (*slack.workspace.app.scopes, "files:read")
        yield slack


@pytest.fixture
def linked(slack: Slack) -> LinkedFiles:
    client = client_of(slack)
    return LinkedFiles(lambda: client)


def test_the_fingerprint_is_that_of_the_bytes(slack: Slack, linked: LinkedFiles) -> None:
    file = slack.keeps("banner.png", b"\x89PNG one")
    assert linked(file.permalink) == hashlib.sha256(b"\x89PNG one").hexdigest()

    file.content = b"\x89PNG two"
    assert linked(file.permalink) == hashlib.sha256(b"\x89PNG two").hexdigest()


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/banner.png",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/files/U0ANN/F0000001/x",
        "https://evil.example/https://shop.slack.com/files/U0ANN/F0000001/x",
        "https://shop.slack.com.evil.example/files/U0ANN/F0000001/x",
        "https://shop.slack.com@evil.example/files/U0ANN/F0000001/x",
        "https://[::ffff:127.0.0.1]/files/U0ANN/F0000001/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_address_is_ever_asked(slack: Slack, linked: LinkedFiles, link: str) -> None:
    assert linked(link) == ""
    assert slack.workspace.calls == []


def test_the_token_is_not_sent_to_where_a_file_says_it_is(slack: Slack, linked: LinkedFiles) -> None:
    file = slack.keeps("banner.png", b"one")
    file.download = "http://127.0.0.1:9/files-pri/x"

    assert linked(file.permalink) == ""


def test_a_file_that_is_gone_or_hidden_could_not_be_read(slack: Slack, linked: LinkedFiles) -> None:
    file = slack.keeps("banner.png", b"one")
    slack.workspace.files.clear()
    assert linked(file.permalink) is None

    slack.workspace.app.scopes = ()
    assert linked(file.permalink) is None


def test_what_is_too_large_is_not_read(slack: Slack, linked: LinkedFiles) -> None:
    assert linked(slack.keeps("film.mp4", b"x" * 10_000_001).permalink) == ""


def test_before_slack_is_there_nothing_is_read() -> None:
    assert LinkedFiles(lambda: None)("https://shop.slack.com/files/U0ANN/F0000001/x") == ""
