"""What is handed over by HTTP: how it is signed, and what each answer means for whether it has arrived."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from delivery.webhook import Fate, Webhook, signature

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BODY = b'{"title": "Aran Coat"}'


class Heard:
    """What arrived."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []


@contextmanager
def other_side(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, Heard]]:
    """A server that answers each post in one way; its address, and what it heard."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.headers.append({name.lower(): value for name, value in self.headers.items()})
            heard.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/publish", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hook(url: str, *, secret: str = "s3cret", time_out: float = 5) -> Webhook:
    return Webhook(url=url, secret=secret, clock=lambda: NOW, time_out=time_out)


def test_it_arrives_whole_under_its_key_and_signed() -> None:
    with other_side(says(200)) as (url, heard):
        assert hook(url).post(BODY, "12:3:publish").fate is Fate.DONE

    assert heard.bodies == [BODY]
    (headers,) = heard.headers
    assert headers["idempotency-key"] == "12:3:publish"
    assert headers["content-type"] == "application/json; charset=utf-8"
    expected = signature("s3cret", headers["x-shelftalk-timestamp"], BODY)
    assert headers["x-shelftalk-signature"] == expected


def test_another_secret_moment_or_content_has_another_signature() -> None:
    first = signature("a", "1", BODY)

    assert first.startswith("v1=") and len(first) == 67
    assert len({first, signature("b", "1", BODY), signature("a", "2", BODY), signature("a", "1", b"{}")}) == 4


def test_without_a_secret_nothing_is_signed() -> None:
    with other_side(says(204)) as (url, heard):
        assert hook(url, secret="").post(BODY, "k").fate is Fate.DONE

    assert not [name for name in heard.headers[0] if "signature" in name]


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (200, Fate.DONE), (201, Fate.DONE), (204, Fate.DONE),
        (400, Fate.REFUSED), (401, Fate.REFUSED), (404, Fate.REFUSED), (422, Fate.REFUSED),
        (408, Fate.NOT_NOW), (429, Fate.NOT_NOW), (503, Fate.NOT_NOW),
        (500, Fate.UNKNOWN), (502, Fate.UNKNOWN), (504, Fate.UNKNOWN),
    ],
)  # fmt: skip
def test_each_answer_says_whether_it_has_arrived(status: int, fate: Fate) -> None:
    with other_side(says(status, b"" if status == 204 else b"no such list")) as (url, _):
        judged = hook(url).post(BODY, "k")

    assert judged.fate is fate
    assert fate is Fate.DONE or f"{status}: no such list" in judged.said


def test_a_redirect_is_not_followed() -> None:
    with other_side(says(200)) as (elsewhere, heard), other_side(says(302, Location=elsewhere)) as (url, _):
        assert hook(url).post(BODY, "k").fate is Fate.REFUSED

    assert heard.bodies == []


def test_nobody_knows_whether_it_arrived_when_no_answer_comes() -> None:
    over = threading.Event()
    with other_side(lambda _: over.wait(10) and None) as (url, heard):
        judged = hook(url, time_out=0.2).post(BODY, "k")
        over.set()

    assert judged.fate is Fate.UNKNOWN
    assert judged.said == "it did not answer within 0.2 seconds"
    assert heard.bodies == [BODY]


def test_nobody_knows_when_the_connection_breaks() -> None:
    def hangs_up(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    with other_side(hangs_up) as (url, _):
        assert hook(url).post(BODY, "k").fate is Fate.UNKNOWN


def test_what_nobody_listens_for_has_surely_not_arrived() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/publish"
        judged = hook(url).post(BODY, "k")

    assert judged.fate is Fate.NOT_NOW
    assert judged.said == "it could not be reached"
