"""A director's morning: the pace to target, margin by line, what to decide, what waits for a yes."""

from __future__ import annotations

from digests.definitions.morning import morning
from digests.digest import Covers, Digest

director = Digest(
    name="director",
    title="The director's morning",
    about="Pace to target, sales, margin by line, the one thing to decide, and what waits for a yes.",
    figures=morning.figures,
    movers=morning.movers,
    also=morning.also,
    covers=Covers.SINCE,
    sections=("targets", "sales", "margin", "campaigns", "stock", "products", "site"),
    role="director",
    always=("targets", "margin"),
    personal=True,
)
