"""Importing small files, written in the test or real, straight into an embedded facts file."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.embedded import open_facts
from warehouse.importers import (
    amazon,
    ga4,
    google_ads,
    meta_ads,
    shopify_analytics,
    shopify_inventory,
    shopify_products,
)
from warehouse.importers.format import Days, Format, Job, Refused, Rules
from warehouse.importers.reading import Table, look, tables
from warehouse.importers.recognise import holds, unknown_file_message
from warehouse.landing import Landing

REAL = Path(__file__).parents[4] / "shared" / "data"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FORMATS = (
    shopify_products.FORMAT,
    shopify_inventory.FORMAT,
    shopify_analytics.SALES_FORMAT,
    shopify_analytics.TRAFFIC_FORMAT,
    *ga4.FORMATS,
    google_ads.FORMAT,
    meta_ads.FORMAT,
    amazon.BY_DATE,
    amazon.BY_ITEM,
)


def real(path: str) -> Path:
    """A real export beside the checkout; the test is skipped where there is none."""
    found = REAL / path
    if not found.exists():
        pytest.skip(f"the real export {path} is not beside this checkout")
    return found


class Shelf:
    """A facts file under test: bring files, ask for rows."""

    def __init__(self, folder: Path, *, rules: Rules, formats: Sequence[Format] = FORMATS) -> None:
        self.folder = folder
        self.formats = formats
        self.connection = open_facts(folder / "facts.db")
        self.landing = Landing(self.connection, rules)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    def bring(
        self,
        file: Path | str | bytes,
        name: str = "export.csv",
        *,
        now: datetime = NOW,
        period: Days | None = None,
    ) -> Job:
        """Import a file, or text as a file of that name, as the importer does."""
        path = file if isinstance(file, Path) else self.write(name, file)
        job = Job(now=now, period=period)
        self.landing.next_file()
        known = False
        for table in tables(path, lambda header: self.format_of(header) is not None):
            if (this := self.format_of(table.header)) is not None:
                known = True
                job.again = self._again(path, table.line)
                this.load(table, self.landing, self.landing.rules, job)
        if not known:
            raise Refused(unknown_file_message(path, self.formats, look(path)))
        self.landing.finish()
        return job

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a query, with days as dates where a column is named so."""
        cursor = self.connection.execute(sql)
        named = [column[0] for column in cursor.description]
        return [
            tuple(
                date.fromordinal(value + date(1970, 1, 1).toordinal())
                if name in ("day", "start", "end")
                else value
                for name, value in zip(named, row, strict=True)
            )
            for row in cursor
        ]

    def one(self, sql: str) -> object:
        (row,) = self.rows(sql)
        return row[0] if len(row) == 1 else row

    def format_of(self, header: Sequence[str]) -> Format | None:
        fitting = [each for each in self.formats if holds(header, each.needs)]
        return max(fitting, key=lambda each: len(each.needs), default=None)

    def _again(self, path: Path, line: int) -> Callable[[], Table]:
        found = tables(path, lambda header: self.format_of(header) is not None)
        return lambda: next(table for table in found if table.line == line)


@pytest.fixture
def make_shelf(tmp_path: Path) -> Iterator[Callable[..., Shelf]]:
    shelves: list[Shelf] = []

    def make(rules: Rules, formats: Sequence[Format] = FORMATS) -> Shelf:
        shelves.append(Shelf(tmp_path, rules=rules, formats=formats))
        return shelves[-1]

    yield make
    for shelf in shelves:
        shelf.connection.close()


@pytest.fixture
def shelf(make_shelf: Callable[..., Shelf]) -> Shelf:
    return make_shelf(Rules())


@pytest.fixture
def real_file() -> Callable[[str], Path]:
    return real
