"""Every policy that a request was ever submitted under: it goes on to hold for that request when the settings change."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from pydantic import ValidationError
from sqlite_utils import Database, Migrations

from approvals.policy.routing import fingerprint
from approvals.policy.rulebook import Rulebook
from storage.moments import stamp

MIGRATIONS = Migrations("rulebooks")


def remember(db: Database, book: Rulebook, *, at: datetime) -> None:
    """Keep a policy for good, if it is not kept already."""
    db.execute(
        "INSERT INTO rulebook (sha, content, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (fingerprint(book), book.model_dump_json(by_alias=True, exclude_unset=True), stamp(at)),
    )


def known(db: Database) -> dict[str, Rulebook]:
    """Every policy by its fingerprint; one that this version cannot read any more is left out, and so holds no more."""
    found: dict[str, Rulebook] = {}
    for row in db.query("SELECT sha, content FROM rulebook"):
        with suppress(ValidationError):
            found[row["sha"]] = Rulebook.model_validate_json(row["content"])
    return found


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a policy."""
    db.execute(
        "CREATE TABLE rulebook (sha TEXT PRIMARY KEY, content TEXT NOT NULL, since TEXT NOT NULL) STRICT"
    )
