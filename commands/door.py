"""The door: only what is meant for the workspace whose token this is comes in; nothing further in knows of workspaces.

An app that is installed in several workspaces signs what they send with one secret, so a good signature does not say
for whom a request is meant.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from slack_bolt import BoltContext, BoltResponse, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands.incoming import Payload
from commands.saying import payload_of, respond_with
from templates import Message, render

log = logging.getLogger(__name__)


class Door:
    """A Bolt middleware."""

    def __init__(self, client: WebClient) -> None:
        """`client` is asked once whose token it carries."""
        self._client = client

    def let_in(
        self, context: BoltContext, body: Payload, respond: Respond, next: Callable[[], BoltResponse]  # noqa: A002
    ) -> BoltResponse:  # fmt: skip
        """Go on with what is ours; turn away the rest with a word, and Slack's retries with none."""
        if self._is_ours(context):
            return next()
        log.warning("turned away: %s for another workspace", body.get("type") or "a command")
        if body.get("type") == "event_callback":
            return BoltResponse(status=200, body="")
        if "command" in body:
            return BoltResponse(status=200, body=payload_of(_not_ours()))
        if context.response_url is None:
            return BoltResponse(status=403, body="This is another workspace's.")
        respond_with(respond, _not_ours(), replace_original=False)
        return BoltResponse(status=200, body="")

    def _is_ours(self, context: BoltContext) -> bool:
        try:
            ours = self._ours
        except SlackApiError:  # our own token is gone, which is just what such an event tells
            return True
        if ours.get("is_enterprise_install"):
            return context.enterprise_id is not None and context.enterprise_id == ours.get("enterprise_id")
        return context.team_id is not None and context.team_id == ours["team_id"]

    @cached_property
    def _ours(self) -> Mapping[str, Any]:
        found: Any = self._client.auth_test().data
        return dict(found)


def _not_ours() -> Message:
    return render(
        "refused.j2",
        message="This Shelftalk works for another workspace, so nothing was done.",
        way_out="Ask whoever set it up to start one for this workspace.",
    )
