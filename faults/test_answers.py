"""F16, F18, F20 to F27, F30: whatever Slack answers, and however long it does not."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.claims import BURST, BURST_IN
from delivery.outbox import Outbox, Unasked
from delivery.refusals import LONGEST_WAIT, USUAL_WAIT, VERDICTS, Verdict
from delivery.sender import Sender
from sandbox.places import Channel
from sandbox.refusals import Call, Fault, Faults
from sandbox.slack import Slack
from templates import Message
from tests.delivery.post_office import CHANNEL, DANA, DANAS_MESSAGES, MARCUS, MARCUS_MESSAGES, Post
from tests.sandbox_fixtures import Clock, client_of


def rooms(slack: Slack, count: int) -> list[str]:
    """So many channels that the bot is in."""
    app = slack.workspace.app.user
    names = [f"C0R{number:03}" for number in range(count)]
    for name in names:
        slack.workspace.add_channel(Channel(id=name, name=name.lower(), members={app, DANA, MARCUS}))
    return names


def keys_in(slack: Slack) -> dict[str, list[str]]:
    """Every message of ours that stands in Slack, by key: where."""
    found: dict[str, list[str]] = defaultdict(list)
    for channel, messages in slack.workspace.messages.items():
        for message in messages:
            if message.metadata:
                found[message.metadata["event_payload"]["key"]].append(channel)
    return found


def test_five_hundred_posts_whose_connection_drops_are_found_and_not_repeated(post: Post) -> None:
    """F16."""
    post.may_read_history()
    places = rooms(post.slack, 50)
    post.slack.workspace.drops("chat.postMessage", times=500, after_storing=True)
    for number in range(500):
        post.puts(f"m/{number}", places[number % 50], text=f"m {number}")
    post.sends_until_quiet(minutes=12)

    stands = keys_in(post.slack)
    assert len(stands) == 500
    assert all(len(where) == 1 for where in stands.values())
    assert post.outbox.possible_duplicates() == 0
    assert post.outbox.unsent(post.clock()) == []


@dataclass
class SlowStore:
    """A Web API that stores what it is sent only after the sender has stopped waiting."""

    api: Any
    seconds: float
    late: set[str] = field(default_factory=set)

    def answer(self, method: str, arguments: Any, token: str | None, call: Call) -> Any:
        """As the real one, but late for the first post of each message."""
        key = (arguments.get("metadata") or {}).get("event_payload", {}).get("key", "")
        if method == "chat.postMessage" and key not in self.late:
            self.late.add(key)
            time.sleep(self.seconds)
        return self.api.answer(method, arguments, token, call)


def test_a_request_that_lands_after_its_sender_gave_up_is_found(
    outbox: Outbox, slack: Slack, clock: Clock
) -> None:
    """F18: the lease outlasts the time-out and the slowest store."""
    slack.web_api = SlowStore(slack.web_api, 0.4)  # type: ignore[assignment]
    sender = Sender(outbox, client_of(slack), clock=clock, time_out=0.2)
    post = Post(outbox=outbox, sender=sender, slack=slack, clock=clock)
    post.may_read_history()
    for number in range(10):
        post.puts(f"m/{number}", DANA if number % 2 else CHANNEL, text=f"m {number}")
    for _ in range(40):
        post.sends()
        assert slack.workspace.waits_for(lambda: len(keys_in(slack)) == len(slack.web_api.late), 5)  # type: ignore[attr-defined]
        clock.passes(seconds=15)

    assert sorted(keys_in(slack)) == sorted(f"m/{number}" for number in range(10))
    assert all(len(where) == 1 for where in keys_in(slack).values())


class TooFast(Faults):
    """A third of all posts are refused as too fast, with headers sensible and not; what was said is kept."""

    SAID = ("1", "30", "90", "600", "3600", None, "soon", "-5", "1.5")

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._luck = Random(seed)
        self.said: list[str | None] = []

    def take(self, method: str) -> Fault | None:
        """One answer for each post, in the order in which they come."""
        if method != "chat.postMessage":
            return None
        if self._luck.random() > 1 / 3:
            self.said.append("")
            return None
        header = self._luck.choice(self.SAID)
        self.said.append(header)
        return Fault(kind="answer", status=429, headers={"Retry-After": header} if header else {})


def wait_of(header: str | None) -> timedelta:
    """How long the sender has to wait, at least."""
    if header is None or not header.isdecimal():
        return USUAL_WAIT
    return min(timedelta(seconds=max(1, int(header))), LONGEST_WAIT)


def test_nothing_is_sent_sooner_than_slack_said_and_every_place_keeps_its_order(
    post: Post, seed: int, times: int
) -> None:
    """F20: a thousand messages in fifty channels; with --full ten thousand."""
    places = rooms(post.slack, 50)
    faults = TooFast(seed)
    post.slack.workspace.faults = faults
    for number in range(1000 * times):
        post.puts(f"{number:05}", places[number % 50], text=f"{number:05}")
    for _ in range(2000 * times):
        if not post.outbox.unsent(post.clock()):
            break
        post.sends()
        post.clock.passes(seconds=30)

    until: dict[str, datetime] = {}
    for call, header in zip(post.slack.workspace.calls_of("chat.postMessage"), faults.said, strict=True):
        place, at = call.arguments["channel"], call.at
        assert at is not None and at >= until.get(place, at), (seed, place)
        if header != "":
            until[place] = at + wait_of(header)
    for place in places:
        assert post.stands(place) == sorted(post.stands(place))
        assert len(post.stands(place)) == 20 * times


def test_a_burst_stays_within_what_slack_allows_and_urgent_messages_overtake_it(post: Post) -> None:
    """F21: two thousand posts at once; a hundred urgent ones among them."""
    places = rooms(post.slack, 50)
    began = post.clock()
    for number in range(2000):
        post.puts(f"m/{number}", places[number % 50], text=f"{number:04}")
    urgent: dict[str, datetime] = {}
    for second in range(120):
        if second < 100:
            post.puts(f"urgent/{second}", places[second % 50], text=f"urgent {second}", urgent=True)
            urgent[f"urgent {second}"] = post.clock()
        post.sends()
        post.clock.passes(seconds=1)

    posts: dict[str, list[datetime]] = defaultdict(list)
    took = []
    for call in post.slack.workspace.calls_of("chat.postMessage"):
        assert call.at
        posts[call.arguments["channel"]].append(call.at)
        if call.arguments["text"] in urgent:
            took.append((call.at - urgent[call.arguments["text"]]).total_seconds())
    for times in posts.values():
        assert all(later - first >= BURST_IN for first, later in zip(times, times[BURST:], strict=False))
    assert len(took) == 100 and sorted(took)[94] < 5
    assert post.outbox.unsent(post.clock()) == [], post.clock() - began


def test_after_four_hours_without_slack_only_the_last_state_goes_out_and_each_person_is_told_once(
    post: Post,
) -> None:
    """F22: two thousand changes meanwhile."""
    for number in range(100):
        post.puts(f"card/{number}", rooms_of(post)[number % 10], text="v0")
    post.sends_until_quiet(minutes=1)
    post.slack.workspace.calls.clear()
    for method in ("chat.postMessage", "chat.update", "conversations.history", "conversations.open"):
        post.slack.workspace.answers(method, 503, times=None)
    cut_off = post.clock()
    for minute in range(240):
        with post.outbox.store.write() as db:
            for number in (one % 100 for one in range(minute * 8, minute * 8 + 8)):
                place, message = rooms_of(post)[number % 10], Message(text=f"v{minute}")
                post.outbox.put(db, f"card/{number}", place, message, now=post.clock())
        if minute % 30 == 0:
            post.puts(f"told/{minute}", MARCUS, text=f"News of minute {minute}", unasked=Unasked.APPROVAL)
            post.puts(f"told/{minute}/more", MARCUS, text="Beneath", thread_key=f"told/{minute}")
            post.puts(
                f"remind/{minute}", MARCUS, text="Do not forget", not_after=post.clock() + timedelta(hours=1)
            )
        post.sends()
        post.clock.passes(minutes=1)
    post.slack.workspace.heals()
    healthy, calls_before = post.clock(), len(post.slack.workspace.calls)
    post.sends_until_quiet(minutes=10)

    assert post.outbox.unsent(healthy) == []
    calls = post.slack.workspace.calls[calls_before:]
    assert len([call for call in calls if call.method.startswith("chat.")]) <= 400
    told = post.stands(MARCUS_MESSAGES)
    [once] = [text for text in told if "could not reach Slack" in text]
    assert "News of minute 30" in once and f"{cut_off:%H:%M}" in once
    assert len([text for text in told if text == "Do not forget"]) <= 3
    assert told.count("Beneath") <= 1  # of the one that was on its way already
    assert len(told) <= 6


def rooms_of(post: Post) -> list[str]:
    """Ten channels, made when they are first asked for."""
    names = [f"C0R{number:03}" for number in range(10)]
    return names if names[0] in post.slack.workspace.channels else rooms(post.slack, 10)


@pytest.mark.parametrize("error", [e for e, v in VERDICTS.items() if v is Verdict.PLACE_LOST])
def test_a_lost_place_is_told_once_and_tried_again_when_it_is_open(post: Post, error: str) -> None:
    """F24."""
    post.slack.workspace.refuses("chat.postMessage", error)
    post.puts("morning/2026-11-23/C0ECOM", owner=DANA)
    post.sends_until_quiet(minutes=3)
    assert len(post.stands(DANAS_MESSAGES)) == 1

    with post.outbox.store.write() as db:
        assert post.outbox.retry_place(db, CHANNEL, now=post.clock()) == 1
    post.sends()

    assert len(post.stands()) == 1


def test_a_removed_app_is_not_tried_again_and_a_new_token_goes_on_where_it_ended(
    post: Post, outbox: Outbox, slack: Slack, clock: Clock
) -> None:
    """F26: at most the call that finds out."""
    for number in range(50):
        post.puts(f"m/{number}", rooms_of(post)[number % 10], text=str(number))
    slack.workspace.app.removed = True
    post.sends_until_quiet(minutes=2)
    assert len(slack.workspace.calls) == 1

    slack.workspace.app.removed = False
    slack.workspace.app.token = "xoxb-after-the-reinstallation"
    again = Sender(outbox, client_of(slack), clock=clock)
    assert again.send_due(clock()) == 50
    assert post.sends() == 0


def test_told_that_it_was_removed_the_sender_makes_no_call_at_all(post: Post) -> None:
    """F26."""
    post.puts("a")
    post.sender.give_up_the_token("app_uninstalled")

    assert post.sends() == 0
    assert post.slack.workspace.calls == []


ODD = st.text(
    alphabet=st.one_of(
        st.characters(codec=None), st.sampled_from("<>&*_~`\x00\u202e\u200f\ud800😀👩‍👩‍👧‍👦אב")
    ),
    max_size=60,
)


@given(
    words=ODD,
    length=st.sampled_from([1, 2_999, 3_000, 3_001, 12_000, 13_200, 40_000]),
    blocks=st.sampled_from([0, 1, 50, 51]),
)
def test_every_size_and_character_is_delivered(post: Post, words: str, length: int, blocks: int) -> None:
    """F27: in full where Slack takes it, shorter and plainer where not, and never nothing."""
    text = ((words or "x") * (length // max(1, len(words)) + 1))[:length]
    text = text.encode(
        "utf-8", "replace"
    ).decode()  # what is not text at all never gets this far: test_escaping.py
    section = {"type": "section", "text": {"type": "plain_text", "text": text[:3_000] or "x"}}
    before = len(post.stands())
    key = f"size/{before}/{post.clock().isoformat()}"
    with post.outbox.store.write() as db:
        post.outbox.put(db, key, CHANNEL, Message(text=text, blocks=(section,) * blocks), now=post.clock())
    post.clock.passes(seconds=2)
    post.sends()

    assert post.state(key).state == "sent", post.state(key).problem
    assert len(post.stands()) == before + 1


def test_what_slack_never_takes_does_not_hold_up_what_follows(post: Post) -> None:
    """F30."""
    post.slack.workspace.refuses("chat.postMessage", "invalid_blocks", times=3)
    for number in range(20):
        post.puts(f"m/{number}", text=str(number), owner=DANA)
    post.sends_until_quiet(minutes=2)

    assert post.stands() == [str(number) for number in range(1, 20)]
    assert len(post.stands(DANAS_MESSAGES)) == 1
