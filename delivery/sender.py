"""The only place that posts unasked: what is due goes to Slack, once, whatever Slack answers."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from delivery.calling import TIME_OUT, Calls
from delivery.claims import Claim, Claims, Need
from delivery.leases import Steadily
from delivery.lookup import EVENT_TYPE, Found, find
from delivery.outage import fold
from delivery.outbox import Outbox
from delivery.plainer import PLAINEST, plainer
from delivery.refusals import Refusal, Verdict, unreachable
from delivery.undelivered import undelivered
from templates import Message, as_text

#: After so long a round ends, and the next one begins: the tick shows that it lives.
LONGEST_ROUND = timedelta(minutes=1)

#: When Slack would not tell whether a message arrived.
LOOK_AGAIN = timedelta(seconds=5)

#: This process was frozen, or the clock jumped: nothing was sent, and whoever comes next begins anew.
LEASE_OVER = Refusal(verdict=Verdict.BACK_OFF, error="lease_over")


class Sender:
    """Sends what is due, oldest first in each place. Several, in several processes, may share one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        client: WebClient,
        *,
        clock: Callable[[], datetime],
        steady: Steadily | None = None,
        plain: Callable[[Message], str] = as_text,
        admin: str | None = None,
        lost: Callable[[str], object] = lambda _: None,
        luck: Callable[[], float] = random.random,
        time_out: float = TIME_OUT,
    ) -> None:
        """`client` says where Slack is and with which token; the SDK's retries are always off, for it repeats posts.

        `steady` measures each message's lease, `clock` where there is none. `plain` writes a message as text.
        `admin` is told of failures that have no owner, and of missing permissions. `lost` is told of a person who
        cannot be reached any more. `time_out` is in seconds and much shorter than the lease.
        """
        self._outbox = outbox
        self._claims = Claims(outbox.store, steady=steady)
        self._calls = Calls(client, clock=clock, luck=luck, time_out=time_out)
        self._clock = clock
        self._plain = plain
        self._admin = admin
        self._lost = lost
        self._luck = luck
        self._waits: dict[Need, datetime] = {}
        self._stopping = threading.Event()
        #: Slack's error when the token was refused; nothing more is sent until there is a new sender.
        self.stopped: str | None = None

    @property
    def ahead(self) -> timedelta | None:
        """How far our clock is ahead of Slack's, as its last answer said."""
        return self._calls.ahead

    def send_due(self, now: datetime) -> int:
        """Send everything due by `now`, one message at a time; returns how many now stand in Slack."""
        sent = 0
        while not self._quiet() and (claim := self._next(now)):
            sent += self._deliver(claim) is None
            self._fold_what_waited()
            if self._clock() - now > LONGEST_ROUND:
                break
        return sent

    def stop(self) -> None:
        """End after the message that is on its way; what waits is sent by whoever comes next."""
        self._stopping.set()

    def give_up_the_token(self, error: str) -> None:
        """Slack says that the token is no longer good, before any call has found out."""
        self.stopped = error

    def _fold_what_waited(self) -> None:
        """Once Slack is back after a while: one message a person, and not all that has piled up."""
        if outage := self._calls.outage_that_ended():
            fold(self._outbox, *outage)

    def _next(self, due_by: datetime) -> Claim | None:
        now = self._clock()
        self._waits = {need: until for need, until in self._waits.items() if until > now}
        return self._claims.take(due_by, now=now, waits=tuple(self._waits))

    def _quiet(self) -> bool:
        """Whether we are to end, Slack refused the token, or it could not be reached a moment ago."""
        return self._stopping.is_set() or self.stopped is not None or self._calls.are_in_vain

    def _deliver(self, claim: Claim) -> Refusal | None:
        """Post or change one message; None when it stands in Slack."""
        if claim.in_doubt:
            return self._resolve(claim)
        return self._try(claim)

    def _try(self, claim: Claim) -> Refusal | None:
        if not self._claims.may_begin(claim, now=(now := self._clock())):
            self._claims.not_sent(claim, LEASE_OVER.error, again_at=now)
            return LEASE_OVER
        answer = self._say(claim, plainer(claim.message, claim.plainness, self._plain))
        if isinstance(answer, Refusal):
            return self._refused(claim, answer)
        self._claims.sent(claim, ts=str(answer["ts"]), channel=str(answer["channel"]), now=self._clock())
        return None

    def _resolve(self, claim: Claim) -> Refusal | None:
        """A former claimant may have posted this: look, and only then decide."""
        match find(self._calls.call, claim):
            case Found(revision=claim.revision) as found:
                self._claims.sent(claim, ts=found.ts, channel=found.channel, now=self._clock())
                return None
            case Found() as found:
                self._claims.found(claim, ts=found.ts, channel=found.channel)
                return self._try(replace(claim, ts=found.ts, channel=found.channel))
            case None:
                return self._try(claim)
            case Refusal() as refusal:
                return self._cannot_look(claim, refusal)

    def _cannot_look(self, claim: Claim, refusal: Refusal) -> Refusal | None:
        match refusal.verdict:
            case Verdict.WAIT | Verdict.BACK_OFF | Verdict.UNKNOWN:
                now, wait = self._clock(), max(refusal.wait, LOOK_AGAIN)
                if refusal.verdict is Verdict.WAIT:
                    self._waits[Need.LOOK] = now + wait
                self._claims.look_again(claim, refusal.error, now=now, wait=wait)
                return refusal
            case Verdict.WORKSPACE_LOST:
                self.stopped = refusal.error
                return refusal
        if self._claims.may_repeat(claim):
            return self._try(claim)
        return self._give_up(claim, Refusal(verdict=Verdict.GIVE_UP, error="unclear"))

    def _refused(self, claim: Claim, refusal: Refusal) -> Refusal | None:
        now = self._clock()
        match refusal.verdict:
            case Verdict.WAIT | Verdict.BACK_OFF:
                if refusal.verdict is Verdict.WAIT and claim.ts is not None:
                    self._waits[Need.CHANGE] = now + refusal.wait  # counted by method, posts by channel
                self._claims.not_sent(claim, refusal.error, again_at=now + refusal.wait)
            case Verdict.UNKNOWN if claim.ts is not None:
                again = unreachable(claim.attempts, self._luck())
                self._claims.not_sent(claim, refusal.error, again_at=now + again.wait)
            case Verdict.UNKNOWN:
                self._claims.in_doubt(claim, refusal.error)
            case Verdict.SIMPLIFY if claim.plainness < PLAINEST:
                self._claims.make_plainer(claim)
                return self._try(replace(claim, plainness=claim.plainness + 1))
            case Verdict.MESSAGE_LOST if not claim.reposted:
                self._claims.post_anew(claim, now=now)
            case Verdict.WORKSPACE_LOST:
                self.stopped = refusal.error
                self._claims.not_sent(claim, refusal.error, again_at=now)
            case _:
                return self._give_up(claim, refusal)
        return refusal

    def _give_up(self, claim: Claim, refusal: Refusal) -> Refusal:
        """Park the message and tell whoever set it up, in one transaction."""
        now = self._clock()
        told = self._admin if refusal.verdict is Verdict.NOT_SET_UP else claim.owner or self._admin
        with self._outbox.store.write() as db:
            if self._claims.give_up(db, claim, refusal.error) and told and told != claim.place:
                key = f"undelivered/{claim.key}/{refusal.error}"
                self._outbox.add_once(db, key, told, undelivered(claim, refusal.error, told), now=now)
        if refusal.verdict is Verdict.PERSON_LOST:
            self._lost(claim.place)
        return refusal

    def _say(self, claim: Claim, message: Message) -> Mapping[str, Any] | Refusal:
        content = {
            "text": message.text,
            "blocks": list(message.blocks),
            "metadata": {
                "event_type": EVENT_TYPE,
                "event_payload": {"key": claim.key, "revision": claim.revision},
            },
            "parse": "none",
            "link_names": False,
        }
        if claim.ts is not None:
            return self._calls.call("chat.update", channel=claim.channel, ts=claim.ts, **content)
        thread = {"thread_ts": claim.thread_ts} if claim.thread_ts else {}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return self._calls.call("chat.postMessage", channel=claim.place, **content, **thread, **quiet)
