"""F51 to F53: what has its yes, on its way to the shelf: an answer that is lost, another content, a yes too old."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from approvals.events import Retry, WentLive
from approvals.live.attempts import Attempts
from approvals.live.going_live import Connector, GoingLive
from approvals.request import State
from delivery.webhook import Webhook
from storage import Store
from tests.approvals.conftest import store
from tests.approvals.office import MANAGER
from tests.approvals.test_going_live import AT_SIX, BANNER, SIX, Shop

__all__ = ["store"]

#: So many of each.
ROUNDS = 20
DAY = timedelta(days=1)


class Shelf:
    """A real place over HTTP that takes what it is handed and, while it is `mute`, breaks off instead of saying so."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.mute = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append((self.headers["Idempotency-Key"], json.loads(body)))
                if outer.mute:
                    self.close_connection = True
                else:
                    self.send_response(200)
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/publish"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.server.shutdown()
    made.server.server_close()
    made.thread.join()


def over_http(shop: Shop, shelf: Shelf) -> None:
    """Let the shop hand what goes live to this place."""
    hook = Webhook(url=shelf.url, secret="", clock=lambda: AT_SIX, time_out=5)
    connector = Connector(publish=hook.post)
    shop.going_live = GoingLive(
        desk=shop.desk, attempts=Attempts(shop.store), connectors={"newsletter": connector}
    )


def test_an_answer_that_is_lost_leaves_it_to_a_person_and_the_key_is_the_same_again(
    store: Store, shelf: Shelf
) -> None:
    """F51: taken, and the connection broke; half are found live, half are tried again."""
    shop = Shop(store)
    over_http(shop, shelf)
    made = [shop.approved() for _ in range(ROUNDS)]

    for minutes in range(3):
        shop.until(AT_SIX + timedelta(minutes=minutes))
    assert len(shelf.taken) == len({key for key, _ in shelf.taken}) == ROUNDS  # never again by itself
    for request in made:
        now = shop.now(request)
        assert now.state is State.PUBLISH_FAILED
        assert now.problem.startswith("Nobody knows whether newsletter has put it live")

    shelf.mute = False
    later = AT_SIX + timedelta(minutes=10)
    for request in made[::2]:
        seen = WentLive(by=MANAGER, at=later, fence=shop.now(request).fence)
        assert shop.desk.happen(request.id, seen, now=later).accepted
    for request in made[1::2]:
        assert shop.desk.happen(request.id, Retry(by=MANAGER, at=later), now=later).accepted
    shop.until(later + timedelta(minutes=1))

    assert {shop.now(request).state for request in made} == {State.PUBLISHED}
    keys = [key for key, _ in shelf.taken]
    assert sorted(keys[ROUNDS:]) == sorted(f"{request.id}:1:publish" for request in made[1::2])
    assert set(keys[ROUNDS:]) <= set(keys[:ROUNDS])


def test_another_content_behind_the_link_is_stopped_every_time(store: Store, shelf: Shelf) -> None:
    """F52: replaced between the yes and its moment."""
    shop = Shop(store)
    over_http(shop, shelf)
    made = []
    for number in range(ROUNDS):
        link = f"https://shop.slack.com/files/U0MANAGER/F{number}/banner.png"
        shop.files[link] = f"{number:064x}"
        made.append(shop.approved(replace(BANNER, link=link)))
        shop.files[link] = f"{number + 1:064x}"

    shop.until(AT_SIX)

    assert shelf.taken == []
    assert {shop.now(request).state for request in made} == {State.IN_REVIEW}
    assert all(shop.now(request).decided == () for request in made)


def test_a_yes_that_is_too_old_does_not_put_it_live(store: Store, shelf: Shelf) -> None:
    """F53."""
    shop = Shop(store, stays_approved=1)
    over_http(shop, shelf)
    shelf.mute = False
    late = [shop.approved(replace(SIX, goes_live="2026-11-25T18:00")) for _ in range(ROUNDS)]
    soon = [shop.approved() for _ in range(ROUNDS)]

    shop.until(AT_SIX)
    assert {shop.now(request).state for request in soon} == {State.PUBLISHED}
    shop.until(AT_SIX + 2 * DAY)

    assert {shop.now(request).state for request in late} == {State.IN_REVIEW}
    assert {body["request"] for _, body in shelf.taken} == {request.id for request in soon}
    for request in late:
        shop.says_yes(request, AT_SIX + 2 * DAY)
    shop.until(AT_SIX + 2 * DAY + timedelta(minutes=1))
    assert {shop.now(request).state for request in late} == {State.PUBLISHED}
