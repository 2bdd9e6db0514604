"""What happens at the demo shop and when: its seasons, promotions, stock-outs, prices, faults, and what people wrote down."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

YEARS = 2
DAY = timedelta(days=1)

WEEKDAY = (1.06, 0.98, 0.95, 0.96, 0.93, 1.00, 1.12)
MONTH = (0.82, 0.78, 0.84, 0.86, 0.88, 0.84, 0.80, 0.82, 0.98, 1.10, 1.32, 1.45)
#: How many times an ordinary day, by days from Black Friday.
BLACK_FRIDAY = {-3: 1.3, -2: 1.5, -1: 1.9, 0: 4.0, 1: 2.6, 2: 2.3, 3: 3.4, 4: 1.6}

HERO, PARKA = "AC-M", "WP-M"


# Seasons and promotions


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 22)


def friday_of(anchor: date) -> date:
    """The story's Black Friday: the one of the coming month, else the last that the shop has seen."""
    coming = black_friday(anchor.year)
    return coming if coming - anchor <= 31 * DAY else black_friday(anchor.year - 1)


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """A code that takes a share off an order between two days."""

    name: str
    code: str
    share: float
    start: date
    end: date  # exclusive
    lift: float
    used: float  # by how many orders


@cache
def promotions(anchor: date) -> tuple[Promotion, ...]:
    """Every promotion of the story's years, the one to come included."""
    return tuple(one for year in range(anchor.year - YEARS, anchor.year + 2) for one in _promotions_of(year))


def _promotions_of(year: int) -> Iterator[Promotion]:
    friday = black_friday(year)
    for name, code, share, start, end, lift, used in (
        ("Summer sale", "SUMMER20", 0.20, date(year, 7, 3), date(year, 7, 20), 1.35, 0.5),
        ("Autumn days", "AUTUMN15", 0.15, date(year, 10, 9), date(year, 10, 19), 1.22, 0.4),
        ("Early access", "BFEARLY", 0.10, friday - 13 * DAY, friday - 3 * DAY, 1.08, 0.2),
        ("Black Week", "BLACKFRIDAY", 0.25, friday - 3 * DAY, friday + 5 * DAY, 1.0, 0.7),
    ):
        yield Promotion(name=name, code=code, share=share, start=start, end=end, lift=lift, used=used)


@cache
def demand(day: date, anchor: date) -> float:
    """How busy a day is: 1 is an average day of the first year."""
    growth: float = 1.08 ** ((day - (anchor - YEARS * 365 * DAY)).days / 365)
    event = BLACK_FRIDAY.get((day - black_friday(day.year)).days, 1.0)
    quiet = 0.25 if (day.month, day.day) == (12, 25) else 1.0
    lift = math.prod(
        promotion.lift for promotion in promotions(anchor) if promotion.start <= day < promotion.end
    )
    return growth * WEEKDAY[day.weekday()] * MONTH[day.month - 1] * event * quiet * lift


# What goes wrong, or changes


def is_out(sku: str, day: date, anchor: date) -> bool:
    """The hero coat was out of stock for nine days, three weeks ago; a parka is, on Black Friday and the day after."""
    if sku == HERO:
        return 17 <= (anchor - day).days < 26
    return sku == PARKA and 0 <= (day - friday_of(anchor)).days < 2


def price_on(sku: str, price: int, day: date, anchor: date) -> int:
    """What a product cost on a day, in pence: coats became £10 dearer last winter, deck boots this autumn."""
    dearer_for = {"AC": 315, "DB": 53}.get(sku.partition("-")[0])
    return price - 1000 if dearer_for is not None and (anchor - day).days > dearer_for else price


def knitwear_markdown(day: date, anchor: date) -> float:
    """The share taken off knitwear: nothing until two months ago, then ever more."""
    weeks = (63 - (anchor - day).days) / 7
    return min(0.24, 0.03 * weeks) if weeks > 0 else 0.0


def attention(channel: str, day: date, anchor: date) -> float:
    """How many times its usual share of sessions a marketing channel brings."""
    if channel == "Paid Social" and (anchor - day).days <= 6:  # its budget was raised
        return 1.55
    return 0.72 if channel == "Email" and anchor - day == DAY else 1.0  # one send instead of two


def mended_at(anchor: date) -> datetime:
    """When the web tracking's lost values were there again, in shop time."""
    return datetime.combine(anchor - 11 * DAY, time(14, 0))


def tracking_fails(day: date, anchor: date, until: datetime) -> bool:
    """From twelve days ago the tag lost what purchases were worth, until it was mended the day after, looking back too."""
    return until.replace(tzinfo=None) < mended_at(anchor) and 11 <= (anchor - day).days <= 12


# What people wrote down


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody told the bot before one looks, in shop time."""

    at: datetime
    by: str
    words: str
    channel: str = ""  # by name; for what is done in Slack alone


#: What a day of demand 1 comes to, own shop and Amazon, in pounds; and what people hope for beyond the season's growth.
WORTH, AMBITION = 12_100, 1.04


def on_record(anchor: date) -> list[Said]:
    """Promotions, targets and notes, as people typed them, oldest first."""
    return sorted(
        (*_planned(anchor), *_hoped(anchor), *_noted(anchor), *_wanted(anchor)), key=lambda said: said.at
    )


def _planned(anchor: date) -> Iterator[Said]:
    for one in promotions(anchor):
        days = f"{one.start:%-d %b %Y} to {one.end - DAY:%-d %b %Y}"
        yield Said(
            at=datetime.combine(one.start - 14 * DAY, time(10, 0)),
            by="marcus",
            words=f"/promo {one.name} {days} code {one.code}",
        )


def _hoped(anchor: date) -> Iterator[Said]:
    """A target for each month of the story, and one for a line."""
    for first in sorted({anchor.replace(day=1), friday_of(anchor).replace(day=1)}):
        hoped = AMBITION * WORTH * sum(demand(day, anchor) for day in _month(first))
        at = datetime.combine(first - 3 * DAY, time(16, 0))
        yield Said(at=at, by="dana", words=f"/target net sales {first:%B %Y} {round(hoped, -4):.0f}")
        coats = f"/target net sales where product line = Outerwear {first:%B %Y} {round(0.55 * hoped, -4):.0f} <@U0MARCUS>"
        yield Said(at=at, by="dana", words=coats)


def _month(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += DAY


def _noted(anchor: date) -> Iterator[Said]:
    raised, sent, friday = anchor - 6 * DAY, anchor - DAY, friday_of(anchor)
    for at, by, words in (
        (datetime.combine(raised, time(9, 0)), "marcus", f"paid social budget +60 % from {raised:%-d %b %Y}"),
        (datetime.combine(sent, time(18, 0)), "marcus", f"one email send instead of two on {sent:%-d %b %Y}"),
        (datetime.combine(friday, time(9, 40)), "marcus", f"Waxed Parka M sold out on {friday:%-d %b %Y}"),
    ):
        yield Said(at=at, by=by, words=f"/note {words}")


def _wanted(anchor: date) -> Iterator[Said]:
    """What people asked to be told: their own digests, and alerts."""
    for by, channel, words in (
        ("dana", "exec", "/digest subscribe director me at 08:00"),
        ("marcus", "ecom", "/digest subscribe manager me at 08:00"),
        ("aiko", "ecom", "/alert sessions for Email down 25% here"),
        ("marcus", "ecom", "/alert ga4 silent"),
    ):
        at = datetime.combine(anchor - 400 * DAY, time(16, 0))
        yield Said(at=at, by=by, channel=channel, words=words)
