"""The week in review: the last whole week against a fair one."""

from __future__ import annotations

from datetime import time

from digests.definitions.morning import morning
from digests.digest import Covers, Digest

weekly = Digest(
    name="weekly",
    title="The week in review",
    about="The last whole week against the like week: sales and what went with them, margin, campaigns, products, targets.",
    figures=morning.figures,
    movers=morning.movers,
    also=morning.also,
    at=time(9, 0),
    days=("mon",),
    covers=Covers.WEEK,
    sections=("sales", "targets", "margin", "products", "campaigns", "stock", "site"),
    role="review",
    always=("margin",),
)
