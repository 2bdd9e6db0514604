"""Did it arrive? Finds a message in Slack by the key it carries in its metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from delivery.claims import Claim
from delivery.refusals import Refusal, Verdict

EVENT_TYPE = "shelftalk"

#: Slack's clock and ours may differ by this much.
MARGIN = timedelta(minutes=2)
#: Slack shows apps outside its marketplace at most fifteen messages a page.
PAGE = 15
MOST_PAGES = 40

Answer = Mapping[str, Any]
#: Calls a Web API method by name.
Call = Callable[..., Answer | Refusal]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where the message stands, and which revision of it."""

    channel: str
    ts: str
    revision: int


def find(call: Call, claim: Claim) -> Found | Refusal | None:
    """Look for a claimed message; None when it surely never arrived, a Refusal when Slack would not tell."""
    channel = _channel(call, claim)
    if isinstance(channel, Refusal):
        return channel
    cursor = ""
    for _ in range(MOST_PAGES):
        page = _page(call, claim, channel, cursor)
        if isinstance(page, Refusal):
            return page
        for message in page.get("messages", ()):
            if found := _recognised(message, claim.key, channel):
                return found
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return None
    return Refusal(verdict=Verdict.GIVE_UP, error="too_many_messages")


def _channel(call: Call, claim: Claim) -> str | Refusal:
    """A person's messages stand in a channel of their own, which only Slack can name."""
    if claim.channel or not claim.place.startswith(("U", "W")):
        return claim.channel or claim.place
    opened = call("conversations.open", users=claim.place)
    return opened if isinstance(opened, Refusal) else str(opened["channel"]["id"])


def _page(call: Call, claim: Claim, channel: str, cursor: str) -> Answer | Refusal:
    window = {
        "channel": channel,
        "oldest": f"{(claim.since - MARGIN).timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
        **({"cursor": cursor} if cursor else {}),
    }
    if claim.thread_ts:
        return call("conversations.replies", ts=claim.thread_ts, **window)
    return call("conversations.history", **window)


def _recognised(message: Mapping[str, Any], key: str, channel: str) -> Found | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != EVENT_TYPE or payload.get("key") != key:
        return None
    return Found(channel=channel, ts=str(message["ts"]), revision=int(payload.get("revision", 0)))
