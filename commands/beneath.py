"""What people write beneath a card: kept with the version it is about, and a short yes becomes a button. Words decide nothing."""

from __future__ import annotations

import re
from typing import Any

from approvals import voices
from approvals.events import Comment
from approvals.request import Request
from commands.approval_buttons import buttons_of
from commands.approving import told
from commands.context import Context, Person
from commands.incoming import Payload
from commands.plan_words import MENTION
from templates import Message, render

#: A whole message that says yes, once nods and thanks are left out.
YES = frozenset(
    {
        "approve", "approved", "go ahead", "good to go", "lgtm", "looks good", "looks good to me", "ok", "okay",
        "ship it", "yes",
    }
)  # fmt: skip
#: A nod, as Slack writes it or as its own character, in any skin tone.
NOD = re.compile(r":(?:\+1|thumbsup|white_check_mark)(?:::skin-tone-\d)?:|👍[\U0001f3fb-\U0001f3ff]?|✅")
THANKS = re.compile(r"\b(?:thanks|thank you)\b")
#: A question mark is no yes, so it stays.
STOPS = re.compile(r"[.,!\s]+")


def is_short_yes(words: str) -> bool:
    """Whether a whole message says yes and nothing else."""
    without_nods, nods = NOD.subn(" ", words.casefold())
    left = STOPS.sub(" ", THANKS.sub(" ", without_nods)).strip()
    return left in YES or (not left and nods > 0)


def card_above(event: Payload, us: set[str | None], context: Context) -> int | None:
    """The request beneath whose card somebody wrote; None for everything else, and where the shop has not asked for it.

    What mentions the bot is a question to it, and comes as one.
    """
    thread = event.get("thread_ts")
    ours = not event.get("subtype") and not event.get("bot_id") and thread not in (None, event["ts"])
    if not context.shop.thread_words or not ours or us & set(MENTION.findall(event.get("text", ""))):
        return None
    with context.store.read() as db:
        found = db.query(
            "SELECT key FROM outbox WHERE key >= 'card/' AND key < 'card0' AND channel = ? AND ts = ?",
            (event["channel"], thread),
        )
        return next((int(row["key"].split("/")[1]) for row in found), None)


def written(event: Payload, request: int) -> dict[str, Any]:
    """What of such words is kept until they are dealt with."""
    kept = {name: event[name] for name in ("user", "channel")}
    return kept | {"words": event.get("text", ""), "thread": event["thread_ts"], "request": request}


def heard(kept: Payload, person: Person, context: Context, *, key: str) -> Message | None:
    """The button for a short yes of whoever may decide; a comment otherwise, which is told where the writer is alone."""
    request = context.desk.show(kept["request"], now=context.now)
    if request and voices.may_decide(request, person.id) and is_short_yes(kept["words"]):
        return offered(request, person.id, context)
    said = Comment(by=person.id, at=context.now, text=kept["words"])
    outcome = context.desk.happen(kept["request"], said, now=context.now, click=key)
    return told(outcome, context) if kept["channel"].startswith("D") else None


def offered(request: Request, user: str, context: Context) -> Message:
    """The card's own button, about exactly the version that is current."""
    yes = buttons_of(request, user)[:1]
    return render("approval/offered.j2", request=request, buttons=yes, style=context.style)
