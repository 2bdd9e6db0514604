"""What an alert sees in the shop's figures: every case since a day, and why it sees nothing where data is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from digests.anything import HEADLINES, runs_of, unusual
from digests.case import Case, Line
from digests.days import Days, case_of, filters_of, floors_of, watched_of
from digests.late import Problem
from metrics.alarm import Floors, raised, stretches
from metrics.analyst import Analyst
from metrics.catalog import Catalog
from metrics.metric import Cover
from metrics.period import DAY, Period, dates
from metrics.reading import Completeness, Question, Rank, Reading
from metrics.refusals import CannotAnswer
from metrics.shop_year import ShopYear
from metrics.watching import Against, Kind, noise_of
from storage.alerts import Alert

#: Figures whose departure is worth its share of a usual day's net sales.
WORTH_SALES = frozenset(
    (*HEADLINES, "units", "checkout_completion", "add_to_cart_rate", "reach_checkout_rate", "upt")
)
#: How far back a new alert is tried.
TRIED = timedelta(days=90)
#: As many products as are counted that run out, and as are named.
COUNTED, NAMED = 20, 5


class Sight:
    """Looks through the analyst's eyes; nothing is kept. `worth` is the least that is told of by itself, in minor units."""

    def __init__(
        self,
        analyst: Analyst,
        catalog: Catalog,
        *,
        year: Callable[[], ShopYear],
        parts: Callable[[str], Sequence[str]],
        problems: Callable[[datetime], Sequence[Problem]],
        worth: float = 0.0,
    ) -> None:
        """`parts` lists the labels of a dimension, `problems` what is late or broken at a moment."""
        self._analyst = analyst
        self._catalog = catalog
        self._days = Days(analyst, year)
        self._parts = parts
        self._problems = problems
        self._worth = worth

    def cases(
        self, alert: Alert, steps: Mapping[str, int], *, now: datetime, since: date | None = None
    ) -> list[Case]:
        """Every case since a day (90 days back unless said), oldest first. `now` is local; today is not judged.

        `steps` are by how much each series' threshold was raised. Raises CannotAnswer where the figure cannot be read.
        """
        today = now.date()
        since = since or today - TRIED
        match Kind(alert.kind):
            case Kind.SILENT:
                return self._silent(alert, now)
            case Kind.COVER:
                return self._running_out(alert, now)
            case Kind.UNUSUAL if not alert.metric:
                found = runs_of(
                    alert, steps, self._days, self._catalog, self._parts,
                    since=since, today=today, worth=self._worth,
                )  # fmt: skip
                sales = self._days.usual(self._catalog.named("net_sales"), since, today)
                return unusual(found, sales, since=since)
            case _:
                return self._of_one(alert, steps, since, today)

    def blind(self, alert: Alert, *, now: datetime) -> str:
        """Why yesterday cannot be judged though it should be by now, in a sentence; empty where it can, or is not due."""
        if Kind(alert.kind) in (Kind.SILENT, Kind.COVER):
            return ""
        metric = self._catalog.named(alert.metric or HEADLINES[-1])
        day = Period(now.date() - DAY, now.date())
        question = Question(metrics=(metric,), period=day, filters=filters_of(alert))
        try:
            reading = self._analyst.answer(question, today=now.date(), now=now).totals[0].asked
        except CannotAnswer as problem:
            return problem.message
        if reading.findings:
            return reading.findings[0].sentence
        if _is_overdue(reading, now):
            return f"{metric.label} of {dates(day)} has not arrived, though it was expected by now."
        return ""

    def noise(self, alert: Alert, *, now: datetime) -> float | None:
        """By how much a usual day differs (a share); None where that is not known or means nothing."""
        if not alert.metric or Kind(alert.kind) not in (Kind.CHANGE, Kind.UNUSUAL):
            return None
        metric, since, today = self._catalog.named(alert.metric), now.date() - TRIED, now.date()
        history = self._days.history(metric, filters_of(alert), since, today)
        return noise_of(watched_of(alert, metric), history, self._days.marked(since, today))

    # --- what is seen -------------------------------------------------------------------------------

    def _of_one(self, alert: Alert, steps: Mapping[str, int], since: date, today: date) -> list[Case]:
        metric, filters = self._catalog.named(alert.metric), filters_of(alert)
        days = self._days.told(alert, metric, filters, since, today)
        floors = floors_of(metric, self._worth) if alert.kind == Kind.UNUSUAL else Floors()
        threshold = raised(watched_of(alert, metric).threshold, steps.get("", 0))
        is_worth = metric.name in WORTH_SALES and not filters
        sales = self._days.usual(self._catalog.named("net_sales"), since, today) if is_worth else {}
        return [
            case_of(
                stretch, days, metric=metric, part=self.part_of(alert), filters=filters, usual_sales=sales,
                base=_base(alert),
            )
            for stretch in stretches(days, threshold, floors)
            if stretch.opened.day >= since or stretch.over is None
        ]  # fmt: skip

    def _silent(self, alert: Alert, now: datetime) -> list[Case]:
        """Sources that are late or broken now; there is no telling when they were before."""
        return [
            Case(
                series=f"{one.source}/{one.kind}", opened=one.since, last=now.date(), strength=1.0,
                words=" ".join(one.faults) or _has_not_arrived(one),
            )
            for one in self._problems(now)
            if alert.metric in ("", one.source)
        ]  # fmt: skip

    def _running_out(self, alert: Alert, now: datetime) -> list[Case]:
        """Products that still sell and have less cover than wanted, the least first."""
        cover = self._catalog.named("weeks_of_cover")
        assert isinstance(cover, Cover)
        counted = self._analyst.facts.latest_day("stock_day", start=now.date() - TRIED, end=now.date() + DAY)
        if counted is None:
            return []
        question = Question(
            metrics=(cover,), period=Period(counted, counted + DAY), split="product",
            rank=Rank(count=COUNTED, lowest=True), filters=filters_of(alert),
        )  # fmt: skip
        rows = self._analyst.answer(question, today=max(now.date(), counted + DAY), now=now).rows
        short = [
            Line(metric=cover.name, part=one.label or one.asked.segment or "", value=float(one.asked.value), expected=alert.size)
            for (one,) in rows
            if one.asked.value is not None and one.asked.value < alert.size
        ]  # fmt: skip
        if not short:
            return []
        count = f"{len(short)}{'+' * (len(short) == COUNTED)} {'product has' if len(short) == 1 else 'products have'}"
        words = f"{count} less than {alert.size:g} {'week' if alert.size == 1 else 'weeks'} of stock."
        return [
            Case(
                series="", opened=counted, last=counted, strength=1.0, below=tuple(short[:NAMED]), words=words
            )
        ]

    def part_of(self, alert: Alert) -> str:
        """“Outerwear (product line)”, or empty for the whole shop."""
        return f"{alert.about} ({self._catalog.label(alert.scope)})" if alert.scope else ""


def _base(alert: Alert) -> str:
    """What a figure is held against, in a word or two."""
    match Kind(alert.kind):
        case Kind.THRESHOLD:
            return "limit"
        case Kind.BUDGET:
            return "budget"
        case Kind.CHANGE if alert.against != Against.NORMAL:
            return {"yesterday": "the day before", "last week": "a week before"}.get(
                alert.against, "a year before"
            )
        case _:
            return "usual"


def _has_not_arrived(one: Problem) -> str:
    return f"{one.label} has not arrived: all of {dates(Period(one.since, one.since + DAY))} was expected by now."


def _is_overdue(reading: Reading, now: datetime) -> bool:
    """Whether a figure that is not there should be."""
    if reading.completeness is not Completeness.MISSING:
        return reading.completeness is Completeness.STALE
    return reading.awaited is None or reading.awaited.final is None or reading.awaited.final < now
