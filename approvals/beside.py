"""Which other requests are about the same thing and go live at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from approvals.content import Content, unpacked

DAY = timedelta(days=1)
#: Requests whose content nobody has given up.
_COMING = """
SELECT request.id, version.content FROM request
JOIN version ON version.request = request.id AND version.number = request.version
WHERE state NOT IN ('DRAFT', 'REJECTED', 'CANCELLED', 'EXPIRED') AND json_extract(version.content, '$.goes_live') <> ''
ORDER BY request.id
"""


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Another request, and what the two share: a product, a campaign or a product line."""

    number: int
    title: str
    what: str
    live_at: datetime


def days_of(content: Content) -> tuple[date, date] | None:
    """The first day it is live and the day after the last on which its offer holds; None where nobody said when."""
    if content.live_at is None:
        return None
    begins = content.live_at.date()
    ends = date.fromisoformat(content.ends[:10]) + DAY if content.ends else begins + DAY
    return begins, max(ends, begins + DAY)


def beside(db: Database, content: Content, *, but: int | None = None) -> Iterator[Beside]:
    """Other requests than `but` that share a subject with this content and a day on which both are live."""
    own = days_of(content)
    if own is None:
        return
    for row in db.query(_COMING):
        other = unpacked(row["content"])
        days = days_of(other)
        what = shared(content, other)
        if row["id"] == but or not what or days is None or other.live_at is None:
            continue
        if days[0] < own[1] and own[0] < days[1]:
            yield Beside(number=row["id"], title=other.title, what=what, live_at=other.live_at)


def shared(one: Content, other: Content) -> str:
    """What two contents are both about, in a word; empty where nothing."""
    if set(_each(one.skus)) & set(_each(other.skus)):
        return "product"
    if one.campaign and one.campaign == other.campaign:
        return "campaign"
    if one.line and one.line == other.line:
        return "product line"
    return "product or campaign" if one.about and one.about == other.about else ""


def _each(said: str) -> list[str]:
    return [part.strip() for part in said.split(",") if part.strip()]
