r"""How many orders came from each country, and how much were they worth?

The data is comma-separated values. The first row names the columns; `country`, `price_cents` and `quantity` are among
them, in any order. The answer maps each country to the number of its orders and to the sum of price times quantity,
in cents. A row counts when it has as many fields as the header and when price and quantity are whole numbers in ASCII
digits; others are skipped. Fields may be of any length, numbers of any number of digits. A field in quotes may hold
commas, line ends, and quotes written twice. All rows end with "\n", or all with "\r\n"; text is decoded as UTF-8 with
errors="replace", and a byte order mark before the header does not belong to it.

Most programs turn each row into a dictionary, header zipped with values, because `row["country"]` reads well. How
many of these dictionaries exist at one time, and whether they have to exist, is the exercise.
"""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = "orders_csv"
SIZE = 50_000
BASELINE = "list_chain"
STEPS = ("list_chain", "generator_chain")
COUNTED = "has whole numbers as price and quantity"

HEAD = b"order_id,ordered_at,customer_id,customer,country,category,product,price_cents,quantity\n"
ROW = b"7,2024-01-15 00:00:00,48213,Margaret Brewer,DE,lighting,Teal desk lamp,4999,2\n"
HOSTILE = {
    "an empty file": b"",
    "only the header": HEAD,
    "only the header, without its end": HEAD.rstrip(),
    "one row": HEAD + ROW,
    "no last newline": HEAD + ROW + ROW.rstrip(),
    "CRLF line ends": (HEAD + ROW * 3).replace(b"\n", b"\r\n"),
    "CRLF, and no last line end": (HEAD + ROW * 3).replace(b"\n", b"\r\n").rstrip(),
    "blank lines": HEAD + b"\n\n" + ROW + b"\n" + ROW + b"\n\n",
    "a quoted comma": HEAD + b'1,t,2,"Brewer, Margaret",DE,c,"lamp, teal",100,3\n' + ROW,
    "every field quoted": HEAD + b'"1","t","2","M","DE","c","p","100","3"\n' + ROW,
    "a quoted header": HEAD.replace(b"country", b'"country"').replace(b"quantity", b'"quantity"') + ROW,
    "quotes written twice": HEAD + b'1,t,2,"Margaret ""Peg"" Brewer",DE,c,"""",100,3\n1,t,2,"","D""E",c,p,1,1\n' + ROW,
    "a quoted line end": HEAD
    + b'1,t,2,"Margaret\nBrewer",DE,c,p,100,3\n'
    + ROW
    + b'1,t,2,"a\n\nb\n",FR,c,"\n",5,1\n'
    + ROW,
    "a quoted CRLF": (HEAD + b'1,t,2,"Margaret\nBrewer",DE,c,p,100,3\n' + ROW).replace(b"\n", b"\r\n"),
    "a quoted row": HEAD + b'1,t,2,"\n' + ROW + b'",FR,c,p,100,3\n' + ROW,
    "too few and too many fields": HEAD
    + ROW.replace(b",2\n", b"\n")
    + ROW.replace(b"\n", b",9\n")
    + b"DE,1,1\n,"
    + ROW
    + ROW,
    "empty fields": HEAD + b'1,,,,,,,5,1\n1,,,,DE,,,,1\n1,,,,DE,,,5,\n,,,,,,,,\n,,,,FR,,,0,0\n1,,,,"",,,7,1\n',
    "numbers that are none": HEAD
    + b"".join(
        b"1,t,2,M,DE,c,p,%b,1\n1,t,2,M,FR,c,p,1,%b\n" % (text, text)
        for text in (b"-5", b"+5", b" 5", b"5 ", b"5.0", b"5e3", b"0x5", b"1_000", b"five", b"")
    ),
    "digits of other scripts": HEAD + "1,t,2,M,DE,c,p,٥,1\n1,t,2,M,DE,c,p,５,1\n1,t,2,M,DE,c,p,²,1\n".encode() + ROW,
    "leading zeros and large amounts": HEAD + b"1,t,2,M,DE,c,p,0099,007\n1,t,2,M,DE,c,p,900000000000,1000000\n",
    "columns in another order": b"quantity,price_cents,country,x\n3,100,DE,a\n2,50,FR,b\n1,1,DE,\n",
    "blanks beside the fields": HEAD + b"1,t,2,M, DE,c,p,100,3\n1,t,2,M,DE ,c,p,100,3\n" + ROW,
    "a country called like the column": HEAD + b"1,t,2,M,country,c,p,1,1\n" + HEAD + ROW,
    "a byte order mark": b"\xef\xbb\xbf" + HEAD + ROW,
    "a byte order mark before a column that is wanted": b"\xef\xbb\xbfcountry,price_cents,quantity\nDE,100,3\n",
    "a byte order mark before quotes": b'\xef\xbb\xbf"country","price_cents","quantity"\n"DE","100","3"\n',
    "a byte order mark and nothing else": b"\xef\xbb\xbf",
    "text that is not ASCII": HEAD
    + '1,t,2,"김, 민지",대한민국,c,"🙂, 🙂",100,3\n1,t,2,ü,Côte d\'Ivoire,c,p,1,1\n'.encode(),
    "line ends of other worlds": HEAD + "1,t,2,a\u2028b\u0085c,DE\x0b\x1c,c,p,100,3\n".encode() + ROW,
    "comments and backslashes": HEAD + b"#1,t,2,M,DE,c,p,100,3\n1,t,2,\\,DE\\,c,\\n,100,3\n1,t,2,'M,DE,c,',1,1\n" + ROW,
    "words for nothing": HEAD
    + b"1,t,2,M,NULL,c,p,1,1\n1,t,2,M,NA,c,p,1,1\n1,t,2,M,nan,c,p,1,1\n1,t,2,M,None,c,p,1,1\n",
    "one very long field": HEAD + b"1,t,2," + b"M" * 200_000 + b",DE,c,p,100,3\n" + ROW,
    "one very long field in quotes": HEAD + b'1,t,2,"' + b'M, ""\n' * 40_000 + b'",DE,c,p,100,3\n' + ROW,
    "a row of three megabytes": HEAD + ROW + ROW.replace(b"Teal", b"T" * 3_000_000) + ROW,
    "a very long country": HEAD + ROW.replace(b"DE", b"D" * 200_000) + ROW,
    "numbers of many digits": HEAD
    + b"".join(ROW.replace(b"4999", b"9" * digits) for digits in (9, 10, 18, 19, 20, 38, 39, 4300, 4301, 5000))
    + ROW.replace(b",2\n", b"," + b"7" * 5000 + b"\n")
    + ROW.replace(b"4999,2", b"0" * 5000 + b"12,3"),
    "amounts that add up to more than 64 bits": HEAD + ROW.replace(b"4999,2", b"999999999,999999999") * 20,
    "many rows": HEAD + b"".join(b'%d,t,2,"B, M",C%d,c,p,%d,%d\n' % (n, n % 40, n % 977, n % 7) for n in range(9000)),
    "invalid UTF-8": HEAD + b"1,t,2,caf\xe9,DE,c,p,100,3\n1,t,2,M,D\xff,c,p,100,3\n1,t,2,M,D\xfe,c,p,100,3\n" + ROW,
    "NUL bytes": HEAD + b"1,t,2,a\0b,DE,c,p,100,3\n1,t,2,M,F\0,c,p,1,1\n" + ROW,
}


def reference(path: Path) -> dict[str, list[int]]:
    """Look at one row at a time, as the csv module reads it."""
    csv.field_size_limit(sys.maxsize)
    sys.set_int_max_str_digits(0)
    totals: dict[str, list[int]] = {}
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        header = next(rows, [])
        for row in rows:
            fields = dict(zip(header, row, strict=False))
            numbers = [fields.get("price_cents", ""), fields.get("quantity", "")]
            if len(row) == len(header) and all(number.isascii() and number.isdigit() for number in numbers):
                total = totals.setdefault(fields["country"], [0, 0])
                total[0] += 1
                total[1] += int(numbers[0]) * int(numbers[1])
    return totals


def expected(truth: Mapping[str, Any]) -> dict[str, list[int]]:
    """Return what the generator counted while it wrote."""
    return {country: [sums["orders"], sums["cents"]] for country, sums in truth["countries"].items()}
