"""What a section of a digest is: what it is called, what it finds to tell, and to whom that matters most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digests.ground import Ground
from digests.news import News


@dataclass(frozen=True, kw_only=True)
class Section:
    """`find` looks over an edition's ground; `weights` are what its news matter to a role (director, manager, review), 1 unless said."""

    name: str
    title: str
    about: str
    find: Callable[[Ground], Iterable[News]]
    weights: Mapping[str, float] = field(default_factory=dict)

    def news(self, ground: Ground, role: str) -> Iterator[News]:
        """What it finds that all readers may see, weighed for a role."""
        for one in self.find(ground):
            if all(ground.open_to(metric) for metric, _ in one.shows):
                quiet = any(ground.is_quiet(metric) for metric, _ in one.shows)
                yield replace(one, weight=self.weights.get(role, 1.0), quiet=quiet)


def found_in(sections: Sequence[Section], ground: Ground, role: str) -> list[News]:
    """Everything that some sections find, in their order."""
    return [one for section in sections for one in section.news(ground, role)]
