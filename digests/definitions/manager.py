"""A manager's morning: campaigns, products, stock and content that is due."""

from __future__ import annotations

from digests.definitions.morning import morning
from digests.digest import Covers, Digest

manager = Digest(
    name="manager",
    title="The manager's morning",
    about="Campaigns against their budgets, products, stock that runs out, and content that is due.",
    figures=morning.figures,
    movers=morning.movers,
    covers=Covers.SINCE,
    sections=("campaigns", "products", "stock", "content", "sales", "site", "targets"),
    role="manager",
    personal=True,
)
