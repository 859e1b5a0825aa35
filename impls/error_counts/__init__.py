r"""How often does each error message occur in a log?

A log line is `timestamp|level|message|ip_address|user_id`. The answer maps the message of every ERROR record to the
number of its records. A record ends with "\n" and is well formed when it holds exactly four pipes; anything else is
skipped. The level is the whole second field, byte for byte, and a message is its bytes decoded as UTF-8 with
errors="replace". One "\r" right before the "\n" belongs to the line end. Every other character, quotes and "\x85"
and "#" included, is ordinary.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = "web_log"
SIZE = 1_000_000
BASELINE = "readlines_objects"
STEPS = ("readlines_objects", "generator_chain", "slots_iterator")
ENTRIES = "distinct messages"
COUNTED = "is an ERROR record"
QUESTION = {"by": "message", "where": "level == ERROR"}

HOSTILE = {
    "an empty file": b"",
    "only malformed lines": b"no pipes\n\n|||\n|||||\nERROR\n",
    "one record": b"t|ERROR|only one|i|u\n",
    "no last newline": b"t|ERROR|first|i|u\nt|ERROR|unended|i|u",
    "no last newline, and the message at the end is cut": b"t|ERROR|first|i|u\nt|ERROR|cut",
    "CRLF line ends": b"t|ERROR|windows|i|u\r\nt|INFO|windows|i|u\r\nt|ERROR|windows|i|\r\n\r\n",
    "CRLF only": b"\r\n\r\n",
    "a byte order mark": b"\xef\xbb\xbft|ERROR|after a mark|i|u\nt|ERROR|after a mark|i|u\n",
    "a byte order mark and a malformed line": b"\xef\xbb\xbf\nt|ERROR|after a mark|i|u\n",
    "blank lines": b"\n\nt|ERROR|between blanks|i|u\n\n   \n\t\nt|ERROR|between blanks|i|u\n\n",
    "levels that only look like ERROR": (
        b"t|ERROR|true|i|u\nt|ERRORS|s|i|u\nt|error|lower|i|u\nt| ERROR|blank before|i|u\nt|ERROR |blank after|i|u\n"
        b"t|XERROR|x|i|u\nt||empty|i|u\nt|WARN|ERROR in text|i|u\nERROR|INFO|ERROR|ERROR|ERROR\n"
    ),
    "the level's text at another border": (
        b"t|ERROR|x|ERROR|u\nt|INFO|ERROR|i|u\nt|INFO|a|ERROR|u\nt|INFO|a|i|ERROR\n|ERROR|a|i|u\n"
        b"ERROR|ERROR|ERROR|ERROR|ERROR\nt|WARN|b|ERROR|ERROR\nt|ERROR|ERROR|i|u\n"
    ),
    "too many fields": b"a|b|ERROR|c|d|e\nt|ERROR|six|i|u|more\nt|ERROR|s|e|v|e|n\nt|ERROR|five|i|u\n|||||||||\n",
    "too few fields": b"t|ERROR|four|i\nt|ERROR|three\nt|ERROR\nt\nt|ERROR|five|i|u\n|ERROR|\n",
    "too few fields, and the next line would fill them": b"t|ERROR|four\n|i|u\nt|ERROR\n|m|i|u\nt|ERROR|five|i|u\n",
    "empty fields": b"||ERROR||\n|ERROR|||\n||||\nt|ERROR||i|u\n|ERROR|only this||\n",
    "unbalanced quotes": (
        b't|ERROR|say "hello|i|u\nt|ERROR|it\'s|i|u\n"t|ERROR|q|i|u\nt|"ERROR"|q|i|u\nt|ERROR|plain|i|u\n'
    ),
    "a quote pair over two lines": b't|ERROR|"opens|i|u\nt|ERROR|closes"|i|u\nt|ERROR|""|i|u\nt|ERROR|"whole"|i|u\n',
    "a quoted pipe": b't|ERROR|"a|b"|i|u\nt|ERROR|"c"|i|u\n',
    "a lone CR in the message": b"t|ERROR|a\rb|i|u\nt|ERROR|\r|i|u\nt|ERROR|a|i|u\r\r\n\rt|ERROR|a|i|u\n",
    "a lone CR before the level": b"t\r|ERROR|a|i|u\nt|ERROR\r|a|i|u\nt|\rERROR|a|i|u\n",
    "line ends of other worlds": (
        "t|ERROR|a\u2028b|i|u\nt|ERROR|a\u0085b|i|u\nt|ERROR|a\vb\fc|i|u\nt|ERROR|a\x1cb\x1db\x1eb|i|u\n"
        "t|ERROR|\u2029|i|u\nt|INFO|x|i|u\u2028t|ERROR|y|i|u\n"
    ).encode(),
    "comments, commas, backslashes, blanks": (
        b"#t|ERROR|# hash|i|u\nt|ERROR|a, b; c|i|u\nt|ERROR|back\\slash\\|i|u\nt|ERROR|\\n|i|u\nt|ERROR|  blank |i|u\n"
        b" t |ERROR|\ttabs\t|i|u\nt|ERROR|NULL|i|u\nt|ERROR|nan|i|u\nt|ERROR|1|i|u\nt|ERROR|true|i|u\nt|ERROR|1.0|i|u\n"
    ),
    "text that is not ASCII": (
        "t|ERROR|연결 시간 초과|i|u\nt|ERROR|naïve café|i|u\nt|ERROR|nai\u0308ve cafe\u0301|i|u\nt|ERROR|🙂🙂|i|u\n"
        "t|ERROR|ＥＲＲＯＲ|i|u\nt|ＥＲＲＯＲ|no|i|u\nt|ERROR|\ufeffmark|i|u\nt|ERROR|\u200b|i|u\n"
    ).encode(),
    "one very long line": b"t|ERROR|"
    + b"long " * 60_000
    + b"|i|u\nt|ERROR|short|i|u\nt|INFO|"
    + b"x" * 300_000
    + b"|i|u\n",
    "many distinct messages": b"".join(b"t|ERROR|message %d|i|u\n" % (n % 4000) for n in range(6000)),
    "records of many lengths": b"".join(b"t|%s|m%d|i|u\n" % ((b"ERROR", b"INFO")[n % 2], n % 7) for n in range(30_000)),
    "invalid UTF-8": b"t|ERROR|caf\xe9|i|u\nt|ERROR|caf\xc3|i|u\nt|ERROR|\xff\xfe|i|u\nt\xff|ERROR|valid|i\x80|u\xc0\n",
    "invalid bytes that decode to the same text": (
        b"t|ERROR|bad \xff|i|u\nt|ERROR|bad \xfe|i|u\nt|ERROR|bad \xef\xbf\xbd|i|u\n"
    ),
    "an invalid level": b"t|ERROR\xff|a|i|u\nt|\xffERROR|a|i|u\nt|ERROR|b|i|u\n",
    "NUL bytes": b"t|ERROR|a\0b|i|u\n\0|ERROR|c|i|u\nt|ERROR\0|d|i|u\nt|ERROR|\0|i|u\n\0\0\0\n",
}


def reference(path: Path) -> dict[str, int]:
    """Count them one record at a time, in bytes, as the grammar says."""
    counts: dict[str, int] = {}
    with path.open("rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts


def expected(truth: Mapping[str, Any]) -> dict[str, int]:
    """Return what the generator counted while it wrote."""
    return dict(truth["errors"])
