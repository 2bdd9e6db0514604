"""F9 to F12: what Slack, or somebody who listened in, sends once more: at once, minutes later, a week later."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qs

import pytest

from faults.inputs import Input
from faults.inputs import People as Inputs
from faults.world import REQUESTERS, SECRET, World, waits_for, world
from sandbox.courier import FORM, form, interaction, sign
from sandbox.payloads import Payloads
from sandbox.posts import Message
from tests.stage import Stage
from tests.stories.test_approving_content import submitted

JSON = "application/json"
#: Slack's signatures are believed for five minutes.
BELIEVED = 300


def said(stage: Stage, by: str, text: str, *, at: datetime | None = None, channel: str = "C0ECOM") -> bytes:
    """The event of words said to the bot, as Slack sends it."""
    user = stage.workspace.users[by]
    ts = f"{at.timestamp():.6f}" if at else stage.workspace.next_ts()
    with stage.workspace.changed:
        message = Message(channel=channel, ts=ts, user=by, text=text)
        kind = "message" if channel == stage.workspace.direct(by).id else "app_mention"
        return json.dumps(Payloads(stage.workspace, stage.slack.url).said(user, message, kind)).encode()


@pytest.mark.parametrize("place", ["C0ECOM", "direct"])
def test_an_event_that_slack_sends_four_times_is_answered_once(stage: Stage, place: str) -> None:
    """F9: at once, after a minute, after five, with its headers."""
    channel = stage.workspace.direct("U0MARCUS").id if place == "direct" else place
    words = "orders yesterday" if place == "direct" else "<@U0SHELFTALK> orders yesterday"
    body = said(stage, "U0MARCUS", words, channel=channel)

    for number, wait in enumerate((0, 0, 60, 300)):
        stage.at(stage.clock() + timedelta(seconds=wait))
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} if number else {}
        assert stage.slack.delivers(body, {"Content-Type": JSON, **retry}).ok
        stage.person("marcus").waits_to_see("Orders", channel)

    stage.running.sender.send_due(stage.clock())
    assert len(stage.person("marcus").sees(channel).saying("Orders ")) == 1
    with stage.running.bot.store.read() as db:
        assert db.execute("SELECT count(*) FROM outbox WHERE key GLOB 'answer/said/*'").fetchone() == (1,)


def replayed(made: World, one: Input, *, signed: int, times: int) -> list[int]:
    """Send the very bytes and headers that somebody captured, so many times; what each was answered."""
    headers = sign(one.body, SECRET, signed)
    return [
        bot.courier.deliver(one.body, headers, one.kind).status
        for bot, _ in zip(itertools.cycle(made.bots), range(times), strict=False)
    ]


def test_a_captured_request_has_one_effect_and_none_after_five_minutes(
    tmp_path: Path, facts: Path, seed: int
) -> None:
    """F10: a thousand replays of a form, a press, a command and a mention."""
    with world(tmp_path, facts, seed=seed, times=1, history=True, bots=2) as made:
        made.misfortunes.are_on = False
        people = Inputs(made)
        sent = people.form()
        captured = [sent]
        assert set(replayed(made, sent, signed=now(), times=1)) == {200}
        [press] = people.approvals(["Copy 1"])
        command = made.payloads.command(
            made.workspace.users[REQUESTERS[1]],
            next(iter(made.workspace.channels.values())),
            "/approvals",
            "cancel 1",
        )
        captured += [press, people.mention(), Input("command", form(command), FORM)]

        for one in captured:
            assert set(replayed(made, one, signed=now() - 200, times=125)) == {200}
        assert waits_for(lambda: state_of(made) in ("APPROVED", "CANCELLED"), 10)
        before = everything(made)
        for one in captured:
            assert set(replayed(made, one, signed=now() - BELIEVED - 1, times=125)) == {401}

        assert everything(made) == before
        assert before["Submit"] == 1
        assert before["Approve"] == 1
        assert before.get("Cancel", 0) <= 1
        assert before["answers"] == 1


def now() -> int:
    """The real time, by which signatures are checked, in seconds since 1970."""
    return int(time())


def state_of(made: World) -> str:
    """How the first request stands."""
    return str(made.rows("SELECT state FROM request WHERE id = 1")[0]["state"])


def everything(made: World) -> dict[str, int]:
    """How often each thing happened, and how many mentions were answered."""
    assert waits_for(lambda: not made.rows("SELECT 1 FROM inbox WHERE state = 'taken'"), 20)
    steps = made.rows("SELECT what, count(*) AS n FROM audit GROUP BY what")
    [answers] = made.rows("SELECT count(*) AS n FROM outbox WHERE key GLOB 'answer/said/*'")
    return {row["what"]: row["n"] for row in steps} | {"answers": answers["n"]}


def test_a_form_that_two_devices_send_submits_once_and_changes_once(
    tmp_path: Path, facts: Path, seed: int, times: int
) -> None:
    """F11: the same form, twice each to two processes at once; then the one with which it is changed."""
    with world(tmp_path, facts, seed=seed, times=1, history=True, bots=2) as made:
        made.misfortunes.are_on = False
        people, rounds = Inputs(made), 25 * times
        for number in range(1, rounds + 1):
            new = people.form()
            assert all(at_once(made, new))
            [row] = made.rows("SELECT id, requester FROM request WHERE id = ?", (number,))
            assert all(at_once(made, edited(new, number, row["requester"])))
        assert len(made.rows("SELECT * FROM request")) == rounds
        assert made.rows("SELECT max(number) AS most, count(*) AS n FROM version")[0]["most"] == 2
        assert len(made.rows("SELECT * FROM version")) == 2 * rounds
        assert everything(made) == {"Submit": rounds, "Edit": rounds, "answers": 0}


def edited(new: Input, request: int, by: str) -> Input:
    """The form with which its requester changes it."""
    payload = payload_of(new)
    view = payload["view"]
    view["id"] += "E"
    view["private_metadata"] = json.dumps(
        json.loads(view["private_metadata"]) | {"request": str(request), "version": "1"}
    )
    view["state"]["values"]["text"]["text"]["value"] = "Other words"
    assert payload["user"]["id"] == by
    return Input(f"edit {request}", interaction(payload))


def payload_of(one: Input) -> dict[str, Any]:
    """What is in an interaction's body."""
    found: dict[str, Any] = json.loads(parse_qs(one.body.decode())["payload"][0])
    return found


def at_once(made: World, one: Input) -> list[bool]:
    """Send it four times at once; whether each was taken."""
    answers: list[bool] = []

    def sends(number: int) -> None:
        answer = made.bots[number % 2].courier.deliver(one.body, content_type=one.kind)
        answers.append(answer.ok and b"errors" not in answer.body)

    threads = [threading.Thread(target=sends, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


#: How much of each comes in a replay of a week: what was done then already, and what never arrived.
SEEN, WORDS, PRESSES, HOMES = 2_000, 5_000, 2_500, 600
WEEK = timedelta(days=7)
PEOPLE = ("U0MARCUS", "U0DANA", "U0ROSA", "U0AIKO", "U0VERA")
#: What is said because of something that somebody did.
CAUSED = "key GLOB 'answer/*' OR key GLOB 'told/*' OR key GLOB 'card/*'"


def test_a_week_of_old_events_does_nothing_and_tells_each_person_once(stage: Stage, seed: int) -> None:
    """F12."""
    luck, then = Random(seed), stage.clock()
    for number in range(5):
        submitted(stage, title=f"Copy {number}")
    done = [
        said(stage, "U0MARCUS", f"<@U0SHELFTALK> define {word}") for word in ("aov", "cvr", "roas", "orders")
    ]
    for body in done:
        assert stage.slack.delivers(body, {"Content-Type": JSON}).ok
    stage.waits_for(lambda: not unanswered(stage))
    stage.at(then + WEEK)
    stage.waits_for(lambda: not unanswered(stage))
    quiet(stage)
    before, calls = facts_of(stage), len(stage.workspace.calls)

    replay = [
        *(luck.choice(done) for _ in range(SEEN)),
        *old_words(stage, luck, then),
        *old_homes(stage, then),
    ]
    events = [(body, JSON) for body in replay] + [(body, FORM) for body in old_presses(stage, luck, then)]
    luck.shuffle(events)
    assert len(events) > 10_000
    for body, kind in events:
        assert stage.slack.courier.deliver(body, {"X-Slack-Retry-Num": "1"}, kind).ok
    quiet(stage)

    assert facts_of(stage) == before
    posts = [call.arguments for call in stage.workspace.calls[calls:] if call.method == "chat.postMessage"]
    told = [one["channel"] for one in posts if "has reached me only now" in str(one)]
    assert len(told) == len(set(told)) == len(PEOPLE)
    assert len(posts) < len(told) + 10  # and what fell due that Monday anyway
    assert not [call.method for call in stage.workspace.calls[calls:] if call.method == "response_url"]


def old_words(stage: Stage, luck: Random, then: datetime) -> Iterator[bytes]:
    """Questions of a week ago that never arrived."""
    for _ in range(WORDS):
        by = luck.choice(PEOPLE)
        at = then + timedelta(seconds=luck.uniform(0, 3600))
        place = luck.choice(["C0ECOM", stage.workspace.direct(by).id])
        yield said(stage, by, "<@U0SHELFTALK> net sales yesterday", at=at, channel=place)


def old_homes(stage: Stage, then: datetime) -> Iterator[bytes]:
    """Openings of App Home."""
    payloads = Payloads(stage.workspace, stage.slack.url)
    for _ in range(HOMES):
        with stage.workspace.changed:
            event = payloads.home_opened(
                stage.workspace.users["U0DANA"], stage.workspace.direct("U0DANA"), None
            )
        event["event"]["event_ts"] = f"{then.timestamp():.6f}"
        yield json.dumps(event).encode()


def old_presses(stage: Stage, luck: Random, then: datetime) -> Iterator[bytes]:
    """A director's presses on cards that still wait, as they were a week ago."""
    payloads = Payloads(stage.workspace, stage.slack.url)
    with stage.running.bot.store.read() as db:
        shas = {row["request"]: row["sha"] for row in db.query("SELECT request, sha FROM version")}
    for _ in range(PRESSES):
        request, by = luck.choice(list(shas)), luck.choice(["U0DANA", "U0ROSA"])
        action = {
            "type": "button", "action_id": "approval.approve", "block_id": "b",
            "action_ts": f"{then.timestamp() + luck.uniform(0, 3600):.6f}",
            "value": f"{request}:1:{shas[request][:8]}", "text": {"type": "plain_text", "text": "Approve"},
        }  # fmt: skip
        with stage.workspace.changed:
            shown = Message(channel=stage.workspace.direct(by).id, ts="1.000001", user=by, text="card")
            payload = payloads.message_action(stage.workspace.users[by], shown, [action], {})
        yield interaction(payload)


def facts_of(stage: Stage) -> dict[str, list[Any]]:
    """What people have ever done, and what was said because of it."""
    with stage.running.bot.store.read() as db:
        return {
            "history": list(db.query("SELECT * FROM audit")),
            "requests": list(db.query("SELECT id, state, version FROM request")),
            "decisions": list(db.query("SELECT * FROM decision")),
            "messages": list(db.query(f"SELECT key, revision FROM outbox WHERE {CAUSED}")),
        }


def unanswered(stage: Stage) -> int:
    """How much was taken in and not done, or is to be said and was not."""
    with stage.running.bot.store.read() as db:
        (count,) = db.execute(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'taken') + (SELECT count(*) FROM outbox WHERE state = 'waiting')"
        ).fetchone()
        return int(count)


def quiet(stage: Stage) -> None:
    """Let everything be said that there is to say."""
    until = monotonic() + 20
    while monotonic() < until:
        stage.running.sender.send_due(stage.clock())
        if not unanswered(stage):
            return
