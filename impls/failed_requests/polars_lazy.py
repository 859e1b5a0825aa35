# /// script
# requires-python = ">=3.11"
# dependencies = ["polars==2.1.0"]
# ///
r"""Polars: a lazy query over lines, collected in memory.

The file is scanned as one column of lines, so that its quotes mean nothing to the reader. Filter and expressions run
on all cores, but the column of lines is made as a whole before the query goes on: memory grows with the log.
"""

import polars as pl

FAILED = r'(?s)^[^"]*"(?<request>[^"\\]*(?:\\.[^"\\]*)*)" (?<status>[45][0-9]{2})(?: |\r?$)'


def run(path):
    marked = pl.scan_lines(path).filter(pl.col("line").str.contains('" [45]'))
    found = marked.select(pl.col("line").str.extract_groups(FAILED).struct.unnest()).drop_nulls("status")
    target = pl.col("request").str.split(" ").list.get(1, null_on_oob=True).fill_null("-").str.split("?").list.first()
    counts = found.group_by(pl.concat_str("status", pl.lit(" "), target).alias("failure")).len()
    return dict(counts.collect(engine="in-memory").iter_rows())
