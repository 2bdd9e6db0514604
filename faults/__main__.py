"""`make soak`: the storm for an hour, and one table of what came of it."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import click

from faults.storm import for_seconds, storm
from faults.tally import Tally
from faults.world import CHANNELS, REQUESTERS, world
from tests.stage import import_shop

#: What the table says, by the field that counts it.
LINES = {
    "kills": "bots killed (SIGKILL)",
    "inputs": "forms, presses and questions sent",
    "messages": "messages that stand in Slack",
    "acknowledged_lost": "acknowledged and lost",
    "messages_lost": "messages lost",
    "doubled": "messages doubled",
    "wrong": "wrong states",
    "late_timers": "late timers",
    "possible_duplicates": "posts repeated unseen, and counted",
    "residue": "of them doubled",
    "told_instead": "given up, and its owner told",
}


@click.command(help=__doc__)
@click.option("--minutes", default=60.0, show_default=True)
@click.option("--seed", default=20261123, show_default=True)
@click.option(
    "--history/--no-history", default=True, show_default=True, help="Whether the bot may read channels."
)
def main(*, minutes: float, seed: int, history: bool) -> None:
    """Storm, count, say; ends with 1 where anything is not as promised."""
    with tempfile.TemporaryDirectory() as folder:
        facts = import_shop(Path(folder))
        with world(Path(folder) / "run", facts, seed=seed, times=20, history=history, bots=2) as made:
            places = len(CHANNELS) + len(REQUESTERS)
            every = timedelta(minutes=minutes) * made.time.times / (places + 1)
            found = storm(made, enough=for_seconds(60 * minutes), rest=600, every=every)
    click.echo(as_table(found, minutes=minutes, seed=seed))
    raise SystemExit(0 if found.is_clean else 1)


def as_table(found: Tally, *, minutes: float, seed: int) -> str:
    """The table as it stands in docs/reliability.md."""
    lines = [f"| {minutes:g} minutes, two bots, seed {seed} | |", "|---|---|"]
    for field in fields(found):
        value = getattr(found, field.name)
        lines.append(f"| {LINES[field.name]} | {value if isinstance(value, int) else len(value)} |")
        if not isinstance(value, int) and value and field.name not in ("residue", "told_instead"):
            lines.append(f"| which | {', '.join(value[:20])} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
