"""From a yes to the shelf: at its moment, once, through a gate; and what is not known is said to be not known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from approvals.cards import Button
from approvals.content import MATERIAL, Content
from approvals.desk import Desk
from approvals.events import Cancel, Object, Retry, WentLive
from approvals.guards import Why
from approvals.live.attempts import LEASE, Attempts
from approvals.live.going_live import Connector, GoingLive
from approvals.policy.in_force import Policy
from approvals.request import Request, State
from approvals.route import Publishing, Route, Stage
from delivery.outbox import Outbox
from delivery.webhook import Fate, Judged
from storage import Store
from tests.approvals.office import (
    COPY,
    DIRECTOR,
    LONDON,
    MANAGER,
    NAMED,
    NOW,
    OTHER,
    alarm_of,
    card,
    clockwork_for,
    news,
)

SIX = replace(COPY, goes_live="2026-11-23T18:00", zone="Europe/London", note="for us alone")
AT_SIX = NOW.replace(hour=18, minute=0)
BANNER = replace(SIX, link="https://shop.slack.com/files/U0MANAGER/F1/banner.png")
MINUTE = timedelta(minutes=1)
NEWSLETTER = Publishing(connector="newsletter", window=120)
DONE = Judged(fate=Fate.DONE)


@dataclass
class Shelf:
    """Where content goes: it answers as it is told, and remembers what it was handed."""

    answers: list[Judged | Exception] = field(default_factory=lambda: [DONE])
    handed: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None

    def __call__(self, body: bytes, key: str) -> Judged:
        self.handed.append((json.loads(body), key))
        self.meanwhile()
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass(frozen=True, kw_only=True)
class Sends(Policy):
    """Any director decides; what goes live goes through a connector."""

    publishing: Publishing = NEWSLETTER
    stays_approved: int = 90

    def route_for(self, *_: object, **__: object) -> Route:
        stage = Stage(name="Director", who=("directors",), owns=MATERIAL)
        return Route(
            name="any", stages=(stage,), publishing=self.publishing, stays_approved=self.stays_approved
        )

    def frozen(self, content: Content, now: datetime) -> str:  # noqa: ARG002
        return "Black Friday" if content.title == "Frozen" else ""


class Shop:
    """A desk, its time and its way to the shelf; another process is another of these on the same file."""

    def __init__(self, store: Store, **policy: Any) -> None:
        self.store = store
        self.outbox = Outbox(store)
        self.files: dict[str, str | None] = {}
        self.desk = Desk(
            store,
            self.outbox,
            policy=Sends(named=NAMED, **policy),  # type: ignore[arg-type]
            zone=LONDON,
            render_card=card,
            render_news=news,
            after=(alarm_of(store),),
            fingerprint=lambda link: self.files.get(link, ""),
        )
        self.clockwork = clockwork_for(store, self.desk)
        self.shelf = Shelf()
        self.connects()

    def connects(self, *, idempotent: bool = False) -> None:
        connector = Connector(publish=self.shelf, idempotent=idempotent)
        self.going_live = GoingLive(
            desk=self.desk, attempts=Attempts(self.store), connectors={"newsletter": connector}
        )

    def approved(self, content: Content = SIX) -> Request:
        request = self.desk.submit(MANAGER, content, now=NOW).request
        assert request
        self.says_yes(request, NOW + MINUTE)
        return self.now(request)

    def says_yes(self, request: Request, at: datetime, by: str = DIRECTOR) -> None:
        current = self.now(request)
        seen = Button(request=current.id, version=current.version.number, sha=current.version.sha[:8])
        assert self.desk.decide(seen, by=by, now=at).accepted

    def now(self, request: Request) -> Request:
        found = self.desk.show(request.id, now=NOW)
        assert found
        return found

    def until(self, now: datetime) -> None:
        self.clockwork.go(now)
        self.going_live.go(now)

    def told(self) -> list[str]:
        with self.store.read() as db:
            rows = db.query(
                "SELECT json_extract(payload, '$.text') AS text FROM outbox WHERE key LIKE 'told/%' ORDER BY id"
            )
            return [row["text"] for row in rows]


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def test_it_goes_live_at_its_moment_and_once(shop: Shop) -> None:
    request = shop.approved()
    assert request.state is State.SCHEDULED

    shop.until(AT_SIX - MINUTE)
    assert shop.shelf.handed == []
    shop.until(AT_SIX)
    shop.until(AT_SIX + MINUTE)

    assert shop.now(request).state is State.PUBLISHED
    [(body, key)] = shop.shelf.handed
    assert key == "1:1:publish" == body["key"]
    assert body["content"]["title"] == "Aran Coat"
    assert "note" not in body["content"]
    assert [yes["by"] for yes in body["approved_by"]] == [DIRECTOR]
    assert shop.told()[-1] == "Aran Coat v1: it is live"


def test_after_downtime_it_goes_live_within_its_window_and_fails_visibly_beyond_it(store: Store) -> None:
    within, beyond = Shop(store), Shop(store)
    first, second = within.approved(), within.approved(replace(SIX, goes_live="2026-11-24T18:00"))

    within.until(AT_SIX + timedelta(minutes=119))
    assert within.now(first).state is State.PUBLISHED
    beyond.until(AT_SIX + timedelta(days=1, minutes=120))

    failed = beyond.now(second)
    assert failed.state is State.PUBLISH_FAILED
    assert failed.problem == Why.NOT_AFTER
    assert beyond.told()[-1] == "Aran Coat v1: it could not go live"


def test_what_nobody_knows_is_not_guessed_and_not_tried_again_by_itself(shop: Shop) -> None:
    shop.shelf.answers = [Judged(fate=Fate.UNKNOWN, said="it did not answer within 10 seconds")]
    request = shop.approved()

    shop.until(AT_SIX)
    shop.until(AT_SIX + timedelta(hours=1))

    failed = shop.now(request)
    assert failed.state is State.PUBLISH_FAILED
    assert failed.problem == (
        "Nobody knows whether newsletter has put it live: it did not answer within 10 seconds. "
        "Look there, then say whether it is live or is to be tried again."
    )
    assert len(shop.shelf.handed) == 1


def test_somebody_looks_and_says_that_it_is_live(shop: Shop) -> None:
    shop.shelf.answers = [Judged(fate=Fate.UNKNOWN, said="")]
    request = shop.approved()
    shop.until(AT_SIX)

    wrong = WentLive(by=MANAGER, at=AT_SIX + MINUTE, fence=7)
    assert shop.desk.happen(request.id, wrong, now=wrong.at).why is Why.ANOTHER_ATTEMPT
    right = WentLive(by=MANAGER, at=AT_SIX + MINUTE, fence=1)
    assert shop.desk.happen(request.id, right, now=right.at).accepted

    assert shop.now(request).state is State.PUBLISHED


def test_somebody_looks_and_has_it_tried_again_under_the_same_key(shop: Shop) -> None:
    shop.shelf.answers = [Judged(fate=Fate.REFUSED, said="it answered 422: no such list"), DONE]
    request = shop.approved()
    shop.until(AT_SIX)
    assert shop.now(request).problem == "newsletter has not put it live: it answered 422: no such list."

    again = Retry(by=MANAGER, at=AT_SIX + MINUTE)
    assert shop.desk.happen(request.id, again, now=again.at).accepted
    shop.until(AT_SIX + 2 * MINUTE)

    assert shop.now(request).state is State.PUBLISHED
    assert [key for _, key in shop.shelf.handed] == ["1:1:publish", "1:1:publish"]


def test_a_connector_that_knows_a_key_again_is_asked_again_by_itself(shop: Shop) -> None:
    shop.connects(idempotent=True)
    shop.shelf.answers = [Judged(fate=Fate.UNKNOWN, said="it answered 502"), DONE]
    request = shop.approved()

    shop.until(AT_SIX)
    assert shop.now(request).state is State.PUBLISHING
    shop.until(AT_SIX + timedelta(seconds=29))
    assert len(shop.shelf.handed) == 1
    shop.until(AT_SIX + timedelta(seconds=30))

    assert shop.now(request).state is State.PUBLISHED


def test_what_cannot_be_reached_is_tried_five_times(shop: Shop) -> None:
    shop.shelf.answers = [Judged(fate=Fate.NOT_NOW, said="it could not be reached")]
    request = shop.approved()

    for seconds in range(0, 3600, 15):
        shop.until(AT_SIX + timedelta(seconds=seconds))

    assert len(shop.shelf.handed) == 5
    assert shop.now(request).problem == "newsletter has not put it live: it could not be reached."


def test_who_dies_over_it_leaves_open_whether_it_is_live(shop: Shop) -> None:
    shop.shelf.answers = [RuntimeError("the process has died"), DONE]
    request = shop.approved()

    shop.until(AT_SIX)
    shop.until(AT_SIX + LEASE - timedelta(seconds=1))
    assert shop.now(request).state is State.PUBLISHING
    shop.until(AT_SIX + LEASE)

    assert "Nobody knows whether newsletter has put it live" in shop.now(request).problem
    assert len(shop.shelf.handed) == 1


def test_two_processes_hand_it_over_once(shop: Shop, store: Store) -> None:
    other = Shop(store)
    shop.shelf.meanwhile = lambda: other.until(AT_SIX)
    request = shop.approved()

    shop.until(AT_SIX)

    assert len(shop.shelf.handed) + len(other.shelf.handed) == 1
    assert shop.now(request).state is State.PUBLISHED


def test_a_connector_that_the_settings_lost_is_said_to_be_missing(store: Store) -> None:
    shop = Shop(store, publishing=Publishing(connector="klaviyo"))
    request = shop.approved()

    shop.until(AT_SIX)

    assert shop.now(request).problem == "There is no connector “klaviyo” in the settings."


# The gate


def test_another_content_behind_the_link_stops_it_and_is_asked_about(shop: Shop) -> None:
    shop.files[BANNER.link] = "a" * 64
    request = shop.approved(BANNER)
    assert request.content.asset_sha == "a" * 64
    shop.files[BANNER.link] = "b" * 64

    shop.until(AT_SIX)

    stopped = shop.now(request)
    assert stopped.state is State.IN_REVIEW
    assert (stopped.version.number, stopped.version.by, stopped.content.asset_sha) == (2, "source", "b" * 64)
    assert shop.shelf.handed == []

    shop.says_yes(request, AT_SIX + 5 * MINUTE)
    shop.until(AT_SIX + 7 * MINUTE)
    assert shop.now(request).state is State.PUBLISHED


def test_nobody_says_yes_to_another_content_than_was_submitted(shop: Shop) -> None:
    shop.files[BANNER.link] = "a" * 64
    request = shop.desk.submit(MANAGER, BANNER, now=NOW).request
    assert request
    shop.files[BANNER.link] = "b" * 64

    seen = Button(request=1, version=1, sha=request.version.sha[:8])
    assert shop.desk.decide(seen, by=DIRECTOR, now=NOW + MINUTE).why is Why.ASSET_CHANGED


def test_what_cannot_be_read_does_not_go_live_unseen(shop: Shop) -> None:
    shop.files[BANNER.link] = "a" * 64
    request = shop.approved(BANNER)
    shop.files[BANNER.link] = None

    for minute in range(5):
        shop.until(AT_SIX + minute * MINUTE)
    assert shop.now(request).state is State.SCHEDULED
    unreadable = shop.outbox.state("unreadable/1/1")
    assert unreadable and unreadable.text == "Aran Coat v1: what it links to cannot be read"

    shop.files[BANNER.link] = "a" * 64
    shop.until(AT_SIX + 6 * MINUTE)
    assert shop.now(request).state is State.PUBLISHED


def test_nothing_goes_live_in_a_freeze(shop: Shop) -> None:
    request = shop.approved(replace(SIX, title="Frozen"))

    shop.until(AT_SIX)

    assert shop.now(request).state is State.PUBLISH_FAILED
    assert shop.shelf.handed == []


def test_a_yes_that_has_become_old_is_asked_for_again(store: Store) -> None:
    shop = Shop(store, stays_approved=7)
    request = shop.approved(replace(SIX, goes_live="2026-12-10T18:00"))

    shop.until(AT_SIX + timedelta(days=17))

    assert shop.now(request).state is State.IN_REVIEW
    assert "Aran Coat v1: your yes has become old" in shop.told()


def test_who_may_object_is_waited_for(store: Store) -> None:
    shop = Shop(store, publishing=Publishing(connector="newsletter", objection=30))
    request = shop.desk.submit(MANAGER, SIX, now=NOW).request
    assert request
    shop.says_yes(request, AT_SIX - 10 * MINUTE)

    shop.until(AT_SIX)
    assert shop.now(request).state is State.SCHEDULED
    shop.until(AT_SIX + 20 * MINUTE)
    assert shop.now(request).state is State.PUBLISHED


def test_what_was_pulled_back_or_called_off_does_not_go_live(shop: Shop) -> None:
    pulled, called_off = shop.approved(), shop.approved()
    shop.desk.happen(pulled.id, Object(by=OTHER, at=NOW + 2 * MINUTE, reason="Wrong price."), now=NOW)
    shop.desk.happen(called_off.id, Cancel(by=MANAGER, at=NOW + 2 * MINUTE), now=NOW)

    shop.until(AT_SIX)

    assert shop.now(pulled).state is State.CHANGES_REQUESTED
    assert shop.now(called_off).state is State.CANCELLED
    assert shop.shelf.handed == []


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        (
            "2027-03-28T01:30",
            "Europe/London",
            "2027-03-28T01:00:00+00:00",
        ),  # skipped: the first moment after it
        ("2027-10-31T01:30", "Europe/London", "2027-10-31T00:30:00+00:00"),  # twice: the first
        ("2027-03-14T02:30", "America/New_York", "2027-03-14T07:00:00+00:00"),
    ],
)
def test_the_moment_is_a_local_one(local: str, zone: str, moment: str) -> None:
    live_at = replace(COPY, goes_live=local, zone=zone).live_at

    assert live_at and live_at.astimezone(UTC) == datetime.fromisoformat(moment)


# By hand


def test_by_hand_somebody_is_told_at_the_moment_and_marks_it_as_live(store: Store) -> None:
    shop = Shop(store, publishing=Publishing())
    request = shop.approved()

    shop.until(AT_SIX)
    assert shop.now(request).state is State.PUBLISHING
    assert shop.told()[-1] == "Aran Coat v1: it is to be put live now"

    live = WentLive(by=MANAGER, at=AT_SIX + MINUTE, fence=1)
    assert shop.desk.happen(request.id, live, now=live.at).accepted
    assert shop.now(request).state is State.PUBLISHED


def test_what_nobody_has_marked_as_live_has_failed_a_day_later(store: Store) -> None:
    shop = Shop(store, publishing=Publishing())
    request = shop.approved()
    shop.until(AT_SIX)

    shop.until(AT_SIX + timedelta(days=1) - MINUTE)
    assert shop.now(request).state is State.PUBLISHING
    shop.until(AT_SIX + timedelta(days=1))

    assert shop.now(request).problem == "Nobody has said that it is live. Look there, then say whether it is."
