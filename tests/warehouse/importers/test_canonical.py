"""One spelling for channels, devices and countries."""

from __future__ import annotations

import pytest

from warehouse.importers.canonical import country, device, marketing_channel


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Paid Search", "Paid search"),
        ("email", "Email"),
        ("(not set)", "(unknown)"),
        ("Influencers", "Influencers"),
    ],
)
def test_marketing_channels_have_one_spelling(written: str, kept: str) -> None:
    assert marketing_channel(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"), [("mobile", "Mobile"), ("smart tv", "Smart TV"), ("", "(unknown)")]
)
def test_devices_have_one_spelling(written: str, kept: str) -> None:
    assert device(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("United Kingdom", "GB"),
        ("gb", "GB"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Hong Kong", "HK"),
        ("(not set)", "(unknown)"),
        ("Atlantis", "Atlantis"),
    ],
)
def test_countries_are_codes_as_shopifys_orders_have_them(written: str, kept: str) -> None:
    assert country(written) == kept
