# /// script
# requires-python = ">=3.11"
# dependencies = ["polars==2.1.0"]
# ///
r"""Polars: a lazy query over lines, collected in memory.

The file is scanned as one column of lines, so that its quotes mean nothing to the reader. Filter and expressions run
on all cores, but the column of lines is made as a whole before the query goes on: memory grows with the log.
"""

import polars as pl

RECORD = r'(?s)\[[0-9][^\[\]]*\] "(?<request>[^"\\]*(?:\\.[^"\\]*)*)" (?<status>[0-9]{3})(?: |$)'
PATH = r"^[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?$"


def run(path):
    marked = pl.scan_lines(path).filter(pl.col("line").str.contains('" [45]'))
    found = marked.select(pl.col("line").str.extract_groups(RECORD).struct.unnest())
    failed = found.filter(pl.col("status").str.contains("^[45]"))
    target = pl.col("request").str.extract(PATH).replace("", None).fill_null("-")
    counts = failed.group_by(pl.concat_str("status", pl.lit(" "), target).alias("failure")).len()
    return dict(counts.collect(engine="in-memory").iter_rows())
