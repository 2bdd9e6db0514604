"""Who must say yes: the directors, by the role they have at this moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database

from approvals.content import MATERIAL, Content
from approvals.roster import Roster
from approvals.route import Route, Stage
from storage import people

#: The role that decides where no policy says otherwise.
DIRECTORS = "directors"
ANY_DIRECTOR = Route(
    name="any director",
    stages=(Stage(name="Director", who=(DIRECTORS,), owns=MATERIAL),),
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Routes every request to the directors; any one of them decides.

    `named` and `admins` come from the settings; roles changed since are read in the caller's transaction.
    Guests and people of other workspaces decide nothing unless the settings name them; those who have left never do.
    """

    named: Mapping[str, people.Role] = field(default_factory=dict)
    admins: Collection[str] = ()

    def route_for(self, content: Content, now: datetime, *, under: Route | None = None) -> Route:  # noqa: ARG002
        """What content of this kind is held to; `under` is what an older version of it was."""
        return under or ANY_DIRECTOR

    def roster(self, db: Database, now: datetime) -> Roster:  # noqa: ARG002
        """Who is who at this moment."""
        directors = self._directors(db)
        return Roster(roles={DIRECTORS: directors}, passable=frozenset(directors), admins=tuple(self.admins))

    def frozen(self, content: Content, now: datetime) -> str:  # noqa: ARG002
        """The freeze in which content of this kind does not go live now; empty where there is none."""
        return ""

    def _directors(self, db: Database) -> tuple[str, ...]:
        """Who may decide about what others wrote, in the order they are asked."""
        roles = people.roster(db, self.named)
        shut_out = (people.outsiders(db) - set(self.named)) | people.gone(db)
        return tuple(user for user, role in roles.items() if role == "director" and user not in shut_out)
