"""The only place that posts unasked: what is due goes to Slack, once, whatever Slack answers."""

from __future__ import annotations

import errno
import http.client
import random
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from delivery.claims import Claim, Claims
from delivery.lookup import EVENT_TYPE, Found, find
from delivery.outbox import Outbox
from delivery.plainer import PLAINEST, plainer
from delivery.refusals import Refusal, Verdict, explain, judge, unanswered, unreachable
from templates import Message, as_text
from templates.limits import fit

#: Seconds. Far enough below the lease that no request of a former claimant is still on its way.
TIME_OUT = 10

#: When Slack would not tell whether a message arrived.
LOOK_AGAIN = timedelta(seconds=5)

#: Of a message that could not be delivered, in the one that says so.
LONGEST_QUOTE = 80

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
        plain: Callable[[Message], str] = as_text,
        admin: str | None = None,
        luck: Callable[[], float] = random.random,
    ) -> None:
        """`client` says where Slack is and with which token; the SDK's retries are always off, for it repeats posts.

        `clock` starts each message's lease. `plain` writes a message as text. `admin` is told of failures that
        have no owner, and of missing permissions.
        """
        self._outbox = outbox
        self._claims = Claims(outbox.store)
        self._client = WebClient(
            token=client.token,
            base_url=client.base_url,
            timeout=TIME_OUT,
            ssl=client.ssl,
            proxy=client.proxy,
            headers=client.headers,
            retry_handlers=[],
        )
        self._clock = clock
        self._plain = plain
        self._admin = admin
        self._luck = luck
        self._failures = 0
        self._quiet_until: datetime | None = None
        #: Slack's error when the token was refused; nothing more is sent until there is a new sender.
        self.stopped: str | None = None

    def send_due(self, now: datetime) -> int:
        """Send everything due by `now`, one message at a time; returns how many now stand in Slack."""
        sent = 0
        while not self._quiet() and (claim := self._claims.take(now, now=self._clock())):
            sent += self._deliver(claim) is None
        return sent

    def _quiet(self) -> bool:
        """Whether Slack refused the token, or could not be reached a moment ago."""
        return self.stopped is not None or (
            self._quiet_until is not None and self._clock() < self._quiet_until
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
                at = self._clock() + max(refusal.wait, LOOK_AGAIN)
                self._claims.look_again(claim, refusal.error, at=at)
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
                key = f"undelivered/{claim.key}/{claim.revision}"
                self._outbox.add_once(db, key, told, _undelivered(claim, refusal.error), now=now)
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
            return _judged(error)
        except URLError as error:
            return self._not_connected(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return unanswered(type(error).__name__)
        self._failures, self._quiet_until = 0, None
        return answer.data if isinstance(answer.data, dict) else unanswered("not_json")

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


def _undelivered(claim: Claim, error: str) -> Message:
    why, what_to_do = explain(error)
    where = f"<@{claim.place}>" if claim.place.startswith(("U", "W")) else f"<#{claim.place}>"
    said = claim.message.text.replace("<", "&lt;").replace(">", "&gt;")
    return Message(text=f"I could not deliver “{fit(said, LONGEST_QUOTE)}” to {where}: {why}. {what_to_do}")
