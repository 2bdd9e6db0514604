"""How much of the bot a person wants: so many messages a day unasked, and nothing while they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("attention")


@dataclass(frozen=True, kw_only=True)
class Attention:
    """`most` messages a day unasked (None: as the shop says); away from `away_from` until the day `back_on`."""

    user: str
    most: int | None = None
    away_from: date | None = None
    back_on: date | None = None


def of(db: Database, user: str) -> Attention:
    """What a person has said; nothing yet for most."""
    rows = db.query("SELECT * FROM attention WHERE user = ?", (user,))
    return next(map(_attention, rows), Attention(user=user))


def set_most(db: Database, user: str, most: int | None) -> None:
    """So many messages a day unasked; None for as many as the shop says."""
    db.execute(
        "INSERT INTO attention (user, most) VALUES (?, ?) ON CONFLICT (user) DO UPDATE SET most = excluded.most",
        (user, most),
    )


def leave(db: Database, user: str, away_from: date, back_on: date) -> None:
    """Away from a day until the day on which they are back."""
    db.execute(
        "INSERT INTO attention (user, away_from, back_on) VALUES (?, ?, ?) ON CONFLICT (user)"
        " DO UPDATE SET away_from = coalesce(away_from, excluded.away_from), back_on = excluded.back_on",
        (user, away_from.isoformat(), back_on.isoformat()),
    )


def come_back(db: Database, user: str) -> None:
    """Away no more."""
    db.execute("UPDATE attention SET away_from = NULL, back_on = NULL WHERE user = ?", (user,))


def everyone(db: Database) -> list[Attention]:
    """What everybody has said who has said something."""
    return list(map(_attention, db.query("SELECT * FROM attention ORDER BY user")))


def _attention(row: dict[str, Any]) -> Attention:
    back_on, away_from = _day(row["back_on"]), _day(row["away_from"])
    return Attention(user=row["user"], most=row["most"], away_from=away_from, back_on=back_on)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@MIGRATIONS()
def first(db: Database) -> None:
    """One row a person who has said something."""
    db.execute(
        "CREATE TABLE attention (user TEXT PRIMARY KEY, most INTEGER CHECK (most >= 0), away_from TEXT,"
        " back_on TEXT) STRICT"
    )
