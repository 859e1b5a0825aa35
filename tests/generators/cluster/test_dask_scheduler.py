import gc
import socket
import time
from typing import Any

import pytest

from generators.cluster.engine import ClusterError
from tests.needs import lack

pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask's own

LIMIT = 0.5  # seconds
LONG = 60.0  # a client of Dask waits for ever


def refused(address: str) -> ClusterError:
    try:
        from generators.cluster import dask_scheduler  # noqa: PLC0415 - where it is installed
    except ImportError:
        lack("distributed is not installed: it is in the dependency group `cluster`")
    with pytest.raises(ClusterError) as raised:
        dask_scheduler.reach(address, LIMIT)
    return raised.value


def test_what_takes_a_call_and_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        said = refused(f"tcp://127.0.0.1:{silent.getsockname()[1]}")

    assert str(said).endswith("cannot be reached: it does not answer.")
    assert time.monotonic() - begun < LONG


def test_a_host_that_no_name_service_knows_is_told_from_a_scheduler_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = socket.getaddrinfo

    def resolve(host: str, *rest: Any, **options: Any) -> Any:
        if host == "nowhere.invalid":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return known(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)  # a name service may take longer to say so
    unknown, absent = refused("tcp://nowhere.invalid:8786"), refused("tcp://127.0.0.1:9")

    assert "resolved" in str(unknown)
    assert "resolved" not in str(absent)
    assert absent.hint != unknown.hint


def test_an_address_that_dask_cannot_read_leaves_no_client_that_is_closed_for_long(
    capfd: pytest.CaptureFixture[str],
) -> None:
    begun = time.monotonic()
    assert "unknown address scheme" in str(refused("tpc://127.0.0.1:8786"))
    gc.collect()

    assert time.monotonic() - begun < LONG / 4  # it took 20 seconds, and a traceback
    assert capfd.readouterr().err == ""
