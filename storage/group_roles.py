"""Who is in which Slack user group, as Slack last said, and the role some of the groups give."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database, Migrations

from storage.moments import moment, stamp

MIGRATIONS = Migrations("group_roles")

#: What comes first where somebody is in several groups.
STRONGEST_FIRST = ("director", "manager", "analyst", "viewer")


def replace(db: Database, group: str, role: str | None, users: Collection[str], *, at: datetime) -> bool:
    """Remember who is in a group from now on, and the role it gives, if any; whether that has changed anything."""
    before = {
        (row["user"], row["role"])
        for row in db.query('SELECT user, role FROM group_role WHERE "group" = ?', (group,))
    }
    db.execute('DELETE FROM group_role WHERE "group" = ?', (group,))
    for user in sorted(set(users)):
        db.execute('INSERT INTO group_role ("group", user, role) VALUES (?, ?, ?)', (group, user, role))
    db.execute(
        'INSERT INTO group_asked ("group", at) VALUES (?, ?)'
        ' ON CONFLICT ("group") DO UPDATE SET at = excluded.at',
        (group, stamp(at)),
    )
    return before != {(user, role) for user in users}


def forget(db: Database, *, but: Collection[str], before: datetime) -> bool:
    """Drop the groups that the settings no longer name, and those not heard of since; whether there were any."""
    known = {row["group"]: moment(row["at"]) for row in db.query('SELECT "group", at FROM group_asked')}
    gone = [group for group, at in known.items() if group not in but or at < before]
    for group in gone:
        db.execute('DELETE FROM group_role WHERE "group" = ?', (group,))
        db.execute('DELETE FROM group_asked WHERE "group" = ?', (group,))
    return bool(gone)


def asked_at(db: Database, group: str) -> datetime | None:
    """When Slack last said who is in a group."""
    found = db.execute('SELECT at FROM group_asked WHERE "group" = ?', (group,)).fetchone()
    return moment(found[0]) if found else None


def members(db: Database, group: str) -> tuple[str, ...]:
    """Who is in a group; nobody where Slack has not said so for too long."""
    rows = db.query('SELECT user FROM group_role WHERE "group" = ? ORDER BY user', (group,))
    return tuple(row["user"] for row in rows)


def role_of(db: Database, user: str) -> str | None:
    """One person's role by group; None where none of the groups has them."""
    given = "SELECT role FROM group_role WHERE user = ? AND role IS NOT NULL"
    held = [row["role"] for row in db.query(given, (user,))]
    return min(held, key=STRONGEST_FIRST.index, default=None)


def roles(db: Database) -> dict[str, str]:
    """Everybody's role by group, the strongest where there are several."""
    found: dict[str, str] = {}
    for row in db.query("SELECT user, role FROM group_role WHERE role IS NOT NULL ORDER BY user"):
        held = found.get(row["user"], row["role"])
        found[row["user"]] = min(held, row["role"], key=STRONGEST_FIRST.index)
    return found


@MIGRATIONS()
def first(db: Database) -> None:
    """Who is in which group, and when that was asked."""
    db.execute(
        'CREATE TABLE group_role ("group" TEXT NOT NULL, user TEXT NOT NULL,'
        " role TEXT NOT NULL CHECK (role IN ('director', 'manager', 'analyst', 'viewer')),"
        ' PRIMARY KEY ("group", user)) STRICT, WITHOUT ROWID'
    )
    db.execute("CREATE INDEX group_role_by_user ON group_role (user)")
    db.execute('CREATE TABLE group_asked ("group" TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT')


@MIGRATIONS()
def without_a_role(db: Database) -> None:
    """Groups that give no role in the shop, but whose people are asked for a yes."""
    db.execute("ALTER TABLE group_role RENAME TO before")
    db.execute("DROP INDEX group_role_by_user")
    db.execute(
        'CREATE TABLE group_role ("group" TEXT NOT NULL, user TEXT NOT NULL,'
        " role TEXT CHECK (role IN ('director', 'manager', 'analyst', 'viewer')),"
        ' PRIMARY KEY ("group", user)) STRICT, WITHOUT ROWID'
    )
    db.execute('INSERT INTO group_role SELECT "group", user, role FROM before')
    db.execute("DROP TABLE before")
    db.execute("CREATE INDEX group_role_by_user ON group_role (user)")
