# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
r"""DuckDB: one SQL statement over lines.

Each line is read as a single column, for a CSV reader would take the quotes of a log for its own. Lines in which no
failing status can stand are dropped first; the rest is held to the pattern on all cores. The reader takes every CR
for a line end, so a log that holds one is read again as one text.
"""

import duckdb

LINES = r"""
    SELECT line FROM read_csv(
        ?, columns = {'line': 'VARCHAR'}, delim = chr(0), new_line = '\n', quote = '', escape = '',
        header = false, auto_detect = false, strict_mode = true)
    WHERE contains(line, '" 4') OR contains(line, '" 5')
"""
TEXT = r"""
    SELECT unnest(regexp_extract_all(content, '(?m)^[^"\n]*"[^\n]*" [45][0-9]{2}(?: [^\n]*|\r?$)')) AS line
    FROM read_text(?)
"""
COUNTS = r"""
    SELECT found.status || ' ' || split_part(coalesce(string_split(found.request, ' ')[2], '-'), '?', 1), count(*)
    FROM (
        SELECT regexp_extract(
            line, '(?s)^[^"]*"([^"\\]*(?:\\.[^"\\]*)*)" ([45][0-9]{{2}})(?: |\r?$)', ['request', 'status']) AS found
        FROM ({lines}))
    WHERE found.status <> ''
    GROUP BY ALL
"""


def run(path):
    with duckdb.connect() as database:
        try:
            return dict(database.execute(COUNTS.format(lines=LINES), [str(path)]).fetchall())
        except duckdb.InvalidInputException:  # a CR inside a line
            return dict(database.execute(COUNTS.format(lines=TEXT), [str(path)]).fetchall())
