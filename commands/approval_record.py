"""The record of approvals: everything that happened, what was decided, and what goes live when."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from approvals.content import KINDS
from approvals.history.chain import Row
from approvals.policy import routing
from approvals.request import Request
from approvals.transitions import FINAL
from commands.approving import is_number
from commands.context import Ask, Context
from templates import Message, render

#: So many rows of the record stand in a message; `bot.py approvals export` writes all of them.
ROWS = 40
#: So many days ahead the calendar looks, and so many entries it shows.
AHEAD, ENTRIES = timedelta(days=60), 30
#: What was decided, as a table.
DECISIONS = (
    "request", "title", "kind", "requester", "state", "stage", "version", "counts_for", "verdict", "by", "acting_for",
    "reason", "at", "live", "sha",
)  # fmt: skip


def log(ask: Ask, words: str, context: Context) -> Message:
    """Everything that happened, the newest first, in the words of the record itself; `log 12` of one request."""
    if refusal := _only_some(ask, "log", context):
        return refusal
    number = int(words) if is_number(words) else None
    rows = [row for row in context.desk.record() if number in (None, row.request)]
    message = render(
        "approval/log.j2",
        number=number,
        rows=[_told(row, context) for row in reversed(rows[-ROWS:])],
        count=len(rows),
        head=rows[-1] if rows else None,
        style=context.style,
    )
    return replace(message, restricted=True)


def export(ask: Ask, context: Context) -> Message:
    """The newest decisions as CSV to be copied, and how all of it is written to a file that can be proved."""
    if refusal := _only_some(ask, "export", context):
        return refusal
    rows = context.desk.record()
    table = list(decisions(context.desk.everything(now=context.now)))
    message = render(
        "approval/export.j2",
        table=as_csv(DECISIONS, table[-ROWS:]),
        count=len(table),
        events=len(rows),
        head=rows[-1] if rows else None,
        style=context.style,
    )
    return replace(message, restricted=True)


def _only_some(ask: Ask, what: str, context: Context) -> Message | None:
    if ask.person.sees_restricted or ask.person.admin:
        return None
    return render(
        "refused.j2",
        message=f"The {what} of approvals is for directors and admins.",
        way_out="`/approvals show 12` has the history of one request.",
        style=context.style,
    )


def _told(row: Row, context: Context) -> tuple[str, ...]:
    at = datetime.fromisoformat(row.at).astimezone(context.shop.zone)
    detail = json.loads(row.detail)
    said = ", ".join(
        f"{name}={_flat(value)}" for name, value in detail.items() if name not in ("sha", "version")
    )
    version = f"v{detail['version']}" if "version" in detail else ""
    return (
        str(row.seq),
        f"{at:%Y-%m-%d %H:%M:%S}",
        f"{row.request} {version}".strip(),
        row.what,
        row.by,
        said,
        row.sha[:12],
    )


def _flat(value: object) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)


# As files


def decisions(requests: Sequence[Request]) -> Iterator[tuple[str, ...]]:
    """Every decision there was, void ones too, oldest request first."""
    for one in requests:
        for said in one.decisions:
            yield (
                str(one.id), one.content.title, one.content.kind, one.requester, one.state.name, said.stage,
                str(said.version), str(said.counts_for), said.verdict.name, said.by, said.acting_for or "", said.reason,
                said.at.isoformat(timespec="seconds"), "yes" if said.live else "void", said.sha,
            )  # fmt: skip


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[str]], *, about: str = "") -> str:
    """A table as CSV; no cell is a formula to whatever opens it."""
    written = io.StringIO()
    if about:
        written.write(f"# {about}\n")
    table = csv.writer(written, lineterminator="\n")
    table.writerow(columns)
    table.writerows([[cell(value) for value in row] for row in rows])
    return written.getvalue()


def cell(text: str) -> str:
    """What people wrote, on one line, and never a formula."""
    said = " ".join(text.split())
    return f"'{said}" if said[:1] in ("=", "+", "-", "@") else said


def as_json(context: Context) -> str:
    """Decisions and history with its seals, as `bot.py approvals verify` reads it."""
    table = [
        dict(zip(DECISIONS, row, strict=True)) for row in decisions(context.desk.everything(now=context.now))
    ]
    whole = {
        "shop": context.shop.name,
        "as_of": context.now.isoformat(timespec="seconds"),
        "decisions": table,
        "history": [row._asdict() for row in context.desk.record()],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


# What goes live when


def calendar(context: Context) -> Message:
    """What goes live when and how it stands, with the times in which nothing does."""
    planned = [
        one
        for one in context.desk.everything(now=context.now)
        if one.state not in FINAL and one.content.live_at and one.content.live_at < context.now + AHEAD
    ]
    entries = sorted((*map(_entry, planned), *_frozen(context)), key=lambda one: one["at"])
    days: dict[date, list[dict[str, Any]]] = {}
    for entry in entries[:ENTRIES]:
        days.setdefault(entry["at"].astimezone(context.shop.zone).date(), []).append(entry)
    return render(
        "approval/calendar.j2",
        days=days,
        left=len(entries[ENTRIES:]),
        kinds=KINDS,
        now=context.now,
        buttons=[("New request", "approval.new", "")],
        style=context.style,
    )


def _entry(request: Request) -> dict[str, Any]:
    return {"at": request.content.live_at, "request": request, "freeze": None}


def _frozen(context: Context) -> Iterator[dict[str, Any]]:
    """The freezes that are not over, each at its beginning, or now where it has begun."""
    rules = context.shop.approvals
    for freeze in rules.freezes if rules else ():
        starts, over = routing.span_of(freeze, context.shop.zone)
        if context.now < over and starts < context.now + AHEAD:
            yield {"at": max(starts, context.now), "request": None, "freeze": freeze, "until": over}
