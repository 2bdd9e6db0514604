"""What arrived, as the facts remember it: the days of each source, and the files that brought them."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sql

from warehouse.facts import day_of
from warehouse.freshness import Coverage, Load, gaps_between, source_label
from warehouse.lookup import LABEL, Rows

DAY = sql.table("source_day", *map(sql.column, ("source_id", "fact", "day")))
CHANNEL = sql.table("source_channel", *map(sql.column, ("source_id", "fact", "sales_channel_id")))
LOAD = sql.table(
    "load",
    *map(
        sql.column, ("id", "source_id", "format", "file", "first_day", "last_day", "rows_read", "rows_used")
    ),
    *map(sql.column, ("through", "loaded_at")),
)
OF_FACT: sql.BindParameter[Any] = sql.bindparam("fact")


def coverage(rows: Rows, fact: str, longest_gap: int) -> tuple[Coverage, ...]:
    """What each source has delivered to a fact table, by the source's name."""
    newest = _newest(rows)
    channels = _channels(rows, fact)
    delivered = rows(
        _with_source(sql.select(LABEL.c.name, DAY.c.day), DAY)
        .where(DAY.c.fact == OF_FACT)
        .order_by(LABEL.c.name, DAY.c.day),
        {"fact": fact},
    )
    return tuple(
        _covered(
            source, [day for _, day in days], newest.get(source, {}), channels.get(source, ()), longest_gap
        )
        for source, days in groupby(delivered, key=itemgetter(0))
    )


def loads(rows: Rows) -> tuple[Load, ...]:
    """Every file that arrived, newest first."""
    columns = [column for column in LOAD.c if column.name != "source_id"]
    found = rows(_with_source(sql.select(LABEL.c.name, *columns), LOAD).order_by(LOAD.c.id.desc()), {})
    return tuple(
        Load(
            source=source, label=source_label(source), format=format_name, file=file,
            first=None if first is None else day_of(first), last=None if last is None else day_of(last),
            rows_read=read, rows_used=used, through=_moment(through), loaded_at=datetime.fromisoformat(loaded_at),
            number=number,
        )
        for source, number, format_name, file, first, last, read, used, through, loaded_at in found
    )  # fmt: skip


def _covered(
    source: str, days: list[int], newest: dict[str, Any], channels: tuple[str, ...], longest_gap: int
) -> Coverage:
    return Coverage(
        source=source,
        label=source_label(source),
        first=day_of(days[0]),
        last=day_of(days[-1]),
        gaps=gaps_between(map(day_of, days), longest_gap),
        sales_channels=channels,
        **newest,
    )


def _newest(rows: Rows) -> dict[str, dict[str, Any]]:
    """The newest moment that each source has seen, and when it last came."""
    newest = sql.select(LABEL.c.name, sql.func.max(LOAD.c.through), sql.func.max(LOAD.c.loaded_at))
    return {
        source: {"through": _moment(through), "loaded_at": _moment(loaded_at)}
        for source, through, loaded_at in rows(_with_source(newest, LOAD).group_by(LABEL.c.name), {})
    }


def _channels(rows: Rows, fact: str) -> dict[str, tuple[str, ...]]:
    """The sales channels that each source speaks of, by name."""
    channel = LABEL.alias("channel")
    asked = _with_source(sql.select(LABEL.c.name, channel.c.name.label("channel_name")), CHANNEL).where(
        CHANNEL.c.fact == OF_FACT, CHANNEL.c.sales_channel_id == channel.c.id
    )
    found = sorted(map(tuple, rows(asked, {"fact": fact})))
    return {source: tuple(name for _, name in names) for source, names in groupby(found, key=itemgetter(0))}


def _with_source(asked: sql.Select[Any], table: sql.TableClause) -> sql.Select[Any]:
    return asked.where(table.c.source_id == LABEL.c.id)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
