"""When no true number can be given: the sentence that says why, and what to ask instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from metrics.definitions.words import DIMENSIONS
from metrics.metric import Measured, Metric
from metrics.period import Period, dates
from metrics.reading import Coverage

#: Measures that rest on what products cost.
COSTS = ("cogs", "costed_sales")


class CannotAnswer(Exception):
    """No true number can be given: `message` says why, `way_out` what to do or ask instead."""

    def __init__(self, message: str, way_out: str = "") -> None:
        """Keep both sentences."""
        self.message, self.way_out = message, way_out
        super().__init__(f"{message} {way_out}".strip())


def cannot_cut(measured: Measured, dimension: str) -> CannotAnswer:
    """The facts behind a metric do not know this dimension."""
    can = [dimension_label(name) for name in measured.splits]
    instead = f"It can by {_listed(can)}." if can else "It is known for the whole shop only."
    return CannotAnswer(f"{measured.label} can't be cut by {dimension_label(dimension)}.", instead)


def no_common_source(measured: Measured, needed: Collection[str]) -> CannotAnswer:
    """Each half may be known, but not from one source with all that was asked for."""
    cuts = _listed([dimension_label(name) for name in sorted(needed)], "and")
    if len(measured.parts) == 1:
        return CannotAnswer(f"No source knows {measured.label} by {cuts} together.", "Ask for one of them.")
    top, bottom = measured.parts
    return CannotAnswer(
        f"{measured.label} needs {top.label.lower()} and {bottom.label.lower()} from one source, "
        f"and none has both by {cuts}.",
        "Ask for the two apart.",
    )


def contradicts(measured: Measured, dimension: str, values: Sequence[str]) -> CannotAnswer:
    """A filter asks for what the metric leaves out by definition."""
    return CannotAnswer(
        f"{measured.label} is for {dimension_label(dimension)} {_listed(values, 'and')} by definition.",
        "Drop that filter.",
    )


def nothing_moved(baseline: Period | None) -> CannotAnswer:
    """Movers were asked for, and there is nothing to have moved from."""
    why = "nothing to compare with was named" if baseline is None else f"{dates(baseline)} is not on record"
    return CannotAnswer(
        f"I can't tell what moved: {why}.", "Compare with days that are, such as “vs previous”."
    )


def not_told(metric: Metric, sources: Sequence[str]) -> str:
    """A source has arrived, but what it exports does not hold this figure."""
    if metric.measure in COSTS:
        return "No product sold has a cost on record. Costs come with the products export."
    return f"{_listed(sources, 'and')}: the export has no {metric.label.lower()}."


def which_sessions(sources: Sequence[Coverage]) -> CannotAnswer:
    """Several sources count sessions, each in its own way, and none was chosen."""
    names = _listed([one.label for one in sources], "and")
    choices = _listed([one.source for one in sources])
    return CannotAnswer(
        f"Traffic comes from {names}, which count it differently, so they are not added up.",
        f"Set `sessions_from` in shop.yaml to {choices}.",
    )


def dimension_label(name: str) -> str:
    """What people call a dimension, in running text."""
    return next((one.label for one in DIMENSIONS if one.name == name), name.replace("_", " "))


def _listed(words: Sequence[str], joined: str = "or") -> str:
    return f" {joined} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
