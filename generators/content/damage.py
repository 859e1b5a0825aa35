"""What goes wrong with a line: kinds of damage and of awkwardness, each made from the line that would have stood there.

A line is given as its five fields, and luck is a whole number that decides details. What comes back has no line end.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import BLOCK
from generators.lines.random_draws import threshold
from generators.lines.settings import SHARE, setting

FIELDS: Final = 5
"""Fields of a well-formed record."""

_ODD_MULTIPLIER: Final = 0x9E3779B1
"""Spreads the few values that fall below a border over all details."""

_ROOM: Final = 1 << 22
"""Bytes of long lines that are made at a time, on average; chance makes it several lines more."""

Fields = Sequence[bytes]
Oddity = Callable[[Fields, int], bytes]


@dataclass(frozen=True, kw_only=True)
class DamageSettings:
    """The settings of what goes wrong."""

    blank: float = setting(0.00005, "share of malformed records: empty lines", SHARE)
    cut: float = setting(0.0001, "share of malformed records: cut off", SHARE)
    extra_pipe: float = setting(0.0001, "share of malformed records: a pipe in the message", SHARE)
    trace: float = setting(0.0002, "share of malformed records: lines of stack traces, each whole", SHARE)
    joined: float = setting(0.00005, "share of malformed records: two on one line", SHARE)
    odd: float = setting(
        0.0, "share of well-formed records that naive readers trip over: quotes, lone CR, NUL, ' ERROR'", SHARE
    )
    invalid: float = setting(0.0, "share of well-formed records whose message is not UTF-8", SHARE)


_TRACES: Final = (
    b"""Traceback (most recent call last):
  File "/srv/shop/app.py", line 88, in handle
    response = route(request)
  File "/srv/shop/handlers.py", line 214, in checkout
    total = sum(item.price for item in cart)
shop.errors.RequestError: %b""",
    b"""com.shop.RequestException: %b
\tat com.shop.checkout.CartService.total(CartService.java:88)
\tat com.shop.checkout.CheckoutController.pay(CheckoutController.java:141)
\tat com.shop.web.Dispatcher.dispatch(Dispatcher.java:57)
\tat java.base/java.lang.Thread.run(Thread.java:1583)
Caused by: java.net.SocketTimeoutException: Read timed out
\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:278)
\t... 23 more""",
    b"""goroutine 4711 [running]:
main.(*Cart).Total(0x0)
\t/srv/shop/cart.go:31 +0x1d
main.checkout({0x7f3a10, 0xc0001a2000})
\t/srv/shop/checkout.go:102 +0x8f
exit status 2: %b""",
    b"""TypeError: %b
    at checkout (/srv/shop/src/checkout.js:58:27)
    at Layer.handle (/srv/shop/node_modules/express/lib/router/layer.js:95:5)
    at next (/srv/shop/node_modules/express/lib/router/route.js:144:13)""",
)
TRACE: Final = sum(trace.count(b"\n") + 1 for trace in _TRACES) / len(_TRACES)
"""Lines of a trace, on average."""

_STRANGE: Final = (
    b'%b "unfinished',
    b"'%b'",
    b"# %b",
    b"%b\rretrying",
    b"%b\x0bretrying",
    b"%b\x00",
    b"%b \xe2\x80\xa8retrying",
    b"%b \xc2\x85retrying",
    b"\t%b  ",
    b"%b, \\n, \\",
    b"%b \xf0\x9f\x94\xa5",
    b"ERROR: %b",
)
_INVALID: Final = (b"%b caf\xe9", b"%b \xff\xfe", b"%b \xe2\x82", b"%b \xed\xa0\x80")


def blank(_fields: Fields, _luck: int) -> bytes:
    """Return an empty line."""
    return b""


def cut(fields: Fields, luck: int) -> bytes:
    """Return a record that breaks off, as when a disk was full."""
    whole = b"|".join(fields)
    return whole[: 1 + luck % (whole.rindex(b"|"))]


def extra_pipe(fields: Fields, luck: int) -> bytes:
    """Return a record with pipes in its message, as when they were not escaped."""
    time, level, message, *rest = fields
    at = message.find(b" ", luck % len(message))
    return b"|".join([time, level, message[:at], message[at:], *rest])


def trace(message: bytes, luck: int) -> list[bytes]:
    """Return the lines of a stack trace that follow a record, as when an exception is logged as it is."""
    return (_TRACES[luck % len(_TRACES)] % message).split(b"\n")


def joined(fields: Fields, _luck: int) -> bytes:
    """Return two records on one line, as when two processes write at once."""
    return b"|".join([*fields[:-1], fields[-1] + fields[0], *fields[1:]])


def odd(fields: Fields, luck: int) -> bytes:
    """Return a well-formed record that naive readers trip over."""
    time, level, message, address, user = fields
    choice, luck = luck % 5, luck // 5
    if choice == 0:
        level = (level.lower(), b" " + level, level + b"S", b'"' + level + b'"')[luck % 4]
    elif choice == 1:
        address, user = ((b"ERROR", user), (address, b"ERROR"), (address, b""))[luck % 3]
    else:
        message = _STRANGE[luck % len(_STRANGE)] % message
    return b"|".join([time, level, message, address, user])


def invalid(fields: Fields, luck: int) -> bytes:
    """Return a well-formed record whose message is not UTF-8."""
    time, level, message, *rest = fields
    return b"|".join([time, level, _INVALID[luck % len(_INVALID)] % message, *rest])


KINDS: Final[Mapping[str, Oddity]] = {
    "blank": blank,
    "cut": cut,
    "extra_pipe": extra_pipe,
    "joined": joined,
    "odd": odd,
    "invalid": invalid,
}
"""Name of the setting that holds its share -> what it does."""


def long(fields: Fields, size: int) -> bytes:
    """Return a well-formed DEBUG record whose message has about `size` bytes: a request's body."""
    time, _level, message, *rest = fields
    item = b'{"sku": "%b", "quantity": 1}, ' % fields[-1]
    body = b"request body: [" + item * (size // len(item)) + b'{"note": "%b"}]' % message
    return b"|".join([time, b"DEBUG", body[: max(size, 1)], *rest])


def lines_at_once(settings: Mapping[str, Any]) -> int:
    """Return how many lines of a block are made together: fewer where they are so long that a block outgrows memory."""
    mean = float(settings.get("long", 0.0)) * int(settings.get("long_bytes", 0))
    return max(min(int(_ROOM / mean), BLOCK), 1) if mean else BLOCK


def record(text: bytes) -> list[bytes] | None:
    """Return the five fields of a line without its end, or None if it is malformed."""
    fields = text.removesuffix(b"\r").split(b"|")
    return fields if len(fields) == FIELDS else None


class Damage:
    """Decides which lines are damaged, and how.

    Args:
        shares: kind -> share of lines.
    """

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._kinds = [kind for kind, share in shares.items() if share]
        self._borders = np.cumsum([threshold(shares[kind]) for kind in self._kinds], dtype=np.int64)

    def find(self, events: NDArray[np.uint32]) -> dict[int, tuple[str, int]]:
        """Return line -> kind and luck, for the lines whose 32 random bits fall below the borders."""
        if not self._kinds:
            return {}
        lines = (events < int(self._borders[-1])).nonzero()[0]
        bits = events[lines]
        kinds = np.searchsorted(self._borders, bits, side="right").tolist()
        return {
            line: (self._kinds[kind], luck * _ODD_MULTIPLIER >> 16)
            for line, kind, luck in zip(lines.tolist(), kinds, bits.tolist(), strict=True)
        }
