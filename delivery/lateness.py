"""What becomes of what fell due while nobody was there, by kind: the catch-up rules, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """`latest` is how late it still helps (None: always). Of several times that were missed, the last one counts."""

    latest: timedelta | None


#: By the first part of an item's name. What is not done leaves a row that says so. Alerts and follows have no timers:
#: they look at the figures themselves, and what they have told is in their own tables.
RULES: dict[str, CatchUp] = {
    "digest": CatchUp(latest=timedelta(hours=4)),  # by then it is not news
    "back": CatchUp(latest=None),  # somebody has come back
    "stand-in": CatchUp(latest=None),  # somebody decides themselves again
    "aftermath": CatchUp(latest=None),  # an emergency is looked at, however late
    "approval": CatchUp(latest=None),  # what is too late for a request says its gate
    "peak": CatchUp(latest=timedelta(hours=1)),  # the next hour's figures hold this one's
    "peaked": CatchUp(latest=timedelta(hours=36)),  # what a peak day came to is still told the day after
    "witness": CatchUp(latest=None),  # the seal of a history that has grown since
    "held": CatchUp(latest=None),  # what was kept back from somebody is told
}

#: For a kind that the table does not name.
USUAL = RULES["digest"]
