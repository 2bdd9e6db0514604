"""One spelling for what several platforms name: marketing channels, devices and countries."""

from __future__ import annotations

from functools import cache

from babel import Locale

from warehouse.facts import UNKNOWN

#: GA4's default channel groups, and the same from its API and from Shopify, as this shop's facts spell them.
MARKETING_CHANNELS = {
    name.casefold(): name
    for name in (
        "Affiliates", "Audio", "Cross-network", "Direct", "Display", "Email", "Mobile push notifications",
        "Organic search", "Organic shopping", "Organic social", "Organic video", "Paid other", "Paid search",
        "Paid shopping", "Paid social", "Paid video", "Referral", "SMS", "Unassigned",
    )
} | {"unknown": UNKNOWN, "(other)": "(other)"}  # fmt: skip
DEVICES = {"smart tv": "Smart TV", "connected tv": "Smart TV"}
NOTHING = frozenset({"", "(not set)", "(none)", "unknown", "-", "--", UNKNOWN})
#: Names that platforms use and CLDR has under others.
COUNTRIES = {
    "turkey": "TR",
    "hong kong": "HK",
    "macau": "MO",
    "macao": "MO",
    "czech republic": "CZ",
    "usa": "US",
    "uk": "GB",
}
TERRITORY = 2  # letters of a code


def marketing_channel(name: str) -> str:
    """`Paid Search`, `paid search` → `Paid search`; a group of the shop's own stays as written."""
    cell = name.strip()
    return UNKNOWN if cell.casefold() in NOTHING else MARKETING_CHANNELS.get(cell.casefold(), cell)


def device(name: str) -> str:
    """`mobile` → `Mobile`."""
    cell = name.strip()
    return UNKNOWN if cell.casefold() in NOTHING else DEVICES.get(cell.casefold(), cell.capitalize())


def country(name: str) -> str:
    """The ISO 3166 code of a country's English name or code, as Shopify's orders have it: `Germany` → `DE`."""
    cell = name.strip()
    if cell.casefold() in NOTHING:
        return UNKNOWN
    if len(cell) == TERRITORY and cell.isalpha():
        return cell.upper()
    return _codes().get(cell.casefold().replace("’", "'"), cell)


@cache
def _codes() -> dict[str, str]:
    names = {
        name.casefold().replace("’", "'"): code
        for code, name in Locale("en").territories.items()
        if len(code) == TERRITORY and code.isalpha()
    }
    return {**names, **COUNTRIES}
