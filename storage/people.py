"""Who may do what, where an admin has said otherwise than `shop.yaml`, and who is a guest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, cast, get_args

from sqlite_utils import Database, Migrations

from storage import changes, group_roles
from storage.moments import stamp

MIGRATIONS = Migrations("people")

Role = Literal["director", "manager", "analyst", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)

#: `guest` is a guest account, `stranger` someone of another workspace (Slack Connect), `gone` is deactivated.
Standing = Literal["member", "guest", "stranger", "gone"]


def set_role(db: Database, user: str, role: Role, *, by: str, at: datetime) -> None:
    """Give `user` a role from now on; the change is logged. Raises ValueError for an unknown role."""
    if role not in ROLES:
        raise ValueError(f"there is no role “{role}”; choose one of {', '.join(ROLES)}")
    before = role_of(db, user)
    if before == role:
        return
    db.execute(
        "INSERT INTO person (user, role) VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET role = excluded.role",
        (user, role),
    )
    changes.note(db, changes.Change(at=at, by=by, what=f"role of {user}", before=before, after=role))


def role_of(db: Database, user: str) -> Role | None:
    """The role an admin gave, or None where nobody has: then `shop.yaml` says."""
    found = db.execute("SELECT role FROM person WHERE user = ?", (user,)).fetchone()
    return found[0] if found else None


def role_by_group(db: Database, user: str) -> Role | None:
    """The role that somebody has through a user group, the strongest where there are several."""
    return cast(Role | None, group_roles.role_of(db, user))


def roles(db: Database) -> dict[str, Role]:
    """Every role given by an admin, by user id."""
    return {row["user"]: row["role"] for row in db.query("SELECT user, role FROM person ORDER BY user")}


def roster(db: Database, named: Mapping[str, Role]) -> dict[str, Role]:
    """Everyone's role: as an admin has said, else as `named` in the settings, else by user group."""
    by_group = cast(dict[str, Role], group_roles.roles(db))
    return {**by_group, **named, **roles(db)}


def note_standing(
    db: Database, user: str, standing: Standing, *, at: datetime, name: str = "", zone: str = ""
) -> None:
    """Remember what Slack says a user is and is called, and their IANA zone, so that the next click need not ask."""
    db.execute(
        "INSERT INTO standing (user, standing, at, name, zone) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (user) DO UPDATE SET standing = excluded.standing, at = excluded.at,"
        " name = iif(excluded.name <> '', excluded.name, name), zone = iif(excluded.zone <> '', excluded.zone, zone)",
        (user, standing, stamp(at), name, zone),
    )


def zone_of(db: Database, user: str) -> str:
    """The zone in which Slack last said somebody lives; empty where it was not asked."""
    found = db.execute("SELECT zone FROM standing WHERE user = ?", (user,)).fetchone()
    return str(found[0]) if found else ""


def name_of(db: Database, user: str) -> str:
    """What Slack called a user when it was last asked; empty where it was not."""
    found = db.execute("SELECT name FROM standing WHERE user = ?", (user,)).fetchone()
    return str(found[0]) if found else ""


def all_names(db: Database) -> dict[str, str]:
    """What Slack called each user when it was last asked, by user id."""
    return {row["user"]: row["name"] for row in db.query("SELECT user, name FROM standing WHERE name <> ''")}


def standing_of(db: Database, user: str, *, since: datetime) -> Standing | None:
    """What Slack last said the user is, if that is no older than `since`."""
    found = db.execute("SELECT standing FROM standing WHERE user = ? AND at >= ?", (user, stamp(since)))
    known = found.fetchone()
    return known[0] if known else None


def outsiders(db: Database) -> frozenset[str]:
    """Everyone last known as a guest, a stranger or gone."""
    return frozenset(row["user"] for row in db.query("SELECT user FROM standing WHERE standing <> 'member'"))


def gone(db: Database) -> frozenset[str]:
    """Everyone whose account was last known as deactivated."""
    return frozenset(row["user"] for row in db.query("SELECT user FROM standing WHERE standing = 'gone'"))


@MIGRATIONS()
def first(db: Database) -> None:
    """Roles and standings."""
    db.execute(
        "CREATE TABLE person (user TEXT PRIMARY KEY,"
        " role TEXT NOT NULL CHECK (role IN ('director', 'manager', 'analyst', 'viewer'))) STRICT"
    )
    db.execute(
        "CREATE TABLE standing (user TEXT PRIMARY KEY,"
        " standing TEXT NOT NULL CHECK (standing IN ('member', 'guest', 'stranger', 'gone')), at TEXT NOT NULL) STRICT"
    )


@MIGRATIONS()
def names(db: Database) -> None:
    """What people are called, for those whom the settings do not name."""
    db.execute("ALTER TABLE standing ADD COLUMN name TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def zones(db: Database) -> None:
    """Where people live, for what comes to them at an hour."""
    db.execute("ALTER TABLE standing ADD COLUMN zone TEXT NOT NULL DEFAULT ''")
