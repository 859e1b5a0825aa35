"""`csv.DictReader`: the same dictionaries, from the library.

The shortest of them, and the slowest of those that stream: it is written in Python, and asks more questions of each
row. A row that is too short is filled up with None, and what is too much of one stands under the key None; both have
to be looked for.
"""

import csv
import sys

csv.field_size_limit(sys.maxsize)  # else no field is longer than 131,072 characters
sys.set_int_max_str_digits(0)  # else no number has more than 4,300 digits


def is_number(text):
    return text.isascii() and text.isdigit()


def run(path):
    totals = {}
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            if None in row or None in row.values():
                continue
            if is_number(row["price_cents"]) and is_number(row["quantity"]):
                total = totals.setdefault(row["country"], [0, 0])
                total[0] += 1
                total[1] += int(row["price_cents"]) * int(row["quantity"])
    return totals
