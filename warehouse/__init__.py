"""Where the numbers come from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.freshness import Coverage, Load
    from warehouse.lookup import Campaign, Product
    from warehouse.query import Top
    from warehouse.reader import Warehouse

__all__ = ["Campaign", "Coverage", "Load", "Product", "Top", "Warehouse"]

#: Looked up when first named: importing files needs neither pandas nor SQLAlchemy, half of the bot's memory.
_ROOMS = {
    "Campaign": "lookup",
    "Coverage": "freshness",
    "Load": "freshness",
    "Product": "lookup",
    "Top": "query",
    "Warehouse": "reader",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        raise AttributeError(name)
    return getattr(import_module(f"warehouse.{_ROOMS[name]}"), name)
