"""After Slack could not be reached for a while, each person is told in one message what came of it, not in thirty."""

from __future__ import annotations

from datetime import datetime, timedelta

from delivery.attention import Held, held_from, is_person, told
from delivery.outbox import Outbox
from storage import Database
from storage.moments import stamp
from templates import render

#: A pause as long as this is told of; what waited shorter is still news.
WORTH_TELLING = timedelta(minutes=30)
#: So many messages are one too many.
SEVERAL = 2


def fold(outbox: Outbox, since: datetime, now: datetime) -> int:
    """Tell each person in one message what waited for them since Slack was cut off; returns how many people.

    Urgent messages, what was asked for and what stands in Slack already go out as they are.
    """
    if now - since < WORTH_TELLING:
        return 0
    with outbox.store.write() as db:
        places = [row["place"] for row in db.query(_SEVERAL, {"since": stamp(since), "several": SEVERAL})]
        people = [place for place in places if is_person(place)]
        for person in people:
            _fold(db, outbox, person, since, now)
    return len(people)


_WAITED = (
    "state = 'waiting' AND ts IS NULL AND unasked IS NOT NULL AND urgent = 0 AND sent_at IS NULL"
    " AND created_at >= :since"
)
_SEVERAL = f"SELECT place FROM outbox WHERE {_WAITED} GROUP BY place HAVING count(*) >= :several"  # noqa: S608


def _fold(db: Database, outbox: Outbox, person: str, since: datetime, now: datetime) -> None:
    before = {one.key for one in held_from(db, person)}
    db.execute(
        f"UPDATE outbox SET state = 'held' WHERE place = :place AND {_WAITED}",  # noqa: S608
        {"place": person, "since": stamp(since)},
    )
    waited: list[Held] = [one for one in held_from(db, person) if one.key not in before]
    told(db, waited)
    message = render(
        "cut_off.j2",
        since=since,
        until=now,
        held=waited,
        buttons=[("What waits for me", "approval.list", "")],
    )
    outbox.add_once(db, f"cut-off/{person}/{since.isoformat()}", person, message, now=now, urgent=True)
