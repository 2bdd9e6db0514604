"""“net sales down 15% vs last week in #ecom”, read into an alert and said back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape

from babel.numbers import get_currency_precision

from commands.answering import read_words
from commands.context import Ask, Context
from commands.grammar import Menu, Unreadable
from metrics.alarm import USUAL
from metrics.amounts import NoAmount, read_amount
from metrics.facts import SAID
from metrics.metric import Cover, Measured, Unit
from metrics.sourcing import is_beside
from metrics.watching import Against, Kind, usual
from storage.alerts import Alert
from templates.filters import Words

PLACE = re.compile(
    r"(?:\b(?:in|to)\s+)?<#([CG][A-Z0-9]+)(?:\|[^>]*)?>|\b(?:in |to )?(here|me)\b", re.IGNORECASE
)
URGENT = re.compile(r"[,;]?\s*\burgent(?:ly)?\b", re.IGNORECASE)
WEEKLY = re.compile(r"\b(?:weekly|by week|per week|a week|each week)\b", re.IGNORECASE)
AGAINST = re.compile(
    r"\b(?:vs\.?|versus|against|than|from|compared (?:with|to))\s+(?:the )?"
    r"(normal|usual|yesterday|day before|last week|week before|last year|ly|year before)\b",
    re.IGNORECASE,
)
MEANT = {
    "normal": Against.NORMAL, "usual": Against.NORMAL, "yesterday": Against.YESTERDAY,
    "day before": Against.YESTERDAY, "last week": Against.LAST_WEEK, "week before": Against.LAST_WEEK,
    "last year": Against.LAST_YEAR, "ly": Against.LAST_YEAR, "year before": Against.LAST_YEAR,
}  # fmt: skip
SILENT = re.compile(r"\b(?:(?:is|goes|falls)\s+)?(?:silent|late|missing|stale)\b", re.IGNORECASE)
COVER = re.compile(
    r"\b(?:stock[- ]?outs?(?: risk)?|runs? out(?: of stock)?|(?:weeks of |stock )?cover)\b", re.IGNORECASE
)
BUDGET = re.compile(
    r"\bspend\b.*?(?:\bover budget\b|\b(?:over|above|>)\s*(?P<amount>[£$€]?\s?\d[\d.,]*\s*[kKmM]?)\b)",
    re.IGNORECASE,
)
MONTHLY = re.compile(r"\b(?:this|a|per|each|the) month\b|\bmtd\b|\bmonthly\b|\bbudget\b", re.IGNORECASE)
UNUSUAL = re.compile(
    r"\b(?:(?:is|looks?)\s+)?(?:unusual(?:ly)?|anomal(?:y|ies|ous)|odd|strange|unexpected|not normal)\b",
    re.IGNORECASE,
)
DOWN_ONLY = re.compile(r"\b(?:low|down|drops?|falls?)\b", re.IGNORECASE)
UP_ONLY = re.compile(r"\b(?:high|up|rises?|jumps?)\b", re.IGNORECASE)
_AMOUNT = r"[-−–+±]?\s*(?:[£$€¥]\s?)?\d[\d.,]*\s*(?:(?:k|m|bn|million)\b|%|x\b|×|weeks?\b)?"
MOVE = re.compile(
    r"(?:\b(?:is|are|goes|going)\s+)?(?:"
    r"(?P<down>\b(?:down|falls?|fell|drops?|dropped|declines?|decreases?|below|under|less than|lower than|lower)\b|≤|<=?)|"
    r"(?P<up>\b(?:up|rises?|rose|jumps?|grows?|grew|increases?|above|over|more than|higher than|higher|exceeds?)\b|≥|>=?)|"
    r"(?P<both>\b(?:moves?|changes?|differs?|off)\b|±))"
    rf"\s*(?:by|of|to)?\s*(?P<amount>{_AMOUNT})?",
    re.IGNORECASE,
)
#: Words that speak of a level rather than of a change.
LEVEL = re.compile(
    r"^(?:below|under|less than|lower than|above|over|more than|higher than|exceeds?|[<>≤≥]=?)$",
    re.IGNORECASE,
)
EXAMPLES = (
    "/alert net sales down 15%",
    "/alert conversion rate below 2%",
    "/alert anything unusual here",
    "/alert stock-out risk",
)


class NotAnAlert(Exception):
    """What was written is no alert; the message says why."""


def read(text: str, ask: Ask, context: Context) -> Alert:
    """The alert in the words, for the asker's own messages unless a place is named; raises NotAnAlert."""
    words, place = _take_place(unescape(text), ask)
    words, urgent = _take(URGENT, words)
    words, weekly = _take(WEEKLY, words)
    words, against = _take_against(words)
    alert = Alert(
        kind=Kind.CHANGE, size=0.0, place=place, owner=ask.person.id, urgent=urgent, weekly=weekly,
        against=against,
    )  # fmt: skip
    return (
        _silent(words, alert, context)
        or _cover(words, alert)
        or _budget(words, alert, context)
        or (_unusual(words, alert, context) or _moving(words, alert, context))
    )


def said(alert: Alert, context: Context) -> str:
    """An alert in words: “Sessions down 15 % vs normal”."""
    words = Words(context.style)
    way = {"down": "down", "up": "up", "both": "up or down"}[alert.direction]
    match Kind(alert.kind):
        case Kind.SILENT:
            label = sources_of(context).get(alert.metric, alert.metric)
            return f"{label or 'Any source'} silent or broken"
        case Kind.COVER:
            return f"Products with less than {words.amount(alert.size, 'weeks')} of stock{_part(alert)}"
        case Kind.UNUSUAL if not alert.metric:
            return f"Anything unusual ({way})"
    metric = context.catalog.named(alert.metric)
    weekly = ", by the week" * alert.weekly
    match Kind(alert.kind):
        case Kind.UNUSUAL:
            return f"{metric.label}{_part(alert)} unusual ({way}){weekly}"
        case Kind.BUDGET:
            return f"{metric.label}{_part(alert)} over {words.amount(alert.size, metric.unit)} in a month"
        case Kind.THRESHOLD:
            level = "below" if alert.direction == "down" else "above"
            return f"{metric.label}{_part(alert)} {level} {words.amount(alert.size, metric.unit)}{weekly}"
        case _:
            share = f"{100 * alert.size:.3g} %"
            return f"{metric.label}{_part(alert)} {way} {share} vs {alert.against}{weekly}"


def sources_of(context: Context) -> dict[str, str]:
    """Every source that has delivered anything, and what people call it."""
    return {one.source: one.label for table in SAID for one in context.facts.coverage(table)}


# --- the parts of the sentence ---------------------------------------------------------------------


def _take(pattern: re.Pattern[str], words: str) -> tuple[str, bool]:
    left = " ".join(pattern.sub(" ", words).split())
    return left, left != " ".join(words.split())


def _take_place(text: str, ask: Ask) -> tuple[str, str]:
    """Where: a channel that is named, `here`, else the asker's own messages."""
    found = PLACE.search(text)
    if found is None:
        return text, ask.person.id
    left = text[: found.start()] + " " + text[found.end() :]
    if found[1]:
        return left, found[1]
    is_channel = (found[2] or "").casefold() == "here" and ask.channel and not ask.channel.startswith("D")
    return left, ask.channel if is_channel else ask.person.id


def _take_against(words: str) -> tuple[str, str]:
    found = AGAINST.search(words)
    if found is None:
        return words, Against.NORMAL.value
    return f"{words[: found.start()]} {words[found.end() :]}", MEANT[found[1].casefold()].value


def _silent(words: str, alert: Alert, context: Context) -> Alert | None:
    if not SILENT.search(words):
        return None
    rest = " ".join(
        re.sub(r"\b(?:any|a|source|sources)\b", " ", SILENT.sub(" ", words), flags=re.IGNORECASE).split()
    )
    kept = context.shop.sources
    known = sources_of(context)
    wanted = [
        source
        for source, label in known.items()
        if rest.casefold() in (source.casefold(), label.casefold())
        or (rest and label.casefold().startswith(rest.casefold()))
    ]
    if rest and not wanted:
        raise NotAnAlert(f"I know no source called “{rest}”; there is {_or(known.values())}.")
    source = wanted[0] if rest else ""
    if source and source not in kept:
        raise NotAnAlert(f"shop.yaml does not say when {known[source]} usually arrives (`sources:`, `lag`).")
    return replace(alert, kind=Kind.SILENT, metric=source, size=usual(Kind.SILENT), weekly=False)


def _cover(words: str, alert: Alert) -> Alert | None:
    if not COVER.search(words):
        return None
    found = re.search(r"(\d+(?:[.,]\d+)?)\s*(day|week)?", words)
    size = float(found[1].replace(",", ".")) / (7 if found[2] == "day" else 1) if found else usual(Kind.COVER)
    return replace(alert, kind=Kind.COVER, size=size, weekly=False)


def _budget(words: str, alert: Alert, context: Context) -> Alert | None:
    found = BUDGET.search(words)
    if found is None or not MONTHLY.search(words):
        return None
    metric = context.catalog.named("spend")
    if not found["amount"]:
        raise NotAnAlert("Which budget? Say it: `/alert spend over 20k this month`.")
    size = _amount(found["amount"], metric, context)
    rest = MONTHLY.sub(" ", f"{words[: found.start('amount')]} {words[found.end('amount') :]}")
    _, scope, about = _metric(re.sub(r"\b(?:over|above)\b|>", " ", rest, flags=re.IGNORECASE), context)
    return replace(
        alert, kind=Kind.BUDGET, metric="spend", scope=scope, about=about, direction="up", size=size
    )


def _unusual(words: str, alert: Alert, context: Context) -> Alert | None:
    if not UNUSUAL.search(words):
        return None
    rest = " ".join(
        re.sub(
            r"\b(?:anything|everything|whatever|any|in)\b", " ", UNUSUAL.sub(" ", words), flags=re.IGNORECASE
        ).split()
    )
    way = "down" if DOWN_ONLY.search(rest) else "up" if UP_ONLY.search(rest) else "both"
    rest = UP_ONLY.sub(" ", DOWN_ONLY.sub(" ", rest)).strip(" ,")
    metric, scope, about = _metric(rest, context) if rest else (None, "", "")
    return replace(
        alert, kind=Kind.UNUSUAL, metric=metric.name if metric else "", scope=scope, about=about,
        direction=way, size=USUAL, weekly=alert.weekly and metric is not None,
    )  # fmt: skip


def _moving(words: str, alert: Alert, context: Context) -> Alert:
    found = MOVE.search(words)
    if found is None:
        raise NotAnAlert("I can't tell when to speak: say which way, and by how much.")
    metric, scope, about = _metric(f"{words[: found.start()]} {words[found.end() :]}", context)
    amount = re.sub(r"\s+", "", found["amount"] or "").replace("−", "-").replace("–", "-")
    way = "down" if found["down"] else "up" if found["up"] else "both"
    verb = re.sub(r"^(?:is|are|goes|going)\s+", "", found[way]).strip()
    is_level = bool(LEVEL.match(verb)) and amount[:1] not in ("-", "+", "±")
    if amount.endswith("%") and metric.unit is not Unit.RATE:
        is_level = False
    common = replace(alert, metric=metric.name, scope=scope, about=about, direction=way)
    if not is_level:
        return replace(common, kind=Kind.CHANGE, size=_share(amount))
    if way == "both":
        raise NotAnAlert("A threshold has one side: say `below` or `above`.")
    if not amount:
        raise NotAnAlert(f"{metric.label} {verb} what? Say the amount.")
    return replace(common, kind=Kind.THRESHOLD, size=_amount(amount, metric, context))


def _metric(words: str, context: Context) -> tuple[Measured, str, str]:
    """The one figure and part of the shop that words name."""
    if not words.strip(" ,"):
        raise NotAnAlert("Which figure?")
    try:
        found = read_words(" ".join(words.split()).strip(" ,"), context)
    except Unreadable as problem:
        raise NotAnAlert(problem.message) from problem
    if isinstance(found, Menu):
        raise NotAnAlert(f"{found.question} Say {_or(label for label, _ in found.choices)}.")
    if (
        len(found.metrics) != 1
        or len(found.filters) > 1
        or any(len(of) != 1 for of in found.filters.values())
    ):
        raise NotAnAlert("An alert is for one figure, of the shop or of one part of it.")
    metric = found.metrics[0]
    if is_beside(metric):
        raise NotAnAlert(f"{metric.label} is told by single requests, which remind people by themselves.")
    if isinstance(metric, Cover) or any(part.latest for part in metric.parts):
        raise NotAnAlert(f"{metric.label} is counted at a moment. For stock, say `/alert stock-out risk`.")
    scope, labels = next(iter(found.filters.items()), ("", ("",)))
    return metric, scope, labels[0]


def _share(amount: str) -> float:
    digits = re.sub(r"[^\d.,]", "", amount).replace(",", ".")
    if not digits:
        return usual(Kind.CHANGE)
    if amount and not amount.endswith("%"):
        raise NotAnAlert("Say a change in per cent: `down 15%`. For a level, say `below` or `above`.")
    share = float(digits) / 100
    if not 0 < share <= 10:
        raise NotAnAlert("A change must be more than nothing.")
    return share


def _amount(text: str, metric: Measured, context: Context) -> float:
    try:
        return read_amount(text, metric.unit, digits=get_currency_precision(context.currency))
    except NoAmount as problem:
        raise NotAnAlert(f"I can't take that as an amount: {problem}.") from problem


def _part(alert: Alert) -> str:
    return f" for {alert.about}" if alert.about else ""


def _or(labels: Iterable[str]) -> str:
    return " or ".join(f"“{label}”" for label in list(labels)[:5])
