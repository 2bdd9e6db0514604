"""What is to be approved: one immutable version after another, its fingerprint, and what changed between two."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

#: Kinds of content people choose from, and what they are called.
KINDS: dict[str, str] = {
    "product_copy": "Product copy",
    "promo_email": "Promotional email",
    "homepage_banner": "Homepage banner",
    "social_post": "Social post",
    "ad": "Ad",
    "other": "Something else",
}

#: Fields in the order people read them, and what they are called.
LABELS: dict[str, str] = {
    "kind": "kind",
    "title": "title",
    "text": "text",
    "link": "link",
    "about": "product or campaign",
    "where": "where it goes live",
    "goes_live": "when it goes live",
    "zone": "time zone",
}

LONGEST: dict[str, int] = {"title": 150, "text": 3_000, "link": 2_000, "about": 150, "where": 150}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What somebody submits. `goes_live` is the local time people said (`2026-11-26T18:00`) in `zone`, or empty."""

    kind: str
    title: str
    text: str = ""
    link: str = ""
    about: str = ""
    where: str = ""
    goes_live: str = ""
    zone: str = ""

    @property
    def sha(self) -> str:
        """The fingerprint of exactly this content: SHA-256 over its normal form, in hexadecimal."""
        return hashlib.sha256(packed(self).encode()).hexdigest()

    @property
    def live_at(self) -> datetime | None:
        """When it goes live, with its zone; None when nobody said."""
        if not self.goes_live:
            return None
        return datetime.fromisoformat(self.goes_live).replace(tzinfo=ZoneInfo(self.zone or "UTC"))


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that differs between two versions."""

    field: str
    label: str
    before: str
    after: str


def normal(content: Content) -> Content:
    """The same content without what nobody sees: odd Unicode forms, spaces at the ends, Windows line ends."""
    return Content(**{name: _normal(value) for name, value in asdict(content).items()})


def packed(content: Content) -> str:
    """The normal form as JSON: equal text exactly when the contents are equal."""
    return json.dumps(asdict(normal(content)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(text: str) -> Content:
    """What `packed` wrote."""
    known = {field.name for field in fields(Content)}
    return Content(**{name: value for name, value in json.loads(text).items() if name in known})


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """The fields that differ, in reading order; empty when the difference could not be seen."""
    old, new = asdict(normal(before)), asdict(normal(after))
    return tuple(
        Change(field=name, label=label, before=old[name], after=new[name])
        for name, label in LABELS.items()
        if old[name] != new[name]
    )


def problems(content: Content) -> Mapping[str, str]:
    """What must be put right before it can be submitted: field → what to do. Empty when all is well."""
    said = normal(content)
    wrong: dict[str, str] = {}
    if said.kind not in KINDS:
        wrong["kind"] = "Choose what kind of content this is."
    if not said.title:
        wrong["title"] = "Give it a title, so that people know it by name."
    if not said.text and not said.link:
        wrong["text"] = "Paste the text, or give a link to it below."
    if said.link and not said.link.startswith(("https://", "http://")):
        wrong["link"] = "Write the whole link, starting with https://."
    if not _is_time(said):
        wrong["goes_live"] = "Write the day and time as 2026-11-26T18:00, or leave it empty."
    for name, most in LONGEST.items():
        if len(getattr(said, name)) > most:
            wrong[name] = f"Keep this within {most:,} characters; put the rest behind a link."
    return wrong


def _normal(value: str) -> str:
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character is none
    return unicodedata.normalize("NFC", whole).replace("\r\n", "\n").strip()


def _is_time(content: Content) -> bool:
    try:
        content.live_at  # noqa: B018
    except (ValueError, ZoneInfoNotFoundError):
        return False
    return True
