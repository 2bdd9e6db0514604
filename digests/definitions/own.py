"""A digest that somebody composed of sections: its name and sections stand in its subscription."""

from __future__ import annotations

from dataclasses import replace

from digests.definitions.morning import morning
from digests.digest import Covers, Digest

#: How the names of composed digests begin; what follows is what people call them.
OWN = "own:"

own = Digest(
    name=OWN,
    title="",
    about="Composed of sections.",
    figures=morning.figures,
    movers=morning.movers,
    also=morning.also,
    covers=Covers.SINCE,
)


def name_of(title: str) -> str:
    """The name under which a composed digest is kept; names are parts of keys, which slashes part."""
    return OWN + " ".join(title.replace("/", "∕").split())


def composed(name: str, sections: tuple[str, ...]) -> Digest:
    """A composed digest."""
    return replace(own, name=name, title=name.removeprefix(OWN), sections=sections)
