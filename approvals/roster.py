"""Who is who at one moment: which people a role stands for, who stands in for whom, who may act in an emergency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The people of one moment, without those who may not decide: deactivated accounts, and guests and strangers whom
    nobody has named.

    `roles` and `backups` are the people of each role, in the order they are asked. `stands_in` says who decides for
    whom while that person is `away` (already the last of a chain). `passable` may be handed somebody's seat.
    """

    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    backups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stands_in: Mapping[str, str] = field(default_factory=dict)
    away: frozenset[str] = frozenset()
    passable: frozenset[str] = frozenset()
    admins: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()
