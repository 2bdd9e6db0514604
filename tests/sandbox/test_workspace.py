"""The workspace itself: who is in it, what it forgets, and what it keeps over a restart."""

from __future__ import annotations

import gc
import threading
from pathlib import Path

import pytest

from sandbox.cast import small_workspace
from sandbox.keeping import restore, save
from sandbox.workspace import Workspace
from tests.sandbox_fixtures import client_of, pretend_slack, section


def test_people_are_found_by_handle_name_role_or_id() -> None:
    workspace = small_workspace()

    assert {workspace.user(name).id for name in ("dana", "@dana", "Dana Whitlock", "director", "U0DANA")} == {
        "U0DANA"
    }
    with pytest.raises(KeyError, match="nobody is called 'diana' here: dana, marcus"):
        workspace.user("diana")


def test_a_workspace_is_made_from_words() -> None:
    workspace = Workspace.of(people={"dana": "Dana Whitlock"}, channels={"#black-friday": "the day"})

    assert workspace.channel("#black-friday").id == "C0BLACKFRIDAY"
    assert workspace.channel("black-friday").members == {"U0DANA", "U0SHELFTALK"}


def test_clearing_forgets_what_was_said_and_keeps_who_is_there() -> None:
    with pretend_slack() as slack:
        client_of(slack).chat_postMessage(channel="C0ECOM", text="old")
        slack.workspace.clear()

        assert not slack.person("dana").sees("#ecom")
        assert slack.workspace.calls == []
        assert client_of(slack).chat_postMessage(channel="C0ECOM", text="new")["ok"]


def test_a_workspace_outlives_its_process(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    with pretend_slack() as slack:
        client = client_of(slack)
        card = client.chat_postMessage(channel="U0DANA", text="card", blocks=[section("card")])
        client.views_publish(user_id="U0DANA", view={"type": "home", "blocks": [section("home")]})
        save(slack.workspace, path)

    with pretend_slack(restore(path)) as slack:
        client_of(slack).chat_update(channel=card["channel"], ts=card["ts"], text="changed")

        dana = slack.person("dana")
        assert [seen.text for seen in dana.inbox] == ["changed"]
        assert "home" in dana.home
        assert client_of(slack).chat_postMessage(channel="U0DANA", text="later")["ts"] > card["ts"]


def test_many_may_speak_at_once() -> None:
    with pretend_slack() as slack:

        def speak() -> None:
            client = client_of(slack)
            for _ in range(20):
                client.chat_postMessage(channel="C0ECOM", text="t")

        threads = [threading.Thread(target=speak) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        stamps = [message.ts for message in slack.workspace.messages["C0ECOM"]]
        assert len(set(stamps)) == 160
        assert stamps == sorted(stamps)


def test_stopping_leaves_nothing_open() -> None:
    before = {thread.name for thread in threading.enumerate()}
    with pretend_slack() as slack:
        client_of(slack).api_test()
    gc.collect()

    assert {thread.name for thread in threading.enumerate()} <= before
