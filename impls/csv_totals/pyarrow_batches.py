# /// script
# requires-python = ">=3.11"
# dependencies = ["pyarrow==26.0.1"]
# ///
"""Arrow's CSV reader, batch by batch.

A batch of a mebibyte is parsed into columns, three of which are kept, and added up by country before the next is
read. A row with another number of fields goes to a handler that skips it, which few readers of CSV offer. Numbers of
more than nine digits are multiplied by Python, whose integers have no end.
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

sys.set_int_max_str_digits(0)  # else no number has more than 4,300 digits

NUMBERS = ("price_cents", "quantity")
PARSE = csv.ParseOptions(newlines_in_values=True, invalid_row_handler=lambda _: "skip")
TYPES = dict.fromkeys(("country", *NUMBERS), pa.string())
CONVERT = csv.ConvertOptions(include_columns=list(TYPES), column_types=TYPES, strings_can_be_null=False)


def sums(batch):
    numbers = pc.and_(*(pc.match_substring_regex(batch[name], "^[0-9]+$") for name in NUMBERS))
    small = pc.and_(*(pc.less(pc.binary_length(batch[name]), 10) for name in NUMBERS))
    for order in batch.filter(pc.and_not(numbers, small)).to_pylist():
        yield order["country"], 1, int(order["price_cents"]) * int(order["quantity"])
    orders = batch.filter(pc.and_(numbers, small))
    cents = pc.multiply(*(orders[name].cast(pa.int64()) for name in NUMBERS)).cast(pa.decimal128(38))
    table = pa.table({"country": orders["country"], "cents": cents})
    yield from zip(*table.group_by("country").aggregate([("cents", "count"), ("cents", "sum")]).to_pydict().values())


def add_up(path, block_size):
    totals = {}
    with csv.open_csv(path, csv.ReadOptions(block_size=block_size), PARSE, CONVERT) as batches:
        for country, orders, cents in (each for batch in batches for each in sums(batch)):
            total = totals.setdefault(country, [0, 0])
            total[0] += orders
            total[1] += int(cents)
    return totals


def run(path):
    try:
        return add_up(path, 1 << 20)
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):  # a header without rows is an answer, not an error
            return {}
        if "straddling" not in str(error):
            raise
        return add_up(path, 1 << 30)  # a row is longer than a block
