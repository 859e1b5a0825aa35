# /// script
# requires-python = ">=3.11"
# dependencies = ["polars==2.1.0"]
# ///
r"""Polars: the packed file scanned as one column of lines.

Unpacking is a part of the scan, and nothing is written for it. Filter and expression run on all cores; the column of
lines is made as a whole, so memory grows with what is unpacked.
"""

import polars as pl

ERROR = r"^[^|]*\|ERROR\|([^|]*)\|[^|]*\|[^|]*$"


def run(path):
    errors = pl.scan_lines(path).filter(pl.col("line").str.contains("|ERROR|", literal=True))
    messages = errors.select(pl.col("line").str.extract(ERROR).alias("message")).drop_nulls()
    try:
        counts = messages.group_by("message").len().collect(engine="streaming")
    except OSError:  # of a file that is damaged
        return {}
    return dict(counts.iter_rows())
