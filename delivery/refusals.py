"""What each answer of Slack means for a message: sent, try later, look first, or give up and tell someone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

#: Slack may ask for hours; after this long the message is tried again whatever it said.
LONGEST_WAIT = timedelta(minutes=15)
#: For a 429 that does not say how long.
USUAL_WAIT = timedelta(seconds=30)
LONGEST_BACK_OFF = timedelta(seconds=60)


class Verdict(StrEnum):
    """What is to be done with the message."""

    WAIT = "not done: wait as long as Slack says"
    BACK_OFF = "not done: Slack cannot be reached"
    UNKNOWN = "perhaps done: wait out the lease, then look it up"
    SIMPLIFY = "not done: Slack cannot show it, so send it plainer"
    PLACE_LOST = "the channel is gone or closed to us"
    PERSON_LOST = "the person cannot be reached"
    MESSAGE_LOST = "the message to change is gone: post it anew, once"
    WORKSPACE_LOST = "the token is no longer good: stop all sending"
    NOT_SET_UP = "a permission is missing"
    GIVE_UP = "Slack refuses, and trying again would not help"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A judged answer: `error` is Slack's own word for the log, `wait` how long until the next try."""

    verdict: Verdict
    error: str
    wait: timedelta = timedelta()


#: Slack's error → what to do. What stands in no row is given up and told.
VERDICTS: dict[str, Verdict] = {
    "ratelimited": Verdict.WAIT,
    "rate_limited": Verdict.WAIT,
    "message_limit_exceeded": Verdict.WAIT,
    "internal_error": Verdict.UNKNOWN,
    "fatal_error": Verdict.UNKNOWN,
    "request_timeout": Verdict.UNKNOWN,
    "service_unavailable": Verdict.UNKNOWN,
    "no_text": Verdict.SIMPLIFY,
    "msg_too_long": Verdict.SIMPLIFY,
    "msg_blocks_too_long": Verdict.SIMPLIFY,
    "invalid_blocks": Verdict.SIMPLIFY,
    "invalid_blocks_format": Verdict.SIMPLIFY,
    "invalid_attachments": Verdict.SIMPLIFY,
    "only_one_table_allowed": Verdict.SIMPLIFY,
    "metadata_too_large": Verdict.SIMPLIFY,
    "channel_not_found": Verdict.PLACE_LOST,
    "not_in_channel": Verdict.PLACE_LOST,
    "is_archived": Verdict.PLACE_LOST,
    "is_inactive": Verdict.PLACE_LOST,
    "restricted_action": Verdict.PLACE_LOST,
    "restricted_action_read_only_channel": Verdict.PLACE_LOST,
    "restricted_action_thread_only_channel": Verdict.PLACE_LOST,
    "restricted_action_non_threadable_channel": Verdict.PLACE_LOST,
    "restricted_action_thread_locked": Verdict.PLACE_LOST,
    "ekm_access_denied": Verdict.PLACE_LOST,
    "user_not_found": Verdict.PERSON_LOST,
    "user_disabled": Verdict.PERSON_LOST,
    "cannot_dm_bot": Verdict.PERSON_LOST,
    "messages_tab_disabled": Verdict.PERSON_LOST,
    "message_not_found": Verdict.MESSAGE_LOST,
    "cant_update_message": Verdict.MESSAGE_LOST,
    "edit_window_closed": Verdict.MESSAGE_LOST,
    "thread_not_found": Verdict.MESSAGE_LOST,
    "cannot_reply_to_message": Verdict.MESSAGE_LOST,
    "token_revoked": Verdict.WORKSPACE_LOST,
    "token_expired": Verdict.WORKSPACE_LOST,
    "account_inactive": Verdict.WORKSPACE_LOST,
    "invalid_auth": Verdict.WORKSPACE_LOST,
    "not_authed": Verdict.WORKSPACE_LOST,
    "team_not_found": Verdict.WORKSPACE_LOST,
    "missing_scope": Verdict.NOT_SET_UP,
    "not_allowed_token_type": Verdict.NOT_SET_UP,
}

#: Why a message could not be delivered, and what its owner can do: (why, what to do).
EXPLAINED: dict[str, tuple[str, str]] = {
    "channel_not_found": ("I cannot see that channel", "Invite me to it, or pick another channel."),
    "not_in_channel": ("I am not in that channel", "Invite me with `/invite`, or pick another channel."),
    "is_archived": ("the channel is archived", "Pick another channel, or have it unarchived."),
    "is_inactive": ("the channel is frozen", "Pick another channel."),
    "ekm_access_denied": ("your company's key management refuses it", "Ask your Slack administrators."),
    "user_not_found": ("I cannot find that person", "Choose somebody else."),
    "user_disabled": ("that person's account is deactivated", "Choose somebody else."),
    "cannot_dm_bot": ("that is a bot, and bots get no messages", "Choose a person."),
    "messages_tab_disabled": (
        "my messages tab is switched off",
        "An admin can switch it on under App Home in my app settings.",
    ),
    "missing_scope": ("I lack a permission for it", "An admin can reinstall me with the current manifest."),
    "unclear": (
        "Slack twice failed to say whether it arrived, and I may not read the channel to see",
        "Please look, and ask for it again if it is not there.",
    ),
}

_BY_VERDICT: dict[Verdict, tuple[str, str]] = {
    Verdict.PLACE_LOST: ("I may not post there", "Pick another channel, or have me allowed to post."),
    Verdict.PERSON_LOST: ("that person cannot be reached", "Choose somebody else."),
    Verdict.MESSAGE_LOST: ("somebody removed the message, twice", "Ask for it again if it is still wanted."),
    Verdict.NOT_SET_UP: (
        "I lack a permission for it",
        "An admin can reinstall me with the current manifest.",
    ),
}


def judge(*, status: int, error: str, retry_after: str | None = None) -> Refusal:
    """Judge an answer Slack gave: HTTP `status`, its `error` word and its Retry-After header, if any."""
    if status >= 500 or (status == 200 and not error.isidentifier()):
        return Refusal(verdict=Verdict.UNKNOWN, error=f"http_{status}")
    if status == 429 or VERDICTS.get(error) is Verdict.WAIT:
        return Refusal(verdict=Verdict.WAIT, error=error or "ratelimited", wait=_seconds(retry_after))
    return Refusal(verdict=VERDICTS.get(error, Verdict.GIVE_UP), error=error)


def unreachable(attempts: int, luck: float) -> Refusal:
    """Slack could not be connected to at attempt 1, 2, 3 …: wait 1, 2, 4 … 60 s times `luck` (0 to 1), so that not all come back at once."""
    longest = min(timedelta(seconds=2 ** min(attempts - 1, 10)), LONGEST_BACK_OFF)
    return Refusal(verdict=Verdict.BACK_OFF, error="unreachable", wait=longest * luck)


def unanswered(reason: str) -> Refusal:
    """The connection broke, or time ran out, after the message had left."""
    return Refusal(verdict=Verdict.UNKNOWN, error=reason)


def explain(error: str) -> tuple[str, str]:
    """Why it could not be delivered and what to do about it, as two phrases for its owner."""
    known = EXPLAINED.get(error) or _BY_VERDICT.get(VERDICTS.get(error, Verdict.GIVE_UP))
    return known or (f"Slack refused it (`{error}`)", "Ask an admin to look at `/shelftalk status`.")


def _seconds(retry_after: str | None) -> timedelta:
    """A Retry-After header: whole seconds, within reason; nonsense counts as none given."""
    if retry_after is None or not retry_after.strip().isdecimal():
        return USUAL_WAIT
    digits = retry_after.strip()
    return LONGEST_WAIT if len(digits) > 6 else min(timedelta(seconds=max(1, int(digits))), LONGEST_WAIT)
