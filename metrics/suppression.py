"""Of departures that are one story, the one to tell: the node of the tree that explains the others, which go below it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from metrics.alarm import Direction, Strength

#: What each figure follows from, the nearest first: sessions make orders, orders make sales, sales make profit.
FOLLOWS_FROM: Mapping[str, tuple[str, ...]] = {
    "conversion_rate": ("checkout_completion", "reach_checkout_rate", "add_to_cart_rate"),
    "purchases": ("conversion_rate", "sessions"),
    "orders": ("conversion_rate", "sessions"),
    "units": ("orders", "upt"),
    "purchase_revenue": ("purchases", "conversion_rate", "sessions"),
    "net_sales": ("orders", "aov", "units", "purchases", "conversion_rate", "sessions"),
    "gross_sales": ("orders", "units", "conversion_rate", "sessions"),
    "total_sales": ("net_sales", "orders", "conversion_rate", "sessions"),
    "aov": ("upt", "asp"),
    "rps": ("conversion_rate", "aov"),
    "gross_profit": ("net_sales", "gross_margin", "orders", "conversion_rate", "sessions"),
    "blended_roas": ("net_sales", "orders", "spend", "conversion_rate", "sessions"),
    "ad_cost_ratio": ("net_sales", "orders", "spend", "conversion_rate", "sessions"),
}
#: A figure explains another that follows from it where it has moved by at least this share of it (log scale).
EXPLAINS = 0.5


@dataclass(frozen=True, kw_only=True)
class Node:
    """One departure: of a metric (by name), for the whole shop or one segment (“Email” of marketing_channel).

    `worth` is what it may cost, in minor units of money; None where that is not known.
    """

    metric: str
    strength: Strength
    dimension: str = ""
    segment: str = ""
    worth: float | None = None

    @property
    def moved(self) -> float:
        """By how much, on the log scale; a rise to anything from nothing counts as one."""
        departure = self.strength.departure
        if departure.value <= 0 or departure.expected <= 0:
            return math.copysign(1.0, departure.value - departure.expected)
        return math.log(departure.value / departure.expected)


@dataclass(frozen=True, kw_only=True)
class Story:
    """One alert: the node at the root, and what follows from it, for the thread."""

    root: Node
    below: tuple[Node, ...] = field(default=())


def stories(found: Sequence[Node]) -> list[Story]:
    """One story for each root, the strongest first; every departure is in exactly one."""
    roots: dict[int, list[Node]] = {}
    for node in found:
        root = _root(node, found)
        roots.setdefault(id(root), []).append(node)
    told = [
        Story(root=node, below=tuple(one for one in roots[id(node)] if one is not node))
        for node in found
        if id(node) in roots
    ]
    return sorted(told, key=lambda story: -abs(story.root.strength.value))


def _root(node: Node, found: Sequence[Node]) -> Node:
    """What a departure follows from in the end; the node itself where nothing explains it."""
    parents = [one for one in found if one is not node and _explains(one, node)]
    if not parents:
        return node
    # A segment is told under its own total first; among causes the one that explains most leads on.
    whole = [one for one in parents if one.metric == node.metric]
    return _root(max(whole or parents, key=lambda one: abs(one.moved)), found)


def _explains(cause: Node, node: Node) -> bool:
    if cause.metric == node.metric:
        return _holds(cause, node) and cause.strength.direction is node.strength.direction
    if cause.metric not in FOLLOWS_FROM.get(node.metric, ()) or not _is_at(cause, node):
        return False
    return _moves(cause, node) * math.copysign(1, node.moved) >= EXPLAINS * abs(node.moved)


def _moves(cause: Node, node: Node) -> float:
    """What the cause's move does to the figure: more spend or less sales both raise what ads cost of sales."""
    inverse = {("blended_roas", "spend"), ("ad_cost_ratio", "net_sales"), ("ad_cost_ratio", "orders"),
               ("ad_cost_ratio", "conversion_rate"), ("ad_cost_ratio", "sessions")}  # fmt: skip
    return -cause.moved if (node.metric, cause.metric) in inverse else cause.moved


def _holds(whole: Node, part: Node) -> bool:
    """Whether one is the total of what the other is a segment of."""
    return not whole.segment and bool(part.segment)


def _is_at(cause: Node, node: Node) -> bool:
    """Whether the cause is of the same part of the shop, or of all of it."""
    return not cause.segment or (cause.dimension, cause.segment) == (node.dimension, node.segment)


def worst_way(good: str) -> Direction:
    """The direction that is bad news where `good` is the welcome one (a metric's `good`)."""
    return {"up": Direction.DOWN, "down": Direction.UP}.get(good, Direction.BOTH)
