# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
"""DuckDB with one thread and 96 MB for its buffers.

The statement of `duckdb_sql`, with a limit below what it would take by itself. The limit is for buffers: the library's
code and the interpreter come on top, so the process holds more than its number says.
"""

import duckdb

COLUMNS = r"""
    SELECT message, count(*)
    FROM read_csv(
        ?, columns = {'t': 'VARCHAR', 'level': 'VARCHAR', 'message': 'VARCHAR', 'ip': 'VARCHAR', 'u': 'VARCHAR'},
        delim = '|', new_line = '\n', quote = '', escape = '', nullstr = '\1', header = false, auto_detect = false,
        strict_mode = true, ignore_errors = true)
    WHERE level = 'ERROR'
    GROUP BY ALL
"""
TEXT = r"""
    SELECT message, count(*)
    FROM (
        SELECT unnest(regexp_extract_all(
            content, '(?m)^[^|\n]*\|ERROR\|([^|\n]*)\|[^|\n]*\|[^|\n]*$', 1)) AS message
        FROM read_text(?))
    GROUP BY ALL
"""


def run(path):
    with duckdb.connect(config={"threads": 1, "memory_limit": "96MB"}) as database:
        try:
            return dict(database.execute(COLUMNS, [str(path)]).fetchall())
        except duckdb.InvalidInputException:  # a CR that ends no line
            return dict(database.execute(TEXT, [str(path)]).fetchall())
