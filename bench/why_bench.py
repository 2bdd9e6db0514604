"""What it takes to explain a change of the whole shop, against plain SQL that cuts the same days the same ways."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench import programs
from bench.answers_bench import shelftalk
from bench.measure import Row, interleave
from commands.context import Ask, Context, Person
from commands.routes import COMMANDS
from templates import Message
from warehouse.embedded import open_reader
from warehouse.facts import day_number

WORDS = "net sales last 7 days vs previous"
PERSON = Person(id="U1", name="Ann", role="analyst")
MOST = 2.5
#: What an explanation reads of the big shop: everything by product, line and channel, and what each order was worth.
CUTS = (
    "SELECT product_id, sum(net_sales) FROM sales_day WHERE day >= ? AND day < ? GROUP BY product_id",
    "SELECT product_line_id, sum(net_sales) FROM sales_day JOIN product ON product.id = product_id"
    " WHERE day >= ? AND day < ? GROUP BY product_line_id",
    "SELECT sales_channel_id, sum(net_sales), sum(orders) FROM orders_day WHERE day >= ? AND day < ? GROUP BY 1",
)


def measure(facts: Path, *, rounds: int = 60) -> list[Row]:
    """P12: `/why` of the whole shop, read, explained, drawn and kept."""
    with programs.pretended() as slack, shelftalk(facts, slack) as running, by_hand(facts) as floor:
        asking = partial(explained, running.bot.context)
        taken = interleave({"ours": asking, "floor": floor}, rounds=rounds, warm=max(1, rounds // 10))
    ours, plain = taken["ours"], taken["floor"]
    ratio = ours.median / plain.median
    return [
        Row(
            name="P12 a change explained",
            figure=f"{ratio:.2f} ×",
            goal=f"≤ {MOST:g} ×",
            met=ratio <= MOST,
            how=f"{ours} against {plain}: `/why {WORDS}` in process, from the words to the message; raw sqlite3 sums both"
            f" weeks by product, product line and sales channel and explains nothing; medians of {rounds} turns",
        )
    ]


def explained(context: Context) -> Message:
    """The answer; raises where there is none."""
    answer = COMMANDS["why"].answer(Ask(text=WORDS, person=PERSON, channel="C1"), context)
    assert isinstance(answer, Message) and answer.explained, "nothing was explained"
    return answer


@contextmanager
def by_hand(facts: Path) -> Iterator[partial[None]]:
    """The same cuts of the same two weeks, in plain SQL."""
    today = day_number(programs.NOW.date())
    connection = open_reader(facts)
    try:
        yield partial(_cut, connection, ((today - 7, today), (today - 14, today - 7)))
    finally:
        connection.close()


def _cut(connection: sqlite3.Connection, periods: Sequence[tuple[int, int]]) -> None:
    for statement in CUTS:
        for period in periods:
            connection.execute(statement, period).fetchall()
