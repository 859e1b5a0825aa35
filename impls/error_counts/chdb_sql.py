# /// script
# requires-python = ">=3.10"
# dependencies = ["chdb==4.4.0"]
# ///
r"""chDB: one SQL statement over lines, by ClickHouse within the process.

Each line is read as a single column, and candidates alone are split. Its strings are bytes, so invalid UTF-8 is counted
as well: messages come home in hexadecimal digits and are decoded here. The library is half a gigabyte.
"""

from collections import Counter

import chdb

COUNTS = """
    SELECT hex(fields[3]), count()
    FROM (
        SELECT splitByChar('|', line) AS fields
        FROM file({path:String}, LineAsString, 'line String')
        WHERE position(line, '|ERROR|') > 0)
    WHERE length(fields) = 5 AND fields[2] = 'ERROR'
    GROUP BY fields[3]
"""


def run(path):
    if not path.stat().st_size:
        return {}
    counts = Counter()
    for row in str(chdb.query(COUNTS, "TSV", params={"path": str(path)})).splitlines():
        message, number = row.split("\t")
        counts[bytes.fromhex(message).decode("utf-8", "replace")] += int(number)
    return dict(counts)
