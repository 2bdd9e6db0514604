"""How fast facts are asked, imported and refreshed: P3, P7 and P8 of the goals in docs/performance.md."""

from __future__ import annotations

import csv
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from bench import big_export, big_shop
from bench.importing import import_orders
from bench.measure import Row, Times, in_process, interleave
from warehouse import Top, Warehouse
from warehouse.embedded import open_facts, open_reader
from warehouse.facts import MEASURES, day_number
from warehouse.importers.order_rows import LINE, ORDER
from warehouse.landing import Landing
from warehouse.rollups import LINE_DAY, PRODUCT_WEEK, week_of
from warehouse.rules import Rules

BEST = Top(measure="net_sales", count=10)
WINDOWS = (7, 28, 90, 365)

#: The floor of P3: both windows in one pass over the facts, with the planner's skip-scan forbidden.
ONE_SCAN = """
SELECT product_id, sum(CASE WHEN day >= :middle THEN net_sales END) AS now, sum(CASE WHEN day < :middle THEN net_sales END)
FROM sales_day WHERE day >= :start AND day < :end AND product_id NOT IN (SELECT id FROM product WHERE ranked = 0)
GROUP BY +product_id ORDER BY now DESC, product_id LIMIT 10
"""
IN_DUCKDB = (
    ONE_SCAN.replace(":middle", "$middle")
    .replace(":start", "$start")
    .replace(":end", "$end")
    .replace("+", "")
)


def p3(shop: Path, *, rounds: int = 14) -> list[Row]:
    """Top 10 products against the period before, over windows ending on each day of the week."""
    with _duckdb_of(shop) as duck, closing(open_reader(shop)) as raw:
        warehouse = Warehouse(f"sqlite:///{shop}")
        try:
            return [_p3_of(days, warehouse, raw, duck, rounds) for days in WINDOWS]
        finally:
            warehouse.close()


def _p3_of(days: int, warehouse: Warehouse, raw: sqlite3.Connection, duck: Any, rounds: int) -> Row:
    ends = _cycle(big_shop.Size().last - timedelta(days=back) for back in range(7))
    at = {"end": next(ends)}

    def turn(run: Callable[[date, date, date], Any]) -> Any:
        end = at["end"]
        return run(end - timedelta(days=2 * days), end - timedelta(days=days), end)

    def next_day() -> None:
        at["end"] = next(ends)

    times = interleave(
        {
            "": next_day,  # all three then ask about the same days
            "ours": lambda: turn(partial(_two_step, warehouse)),
            "scan": lambda: turn(lambda *at: raw.execute(ONE_SCAN, _numbered(*at)).fetchall()),
            "duck": lambda: turn(lambda *at: duck.execute(IN_DUCKDB, _numbered(*at)).fetchall()),
        },
        rounds=rounds,
        warm=2,
    )
    ours, scan, duckdb_time = times["ours"], times["scan"], times["duck"]
    to_scan, to_duck = ours.median / scan.median, ours.median / duckdb_time.median
    return Row(
        name=f"P3 top 10, {days} days vs the {days} before",
        figure=f"{to_scan:.2f} × one scan, {to_duck:.2f} × DuckDB",
        goal="≤ 0.25 ×, ≤ 2 ×",
        met=to_scan <= 0.25 and to_duck <= 2,
        how=f"ours {ours}; one scan of sales_day {scan}; DuckDB native {duckdb_time}; medians over 7 weekdays",
    )


def _two_step(warehouse: Warehouse, before: date, start: date, end: date) -> tuple[Any, Any]:
    """Rank the window, then fetch the one before for the winners: what an answer does."""
    best = warehouse.query("sales_day", ["net_sales"], ["product"], start=start, end=end, top=BEST)
    winners = {"product": list(best["product"])}
    return best, warehouse.query("sales_day", ["net_sales"], ["product"], winners, start=before, end=start)


def p7(folder: Path, *, lines: int = 200_000, rounds: int = 3) -> list[Row]:
    """Import of an orders export: against csv + executemany and sqlite-utils, and its memory."""
    export = big_export.write(folder / "export.csv", lines)
    db = folder / "import.db"
    contestants = {
        "ours": partial(import_orders, str(export), str(db)),
        "all": partial(_executemany, export, db, None),
        "read": partial(_executemany, export, db, (*ORDER.values(), *LINE.values())),
        "utils": partial(_insert_all, export, db),
    }
    times = interleave({name: _fresh(db, run) for name, run in contestants.items()}, rounds=rounds, warm=0)
    best = {name: min(time.ms) for name, time in times.items()}
    to_all, to_read, to_utils = (best[name] / best["ours"] for name in ("all", "read", "utils"))
    longer = big_export.write(folder / "longer.csv", 3 * lines)
    small, large = (
        in_process("bench.importing:import_orders", str(file), str(folder / f"{file.stem}.db"))
        for file in (export, longer)
    )
    return [
        Row(
            name="P7 import, validated and upserted, with its rollups",
            figure=f"{to_all:.2f} × csv + executemany, {to_utils:.1f} × insert_all",
            goal="≥ 0.45 ×, ≥ 1.5 ×",
            met=to_all >= 0.45 and to_utils >= 1.5,
            how=f"{lines:,} order lines, 79 columns, 2.5 lines an order; ours {times['ours']} ({lines / best['ours']:.0f},000"
            f" rows/s); executemany of every column as text {times['all']} (of the 28 that we read {to_read:.2f} ×);"
            f" sqlite-utils insert_all {times['utils']}; best of {rounds}",
        ),
        Row(
            name="P7 peak memory",
            figure=f"{small['mib']:.0f} MiB for {lines:,} rows, {large['mib']:.0f} MiB for {3 * lines:,}",
            goal="≤ 130 MiB",
            met=max(small["mib"], large["mib"]) <= 130,
            how="peak resident memory of a fresh process that imports and nothing else",
        ),
    ]


def _executemany(export: Path, db: Path, columns: Sequence[str] | None) -> None:
    """The floor: rows as text, as they are, in one transaction, no type, no check, no key."""
    with closing(sqlite3.connect(db, isolation_level=None)) as connection, export.open(newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader)
        names = header if columns is None else [name for name in header if name.lower() in columns]
        pick: Callable[[list[str]], Any] = itemgetter(*map(header.index, names)) if columns else list
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("BEGIN")
        connection.execute(
            f"CREATE TABLE orders ({', '.join(f'{chr(34)}{name}{chr(34)} TEXT' for name in names)})"
        )
        rows = reader if columns is None else map(pick, reader)
        connection.executemany(f"INSERT INTO orders VALUES ({', '.join('?' * len(names))})", rows)
        connection.execute("COMMIT")


def _insert_all(export: Path, db: Path) -> None:
    import sqlite_utils

    database = sqlite_utils.Database(db)
    with export.open(newline="") as stream:
        database.table("orders").insert_all(csv.DictReader(stream))
    database.close()


def _fresh(db: Path, run: Callable[[], None]) -> Callable[[], None]:
    def from_nothing() -> None:
        for suffix in ("", "-wal", "-shm"):
            db.with_name(db.name + suffix).unlink(missing_ok=True)
        run()

    return from_nothing


def p8(shop: Path, *, rounds: int = 11) -> list[Row]:
    """Yesterday's sales written again, with their rollups, while readers ask."""
    last = big_shop.Size().last
    day = day_number(last)
    with closing(open_reader(shop)) as reader:
        rows = reader.execute("SELECT * FROM sales_day WHERE day = ?", (day,)).fetchall()
    ours, raw = partial(_refresh, shop, last, rows), partial(_refresh_raw, shop, day, rows)
    bare = partial(_refresh_raw, shop, day, rows, rollups=False)
    times = interleave({"ours": ours, "raw": raw, "bare": bare}, rounds=rounds, warm=2)
    ratio = times["ours"].median / times["raw"].median
    alone, meanwhile = _readers(shop, None), _readers(shop, ours)
    return [
        Row(
            name="P8 one day's refresh with its rollups",
            figure=f"{ratio:.2f} × the raw transaction",
            goal="≤ 1.3 ×",
            met=ratio <= 1.3,
            how=f"{len(rows):,} product-days; ours {times['ours']}; the same rows, key check and rollups by hand in sqlite3"
            f" {times['raw']}; without any rollup {times['bare']}",
        ),
        Row(
            name="P8 readers meanwhile",
            figure=f"p95 {meanwhile.p95 / alone.p95:.2f} × of alone",
            goal="≤ 1.7 ×",
            met=meanwhile.p95 <= 1.7 * alone.p95,
            how=f"one reader asking for the last 28 days by product line: alone p95 {alone.p95:.1f} ms, while a writer"
            f" refreshes the day once every half second {meanwhile.p95:.1f} ms",
        ),
    ]


def _refresh(shop: Path, day: date, rows: Sequence[Sequence[Any]]) -> None:
    """As an importer does it: rows in words, through the landing."""
    with closing(open_facts(shop)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        landing = Landing(connection, Rules())
        landing.put("sales_day", "shopify_orders", _in_words(landing, day, rows), replaces_days=True)
        landing.finish()
        connection.execute("COMMIT")


def _in_words(landing: Landing, day: date, rows: Sequence[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    names = dict(landing.connection.execute("SELECT id, name FROM label").fetchall())
    measures = MEASURES["sales_day"][:5]
    for _, product, channel, country, segment, customer, _, *values in rows:
        yield {
            "day": day, "product": product, "sales_channel": names[channel], "country": names[country],
            "segment": names[segment], "customer_type": names[customer], **dict(zip(measures, values, strict=False)),
        }  # fmt: skip


def _refresh_raw(shop: Path, day: int, rows: Sequence[Sequence[Any]], *, rollups: bool = True) -> None:
    """The floor: the same rows and the same rollups, by hand."""
    week = week_of(day)
    with closing(open_facts(shop)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM sales_day WHERE day = ?", (day,))
        connection.executemany(f"INSERT INTO sales_day VALUES ({', '.join('?' * 14)})", rows)
        if rollups:
            connection.execute("DELETE FROM line_day WHERE day = ?", (day,))
            connection.execute(LINE_DAY, (day,))
            connection.execute("DELETE FROM product_week WHERE week = ?", (week,))
            connection.execute(PRODUCT_WEEK, (week, week, week + 7))
        connection.execute("COMMIT")


def _readers(shop: Path, write: Callable[[], None] | None, *, seconds: float = 8.0) -> Times:
    """How long a reader's question takes, alone or beside a writer."""
    warehouse = Warehouse(f"sqlite:///{shop}")
    done = threading.Event()
    writer = threading.Thread(target=_keep_writing, args=(write, done)) if write else None
    if writer:
        writer.start()
    taken, end = [], big_shop.Size().last + timedelta(days=1)
    stop = time.perf_counter() + seconds
    try:
        while time.perf_counter() < stop:
            began = time.perf_counter()
            warehouse.query(
                "sales_day", ["net_sales"], ["product_line"], start=end - timedelta(days=28), end=end
            )
            taken.append((time.perf_counter() - began) * 1000)
    finally:
        done.set()
        if writer:
            writer.join()
        warehouse.close()
    return Times(tuple(taken))


def _keep_writing(write: Callable[[], None], done: threading.Event) -> None:
    while not done.wait(0.5):
        write()


def _numbered(start: date, middle: date, end: date) -> dict[str, int]:
    return {"start": day_number(start), "middle": day_number(middle), "end": day_number(end)}


def _cycle(days: Iterator[date]) -> Iterator[date]:
    every = list(days)
    while True:
        yield from every


@contextmanager
def _duckdb_of(shop: Path) -> Iterator[Any]:
    """The same facts in DuckDB's own format, in day order."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(shop)) as source:
        connection = duckdb.connect(str(Path(folder) / "facts.duckdb"))
        try:
            connection.execute("CREATE TABLE product AS SELECT 0 AS id, 1 AS ranked LIMIT 0")
            connection.execute("CREATE TABLE sales_day (day INTEGER, product_id INTEGER, net_sales BIGINT)")
            _copy(source, connection)
            yield connection
        finally:
            connection.close()


def _copy(source: sqlite3.Connection, duck: Any) -> None:
    import pandas

    asked = "SELECT day, product_id, net_sales FROM sales_day ORDER BY day, product_id"
    for part in pandas.read_sql(asked, source, chunksize=500_000):
        duck.register("part", part)
        duck.execute("INSERT INTO sales_day SELECT * FROM part")
        duck.unregister("part")


def rows(shop: Path, folder: Path) -> list[Row]:
    """Every goal of this file; `shop` is the big shop, `folder` a place for exports."""
    return [*p3(shop), *p7(folder), *p8(shop)]


if __name__ == "__main__":
    import sys

    from bench.measure import table

    with tempfile.TemporaryDirectory() as place:
        big = big_shop.build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(place) / "big.db")
        print(table(rows(big, Path(place))))
