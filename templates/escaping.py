"""What comes from outside cannot ping, link, format or break a message: how values enter it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from urllib.parse import SplitResult, quote, urlsplit

from markupsafe import Markup

from templates.limits import LIMITS, fit

#: How much of one value a line of a message shows, unless a template asks for more.
VALUE = 300

_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
_LINE_ENDS = r"\t\n\v\f\r\x85\u2028\u2029"  # and not the spaces that hold a figure and its unit together
_RIGHT_TO_LEFT_LETTERS = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"

_ODD = re.compile(f"[{_CONTROLS}]")
_IN_NO_ADDRESS = re.compile(rf'[\s<>|"{_CONTROLS}]')
_GAPS = re.compile(f"[{_LINE_ENDS}]| {{2,}}")
_RIGHT_TO_LEFT = re.compile(f"[{_RIGHT_TO_LEFT_LETTERS}]")
_FORMATS = re.compile(r"[*_~`]+")
_FORMATS_BUT_CODE = re.compile(r"[*_~]+")
_ENTITY_OR_LINK = re.compile(r"&(?:amp|lt|gt);|<[^<>]*>")
#: A text as a JSON string.
quoted: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode


#: A value without any of these goes into a message as it is: nearly every one does. One class, for speed.
_TELLING = re.compile(f"[&<>*_~`{_CONTROLS}{_LINE_ENDS}{_RIGHT_TO_LEFT_LETTERS}]")
#: Text that is taken as markup, without asking it whether it is some already.
literal: Callable[[str], Markup] = partial(str.__new__, Markup)


def tidy(text: str, limit: int = VALUE) -> str:
    """One line without control characters and direction overrides, in at most `limit` characters."""
    if _TELLING.search(text) or "  " in text:
        text = _one_line(text)
    return fit(text.strip(), limit)


def _one_line(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        text = _ODD.sub("", text)
    return _GAPS.sub(" ", text) if _GAPS.search(text) else text


def escape(text: str, marks: re.Pattern[str] = _FORMATS) -> Markup:
    """A value as Slack text that shows exactly these characters: no mention, no link, no bold.

    Slack has no escape for `*_~` and backticks: a zero-width space on the inner side of one at a word's edge
    keeps it from formatting. Right-to-left text is isolated, so that figures after it stay in place.
    """
    if _TELLING.search(text) is None:
        return literal(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = marks.sub(_blunt, text)
    if not text.isascii() and _RIGHT_TO_LEFT.search(text):
        text = f"\u2068{text}\u2069"
    return literal(text)


def _blunt(marks: re.Match[str]) -> str:
    """The formatting characters, parted from the word they open or close; inside a word they do nothing."""
    before, after = marks.string[: marks.start()][-1:], marks.string[marks.end() : marks.end() + 1]
    if before.isalnum() and after.isalnum():
        return marks.group()
    return ("\u200b" if before.strip() else "") + marks.group() + ("\u200b" if after.strip() else "")


def shown(value: object) -> object:
    """What Jinja prints for `{{ value }}`: our own markup as it is, numbers as text, anything else escaped.

    A None is an error, so that a missing number can never be printed by accident.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        if len(value) <= VALUE and _TELLING.search(value) is None and "  " not in value:
            return literal(value)
        return escape(fit(_one_line(value), VALUE))
    if value is None:
        raise TypeError("a missing value reached a template's text: say in words that it is missing")
    return value


def long(text: str, limit: int = 2500) -> Markup:
    """A longer text of several lines, escaped line by line."""
    lines = [tidy(line, limit) for line in text.strip().splitlines()]
    return Markup("\n").join(escape(line) for line in fit("\n".join(lines), limit).split("\n"))


def prose(text: str, limit: int = 1500) -> Markup:
    """A sentence of our own that may quote somebody's words: as a value, but `code` stays code."""
    if isinstance(text, Markup):
        return text
    lines = fit(text.strip(), limit).splitlines()
    return Markup("\n").join(escape(tidy(line, limit), _FORMATS_BUT_CODE) for line in lines)


def mrkdwn(text: object, limit: int = LIMITS["section.text"]) -> Markup:
    """A JSON string for a mrkdwn field: markup as composed, plain text escaped; never longer than `limit`.

    Indentation and empty lines are the template's own and are dropped.
    """
    if not isinstance(text, Markup):
        text = escape(str(text))
    written = str(text).strip()
    if "&#3" in written:  # Markup's own joining escapes quotes, which Slack does not know
        written = written.replace("&#39;", "'").replace("&#34;", '"')
    if "\n" in written:
        written = "\n".join(line for line in map(str.strip, written.split("\n")) if line)
    return literal(quoted(cut(written, limit)))


def plain(text: object, limit: int = LIMITS["section.text"]) -> Markup:
    """A JSON string for a plain_text field: M&S stays M&S. Composed markup is turned back into plain words."""
    words = unescape(str(text)) if isinstance(text, Markup) else str(text)
    return literal(quoted(tidy(words, limit) or "—"))


def raw(text: object, limit: int = LIMITS["button.value"]) -> Markup:
    """A JSON string exactly as given, for ids, values and table cells; refuses one that is too long."""
    written = str(text)
    if len(written) > limit:
        raise ValueError(f"a value of {len(written)} characters does not fit into {limit}: {written[:40]!r}…")
    return literal(quoted(written))


def unescape(text: str) -> str:
    """The words of escaped text, without what is only there for Slack."""
    if not text.isascii():
        text = text.replace("\u200b", "").replace("\u2068", "").replace("\u2069", "")
    if "&" not in text:
        return text
    text = text.replace("&#39;", "'").replace("&#34;", '"')
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def cut(written: str, limit: int) -> str:
    """Already escaped text in at most `limit` characters, never inside an entity or a link."""
    if len(written) <= limit:
        return written
    end = limit - 1
    for piece in _ENTITY_OR_LINK.finditer(written):
        if piece.start() < end < piece.end():
            end = piece.start()
            break
    return written[:end].rstrip() + "…"


def link(address: str, label: str) -> Markup:
    """A link that shows `label`, if the address is an http one; else the label alone."""
    clean = _IN_NO_ADDRESS.sub(lambda odd: quote(odd.group(), safe="", errors="replace"), address.strip())
    parts = _split(address)
    if parts is None or parts.scheme not in {"http", "https"} or len(clean) > LIMITS["button.url"] // 2:
        return escape(tidy(label))
    return Markup("<{}|{}>").format(
        Markup(clean.replace("&", "&amp;")), escape(tidy(label.replace("|", "¦"), 120))
    )


def bare_link(address: str) -> Markup:
    """A link that shows where it really leads: the host as it is asked for, then the path, whatever else it pretends.

    What a browser may read otherwise than we do is shown as it was written, and is no link.
    """
    parts = _split(address)
    host = _asked_for(parts.hostname) if parts and parts.hostname else ""
    if parts is None or not host or "\\" in address:
        return escape(tidy(address))
    path = parts.path if len(parts.path) > 1 or parts.query else ""
    return link(address, f"{host}{path}{'?' + parts.query if parts.query else ''}")


def _asked_for(host: str) -> str:
    """The host in the letters in which it is looked up; empty where it cannot be."""
    try:
        written = host.encode("idna").decode()
    except UnicodeError:
        return ""
    return written if re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+", written) else ""


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.strip())
    except ValueError:  # such as a bracket that is not closed
        return None


def mention(user: str) -> Markup:
    """A person by Slack id; anything that is no id is shown as a name."""
    return Markup(f"<@{user}>") if re.fullmatch(r"[UW][A-Z0-9]+", user) else escape(tidy(user))


def channel(place: str) -> Markup:
    """A channel by Slack id; a DM or anything else is shown in words."""
    if re.fullmatch(r"[CG][A-Z0-9]+", place):
        return Markup(f"<#{place}>")
    return mention(place) if re.fullmatch(r"[UW][A-Z0-9]+", place) else escape(tidy(place))
