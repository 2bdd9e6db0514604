"""What a definition means changes only with its version: what each version meant is on record beside this test.

`python -m tests.metrics.test_versions` writes down versions that are not on record yet; it changes none that are.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from metrics.catalog import CATALOG
from metrics.definitions import sales
from metrics.metric import Cover, Measured, Median, Metric, Ratio

RECORD = Path(__file__).with_name("definitions.json")
#: Every sum that a metric is made of has a definition of its own.
EVERY: dict[str, Measured] = {part.name: part for metric in CATALOG.all for part in (metric, *metric.parts)}


def fingerprint(metric: Measured) -> str:
    """What a figure depends on, as a short hash: not its label, its aliases, or who may see it."""
    return hashlib.sha256(json.dumps(meant(metric), ensure_ascii=False).encode()).hexdigest()[:12]


def meant(metric: Measured) -> list[Any]:
    """What a figure depends on."""
    own: list[Any] = [metric.formula, metric.unit.value, metric.good.value]
    match metric:
        case Metric():
            latest = [metric.latest, metric.tally and metric.tally.value]
            return [*own, metric.sources, metric.measure, metric.minus, metric.only, metric.basis, *latest]
        case Ratio():
            shape = [metric.scale, metric.complement, metric.blended]
            return [*own, meant(metric.top), meant(metric.bottom), *shape]
        case Median():
            return [*own, meant(metric.each)]
        case Cover():
            formed = inspect.getsource(metric.formed)
            return [*own, meant(metric.stock), meant(metric.flow), metric.trailing, formed]


def on_record() -> dict[str, dict[str, str]]:
    """Each metric's versions, with what they meant."""
    found: dict[str, dict[str, str]] = (
        json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    )
    return found


@pytest.mark.parametrize("name", EVERY)
def test_a_definition_means_what_its_version_meant(name: str) -> None:
    metric = EVERY[name]
    versions = on_record().get(name, {})

    assert versions.get(f"{metric.version}") == fingerprint(metric), (
        f"What {name} means has changed: raise its version, and run python -m tests.metrics.test_versions"
    )
    assert max(map(int, versions)) == metric.version


def test_a_change_of_formula_source_or_part_is_noticed() -> None:
    changed = [
        replace(sales.net_sales, formula="gross sales − discounts"),
        replace(sales.net_sales, sources=("orders_day",)),
        replace(sales.net_sales, measure="gross_sales"),
    ]

    assert len({fingerprint(one) for one in (sales.net_sales, *changed)}) == 4
    assert fingerprint(replace(sales.average_order_value, top=changed[0])) != fingerprint(
        sales.average_order_value
    )
    assert fingerprint(replace(sales.net_sales, label="Takings", aliases=())) == fingerprint(sales.net_sales)


if __name__ == "__main__":
    known = on_record()
    for metric in EVERY.values():
        known.setdefault(metric.name, {}).setdefault(f"{metric.version}", fingerprint(metric))
    RECORD.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")
