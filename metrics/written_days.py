"""Days told by the calendar: a date, a month, week 47, 1–15 Nov, since 1 Nov, Black Friday 2025."""

from __future__ import annotations

import re
from dataclasses import replace

from metrics import calendar
from metrics.period import DAY, MONTHS, WEEK, Period, dates, one_day
from metrics.relative_days import Now
from metrics.stamps import STAMP, Stamp, day_of, stamp_of, year_of

EVENT_NAMED = {
    name.casefold().replace("'s", ""): event
    for event in calendar.EVENTS
    for name in (event.name, *event.aliases)
}


def week_number(match: re.Match[str], now: Now) -> Period:
    week = int(match["week"] or match["week_only"])
    year = year_of(match["year_first"] or match["year"])
    if year is None:
        this = now.today.isocalendar()
        year = this.year if week <= this.week else this.year - 1
    start = calendar.iso_week(year, week)
    return Period(start, start + WEEK, f"week {week} of {year}", "week")


def week_of(match: re.Match[str], now: Now) -> Period | None:
    stamp = STAMP.match(match.string, match.end("intro") + 1)
    if stamp is None:
        return None
    start = now.week(stamp_of(stamp, retail=now.is_retail).recent(now.today).start)
    return Period(start, start + WEEK, f"the week of {dates(one_day(start))}", "week")


def event_of(match: re.Match[str], now: Now) -> Period:
    event = EVENT_NAMED[match["event"]]
    year = year_of(match["year"])
    if match["when"] or match["last_year"]:
        year = now.today.year - (0 if match["when"] == "this year" else 1)
    if year is None:
        begun = event.falls(now.today.year)[0] <= now.today
        year = now.today.year if begun else now.today.year - 1
        if match["which"] == "last" and event.falls(year)[1] > now.today:
            year -= 1
    start, end = event.falls(year)
    return Period(start, end, f"{event.name} {year}", "event")


def single(match: re.Match[str], now: Now) -> Period | None:
    stamp = stamp_of(match, retail=now.is_retail)
    if stamp.month is None:
        return None
    return _labelled(stamp.recent(now.today))


def single_of_year(match: re.Match[str], now: Now) -> Period | None:
    """“last November”, “November last year”, “this Q3”."""
    found = STAMP.match(match.string, match.end("which") + 1 if match["which"] else match.start())
    if found is None:
        return None
    stamp, words = (
        stamp_of(found, retail=now.is_retail),
        match["which"] or match.string[found.end() : match.end()].strip(),
    )
    if stamp.year is not None or stamp.month is None:
        return None
    if words in ("last year", "this year"):
        return _labelled(stamp.period(now.today.year - (words == "last year")))
    if words == "this":
        return _labelled(stamp.period(now.today.year))
    period = stamp.recent(now.today)
    return _labelled(period if period.end <= now.today else stamp.period(period.start.year - 1))


def since(match: re.Match[str], now: Now) -> Period | None:
    found = STAMP.match(match.string, match.end("intro") + 1)
    if found is None or (stamp := stamp_of(found, retail=now.is_retail)).month is None:
        return None
    start = stamp.recent(now.today).start
    if start > now.today:
        return one_day(start)
    return Period(start, max(now.today, start + DAY), f"since {dates(one_day(start))}")


def span(match: re.Match[str], now: Now) -> Period | None:
    """Two stamps: what one leaves out, the other gives (1–15 Nov; 20 Dec–5 Jan 2026; Nov 1–15)."""
    first = STAMP.match(match.string, match.end("intro") + 1 if match["intro"] else match.start())
    last = STAMP.match(match.string, match.start("last"))
    if first is None:
        return None
    left, right = (
        stamp_of(first, retail=now.is_retail),
        stamp_of(last, retail=now.is_retail) if last else Stamp(day=day_of(match["last"])),
    )
    if left.month is None and not right.months:
        left = replace(left, month=right.month)
    if right.month is None and not left.months:
        right = replace(right, month=left.month, year=left.year)
    if left.month is None or right.month is None:
        return None
    if left.year is None and left.month == right.month and left.runs_past(right):
        return None
    return _spanning(left, right, now)


def _spanning(left: Stamp, right: Stamp, now: Now) -> Period | None:
    if left.year is None and right.year is not None:
        end = right.period(right.year)
        start = left.period(right.year)
        start = left.period(right.year - 1) if start.start > end.start else start
    else:
        start = left.recent(now.today)
        year = start.start.year if right.year is None else right.year
        end = right.period(year)
        end = right.period(year + 1) if right.year is None and end.end <= start.start else end
    if end.end <= start.start:
        return None
    whole = start.unit == end.unit and start.unit in MONTHS
    return _labelled(Period(start.start, end.end, unit=start.unit if whole else ""))


def _labelled(period: Period) -> Period:
    return replace(period, label=period.label or dates(period))
