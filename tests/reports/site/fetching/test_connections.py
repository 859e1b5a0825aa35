"""Connections of a fetch: what is opened is closed, whenever the time is over."""

import socket
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reports.site.fetching.connections import FetchDeadline, Watchdog, opener

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class OverAfter(FetchDeadline):
    """A deadline that passes once it was asked for a number of times."""

    asked: list[float] = field(default_factory=list)
    times: int = 0

    def left(self) -> float:
        self.asked.append(self.seconds)
        if len(self.asked) > self.times:
            raise TimeoutError("the deadline has passed")
        return self.seconds


def open_files() -> set[str]:
    return {each.name for each in Path("/proc/self/fd").iterdir()}


@pytest.mark.parametrize("times", range(3))  # before it connects, once it is connected, before it is watched
def test_no_socket_outlives_a_deadline_that_passes_while_connecting(times: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        deadline = OverAfter(SECONDS, 0.0, times=times)
        before = open_files()

        with pytest.raises(OSError) as caught:  # noqa: PT011  # what is raised wraps the reason
            opener(deadline, Watchdog(deadline)).open(address, timeout=SECONDS)

        assert open_files() <= before  # what an earlier test left may go meanwhile
    assert "deadline" in str(caught.value)  # it holds the frames, and with them what was open, until here
