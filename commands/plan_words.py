"""What a plan's sentence is made of: the days it speaks of, the amount it ends with, the people it names, and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from metrics.amounts import AMOUNT
from metrics.coming import coming_period
from metrics.period import Period
from metrics.period_words import find_period, parse_period
from metrics.relative_days import Now

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
#: Small words before an amount or a period that carry nothing.
_BEFORE_AMOUNT = re.compile(r"(?:\s+(?:to|is|of|at|=|:))+$", re.IGNORECASE)
_BEFORE_PERIOD = re.compile(r"(?:^|\s)(?:in|for|on|during|of|by)$", re.IGNORECASE)
_HAS_YEAR = re.compile(r"(?:19|20)\d\d|'\d\d\b")
_GROUPED = re.compile(r"(?:^|\s)([£$€¥]?\d{1,3}(?: \d{3})+)$")
_IS_SPAN = re.compile(r" (?:to|until|till|through) | ?- ?|\.\.")
_MARKS = ("%", "x", "×", "k", "m", "mn", "mio", "bn", "million", "billion", "weeks", "week")


@dataclass(frozen=True)
class Said:
    """A period as it was said, and the sentence without it."""

    words: str
    rest: str


def take_mention(text: str) -> tuple[str, str]:
    """The first person mentioned (a Slack id, or empty), and the text without mentions."""
    found = MENTION.search(text)
    return (found[1] if found else ""), " ".join(MENTION.sub(" ", text).split())


def take_amount(text: str) -> tuple[str, str]:
    """The amount that a sentence ends with (empty where there is none), and what stands before it.

    “6.4M”, “£6.4 M”, “2.4 %” and “6 400 000” are one amount; the year of a period is none.
    """
    words = text.split()
    if grouped := _GROUPED.search(text):
        return grouped[1], _BEFORE_AMOUNT.sub("", f" {text[: grouped.start()].strip()}").strip()
    for count in (1, 2):
        if count > len(words):
            break
        tail = " ".join(words[-count:])
        if count > 1 and not _belongs_together(words[-count:]):
            continue
        if (
            AMOUNT.fullmatch(tail)
            and not re.fullmatch(r"(?:19|20)\d\d", tail)
            and not _is_of_a_date(words, count)
        ):
            before = " ".join(words[:-count])
            return tail, _BEFORE_AMOUNT.sub("", f" {before}").strip()
    return "", text.strip()


def _belongs_together(words: list[str]) -> bool:
    """“6.4 M”, “2.4 %”, “GBP 12k”: one amount in two words."""
    return words[-1].casefold() in _MARKS or bool(re.fullmatch(r"[£$€¥]|[A-Z]{3}", words[0]))


def _is_of_a_date(words: list[str], count: int) -> bool:
    """Whether the number belongs to the words before it: “Nov 22”, “week 48”, “last 7”."""
    if count != 1 or len(words) < 2 or not words[-1].isdigit() or len(words[-1]) > 2:
        return False
    pair = f"{words[-2]} {words[-1]}".casefold()
    return coming_period(pair, date(2026, 1, 1)) is not None


def take_period(text: str, today: date, *, week_start: str = "monday") -> Said | None:
    """The longest words in a sentence that name days; of two as long, the last. None where none do."""
    folded = text.casefold().replace("–", "-").replace("—", "-")
    if len(folded) != len(text):  # a letter that folds into two would shift what follows
        folded = text.lower().replace("–", "-").replace("—", "-")
    now = Now(today=today, week_start=week_start)
    best: tuple[int, int] | None = None
    for start in (match.start() for match in re.finditer(r"(?<![\w+\-£$€])\w", folded)):
        found = find_period(folded, start, now)
        if found and found[1] - start >= _least(best, start):
            best = start, found[1]
    if best is None:
        return None
    before, after = text[: best[0]].rstrip(), text[best[1] :].lstrip(" ,")
    before = _BEFORE_PERIOD.sub("", before)
    return Said(folded[best[0] : best[1]], " ".join(f"{before} {after}".split()))


def _least(best: tuple[int, int] | None, start: int) -> int:
    """How long words from `start` on must be to be taken instead: longer, where they overlap with the best so far."""
    if best is None:
        return 0
    return best[1] - best[0] + (1 if best[0] <= start < best[1] else 0)


def nearest_days(words: str, today: date, *, week_start: str = "monday") -> Period | None:
    """The whole period that the words name; without a year the nearest one, whether it is over, running or to come."""
    coming = coming_period(words, today, week_start=week_start)
    gone = parse_period(words, today, week_start=week_start)
    if coming is None or gone is None or _HAS_YEAR.search(words):
        return coming
    return gone if gone.end <= today and today - gone.end < coming.start - today else coming


def noted_days(words: str, today: date, *, week_start: str = "monday") -> tuple[date, date | None] | None:
    """What a note's days mean: “from 17 Nov” is open, “17 Nov” a day, “17–19 Nov” three; None for no days."""
    text = words.strip()
    opened = re.match(r"(?:from|since)\s+", text, re.IGNORECASE)
    bare = text[opened.end() :] if opened else text
    if opened and not _IS_SPAN.search(bare) and (only := nearest_days(bare, today, week_start=week_start)):
        return only.start, None
    period = nearest_days(text, today, week_start=week_start)
    return (period.start, period.end) if period else None
