"""Who must say yes to one request, in which order and by when: the part of the policy it was submitted under."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

#: The connector that is a person: they are told at the moment, and mark it as live.
BY_HAND = "by hand"


class Counting(StrEnum):
    """How many of those who are asked must say yes."""

    ANY = "any"
    ALL = "all"
    N_OF = "n_of"
    MAJORITY = "majority"
    ONE_PER_GROUP = "one_per_group"


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Whom to ask besides (`backup`, `owner`, `channel`) when `percent` of a stage's working time has passed."""

    percent: int
    to: tuple[str, ...]


#: As approvals.md §3.4 has it: the backup at 120 %, the owner and the channel at 200 %.
LADDER = (Escalation(percent=120, to=("backup",)), Escalation(percent=200, to=("owner", "channel")))


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One group of people who must say yes.

    `who` are names of roles; for ONE_PER_GROUP each is a group of its own. `need` counts for N_OF only. `owns` are the
    fields of the content it answers for: a change of one of them voids what was said here. `within` is the deadline in
    working minutes of `calendar` (empty: the shop's own). A stage that is `beside_next` does not hold up the one after it.
    `freeze` names the freeze to which this stage can make an exception; it is asked only because of that.
    """

    name: str
    who: tuple[str, ...]
    counting: Counting = Counting.ANY
    need: int = 1
    owns: frozenset[str]
    within: int = 960
    calendar: str = ""
    checklist: tuple[str, ...] = ()
    beside_next: bool = False
    reject_is_final: bool = True
    escalations: tuple[Escalation, ...] = LADDER
    freeze: str = ""

    @property
    def at_least(self) -> int:
        """How many must say yes at the very least, whoever is asked."""
        match self.counting:
            case Counting.N_OF:
                return max(1, self.need)
            case Counting.ONE_PER_GROUP:
                return max(1, len(self.who))
            case _:
                return 1


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """How approved content goes live.

    `connector` is "by hand" or the name of one in the settings. `window` and `objection` are minutes: for how long after
    the planned moment it may still go live (None: for ever), and how long it stays open to objections after the last yes.
    """

    connector: str = BY_HAND
    window: int | None = None
    objection: int = 0


@dataclass(frozen=True, kw_only=True)
class Route:
    """What one request is held to. `name` says which rule chose it, in words people read.

    `policy` is the fingerprint of the settings it comes from. `undo` is in minutes; `expires` and `stays_approved` in
    days: how long it waits before it ends undecided, and how old a yes may be when it goes live.
    """

    name: str
    stages: tuple[Stage, ...]
    publishing: Publishing = Publishing()
    bulk: bool = False
    undo: int = 5
    expires: int = 30
    stays_approved: int = 90
    policy: str = ""

    def stage(self, name: str) -> Stage | None:
        """The stage of this name."""
        return next((stage for stage in self.stages if stage.name == name), None)


def packed(route: Route) -> str:
    """The route as JSON."""
    return _adapter().dump_json(route).decode()


def unpacked(text: str) -> Route:
    """What `packed` wrote."""
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Route]:
    return TypeAdapter(Route)
