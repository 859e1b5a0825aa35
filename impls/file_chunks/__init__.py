r"""How many characters, words and lines does a text file hold?

The text is the file's bytes decoded as UTF-8 with errors="replace"; "\r\n" is two characters. Words are what
`str.split` finds: text between white space. Lines are counted by their "\n". The answer is the three counts, as `wc`
gives them.

A chunk ends wherever its size says: in the middle of a word, and in bytes even in the middle of a character. Code
that reads in chunks has to carry what is unfinished across the border. And code that opens a file has to close it,
even when the reading stops half-way.
"""

from pathlib import Path

SOURCE = "web_log"
SIZE = 50_000
BASELINE = "whole_read"
STEPS = ("whole_read", "chunk_iterator_1024", "chunk_iterator_4096")
FORM = ""

CHUNK = 1024
HOSTILE = {
    "an empty file": b"",
    "one character": b"a",
    "one line end": b"\n",
    "no last line end": b"two words\nand three more",
    "white space only": b" \t\n\r\n\v\f ",
    "CRLF line ends": b"one\r\ntwo three\r\n\r\n",
    "exactly one chunk": b"w" * CHUNK,
    "one less than a chunk": b"w" * (CHUNK - 1),
    "one more than a chunk": b"w" * (CHUNK + 1),
    "a word across the border": b" " * (CHUNK - 3) + b"across the border",
    "a word that ends at the border": b"a " * (CHUNK // 2 - 1) + b"ab" + b" next",
    "a word that begins at the border": b"a " * (CHUNK // 2) + b"next",
    "a CRLF across the border": b"x" * (CHUNK - 1) + b"\r\n" + b"y" * (CHUNK - 2) + b"\r\n",
    "a character of two bytes across the border": b"x" * (CHUNK - 1) + "é".encode() * 3000,
    "a character of three bytes across each border": ("x" + "연" * 20_000).encode(),
    "a character of four bytes across each border": ("xyz" + "🙂" * 20_000).encode(),
    "a byte order mark": b"\xef\xbb\xbfword\n",
    "white space of other worlds": "a\u2028b\u0085c\u00a0d\u3000e\x1cf\u200bg\n".encode(),
    "one very long word": b"long" * 100_000,
    "words of all lengths": b" ".join(b"w" * (n % 97) for n in range(3000)),
    "a character that is cut at the end": b"word \xe2\x82",
    "invalid bytes across each border": b"x" + b"\xe2\x82\xff\xc3" * 5000 + b"\n",
    "NUL bytes": b"a\0b \0 c\n",
}


def reference(path: Path) -> list[int]:
    """Read all of it, and count."""
    text = path.read_bytes().decode("utf-8", "replace")
    return [len(text), len(text.split()), text.count("\n")]
