import platform
from types import SimpleNamespace
from typing import Any

import pytest

from generators.cluster.engine import ClusterError
from tests.needs import lack

try:
    import distributed

    from generators.cluster import dask_engine
except ImportError:
    lack_of_it = True
else:
    lack_of_it = False

pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask's own


@pytest.fixture(autouse=True)
def _installed() -> None:
    if lack_of_it:
        lack("distributed is not installed: it is in the dependency group `cluster`")


def versions(python: str = platform.python_version(), dask: str = "") -> dict[str, Any]:
    return {"host": [("python", python)], "packages": {"distributed": dask or distributed.__version__}}


class FakeClient:
    """A client whose scheduler and workers have the releases that a test says; no task can be given by it."""

    status = "running"
    scheduler = SimpleNamespace(versions="versions", identity="identity", broadcast="broadcast")

    def __init__(self, scheduler: dict[str, Any], **workers: object) -> None:
        identity = {"workers": {address: {"nthreads": 1} for address in workers}}
        self._answers = {"versions": scheduler, "identity": identity, "broadcast": workers}

    def sync(self, ask: str, **_: object) -> object:
        return self._answers[ask]


def engine(client: FakeClient, said: list[str]) -> "dask_engine.DaskEngine":
    return dask_engine.DaskEngine(client, dask_engine.ClusterProgram((), None, "", {}, lambda _: {}), said.append)


def test_workers_of_another_python_or_dask_get_no_task_and_are_named() -> None:
    said: list[str] = []
    client = FakeClient(versions(), one=versions(python="3.9.1"), two=versions(dask="1.0"), three=OSError("gone"))

    crew = engine(client, said).crew()

    assert (crew.slots, crew.undecided, crew.unfit) == ({}, 0, 3)
    assert [text.split()[2] for text in said] == ["one", "two", "three"]
    assert "3.9" in said[0]
    assert "1.0" in said[1]


def test_a_scheduler_of_another_release_is_refused() -> None:
    with pytest.raises(ClusterError, match=r"1\.0"):
        engine(FakeClient(versions(dask="1.0")), [])


def test_where_no_scheduler_is_the_command_that_starts_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "CONNECTING", 0.2)
    program = dask_engine.ClusterProgram((), None, "", {}, lambda _: {})

    with (
        pytest.raises(ClusterError) as caught,
        dask_engine.connected("tcp://127.0.0.1:9", program, print),
    ):
        pass
    assert "dask scheduler" in caught.value.hint
