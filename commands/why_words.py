"""The words in which people ask why: "why are net sales down yesterday?", "what moved orders last week?"."""

from __future__ import annotations

import re

_QUESTION = (
    r"why(?:['’]s|['’]d)?|explain|how come|what(?:['’]s| is| was| has| have)?"
    r" (?:moved|moving|drove|driving|driven|changed|behind|caused|happened (?:to|with))"
)
_BEGINS = re.compile(rf"\W*/?(?:{_QUESTION})\b", re.IGNORECASE)
_ASKING = re.compile(
    rf"^\W*(?:(?:{_QUESTION}|did|do|does|is|are|was|were|has|have|we|sell|selling|sold|our|the|me)\b\W*)+",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"\b(?:(?:so|so much|much|a lot|going|gone|gone up|gone down|in)\s+)?(?:down|up|falling|fallen|fall|fell|rising|risen|rise|rose"
    r"|dropping|dropped|drop|growing|grown|grow|grew|lower|higher|changing|changed|change|declin(?:e|ed|ing)|"
    r"increas(?:e|ed|ing)|decreas(?:e|ed|ing)|better|worse|less|so (?:low|high|bad|good|few|many))\b(?!\s+to\b)",
    re.IGNORECASE,
)


_PACE = re.compile(
    r"\b(?:so far )?(?:(?:behind|ahead of|off|below|under|above|over|on|missing|beating) (?:the |our |its |my )?"
    r"(?:pace|target|plan|budget|goal|forecast)s?|(?:vs|against) (?:the |our )?(?:target|plan|budget|goal|forecast)s?)\b",
    re.IGNORECASE,
)


def asks_why(words: str) -> bool:
    """Whether somebody asks why in a whole sentence."""
    return bool(_BEGINS.match(words))


def paced(words: str) -> str | None:
    """The words without those that hold a figure against a target; None where none do."""
    rest = _PACE.sub(" ", words)
    return plain(rest) if rest != words else None


def plain(words: str) -> str:
    """The sentence without the words that only ask and say that something moved."""
    return " ".join(_MOVING.sub(" ", _ASKING.sub("", words)).split()).strip(" ?!.")
