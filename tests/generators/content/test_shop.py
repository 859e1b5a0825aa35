import numpy as np

from generators.content import faker_pool
from generators.content.shop import GOODS, Shop, ShopSettings
from generators.lines.random_draws import SLOTS
from tests.generators.making.making_data import SEED

BITS = np.arange(SLOTS, dtype=np.uint16)


def test_a_shop_has_as_many_customers_and_products_as_asked() -> None:
    shop = Shop(ShopSettings(customers=3_000, products=12_000), faker_pool.load(SEED, "en_US"), 1)

    assert len({number for number, _, _ in shop.customers}) == 3_000
    assert len({product.name for product in shop.products}) == 12_000
    assert set(shop.customer(BITS).tolist()) == set(range(3_000))
    assert set(shop.product(BITS).tolist()) == set(range(12_000))


def test_no_field_holds_a_comma() -> None:
    shop = Shop(ShopSettings(), faker_pool.load(SEED, "ja_JP"), 1)

    assert not any("," in name for _, name, _ in shop.customers)
    assert not any("," in product.name for product in shop.products)


def test_a_price_fits_what_is_sold() -> None:
    for product in Shop(ShopSettings(products=3_000), faker_pool.load(SEED, "en_US"), 1).products:
        kind = next(kind for kind in GOODS[product.category] if kind in product.name)
        low, high = GOODS[product.category][kind]
        assert low * 100 <= product.price < high * 100 + 10


def test_prices_are_whole_cents_that_end_in_nine() -> None:
    shop = Shop(ShopSettings(), faker_pool.load(SEED, "en_US"), 1)

    assert {product.price % 10 for product in shop.products} == {9}
    assert shop.quantities.take(shop.quantity(BITS)).min() == 1
