"""What an importer is handed and hands back: a format, the shop's rules, the job at hand, its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from warehouse.rules import OrderRule, Refused, Rules

if TYPE_CHECKING:
    from warehouse.importers.reading import Table
    from warehouse.landing import Landing

__all__ = ["Days", "Format", "Job", "OrderRule", "Refused", "Rules", "Summary"]

Days = tuple[date, date]

#: Spreadsheets hold no more rows below a header than this: a file that ends there may have been cut.
SPREADSHEET_ROWS = 1_048_575
FULL_SHEET = (
    "It holds {rows:,} rows; a spreadsheet keeps {most:,} and drops the rest. If it was saved from one, export it"
    " again in parts."
)


@dataclass(kw_only=True)
class Job:
    """One file being read: what it may need to know, and what it has come to so far.

    `period` is the days (last exclusive) that the importing person named, for exports that do not say.
    `through` is the newest moment seen, in the shop's zone. `advance` takes the number of rows read since it
    was last called, and must be called every few thousand rows at least.
    """

    now: datetime
    period: Days | None = None
    again: Callable[[], Table] | None = None  # the same table from its beginning, to read it twice
    advance: Callable[[int], None] = lambda _: None
    rows_read: int = 0
    rows_used: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)  # what a format keeps between a file's tables
    first: date | None = None
    last: date | None = None
    through: datetime | None = None

    def leave_out(self, reason: str, rows: int = 1) -> None:
        """Count rows that were read and not used, by the reason shown to people ("no price")."""
        if rows:
            self.left_out[reason] += rows

    def note(self, text: str) -> None:
        """Say something in the summary, once."""
        if text not in self.notes:
            self.notes.append(text)

    def note_a_full_sheet(self) -> None:
        """Say so where the file may have been cut by a spreadsheet."""
        if self.rows_read >= SPREADSHEET_ROWS:
            self.note(FULL_SHEET.format(rows=self.rows_read, most=SPREADSHEET_ROWS))

    def start_over(self) -> None:
        """Forget what was counted and said: the file is read a second time."""
        self.rows_read = self.rows_used = 0
        self.left_out.clear()
        self.notes.clear()

    def saw(self, first: date, last: date | None = None) -> None:
        """Widen the days this file speaks of to hold `first` … `last` (both included)."""
        last = last or first
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)


@dataclass(frozen=True, kw_only=True)
class Format:
    """One kind of export. `needs`: for each column that must be there, its names (lower case).

    `undated` marks exports that take their day or period from the import rather than from the file, so that
    the same bytes on another day are another load.
    """

    name: str
    source: str
    needs: tuple[tuple[str, ...], ...]
    load: Callable[[Table, Landing, Rules, Job], None]
    undated: bool = False


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What became of one file. Days are inclusive; `gaps` are half-open and longer than the shop's limit."""

    file: str
    format: str
    source: str
    rows_read: int = 0
    rows_used: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    already_loaded: bool = False
    gaps: tuple[Days, ...] = ()
    complete_through: date | None = None  # the day before the newest: later data may still come for that one
    notes: tuple[str, ...] = ()
