"""Calls Slack once, and judges whatever comes back: an answer, a refusal, or nothing at all."""

from __future__ import annotations

import contextlib
import errno
import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from delivery.refusals import Refusal, Verdict, judge, unanswered, unreachable

#: Seconds. Far enough below the lease that no request of a former claimant is still on its way.
TIME_OUT = 10

#: Nothing left the machine when one of these stopped it.
_NEVER_LEFT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}


class Calls:
    """Slack's Web API for the sender, which never repeats anything by itself, and how long it has been out of reach."""

    def __init__(
        self,
        client: WebClient,
        *,
        clock: Callable[[], datetime],
        luck: Callable[[], float],
        time_out: float = TIME_OUT,
    ) -> None:
        """`client` says where Slack is and with which token; its own retries are left out. `time_out` is in seconds."""
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
        self._luck = luck
        self._failures = 0
        self._quiet_until: datetime | None = None
        self._cut_off_since: datetime | None = None
        self._back_since: datetime | None = None
        #: How far our clock is ahead of Slack's, as its last answer said.
        self.ahead: timedelta | None = None

    @property
    def are_in_vain(self) -> bool:
        """Whether Slack could not be connected to a moment ago."""
        return self._quiet_until is not None and self._clock() < self._quiet_until

    def outage_that_ended(self) -> tuple[datetime, datetime] | None:
        """From when to when Slack did not answer, once it does again; told one time."""
        if self._cut_off_since is None or self._back_since is None:
            return None
        ended = self._cut_off_since, self._back_since
        self._cut_off_since = self._back_since = None
        return ended

    def call(self, method: str, **arguments: Any) -> Mapping[str, Any] | Refusal:
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
