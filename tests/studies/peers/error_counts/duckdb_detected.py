# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
"""DuckDB's idiom: let it detect the file, group by a column.

What its documentation shows first, told to pass over what it cannot read. Quotes, comments and missing fields are
guessed from a sample of the file.
"""

import duckdb

QUERY = """
    SELECT column2, count(*) FROM read_csv(?, delim = '|', header = false, ignore_errors = true)
    WHERE column1 = 'ERROR' GROUP BY ALL
"""


def run(path):
    with duckdb.connect() as database:
        return dict(database.execute(QUERY, [str(path)]).fetchall())
