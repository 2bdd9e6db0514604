"""When a departure is an alarm: one extreme day, two moderate ones in a row, or a slow leak; and when it is over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from metrics.departures import Departure
from metrics.normal import TOO_NOISY
from metrics.period import DAY

#: |z| from which one day by itself is an alarm: a quarter of a false alarm per figure in 30 days, as docs/alerts.md tells.
USUAL = 2.9
#: Two days in a row, each off by at least `MODERATE`, count together for this share of their sum.
MODERATE, IN_A_ROW = 1.3, 0.6
#: A leak is what its weekdays are missed by beyond `SLACK` scales a day, summed; each scale of it counts for so much.
SLACK, LEAKING = 1.2, 0.4
#: Two days in a row off by less than this are a leak mended.
MENDED = 0.5
#: A leak by itself never counts for more than this: it would go on being told long after it is mended.
MOST_LEAK = 4.5
#: An incident is over when what is left of it is below this share of what opened it.
RELEASE = 0.6
#: What **Loosen**, **Tighten** and **False alarm** change a threshold by.
STEP = 1.25
#: Where only a fall of more than this share could be seen in one day, daily alerts are no use.
WORTH_A_DAY = 0.36


class Direction(StrEnum):
    """Which way is watched."""

    DOWN = "down"
    UP = "up"
    BOTH = "both"


class Shape(StrEnum):
    """What made a day an alarm."""

    EXTREME = "in one day"
    IN_A_ROW = "two days in a row"
    LEAK = "slowly"


@dataclass(frozen=True, kw_only=True, slots=True)
class Strength:
    """How strongly a day speaks, in scales of one extreme day, and by what. Below zero: downwards."""

    departure: Departure
    value: float
    shape: Shape

    @property
    def day(self) -> date:
        """The day judged."""
        return self.departure.day

    @property
    def direction(self) -> Direction:
        """Up or down."""
        return Direction.UP if self.value > 0 else Direction.DOWN


@dataclass(frozen=True, kw_only=True)
class Floors:
    """How much a departure must come to beside being surprising: in the metric's unit, as a share of what was expected,
    and how much a rate must be over."""

    amount: float = 0.0
    share: float = 0.0
    volume: float = 0.0

    def holds(self, departure: Departure) -> bool:
        """Whether it is worth a message."""
        off = abs(departure.value - departure.expected)
        return (
            off >= self.amount
            and off >= self.share * abs(departure.expected)
            and departure.volume >= self.volume
        )


NO_FLOORS = Floors()


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """An incident as the figures tell it: the day it opened, by what, the day after its last, None while it goes on."""

    opened: Strength
    last: Strength
    over: date | None = None


def strengths(run: Iterable[Departure], direction: Direction = Direction.BOTH) -> Iterator[Strength]:
    """How strongly each day of a run speaks in a direction; the stronger of both where both are watched."""
    before: Departure | None = None
    leaks = {Direction.DOWN: 0.0, Direction.UP: 0.0}
    for one in run:
        found: list[Strength] = []
        for side, sign in ((Direction.DOWN, -1.0), (Direction.UP, 1.0)):
            if not one.event:
                leaks[side] = _leaked(leaks[side], one, before, sign)
            if direction in (side, Direction.BOTH):
                found.append(_strength(one, before, leaks[side], sign))
        yield max(found, key=lambda each: abs(each.value))
        before = one


def _leaked(leak: float, one: Departure, before: Departure | None, sign: float) -> float:
    """What has leaked so far in one direction (a CUSUM); two days near what is usual end it."""
    mended = before is not None and max(sign * one.plain, sign * before.plain) < MENDED
    return 0.0 if mended else min(max(0.0, leak + sign * one.plain - SLACK), MOST_LEAK / LEAKING)


def _strength(one: Departure, before: Departure | None, leak: float, sign: float) -> Strength:
    off = sign * one.z
    found = {Shape.EXTREME: off}
    if not one.event:
        found[Shape.LEAK] = LEAKING * leak
        if (
            before
            and before.day == one.day - DAY
            and not before.event
            and min(off, sign * before.z) >= MODERATE
        ):
            found[Shape.IN_A_ROW] = IN_A_ROW * (off + sign * before.z)
    shape = max(found, key=lambda each: found[each])
    return Strength(departure=one, value=sign * max(found[shape], 0.0), shape=shape)


def stretches(
    told: Iterable[Strength], threshold: float = USUAL, floors: Floors = NO_FLOORS
) -> list[Stretch]:
    """The incidents of a run: each opens once and stays open, whatever wavers, until it is well below its threshold."""
    found: list[Stretch] = []
    going_on: Stretch | None = None
    for one in told:
        if going_on is None:
            if _opens(one, threshold, floors):
                going_on = Stretch(opened=one, last=one)
        elif _is_over(one, going_on.opened, threshold):
            found.append(Stretch(opened=going_on.opened, last=going_on.last, over=one.day))
            turned = one.direction is not going_on.opened.direction and _opens(one, threshold, floors)
            going_on = Stretch(opened=one, last=one) if turned else None
        else:
            going_on = Stretch(opened=going_on.opened, last=one)
    return [*found, *([going_on] if going_on else [])]


def _opens(one: Strength, threshold: float, floors: Floors) -> bool:
    return abs(one.value) >= threshold and floors.holds(one.departure)


def _is_over(one: Strength, opened: Strength, threshold: float) -> bool:
    """Well below the threshold: a leak by all of its days, anything else by the day alone."""
    sign = 1.0 if opened.value > 0 else -1.0
    day = max(sign * one.departure.z, sign * one.departure.plain)
    return max(day, sign * one.value if opened.shape is Shape.LEAK else 0.0) < RELEASE * threshold


def raised(threshold: float, steps: int) -> float:
    """A threshold after so many false alarms (or, below zero, wishes for more)."""
    return threshold * STEP**steps


def smallest_seen(noise: float, threshold: float = USUAL) -> float:
    """The smallest fall in one day (a share, 0..1) that is an alarm more often than not, at this noise (log scale)."""
    return 1 - math.exp(-threshold * noise)


def is_too_noisy(noise: float, threshold: float = USUAL) -> bool:
    """Whether days are so noisy that a quarter less in one day would mostly be missed by far: weeks can be judged."""
    return noise >= TOO_NOISY or smallest_seen(noise, threshold) > WORTH_A_DAY
