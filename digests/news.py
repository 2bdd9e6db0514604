"""What a digest may tell: each thing with what is at stake and how surprising it is, and which of them leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from metrics.metric import Measured
from metrics.normal import LIKELY
from metrics.period import Period

#: A message holds its headline, at most so many lines beneath it, and of one section at most so many.
MOST, OF_ONE_SECTION = 4, 2
#: What lies less than this off what is usual is no news by itself.
LEAST = 1.0
#: What nobody can judge (a feast, a figure without history) counts as if it lay so far off.
UNJUDGED = 1.0


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing to tell. `kind` names its line (`templates/digest/lines.j2`), `about` holds what the line shows. Of one
    `story` only the first stands in a message.

    `money` is what is at stake, in minor units, whichever way it points; `surprise` how many usual deviations it lies
    off (|z| on the pooled scale of metrics/normal.py); `weight` what it matters to these readers. `shows` are the
    figures in it and their days, whose rights it obeys. `asks` marks what somebody can decide,
    `quiet` what never stands in a notification.
    """

    section: str
    story: str = ""
    kind: str
    about: Any
    shows: tuple[tuple[Measured, Period], ...]
    money: float
    surprise: float = UNJUDGED
    weight: float = 1.0
    asks: bool = False
    quiet: bool = False

    @property
    def rank(self) -> float:
        """Money × surprise × what it matters to whoever reads it."""
        return abs(self.money) * self.surprise * self.weight

    @property
    def is_unusual(self) -> bool:
        """Whether it likely departs from what is usual."""
        return self.surprise >= LIKELY


@dataclass(frozen=True, kw_only=True)
class Front:
    """What stands in the message: the headline, what is to be decided, the lines; `rest` goes into the thread."""

    lead: News | None
    decision: News | None
    lines: tuple[News, ...]
    rest: tuple[News, ...]

    @property
    def told(self) -> tuple[News, ...]:
        """What the message itself shows."""
        return (*filter(None, (self.lead, self.decision)), *self.lines)

    @property
    def aloud(self) -> News | None:
        """What a notification may say: the first that is not for directors alone."""
        return next((one for one in (self.lead, *self.lines, self.decision) if one and not one.quiet), None)


def front(found: Iterable[News], *, worth: float, always: Sequence[str] = ()) -> Front:
    """Choose by money × surprise × role; what is worth less than `worth` (minor units) or is as usual waits in the thread.

    Of the sections in `always` the first is told in any case, however usual.
    """
    ranked = sorted(found, key=lambda one: -one.rank)
    telling = _first_of_each_story(
        [one for one in ranked if one.surprise >= LEAST and abs(one.money) >= worth]
    )
    lead = telling[0] if telling else None
    decision = next((one for one in telling if one.asks and one is not lead), None)
    left = [one for one in telling if one is not lead and one is not decision]
    sure = _always(ranked, [one.section for one in (lead, decision) if one], always)
    lines = [*sure, *(one for one in _spread(left) if one not in sure)][: MOST - (decision is not None)]
    lines.sort(key=lambda one: -one.rank)
    told = {id(one) for one in (lead, decision, *lines)}
    rest = tuple(one for one in ranked if id(one) not in told)
    return Front(lead=lead, decision=decision, lines=tuple(lines), rest=rest)


def _always(ranked: Sequence[News], told: Sequence[str], always: Sequence[str]) -> list[News]:
    """The first of each section that is told in any case and is not yet."""
    wanted = [name for name in always if name not in told]
    firsts = (next((one for one in ranked if one.section == name and one.money), None) for name in wanted)
    return [one for one in firsts if one is not None]


def _first_of_each_story(ranked: Sequence[News]) -> list[News]:
    told: set[str] = set()
    kept = []
    for one in ranked:
        if one.story not in told:
            kept.append(one)
        told |= {one.story} - {""}
    return kept


def _spread(ranked: Sequence[News]) -> list[News]:
    """As they come, no section more than twice."""
    kept: list[News] = []
    for one in ranked:
        if sum(other.section == one.section for other in kept) < OF_ONE_SECTION:
            kept.append(one)
    return kept
