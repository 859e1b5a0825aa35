"""Logs that tests make profiles of: invented here, so that nothing of anybody's is in the project."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bench.formats import shipped
from generators.profiles import reading
from generators.profiles.learn import learn
from generators.profiles.schema import Profile

KEPT: Final = Path(__file__).with_name("kept")
LINES: Final = 3_000
_PATHS: Final = [f"/shop/item{number}" for number in range(60)]
_AGENTS: Final = ["Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0", "Googlebot/2.1"]


def _stamp(number: int) -> str:
    return f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"


def combined(draw: random.Random, number: int) -> str:
    """Return a line of an access log; errors have paths of their own."""
    status = draw.choices(["200", "404", "500"], [90, 8, 2])[0]
    path = draw.choice(_PATHS) if status == "200" else f"/missing/{draw.randrange(400)}.php"
    client = f"203.0.113.{draw.randrange(250)}"
    time = f"05/Jan/2026:{_stamp(number)} +0000"
    size, agent = draw.randrange(200, 90_000), draw.choice(_AGENTS)
    return f'{client} - - [{time}] "GET {path} HTTP/1.1" {status} {size} "-" "{agent}"'


def json_lines(draw: random.Random, number: int) -> str:
    """Return an object of JSON, with an escape, a nested object, and a field that is often missing."""
    level = draw.choices(["info", "error"], [9, 1])[0]
    text = f'user {draw.randrange(10**6)} could not pay \\"{draw.randrange(40)}\\"\\n' if level == "error" else "paid"
    more = f',"customer_tier":"{draw.choice(["gold", "silver"])}"' if draw.random() < 0.3 else ""
    took = f'"http":{{"status":{draw.choice([200, 500])},"duration_ms":{draw.randrange(1, 9000) / 10}}}'
    return f'{{"ts":"2026-01-05T{_stamp(number)}.123Z","level":"{level}","msg":"{text}",{took}{more}}}'


def syslog(draw: random.Random, number: int) -> str:
    """Return a line of syslog, now and then one of another form."""
    if draw.random() < 0.02:
        return f"    at com.example.Shop.pay(Shop.java:{draw.randrange(900)})"
    place = f"sshd[{draw.randrange(100, 30_000)}]"
    rest = draw.choice(["Accepted key", f"Failed password for invalid user from 198.51.100.{draw.randrange(99)}"])
    return f"Jan  5 {_stamp(number)} web1 {place}: {rest} port {draw.randrange(1024, 65_000)} é"


def logfmt(draw: random.Random, number: int) -> str:
    """Return pairs of key and value."""
    path, took = draw.choice(_PATHS), draw.randrange(900)
    return f'time=2026-01-05T{_stamp(number)}Z level=info msg="request done" path={path} ms={took}'


def csv(draw: random.Random, number: int) -> str:
    """Return a row; the first names the columns."""
    if number == 0:
        return "timestamp,level,warehouse,amount"
    return f'2026-01-05 {_stamp(number)},INFO,"north {draw.randrange(30)}",{draw.randrange(10_000) / 100:.2f}'


KINDS: Final[Mapping[str, Callable[[random.Random, int], str]]] = {
    "combined": combined,
    "json_lines": json_lines,
    "syslog_rfc3164": syslog,
    "logfmt": logfmt,
    "csv": csv,
}
"""Name of a format -> what writes a line of it."""


def log(kind: str, lines: int = LINES) -> bytes:
    """Return a log of a form."""
    draw = random.Random(7)
    return "".join(KINDS[kind](draw, number) + "\n" for number in range(lines)).encode()


def profile(kind: str, folder: Path) -> Profile:
    """Return the profile of a log of a kind, which is written into a folder."""
    path = folder / "app.log"
    path.write_bytes(log(kind))
    return learn(path, shipped.shipped(kind))


def kept(name: str) -> Profile:
    """Return a profile as it was once written: what a newer release learns of the same log may be another."""
    return reading.read(KEPT / f"{name}.json")


def _of_any_sort(draw: random.Random, number: int) -> bytes:
    """Return a line with texts of every class of characters, short and long, and values that come again."""
    text = draw.choice(
        [
            b"session %08x-%04x of 0x%x" % (draw.randrange(1 << 32), draw.randrange(1 << 16), draw.randrange(1 << 40)),
            "Größe {} überschritten, {} 파일 \N{GRINNING FACE}".format(
                draw.randrange(99), "é" * draw.randrange(1, 9)
            ).encode(),
            b"\xff\x01 READ %d of 10.1.%d.%d" % (-draw.randrange(1, 9_000), draw.randrange(9), draw.randrange(200)),
            b"GET /%s" % b"/".join([b"data", b"var", b"usr"][draw.randrange(3)] for _ in range(draw.randrange(1, 7))),
            b"dump " + b"long words " * draw.randrange(40, 60),
            b"ready",
        ]
    )
    level = draw.choices([b"INFO", b"WARN", b"ERROR"], [90, 9, 1])[0]
    client, user = b"198.51.100.%d" % (draw.randrange(9) ** 2), b"u%d" % draw.randrange(400)
    stamp = b"2026-01-%02d 10:%02d:%02d" % (5 + number // 300, number // 60 % 60, number % 60)
    return b"no record of %d" % number if number % 40 == 7 else b"|".join([stamp, level, text, client, user])


def of_all_sorts(lines: int) -> bytes:
    """Return a log of the format `piped` whose lines end in CR LF, and some of which have another form."""
    draw = random.Random(8)
    return b"".join(_of_any_sort(draw, number) + b"\r\n" for number in range(lines))
