"""The connections behind a URL: a pool on the embedded file that cannot write, or whatever SQLAlchemy speaks to."""

from __future__ import annotations

import sqlite3
from typing import cast

import sqlalchemy as sql
from sqlalchemy.pool import ConnectionPoolEntry

from warehouse.embedded import facts_path, open_facts, open_reader

#: Connections kept open, and how many more a burst may open.
KEPT, MORE = 8, 32


class Readers(sql.QueuePool):
    """A pool that stays closed: what was lent is closed when it is given back, and so is what is lent afterwards."""

    _over = False

    def dispose(self) -> None:
        self._over = True
        super().dispose()

    def recreate(self) -> Readers:
        again = cast(Readers, super().recreate())
        again._over = self._over
        return again

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        if self._over:
            super().dispose()


def open_engine(url: str) -> tuple[sql.Engine, sqlite3.Connection | None]:
    """The engine, and for the embedded file a connection that sees when another one has written."""
    path = facts_path(url)
    if path is None:
        return sql.create_engine(url, pool_size=KEPT, max_overflow=MORE, pool_pre_ping=True), None
    open_facts(path).close()
    engine = sql.create_engine(
        "sqlite://", creator=lambda: open_reader(path), poolclass=Readers, pool_size=KEPT, max_overflow=MORE,
        pool_reset_on_return=None, isolation_level="AUTOCOMMIT",
    )  # fmt: skip
    return engine, open_reader(path)
