"""Promotions read from a CSV table or an .ics calendar: pure text in, promotions and what could not be read out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    return (
        read_calendar(text, zone) if text.lstrip().upper().startswith("BEGIN:VCALENDAR") else read_table(text)
    )


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
    return _promotion(
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


def _promotion(
    name: str, start: date, end: date, *, kind: str = "", codes: tuple[str, ...] = (), where: str = ""
) -> Promotion:
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


# --- calendars -------------------------------------------------------------------------------------


def read_calendar(text: str, zone: ZoneInfo) -> Read:
    """The events of an iCalendar file (RFC 5545): SUMMARY, DTSTART, DTEND or DURATION, CATEGORIES as the kind.

    An end on a day is the day after the last, as calendars write it; an event that ends at 00:00 ends the day
    before. Cancelled events are left out. A repeating event is refused by name: each time is a promotion of its own.
    """
    found: list[Promotion] = []
    problems: list[str] = []
    for event in _events(text):
        name = _unescaped(event.get("SUMMARY", ("", ""))[1]) or "an event without a title"
        if event.get("STATUS", ("", ""))[1].upper() == "CANCELLED":
            continue
        try:
            if "RRULE" in event or "RDATE" in event:
                raise ValueError("repeats; add each time by itself")
            start, end = _span(event, zone)
            kind = _unescaped(event.get("CATEGORIES", ("", ""))[1].partition(",")[0])
            found.append(_promotion(name, start, end, kind=kind))
        except ValueError as problem:
            problems.append(f"“{name}”: {problem}.")
    return Read(tuple(found), tuple(problems))


def _events(text: str) -> Iterator[dict[str, tuple[str, str]]]:
    """Each VEVENT as its properties: name → (parameters, value). Nested parts, such as alarms, are passed over."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    inside: list[str] = []
    event: dict[str, tuple[str, str]] = {}
    for line in unfolded.splitlines():
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        match name.upper():
            case "BEGIN":
                inside.append(value.strip().upper())
                event = {} if inside[-1] == "VEVENT" else event
            case "END":
                if inside and inside.pop() == "VEVENT":
                    yield event
            case known if inside and inside[-1] == "VEVENT":
                event[known] = (
                    parameters.upper() if "TZID" not in parameters.upper() else parameters,
                    value.strip(),
                )


def _span(event: Mapping[str, tuple[str, str]], zone: ZoneInfo) -> tuple[date, date]:
    """First day and the day after the last, in the shop's zone."""
    if "DTSTART" not in event:
        raise ValueError("has no start")
    start = _moment(*event["DTSTART"], zone)
    if "DTEND" in event:
        end = _moment(*event["DTEND"], zone)
    elif "DURATION" in event:
        end = start + _duration(event["DURATION"][1])
    else:
        end = start + DAY if not isinstance(start, datetime) else start
    first = start.date() if isinstance(start, datetime) else start
    if isinstance(end, datetime):
        last = (end - timedelta(microseconds=1)).date() if end > start else end.date()
        return first, last + DAY
    return first, end


def _moment(parameters: str, value: str, zone: ZoneInfo) -> date:
    """A date, or a moment as the shop's local time. A zone that nobody knows is taken for the shop's."""
    if re.fullmatch(r"\d{8}", value):
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007
    if not re.fullmatch(r"\d{8}T\d{6}Z?", value):
        raise ValueError(f"“{value}” is no moment")
    moment = datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    named = re.search(r"TZID=\"?([^;\":]+)", parameters)
    if value.endswith("Z"):
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None)
    if named is None:
        return moment
    try:
        return moment.replace(tzinfo=ZoneInfo(named[1])).astimezone(zone).replace(tzinfo=None)
    except (KeyError, ValueError, OSError):
        return moment


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text.upper())
    if match is None:
        raise ValueError(f"“{text}” is no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _unescaped(text: str) -> str:
    r"""\n, \, and \; as they are meant."""
    return " ".join(re.sub(r"\\([nN,;\\])", lambda m: " " if m[1] in "nN" else m[1], text).split())
