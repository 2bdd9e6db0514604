"""Slack's limits kept: `fit` makes a text short enough, `violations` says what Slack would refuse."""

from __future__ import annotations

import re

from templates.block_kit import LIMITS
from templates.checking import violations

__all__ = ["LIMITS", "fit", "violations"]

_LAST_WORD = re.compile(r"\s+\S*$")


def fit(text: str, limit: int) -> str:
    """The text in at most `limit` characters, cut at a word with an ellipsis; before escaping, never after.

    A single word longer than half the limit is cut inside. A limit below one gives an empty text.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = text[: limit - 1]
    words = _LAST_WORD.sub("", cut) if not text[limit - 1].isspace() else cut
    return (words if len(words) >= limit // 2 else cut).rstrip() + "…"
