"""Plain counters to hold the truth of generators against: one line at a time, written without a look at them."""

import csv
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any


def web_log(data: bytes) -> dict[str, Any]:
    """Count levels, ERROR messages, malformed lines and hours as the grammar of the log says."""
    levels: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    hours, malformed = [0] * 24, 0
    for line in data.split(b"\n")[:-1]:
        fields = line.removesuffix(b"\r").split(b"|")
        if len(fields) != 5:
            malformed += 1
            continue
        levels[fields[1].decode("utf-8", "replace")] += 1
        hours[int(fields[0].split(b" ")[-1][:2])] += 1
        if fields[1] == b"ERROR":
            errors[fields[2].decode("utf-8", "replace")] += 1
    return {
        "records": levels.total(),
        "malformed": malformed,
        "levels": dict(levels),
        "errors": dict(errors),
        "hours": hours,
    }


def orders(path: Path) -> dict[str, Any]:
    """Sum orders by country and category, with a CSV reader."""
    sums: dict[str, dict[str, list[int]]] = {name: defaultdict(lambda: [0, 0, 0]) for name in ("country", "category")}
    records = malformed = 0
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    for row in rows:
        if len(row) != len(header):
            malformed += 1
            continue
        records += 1
        fields = dict(zip(header, row, strict=True))
        quantity = int(fields["quantity"])
        for name, table in sums.items():
            entry = table[fields[name]]
            for place, more in enumerate((1, quantity, quantity * int(fields["price_cents"]))):
                entry[place] += more
    named = {
        plural: {
            key: dict(zip(("orders", "quantity", "cents"), entry, strict=True)) for key, entry in sums[name].items()
        }
        for name, plural in (("country", "countries"), ("category", "categories"))
    }
    return {"records": records, "malformed": malformed} | named
