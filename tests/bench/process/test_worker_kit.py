import ast
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.host.cache import watching
from bench.model.errors import BenchError
from bench.process import worker_kit

PYTHON = Path(sys.executable)
MEASURED = sorted(Path("bench/measured").rglob("*.py"))


@pytest.fixture
def _unremembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path))
    yield
    _forget()


def _forget() -> None:
    watching.renew()
    worker_kit._name.cache_clear()
    worker_kit._contents.cache_clear()


def test_a_kit_holds_the_measured_code_and_pyperf_and_nothing_else_of_the_harness() -> None:
    found = {path.relative_to(worker_kit.folder(PYTHON)).parts[:2] for path in worker_kit.folder(PYTHON).rglob("*.py")}

    assert {parts for parts in found if parts[0] == "bench"} == {
        ("bench", "__init__.py"),
        ("bench", "measured"),
    }
    assert {parts[0] for parts in found} == {"bench", "pyperf", "worker.py", "monitor.py", "sampler.py", "trial.py"}
    assert ("pyperf", "tests") not in found


def printed_in_a_kit(code: str) -> str:
    """Return what a program prints that finds only the kit and the standard library."""
    within = f"import sys; sys.path.insert(0, {str(worker_kit.folder(PYTHON))!r}); {code}"
    command = [str(PYTHON), "-I", "-S", "-B", "-c", within]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_pyperf_in_a_kit_looks_for_no_packages_and_starts_no_programs() -> None:
    loaded = "print('importlib.metadata' in sys.modules, 'subprocess' in sys.modules)"
    assert printed_in_a_kit(f"import pyperf; pyperf.Runner(); {loaded}") == "False False\n"


def test_a_monitor_loads_nothing_that_takes_longer_than_itself() -> None:
    slow = {"collections", "enum", "functools", "pathlib", "re", "signal"}
    loaded = f"print(*sorted({slow!r} & {{*sys.modules}}))"
    assert printed_in_a_kit(f"import bench.measured.monitor.monitor; {loaded}") == "\n"


def test_a_worker_hashes_an_answer_as_everybody_does_and_loads_no_openssl_for_it() -> None:
    digest = "from bench.measured.worker.task import _new_digest; digest = _new_digest(); digest.update(b'answer')"
    found = printed_in_a_kit(f"{digest}; print(digest.hexdigest(), '_hashlib' in sys.modules)")
    assert found == f"{hashlib.sha256(b'answer').hexdigest()} False\n"


@pytest.mark.usefixtures("_unremembered")
def test_a_kit_is_made_once() -> None:
    first = worker_kit.folder(PYTHON)
    _forget()

    assert worker_kit.folder(PYTHON) == first
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_a_kit_is_compiled_for_its_interpreter_and_nobody_else_writes_to_it() -> None:
    folder = worker_kit.folder(PYTHON)

    sources = {path.relative_to(folder) for path in folder.rglob("*.py")}
    compiled = {Path(path.relative_to(folder)) for path in folder.rglob("*.pyc")}
    assert {
        path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc" for path in sources
    } == compiled
    assert not any(path.stat().st_mode & 0o222 for path in [folder, *folder.rglob("*")])


@pytest.mark.usefixtures("_unremembered")
def test_a_kit_for_something_that_is_no_interpreter_is_whole_all_the_same(tmp_path: Path) -> None:
    assert (worker_kit.folder(tmp_path / "nothing") / "worker.py").is_file()


@pytest.mark.usefixtures("_unremembered")
def test_another_content_is_another_kit(monkeypatch: pytest.MonkeyPatch) -> None:
    first = worker_kit.folder(PYTHON)
    _forget()
    monkeypatch.setattr(worker_kit, "_START", worker_kit._START + "# another\n")

    assert worker_kit.folder(PYTHON) != first
    assert first.is_dir()


@pytest.mark.usefixtures("_unremembered")
def test_two_that_make_a_kit_at_one_time_end_with_one(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        (
            "import sys; from pathlib import Path; from bench.process import worker_kit; "
            "print(worker_kit.folder(Path(sys.executable)))"
        ),
    ]
    makers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) for _ in range(4)]

    folders = {maker.communicate()[0] for maker in makers}

    assert len(folders) == 1
    assert len(list((tmp_path / "kits").iterdir())) == 1


@pytest.mark.usefixtures("_unremembered")
def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEANLINES_CACHE", str(tmp_path / "file"))

    with pytest.raises(BenchError, match="cannot be used") as caught:
        worker_kit.folder(PYTHON)

    assert "LEANLINES_CACHE" in caught.value.hint


@pytest.mark.parametrize("path", MEASURED)
def test_measured_code_imports_the_standard_library_and_itself_only(path: Path) -> None:
    trees = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in trees if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in trees if isinstance(node, ast.ImportFrom) and node.module}

    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}
    allowed = ("bench.measured", "memray", "profiling", "pyperf")  # the third is of the standard library of Python 3.15
    assert all(name.startswith(allowed) for name in foreign), foreign


@pytest.mark.parametrize("path", MEASURED)
def test_measured_code_reads_as_python_3_10(path: Path) -> None:
    ast.parse(path.read_text(), feature_version=(3, 10))
