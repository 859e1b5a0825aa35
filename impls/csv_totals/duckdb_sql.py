# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
"""DuckDB: one SQL statement.

The file is parsed, filtered and added up on all cores, and no row of usual size ever becomes an object of Python's. All
columns are read as text, so that a guess at their types cannot fail on a later row. Numbers beyond 32 bits are listed,
and multiplied by Python, whose integers have no end.
"""

import sys

import duckdb

sys.set_int_max_str_digits(0)  # else no number has more than 4,300 digits

TOTALS = r"""
    SELECT coalesce(country, ''), count(*), coalesce(sum(cents), 0),
        list([price_cents, quantity]) FILTER (cents IS NULL)
    FROM (
        SELECT *, try_cast(price_cents AS INTEGER)::BIGINT * try_cast(quantity AS INTEGER) AS cents
        FROM read_csv(
            ?, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', comment = '',
            ignore_errors = true, strict_mode = true, null_padding = false, max_line_size = 100_000_000)
        WHERE regexp_full_match(price_cents, '[0-9]+') AND regexp_full_match(quantity, '[0-9]+'))
    GROUP BY ALL
"""


def run(path):
    if path.stat().st_size < len("country,price_cents,quantity"):  # without a header it would have no columns
        return {}
    with duckdb.connect() as database:
        return {
            country: [orders, int(cents) + sum(int(price) * int(quantity) for price, quantity in large or ())]
            for country, orders, cents, large in database.execute(TOTALS, [str(path)]).fetchall()
        }
