# /// script
# requires-python = ">=3.10"
# dependencies = ["datafusion==55.0.0"]
# ///
r"""DataFusion: one SQL statement over lines.

Each line is read as a single column, by a reader of CSV whose separator and quote are both NUL, and candidates alone
are split. The file is cut into a range for each core and read in batches.
"""

import pyarrow as pa
from datafusion import CsvReadOptions, SessionContext

LINES = {"has_header": False, "delimiter": "\0", "quote": "\0", "terminator": "\n"}
COUNTS = """
    SELECT fields[3] AS message, count(*) AS number
    FROM (SELECT string_to_array(line, '|') AS fields FROM log WHERE line LIKE '%|ERROR|%')
    WHERE array_length(fields) = 5 AND fields[2] = 'ERROR'
    GROUP BY message
"""


def run(path):
    schema = pa.schema([("line", pa.string())])
    engine = SessionContext()
    engine.register_csv("log", path, options=CsvReadOptions(**LINES, schema=schema, file_extension=path.suffix))
    counts = engine.sql(COUNTS).to_pydict()
    return dict(zip(counts["message"], counts["number"]))
