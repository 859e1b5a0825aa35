import contextlib
import errno
import json
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from bench.process import visible
from tests.bench.process.launching import measured


@pytest.fixture(autouse=True)
def _looked_at_anew() -> Iterator[None]:
    visible._devices.cache_clear()
    visible._sockets.cache_clear()
    yield
    visible._devices.cache_clear()
    visible._sockets.cache_clear()


def test_the_devices_are_those_that_everybody_may_use(tmp_path: Path) -> None:
    found = visible.orders(tmp_path, (), 1)["devices"]

    assert {"/dev/null", "/dev/urandom", "/dev/zero"} <= {*found}
    assert "/dev/console" not in found
    assert not any(stat.S_ISBLK(os.lstat(path).st_mode) or path.startswith("/dev/pts/") for path in found)


CONNECTS = """
    import os, socket
    def run(_):
        os.chdir(FOLDER)
        return [socket.socket(socket.AF_UNIX).connect_ex(place) for place in PLACES]
"""


@pytest.mark.usefixtures("_in_view")
def test_nobody_reaches_a_service_that_may_start_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services, places = tmp_path / "services", ["bus/socket", "resolve/socket"]
    monkeypatch.setattr(visible, "SERVICES", services)
    visible._sockets.cache_clear()  # the trial of the view has looked
    code = CONNECTS.replace("FOLDER", repr(str(services))).replace("PLACES", repr(places))
    with contextlib.ExitStack() as stack:
        for place in places:
            (services / place).parent.mkdir(parents=True)
            monkeypatch.chdir(services)  # an address has room for a short name only
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(place)
            server.listen()
        monkeypatch.chdir("/")
        finished = measured(tmp_path, code, Instrument.ANSWER, answers=tmp_path, writable=(services,))

    assert finished.status is Status.OK, finished
    assert json.loads((tmp_path / "answer-0.json").read_bytes()) == ["list", errno.ECONNREFUSED, 0]


def test_services_are_looked_for_where_no_user_or_container_keeps_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visible, "SERVICES", tmp_path)
    with contextlib.ExitStack() as stack:
        for place in ("a", "bus", "one/two/three", "one/two/three/four", "user/7", "resolve"):
            (tmp_path / place).mkdir(parents=True, exist_ok=True)
            monkeypatch.chdir(tmp_path / place)
            stack.enter_context(socket.socket(socket.AF_UNIX)).bind("socket")
        monkeypatch.chdir("/")

        found = visible.orders(tmp_path, (), 1)["sockets"]

    assert found == [str(tmp_path / place / "socket") for place in ("a", "bus", "one/two/three")]


def test_a_file_that_another_program_removes_meanwhile_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "walk", lambda top: [(str(top), [], ["gone"])])

    orders = visible.orders(tmp_path, (), 1)

    assert orders["devices"] == orders["sockets"] == []
