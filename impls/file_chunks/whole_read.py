"""Read the whole file into one string.

The shortest program there is, right for any file that is small for certain. The text is in memory once, its words as
a list of strings are several times as large, and one character beyond U+FFFF makes every character take four bytes.
"""


def run(path):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        text = file.read()
    return [len(text), len(text.split()), text.count("\n")]
