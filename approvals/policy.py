"""Who must say yes: the directors, by the role they have at this moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlite_utils import Database

from storage import people


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Routes every request to the directors; any one of them decides.

    `named` and `admins` come from the settings; roles changed since are read in the caller's transaction.
    Guests and people of other workspaces decide nothing unless the settings name them; those who have left never do.
    """

    named: Mapping[str, people.Role] = field(default_factory=dict)
    admins: Collection[str] = ()

    def directors(self, db: Database) -> tuple[str, ...]:
        """Who may decide about what others wrote, in the order they are asked."""
        roles = people.roster(db, self.named)
        shut_out = (people.outsiders(db) - set(self.named)) | people.gone(db)
        return tuple(user for user, role in roles.items() if role == "director" and user not in shut_out)
