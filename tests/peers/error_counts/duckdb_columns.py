# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
r"""DuckDB told everything: five columns, no quotes, bad lines skipped.

The careful form of the idiom. What is left is that it takes every CR for a line end.
"""

import duckdb

QUERY = r"""
    SELECT message, count(*)
    FROM read_csv(
        ?, columns = {'t': 'VARCHAR', 'level': 'VARCHAR', 'message': 'VARCHAR', 'ip': 'VARCHAR', 'u': 'VARCHAR'},
        delim = '|', new_line = '\n', quote = '', escape = '', nullstr = '\1', header = false, auto_detect = false,
        ignore_errors = true)
    WHERE level = 'ERROR' GROUP BY ALL
"""


def run(path):
    with duckdb.connect() as database:
        return dict(database.execute(QUERY, [str(path)]).fetchall())
