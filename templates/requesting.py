"""Content that waits for a yes in words: its fields as people read them, what changed in one, and moments in the reader's zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from templates import days, numbers
from templates.limits import fit

#: Fields that hold a local moment, and such as hold several things parted by commas.
MOMENTS = ("goes_live", "until", "ends")
SEVERAL = ("skus", "markets")
#: So many words beside a change are shown, and so many characters of what changed.
BESIDE, LONGEST = 4, 160

#: What became of a piece of text: kept, gone or new.
Piece = tuple[str, str]


def field_words(say: Any, name: str, value: str) -> str:
    """One field of the content as people read it: a moment, a discount, a list, or the words themselves."""
    if not value:
        return "nothing"
    if name in MOMENTS:
        return str(days.moment(datetime.fromisoformat(value), say.style.locale, say.style.today))
    if name == "discount":
        share = float(value) / 100
        whole = numbers.whole_percent(share, say.style.locale)
        return whole if float(value).is_integer() else numbers.percent(share, say.style.locale)
    if name in SEVERAL:
        return value.replace(",", ", ")
    if name == "kind":
        return value.replace("_", " ")
    if name == "asset_sha":
        return f"file {value[:8]}"
    return value


def changed_words(before: str, after: str) -> list[Piece]:
    """What changed between two texts, word by word, with a few words around each change; cut to what a line holds."""
    pieces = list(_pieces(before, after))
    told: list[Piece] = []
    room = LONGEST
    for what, text in pieces:
        if room <= 0:
            told.append(("kept", "…"))
            break
        told.append((what, fit(text, max(room, 20))))
        room -= len(text)
    return told


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = before.split(), after.split()
    codes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for place, (what, old_from, old_to, new_from, new_to) in enumerate(codes):
        gone, come = old[old_from:old_to], new[new_from:new_to]
        if what == "equal":
            yield "kept", _around(gone, first=place == 0, last=place == len(codes) - 1)
            continue
        if gone:
            yield "gone", " ".join(gone)
        if come:
            yield "new", " ".join(come)


def _around(words: list[str], *, first: bool, last: bool) -> str:
    """What stayed as it was, as far as it stands beside a change."""
    before = [] if first else words[:BESIDE]
    after = [] if last else words[-BESIDE:]
    left_out = len(words) > len(before) + len(after) and not (first and last)
    return " ".join([*before, "…", *after] if left_out else words)


def clock_time(say: Any, moment: datetime) -> str:
    """The time of day in the shop's zone."""
    return f"{moment.astimezone(ZoneInfo(say.style.zone)):%H:%M}"


def theirs(say: Any, moment: datetime, *, left: str = "") -> Markup:
    """A moment in the zone of whoever reads it, as Slack writes it: “today at 12:00”; `left` adds the time until then.

    Slack counts on its own, so that what is left is true whenever somebody looks.
    """
    local = moment.astimezone(ZoneInfo(say.style.zone))
    fallback = days.moment(local, say.style.locale, say.style.today)
    pattern = "{date_short_pretty} at {time}" + left
    return Markup("<!date^{}^{}|{}>").format(int(moment.timestamp()), Markup(pattern), fallback)
