"""The page that explains every metric, written from the declarations, so that it cannot fall behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from metrics.catalog import Catalog
from metrics.definitions import elsewhere
from metrics.definitions.words import NATURAL
from metrics.facts import EVERY as SAID
from metrics.metric import Cover, Good, Measured, Ratio, Sensitivity, Unit

_UNITS = {
    Unit.MONEY: "money",
    Unit.COUNT: "count",
    Unit.RATE: "%",
    Unit.TIMES: "×",
    Unit.DECIMAL: "number",
    Unit.WEEKS: "weeks",
    Unit.HOURS: "hours",
}
_GOOD = {Good.UP: "↑", Good.DOWN: "↓", Good.NEITHER: "–"}
_SEEN_BY = {
    Sensitivity.PUBLIC: "everyone",
    Sensitivity.TEAM: "the team",
    Sensitivity.RESTRICTED: "directors, in private",
}

_HEAD = """# Metrics

Written from `metrics/definitions/` by `make docs`; a test compares the two. Case, spaces, hyphens and plurals do not
matter when you ask. Every metric can be run by day, week and month. Money is before tax and shipping unless the
formula says otherwise. A ratio is always the ratio of two sums, never a mean of ratios, and both sums come from one
source unless the formula says “of all platforms”. What a definition depends on (formula, unit, source, parts) changes only
with its version, which every answer names; a test holds on record what each version meant.
"""


def document(catalog: Catalog) -> str:
    """docs/metrics.md, as Markdown."""
    parts = [_HEAD]
    for title, metrics in catalog.groups.items():
        parts.append(_section(title, metrics, catalog))
    parts += [
        _ambiguous(catalog),
        _elsewhere(catalog),
        _natural(catalog),
        _dimensions(catalog),
        _not_offered(catalog),
    ]
    return "\n".join(parts)


def _section(title: str, metrics: Iterable[Measured], catalog: Catalog) -> str:
    rows = [
        (
            f"**{metric.label}** `{metric.name}`",
            ", ".join(metric.aliases),
            metric.meaning + (f" {metric.caveat}" if metric.caveat else ""),
            metric.formula,
            f"{_UNITS[metric.unit]} {_GOOD[metric.good]}",
            ", ".join(catalog.label(split) for split in metric.splits) or "whole shop",
            _sources(metric),
            _SEEN_BY[metric.sensitivity],
            f"v{metric.version}",
        )
        for metric in metrics
    ]
    head = (
        "Metric",
        "Also",
        "Meaning",
        "Formula",
        "Unit, better",
        "By",
        "From",
        "Who may see it",
        "Definition",
    )
    return f"## {title}\n\n{_table(head, rows)}"


def _sources(metric: Measured) -> str:
    """The facts a metric is read from, in order of preference."""
    if isinstance(metric, Cover) or (isinstance(metric, Ratio) and metric.blended):
        halves = [" or ".join(SAID[source] for source in part.sources) for part in metric.parts]
        return " and ".join(f"({half})" if " or " in half else half for half in halves)
    first, *others = metric.parts
    return " or ".join(
        SAID[source] for source in first.sources if all(source in one.sources for one in others)
    )


def _ambiguous(catalog: Catalog) -> str:
    rows = [
        (f"“{words}”", ", ".join(catalog.named(name).label for name in names))
        for words, names in catalog.ambiguous.items()
    ]
    return f"## Words that mean different things\n\nThe bot asks which one you mean.\n\n{_table(('Said', 'May mean'), rows)}"


def _natural(catalog: Catalog) -> str:
    rows = [
        (f"by “{word}”", ", else ".join(catalog.label(name) for name in names))
        for word, names in NATURAL.items()
    ]
    return (
        "## Words read by what the metric is\n\nThe first that the metric can be cut by; the answer says which."
        f"\n\n{_table(('Said', 'Read as'), rows)}"
    )


def _elsewhere(catalog: Catalog) -> str:
    rows = [
        (catalog.named(name).label, tool, saying)
        for name, clashes in elsewhere.METRICS.items()
        for tool, saying in clashes
    ]
    rows += [
        (f"“{word}”", tool, saying) for word, clashes in elsewhere.WORDS.items() for tool, saying in clashes
    ]
    return f"## What other tools mean\n\n{_table(('Here', 'Where', 'What it is there'), rows)}"


def _dimensions(catalog: Catalog) -> str:
    rows = [(one.label, ", ".join(one.aliases)) for one in catalog.dimensions]
    return f"## What figures are cut by\n\n{_table(('Split', 'Also'), rows)}"


def _not_offered(catalog: Catalog) -> str:
    rows = [
        (f"“{words}”", why, ", ".join(catalog.named(name).label for name in instead))
        for words, (why, instead) in catalog.not_offered.items()
    ]
    return f"## What the bot does not offer, and why\n\n{_table(('Asked for', 'Why not', 'Instead'), rows)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |" for line in lines) + "\n"
