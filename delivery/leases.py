"""How long a claim lasts: told by a clock that nobody can set, for the wall clock may jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: A lease that is still held lies between now and the end of time of this start of the machine. Anything else is
#: over: one that has run out, and one of before the machine was started, whose holder cannot be alive.
FREE = "(lease_until IS NULL OR lease_until NOT BETWEEN :steady AND :steady_end)"


@dataclass(frozen=True)
class Steady:
    """A moment of a clock that only goes forward, since the `boot` of the machine: every process agrees on it."""

    boot: str
    seconds: float

    @classmethod
    def of(cls, moment: datetime) -> Steady:
        """The wall clock itself, where it is moved by hand and nothing else tells the time."""
        return cls("", moment.timestamp())

    def after(self, span: timedelta) -> str:
        """A lease that lasts for `span` from here, as it stands in a row."""
        return f"{self.boot} {self.seconds + span.total_seconds():020.6f}"

    @property
    def values(self) -> dict[str, str]:
        """What FREE compares with: a lease is over in the very moment in which it ends."""
        return {"steady": f"{self.boot} {self.seconds + 1e-6:020.6f}", "steady_end": f"{self.boot} ~"}


#: Reads the steady clock.
Steadily = Callable[[], Steady]


def by_the_wall(clock: Callable[[], datetime]) -> Steadily:
    """A steady clock that is none: for tests and scenes, whose time is moved by hand."""
    return lambda: Steady.of(clock())
