"""What the page in the browser is told and may do, and who is turned away."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from sandbox.slack import Slack
from tests.sandbox_fixtures import bolt_app, button, client_of, modal, pretend_slack, section


@pytest.fixture
def slack() -> Iterator[Slack]:
    with pretend_slack() as running:
        yield running


class Browser:
    """A connection to the page's side, as the page makes it."""

    def __init__(self, slack: Slack) -> None:
        self.address = urlsplit(slack.url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=5)

    def asks(self, method: str, path: str, content: Any = None, **headers: str) -> tuple[int, Any]:
        body = None if content is None else json.dumps(content)
        self.connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.headers[
            "Content-Type"
        ] == "application/json" else text

    def state(self, user: str) -> Any:
        return self.asks("GET", f"/sandbox/state?as={user}")[1]


@pytest.fixture
def browser(slack: Slack) -> Iterator[Browser]:
    one = Browser(slack)
    yield one
    one.connection.close()


def test_the_state_is_what_one_person_sees(slack: Slack, browser: Browser) -> None:
    client = client_of(slack)
    root = client.chat_postMessage(channel="C0ECOM", text="for all", blocks=[section("for all")])["ts"]
    client.chat_postMessage(channel="C0ECOM", text="reply", thread_ts=root)
    client.chat_postEphemeral(channel="C0ECOM", user="U0MARCUS", text="for Marcus")
    client.chat_postMessage(channel="U0DANA", text="for Dana")

    dana, gil = browser.state("U0DANA"), browser.state("U0GIL")

    assert [(c["name"], c["kind"], c["unread"]) for c in dana["channels"]] == [
        ("ecom", "channel", 2), ("campaigns", "channel", 0), ("exec", "private", 0), ("Shelftalk", "app", 1),
    ]  # fmt: skip
    assert [(m["text"], m["reply_count"]) for m in dana["messages"]["C0ECOM"]] == [
        ("for all", 1),
        ("reply", 0),
    ]
    assert dana["messages"]["C0ECOM"][0]["username"] == "Shelftalk"
    assert [c["id"] for c in gil["channels"]] == ["C0CAMPAIGNS", "D0GIL"]
    assert dana["me"]["initials"] == "DW"
    assert dana["clock"] == "2026-11-23T08:01:00+00:00"


def test_typing_on_the_page_answers_at_once_and_shows_in_the_events(slack: Slack, browser: Browser) -> None:
    slack.composer = {"channel": "C0ECOM", "text": "/kpi net sales yesterday"}
    with bolt_app(slack, "/kpi") as app:
        app.command("/kpi")(lambda ack: ack("£1,234"))

        status, answer = browser.asks(
            "POST", "/sandbox/type", {"as": "U0DANA", "channel": "C0ECOM", "text": "/kpi net sales yesterday"}
        )

        assert (status, answer) == (200, {"ok": True})
        slack.person("dana").waits_to_see("£1,234", "#ecom")
    assert browser.state("U0DANA")["messages"]["C0ECOM"][0]["ephemeral"] is True
    assert browser.state("U0DANA")["composer"] == {}


def test_pressing_searching_and_submitting_on_the_page(slack: Slack, browser: Browser) -> None:
    ask = {
        "type": "input", "block_id": "title", "label": {"type": "plain_text", "text": "Title"},
        "element": {"type": "plain_text_input", "action_id": "value"},
    }  # fmt: skip
    search = {
        "type": "input", "block_id": "campaign", "optional": True, "label": {"type": "plain_text", "text": "Campaign"},
        "element": {"type": "external_select", "action_id": "search", "min_query_length": 1},
    }  # fmt: skip
    with bolt_app(slack) as app:
        app.action("open")(
            lambda ack, body, client: (
                ack(),
                client.views_open(
                    trigger_id=body["trigger_id"], view=modal("Submit", ask, search, callback_id="submit")
                ),
            )
        )
        app.options("search")(
            lambda ack: ack(options=[{"text": {"type": "plain_text", "text": "BF"}, "value": "bf"}])
        )
        app.view("submit")(
            lambda ack, view: (
                ack(response_action="errors", errors={"title": "No."})
                if view["state"]["values"]["title"]["value"]["value"] == "bad"
                else ack()
            )
        )
        ts = app.client.chat_postMessage(channel="C0ECOM", text="t", blocks=[button("Open", "open")])["ts"]
        block = browser.state("U0DANA")["messages"]["C0ECOM"][0]["blocks"][0]["block_id"]

        pressed = browser.asks(
            "POST",
            "/sandbox/act",
            {
                "as": "U0DANA",
                "container": {"channel": "C0ECOM", "ts": ts},
                "block_id": block,
                "action": {"type": "button", "action_id": "open"},
                "state": {},
            },
        )
        (view,) = browser.state("U0DANA")["modals"]
        found = browser.asks(
            "POST",
            "/sandbox/suggest",
            {
                "as": "U0DANA",
                "container": {"view_id": view["id"]},
                "block_id": "campaign",
                "action_id": "search",
                "value": "b",
            },
        )
        said = {"as": "U0DANA", "view_id": view["id"]}
        empty = browser.asks("POST", "/sandbox/submit", said | {"state": {"values": {}}})
        bad = browser.asks(
            "POST",
            "/sandbox/submit",
            said | {"state": {"values": {"title": {"value": {"type": "plain_text_input", "value": "bad"}}}}},
        )
        good = browser.asks(
            "POST",
            "/sandbox/submit",
            said | {"state": {"values": {"title": {"value": {"type": "plain_text_input", "value": "good"}}}}},
        )

    assert pressed == (200, {"ok": True})
    assert found[1]["options"][0]["value"] == "bf"
    assert empty[1]["errors"] == {"title": "Please complete this required field."}
    assert bad[1]["errors"] == {"title": "No."}
    assert good == (200, {"ok": True})
    assert browser.state("U0DANA")["modals"] == []


def test_nobody_acts_on_what_they_do_not_see(slack: Slack, browser: Browser) -> None:
    ts = client_of(slack).chat_postMessage(channel="C0EXEC", text="t", blocks=[button("Go", "go")])["ts"]

    asked = {
        "as": "U0MARCUS",
        "container": {"channel": "C0EXEC", "ts": ts},
        "block_id": "b1",
        "action": {"action_id": "go"},
    }

    assert browser.asks("POST", "/sandbox/act", asked) == (400, {"ok": False, "error": "not_found"})


def test_events_tell_of_every_change_and_end_with_the_server(slack: Slack) -> None:
    connection = http.client.HTTPConnection(urlsplit(slack.url).netloc, timeout=5)
    connection.request("GET", "/sandbox/events?as=U0DANA")
    events = connection.getresponse()
    first = json.loads(events.readline().removeprefix(b"data: "))
    events.readline()

    client_of(slack).chat_postMessage(channel="C0ECOM", text="news")
    second = json.loads(events.readline().removeprefix(b"data: "))
    slack.stop()

    assert events.headers["Content-Type"] == "text/event-stream"
    assert second["version"] > first["version"]
    events.read()
    connection.close()


def test_the_demos_buttons_call_what_the_demo_installed(slack: Slack, browser: Browser) -> None:
    asked: list[str] = []
    slack.on_clock = asked.append
    slack.on_scene = asked.append
    slack.on_reset = lambda: asked.append("reset")
    slack.scenes = [{"name": "monday", "title": "Monday", "about": "…", "current": True}]

    browser.asks("POST", "/sandbox/clock", {"to": "next"})
    browser.asks("POST", "/sandbox/scene", {"name": "monday"})
    browser.asks("POST", "/sandbox/reset", {})

    assert asked == ["next", "monday", "reset"]
    assert browser.state("U0DANA")["scenes"][0]["title"] == "Monday"


def test_reading_a_channel_leaves_nothing_unread(slack: Slack, browser: Browser) -> None:
    client_of(slack).chat_postMessage(channel="C0ECOM", text="news")

    browser.asks("POST", "/sandbox/read", {"as": "U0DANA", "channel": "C0ECOM"})

    assert browser.state("U0DANA")["channels"][0]["unread"] == 0


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/sandbox/state?as=U0DANA", {"Host": "evil.example"}, 403),
        ("/sandbox/state?as=U0DANA", {"Origin": "https://evil.example"}, 403),
        ("/sandbox/state?as=U0NOBODY", {}, 404),
        ("/page/../slack.py", {}, 404),
        ("/page/%2e%2e/slack.py", {}, 404),
        ("/nowhere", {}, 404),
    ],
)  # fmt: skip
def test_strangers_and_wrong_turnings_are_sent_away(
    browser: Browser, path: str, headers: dict[str, str], status: int
) -> None:
    assert browser.asks("GET", path, **headers)[0] == status


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        ({"as": "U0DANA"}, {"Content-Type": "text/plain"}, 415),
        ({"as": "U0DANA"}, {"Origin": "http://evil.example"}, 403),
        (["not an object"], {}, 400),
        ({"as": "U0NOBODY", "channel": "C0ECOM", "text": "x"}, {}, 400),
        ({"as": "U0GIL", "channel": "C0EXEC", "text": "x"}, {}, 400),
    ],
)  # fmt: skip
def test_bad_posts_are_turned_away(
    browser: Browser, content: Any, headers: dict[str, str], status: int
) -> None:
    assert browser.asks("POST", "/sandbox/type", content, **headers)[0] == status


def test_the_page_and_its_files_are_served(browser: Browser) -> None:
    status, page = browser.asks("GET", "/")

    assert status == 200
    assert b"<html" in page
