"""What the landing forecast is worth: its error on a real shop's year, out of sample, beside the plain ways of guessing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean

from bench.measure import Row
from metrics.day_weights import each
from metrics.landing import forecast
from metrics.period import DAY, WEEK, Period
from metrics.shop_year import ShopYear
from warehouse import Warehouse
from warehouse.importers import Rules, import_files

YEAR = Path(__file__).parents[2] / "shared" / "data" / "shopify_uci_year"
#: The first months are for learning; each of these is forecast from within, on every day from the 2nd on.
MONTHS = tuple(date(2011, month, 1) for month in range(3, 12))
BRITISH = ShopYear(countries=("GB",))

Days = Mapping[date, float]
Guess = Callable[[Period, Days, date], float]


#: How far into a month a forecast is made, in days: (from, up to), and what the table calls it.
STAGES = {"days 2–10": (2, 10), "days 11–20": (11, 20), "from day 21 on": (21, 31)}


@dataclass(frozen=True, kw_only=True)
class Score:
    """How far landings were off as a share of what the month came to, by the day of the month, and how many bands held it."""

    errors: tuple[tuple[int, float], ...]
    held: int = 0
    bands: int = 0

    @property
    def off(self) -> float:
        """The mean absolute error, 0..1."""
        return mean(abs(error) for _, error in self.errors)

    @property
    def lean(self) -> float:
        """The mean error: below zero where landings were too low."""
        return mean(error for _, error in self.errors)

    def between(self, first: int, last: int) -> float | None:
        """The mean absolute error of forecasts made so many days into a month, both included; None without any."""
        found = [abs(error) for into, error in self.errors if first <= into <= last]
        return mean(found) if found else None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The goals of the forecast, and the table of every way; without the real year's exports no rows, and why."""

    rows: tuple[Row, ...]
    table: str


def measure(folder: Path = YEAR) -> Outcome:
    """F1 and F2 out of sample, and how every way did."""
    files = sorted(folder.glob("*.csv.gz"))
    if not files:
        said = "Not measured here: the forecast is tried on a real shop's year, whose exports are not beside this checkout."
        return Outcome(rows=(), table=said)
    days = daily_sales(files)
    ways = {name: scored(days, guess) for name, guess in WAYS.items()}
    return Outcome(rows=tuple(goals(ways)), table=table(ways))


def goals(ways: Mapping[str, Score]) -> Iterator[Row]:
    """F1: better than every plain way. F2: the band holds about four of five."""
    ours, others = ways[OURS], [score for name, score in ways.items() if name != OURS]
    beaten = min(score.off for score in others)
    yield Row(
        name="F1 forecast",
        figure=percent(ours.off),
        goal=f"< {percent(beaten)}, the best of the plain ways",
        met=ours.off < beaten,
        how=f"mean absolute error of where a month's net sales land, {len(ours.errors)} forecasts, each from the days before"
        " it alone; the table says how the others did",
    )
    held = ours.held / ours.bands if ours.bands else 0.0
    yield Row(
        name="F2 its band",
        figure=f"{held * 100:.0f} %",
        goal="70–90 %",
        met=0.7 <= held <= 0.9,
        how=f"of {ours.bands} bands held what the month came to; each from the forecast's own past errors",
    )


def table(ways: Mapping[str, Score]) -> str:
    """How far each way was off, by how far into the month it was asked, as a Markdown table."""
    lines = [
        f"Where a month of a real shop's net sales lands, forecast on every day from its 2nd to its last but two: {len(MONTHS)}"
        " months, each forecast from the days before it alone. The mean absolute error of what the month came to:",
        "",
        f"| way | all | {' | '.join(STAGES)} | lean |",
        f"|---|---|{'---|' * len(STAGES)}---|",
    ]
    for name, score in ways.items():
        stages = " | ".join(f"{percent(score.between(*stage))}" for stage in STAGES.values())
        lines.append(f"| {name} | {percent(score.off)} | {stages} | {percent(score.lean, sign='+')} |")
    return "\n".join(lines)


def percent(share: float | None, sign: str = "-") -> str:
    """A share of 0..1 as people read it; a dash where there is none."""
    if share is None:
        return "–"
    return f"{share * 100:{sign}.1f} %"


def daily_sales(files: list[Path]) -> Days:
    """Net sales by day through the real importers; a day without an order is 0, for the shop has no gaps."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.db"
        import_files(path, files, Rules(currency="GBP"), now=datetime(2011, 12, 10, 9, 0, tzinfo=UTC))
        warehouse = Warehouse(f"sqlite:///{path}")
        try:
            (reach,) = warehouse.coverage("orders_day")
            frame = warehouse.query(
                "orders_day", ["net_sales"], ["day"], start=reach.first, end=reach.last + DAY
            )
        finally:
            warehouse.close()
    known = dict(zip(frame["day"], frame["net_sales"], strict=True))
    return {day: float(known.get(day) or 0) for day in each(Period(reach.first, reach.last))}


def scored(days: Days, guess: Guess | None) -> Score:
    """Every forecast of every month; None is ours, with its bands."""
    errors: list[tuple[int, float]] = []
    held = bands = 0
    for month, through in moments():
        into = (through - month.start).days + 1
        past = {day: value for day, value in days.items() if day <= through}
        total = sum(days[day] for day in each(month))
        if guess is not None:
            errors.append((into, guess(month, past, through) / total - 1))
            continue
        landing = forecast(month, past, BRITISH, through=through)
        assert landing is not None
        errors.append((into, landing.value / total - 1))
        if landing.low is not None and landing.high is not None:
            bands += 1
            held += landing.low <= total <= landing.high
    return Score(errors=tuple(errors), held=held, bands=bands)


def moments() -> Iterator[tuple[Period, date]]:
    """Each month with each day it is forecast on."""
    for start in MONTHS:
        month = Period(start, (start.replace(day=28) + 4 * DAY).replace(day=1))
        for into in range(2, month.days - 1):
            yield month, start + (into - 1) * DAY


# --- the plain ways --------------------------------------------------------------------------------


def by_counting_days(month: Period, past: Days, through: date) -> float:
    """Linear pacing: so far ÷ the share of days that are over."""
    so_far = [past[day] for day in each(Period(month.start, through + DAY))]
    return sum(so_far) * month.days / len(so_far)


def last_week_again(month: Period, past: Days, through: date) -> float:
    """Seasonal naive: each day to come as the same weekday last was. A year ago is not on record for this shop."""
    return _with_rest(month, past, through, lambda day: past[_last_like(day, through)])


def last_four_weeks(month: Period, past: Days, through: date) -> float:
    """Each day to come as the mean of the last four same weekdays."""

    def like(day: date) -> float:
        last = _last_like(day, through)
        return mean(past[last - back * WEEK] for back in range(4))

    return _with_rest(month, past, through, like)


def _with_rest(month: Period, past: Days, through: date, like: Callable[[date], float]) -> float:
    return sum(past[day] if day <= through else like(day) for day in each(month))


def _last_like(day: date, through: date) -> date:
    """The last day up to `through` on the same weekday."""
    return through - (through.weekday() - day.weekday()) % 7 * DAY


OURS = "ours: weekday × season × occasion"
#: Every way that is tried; ours is scored with its bands.
WAYS: Mapping[str, Guess | None] = {
    OURS: None,
    "mean of the last four same weekdays": last_four_weeks,
    "linear pacing: so far ÷ the share of days that are over": by_counting_days,
    "seasonal naive: each day as the same weekday last was": last_week_again,
}
