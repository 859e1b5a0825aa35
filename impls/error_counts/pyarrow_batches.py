# /// script
# requires-python = ">=3.11"
# dependencies = ["pyarrow==26.0.1"]
# ///
r"""Arrow kernels over batches of lines.

A block of the file becomes an array of binary lines, and each step is one kernel over the whole batch, without an
object per line. The kernels run on one core, and each writes a new array, so bytes are copied several times; memory is
that of a few batches. Binary arrays take any bytes.
"""

import pyarrow as pa
import pyarrow.compute as pc

BLOCK = 1 << 22


def messages(block):
    lines = pc.split_pattern(pa.array([block], pa.large_binary()), b"\n").flatten()
    lines = lines.filter(pc.match_substring(lines, b"|ERROR|"))
    lines = lines.filter(pc.equal(pc.count_substring(lines, b"|"), 4))
    fields = pc.split_pattern(lines, b"|").flatten()
    return fields[2::5].filter(pc.equal(fields[1::5], pa.scalar(b"ERROR", pa.large_binary())))


def run(path):
    counts = {}
    with open(path, "rb") as log:
        while block := log.read(BLOCK):
            for pair in messages(block + log.readline()).value_counts().to_pylist():
                text = pair["values"].decode("utf-8", "replace")
                counts[text] = counts.get(text, 0) + pair["counts"]
    return counts
