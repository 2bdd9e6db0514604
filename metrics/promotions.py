"""The shop's own promotions, as far as figures are compared by them, and discount codes that look like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from metrics.period import DAY, WEEK, Period

#: What people choose from; anything else may be written.
KINDS = (
    "Sitewide sale",
    "Category sale",
    "Discount code",
    "Free shipping",
    "Bundle or gift",
    "Launch",
    "Peak days",
    "Other",
)


class Promoted(Protocol):
    """A promotion, whoever keeps it. `end` is the day after its last."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def codes(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """A promotion read from a file or proposed, not kept yet. `where` is a country or sales channel, or empty."""

    name: str
    start: date
    end: date
    kind: str = "Other"
    codes: tuple[str, ...] = ()
    where: str = ""

    def __post_init__(self) -> None:
        """Refuse one without a name, or that ends before it starts."""
        if not self.name.strip():
            raise ValueError("a promotion needs a name")
        if self.end <= self.start:
            raise ValueError(f"“{self.name}” ends before it starts")


def running(promotions: Iterable[Promoted], period: Period) -> tuple[Promoted, ...]:
    """The promotions that ran on some day of a period, by their first day."""
    touched = (one for one in promotions if one.start < period.end and one.end > period.start)
    return tuple(sorted(touched, key=lambda one: (one.start, one.end, one.name)))


def days_of(promotion: Promoted, period: Period) -> int:
    """On how many days of a period a promotion ran."""
    return max(0, (min(promotion.end, period.end) - max(promotion.start, period.start)).days)


def promoted_days(promotions: Iterable[Promoted]) -> set[date]:
    """Every day on which any promotion ran."""
    return {one.start + ahead * DAY for one in promotions for ahead in range((one.end - one.start).days)}


def plain_name(name: str) -> str:
    """A name without its year and marks, so that “Summer Sale 2026” is last year's “Summer sale”."""
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\b(?:19|20)\d\d\b|'\d\d\b", " ", name.casefold())))


def last_years(promotion: Promoted, promotions: Iterable[Promoted]) -> Promoted | None:
    """The same promotion a year before: of the same name, begun within ten weeks of this day a year ago."""
    wanted = promotion.start - 52 * WEEK
    near = [
        one
        for one in promotions
        if plain_name(one.name) == plain_name(promotion.name) and abs(one.start - wanted) <= 10 * WEEK
    ]
    return min(near, key=lambda one: abs(one.start - wanted), default=None)


def last_of_its_kind(promotion: Promoted, promotions: Iterable[Promoted]) -> Promoted | None:
    """The latest promotion of the same kind that was over before this one began; None for “Other”."""
    if promotion.kind == "Other":
        return None
    alike = [one for one in promotions if one.kind == promotion.kind and one.end <= promotion.start]
    return max(alike, key=lambda one: one.end, default=None)


# --- Codes that look like a promotion --------------------------------------------------------------

#: A code is busy from so many orders, and such a share of all orders of its days.
LEAST_ORDERS = 10
LEAST_SHARE = 0.03
#: A code in use for longer is a standing offer (a welcome code), not a promotion.
STANDING = 60
#: Days without the code that do not end its run.
PAUSE = 2


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A discount code that was busy and belongs to no promotion: `orders` of `of` in these days used it."""

    code: str
    start: date
    end: date
    orders: int
    of: int

    @property
    def share(self) -> float:
        """Of all orders of its days, 0..1."""
        return self.orders / self.of


def busy_codes(
    used: Iterable[tuple[str, date, int]], orders: Mapping[date, int], promotions: Sequence[Promoted]
) -> tuple[Proposal, ...]:
    """Runs of days on which a code was busy and no promotion names it, most orders first.

    `used` is (codes, day, orders with them), `orders` all orders by day. Codes are compared without case; several
    on one order are parted by commas.
    """
    by_code: dict[str, dict[date, int]] = {}
    for codes, day, count in used:
        for code in codes.split(","):
            days = by_code.setdefault(code.strip().upper(), {})
            days[day] = days.get(day, 0) + count
    found = [
        proposal
        for code, days in by_code.items()
        if code and not _is_standing(days)
        for run in _runs(days)
        if (proposal := _proposal(code, run, days, orders)) and not _is_named(proposal, promotions)
    ]
    return tuple(sorted(found, key=lambda one: (-one.orders, one.code)))


def _is_standing(days: Mapping[date, int]) -> bool:
    return (max(days) - min(days)).days >= STANDING and len(days) > STANDING / 2


def _runs(days: Mapping[date, int]) -> list[tuple[date, date]]:
    """First and last day of each stretch of use."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][1]).days <= PAUSE + 1:
            runs[-1] = runs[-1][0], day
        else:
            runs.append((day, day))
    return runs


def _proposal(
    code: str, run: tuple[date, date], days: Mapping[date, int], orders: Mapping[date, int]
) -> Proposal | None:
    first, last = run
    every = [first + ahead * DAY for ahead in range((last - first).days + 1)]
    with_code = sum(days.get(day, 0) for day in every)
    in_all = max(sum(orders.get(day, 0) for day in every), with_code)
    if with_code < LEAST_ORDERS or with_code / in_all < LEAST_SHARE:
        return None
    return Proposal(code=code, start=first, end=last + DAY, orders=with_code, of=in_all)


def _is_named(proposal: Proposal, promotions: Sequence[Promoted]) -> bool:
    return any(
        proposal.code in {code.upper() for code in one.codes}
        and one.start < proposal.end
        and one.end > proposal.start
        for one in promotions
    )
