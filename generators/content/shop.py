"""A shop: who buys, from where, and what there is to buy."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.content import faker_pool
from generators.content.faker_pool import Vocabulary
from generators.content.people import distinct
from generators.lines.blocks import Bits, Ints
from generators.lines.random_draws import SETUP_PEOPLE, SLOTS, Draws, apportion, table, zipf
from generators.lines.settings import SettingRange, setting

GOODS: Final = {
    "lighting": {
        "desk lamp": (19, 89),
        "floor lamp": (49, 249),
        "lantern": (12, 59),
        "string lights": (9, 34),
        "night light": (6, 24),
    },
    "kitchen": {
        "teapot": (19, 69),
        "mug": (5, 16),
        "bowl": (6, 29),
        "pan": (24, 119),
        "cutting board": (12, 49),
        "apron": (12, 39),
        "jar": (3, 14),
    },
    "garden": {
        "watering can": (9, 39),
        "planter": (8, 79),
        "hammock": (29, 149),
        "hose": (15, 69),
        "bird house": (14, 49),
    },
    "office": {
        "notebook": (3, 19),
        "pen": (1, 12),
        "folder": (2, 9),
        "stapler": (5, 24),
        "calendar": (7, 24),
        "desk mat": (12, 45),
    },
    "clothing": {
        "scarf": (12, 49),
        "sweater": (29, 119),
        "raincoat": (39, 159),
        "socks": (4, 15),
        "cap": (9, 32),
        "gloves": (12, 59),
    },
    "toys": {"kite": (9, 39), "puzzle": (8, 34), "yo-yo": (3, 14), "building blocks": (19, 99), "plush bear": (12, 45)},
    "travel": {
        "backpack": (35, 159),
        "suitcase": (69, 299),
        "water bottle": (9, 39),
        "umbrella": (9, 45),
        "map case": (12, 39),
    },
}
"""Category -> what it holds, and from what to what it costs; a colour makes a product of it."""

_QUANTITIES: Final = (1, 2, 3, 4, 5, 6, 8, 10, 12, 24)
_MARKETS: Final = (
    *("US", "DE", "GB", "FR", "JP", "CA", "AU", "NL", "IT", "ES", "KR", "SE", "CH", "AT", "BE", "PL", "DK", "NO"),
    *("FI", "IE", "BR", "PT", "MX", "NZ", "IN", "CZ", "SG", "GR", "HU", "RO", "ZA", "IL", "TR", "CL", "LU", "EE"),
    *("SI", "LT", "LV", "IS"),
)
"""Countries that the shop sells to, the largest first, but for the one that is its home."""

_CENTS: Final = 100


@dataclass(frozen=True, kw_only=True)
class ShopSettings(faker_pool.PoolSettings):
    """The settings of a shop."""

    customers: int = setting(8_000, "distinct customers", SettingRange(1, 30_000))
    customer_skew: float = setting(0.6, "exponent of Zipf's law for customers", SettingRange(0, 2))
    products: int = setting(1_200, "distinct products", SettingRange(1, 12_000))
    product_skew: float = setting(0.9, "exponent of Zipf's law for products", SettingRange(0, 2))
    country_skew: float = setting(1.1, "exponent of Zipf's law for the customers of a country", SettingRange(0, 2))


@dataclass(frozen=True, slots=True)
class Product:
    """Something to buy, its price in cents."""

    category: str
    name: str
    price: int


class Shop:
    """The tables that orders are drawn from."""

    def __init__(self, settings: ShopSettings, vocabulary: Vocabulary, secret: int) -> None:
        draws = Draws(secret, SETUP_PEOPLE)
        values = vocabulary.values
        self.quantities = np.array(_QUANTITIES)
        self.countries = _countries(settings.locale)
        homes = table(apportion(zipf(len(self.countries), settings.country_skew), SLOTS))
        self.country_of = homes.take(draws.several(settings.customers, SLOTS)).astype(np.int64)
        names = [draws.pick(values["name"]).replace(",", "") for _ in range(settings.customers)]
        numbers = distinct(settings.customers, draws)
        self.customers = list(zip(numbers, names, self.country_of.tolist(), strict=True))
        self.categories = list(GOODS)
        self.products = _products(settings.products, values["color_name"], draws)
        self.category_of = np.array([self.categories.index(product.category) for product in self.products])
        self.price_of = np.array([product.price for product in self.products])
        self._customers = table(apportion(zipf(settings.customers, settings.customer_skew), SLOTS))
        self._products = table(apportion(zipf(settings.products, settings.product_skew), SLOTS))
        self._quantities = table(apportion(zipf(len(_QUANTITIES), 1.8), SLOTS))

    def customer(self, bits: Bits) -> Ints:
        """Return the index of a customer for each order."""
        return self._customers.take(bits).astype(np.int64)

    def product(self, bits: Bits) -> Ints:
        """Return the index of a product for each order."""
        return self._products.take(bits).astype(np.int64)

    def quantity(self, bits: Bits) -> Ints:
        """Return the index of a quantity for each order."""
        return self._quantities.take(bits).astype(np.int64)


def _countries(locale: str) -> list[str]:
    """Return the countries that the shop sells to, that of its locale first."""
    return list(dict.fromkeys([*filter(None, [locale.partition("_")[2]]), *_MARKETS]))


def _products(count: int, colours: tuple[str, ...], draws: Draws) -> list[Product]:
    """Return products that differ in colour or kind; where those run out, a model number tells them apart."""
    found: dict[str, Product] = {}
    categories = list(GOODS)
    while len(found) < count:
        category = draws.pick(categories)
        kind = draws.pick(list(GOODS[category]))
        name = f"{_space(draws.pick(colours))} {kind}"
        name = f"{name} {2 + draws.below(count)}" if name in found else name
        low, high = GOODS[category][kind]
        price = low * _CENTS + draws.below(draws.below((high - low) * _CENTS) + 1)
        found.setdefault(name, Product(category, name, price // 10 * 10 + 9))
    return list(found.values())


def _space(colour: str) -> str:
    """Return the name of a colour in words: `LemonChiffon` is Faker's."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", colour).capitalize()
