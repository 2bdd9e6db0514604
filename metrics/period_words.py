"""The words people use for a stretch of days, read into a period: “last 7 days”, “Q3 2025”, “1–15 Nov”."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from metrics.period import DAY, MONTHS, Period, dates
from metrics.relative_days import (
    NUMBER_WORDS,
    Now,
    ago,
    before_last,
    last_n,
    latest_day,
    named_day,
    this_or_last,
    to_come,
    to_date,
    weekday,
    weekend,
)  # fmt: skip
from metrics.stamps import DAY_OF_MONTH, MONTH_NUMBER, SHORT_YEAR, STAMP, WEEKDAY, WEEKDAY_NUMBER, YEAR
from metrics.written_days import (
    EVENT_NAMED,
    event_of,
    since,
    single,
    single_of_year,
    span,
    week_number,
    week_of,
)


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
    for pattern, build in _rules():
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


# --- What can be said, each with what it means --------------------------------------------------------

Builder = Callable[[re.Match[str], Now], Period | None]

_EVENT = "(?:" + "|".join(sorted(map(re.escape, EVENT_NAMED), key=len, reverse=True)) + r")\b"
_UNIT = r"(?:days?|weeks?|wks?|months?|mths?|quarters?|years?|yrs?)"
_SHORT_UNIT = r"(?:[dwmqy])"
_COUNT = r"\d{1,4}|" + "|".join(NUMBER_WORDS)
_LAST = r"(?:last|past|previous|prior|trailing|latest|recent)"
_INTRO = r"(?P<intro>from|between)"
_TO = r"(?: ?- ?| ?\.\.+ ?| to | until | till | through )"
_BARE_STAMP = re.sub(r"\?P<\w+>", "?:", STAMP.pattern)
_END = r"(?![\w'])"


_RULES: tuple[tuple[str, Builder], ...] = (
    (r"today|yesterday|(?:the )?day before yesterday", named_day),
    (r"(?:the )?(?:latest|last complete|most recent)(?: complete)? day", latest_day),
    (
        rf"(?:the )?{_LAST} (?P<count>{_COUNT}) ?(?:full |complete |whole |calendar )?(?P<unit>{_UNIT}|{_SHORT_UNIT})",
        last_n,
    ),
    (rf"(?P<count>{_COUNT}|an?|one) (?P<unit>{_UNIT}) ago", ago),
    (
        r"(?P<which>this|current|last|past|previous|prior) (?:full |complete |calendar )?(?P<unit>day|week|month|quarter|year)",
        this_or_last,
    ),
    (r"(?:the )?(?P<unit>week|month|quarter|year) before last", before_last),
    (r"tomorrow|next (?P<unit>day|week|month|quarter|year)", to_come),
    (r"[wmqy]td|(?:week|month|quarter|year) to date", to_date),
    (
        rf"(?P<year_first>{YEAR})[ -]?w(?P<week>\d\d?)"
        rf"|(?:(?:week|wk) (?:number |no )?|w)(?P<week_only>\d\d?)(?:(?: of)? (?P<year>{SHORT_YEAR}))?",
        week_number,
    ),
    (
        rf"(?P<intro>(?:the )?(?:week (?:of|commencing|starting|beginning)|w/c|wc))(?: {_BARE_STAMP})",
        week_of,
    ),
    (rf"(?:(?P<which>this|{_LAST}) )?(?P<weekday>{WEEKDAY})(?: of)?(?P<week> last week)?", weekday),
    (r"(?:(?P<which>this|last|past|previous) )?(?:the )?week ?end", weekend),
    (
        rf"(?:(?P<which>this|last) )?(?P<last_year>last year )?(?P<event>{_EVENT})"
        rf"(?: (?P<year>{SHORT_YEAR})| (?P<when>last year|this year))?",
        event_of,
    ),
    (rf"(?:{_INTRO} )?{_BARE_STAMP}{_TO}(?P<last>{_BARE_STAMP}|{DAY_OF_MONTH})", span),
    (rf"(?P<intro>between) {_BARE_STAMP} and (?P<last>{_BARE_STAMP})", span),
    (rf"(?P<intro>since|from) {_BARE_STAMP}(?: onwards?| on| to (?:date|now|today|yesterday))?", since),
    (
        rf"(?P<which>last|this|previous) {_BARE_STAMP}|{_BARE_STAMP} (?:of )?(?:last|this) year",
        single_of_year,
    ),
)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Builder], ...]:
    """Compiled at the first question: a start, and commands that read no words, need not wait for it."""
    return (*((re.compile(f"(?:{pattern}){_END}"), build) for pattern, build in _RULES), (STAMP, single))


_FIRST_WORDS = (
    *"today tomorrow next yesterday the day latest last past previous prior trailing recent most this current week wk weekend".split(),
    *"month quarter year since from between a an one wtd mtd qtd ytd w/c wc".split(),
    *NUMBER_WORDS, *MONTH_NUMBER, *WEEKDAY_NUMBER, *{name.split()[0] for name in EVENT_NAMED},
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
        *(w for n in EVENT_NAMED for w in n.split()),
    )
    if len(word) > 3 and word not in ("the", "most", "from")
)
