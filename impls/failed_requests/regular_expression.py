r"""One regular expression for each line, kept from trying again.

The pattern is the grammar written down: up to the first quote, the request with its escapes, the status. Where the
status is not one of failure, an ordinary pattern gives back the request character by character and looks for another
way to match. A lookahead is never entered again: `(?=(...))\1` reads the request once, and takes a third of the time.
Python 3.11 and later write it `(?>...)`.
"""

import re

FAILED = re.compile(r'[^"]*"(?=([^"\\]*(?:\\.[^"\\]*)*))\1" ([45][0-9]{2})(?: |\r?\n?\Z)')


def run(path):
    counts = {}
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for match in filter(None, map(FAILED.match, log)):
            words = match[1].split(" ")
            target = words[1].partition("?")[0] if len(words) > 1 else "-"
            failure = f"{match[2]} {target}"
            counts[failure] = counts.get(failure, 0) + 1
    return counts
