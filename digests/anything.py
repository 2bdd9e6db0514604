"""Whatever is unusual: the headlines and their parts looked at together, what stands out among them, one case a story."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from digests.case import Case, Line
from digests.days import Days, Filters, case_of, floors_of
from metrics.alarm import Strength, Stretch, raised, stretches
from metrics.catalog import Catalog
from metrics.discoveries import chance_of, discoveries
from metrics.facts import UNKNOWN
from metrics.metric import Measured
from metrics.refusals import CannotAnswer
from metrics.suppression import Node, stories
from storage.alerts import Alert

#: What is looked at, and by what it is cut.
HEADLINES = ("sessions", "conversion_rate", "orders", "aov", "net_sales")
PARTS = (("sessions", "marketing_channel"), ("net_sales", "sales_channel"))
MOST_PARTS = 8


@dataclass(frozen=True, kw_only=True)
class Run:
    """One figure that is looked at, and how strongly its days speak: `series` is its name among the others."""

    series: str
    metric: Measured
    part: str
    filters: Filters
    days: Sequence[Strength]
    found: Sequence[Stretch]

    def node(self, stretch: Stretch) -> Node:
        """A stretch of it as a node of the tree."""
        dimension, labels = next(iter(self.filters.items()), ("", ("",)))
        return Node(metric=self.metric.name, strength=stretch.opened, dimension=dimension, segment=labels[0])

    def line(self, stretch: Stretch) -> Line:
        """A stretch of it as a line beneath another's case."""
        off = stretch.opened.departure
        return Line(metric=self.metric.name, part=self.part, value=off.value, expected=off.expected)


def unusual(found: Sequence[Run], sales: Mapping[date, float], *, since: date) -> list[Case]:
    """One case for each story since a day; what joins a story later is a line of its case.

    `sales` is what each day usually sells, in minor units.
    """
    runs = {run.series: run for run in found}
    cases: dict[tuple[str, date], Case] = {}
    opened = {one.opened.day for run in runs.values() for one in run.found if one.opened.day >= since}
    for day in sorted(opened):
        for root, stretch, below in _stories_of(day, runs):
            key, run = (root, stretch.opened.day), runs[root]
            if key not in cases and stretch.opened.day == day:
                cases[key] = case_of(
                    stretch, run.days, metric=run.metric, series=root, part=run.part, filters=run.filters,
                    usual_sales=sales if not run.filters else {},
                )  # fmt: skip
            if key in cases:
                cases[key] = replace(cases[key], below=(*cases[key].below, *below))
    return list(cases.values())


def runs_of(
    alert: Alert,
    steps: Mapping[str, int],
    days: Days,
    catalog: Catalog,
    parts: Callable[[str], Sequence[str]],
    *,
    since: date,
    today: date,
    worth: float,
) -> list[Run]:
    """Every figure that can be judged, with its stretches."""
    runs = []
    for series, metric, part, filters in _everything(catalog, parts):
        try:
            told = days.told(alert, metric, filters, since, today)
        except CannotAnswer:
            continue
        threshold = raised(alert.size, steps.get(series, 0))
        found = stretches(told, threshold, floors_of(metric, worth))
        runs.append(Run(series=series, metric=metric, part=part, filters=filters, days=told, found=found))
    return runs


def _everything(
    catalog: Catalog, parts: Callable[[str], Sequence[str]]
) -> list[tuple[str, Measured, str, Filters]]:
    whole: list[tuple[str, Measured, str, Filters]] = [
        (name, catalog.named(name), "", {}) for name in HEADLINES
    ]
    cut = [
        (f"{name}/{dimension}/{label}", catalog.named(name), f"{label} ({catalog.label(dimension)})", {dimension: (label,)})
        for name, dimension in PARTS
        for label in [one for one in parts(dimension) if one != UNKNOWN][:MOST_PARTS]
    ]  # fmt: skip
    return [*whole, *cut]


def _stories_of(day: date, runs: Mapping[str, Run]) -> list[tuple[str, Stretch, list[Line]]]:
    """What is told on a day: each root (which may have begun before) with the lines that join it today."""
    opening = {name: one for name, run in runs.items() for one in run.found if one.opened.day == day}
    still = {name: one for name, run in runs.items() for one in run.found if _goes_on(one, day)}
    judged = sum(1 for run in runs.values() if any(one.day == day for one in run.days))
    surest = discoveries(
        list(opening), lambda name: chance_of(opening[name].opened.value), watched=max(judged, len(opening))
    )
    seen = {**{name: opening[name] for name in surest}, **still}
    nodes = {name: runs[name].node(stretch) for name, stretch in seen.items()}
    names = {id(node): name for name, node in nodes.items()}
    told = []
    for story in stories(list(nodes.values())):
        root = names[id(story.root)]
        joined = [names[id(one)] for one in story.below if names[id(one)] in surest]
        lines = [runs[name].line(seen[name]) for name in joined]
        if root in surest or lines:
            told.append((root, seen[root], lines))
    return told


def _goes_on(one: Stretch, day: date) -> bool:
    return one.opened.day < day and (one.over is None or one.over > day)
