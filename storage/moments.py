"""Moments as they stand in the file: UTC text of one width, so that they sort as they happened."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """`moment` (with a zone) as UTC text: `2026-11-23T08:00:00.000000+00:00`. Raises ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """What `stamp` wrote, as a UTC datetime."""
    return datetime.fromisoformat(text)
