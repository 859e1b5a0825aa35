"""A server on the loopback that sends exactly the bytes it is given to send, however little they are HTTP."""

import json
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

PIECE = 0.02  # seconds between two dripped bytes
PATIENCE = (0.4, 1, 2, 5, 10)  # seconds to a deadline, in one attempt after the other
Answer = Callable[[str], Iterable[bytes]]


def reply(body: bytes = b"", status: str = "200 OK", length: object = None, **headers: str) -> list[bytes]:
    """Return a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ["\r\n".join([*lines, "", ""]).encode("latin-1"), body]


def endless(*before: bytes, piece: bytes = b"x" * (1 << 16)) -> Iterator[bytes]:
    yield from before
    while True:
        yield piece


def honest(site: Path) -> Answer:
    """Answer as a server of files does."""

    def answer(path: str) -> Iterable[bytes]:
        file = site / path.lstrip("/")
        return reply(file.read_bytes()) if file.is_file() else reply(b"", "404 Not Found")

    return answer


def otherwise(site: Path, name: str, special: Callable[[], Iterable[bytes]]) -> Answer:
    """Answer as a server of files does, but for files of one name."""
    return lambda path: special() if path.endswith(name) else honest(site)(path)


def altered(site: Path, change: Callable[[dict[str, Any]], object]) -> Answer:
    """Serve a site whose list was changed."""
    listing = json.loads((site / "results.json").read_text())
    change(listing)
    return otherwise(site, "results.json", lambda: reply(json.dumps(listing).encode()))


class Server:
    """What a test needs to know of a server: where it is, and what it was asked for."""

    def __init__(self, port: int, stopped: Event) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.asked: list[str] = []
        self.connections: list[socket.socket] = []
        self.stopped = stopped

    def dripped(self, content: bytes) -> Iterator[bytes]:
        """Send a byte now and then, for ever."""
        for at in range(1 << 30):
            yield content[at % len(content) :][:1]
            if self.stopped.wait(PIECE):
                return

    def silent(self) -> Iterator[bytes]:
        """Send nothing."""
        self.stopped.wait()
        yield b""


@contextmanager
def serving(
    answer: Callable[[Server], Answer], *, wrapped: Callable[[socket.socket], socket.socket] = lambda plain: plain
) -> Iterator[Server]:
    """Serve until the block ends; then every connection is closed and every thread is over."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server = Server(listener.getsockname()[1], Event())
        threads: list[Thread] = []
        accepting = Thread(target=_accept, args=(listener, server, answer(server), threads, wrapped))
        accepting.start()
        try:
            yield server
        finally:
            server.stopped.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            accepting.join()
            for (
                connection
            ) in server.connections:  # the other side may have gone without a word while its window was full
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def _accept(
    listener: socket.socket,
    server: Server,
    answer: Answer,
    threads: list[Thread],
    wrapped: Callable[[socket.socket], socket.socket],
) -> None:
    with suppress(OSError):  # which ends the listening
        while True:
            connection, _ = listener.accept()
            server.connections.append(connection)
            threads.append(Thread(target=_serve, args=(connection, server, answer, wrapped)))
            threads[-1].start()


def _serve(
    plain: socket.socket, server: Server, answer: Answer, wrapped: Callable[[socket.socket], socket.socket]
) -> None:
    plain.settimeout(10)
    with plain, suppress(OSError), wrapped(plain) as connection:  # the other side may hang up
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(1 << 16)
            if not piece:
                return
            head += piece
        path = head.split(b" ")[1].decode()
        server.asked.append(path)
        for piece in answer(path):
            connection.sendall(piece)
            if server.stopped.is_set():
                return
        connection.shutdown(socket.SHUT_WR)
