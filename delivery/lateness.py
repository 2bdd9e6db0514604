"""What becomes of what fell due while nobody was there, by kind: the catch-up rules, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """`latest` is how late it still helps (None: always); `each` says whether every missed time counts, or the last."""

    latest: timedelta | None
    each: bool = False


#: By the first part of an item's name. What is not done leaves a row that says so.
RULES: dict[str, CatchUp] = {
    "digest": CatchUp(latest=timedelta(hours=4)),  # by then it is not news
    "alert": CatchUp(
        latest=timedelta(hours=12)
    ),  # a look at the newest figures serves for all that were missed
    "reminder": CatchUp(latest=None),  # one, not thirty
    "follow": CatchUp(latest=None, each=True),  # the results of day 1, 3 and 7 are three things
    "back": CatchUp(latest=None),  # somebody has come back
    "held": CatchUp(latest=None),  # what was kept back from somebody is told
}


#: For a kind that the table does not name.
USUAL = RULES["digest"]
