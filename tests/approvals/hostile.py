"""What somebody may write who wants a card to ping, to lead elsewhere or to look like something else; and whether it does."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from sandbox.seen import entities
from tests.templates import samples

PIECES = (
    "<!channel>", "<!here>", "<!everyone>", "<!subteam^S0DIRECT>", "<!subteam^S0DIRECT|@directors>", "<@U0EVIL>",
    "<@W0EVIL|boss>", "<#C0EXEC>", "<http://evil.example|Approve>", "<https://evil.example/?a=1&b=2|example.com>",
    "<mailto:a@evil.example|mail>", "<!date^1392734382^{date}^https://evil.example|yesterday>", "https://evil.example",
    "@channel", "@here", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "\\u003c!channel\\u003e",
    "<", ">", "|", "&", "<!", "<@", "!channel>", "U0EVIL>", "`", "```", "`<!here>`", "```\n<!channel>\n```", "*", "_", "~",
    "*Approved*", "> ", "\n> quoted\n", "\n", "\r\n", "\t", "\x00", "\x08", "\x1b[31m", "\x7f", "\x85", "\u2028",
    "\u2029", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u200e", "\u200f", "\u061c",
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ud800", "\udfff",
    "معطف", "מעיל", "٣", "Ω", "é", "🛍️", "👩‍🎤", ":tada:", '"}, {"type": "divider"', "\\", '"', "'", "{{ 7 * 7 }}",
    "{% raw %}", "%s", "=HYPERLINK(1)", "Aran Coat", "40 % off", "coat", "Ardara", " ", "  ", "x" * 200,
)  # fmt: skip

LINKS = (
    "https://evil.example", "https://example.com@evil.example/a", "https://user:pw@evil.example", "http://evil.example|Approve",
    "https://evil.example/<!channel>", "https://evil.example/>|<https://other.example", "https://evil.example\\@example.com",
    "https://exаmple.com/", "https://[::1", "https://[::1]/a", "https://evil.example:99999/", "HTTPS://EVIL.example/A|B",
    "https://evil.example/?next=https://example.com", "https://evil.example#https://example.com", "https:evil", "https://",
    "https://\u202eelpmaxe.moc", "https://evil.example/\u202egnp.exe", "javascript:alert(1)", "https://a..b/", " https://evil.example ",
    "https://" + "a" * 3000 + ".example", "https://evil.example/" + "b" * 3000, "https://evil.example/a b\tc\nd",
)  # fmt: skip

#: Nobody sees these, and some turn what comes after them round. Our own separator of marks is not among them.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u061c\u180e\u200e\u200f\u202a-\u202e\u2060-\u2067\ufeff]")
OURS = re.compile(
    r"@U0(?:DIRECTOR|MANAGER|OTHER|OWNER|ADMIN)|#C0SALES|!date\^\d+\^\{date_short_pretty\} at \{time\}(?: \(\{ago\}\))?"
)


def words(seed: int, count: int) -> Iterator[str]:
    """So many hostile strings, the same ones for a seed."""
    dice = random.Random(seed)
    for number in range(count):
        if number % 9 == 8:
            yield dice.choice(LINKS)
        else:
            yield "".join(dice.choice(PIECES) for _ in range(dice.randint(1, 6)))


def read_as_markup(value: Any) -> Iterator[str]:
    """Every text in which Slack reads markup: mrkdwn, and what the notification says."""
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        if isinstance(value.get("text"), str) and "blocks" in value:
            yield value["text"]
        for inner in value.values():
            yield from read_as_markup(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from read_as_markup(inner)


def every_text(value: Any) -> Iterator[str]:
    """Every text that somebody may see, read as markup or not."""
    if isinstance(value, Mapping):
        yield from (
            inner for name, inner in value.items() if name in ("text", "alt_text") and isinstance(inner, str)
        )
        for inner in value.values():
            yield from every_text(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from every_text(inner)


def faults(payload: Any, known: re.Pattern[str] = OURS) -> Iterator[str]:
    """What a message, form or Home does that only its writer wanted: mentions of anybody but `known`, hidden links, the
    unseen."""
    for text in read_as_markup(payload):
        for target, label in entities(text):
            if not known.fullmatch(target) and not shows_where_it_leads(target, label):
                yield f"{target!r} shown as {label!r}"
        left = re.sub(r"(?m)^> ?|<[^<>]+>", "", text)  # a quotation's mark is ours
        if "<" in left or ">" in left:
            yield f"a stray bracket: {text[:200]!r}"
    for text in every_text(payload):
        if found := UNSEEN.search(text):
            yield f"{found.group()!r} in {text[:200]!r}"


def shows_where_it_leads(target: str, label: str) -> bool:
    """Whether a link's words begin with the host that is really asked."""
    if not target.startswith(("http://", "https://", "HTTPS://")):
        return False
    try:
        host = urlsplit(target.replace("\\", "/")).hostname or ""  # as a browser reads it
        host = host.encode("idna").decode()
    except ValueError:
        return False
    return not label or (bool(host) and label.removeprefix("\u2068").startswith(host[:100]))


def surfaces() -> tuple[str, ...]:
    """The samples of all that approvals show: cards, news, lists, forms, and the Homes they stand on."""
    templates = {
        name: template
        for table in (samples.MESSAGES, samples.MODALS)
        for name, (template, _) in table.items()
    }
    ours = (
        name for name, template in templates.items() if "approv" in template or template == "modal/changes.j2"
    )
    return (*ours, *samples.HOMES)


def tried(surface: str, *, seed: int, count: int) -> tuple[int, list[str]]:
    """Fill a surface with so many strings: how many it took, and what went wrong."""
    left, wrong, taken = list(words(seed, count)), list[str](), 0
    while left:
        before = len(left)
        payload = samples.payload(surface, lambda said: left.pop() if left else said)
        taken += before - len(left)
        wrong += faults(payload)
        if len(left) == before:
            break
    return taken, wrong
