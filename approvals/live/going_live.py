"""What may go live is handed to whatever puts it there: each attempt is claimed before it is made, and none is guessed about."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from approvals import voices
from approvals.desk import Desk
from approvals.events import CONNECTOR, Failed, WentLive
from approvals.live.attempts import Attempts, Claim
from approvals.request import Request
from approvals.route import BY_HAND
from delivery.webhook import Fate, Judged
from storage.moments import stamp

log = logging.getLogger(__name__)

#: How often something is tried that has surely not arrived, or that the other side knows again.
TRIES = 5

LOOK = "Look there, then say whether it is live or is to be tried again."


@dataclass(frozen=True, kw_only=True)
class Connector:
    """Puts content live: `publish` is handed JSON and the key of the attempt, which stays the same when it is tried
    again. `idempotent` ones know a key that they have seen, so that nothing goes live twice."""

    publish: Callable[[bytes, str], Judged]
    idempotent: bool = False


class GoingLive:
    """Hands over what is going live. Any number of processes may: each attempt has one claimant at a time."""

    def __init__(self, *, desk: Desk, attempts: Attempts, connectors: Mapping[str, Connector]) -> None:
        """`connectors` by the names that routes call them."""
        self._desk = desk
        self._attempts = attempts
        self._connectors = connectors

    def go(self, now: datetime) -> int:
        """Make the attempts that are due; returns how many requests moved on."""
        moved = 0
        for request in self._desk.going_live(now=now):
            if request.route.publishing.connector == BY_HAND:
                continue
            try:
                moved += self._attempt(request, now)
            except Exception:
                log.exception("approval %s could not be handed over", request.id)
        return moved

    def _attempt(self, request: Request, now: datetime) -> bool:
        name = request.route.publishing.connector
        connector = self._connectors.get(name)
        if connector is None:
            return self._failed(request, f"There is no connector “{name}” in the settings.", now)
        claim = self._attempts.claim(request, now)
        if claim is None:
            return False
        if claim.interrupted and not connector.idempotent:
            judged = Judged(fate=Fate.UNKNOWN, said="I was interrupted while I handed it over")
        else:
            judged = connector.publish(body_of(request), key_of(request))
        return self._settle(claim, connector, judged, now)

    def _settle(self, claim: Claim, connector: Connector, judged: Judged, now: datetime) -> bool:
        request = claim.request
        may_repeat = judged.fate is Fate.NOT_NOW or (judged.fate is Fate.UNKNOWN and connector.idempotent)
        if judged.fate is Fate.DONE:
            event = WentLive(by=CONNECTOR, at=now, fence=request.fence)
            return self._desk.happen(request.id, event, now=now).accepted
        if may_repeat and claim.tries < TRIES:
            self._attempts.again_later(claim, now)
            return False
        return self._failed(request, in_words(request.route.publishing.connector, judged), now)

    def _failed(self, request: Request, problem: str, now: datetime) -> bool:
        event = Failed(by=CONNECTOR, at=now, fence=request.fence, problem=problem)
        return self._desk.happen(request.id, event, now=now).accepted


def key_of(request: Request) -> str:
    """By what the other side knows the same content again, however often it is handed over."""
    return f"{request.id}:{request.version.number}:publish"


def body_of(request: Request) -> bytes:
    """What is handed over: the approved content without its internal note, and who said yes to it."""
    content = {name: value for name, value in asdict(request.content).items() if name != "note"}
    said: dict[str, Any] = {
        "request": request.id,
        "version": request.version.number,
        "sha256": request.version.sha,
        "key": key_of(request),
        "requester": request.requester,
        "approved_by": [
            {"part": stage.name, "by": yes.by, "for": voices.seat_of(yes), "at": stamp(yes.at)}
            for stage in request.route.stages
            for yes in voices.said_yes(request, stage)
        ],
        "emergency": bool(request.emergency and request.emergency.version == request.version.number),
        "content": content,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def in_words(connector: str, judged: Judged) -> str:
    """What stood in the way, as people read it: what is not known is said to be not known."""
    if judged.fate is Fate.UNKNOWN:
        return f"Nobody knows whether {connector} has put it live: {judged.said}. {LOOK}"
    return f"{connector} has not put it live: {judged.said}."
