"""The words people use for a stretch of days, read into a period: “last 7 days”, “Q3 2025”, “1–15 Nov”."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from metrics import calendar
from metrics.period import DAY, MONTHS, WEEK, Period, Unit, dates, one_day
from metrics.stamps import (
    DAY_OF_MONTH,
    MONTH_NUMBER,
    SHORT_YEAR,
    STAMP,
    WEEKDAY,
    WEEKDAY_NUMBER,
    YEAR,
    Stamp,
    day_of,
    stamp_of,
    year_of,
)  # fmt: skip

NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = {word: number for number, word in enumerate(NUMBER_WORDS, 2)} | {"a": 1, "an": 1, "one": 1}


@dataclass(frozen=True, kw_only=True)
class Now:
    """When the words are said: today, the first weekday of the shop's week, and the newest complete day."""

    today: date
    week_start: str = "monday"
    last_complete: date | None = None

    @property
    def yesterday(self) -> date:
        """The last day that is over."""
        return self.today - DAY

    def week(self, day: date) -> date:
        """The first day of the week that `day` is in."""
        first = {"monday": 0, "saturday": 5, "sunday": 6}[self.week_start]
        return day - (day.weekday() - first) % 7 * DAY

    def start_of(self, unit: Unit, day: date) -> date:
        """The first day of the day, week, month, quarter or year that `day` is in."""
        match unit:
            case "week":
                return self.week(day)
            case "month":
                return day.replace(day=1)
            case "quarter":
                return calendar.quarter_start(day)
            case "year":
                return day.replace(month=1, day=1)
            case _:
                return day


def parse_period(
    words: str, today: date, *, week_start: str = "monday", last_complete: date | None = None
) -> Period | None:
    """The period that the words name, or None when they name none.

    A bare month, weekday, date or event is the most recent one. Running periods end with yesterday.
    A period in the future is returned as it stands: whether it can be answered is not for words to say.
    """
    text = " ".join(words.casefold().replace("–", "-").replace(",", " ,").replace("'s", "").split())
    found = find_period(text, 0, Now(today=today, week_start=week_start, last_complete=last_complete))
    return found[0] if found and found[1] == len(text) else None


def find_period(text: str, at: int, now: Now) -> tuple[Period, int] | None:
    """The longest period that starts at `at` in folded, single-spaced text, and where it ends."""
    if not _MAY_START.match(text, at):
        return None
    best: tuple[Period, int] | None = None
    for pattern, build in _RULES:
        match = pattern.match(text, at)
        if match and (best is None or match.end() > best[1]) and (period := _built(build, match, now)):
            best = period, match.end()
    return best


def _built(build: Builder, match: re.Match[str], now: Now) -> Period | None:
    try:
        period = build(match, now)
    except (ValueError, OverflowError):  # 31 February, week 54, a year before the calendar
        return None
    return _so_far(period, now) if period else None


def _so_far(period: Period, now: Now) -> Period:
    """Cut a running period to its complete days; today stays only where it was asked for by its date."""
    calendar_shaped = period.unit in (*MONTHS, "week", "event") or period.months
    limit = now.today if calendar_shaped else now.today + DAY
    if period.days == 1 or period.end <= limit or period.start > now.today:
        return period
    unit = "" if period.unit == "event" else period.unit
    end = max(now.today, period.start + DAY)
    return Period(period.start, end, f"{period.label or dates(period)} so far", unit)


# --- Rules: what can be said, each with what it means --------------------------------------------------

Builder = Callable[[re.Match[str], Now], Period | None]


def _named_day(match: re.Match[str], now: Now) -> Period:
    words = match.group()
    back = {"today": 0, "yesterday": 1}.get(words, 2)
    return one_day(now.today - back * DAY, words)


def _latest(_: re.Match[str], now: Now) -> Period:
    return one_day(now.last_complete or now.yesterday, "the latest complete day")


def _last_n(match: re.Match[str], now: Now) -> Period | None:
    """Whole days, weeks, months, quarters or years, the last of which is over."""
    count, unit = _count(match["count"]), _unit(match["unit"])
    if not 1 <= count <= 1000:
        return None
    end = now.start_of(unit, now.today)
    plural = f"last {count} {unit}s" if count > 1 else f"last {unit}" if unit != "day" else "yesterday"
    return Period(_back(end, unit, count), end, plural, "days" if unit == "day" and count > 1 else unit)


def _ago(match: re.Match[str], now: Now) -> Period | None:
    count, unit = _count(match["count"]), _unit(match["unit"])
    if not 1 <= count <= 1000:
        return None
    start = _back(now.start_of(unit, now.today), unit, count)
    return Period(start, _back(start, unit, -1), match.group(), unit)


def _before_last(match: re.Match[str], now: Now) -> Period:
    unit = _unit(match["unit"])
    start = _back(now.start_of(unit, now.today), unit, 2)
    return Period(start, _back(start, unit, -1), f"the {unit} before last", unit)


def _this_or_last(match: re.Match[str], now: Now) -> Period:
    unit = _unit(match["unit"])
    start = now.start_of(unit, now.today)
    if match["which"] in ("this", "current"):
        return Period(start, _back(start, unit, -1), f"this {unit}", unit)
    return Period(_back(start, unit, 1), start, "yesterday" if unit == "day" else f"last {unit}", unit)


def _next(match: re.Match[str], now: Now) -> Period:
    """What is still to come, so that it can be refused by its dates."""
    if match.group() == "tomorrow":
        return one_day(now.today + DAY, "tomorrow")
    unit = _unit(match["unit"])
    start = _back(now.start_of(unit, now.today), unit, -1)
    return Period(start, _back(start, unit, -1), match.group(), unit)


def _to_date(match: re.Match[str], now: Now) -> Period:
    units: dict[str, Unit] = {"w": "week", "m": "month", "q": "quarter", "y": "year"}
    unit = units[match.group()[0]]
    start = now.start_of(unit, now.today)
    return Period(start, max(now.today, start + DAY), f"{unit} to date", unit)


def _week_number(match: re.Match[str], now: Now) -> Period:
    week = int(match["week"] or match["week_only"])
    year = year_of(match["year_first"] or match["year"])
    if year is None:
        this = now.today.isocalendar()
        year = this.year if week <= this.week else this.year - 1
    start = calendar.iso_week(year, week)
    return Period(start, start + WEEK, f"week {week} of {year}", "week")


def _week_of(match: re.Match[str], now: Now) -> Period | None:
    stamp = STAMP.match(match.string, match.end("intro") + 1)
    if stamp is None:
        return None
    start = now.week(stamp_of(stamp).recent(now.today).start)
    return Period(start, start + WEEK, f"the week of {dates(one_day(start))}", "week")


def _weekday(match: re.Match[str], now: Now) -> Period:
    """The most recent such day that is over; “this Friday” is this week's, “Friday last week” last week's."""
    wanted = WEEKDAY_NUMBER[match["weekday"]]
    if match["which"] == "this" or match["week"]:
        monday = now.week(now.today) - (WEEK if match["week"] else timedelta())
        return one_day(monday + (wanted - monday.weekday()) % 7 * DAY, match.group())
    return one_day(now.yesterday - (now.yesterday.weekday() - wanted) % 7 * DAY, match.group())


def _weekend(match: re.Match[str], now: Now) -> Period:
    """Saturday and Sunday: the last one that is over, or this week's."""
    monday = now.today - now.today.weekday() * DAY
    saturday = monday + 5 * DAY if match["which"] == "this" else monday - 2 * DAY
    return Period(saturday, saturday + 2 * DAY, f"{match['which'] or 'last'} weekend", "days")


def _event(match: re.Match[str], now: Now) -> Period:
    event = _EVENT_NAMED[match["event"]]
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


def _single(match: re.Match[str], now: Now) -> Period | None:
    stamp = stamp_of(match)
    if stamp.month is None:
        return None
    return _labelled(stamp.recent(now.today))


def _single_of(match: re.Match[str], now: Now) -> Period | None:
    """“last November”, “November last year”, “this Q3”."""
    found = STAMP.match(match.string, match.end("which") + 1 if match["which"] else match.start())
    if found is None:
        return None
    stamp, words = stamp_of(found), match["which"] or match.string[found.end() : match.end()].strip()
    if stamp.year is not None or stamp.month is None:
        return None
    if words in ("last year", "this year"):
        return _labelled(stamp.period(now.today.year - (words == "last year")))
    if words == "this":
        return _labelled(stamp.period(now.today.year))
    period = stamp.recent(now.today)
    return _labelled(period if period.end <= now.today else stamp.period(period.start.year - 1))


def _since(match: re.Match[str], now: Now) -> Period | None:
    found = STAMP.match(match.string, match.end("intro") + 1)
    if found is None or (stamp := stamp_of(found)).month is None:
        return None
    start = stamp.recent(now.today).start
    if start > now.today:
        return one_day(start)
    return Period(start, max(now.today, start + DAY), f"since {dates(one_day(start))}")


def _range(match: re.Match[str], now: Now) -> Period | None:
    """Two stamps: what one leaves out, the other gives (1–15 Nov; 20 Dec–5 Jan 2026; Nov 1–15)."""
    first = STAMP.match(match.string, match.end("intro") + 1 if match["intro"] else match.start())
    last = STAMP.match(match.string, match.start("last"))
    if first is None:
        return None
    left, right = stamp_of(first), stamp_of(last) if last else Stamp(day=day_of(match["last"]))
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
    return replace(period, label=dates(period))


def _count(text: str) -> int:
    return _NUMBER[text] if text in _NUMBER else int(text)


def _unit(text: str) -> Unit:
    units: dict[str, Unit] = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
    return units[text[0]]


def _back(day: date, unit: Unit, count: int) -> date:
    """`count` units earlier."""
    if unit in MONTHS:
        return day - relativedelta(months=count * MONTHS[unit])
    return day - count * (WEEK if unit == "week" else DAY)


_EVENT_NAMED = {
    name.casefold().replace("'s", ""): event
    for event in calendar.EVENTS
    for name in (event.name, *event.aliases)
}
_EVENT = "(?:" + "|".join(sorted(map(re.escape, _EVENT_NAMED), key=len, reverse=True)) + r")\b"
_UNIT = r"(?:days?|weeks?|wks?|months?|mths?|quarters?|years?|yrs?)"
_SHORT_UNIT = r"(?:[dwmqy])"
_COUNT = r"\d{1,4}|" + "|".join(NUMBER_WORDS)
_LAST = r"(?:last|past|previous|prior|trailing|latest|recent)"
_INTRO = r"(?P<intro>from|between)"
_TO = r"(?: ?- ?| ?\.\.+ ?| to | until | till | through | and )"
_BARESTAMP = re.sub(r"\?P<\w+>", "?:", STAMP.pattern)
_END = r"(?![\w'])"


def _rule(pattern: str, build: Builder) -> tuple[re.Pattern[str], Builder]:
    return re.compile(f"(?:{pattern}){_END}"), build


_RULES: tuple[tuple[re.Pattern[str], Builder], ...] = (
    _rule(r"today|yesterday|(?:the )?day before yesterday", _named_day),
    _rule(r"(?:the )?(?:latest|last complete|most recent)(?: complete)? day", _latest),
    _rule(
        rf"(?:the )?{_LAST} (?P<count>{_COUNT}) ?(?:full |complete |whole |calendar )?(?P<unit>{_UNIT}|{_SHORT_UNIT})",
        _last_n,
    ),
    _rule(rf"(?P<count>{_COUNT}|an?|one) (?P<unit>{_UNIT}) ago", _ago),
    _rule(
        rf"(?P<which>this|current|{_LAST}) (?:full |complete |calendar )?(?P<unit>day|week|month|quarter|year)",
        _this_or_last,
    ),
    _rule(r"(?:the )?(?P<unit>week|month|quarter|year) before last", _before_last),
    _rule(r"tomorrow|next (?P<unit>day|week|month|quarter|year)", _next),
    _rule(r"[wmqy]td|(?:week|month|quarter|year) to date", _to_date),
    _rule(
        rf"(?P<year_first>{YEAR})[ -]?w(?P<week>\d\d?)"
        rf"|(?:(?:week|wk) (?:number |no )?|w)(?P<week_only>\d\d?)(?:(?: of)? (?P<year>{SHORT_YEAR}))?",
        _week_number,
    ),
    _rule(
        rf"(?P<intro>(?:the )?(?:week (?:of|commencing|starting|beginning)|w/c|wc))(?: {_BARESTAMP})",
        _week_of,
    ),
    _rule(rf"(?:(?P<which>this|{_LAST}) )?(?P<weekday>{WEEKDAY})(?: of)?(?P<week> last week)?", _weekday),
    _rule(r"(?:(?P<which>this|last|past|previous) )?(?:the )?week ?end", _weekend),
    _rule(
        rf"(?:(?P<which>this|last) )?(?P<last_year>last year )?(?P<event>{_EVENT})"
        rf"(?: (?P<year>{SHORT_YEAR})| (?P<when>last year|this year))?",
        _event,
    ),
    _rule(rf"(?:{_INTRO} )?{_BARESTAMP}{_TO}(?P<last>{_BARESTAMP}|{DAY_OF_MONTH})", _range),
    _rule(rf"(?P<intro>since|from) {_BARESTAMP}(?: onwards?| on| to (?:date|now|today|yesterday))?", _since),
    _rule(rf"(?P<which>last|this|previous) {_BARESTAMP}|{_BARESTAMP} (?:of )?(?:last|this) year", _single_of),
    (STAMP, _single),
)

_FIRST_WORDS = (
    *"today tomorrow next yesterday the day latest last past previous prior trailing recent most this current week wk weekend".split(),
    *"month quarter year since from between a an one wtd mtd qtd ytd w/c wc".split(),
    *NUMBER_WORDS, *MONTH_NUMBER, *WEEKDAY_NUMBER, *{name.split()[0] for name in _EVENT_NAMED},
)  # fmt: skip
_MAY_START = re.compile(
    r"(?:\d|[qhw]\d|(?:" + "|".join(sorted(set(_FIRST_WORDS), key=len, reverse=True)) + r")\b)"
)

#: Words that only ever belong to a period, so that a typo of one can be recognised.
VOCABULARY = frozenset(
    word
    for word in (
        *_FIRST_WORDS,
        *"days weeks months quarters years ago date friday commencing".split(),
        *(w for n in _EVENT_NAMED for w in n.split()),
    )
    if len(word) > 3 and word not in ("the", "most", "from")
)
