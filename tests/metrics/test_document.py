"""The page of metrics is what the declarations say."""

from __future__ import annotations

from pathlib import Path

from metrics.catalog import CATALOG
from metrics.document import document

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"


def test_the_page_of_metrics_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(CATALOG), "run `make docs`"


def test_every_metric_and_every_ambiguous_word_is_on_the_page() -> None:
    page = document(CATALOG)

    assert [metric.name for metric in CATALOG.all if f"`{metric.name}`" not in page] == []
    assert [word for word in CATALOG.ambiguous if f"“{word}”" not in page] == []
