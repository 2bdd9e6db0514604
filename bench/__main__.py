"""`make bench`: every goal of speed, and of the forecast, with its figure, from one run; `--write` keeps it in the docs."""

from __future__ import annotations

import platform
import re
import sqlite3
import textwrap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path

import click

from bench import (
    alert_bench,
    answers_bench,
    big_shop,
    digest_bench,
    facts_bench,
    forecast_bench,
    overload_bench,
    render_bench,
    start_bench,
    why_bench,
)
from bench.forecast_bench import Outcome
from bench.measure import Row, table

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
FOLDER = ROOT / "build" / "bench"
#: What the run replaces on the page: the goals, and how the forecast did beside the plain ways.
MARKED = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)
FORECAST = re.compile(r"(?<=<!-- forecast -->\n).*?(?=<!-- end -->)", re.DOTALL)

#: What is measured of speed, by what it is about; each is handed the big shop's facts.
SECTIONS: dict[str, Callable[[Path], Sequence[Row]]] = {
    "facts": lambda facts: facts_bench.rows(facts, FOLDER),
    "answers": answers_bench.measure,
    "explaining": why_bench.measure,
    "digests": digest_bench.measure,
    "overload": overload_bench.measure,
    "rendering": lambda _: [Row(name=n, figure=f, goal=g, met=m, how=h) for n, f, g, m, h in render_bench.measure()],
    "starting": lambda _: start_bench.measure(),
}  # fmt: skip


@click.command(help=__doc__)
@click.option("--write", is_flag=True, help="Write the tables into docs/performance.md and docs/alerts.md.")
@click.option(
    "--only", type=click.Choice([*SECTIONS, "forecast", "alerts"]), multiple=True, help="Measure only this."
)
def main(*, write: bool, only: tuple[str, ...]) -> None:
    """Measure, and say what came out."""
    if write and only:
        raise click.UsageError("the page shows one whole run: leave out --only")
    rows = speed([name for name in only or SECTIONS if name in SECTIONS])
    forecast = forecasting() if not only or "forecast" in only else Outcome(rows=(), table="")
    rows += forecast.rows
    rows += alerting(write=write) if not only or "alerts" in only else []
    rows.sort(key=lambda row: ("PFA".index(row.name[0]), int(re.findall(r"\d+", row.name)[0])))
    click.echo("\n\n".join(part for part in (as_text(rows), forecast.table) if part))
    if write:
        page = MARKED.sub(lambda _: as_page(rows, real_now()), PAGE.read_text("utf-8"))
        PAGE.write_text(FORECAST.sub(lambda _: f"\n{forecast.table}\n\n", page), "utf-8")


def forecasting() -> Outcome:
    """What the forecast is worth; on its own facts, a real shop's."""
    click.echo("measuring forecast …", err=True)
    return forecast_bench.measure()


def alerting(*, write: bool) -> list[Row]:
    """What alerts are worth, on shops made up; written down, it is the whole curve."""
    click.echo("measuring alerts …", err=True)
    return alert_bench.rows(alert_bench.write()) if write else alert_bench.measure()


def speed(names: Sequence[str]) -> list[Row]:
    """Build the big shop where it is not there yet, and measure."""
    if not names:
        return []
    FOLDER.mkdir(parents=True, exist_ok=True)
    click.echo(
        "Three years of 10,000 products in three channels: building the shop where it is not there …",
        err=True,
    )
    facts = big_shop.build(FOLDER / "facts.sqlite3")
    rows: list[Row] = []
    for name in names:
        click.echo(f"measuring {name} …", err=True)
        rows += SECTIONS[name](facts)
    return rows


def as_text(rows: Sequence[Row]) -> str:
    """The rows for a terminal: whether the goal was met, name, figure and goal, and beneath it how."""
    lines = []
    for row in rows:
        lines.append(f"{'met    ' if row.met else 'NOT MET'}  {row.name}: {row.figure}   (goal {row.goal})")
        lines += textwrap.wrap(row.how, 100, initial_indent=" " * 9, subsequent_indent=" " * 9)
    return "\n".join(lines)


def as_page(rows: Sequence[Row], now: datetime) -> str:
    """The rows for docs/performance.md, with when and on what they were measured."""
    machine = f"{cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"\n{now:%-d %B %Y}, {machine}.\n\n{table(rows)}\n\n"


def real_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


if __name__ == "__main__":
    main()
