"""The shop's year, by which figures are compared: holidays and weeks from `shop.yaml`, promotions as people entered them."""

from __future__ import annotations

from dataclasses import replace

from babel import Locale

from metrics.shop_year import ShopYear
from shop import Shop
from storage import Store, changes, promotions


class ShoppingYear:
    """Called, it gives the year as it is now: promotions are read anew once anything was changed, else from memory."""

    def __init__(self, shop: Shop, store: Store) -> None:
        """Nothing is read yet."""
        self._store = store
        self._year = ShopYear(countries=countries_of(shop), zone=shop.zone, retail=shop.retail_year)
        self._changed: int | None = None

    def __call__(self) -> ShopYear:
        """The year, one value that does not change under an answer."""
        with self._store.read() as db:
            newest = changes.newest(db)
            if newest != self._changed:
                self._year = replace(self._year, promotions=tuple(promotions.all_of(db)))
                self._changed = newest
        return self._year


def countries_of(shop: Shop) -> tuple[str, ...]:
    """Whose holidays and seasons count: those of the settings, else the country that figures are written for."""
    if shop.countries is not None:
        return shop.countries
    country = Locale.parse(shop.locale).territory
    return (country,) if country else ()
