"""What stands behind a link to a file of the workspace: a fingerprint of its bytes, so that nobody approves one and publishes another."""

from __future__ import annotations

import hashlib
import http.client
import logging
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

log = logging.getLogger(__name__)

#: Where Slack keeps the bytes of files. The bot's token is sent nowhere else.
SLACKS_HOST = "files.slack.com"
#: Bytes. What is larger is not read.
LARGEST = 10_000_000
#: Seconds.
TIME_OUT = 10
_PERMALINK = re.compile(
    r"https://[a-z0-9-]+(?:\.enterprise)?\.slack\.com/files/[UW][A-Z0-9]+/(F[A-Z0-9]+)(?:[/?#]|$)"
)


class LinkedFiles:
    """Reads files of the workspace, and nothing else: no other address is ever fetched, whatever a link says."""

    def __init__(self, client: Callable[[], WebClient | None]) -> None:
        """`client` is None until Slack is connected, and where files may not be read."""
        self._client = client

    def __call__(self, link: str) -> str | None:
        """The SHA-256 of the bytes behind a link, in hexadecimal; empty where it is no file of the workspace, or may
        not be read here; None where it could not be read now."""
        client, found = self._client(), _PERMALINK.match(link)
        if client is None or found is None:
            return ""
        try:
            return _fingerprint(client, found[1])
        except (SlackApiError, OSError, http.client.HTTPException, ValueError) as problem:
            said = problem.response["error"] if isinstance(problem, SlackApiError) else problem
            log.warning("could not read the file %s: %s", found[1], said)
            return None


def _fingerprint(client: WebClient, number: str) -> str | None:
    answer: Any = client.files_info(file=number)
    file = answer["file"]
    address = str(file.get("url_private_download") or "")
    if file.get("is_external") or int(file.get("size") or 0) > LARGEST or not _is_slacks(address, client):
        return ""
    request = Request(address, headers={"Authorization": f"Bearer {client.token}"})
    with _OPENER.open(request, timeout=TIME_OUT) as got:
        content = got.read(LARGEST + 1)
        if got.headers.get_content_type() == "text/html" and not str(file.get("name", "")).endswith("html"):
            raise ValueError("Slack asked to sign in")
    return hashlib.sha256(content).hexdigest() if len(content) <= LARGEST else ""


def _is_slacks(address: str, client: WebClient) -> bool:
    """Whether the bytes are at Slack's own host for files, or where the client itself goes."""
    parts, own = urlsplit(address), urlsplit(client.base_url)
    at_slacks = parts.scheme == "https" and parts.netloc == SLACKS_HOST
    return at_slacks or (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


class _NoRedirects(HTTPRedirectHandler):
    """The token goes where it was meant to go."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: the redirect is an error."""


_OPENER = build_opener(_NoRedirects)
