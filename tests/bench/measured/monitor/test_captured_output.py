import os
import threading

from hypothesis import given
from hypothesis import strategies as some

from bench.measured.monitor.captured_output import KEPT, CapturedStream


def filled(sink: CapturedStream, content: bytes) -> None:
    """Write from another thread, as a process would, and take until the end."""

    def write() -> None:
        with os.fdopen(sink.writer, "wb") as stream:
            stream.write(content)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive() or sink.take():
        sink.take()
    writer.join()
    sink.drain()
    os.close(sink.reader)


@given(some.binary(max_size=1000))
def test_a_little_is_kept_whole(content: bytes) -> None:
    sink = CapturedStream()

    filled(sink, content)

    assert sink.text() == content


def test_of_much_both_ends_are_kept_and_what_is_missing_is_counted() -> None:
    sink = CapturedStream()
    content = b"".join(b"%08d\n" % number for number in range(200_000))

    filled(sink, content)

    kept = sink.text()
    assert kept.startswith(content[:KEPT])
    assert kept.endswith(content[-KEPT:])
    assert b"[... %d bytes not kept ...]" % (len(content) - 2 * KEPT) in kept


def test_one_that_never_ends_is_not_drained_for_ever() -> None:
    sink = CapturedStream()
    os.set_blocking(sink.writer, False)
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            try:
                os.write(sink.writer, bytes(4096))
            except BlockingIOError:
                continue

    writer = threading.Thread(target=write)
    writer.start()
    sink.drain(blocks=50)
    over.set()
    writer.join()

    assert len(sink.text()) <= 2 * KEPT + 100
    os.close(sink.reader)
    os.close(sink.writer)
