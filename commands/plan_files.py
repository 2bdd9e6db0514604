"""Files of promotions and targets on the command line: told from exports by their content, and kept as the forms would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from commands.context import Context, Person
from commands.promo_keeping import put
from commands.target_table import import_table
from metrics.promotion_files import is_calendar, is_table, read_promotions
from metrics.promotions import Promotion
from metrics.target_files import is_targets

#: As much of a file is looked at to know what it is.
LOOK = 4096


class NotRead(Exception):
    """What is wrong with some files, a line each."""


@dataclass(frozen=True)
class PlanFile:
    """A file, and the promotions in it."""

    file: Path
    promotions: tuple[Promotion, ...]


def is_plan(file: Path) -> bool:
    """Whether a file is a calendar, or a table of nothing but promotions."""
    beginning = _beginning(file)
    return is_calendar(beginning) or is_table(beginning)


def is_target_table(file: Path) -> bool:
    """Whether a file is a table of nothing but targets."""
    return is_targets(_beginning(file))


def _beginning(file: Path) -> str:
    with file.open("rb") as stream:
        return stream.read(LOOK).decode("utf-8", errors="replace")


def keep_targets(files: Sequence[Path], person: Person, context: Context) -> list[str]:
    """Set the targets of some files, each whole or not at all, and say so; raises NotRead with all that is wrong."""
    told, wrong = [], []
    for file in files:
        read = import_table(file.read_text(encoding="utf-8", errors="replace"), person, context)
        wrong += [f"{file.name}: {problem}" for problem in read.problems]
        told.append(f"{file.name}: {len(read.kept)} {'target' if len(read.kept) == 1 else 'targets'} set.")
    if wrong:
        raise NotRead("\n".join(wrong))
    return told


def read_plans(files: Sequence[Path], zone: ZoneInfo) -> list[PlanFile]:
    """What is in some files; raises NotRead, which says all that is wrong with them."""
    found, wrong = [], []
    for file in files:
        read = read_promotions(file.read_text(encoding="utf-8", errors="replace"), zone)
        wrong += [f"{file.name}: {problem}" for problem in read.problems]
        wrong += [] if read.promotions or read.problems else [f"{file.name}: There is no promotion in it."]
        found.append(PlanFile(file, read.promotions))
    if wrong:
        raise NotRead("\n".join(wrong))
    return found


def keep_plans(plans: Sequence[PlanFile], person: Person, context: Context) -> list[str]:
    """Put all of them on record at once, and say so; what is known already stays as it is."""
    with context.store.write() as db:
        for plan in plans:
            for promotion in plan.promotions:
                put(db, promotion, person, context)
    return [
        f"{plan.file.name}: {len(plan.promotions)} {'promotion' if len(plan.promotions) == 1 else 'promotions'}"
        " on record."
        for plan in plans
    ]
