"""`split` for rows without quotes, the csv module for the others.

A row in which no quote occurs is what stands between its commas. One with a quote goes to the csv module, which reads
on in the file as far as that row goes. It is right for the same files and leaves the general case to those who know
it.
"""

import csv
import sys
from itertools import chain

csv.field_size_limit(sys.maxsize)  # else no field is longer than 131,072 characters
sys.set_int_max_str_digits(0)  # else no number has more than 4,300 digits


def is_number(text):
    return text.isascii() and text.isdigit()


def rows(file):
    for line in file:
        if '"' in line:
            yield next(csv.reader(chain([line], file)))
        else:
            yield line.rstrip("\r\n").split(",")


def run(path):
    totals = {}
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        orders = rows(file)
        header = next(orders, None)
        if header is None:
            return {}
        country, price, quantity = (header.index(name) for name in ("country", "price_cents", "quantity"))
        for row in orders:
            if len(row) == len(header) and is_number(row[price]) and is_number(row[quantity]):
                total = totals.setdefault(row[country], [0, 0])
                total[0] += 1
                total[1] += int(row[price]) * int(row[quantity])
    return totals
