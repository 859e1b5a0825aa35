# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
r"""DuckDB: one SQL statement over lines.

Each line is read as a single column, and candidates alone are split: what one writes for a format that its reader does
not know. Every line becomes a string first, which the five columns of `duckdb_sql` spare it. A log with a CR in it is
read again as one text, right but slow.
"""

import duckdb

LINES = r"""
    SELECT fields[3], count(*)
    FROM (
        SELECT string_split(line, '|') AS fields
        FROM read_csv(
            ?, columns = {'line': 'VARCHAR'}, delim = chr(0), new_line = '\n', quote = '', escape = '',
            header = false, auto_detect = false, strict_mode = true)
        WHERE contains(line, '|ERROR|'))
    WHERE len(fields) = 5 AND fields[2] = 'ERROR'
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
    with duckdb.connect() as database:
        try:
            return dict(database.execute(LINES, [str(path)]).fetchall())
        except duckdb.InvalidInputException:  # a CR inside a line
            return dict(database.execute(TEXT, [str(path)]).fetchall())
