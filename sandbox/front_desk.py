"""Reads HTTP requests to the pretend Slack, turns strangers away and sends each to its room."""

from __future__ import annotations

import json
import mimetypes
from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from sandbox.file_methods import bytes_of
from sandbox.page_state import opening_user, state
from sandbox.places import Json
from sandbox.refusals import Call, Fault
from sandbox.response_urls import respond
from sandbox.web_api import read_arguments

if TYPE_CHECKING:
    from sandbox.slack import Server

PAGE = Path(__file__).parent / "page"
BODY_MOST = 10_000_000
HEARTBEAT = 15.0


class FrontDesk(BaseHTTPRequestHandler):
    """Serves one connection, request after request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server_version = "Sandbox"
    sys_version = ""
    server: Server

    def do_GET(self) -> None:
        """The page, its files, its state and its events."""
        address = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        if not self._from_here():
            self._send(HTTPStatus.FORBIDDEN, {"ok": False, "error": "this address is for this machine only"})
        elif address.path == "/":
            self._file("index.html")
        elif address.path.startswith("/page/"):
            self._file(address.path.removeprefix("/page/"))
        elif address.path == "/sandbox/state":
            self._state(asked)
        elif address.path == "/sandbox/events":
            self._events()
        elif address.path.startswith("/api/"):
            self._api(address.path.removeprefix("/api/"), b"", address.query)
        elif address.path.startswith("/files-pri/"):
            self._file_of_theirs(address.path.removeprefix("/files-pri/"))
        else:
            self._send(HTTPStatus.NOT_FOUND, {"ok": False, "error": "not_found"})

    def do_POST(self) -> None:
        """The Web API, response URLs, and what people do on the page."""
        address = urlsplit(self.path)
        body = self._body()
        if body is None:
            return
        if not self._from_here():
            self._send(HTTPStatus.FORBIDDEN, {"ok": False, "error": "this address is for this machine only"})
        elif address.path.startswith("/api/"):
            self._api(address.path.removeprefix("/api/"), body, address.query)
        elif address.path.startswith("/response/"):
            self._respond(address.path.removeprefix("/response/"), body)
        elif address.path.startswith("/sandbox/"):
            self._page_post(address.path.removeprefix("/sandbox/"), body)
        else:
            self._send(HTTPStatus.NOT_FOUND, {"ok": False, "error": "not_found"})

    def log_message(self, *said: Any) -> None:
        """Say nothing: the workspace records what matters."""
        del said

    # — who may come in —

    def _from_here(self) -> bool:
        """Whether the request is meant for this address and comes from its own page (no DNS rebinding)."""
        port = self.server.server_address[1]
        hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
        origin = self.headers.get("Origin")
        here = origin is None or origin in {f"http://{host}" for host in hosts}
        return self.headers.get("Host") in hosts and here

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_MOST:
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"ok": False, "error": "request_too_large"})
            return None
        return self.rfile.read(int(length))

    # — the bot's side —

    def _api(self, method: str, body: bytes, query: str) -> None:
        slack = self.server.slack
        try:
            arguments = read_arguments(body, self.headers.get("Content-Type", ""), query)
        except (ValueError, UnicodeDecodeError):
            self._send(HTTPStatus.OK, {"ok": False, "error": "invalid_json"})
            return
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = bearer or arguments.pop("token", None)
        arguments.pop("token", None)
        call, fault = self._recorded(method, arguments)
        if fault is None or fault.after_storing:
            slack.web_api.answer(method, arguments, token, call)
        if fault:
            self._misfortune(fault, call)
        else:
            self._send(HTTPStatus.OK, call.answer)

    def _file_of_theirs(self, path: str) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        content = bytes_of(self.server.slack.workspace, path, token)
        if content is None:  # as Slack does: a page to sign in on
            self._write(HTTPStatus.OK, b"<!DOCTYPE html>Sign in", {"Content-Type": "text/html"})
        else:
            self._write(HTTPStatus.OK, content, {"Content-Type": "application/octet-stream"})

    def _recorded(self, method: str, arguments: Json) -> tuple[Call, Fault | None]:
        """The call in the workspace's record, and the misfortune that is to meet it."""
        workspace = self.server.slack.workspace
        with workspace.changed:
            reaches = workspace.faults.reaches(self.connection)
            call, fault = (
                Call(method=method, arguments=arguments, at=workspace.now()),
                workspace.faults.take(method) if reaches else Fault(kind="drop"),
            )
            call.fault = fault.kind if fault else None
            workspace.calls.append(call)
        return call, fault

    def _misfortune(self, fault: Fault, call: Call) -> None:
        match fault.kind:
            case "refuse":
                call.answer = {"ok": False, "error": fault.error}
                self._send(HTTPStatus.OK, call.answer)
            case "answer":
                headers = {"Content-Type": "text/plain"} if fault.body else {}
                body = fault.body.encode() or b'{"ok":false,"error":"ratelimited"}'
                self._write(
                    fault.status, body, {"Content-Type": "application/json", **headers, **fault.headers}
                )
            case "drop":
                self.close_connection = True
            case "silent":
                self.server.closing.wait()
                self.close_connection = True

    def _respond(self, name: str, body: bytes) -> None:
        try:
            content = read_arguments(body, self.headers.get("Content-Type", "application/json"))
        except (ValueError, UnicodeDecodeError):
            self._send(HTTPStatus.INTERNAL_SERVER_ERROR, {"ok": False, "error": "invalid_payload"})
            return
        call, fault = self._recorded("response_url", content)
        status = int(HTTPStatus.OK)
        if fault is None or fault.after_storing:
            status = respond(self.server.slack.workspace, name, content, call)
        if fault:
            self._misfortune(fault, call)
        elif call.answer["ok"]:
            self._write(status, b"ok", {"Content-Type": "text/plain"})
        else:
            self._send(status, call.answer)

    # — the page's side —

    def _state(self, asked: dict[str, str]) -> None:
        slack = self.server.slack
        user = opening_user(slack.workspace, slack, asked.get("as"))
        if user is None:
            people = [one.id for one in slack.workspace.users.values() if not one.bot]
            self._send(HTTPStatus.NOT_FOUND, {"ok": False, "error": "user_not_found", "users": people})
        else:
            self._send(HTTPStatus.OK, state(slack.workspace, slack, user))

    def _page_post(self, name: str, body: bytes) -> None:
        if not self.headers.get("Content-Type", "").startswith("application/json"):
            self._send(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"ok": False, "error": "send JSON"})
            return
        try:
            asked = json.loads(body or b"{}")
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            self._send(HTTPStatus.BAD_REQUEST, {"ok": False, "error": "invalid_json"})
            return
        self._send(*self.server.slack.page.post(name, asked))

    def _events(self) -> None:
        """Server-Sent Events: the version at every change, and a heartbeat when nothing happens."""
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        for name, value in (
            ("Content-Type", "text/event-stream"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        workspace, closing, shown = self.server.slack.workspace, self.server.closing, -1
        while not closing.is_set():
            now = workspace.news.next_version(shown, closing, HEARTBEAT)
            line = f'data: {{"version": {now}}}\n\n' if now != shown else ": still here\n\n"
            shown = now
            try:
                self.wfile.write(line.encode())
            except OSError:
                return

    def _file(self, name: str) -> None:
        path = (PAGE / name).resolve()
        if PAGE.resolve() not in path.parents or not path.is_file():
            self._send(HTTPStatus.NOT_FOUND, {"ok": False, "error": "not_found"})
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        charset = (
            "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json")) else ""
        )
        self._write(HTTPStatus.OK, path.read_bytes(), {"Content-Type": kind + charset})

    # — writing —

    def _send(self, status: int, answer: Json) -> None:
        self._write(
            status, json.dumps(answer, ensure_ascii=False).encode(), {"Content-Type": "application/json"}
        )

    def _date(self) -> str:
        """The time in the workspace, as HTTP says it."""
        return format_datetime(self.server.slack.workspace.now().astimezone(UTC), usegmt=True)

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """Head and body in one write: two would wait for each other on the wire."""
        kept = {
            "Content-Length": str(len(body)), "Date": self._date(), "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }  # fmt: skip
        lines = [f"HTTP/1.1 {int(status)} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in (kept | headers).items()]
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        try:
            self.wfile.write(head + body)
        except OSError:
            self.close_connection = True
