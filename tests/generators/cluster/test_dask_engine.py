import asyncio
import platform
from collections.abc import Callable, Coroutine
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
    scheduler = property(lambda self: self)

    def __init__(self, scheduler: dict[str, Any], **workers: object) -> None:
        self._releases = scheduler
        self._workers = workers

    def sync(self, ask: Callable[..., Coroutine[Any, Any, object]], *words: object, **options: object) -> object:
        del options["callback_timeout"]
        return asyncio.run(ask(*words, **options))

    async def versions(self, **_: object) -> object:
        return self._releases

    async def identity(self, **_: object) -> object:
        return {"workers": {address: {"nthreads": 1, "local_directory": "x"} for address in self._workers}}

    async def broadcast(self, *, workers: list[str], **_: object) -> object:
        answer = self._workers[workers[0]]
        if answer is None:
            await asyncio.sleep(3_600)
        if isinstance(answer, Exception):
            raise answer
        return {workers[0]: answer}


def engine(client: FakeClient, said: list[str]) -> "dask_engine.DaskEngine":
    return dask_engine.DaskEngine(client, dask_engine.ClusterProgram((), None, "", {}, lambda _: {}), said.append)


def test_workers_of_another_python_or_dask_or_that_hang_get_no_task_and_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dask_engine, "_ANSWERING", 0.01)
    said: list[str] = []
    old, other = versions(python="3.9.1"), versions(dask="1.0")
    client = FakeClient(versions(), one=old, two=other, three=OSError("gone"), four=None)

    crew = engine(client, said).crew()

    assert (crew.slots, crew.undecided, crew.unfit) == ({}, 0, 4)
    assert [text.split()[2] for text in said] == ["one", "two", "three", "four"]
    assert "3.9" in said[0]
    assert "1.0" in said[1]


def test_a_scheduler_of_another_release_is_refused() -> None:
    with pytest.raises(ClusterError, match=r"1\.0"):
        engine(FakeClient(versions(dask="1.0")), [])


@pytest.mark.parametrize(
    ("address", "remedy"), [("tcp://127.0.0.1:9", "dask scheduler"), ("tls://127.0.0.1:9", "distributed.comm.tls")]
)
def test_where_no_scheduler_is_the_command_that_starts_one_is_named(
    address: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_engine, "CONNECTING", 0.2)
    program = dask_engine.ClusterProgram((), None, "", {}, lambda _: {})

    with (
        pytest.raises(ClusterError) as caught,
        dask_engine.connected(address, program, print),
    ):
        pass
    assert remedy in caught.value.hint
