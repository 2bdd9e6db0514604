"""Promotions read from a file's text: a CSV table here, an .ics calendar next door; what could not be read is said."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from metrics.period import DAY
from metrics.promotions import KINDS, Promotion

#: What each column may be called, in small letters.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "promotion", "title", "campaign"),
    "start": ("start", "starts", "from", "start date", "first day", "begins"),
    "end": ("end", "ends", "to", "until", "end date", "last day", "through"),
    "kind": ("kind", "type"),
    "codes": ("code", "codes", "discount code", "discount codes"),
    "where": ("where", "country", "sales channel", "market"),
}
#: So long a stretch is a slip of the year rather than a promotion.
LONGEST = 366


@dataclass(frozen=True)
class Read:
    """The promotions of a file in its order, and a sentence for each line or entry that could not be read."""

    promotions: tuple[Promotion, ...]
    problems: tuple[str, ...] = ()


def read_promotions(text: str, zone: ZoneInfo) -> Read:
    """Read a file by what it looks like. Moments in a calendar are turned into days of the shop's `zone`."""
    text = text.removeprefix("\ufeff")
    if not is_calendar(text):
        return read_table(text)
    from metrics.promotion_calendars import read_calendar  # its library takes a fifth of a second to load

    return read_calendar(text, zone)


def is_calendar(text: str) -> bool:
    """Whether a text begins as an .ics calendar does."""
    return text.removeprefix("\ufeff").lstrip()[:15].upper() == "BEGIN:VCALENDAR"


def is_table(text: str) -> bool:
    """Whether a text begins with a table's header that speaks of promotions and of nothing else."""
    header = re.split(r"[,;\t]", text.removeprefix("\ufeff").lstrip().partition("\n")[0].strip())
    columns = _columns(title.strip('" ') for title in header)
    return {"name", "start"} <= set(columns) and len(columns) == len(header)


# --- tables ----------------------------------------------------------------------------------------


def read_table(text: str) -> Read:
    """A CSV with a name, first day and last day (included) in each row; kind, codes (by ;) and where if it likes.

    Days are 2026-11-24, 24 Nov 2026, or 24/11/2026 where some row tells day from month.
    """
    lines = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    first = lines.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.DictReader(io.StringIO(lines), delimiter=mark))
    except csv.Error as error:
        return Read((), (f"This is no table: {error}.",))
    columns = _columns(rows[0].keys() if rows else [])
    lacking = [name for name in ("name", "start") if name not in columns]
    if lacking:
        return Read(
            (),
            (
                f"This table has no column for {' and '.join(lacking)}. Its first line should be: name, start, end, kind, codes.",
            ),
        )
    cells = [{name: (row.get(column) or "").strip() for name, column in columns.items()} for row in rows]
    day_first = _day_first(cell for row in cells for cell in (row["start"], row.get("end", "")))
    found: list[Promotion] = []
    problems: list[str] = []
    for line, row in enumerate(cells, 2):
        if any(row.values()):
            try:
                found.append(_of_row(row, day_first=day_first))
            except ValueError as problem:
                problems.append(f"Line {line}: {problem}.")
    return Read(tuple(found), tuple(problems))


def _columns(header: Iterable[str | None]) -> dict[str, str]:
    """Our name for each column of a file."""
    plain = {" ".join(re.findall(r"[^\W_]+", (title or "").casefold())): title or "" for title in header}
    return {name: plain[word] for name, words in COLUMNS.items() for word in reversed(words) if word in plain}


def _of_row(row: Mapping[str, str], *, day_first: bool | None) -> Promotion:
    start = _day(row["start"], day_first=day_first)
    last = _day(row.get("end") or row["start"], day_first=day_first)
    return promotion_of(
        row["name"],
        start,
        last + DAY,
        kind=row.get("kind", ""),
        codes=tuple(code for code in re.split(r"[;, ]+", row.get("codes", "")) if code),
        where=row.get("where", ""),
    )


def _day(text: str, *, day_first: bool | None) -> date:
    """A day with its year; raises ValueError that says how to write it."""
    if match := re.fullmatch(r"(\d\d?)[/.](\d\d?)[/.](\d{4})", text):
        if day_first is None:
            raise ValueError(f"“{text}” may mean two days; write {match[3]}-MM-DD")
        day, month = (match[1], match[2]) if day_first else (match[2], match[1])
        return date(int(match[3]), int(month), int(day))
    for pattern in ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(
        f"“{text}” is no day I can read; write 2026-11-24" if text else "its first day is missing"
    )


def _day_first(cells: Iterable[str]) -> bool | None:
    """Whether 24/11/2026 is how this file writes, by a cell that can only be one; None where none tells."""
    pairs = [
        (int(m[1]), int(m[2])) for cell in cells if (m := re.match(r"(\d\d?)[/.](\d\d?)[/.]\d{4}", cell))
    ]
    if any(first > 12 for first, _ in pairs):
        return True
    return False if any(second > 12 for _, second in pairs) else None


def promotion_of(
    name: str, start: date, end: date, *, kind: str = "", codes: tuple[str, ...] = (), where: str = ""
) -> Promotion:
    """A promotion as a file tells it; raises ValueError for one that lasts longer than a year."""
    if (end - start).days > LONGEST:
        raise ValueError(f"“{name}” would last {(end - start).days} days")
    known = {one.casefold(): one for one in KINDS}
    return Promotion(
        name=" ".join(name.split()),
        start=start,
        end=end,
        kind=known.get(kind.strip().casefold(), kind.strip() or "Other"),
        codes=codes,
        where=where,
    )
