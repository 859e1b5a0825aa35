# /// script
# requires-python = ">=3.11"
# dependencies = ["polars==2.1.0"]
# ///
r"""Polars: a lazy query over lines, collected in memory.

The file is scanned as one column of lines, so quotes and missing fields mean nothing to it. Filter and expression run
on all cores, but the column of lines is made as a whole before the query goes on: memory grows with the log.
"""

import polars as pl

ERROR = r"^[^|]*\|ERROR\|([^|]*)\|[^|]*\|[^|]*$"


def run(path):
    errors = pl.scan_lines(path).filter(pl.col("line").str.contains("|ERROR|", literal=True))
    messages = errors.select(pl.col("line").str.extract(ERROR).alias("message")).drop_nulls()
    counts = messages.group_by("message").len().collect(engine="in-memory")
    return dict(counts.iter_rows())
