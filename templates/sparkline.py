"""A run of figures in one line of text, where Slack takes no chart: App Home."""

from __future__ import annotations

from collections.abc import Sequence

#: From the lowest to the highest; without the half and the full block, which stand lower in some of Slack's fonts.
BARS = "▁▂▃▅▆▇"
#: A day without a figure: a gap, never a zero.
GAP = "·"


def sparkline(values: Sequence[float | None]) -> str:
    """One sign a value, scaled from the lowest to the highest: ▁▂▇·▅. Empty where nothing is known."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    return "".join(GAP if value is None else _bar((value - low) / span if span else 0.5) for value in values)


def _bar(share: float) -> str:
    return BARS[min(int(share * len(BARS)), len(BARS) - 1)]
