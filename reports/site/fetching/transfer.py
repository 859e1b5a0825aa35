"""Read files from a server that may be slow, broken or hostile, within limits of time, of size and of place.

Redirects are followed here and not by urllib, which would read the body of each of them as a whole. No message repeats
a site's own words. urllib stays: it knows the proxies of the environment, and none of the usual libraries has all
three limits.
"""

import errno
import http.client
import ssl
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Final

from bench.model.errors import BenchError
from reports.site.fetching.address import redirect
from reports.site.fetching.connections import QUIET, FetchDeadline, Watchdog, opener

BLOCK: Final = 1 << 16
HOPS: Final = 5
SHOWN: Final = 200  # characters of a reason
ABSENT: Final = {404, 410}
REDIRECTS: Final = {301, 302, 303, 307, 308}
AGAIN: Final = "Try again in a few minutes."


class AbsentError(BenchError):
    """The server says that there is no such file."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was read: its hash and its size."""

    sha256: str
    size: int


class Reader:
    """Read files before a deadline."""

    def __init__(self, deadline: FetchDeadline) -> None:
        self._deadline = deadline
        self._watchdog = Watchdog(deadline)
        self._opener = opener(deadline, self._watchdog)

    def save(self, address: str, path: Path, most: int) -> Saved:
        """Read one file into a new file, block by block.

        Args:
            address: of the file.
            path: that is made.
            most: how many bytes it may have.

        Raises:
            AbsentError: if the server says that there is no such file.
            BenchError: if it cannot be read for any other reason, or is larger.
        """
        with self._explain(address), self._answer(address) as answer, path.open("xb") as file:
            digest, size = sha256(), 0
            while block := answer.read(BLOCK):
                size += len(block)
                if size > most:
                    raise BenchError(f"{address} is larger than the {most:,} bytes that it may have.", AGAIN)
                digest.update(block)
                file.write(block)
        return Saved(digest.hexdigest(), size)

    @contextmanager
    def _answer(self, address: str) -> Iterator[http.client.HTTPResponse]:
        """Give the answer that has the file, behind a few redirects at most."""
        current = address
        for _ in range(HOPS + 1):
            with self._opener.open(current, timeout=QUIET) as answer:
                if answer.status not in REDIRECTS or "Location" not in answer.headers:
                    _require_file(address, answer, may_lack=current == address)
                    yield answer
                    return
                current = redirect(current, answer.headers["Location"])
        raise BenchError(f"{address} redirects more than {HOPS} times.", AGAIN)

    @contextmanager
    def _explain(self, address: str) -> Iterator[None]:
        """Raise whatever keeps a file from being read as an error of ours."""
        try:
            yield
        except http.client.RemoteDisconnected as error:
            raise BenchError(f"{address} cannot be fetched: the server closed the connection.", AGAIN) from error
        except (http.client.HTTPException, ValueError) as error:
            if self._deadline.is_over():
                raise self._late(address) from error
            kind = type(error).__name__
            raise BenchError(f"{address} cannot be fetched: the answer is not valid HTTP ({kind}).", AGAIN) from error
        except OSError as error:
            raise self._failure(address, error) from error
        finally:
            self._watchdog.release()

    def _failure(self, address: str, error: OSError) -> BenchError:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        if self._deadline.is_over():
            return self._late(address)
        if isinstance(cause, OSError) and cause.errno in {errno.ENOSPC, errno.EDQUOT}:
            return BenchError(
                f"{address} cannot be kept: {cause.strerror}.", "Set TMPDIR to a folder with enough space."
            )
        if isinstance(cause, ssl.SSLError) and cause.reason:
            return BenchError(f"{address} cannot be fetched: TLS failed ({cause.reason}).", AGAIN)
        reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else str(cause)
        words = " ".join(reason.split())[:SHOWN]  # a proxy that opens no tunnel says why
        return BenchError(f"{address} cannot be fetched: {words}.", AGAIN)

    def _late(self, address: str) -> BenchError:
        return BenchError(
            f"{address} was not fetched within {self._deadline.seconds:g} seconds, the limit for the whole site.",
            "Try again, or allow more with --timeout.",
        )


def _require_file(address: str, answer: http.client.HTTPResponse, *, may_lack: bool) -> None:
    """Refuse an answer that does not carry the file as it is."""
    status = answer.status
    words = f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
    if status in ABSENT and may_lack:
        raise AbsentError(f"{address} cannot be fetched: {words}.", AGAIN)
    if status != HTTPStatus.OK:
        raise BenchError(f"{address} cannot be fetched: {words}.", AGAIN)
    if answer.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}:
        raise BenchError(f"{address} cannot be fetched: the server compressed it.", "Have it send files as they are.")
