"""The words of incidents: by how much a figure is off, and how it ended."""

from __future__ import annotations

from templates import numbers

ENDED = {
    "back to normal": "back to normal",
    "the new normal": "no longer off, for this is its new level",
    "restated": "not so after all: the figures were restated",
    "false alarm": "a false alarm",
    "its alert was stopped": "no longer watched",
}


def off_by(value: float, expected: float) -> str:
    """How far a figure is off, as a share of what was expected: −34 %, +12 %."""
    share = 100 * (value / expected - 1)
    return f"{numbers.MINUS if share < 0 else '+'}{abs(share):.0f}{numbers.SPACE}%"


def ended_words(ended: str) -> str:
    """How an incident ended, in words."""
    return ENDED.get(ended, ended)
