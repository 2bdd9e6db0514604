"""The only place that posts unasked: what is due goes to Slack, once, whatever Slack answers."""

from __future__ import annotations

import contextlib
import errno
import http.client
import random
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from delivery.claims import Claim, Claims, Need
from delivery.leases import Steadily
from delivery.lookup import EVENT_TYPE, Found, find
from delivery.outage import fold
from delivery.outbox import Outbox
from delivery.plainer import PLAINEST, plainer
from delivery.refusals import Refusal, Verdict, judge, unanswered, unreachable
from delivery.undelivered import undelivered
from templates import Message, as_text

#: Seconds. Far enough below the lease that no request of a former claimant is still on its way.
TIME_OUT = 10

#: After so long a round ends, and the next one begins: the tick shows that it lives.
LONGEST_ROUND = timedelta(minutes=1)

#: When Slack would not tell whether a message arrived.
LOOK_AGAIN = timedelta(seconds=5)

#: Nothing left the machine when one of these stopped it.
_NEVER_LEFT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}


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
        self._client = WebClient(
            token=client.token,
            base_url=client.base_url,
            timeout=time_out,  # type: ignore[arg-type]  # a whole number is all that the SDK's signature names
            ssl=client.ssl,
            proxy=client.proxy,
            headers=client.headers,
            retry_handlers=[],
        )
        self._clock = clock
        self._plain = plain
        self._admin = admin
        self._lost = lost
        self._luck = luck
        self._failures = 0
        self._quiet_until: datetime | None = None
        self._waits: dict[Need, datetime] = {}
        self._cut_off_since: datetime | None = None
        self._back_since: datetime | None = None
        self._stopping = threading.Event()
        #: How far our clock is ahead of Slack's, as its last answer said.
        self.ahead: timedelta | None = None
        #: Slack's error when the token was refused; nothing more is sent until there is a new sender.
        self.stopped: str | None = None

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
        if self._cut_off_since is not None and self._back_since is not None:
            fold(self._outbox, self._cut_off_since, self._back_since)
            self._cut_off_since = self._back_since = None

    def _next(self, due_by: datetime) -> Claim | None:
        now = self._clock()
        self._waits = {need: until for need, until in self._waits.items() if until > now}
        return self._claims.take(due_by, now=now, waits=tuple(self._waits))

    def _quiet(self) -> bool:
        """Whether we are to end, Slack refused the token, or it could not be reached a moment ago."""
        return (
            self._stopping.is_set()
            or self.stopped is not None
            or (self._quiet_until is not None and self._clock() < self._quiet_until)
        )

    def _deliver(self, claim: Claim) -> Refusal | None:
        """Post or change one message; None when it stands in Slack."""
        if claim.in_doubt:
            return self._resolve(claim)
        return self._try(claim)

    def _try(self, claim: Claim) -> Refusal | None:
        answer = self._say(claim, plainer(claim.message, claim.plainness, self._plain))
        if isinstance(answer, Refusal):
            return self._refused(claim, answer)
        self._claims.sent(claim, ts=str(answer["ts"]), channel=str(answer["channel"]), now=self._clock())
        return None

    def _resolve(self, claim: Claim) -> Refusal | None:
        """A former claimant may have posted this: look, and only then decide."""
        match find(self._call, claim):
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
            return self._call("chat.update", channel=claim.channel, ts=claim.ts, **content)
        thread = {"thread_ts": claim.thread_ts} if claim.thread_ts else {}
        quiet = {"unfurl_links": False, "unfurl_media": False}
        return self._call("chat.postMessage", channel=claim.place, **content, **thread, **quiet)

    def _call(self, method: str, **arguments: Any) -> Mapping[str, Any] | Refusal:
        """Call Slack once; whatever goes wrong comes back judged."""
        reading = method.startswith("conversations.") and method != "conversations.open"
        try:
            answer = (
                self._client.api_call(method, params=arguments)
                if reading
                else self._client.api_call(method, json=arguments)
            )
        except SlackApiError as error:
            return self._noted(_judged(error))
        except URLError as error:
            return self._noted(self._not_connected(error))
        except (OSError, http.client.HTTPException, ValueError) as error:
            return self._noted(unanswered(type(error).__name__))
        self._failures, self._quiet_until = 0, None
        if self._cut_off_since is not None:
            self._back_since = self._clock()
        self._look_at_the_time(answer.headers)
        return answer.data if isinstance(answer.data, dict) else unanswered("not_json")

    def _noted(self, refusal: Refusal) -> Refusal:
        """Since when Slack has not answered at all, if this is no answer."""
        if refusal.verdict in (Verdict.BACK_OFF, Verdict.UNKNOWN) and self._cut_off_since is None:
            self._cut_off_since = self._clock()
        return refusal

    def _look_at_the_time(self, headers: Mapping[str, str]) -> None:
        said = next((value for name, value in headers.items() if name.lower() == "date"), None)
        if said:
            with contextlib.suppress(ValueError):
                self.ahead = self._clock() - parsedate_to_datetime(said)

    def _not_connected(self, error: URLError) -> Refusal:
        reason = error.reason
        if not (isinstance(reason, _NEVER_LEFT) or (isinstance(reason, OSError) and reason.errno in _NO_WAY)):
            return unanswered(type(reason).__name__)
        self._failures += 1
        refusal = unreachable(self._failures, self._luck())
        self._quiet_until = self._clock() + refusal.wait
        return refusal


def _judged(error: SlackApiError) -> Refusal:
    response = error.response
    data = response.data if isinstance(response.data, dict) else {}
    headers = {name.lower(): value for name, value in response.headers.items()}
    return judge(
        status=response.status_code,
        error=str(data.get("error", "")),
        retry_after=headers.get("retry-after"),
    )
