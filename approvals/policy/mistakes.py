"""A mistake in a policy, and what is known when one looks for them."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from approvals.policy.rule_people import Role
from approvals.policy.rulebook import Rulebook, StageRule

#: Where something stands in the policy: `("routes", 0, "stages", 1)`.
Where = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """What is wrong and what to do, as people read it. `of_the_file`: the file alone has to be put right; otherwise it
    depends on who is who, which may change by itself."""

    where: Where
    said: str
    of_the_file: bool = True


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A policy that is looked at: `roles` are those it may name, `held` the people of those of whom that is known, and
    `stand_ins` who has said that who decides for them. Files are looked for from `folder`; `zone` is the shop's."""

    book: Rulebook
    roles: Mapping[str, Role]
    held: Mapping[str, tuple[str, ...]]
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    folder: Path
    zone: ZoneInfo

    def stages(self) -> Iterator[tuple[Where, StageRule]]:
        """Every stage with where it stands."""
        for number, rule in enumerate(self.book.routes):
            for place, stage in enumerate(rule.stages):
                yield ("routes", number, "stages", place), stage

    def is_by_id(self, role: str) -> bool:
        """Whether the file itself says who has a role."""
        found = self.roles.get(role)
        return found is not None and not found.usergroup and not found.role


def who_of(stage: StageRule) -> tuple[str, ...]:
    """The roles that a stage asks."""
    return tuple(stage.groups.values()) or stage.who


def twice(names: Collection[str]) -> Iterator[str]:
    """Each name that comes more than once, once."""
    yield from (name for name, count in Counter(names).items() if count > 1)


def near(name: str, known: Collection[str]) -> str:
    """What may have been meant, or what there is."""
    found = difflib.get_close_matches(name, list(known), n=1)
    if found:
        return f"did you mean `{found[0]}`?"
    return f"there are {', '.join(f'`{each}`' for each in known)}." if known else "there are none yet."
