"""What is to be approved: one immutable version after another, its fingerprint, and what changed between two."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from delivery.localtime import instant

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
    "price": "price",
    "discount": "discount",
    "ends": "when the offer ends",
    "terms": "small print",
    "link": "link",
    "asset_sha": "what stands behind the link",
    "about": "product or campaign",
    "skus": "products",
    "campaign": "campaign",
    "line": "product line",
    "where": "where it goes live",
    "markets": "markets",
    "goes_live": "when it goes live",
    "until": "until when it may go live",
    "zone": "time zone",
    "note": "internal note",
}

#: What the fields are about, as a policy names them. What is in `meta` never voids anybody's yes.
GROUPS: dict[str, frozenset[str]] = {
    "copy": frozenset({"title", "text"}),
    "claim": frozenset({"price", "discount", "ends", "terms"}),
    "art": frozenset({"link", "asset_sha"}),
    "place": frozenset({"kind", "about", "skus", "campaign", "line", "where", "markets"}),
    "when": frozenset({"goes_live", "until", "zone"}),
    "meta": frozenset({"note"}),
}

#: Everything that a yes is about.
MATERIAL = frozenset(LABELS) - GROUPS["meta"] - GROUPS["when"]

LONGEST: dict[str, int] = {
    "title": 150,
    "text": 3_000,
    "link": 2_000,
    "about": 150,
    "where": 150,
    "price": 40,
    "terms": 1_000,
    "skus": 2_000,
    "campaign": 150,
    "line": 150,
    "markets": 200,
    "note": 1_000,
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What somebody submits, as they said it: `goes_live`, `until` and `ends` are local times (`2026-11-26T18:00`) in
    `zone`, `discount` is in per cent, `skus` and `markets` (ISO 3166 codes) are parted by commas; empty where nobody said.
    `asset_sha` is the SHA-256 of the bytes behind `link`, where they could be read.
    """

    kind: str
    title: str
    text: str = ""
    link: str = ""
    asset_sha: str = ""
    price: str = ""
    discount: str = ""
    ends: str = ""
    terms: str = ""
    about: str = ""
    skus: str = ""
    campaign: str = ""
    line: str = ""
    where: str = ""
    markets: str = ""
    goes_live: str = ""
    until: str = ""
    zone: str = ""
    note: str = ""

    @property
    def sha(self) -> str:
        """The fingerprint of exactly this content: SHA-256 over its normal form, in hexadecimal."""
        return hashlib.sha256(packed(self).encode()).hexdigest()

    @property
    def live_at(self) -> datetime | None:
        """When it goes live, with its zone; None when nobody said."""
        return self._moment(self.goes_live)

    @property
    def live_until(self) -> datetime | None:
        """Until when it may go live (not included), with its zone; None when nobody said."""
        return self._moment(self.until)

    def _moment(self, local: str) -> datetime | None:
        """A local time that is skipped is the first moment after the gap; one that comes twice is the first."""
        if not local:
            return None
        said, zone = datetime.fromisoformat(local), ZoneInfo(self.zone or "UTC")
        return instant(said.date(), said.time(), zone).astimezone(zone)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that differs between two versions."""

    field: str
    label: str
    before: str
    after: str


def normal(content: Content) -> Content:
    """The same content without what nobody sees: odd Unicode forms, spaces at the ends, Windows line ends."""
    return Content(**{name: _normal(value) for name, value in vars(content).items()})


def packed(content: Content) -> str:
    """The normal form as JSON: equal text exactly when the contents are equal."""
    return json.dumps(vars(normal(content)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(text: str) -> Content:
    """What `packed` wrote."""
    known = {field.name for field in fields(Content)}
    return Content(**{name: value for name, value in json.loads(text).items() if name in known})


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """The fields that differ, in reading order; empty when the difference could not be seen."""
    old, new = vars(normal(before)), vars(normal(after))
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
    for name in ("goes_live", "until", "ends"):
        if not _is_time(getattr(said, name), said.zone):
            wrong[name] = "Write the day and time as 2026-11-26T18:00, or leave it empty."
    if said.goes_live and said.until and not wrong and said.until <= said.goes_live:
        wrong["until"] = "Choose a moment after the one at which it goes live, or leave it empty."
    if said.discount and not _is_percent(said.discount):
        wrong["discount"] = "Write the discount as a number of per cent from 0 to 100, such as 25."
    for name, most in LONGEST.items():
        if len(getattr(said, name)) > most:
            wrong[name] = f"Keep this within {most:,} characters; put the rest behind a link."
    return wrong


def _normal(value: str) -> str:
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character is none
    return unicodedata.normalize("NFC", whole).replace("\r\n", "\n").strip()


def _is_time(local: str, zone: str) -> bool:
    try:
        return not local or bool(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone or "UTC")))
    except (ValueError, ZoneInfoNotFoundError):
        return False


def _is_percent(words: str) -> bool:
    try:
        return 0 <= Decimal(words) <= 100
    except InvalidOperation:
        return False
