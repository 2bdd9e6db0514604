"""What the bot adds to an acknowledgement, to an answer and to Bolt's dispatch, each against a bare Bolt app."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bench import programs
from bench.measure import Row, Times, interleave
from bench.talking import Line, form, going_first, line_to
from bot import Running, Settings, connected
from commands.answering import read_words
from commands.context import Ask, Context
from commands.front import register
from commands.grammar import Menu
from commands.rights import not_for
from commands.routes import COMMANDS
from commands.visitors import Visitors
from shop import Shop
from templates import Message

RANKING = ("/product", "top 10 last 28 days")
QUESTION = ("/kpi", "net sales last week vs ly")
MOST = {"P1": 1.5, "P2 p50": 1.25, "P2 p95": 1.3, "P5": 4.0}
#: Seconds between commands, so that none meets the last steps of the one before.
APART = 0.01
#: How many commands stand before the one that is asked, in the second half of P5.
CROWD = 60


def measure(facts: Path, *, rounds: int = 300) -> list[Row]:
    """P1, P2 and P5 on a facts file as `big_shop.build` makes it."""
    with line_to(programs.far_end, facts) as far:
        return [
            *acknowledging(facts, far, rounds=3 * rounds),
            *ranking(facts, far, rounds=rounds),
            *dispatching(facts, far.url, rounds=3 * rounds),
        ]


def acknowledging(facts: Path, far: Line, *, rounds: int) -> list[Row]:
    """P1: a question that is acknowledged at once, because eight wait already, and answered after it."""
    ours: list[float] = []
    floor: list[float] = []
    with (
        line_to(programs.crowded_bot, facts, far.url) as bot,
        line_to(programs.bare_acknowledging, facts, far.url) as bare,
        going_first(),
    ):
        for turn in range(rounds + rounds // 10):
            time.sleep(APART)
            bare_ms, _ = bare.types(*QUESTION)
            time.sleep(APART)
            own_ms, said = bot.types(*QUESTION, answers=f"{far.url}/answers")
            if said is not None:
                raise RuntimeError("the bot waited for its answer: what it hands on was to be measured")
            if not far.next_posted().get("blocks"):
                raise RuntimeError("the answer did not follow")
            if turn >= rounds // 10:
                ours.append(own_ms)
                floor.append(bare_ms)
    own, other = Times(tuple(ours)), Times(tuple(floor))
    return [
        _row(
            "P1 acknowledgement, p95", "P1", own.p95 / other.p95,
            f"{own.p95:.2f} ms against {other.p95:.2f} ms (p50 {own.median:.2f} and {other.median:.2f}): `{' '.join(QUESTION)}`"
            f" handed on while eight others wait, its answer worked out and posted meanwhile; {rounds} turns",
        )
    ]  # fmt: skip


def ranking(facts: Path, far: Line, *, rounds: int) -> list[Row]:
    """P2: the ten best products, from the signed request to the answer in its acknowledgement."""
    ours: list[float] = []
    floor: list[float] = []
    with (
        line_to(programs.bot, facts, far.url) as bot,
        line_to(programs.bare_ranking, facts, far.url) as bare,
    ):
        for turn in range(rounds + rounds // 10):
            bare_ms, expected = bare.types(*RANKING)
            own_ms, said = bot.types(*RANKING)
            if turn == 0:
                same(said, expected)
            if turn >= rounds // 10:
                ours.append(own_ms)
                floor.append(bare_ms)
    own, other = Times(tuple(ours)), Times(tuple(floor))
    how = (
        f"`{' '.join(RANKING)}` against the 28 days before; bare Bolt runs the same six statements by raw sqlite3 and builds"
        f" the same blocks from dicts; {rounds} turns"
    )
    return [
        _row(f"P2 delivered answer, {name}", f"P2 {name}", one / two, f"{one:.1f} ms against {two:.1f} ms: {how}")
        for name, one, two in (("p50", own.median, other.median), ("p95", own.p95, other.p95))
    ]  # fmt: skip


def same(said: dict[str, Any], expected: dict[str, Any]) -> None:
    """Raise AssertionError unless both say the same figures in messages of about the same size."""
    ours, theirs = (_figures(message) for message in (said, expected))
    assert ours == theirs, f"the bot says {ours}, the floor {theirs}"
    sizes = [len(json.dumps(message)) for message in (said, expected)]
    assert 0.9 < sizes[0] / sizes[1] < 1.1, f"the messages are {sizes} characters long"


def _figures(message: dict[str, Any]) -> list[list[object]]:
    (table,) = (block for block in message["blocks"] if block["type"] == "data_table")
    return [[cell.get("value", cell["text"]) for cell in row] for row in table["rows"]]


def dispatching(facts: Path, slack: str, *, rounds: int) -> list[Row]:
    """P5: App.dispatch in process, where the answer itself (facts, template, keeping it) is left out."""
    with shelftalk(facts, slack) as running:
        client = WebClient(token=programs.TOKEN, base_url=f"{slack}/")
        bare = _app(client)
        bare.command("/kpi")(lambda ack: ack())
        apps = {
            "bare": bare,
            "one": _listening(running, client, 0),
            "many": _listening(running, client, CROWD),
        }
        asking = {name: partial(_ask, app) for name, app in apps.items()}
        taken = interleave(asking, rounds=rounds, warm=rounds // 10)
    floor = taken["bare"].median
    return [
        _row(
            f"P5 own work, {said}", "P5", taken[name].median / floor,
            f"{1000 * taken[name].median:.0f} µs against {1000 * floor:.0f} µs: Bolt's dispatch included, reading"
            f" `{QUESTION[1]}`, roles and guests, rights, the line; medians of {rounds} turns",
        )
        for name, said in (("one", "one command"), ("many", f"{CROWD} commands before it"))
    ]  # fmt: skip


@contextmanager
def shelftalk(facts: Path, slack: str) -> Iterator[Running]:
    """The bot in this process, on the morning after the big shop's newest day."""
    with TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder), facts_url=f"sqlite:///{facts}", shop=Shop(), slack_api=f"{slack}/", bot_token=programs.TOKEN
        )  # fmt: skip
        with connected(settings, lambda: programs.NOW) as running:
            running.start()
            yield running


def _listening(running: Running, client: WebClient, crowd: int) -> App:
    """The bot's own listeners with `crowd` commands before the one that is asked."""
    names = (*(f"command{number}" for number in range(crowd)), "kpi")
    context = running.bot.context
    context = replace(context, shop=context.shop.model_copy(update={"commands": names}))
    read_only = replace(COMMANDS["kpi"], answer=_read)
    app = _app(client)
    register(
        app, context, running.line, Visitors(client, context), after=lambda: None, commands=dict.fromkeys(names, read_only)
    )  # fmt: skip
    return app


def _read(ask: Ask, context: Context) -> Message:
    """What a command does before it asks the facts."""
    question = read_words(ask.text, context)
    assert not isinstance(question, Menu)
    assert not_for(question.metrics, ask, context) is None
    return READ


READ = Message(text="Read.")


def _app(client: WebClient) -> App:
    """Bolt without signatures, which both would check alike."""
    return App(
        client=client, process_before_response=True, token_verification_enabled=False,
        request_verification_enabled=False, ssl_check_enabled=False,
    )  # fmt: skip


def _ask(app: App) -> None:
    headers: dict[str, str | Sequence[str]] = {"content-type": "application/x-www-form-urlencoded"}
    answer = app.dispatch(BoltRequest(body=urlencode(form(*QUESTION)), headers=headers))
    assert answer.status == 200


def _row(name: str, goal: str, ratio: float, how: str) -> Row:
    most = MOST[goal]
    return Row(name=name, figure=f"{ratio:.2f} ×", goal=f"≤ {most:g} ×", met=ratio <= most, how=how)
