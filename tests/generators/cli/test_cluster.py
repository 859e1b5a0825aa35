import json
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from bench.host import code
from bench.host.files import PARTIAL
from bench.model.types import Manifest
from generators.cli import cluster
from generators.cli.app import main
from generators.cluster.engine import ClusterError, TaskAnswer
from generators.lines.blocks import BLOCK
from generators.making import identity, manifests, part_task
from generators.making.part_task import PartTask
from tests.generators.cluster import real_cluster
from tests.generators.cluster.fake_engine import FakeEngine
from tests.generators.making.making_data import SEED, a_recipe, made
from tests.generators.profiles import logs
from tests.structure import ROOT

LINES = 2 * BLOCK + 1_000
ORDER = ["web_log", "--lines", str(LINES), "--seed", str(SEED), "--quiet", "--cluster"]
ADDRESS = "tcp://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "PART", BLOCK)


@pytest.fixture(scope="module")
def whole() -> tuple[bytes, Manifest]:
    return made(a_recipe(lines=LINES))


def hold(folder: Path, whole: tuple[bytes, Manifest]) -> None:
    """Hold a folder to what one machine makes."""
    data, manifest = whole
    known = manifests.parse((folder / "dataset.json").read_bytes())
    assert b"".join(path.read_bytes() for path in sorted(folder.glob("*.log"))) == data
    assert (known.truth, known.blocks_sha256) == (manifest.truth, identity.of_content([data], manifest.recipe))
    assert [path.name for path in folder.iterdir() if path.name.endswith(PARTIAL)] == []
    assert "tcp:" not in (folder / "dataset.json").read_text()


def make_here(message: str, _worker: str) -> TaskAnswer:
    """Do what a worker would."""
    return TaskAnswer(0, msgspec.json.encode(part_task._make(msgspec.json.decode(message, type=PartTask))).decode())


def in_place_of_a_cluster(monkeypatch: pytest.MonkeyPatch, engine: FakeEngine) -> None:
    @contextmanager
    def stand_in(*_: object) -> Iterator[FakeEngine]:
        yield engine

    monkeypatch.setattr(cluster, "_engine", stand_in)


def test_what_workers_make_is_what_one_machine_makes_and_a_second_call_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, whole: tuple[bytes, Manifest], capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine({"a": 1, "b": 1}, make_here)
    in_place_of_a_cluster(monkeypatch, engine)
    left = tmp_path / "web" / f".part-1.log.host-1-x{PARTIAL}"
    left.parent.mkdir()
    left.touch()

    assert main([*ORDER, ADDRESS, "--out", str(tmp_path / "web")]) == 0
    assert manifests.parse((tmp_path / "web/dataset.json").read_bytes()).blocks_sha256 in capsys.readouterr().out
    assert main([*ORDER, ADDRESS, "--out", str(tmp_path / "web")]) == 0

    hold(tmp_path / "web", whole)
    assert len(engine.given) == 3


def test_a_twin_is_made_where_its_profile_never_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "app.log").write_bytes(logs.log("json_lines", 500))
    (tmp_path / "cache").mkdir()
    like = ["like", str(tmp_path / "app.profile.json"), "--lines", str(BLOCK + 100), "--quiet", "--out"]

    def make_elsewhere(message: str, worker: str) -> TaskAnswer:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("LEANLINES_CACHE", str(tmp_path / "cache"))
            return make_here(message, worker)

    in_place_of_a_cluster(monkeypatch, FakeEngine({"a": 1}, make_elsewhere))
    main(["profile", str(tmp_path / "app.log"), "--out", like[1]])
    assert main([*like, str(tmp_path / "web"), "--cluster", ADDRESS]) == 0
    assert main([*like, str(tmp_path / "one.log"), "--jobs", "1"]) == 0

    parts = sorted((tmp_path / "web").glob("part-?.log"))
    assert len(parts) == 2
    assert b"".join(path.read_bytes() for path in parts) == (tmp_path / "one.log").read_bytes()
    assert list((tmp_path / "cache").rglob("*.json"))


def test_where_the_cluster_goes_the_same_command_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, whole: tuple[bytes, Manifest], capsys: pytest.CaptureFixture[str]
) -> None:
    def go(look: int) -> None:
        if look == 1:
            raise ClusterError("The scheduler is gone.")

    in_place_of_a_cluster(monkeypatch, FakeEngine({"a": 1}, make_here, go))
    assert main([*ORDER, ADDRESS, "--out", str(tmp_path / "web")]) == 1
    said = capsys.readouterr().err
    assert "1 of 3" in said
    again = said.split(" -m generators ")[1].split()
    assert not (tmp_path / "web/dataset.json").exists()

    engine = FakeEngine({"a": 1}, make_here)
    in_place_of_a_cluster(monkeypatch, engine)
    assert main(again) == 0

    assert len(engine.given) == 2
    hold(tmp_path / "web", whole)


def test_another_file_of_that_name_is_refused_before_anything_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = FakeEngine({"a": 1}, make_here)
    in_place_of_a_cluster(monkeypatch, engine)
    (tmp_path / "part-2.log").write_text("mine\n")

    assert main([*ORDER, ADDRESS, "--out", str(tmp_path)]) == 1
    assert engine.given == []
    assert (tmp_path / "part-2.log").read_text() == "mine\n"


def test_a_part_that_a_worker_cannot_make_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine({"a": 1}, lambda *_: TaskAnswer(0, json.dumps({"problem": "The disk is full."})))
    in_place_of_a_cluster(monkeypatch, engine)

    assert main([*ORDER, ADDRESS, "--out", str(tmp_path)]) == 1
    assert re.search(r"part-\d.log .*The disk is full", capsys.readouterr().err)


@pytest.mark.parametrize(
    "words",
    [
        ["--cluster", "web"],
        ["--cluster", "local:0"],
        ["--cluster", ADDRESS, "--part", "1/2"],
        ["--cluster", ADDRESS, "--whole"],
    ],
)
def test_what_cannot_be_together_is_a_mistake_of_usage(words: Sequence[str], tmp_path: Path) -> None:
    assert main(["web_log", "--lines", "10", "--out", str(tmp_path / "web"), *words]) == 2


def test_without_its_library_a_cluster_is_refused_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "generators.cluster.dask_engine", raising=False)
    monkeypatch.delattr("generators.cluster.dask_engine", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)

    assert main([*ORDER, ADDRESS, "--out", str(tmp_path)]) == 1
    assert "pip install" in capsys.readouterr().err


HANG = """
_make_at_once = _make

def _make(task):
    if "{lost}" not in __file__:
        return _make_at_once(task)
    import os, signal
    Path("{lost}/begun.new").write_text(str(os.getpid()))
    Path("{lost}/begun.new").rename("{lost}/begun")
    signal.pause()
"""


@pytest.mark.measuring
@pytest.mark.filterwarnings("ignore")  # of Dask's own
def test_on_a_real_cluster_nothing_is_lost_with_a_worker_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, web, begun = BLOCK + 1_000, tmp_path / "web", tmp_path / "lost" / "begun"  # a part for each worker
    changed = _changed_checkout(tmp_path / "checkout", HANG.format(lost=tmp_path / "lost"))
    monkeypatch.setattr(code, "CHECKOUT", changed)
    with (
        real_cluster.a_scheduler(tmp_path / "scratch", workers=1) as address,
        real_cluster.a_worker(address, tmp_path / "lost") as lost,
    ):

        def kill() -> None:
            while not begun.exists() and lost.poll() is None:
                time.sleep(0.02)
            lost.kill()

        killer = Thread(target=kill)
        killer.start()
        exit_code = main(
            ["web_log", "--lines", str(lines), "--seed", str(SEED), "--cluster", address, "--out", str(web)]
        )
        lost.kill()
        killer.join()

    assert exit_code == 0
    hold(web, made(a_recipe(lines=lines)))
    real_cluster.wait_for_the_end(int(begun.read_text()))


def _changed_checkout(folder: Path, more: str) -> Path:
    """Return a copy of the checkout whose parts are short, and where making one does what a test says."""
    for name in ("bench", "generators", "impls"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for module, text in {"identity": f"PART = {BLOCK}", "part_task": more}.items():
        path = folder / "generators" / "making" / f"{module}.py"
        path.write_text(f"{path.read_text()}\n{text}\n")
    return folder
