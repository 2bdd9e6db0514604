"""What a policy may name: people by id, kinds and fields of content, zones and moments; each with its way out."""

from __future__ import annotations

import difflib
from datetime import datetime
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

from approvals.content import KINDS, LABELS

#: What other tools call the fields of a content.
ALIASES: dict[str, tuple[str, ...]] = {
    "body": ("text",),
    "cta": ("text",),
    "discount_pct": ("discount",),
    "discount_ends": ("ends",),
    "legal_note": ("terms",),
    "assets": ("link", "asset_sha"),
    "internal_note": ("note",),
}


def _user(value: str) -> str:
    if len(value) < 3 or value[0] not in "UW" or not value.isalnum() or not value.isupper():
        raise ValueError(
            f"“{value}” is no Slack user id: anyone can take a name, so write the id (profile, ⋯, Copy member ID)"
        )
    return value


def kind_named(value: str) -> str:
    """A kind of content; raises ValueError."""
    return known_as(value, tuple(KINDS), "kind of content")


def known_as(value: str, known: tuple[str, ...], what: str) -> str:
    """The value, where it is known; raises ValueError with what may have been meant."""
    if value in known:
        return value
    near = difflib.get_close_matches(value, known, n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(known)}"
    raise ValueError(f"there is no {what} `{value}`; {hint}")


def fields_named(name: str) -> tuple[str, ...]:
    """The fields of a content by a name here, or by what other tools call them; raises ValueError."""
    return ALIASES.get(name) or (known_as(name, tuple(LABELS), "field"),)


def _zone(value: str) -> str:
    if value not in available_timezones():
        near = difflib.get_close_matches(value, available_timezones(), n=1)
        raise ValueError(f"write an IANA zone such as {near[0] if near else 'Europe/London'}")
    return value


def _moment(value: str) -> str:
    try:
        if datetime.fromisoformat(value).tzinfo is None:
            return value
    except ValueError:
        pass
    raise ValueError('write the local day and time in quotes, such as "2026-11-26 00:00"')


User = Annotated[str, AfterValidator(_user)]
Kind = Annotated[str, AfterValidator(kind_named)]
Zone = Annotated[str, AfterValidator(_zone)]
Moment = Annotated[str, AfterValidator(_moment)]
