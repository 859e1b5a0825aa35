"""Connections that keep a deadline: it applies to every single read from a socket.

So a server that drips bytes cannot stretch the time, whatever part of an answer it drips: the lines of a proxy that
opens a tunnel, the status, headers, chunks, the body. Only the system's resolver of names has limits of its own.
"""

import http.client
import io
import socket
import ssl
import threading
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final, cast

QUIET: Final = 60.0  # seconds without a byte, after which a server is given up
CONNECTING: Final = 30.0  # seconds for each of a host's addresses


@dataclass(frozen=True, slots=True)
class FetchDeadline:
    """A moment after which nothing is waited for.

    Args:
        seconds: from the start.
        at: on the monotonic clock.
    """

    seconds: float
    at: float

    @classmethod
    def after(cls, seconds: float) -> "FetchDeadline":
        """Begin to count."""
        return cls(seconds, time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: if there are none.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def is_over(self) -> bool:
        """Return whether nothing is left."""
        return time.monotonic() >= self.at


def opener(deadline: FetchDeadline, watchdog: "Watchdog") -> urllib.request.OpenerDirector:
    """Return what opens addresses of the web before a deadline, through the proxies of the environment.

    It hands over every answer as it is: it follows no redirect, raises for no status, and opens no files.
    """
    made = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        _PlainHandler(deadline, watchdog),
        _SecureHandler(deadline, watchdog),
    ):
        made.add_handler(handler)
    return made


class _Timed(io.RawIOBase):
    """The bytes of a socket; the deadline applies to each read."""

    def __init__(self, connected: socket.socket, raw: io.RawIOBase, deadline: FetchDeadline) -> None:
        self._socket, self._raw, self._deadline = connected, raw, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]  # which io passes
        self._socket.settimeout(min(QUIET, self._deadline.left()))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class Watchdog:
    """Shut a connection down at the deadline.

    A server may keep OpenSSL busy within a single call, which looks at no timeout: only another thread ends that.
    """

    def __init__(self, deadline: FetchDeadline) -> None:
        self._deadline = deadline
        self._held: tuple[socket.socket, threading.Timer] | None = None

    def watch(self, connected: socket.socket) -> None:
        """Watch a connection, and no other any more."""
        self.release()
        left = self._deadline.left()
        copy = connected.dup()  # TLS takes the socket itself away
        timer = threading.Timer(left, _shut, [copy])
        timer.daemon = True
        self._held = copy, timer
        timer.start()

    def release(self) -> None:
        """Watch none."""
        if self._held:
            copy, timer = self._held
            self._held = None
            timer.cancel()
            timer.join()
            copy.close()


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


class _Response(http.client.HTTPResponse):
    """An answer, of a proxy that opens a tunnel too, that is read before a deadline."""

    def __init__(self, connected: socket.socket, *, deadline: FetchDeadline, method: str | None = None) -> None:
        super().__init__(connected, method=method)
        self.fp = io.BufferedReader(_Timed(connected, self.fp.detach(), deadline))

    def _read_next_chunk_size(self) -> int:
        """Refuse a negative size: the standard library would read for ever, and into memory."""
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # typeshed leaves it out
        if size < 0:
            raise http.client.HTTPException("a chunk of a negative size")
        return size


_Bounds = tuple[FetchDeadline, Watchdog]


class _Bounded:
    """What both kinds of connection do otherwise than theirs: dial and read before a deadline."""

    response_class: type[http.client.HTTPResponse]

    def _bind(self, deadline: FetchDeadline, watchdog: Watchdog) -> None:
        self.response_class = cast("type[http.client.HTTPResponse]", partial(_Response, deadline=deadline))
        self._create_connection = partial(_dial, deadline, watchdog)  # in the place of socket.create_connection


class _PlainConnection(_Bounded, http.client.HTTPConnection):
    def __init__(self, host: str, *, timeout: float, bounds: _Bounds) -> None:
        super().__init__(host, timeout=timeout)
        self._bind(*bounds)


class _SecureConnection(_Bounded, http.client.HTTPSConnection):
    def __init__(self, host: str, *, timeout: float, bounds: _Bounds, context: ssl.SSLContext) -> None:
        super().__init__(host, timeout=timeout, context=context)
        self._bind(*bounds)


class _PlainHandler(urllib.request.HTTPHandler):
    def __init__(self, *bounds: *_Bounds) -> None:
        super().__init__()
        self._bounds = bounds

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, req, bounds=self._bounds)  # type: ignore[arg-type]  # it passes this on


class _SecureHandler(urllib.request.HTTPSHandler):
    def __init__(self, *bounds: *_Bounds) -> None:
        super().__init__()
        self._bounds = bounds

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Read the system's certificates once, and only where they are needed."""
        return ssl.create_default_context()

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(  # passes the further arguments on
            _SecureConnection,  # type: ignore[arg-type]
            req,
            bounds=self._bounds,
            context=self._trusted,
        )


def _dial(
    deadline: FetchDeadline,
    watchdog: Watchdog,
    address: tuple[str, int],
    timeout: float,
    source: tuple[str, int] | None,
) -> socket.socket:
    """Connect to the first of a host's addresses that answers. A host that has hundreds gets no more time."""
    host, port = address
    failure = OSError(f"{host} has no address")
    for *_, numeric in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:
            patience = min(timeout, CONNECTING, deadline.left())
            connected = socket.create_connection((str(numeric[0]), port), patience, source)
        except OSError as error:
            failure = error
            continue
        try:
            connected.settimeout(min(timeout, deadline.left()))  # for a handshake; reading sets its own
            watchdog.watch(connected)
        except BaseException:
            connected.close()
            raise
        return connected
    raise failure
