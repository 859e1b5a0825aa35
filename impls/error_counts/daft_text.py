# /// script
# requires-python = ">=3.10"
# dependencies = ["daft==0.7.26"]
# ///
r"""Daft: lines of text, filtered, split and grouped by its engine in Rust.

The plan that would run on a Ray cluster, by the engine that it has for one machine. Only lines that hold the level's
text are split. It reads batches of lines on all cores, and holds several of them at a time.
"""

import daft
from daft import col


def run(path):
    if not path.stat().st_size:
        return {}
    lines = daft.read_text(str(path), skip_blank_lines=False).where(col("text").contains("|ERROR|"))
    fields = lines.select(col("text").split("|").alias("fields"))
    errors = fields.where((col("fields").length() == 5) & (col("fields").get(1) == "ERROR"))
    messages = errors.select(col("fields").get(2).alias("message"))
    counts = messages.groupby("message").agg(col("message").count("all").alias("number")).to_pydict()
    return dict(zip(counts["message"], counts["number"]))
