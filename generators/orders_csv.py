"""Orders of a shop, as comma-separated values with a header.

    order_id,ordered_at,customer_id,customer,country,category,product,price_cents,quantity
    1,2024-01-15 00:00:00,48213,Margaret Brewer,DE,lighting,Teal desk lamp,4999,2

The header is the first line and counts as one. Each line draws one 64-bit word: 16 bits each for the customer, the
product, the quantity, and for what goes wrong. Amounts are whole cents, so that sums are exact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from bench.model.types import Recipe, Scalar, Truth
from generators.content import clock, faker_pool, shop
from generators.content.clock import Clock
from generators.content.damage import Damage
from generators.content.shop import Shop
from generators.content.truth_counts import Common
from generators.lines import settings
from generators.lines.blocks import BLOCK, Assembler, Column, Ints, LineSpan, Pieces, Rows, parts
from generators.lines.generator import Put
from generators.lines.random_draws import LINES, key, quarters, words
from generators.lines.serials import Serials
from generators.lines.settings import SHARE, setting

SUFFIX: Final = ".csv"
VERSION: Final = 3

HEADER: Final = b"order_id,ordered_at,customer_id,customer,country,category,product,price_cents,quantity\n"


@dataclass(frozen=True, kw_only=True)
class OrdersSettings(clock.ClockSettings, shop.ShopSettings):
    """The settings of orders."""

    quoted: float = setting(
        0.0, "share of rows whose customer is quoted and has a comma: read them with a CSV reader", SHARE
    )
    blank: float = setting(0.0, "share of malformed lines: empty", SHARE)
    short: float = setting(0.0, "share of malformed lines: rows without their last two fields", SHARE)


SETTINGS: Final = OrdersSettings
PRESETS: Final[Mapping[str, Mapping[str, Scalar]]] = {
    "clean": {},
    "realistic": {},
    "dirty": {"quoted": 0.02, "blank": 0.003, "short": 0.005},
    "high-cardinality": {"customers": 30_000, "customer_skew": 0.3, "products": 10_000, "product_skew": 0.3},
}


def write(recipe: Recipe, spans: Iterable[LineSpan], put: Put) -> Truth:
    """Make the lines of each span, hand them over, and return the truth about those that were kept."""
    orders = _Orders(recipe)
    for span in spans:
        orders.make(span, put)
    return orders.truth()


class _Orders:
    """All orders: the tables they are drawn from, and what has been counted of them."""

    def __init__(self, recipe: Recipe) -> None:
        set_to = settings.read(OrdersSettings, recipe.knobs)
        self._key = key(recipe)
        self._clock = Clock(set_to)
        self._shop = Shop(set_to, faker_pool.of(recipe, set_to.locale), self._key)
        self._damage = Damage({kind: getattr(set_to, kind) for kind in ("quoted", "blank", "short")})
        countries = self._shop.countries
        self._buyers = Pieces(
            [f",{number},{name},{countries[at]}".encode() for number, name, at in self._shop.customers]
        )
        self._goods = Pieces([f",{one.category},{one.name},{one.price}".encode() for one in self._shop.products])
        self._ends = Pieces([f",{quantity}\n".encode() for quantity in self._shop.quantities])
        self._serials = Serials()
        self._assembler = Assembler()
        self._common = Common()
        self._sums = {"countries": _Sums(self._shop.countries), "categories": _Sums(self._shop.categories)}

    def make(self, span: LineSpan, put: Put) -> None:
        """Make the lines of a span, hand them over, and count those that are kept."""
        bits = words(self._key, LINES, span.block, span.last)[span.first :]
        first, last = (span.block * BLOCK + line for line in (span.first, span.last))
        moments = self._clock.moments(first, last)
        stamps = Rows(self._clock.stamps(moments.seconds, _date))
        customer, product = self._shop.customer(quarters(bits, 0)), self._shop.product(quarters(bits, 1))
        quantity = self._shop.quantity(quarters(bits, 2))
        columns: list[Column] = [*self._serials.columns(first, last), (stamps, moments.rows())]
        columns += [(self._buyers, customer), (self._goods, product), (self._ends, quantity)]
        damaged = self._damage.find(quarters(bits, 3).astype(np.uint32) << np.uint32(16))
        replaced = {line: _write_damaged(parts(columns, line), kind) for line, (kind, _) in damaged.items()}
        if first == 0:
            damaged[0], replaced[0] = ("header", 0), HEADER
        block = self._assembler.assemble(columns, replaced)
        kept = put(block)
        self._common.add(moments, block.ends[:kept])
        lost = [line for line, (kind, _) in damaged.items() if line < kept and kind != "quoted"]
        for line, hour in zip(lost, moments.hours_of(lost), strict=True):
            (self._common.take_back if line + first == 0 else self._common.add_malformed)(hour)
        good = np.delete(np.arange(kept), lost)
        self._add(customer[good], product[good], self._shop.quantities.take(quantity[good]))

    def _add(self, customer: Ints, product: Ints, quantity: Ints) -> None:
        cents = self._shop.price_of.take(product) * quantity
        self._sums["countries"].add(self._shop.country_of.take(customer), quantity, cents)
        self._sums["categories"].add(self._shop.category_of.take(product), quantity, cents)

    def truth(self) -> dict[str, Any]:
        """Return what was counted."""
        return self._common.truth() | {name: sums.truth() for name, sums in self._sums.items()}


class _Sums:
    """Orders, quantities and cents by the values of one field."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._sums = np.zeros((3, len(names)), dtype=np.int64)

    def add(self, index: Ints, quantity: Ints, cents: Ints) -> None:
        for row, weights in enumerate((np.ones(len(index)), quantity, cents)):
            # the sums of a block stay far below 2 ** 53, so that binary fractions hold them exactly
            self._sums[row] += np.bincount(index, weights, len(self._names)).astype(np.int64)

    def truth(self) -> dict[str, dict[str, int]]:
        columns = self._sums.T.tolist()
        named = zip(self._names, columns, strict=True)
        return {name: dict(zip(("orders", "quantity", "cents"), sums, strict=True)) for name, sums in named if sums[0]}


def _date(day: date) -> bytes:
    return b",%b " % day.isoformat().encode()


def _write_damaged(pieces: list[bytes], kind: str) -> bytes:
    """Return what replaces a line."""
    if kind == "blank":
        return b"\n"
    row = b"".join(pieces)
    if kind == "short":
        return row.rsplit(b",", 2)[0] + b"\n"
    number, time, customer, name, *rest = row.split(b",")
    return b",".join([number, time, customer, b'"%b, Ltd."' % name, *rest])
