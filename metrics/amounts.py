"""An amount as people write it, 6.4M or £6,400,000 or 2.4 %, read into a metric's own unit."""

from __future__ import annotations

import re

from metrics.metric import Unit

AMOUNT = re.compile(
    r"(?P<currency>[£$€¥]|\b[A-Z]{3}\b ?)?\s*(?P<number>\d[\d,. '\u00a0\u202f]*\d|\d)\s*"
    r"(?:(?P<scale>bn|billion|mio|million|mn|m|thousand|tsd|k|b)(?![a-z]))?\s*(?P<mark>%|x(?![a-z])|×|weeks?\b)?",
    re.IGNORECASE,
)
_SCALES = {
    "k": 1e3, "tsd": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6,
    "b": 1e9, "bn": 1e9, "billion": 1e9,
}  # fmt: skip


class NoAmount(ValueError):
    """What was written is no amount of this metric; the message says why."""


def read_amount(text: str, unit: Unit, *, digits: int = 2) -> float:
    """The amount in the metric's unit: money in minor units (`digits` of them), a rate as 0..1.

    Raises NoAmount where there is no number, or a mark that the metric does not have.
    """
    match = AMOUNT.fullmatch(text.strip())
    if match is None:
        raise NoAmount(f"“{text.strip()}” is no amount; write it like 6.4M, 120,000 or 2.4 %")
    value = _number(match["number"]) * _SCALES.get((match["scale"] or "").casefold(), 1)
    mark = (match["mark"] or "").casefold()
    if match["currency"] and unit is not Unit.MONEY:
        raise NoAmount("this metric is not money")
    if mark == "%" and unit is not Unit.RATE:
        raise NoAmount("this metric is not a percentage")
    match unit:
        case Unit.MONEY:
            return float(round(value * 10.0**digits))
        case Unit.RATE:
            return value / 100 if mark == "%" or value > 1 else value
        case Unit.COUNT:
            return round(value)
        case _:
            return value


def _number(text: str) -> float:
    """6.4, 6,400,000, 6.400.000 or 6 400 000: the last mark is a decimal one unless three digits follow it."""
    plain = re.sub(r"[ '\u00a0\u202f]", "", text)
    marks = re.findall(r"[.,]", plain)
    if not marks:
        return float(plain)
    whole, _, after = plain.rpartition(marks[-1])
    several = len(marks) > 1 and len(set(marks)) == 1
    thousands = several or (len(after) == 3 and (marks[-1] == "," or len(set(marks)) > 1))
    digits = re.sub(r"[.,]", "", plain if thousands else whole)
    return float(digits if thousands else f"{digits}.{after}")
