# /// script
# requires-python = ">=3.11"
# dependencies = ["pandas==3.1.1"]
# ///
"""pandas' idiom: read it all, select, count.

Five columns of five million strings, to throw away four of them and nine tenths of the rows.
"""

import pandas as pd

COLUMNS = ["timestamp", "level", "message", "ip_address", "user_id"]


def run(path):
    log = pd.read_csv(path, sep="|", names=COLUMNS, dtype=str, on_bad_lines="skip")
    return log[log.level == "ERROR"].message.value_counts().to_dict()
