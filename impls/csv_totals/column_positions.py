"""Three positions, looked up once.

The header says where country, price and quantity stand; after that a row is the list which the csv module makes
anyway. Nothing is built per row, and the names still decide.
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
        rows = csv.reader(file)
        header = next(rows, None)
        if header is None:
            return {}
        country, price, quantity = (header.index(name) for name in ("country", "price_cents", "quantity"))
        for row in rows:
            if len(row) == len(header) and is_number(row[price]) and is_number(row[quantity]):
                total = totals.setdefault(row[country], [0, 0])
                total[0] += 1
                total[1] += int(row[price]) * int(row[quantity])
    return totals
