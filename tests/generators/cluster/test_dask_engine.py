import importlib
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generators.cluster.engine import ClusterError, NoSchedulerError
from tests.needs import lack
from tests.structure import ROOT

pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask's own


def ours() -> Any:
    """Import what is tested when a test runs: Dask takes half a second, from each process that collects tests too."""
    if find_spec("distributed") is None:
        lack("distributed is not installed: it is in the dependency group `cluster`")
    return importlib.import_module("generators.cluster.dask_engine")


def versions(python: str = platform.python_version(), dask: str = "") -> dict[str, Any]:
    return {"host": [("python", python)], "packages": {"distributed": dask or ours().distributed.__version__}}


class FakeClient:
    """A client whose scheduler and workers have the releases that a test says; what is given to a worker never ends."""

    status = "running"
    answer: tuple[int, str, str] | None = None
    scheduler = SimpleNamespace(versions=None)

    def __init__(self, scheduler: dict[str, Any], **workers: dict[str, Any]) -> None:
        self._releases = scheduler
        self.submitted: list[tuple[object, ...]] = []
        self.workers = {
            name: SimpleNamespace(nthreads=1, resources={}, local_directory="first", versions=each)
            for name, each in workers.items()
        }

    def sync(self, *_: object, **__: object) -> object:
        return self._releases

    def run_on_scheduler(self, function: Callable[[object], object], **_: object) -> object:
        return function(self)

    def submit(self, _function: object, *arguments: object, **_: object) -> object:
        self.submitted.append(arguments)
        ended = {"done": lambda: self.answer is not None, "status": "finished", "result": lambda **_: self.answer}
        return SimpleNamespace(add_done_callback=lambda _: None, **ended)


def engine(client: FakeClient, said: list[str]) -> Any:
    return ours().DaskEngine(client, ours().ClusterProgram((), b"", "", {}, lambda _: {}), said.append)


def test_workers_of_another_python_or_dask_or_that_hang_get_no_task_and_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ours(), "_LOOKING", -1)
    said: list[str] = []
    old, other = versions(python="3.9.1"), versions(dask="1.0")
    client = FakeClient(versions(), one=old, two=other, three={}, four=versions())

    crew = engine(client, said).crew()

    assert (crew.slots, crew.undecided, crew.unfit) == ({}, 0, 4)
    assert [text.split()[2] for text in said] == ["one", "two", "three", "four"]
    assert "3.9" in said[0]
    assert "1.0" in said[1]


def test_a_worker_that_comes_back_at_its_address_is_another_one() -> None:
    client = FakeClient(versions(), one=versions())
    asked = engine(client, [])
    asked.crew()
    asked._known["one"].looking, asked._known["one"].is_fit = None, True
    assert asked.crew().slots == {"one": 1}

    client.workers["one"].local_directory = "second"

    crew = asked.crew()
    assert (crew.slots, crew.undecided) == ({}, 1)


def test_few_workers_get_the_code_at_a_time_and_the_others_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours(), "_MOST_LOOKING", 2)
    client = FakeClient(versions(), **{f"worker-{number}": versions() for number in range(5)})
    asked = engine(client, [])

    crews = [asked.crew(), asked.crew()]
    assert [(crew.undecided, len(client.submitted)) for crew in crews] == [(5, 2), (5, 2)]
    client.answer = (0, "", "")
    for _ in range(3):
        last = asked.crew()
    assert (len(last.slots), last.undecided, len(client.submitted)) == (5, 0, 5)


def test_where_a_task_takes_a_slot_workers_without_one_are_named() -> None:
    said: list[str] = []
    client = FakeClient(versions(), one=versions(), two=versions())
    client.workers["two"].resources = {"bench": 1.0}
    program = ours().ClusterProgram((), b"", "", {}, lambda _: {}, resource="bench")

    crew = ours().DaskEngine(client, program, said.append).crew()

    assert (crew.undecided, crew.unfit) == (1, 1)
    assert [text.split()[2] for text in said] == ["one"]
    assert "--resources bench=1" in said[0]


def test_code_goes_to_a_worker_once_with_the_question_what_it_is() -> None:
    client = FakeClient(versions(), one=versions())
    program = ours().ClusterProgram(("words",), b"code", "look", {}, lambda _: {})

    engine = ours().DaskEngine(client, program, print)
    engine.crew()
    engine.give(1, "message", "one")

    (look, task) = client.submitted
    assert [each[1] for each in (look, task)] == ["look", "message"]
    assert [each[3] for each in (look, task)] == [b"code", b""]
    assert look[2] == task[2] != ""


@pytest.mark.parametrize("words", [["bench", "unit-task"], ["generators", "part-task"]])
def test_a_worker_without_our_libraries_is_named_with_the_command_that_starts_one_with_them(words: list[str]) -> None:
    said: list[str] = []
    bare = subprocess.run(
        [sys.executable, "-S", "-m", *words], cwd=ROOT, input="{}", capture_output=True, text=True, check=False
    )
    client = FakeClient(versions(), one=versions())
    client.answer = (bare.returncode, bare.stdout, bare.stderr)
    program = ours().ClusterProgram((), b"", "", {}, lambda _: {}, remedy="uv run dask worker")

    assert ours().DaskEngine(client, program, said.append).crew().unfit == 1
    assert "left out: No module named 'cyclopts'" in said[0]
    assert [text.endswith(program.remedy) for text in said] == [False, True]


def test_a_scheduler_that_is_gone_is_said_in_plain_words() -> None:
    asked = engine(client := FakeClient(versions()), [])

    def reset(*_: object, **__: object) -> None:
        raise OSError("in <TCP (closed) ConnectionPool local=tcp://127.0.0.1:1>: ConnectionResetError: reset by peer")

    client.run_on_scheduler = reset  # type: ignore[method-assign]
    with pytest.raises(NoSchedulerError, match=r"cluster is gone: ConnectionResetError: reset by peer\.$"):
        asked.crew()


def test_a_scheduler_of_another_release_is_refused() -> None:
    with pytest.raises(ClusterError, match=r"1\.0"):
        engine(FakeClient(versions(dask="1.0")), [])


@pytest.mark.parametrize(
    ("address", "remedy"), [("tcp://127.0.0.1:9", "dask scheduler"), ("tls://127.0.0.1:9", "distributed.comm.tls")]
)
def test_where_no_scheduler_is_the_command_that_starts_one_is_named(
    address: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours(), "CONNECTING", 0.2)
    program = ours().ClusterProgram((), b"", "", {}, lambda _: {})

    with (
        pytest.raises(ClusterError) as caught,
        ours().connected(address, program, print),
    ):
        pass
    assert remedy in caught.value.hint


def test_a_cluster_of_this_machine_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    program = ours().ClusterProgram(words=(), code=b"", look="", needed={}, facts=dict)

    with ours().connected("local:1", program, print):
        assert list(tmp_path.iterdir()) != []

    assert list(tmp_path.iterdir()) == []
