"""What people send to the bot: forms, presses and words, each sent again until it is acknowledged."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from random import Random
from time import monotonic, sleep

from approvals.content import Content
from faults.world import CHANNELS, DIRECTORS, REQUESTERS, Bot, World
from sandbox.courier import FORM, interaction
from sandbox.posts import Message


@dataclass(frozen=True)
class Input:
    """One thing that somebody does: its name, and the body that Slack sends (the very same each time)."""

    name: str
    body: bytes
    kind: str = FORM


@dataclass
class Ledger:
    """What was sent, and what Slack was told: only what was acknowledged is owed."""

    sent: int = 0
    tries: int = 0
    acknowledged: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, tries: int, seconds: float | None) -> None:
        """One input has come to its end."""
        with self.guard:
            self.sent += 1
            self.tries += tries
            (self.given_up if seconds is None else self.acknowledged).append(name)
            if seconds is not None:
                self.times.append(seconds)


class People:
    """Writes what people do; every button carries what the state file says of the content it was drawn from."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._numbers = itertools.count(1)

    def form(self) -> Input:
        """Somebody sends content for approval."""
        number = next(self._numbers)
        title = f"Copy {number}"
        by = REQUESTERS[number % len(REQUESTERS)]
        view = {
            "id": f"V{number:08}", "type": "modal", "callback_id": "approvals.new", "hash": "1", "team_id": "T0SHOP",
            "private_metadata": json.dumps({"channel": CHANNELS[0]}),
            "state": {"values": {
                "kind": {"kind": {"type": "static_select", "selected_option": {"value": "ad"}}},
                "title": {"title": {"type": "plain_text_input", "value": title}},
                "text": {"text": {"type": "plain_text_input", "value": f"Words of {title}"}},
            }},
        }  # fmt: skip
        payload = {
            "type": "view_submission", "team": {"id": "T0SHOP", "domain": "x"}, "user": {"id": by, "name": by, "team_id": "T0SHOP"},
            "api_app_id": "A0SHELFTALK", "trigger_id": f"f{number}", "view": view, "response_urls": [],
        }  # fmt: skip
        return Input(f"form {title}", interaction(payload))

    def approvals(self, titles: Collection[str]) -> Iterator[Input]:
        """A director presses Approve on each of these that is there and undecided."""
        for row in self._world.rows(
            "SELECT request.id, version.sha, version.content FROM request JOIN version ON version.request = request.id"
            " WHERE request.state = 'IN_REVIEW'"
        ):
            if json.loads(row["content"])["title"] in titles:
                yield self.press(row["id"], f"{row['id']}:1:{row['sha'][:8]}")

    def press(self, request: int, value: str) -> Input:
        """A director presses Approve."""
        world, by = self._world, DIRECTORS[request % 2]
        channel = world.workspace.direct(by)
        action = {
            "type": "button", "action_id": "approval.approve", "block_id": "b", "action_ts": world.workspace.next_ts(),
            "value": value, "text": {"type": "plain_text", "text": "Approve"},
        }  # fmt: skip
        shown = Message(channel=channel.id, ts=f"1.{request:06}", user=world.workspace.app.user, text="card")
        with world.workspace.changed:
            payload = world.payloads.message_action(world.workspace.users[by], shown, [action], {})
        return Input(f"press {request}", interaction(payload))

    def mention(self) -> Input:
        """Somebody asks what a word means, in one of many channels."""
        world, number = self._world, next(self._numbers)
        by = world.workspace.users[REQUESTERS[number % len(REQUESTERS)]]
        text = f"<@{world.workspace.app.user}> define net sales"
        with world.workspace.changed:
            said = world.workspace.post(
                Message(
                    channel=CHANNELS[1 + number % (len(CHANNELS) - 1)],
                    ts=world.workspace.next_ts(),
                    user=by.id,
                    text=text,
                )
            )
            payload = world.payloads.said(by, said, "app_mention")
        return Input(f"mention {payload['event_id']}", json.dumps(payload).encode(), "application/json")


def send(world: World, one: Input, ledger: Ledger, luck: Random, *, patience: float = 60.0) -> None:
    """Send one input to whichever bot, again until it is acknowledged, and sometimes once or twice more."""
    began, tries = monotonic(), 0
    while monotonic() < began + patience:
        bot: Bot = luck.choice(world.bots)
        asked = monotonic()
        tries += 1
        answer = bot.courier.deliver(one.body, content_type=one.kind)
        if answer.ok and b"response_action" not in answer.body:  # a form that stays open was not taken
            ledger.note(one.name, tries, monotonic() - asked)
            for _ in range(luck.choice((0, 0, 1, 2))):
                luck.choice(world.bots).courier.deliver(one.body, content_type=one.kind)
            return
        sleep(luck.uniform(0.01, 0.1))
    ledger.note(one.name, tries, None)


__all__ = ["Content", "Input", "Ledger", "People", "send"]
