"""What one round of digests works out: each thing once, however many people it goes to."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from digests.digest import Digest
from templates import Message

#: Gives what is known under a key, else makes it.
Once = Callable[[Hashable, Callable[[], Any]], Any]


#: Stands for a reader in what is drawn for many.
ANYBODY = "U00ANYBODY"


def addressed(message: Message, anybody: str, reader: str) -> Message:
    """The same message to one of its readers: their id wherever the one of anybody stands."""
    blocks = json.loads(json.dumps(message.blocks).replace(anybody, reader))
    return replace(message, text=message.text.replace(anybody, reader), blocks=tuple(blocks))


def each_time(_: Hashable, make: Callable[[], Any]) -> Any:
    """Nothing is shared: for whoever asks for one edition."""
    return make()


class Together:
    """Forgotten with its round: what is asked in between (a note, an import) is in the next one."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, made the first time that it is asked for under this key."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


def name_of(digest: Digest) -> Hashable:
    """What tells a digest from others, one that somebody put together from those of its kind too."""
    metrics = [metric.name for metric in (*digest.figures, *digest.also)]
    moved = [(one.metric.name, one.dimension, one.count) for one in digest.movers]
    return (
        digest.name, digest.title, digest.role, digest.covers, digest.sections, digest.always, tuple(metrics), tuple(moved),
    )  # fmt: skip
