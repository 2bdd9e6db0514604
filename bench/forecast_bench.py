"""What the landing forecast is worth: its error on a real shop's year, out of sample, beside the plain ways of guessing."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean

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


@dataclass(frozen=True, kw_only=True)
class Score:
    """How far landings were off as a share of what the month came to, and how many bands held it."""

    errors: tuple[float, ...]
    held: int = 0
    bands: int = 0

    @property
    def off(self) -> float:
        """The mean absolute error, 0..1."""
        return mean(abs(error) for error in self.errors)

    @property
    def lean(self) -> float:
        """The mean error: below zero where landings were too low."""
        return mean(self.errors)


def measure(folder: Path = YEAR) -> list[tuple[str, str, str, bool, str]]:
    """F1, F2: (name, figure, goal, met, how); a single row that says so where the real year is not beside the checkout."""
    files = sorted(folder.glob("*.csv.gz"))
    if not files:
        return [("F1 forecast", "not measured", "the real year", False, f"there are no exports in {folder}")]
    days = daily_sales(files)
    ours, naive, last_four, straight = (
        scored(days, guess) for guess in (None, last_week_again, last_four_weeks, by_counting_days)
    )
    beaten = min(naive.off, last_four.off, straight.off)
    how = (
        f"net sales of {len(MONTHS)} months of a real shop, landing forecast on each day from the 2nd to the last but"
        f" two ({len(ours.errors)} forecasts), from the days before it alone; mean absolute error of the month's sum:"
        f" ours {ours.off:.1%} (lean {ours.lean:+.1%}), seasonal naive {naive.off:.1%}, mean of the last four same"
        f" weekdays {last_four.off:.1%}, linear pacing {straight.off:.1%}"
    )
    held = ours.held / ours.bands if ours.bands else 0.0
    return [
        ("F1 forecast", f"{ours.off:.1%}", f"< {beaten:.1%}, the best of the others", ours.off < beaten, how),
        (
            "F2 its band",
            f"{held:.0%}",
            "70–90 %",
            0.7 <= held <= 0.9,
            f"of {ours.bands} bands held the month's sum; each from the forecasts' own past errors",
        ),
    ]


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
    errors: list[float] = []
    held = bands = 0
    for month, through in moments():
        past = {day: value for day, value in days.items() if day <= through}
        total = sum(days[day] for day in each(month))
        if guess is not None:
            errors.append(guess(month, past, through) / total - 1)
            continue
        landing = forecast(month, past, BRITISH, through=through)
        assert landing is not None
        errors.append(landing.value / total - 1)
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


if __name__ == "__main__":
    for row in measure(*map(Path, sys.argv[1:])):
        print(*row, sep=" | ")
