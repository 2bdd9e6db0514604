"""What was kept back from somebody, told after all: with their next digest, or in one message of its own."""

from __future__ import annotations

from datetime import datetime

from delivery.attention import held_from as held_from_person
from delivery.attention import is_person, told
from delivery.outbox import Outbox, Unasked
from storage import Database, attention
from templates import Message, Style, render


def take_along(db: Database, place: str, message: Message, style: Style) -> Message:
    """A person's digest with what was kept back from them, which it tells, in the transaction that posts it.

    While somebody is away their digests are kept back themselves, and take nothing along; nor do they on the day of
    their return, before they were told what there was.
    """
    if not is_person(place) or attention.of(db, place).back_on is not None:
        return message
    held = held_from_person(db, place)
    if not held:
        return message
    told(db, held)
    db.execute("DELETE FROM timer WHERE name = ?", (f"held/{place}",))
    whole = render("digest/taken_along.j2", message=message, held=held, style=style)
    return Message(
        text=message.text, blocks=whole.blocks, figures=message.figures,
        restricted=message.restricted, cleared=message.cleared,
    )  # fmt: skip


def tell_held(
    db: Database, outbox: Outbox, user: str, now: datetime, *, waiting: int, back: bool, style: Style
) -> bool:
    """One message of what was kept back from a person; `back` ends their time away. False when there is nothing to say."""
    held, said = held_from_person(db, user), attention.of(db, user)
    if back:
        attention.come_back(db, user)
    if not held and not back:
        return False
    told(db, held)
    message = render(
        "digest/caught_up.j2",
        held=held,
        digests=[one for one in held if one.unasked is Unasked.DIGEST],
        others=[one for one in held if one.unasked is not Unasked.DIGEST],
        since=said.away_from if back else None,
        waiting=waiting,
        buttons=[("What waits for me", "approval.list", "")] if waiting else [],
        style=style,
    )
    key = f"caught-up/{user}/{now.isoformat()}"
    return outbox.add_once(db, key, user, message, now=now, urgent=back)
