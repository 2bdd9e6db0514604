"""What one may do from a digest's own message: look further, and say how it comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digests.edition import Edition
from metrics.period import dates
from storage.subscriptions import Subscription

#: Its label, its action and its value; several (label, value) pairs make it a menu.
Button = tuple[str, str, str] | tuple[str, str, Sequence[tuple[str, str]]]


def buttons_of(edition: Edition, subscription: Subscription | None) -> list[Button]:
    """The buttons, and what no longer fits in a row under ⋯; each answers the one who presses it.

    `subscription` is what brings the message; None for one that was only asked for.
    """
    details = f"net sales by sales channel {_days(edition)}"
    waits: list[Button] = [("What waits", "approval.list", "")] if edition.waiting else []
    whys = tuple(_whys(edition))
    return [
        ("Details", "kpi.run", details),
        *([("Why", "why.run", whys)] if whys else []),
        *waits,
        *(how_it_comes(subscription) if subscription else [_settings(edition.digest.name)]),
    ]


def how_it_comes(subscription: Subscription) -> list[Button]:
    """What its owner may say of a digest that comes: when, how often, and whether at all."""
    target = target_of(subscription)
    return [
        ("Move the hour", "digest.move", target),
        how_often(subscription),
        ("Snooze", "digest.snooze", target),
        ("Stop", "digest.stop", target),
    ]


def how_often(subscription: Subscription) -> Button:
    """The other way than it comes now: only on days with something unusual, or each time."""
    target = target_of(subscription)
    if subscription.only_unusual:
        return ("Every time again", "digest.every", target)
    return ("Only when unusual", "digest.unusual", target)


def target_of(subscription: Subscription) -> str:
    """What a button says of which digest it means: `morning/C123`."""
    return f"{subscription.digest}/{subscription.place}"


def _settings(digest: str) -> Button:
    return ("Change or stop", "digest.settings", digest)


def _days(edition: Edition) -> str:
    """The days told of and what they are held against, as a question says them."""
    if edition.period.days > 1:
        return f"{dates(edition.period)} vs {dates(edition.baseline)}"
    compared = "vs ly" if (edition.period.start - edition.baseline.start).days > 7 else "vs previous"
    return f"{edition.period.start.isoformat()} {compared}"


def _whys(edition: Edition) -> Iterator[tuple[str, str]]:
    """Each figure that changed, and each segment that moved one, with the words that ask why."""
    days = f"{dates(edition.period)} vs {dates(edition.baseline)}"
    for figure in edition.figures:
        if figure.change:
            yield figure.metric.label, f"{figure.metric.label} {days}"
    for moved in edition.moved:
        what, where = moved.movers.metric.label, moved.movers.dimension.replace("_", " ")
        for one in moved.comparisons:
            if one.change and one.asked.segment:
                name = one.label or one.asked.segment
                yield f"{what}: {name}", f'{what} where {where} = "{one.asked.segment}" {days}'
