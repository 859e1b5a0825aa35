"""All rows at once, each a dictionary.

Rows, dictionaries and orders that count stand in a list each, and all three lists are alive at the end. A dictionary
of nine entries is larger than the text of its row.
"""

import csv


def is_number(text):
    return text.isascii() and text.isdigit()


def run(path):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    records = [dict(zip(header, row)) for row in rows if len(row) == len(header)]
    orders = [record for record in records if is_number(record["price_cents"]) and is_number(record["quantity"])]
    totals = {}
    for order in orders:
        total = totals.setdefault(order["country"], [0, 0])
        total[0] += 1
        total[1] += int(order["price_cents"]) * int(order["quantity"])
    return totals
