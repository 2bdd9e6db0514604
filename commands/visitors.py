"""Who is a guest, a stranger or gone: asked of Slack, remembered for an hour, and refused politely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from commands.context import LOCAL_OPERATOR, Context, Person
from storage import Store, people
from templates import Message, render

KNOWN_FOR = timedelta(hours=1)
Standing = people.Standing | Literal["unsure"]

REFUSALS: dict[str, tuple[str, str]] = {
    "guest": (
        "Shelftalk answers members of this workspace, and you are here as a guest.",
        "Ask the person who invited you; they can share an answer in the channel.",
    ),
    "stranger": (
        "Shelftalk answers its own workspace, and you are here from another one through Slack Connect.",
        "Ask your contact here; they can share an answer in the channel.",
    ),
    "gone": ("This account is deactivated.", "Ask a workspace admin to restore it."),
    "unsure": (
        "I could not check with Slack who you are, so I have answered nothing.",
        "Try again in a minute.",
    ),
}


class Visitors:
    """Tells members from visitors. Fails closed: someone Slack cannot vouch for gets no answer."""

    def __init__(self, client: WebClient, context: Context) -> None:
        """`client` is asked at most once an hour about each person."""
        self._client = client
        self._context = context

    def refusal(self, person: Person) -> Message | None:
        """What to say to someone who may not ask, and to them alone; None for members."""
        found = "member" if person.id == LOCAL_OPERATOR else self.standing(person.id)
        if found == "member":
            return None
        reason, way_out = REFUSALS[found]
        return replace(render("refused.j2", message=reason, way_out=way_out), restricted=True)

    def standing(self, user: str) -> Standing:
        """What somebody is to this workspace; unsure where Slack does not say."""
        return standing(self._context.store, self._client, user, self._context.now, KNOWN_FOR)


def standing(store: Store, client: WebClient, user: str, now: datetime, known_for: timedelta) -> Standing:
    """What somebody is to this workspace, asked of Slack where that is not known from within `known_for`."""
    with store.read() as db:
        if known := people.standing_of(db, user, since=now - known_for):
            return known
    try:
        told = client.users_info(user=user)["user"]
    except (SlackApiError, OSError):
        return "unsure"
    found = standing_of(told)
    with store.write(durable=False) as db:
        name, zone = (str(told.get(field) or "") for field in ("real_name", "tz"))
        people.note_standing(db, user, found, at=now, name=name, zone=zone)
    return found


def standing_of(user: Mapping[str, object]) -> people.Standing:
    """What a user object of Slack's says of somebody's standing here."""
    if user.get("deleted"):
        return "gone"
    if user.get("is_stranger"):
        return "stranger"
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "guest"
    return "member"
