"""`make approvals-check`: everything that approvals are measured by, in one table; ends with 1 where a target is missed."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import click

from approvals.cards import Audience
from approvals.guards import Why
from approvals.words import SENTENCES
from commands.cards import Cards
from shop import Shop
from tests.approvals import hostile
from tests.approvals.bypasses import RECIPES, succeeded
from tests.approvals.cells import holes
from tests.approvals.history import grown
from tests.approvals.minute_counter import compare
from tests.approvals.mutants import MUTANTS, noticed
from tests.approvals.policies import PLANTED, missed
from tests.approvals.survivors import simulated
from tests.approvals.team import HOURS, a_week, median_of
from tests.approvals.test_step import WHAT_TO_DO
from tests.approvals.universe import SMALL, explore
from tests.approvals.walks import walks
from tests.templates.sample_approvals import request
from tests.templates.sample_values import DIRECTOR

WALKS, REQUESTS, STRINGS = 10_000, 1_000, 50_000


class Measured(NamedTuple):
    """What came out of one measure, and whether that is what is promised."""

    said: str
    is_met: bool


class Measure(NamedTuple):
    """One line of the table."""

    what: str
    target: str
    take: Callable[[], Measured]


def everything_tried() -> Measured:
    """Two small worlds, each to its end."""
    found = [explore(world) for world in SMALL]
    wrong = [said for one in found for said in one.wrong]
    counts = (sum(getattr(one, name) for one in found) for name in ("states", "accepted", "refused"))
    said = "{:,} states, {:,} steps, {:,} refused".format(*counts)
    return Measured(f"{said}, {len(wrong)} wrong", not wrong)


def lives() -> Measured:
    """Random walks about the large world."""
    found = walks(WALKS)
    said = f"{WALKS:,} lives, {found.accepted:,} steps, {found.refused:,} refused, {len(found.wrong)} wrong"
    return Measured(said, not found.wrong)


def mistakes() -> Measured:
    """Mistakes planted in the rules themselves."""
    unseen = [mutant.says for mutant in MUTANTS if not noticed(mutant).wrong]
    said = f"{len(MUTANTS) - len(unseen)} of {len(MUTANTS)} noticed" + "".join(
        f"; not “{one}”" for one in unseen
    )
    return Measured(said, not unseen and len(MUTANTS) >= 25)


def survivors() -> Measured:
    """Which yeses survive a run of edits."""
    found = [simulated(seed) for seed in range(REQUESTS)]
    equal = sum(counts == should for counts, should, _ in found)
    return Measured(
        f"{equal:,} of {REQUESTS:,} equal, {sum(one[2] for one in found):,} yeses", equal == REQUESTS
    )


def policy() -> Measured:
    """Mistakes planted in a policy."""
    with tempfile.TemporaryDirectory() as folder:
        unseen = missed(Path(folder))
    return Measured(
        f"{len(PLANTED) - len(unseen)} of {len(PLANTED)} found", not unseen and len(PLANTED) >= 20
    )


def working_time() -> Measured:
    """Working minutes, against a count minute by minute."""
    found = compare()
    said = f"{found.spans:,} spans in {found.calendars} calendars, {len(found.unequal)} unequal"
    return Measured(said, not found.unequal and found.calendars >= 20 and found.spans >= 20 * 2 * 500)


def bypasses() -> Measured:
    """Ways to approve one's own work."""
    done = succeeded()
    return Measured(f"{len(RECIPES)} tried, {len(done)} succeeded", not done and len(RECIPES) >= 30)


def authority() -> Measured:
    """Every role in every state with every event."""
    tried, open_ones = holes()
    return Measured(f"{tried:,} cells, {len(open_ones)} holes", not open_ones)


def words() -> Measured:
    """Hostile strings through every surface of approvals."""
    surfaces = hostile.surfaces()
    found = [hostile.tried(name, seed=7, count=STRINGS) for name in surfaces]
    wrong = sum(len(one) for _, one in found)
    taken = max(count for count, _ in found)
    return Measured(
        f"{taken:,} strings through {len(surfaces)} surfaces, {wrong} went wrong",
        not wrong and taken >= STRINGS,
    )


def tampering() -> Measured:
    """Whatever is done to a history, and how fast it is written and proved."""
    with tempfile.TemporaryDirectory() as folder:
        found = grown(Path(folder))
    said = f"{found.found} of {found.tried} found; {found.appended:,.0f} rows/s kept, {found.proved:,.0f} rows/s proved"
    return Measured(said, found.found == found.tried)


def sentences() -> Measured:
    """Every reason for a refusal has words, and they name what to do."""
    bare = [why for why in Why if not re.search(WHAT_TO_DO, SENTENCES.get(why, ""))]
    return Measured(f"{len(Why) - len(bare)} of {len(Why)} reasons", not bare)


def peace() -> Measured:
    """Weeks of a team of eight managers and three directors, with 120 requests each."""
    with tempfile.TemporaryDirectory() as folder:
        weeks = [a_week(Path(folder), seed) for seed in range(1, 5)]
    most, unseen = max(week.most for week in weeks), max(week.longest_unseen for week in weeks)
    said = f"at most {most} a day, median {median_of(weeks):g}; none unseen for more than {unseen} working minutes"
    return Measured(said, most <= 6 and median_of(weeks) <= 3 and unseen <= HOURS.closes - HOURS.opens)


def clicks() -> Measured:
    """Both stand on the card itself, where no list is to be ticked: the yes, and what has changed."""
    asked = request(lambda text: text)
    card = json.dumps(Cards(Shop()).card(asked, Audience.APPROVER, DIRECTOR).blocks)
    here = [name for name in ("approval.approve", "approval.diff") if card.count(f'"{name}"') == 1]
    return Measured(f"{len(here)} of 2 on the card", len(here) == 2)


MEASURES = (
    Measure("two small worlds, complete", "0 wrong", everything_tried),
    Measure("random lives in the large world", "10,000; 0 wrong", lives),
    Measure("planted mistakes in guards, voices, effects", "100 % of 25 or more", mistakes),
    Measure("which yeses survive random edits", "1,000 of 1,000 as 40 lines say", survivors),
    Measure("planted mistakes in a policy", "20 of 20", policy),
    Measure("working minutes against a minute counter", "equal to the minute", working_time),
    Measure("every role, state and event (S2)", "0 holes", authority),
    Measure("ways to approve one's own work (S4)", "30 or more; 0 succeed", bypasses),
    Measure("hostile strings (S6)", "50,000; 0 mentions or hidden links", words),
    Measure("tampering with the history (S16)", "100 %", tampering),
    Measure("what to do, in every refusal", "100 % of the reasons", sentences),
    Measure("messages a person gets a day in a team", "6 at most, median 3; a working day", peace),
    Measure("clicks to approve, and to see what changed", "1 and 1", clicks),
)


def taken(number: int) -> tuple[Measured, float]:
    """One measure, and the seconds it took."""
    began = time.perf_counter()
    return MEASURES[number].take(), time.perf_counter() - began


def table() -> Iterator[tuple[str, bool]]:
    """A line a measure, in their order; as many are taken at once as the machine has cores."""
    widest = max(len(measure.what) for measure in MEASURES)
    with ProcessPoolExecutor() as processes:
        for measure, (came, took) in zip(MEASURES, processes.map(taken, range(len(MEASURES))), strict=True):
            mark = "✓" if came.is_met else "✗"
            yield (
                f"{mark} {measure.what:<{widest}}  {measure.target:<36}  {came.said}  ({took:.1f} s)",
                came.is_met,
            )


@click.command(help=__doc__)
def main() -> None:
    """Measure, say; nothing is asked of anybody."""
    met = []
    for line, is_met in table():
        click.echo(line)
        met.append(is_met)
    raise SystemExit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
