# /// script
# requires-python = ">=3.11"
# dependencies = ["duckdb==2.0.0"]
# ///
r"""DuckDB: one SQL statement over lines.

Each line is read as a single column, for a CSV reader would take the quotes of a log for its own. Lines in which no
failing status can occur are dropped first; the rest is held to the pattern on all cores. `MATERIALIZED` keeps that
order: the optimiser would try the pattern on every line. The reader takes every CR for a line end, so a log that holds
one is read again as one text.
"""

import duckdb

PATTERNS = {
    "record": r'(?s)\[[0-9][^\[\]]*\] "([^"\\]*(?:\\.[^"\\]*)*)" ([0-9]{3})(?: |\r?$)',
    "path": r"^[A-Za-z_-]+(?: ([^? ]*(?: [^? ]*)*?))??(?:\?.*| HTTP/[^ ]*)?$",
}
LINES = r"""
    SELECT line FROM read_csv(
        $log, columns = {'line': 'VARCHAR'}, delim = chr(0), new_line = '\n', quote = '', escape = '',
        header = false, auto_detect = false, strict_mode = true)
    WHERE contains(line, '" 4') OR contains(line, '" 5')
"""
TEXT = r"""
    SELECT unnest(regexp_extract_all(content, '(?m)^[^\n]*" [45][0-9]{2}(?: [^\n]*|\r?$)')) AS line
    FROM read_text($log)
"""
COUNTS = """
    WITH requests AS MATERIALIZED (SELECT unnest(regexp_extract(line, $record, ['request', 'status'])) FROM (LINES))
    SELECT status || ' ' || coalesce(nullif(regexp_extract(request, $path, 1), ''), '-'), count(*)
    FROM requests
    WHERE status BETWEEN '400' AND '599'
    GROUP BY ALL
"""


def run(path):
    with duckdb.connect() as database:
        try:
            return dict(database.execute(COUNTS.replace("LINES", LINES), {"log": str(path), **PATTERNS}).fetchall())
        except duckdb.InvalidInputException:  # a CR inside a line
            return dict(database.execute(COUNTS.replace("LINES", TEXT), {"log": str(path), **PATTERNS}).fetchall())
