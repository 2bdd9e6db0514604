"""Who reads a digest: what may stand in it there, what is written down of that, and what its owner gets instead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from digests.digest import Digest
from digests.edition import Edition
from metrics.audience import Declared, Surface, level_of
from metrics.metric import Measured, Sensitivity
from metrics.period import Period
from storage.disclosures import Disclosure
from templates import Message, Style, render

#: What everybody who reads a place may see.
Cleared = Callable[[str], Collection[Sensitivity]]


def for_readers(digest: Digest, cleared: Collection[Sensitivity], declared: Declared) -> Digest:
    """The digest as everybody may read it who is cleared for these sensitivities; it may be left without figures."""

    def open_to_them(metric: Measured) -> bool:
        return level_of(metric, declared) in cleared

    return replace(
        digest,
        figures=tuple(filter(open_to_them, digest.figures)),
        also=tuple(filter(open_to_them, digest.also)),
        movers=tuple(one for one in digest.movers if open_to_them(one.metric)),
    )


def marked(message: Message, edition: Edition, place: str, declared: Declared) -> Message:
    """The message, kept out of every place but its own where it holds what not everybody may see.

    Beside its blocks it then says its first line alone: that is what lock screens show.
    """
    if not _restricted(edition, declared):
        return message
    return replace(message, text=message.text.split("\n")[0], cleared=place, restricted=True)


def disclosed(edition: Edition, place: str, now: datetime, declared: Declared) -> list[Disclosure]:
    """What is written down when the edition goes to a place."""
    return [
        Disclosure(
            at=now,
            who=place,
            metric=metric.name,
            start=period.start,
            end=period.end,
            surface=Surface.DIGEST.value,
            place=place,
        )
        for metric, period in _restricted(edition, declared)
    ]


def _restricted(edition: Edition, declared: Declared) -> list[tuple[Measured, Period]]:
    """What not everybody may see in it, each with its days."""
    told = [(one.metric, edition.period) for one in edition.figures if one.asked.value is not None]
    told += [(one.goal.metric, one.goal.period) for one in edition.paces]
    if edition.front:
        told += [one for news in (*edition.front.told, *edition.front.rest) for one in news.shows]
    told = list(dict.fromkeys(told))
    return [one for one in told if level_of(one[0], declared) is Sensitivity.RESTRICTED]


def elsewhere(digest: Digest, message: Message, place: str, why: str, style: Style) -> Message:
    """For the owner: today's edition, which its place may not read, and why."""
    told = render(
        "digest/elsewhere.j2",
        message=message,
        place=place,
        why=why,
        buttons=[("Change or stop", "digest.settings", digest.name)],
        style=style,
    )
    return replace(told, restricted=message.restricted)


def kept_from(figures: Sequence[Measured], cleared: Collection[Sensitivity], declared: Declared) -> bool:
    """Whether a place is left without a single figure."""
    return all(level_of(one, declared) not in cleared for one in figures)
