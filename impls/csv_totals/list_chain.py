"""All rows at once, each a dictionary.

Rows, dictionaries and orders that count stand in a list each, and all three lists are alive at the end. A dictionary
of nine entries is larger than the text of its row.
"""

import csv
import sys

csv.field_size_limit(sys.maxsize)  # else no field is longer than 131,072 characters
sys.set_int_max_str_digits(0)  # else no number has more than 4,300 digits


def is_number(text):
    return text.isascii() and text.isdigit()


def run(path):
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    records = [dict(zip(header, row)) for row in rows if len(row) == len(header)]
    orders = [record for record in records if is_number(record["price_cents"]) and is_number(record["quantity"])]
    totals = {}
    for order in orders:
        total = totals.setdefault(order["country"], [0, 0])
        total[0] += 1
        total[1] += int(order["price_cents"]) * int(order["quantity"])
    return totals
