"""One loop that does it all.

No stage hands anything to another, so there is no dictionary for each record and no switching between generators. It
is the quickest of those that look at every line; each further rule makes the loop longer where a chain would get one
more link.
"""

import re

ERROR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})\|ERROR\|([^|]*)\|[^|]*\|[^|]*")


def run(path):
    last = {}
    with open(path, encoding="utf-8", errors="replace", newline="\n") as log:
        for line in log:
            if "|ERROR|" in line:
                match = ERROR.fullmatch(line.removesuffix("\n").removesuffix("\r"))
                if match:
                    last[match[2]] = match[1]
    return last
