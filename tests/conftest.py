import gc
import os
import shutil
import signal
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from subprocess import CalledProcessError
from types import ModuleType

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from bench.process import guards
from bench.terminal import interrupts
from generators.content import faker_pool
from tests.gold import Gold
from tests.needs import denied, lack

gc.disable()  # until all tests are collected: what is made until then stays

# An example that takes long on a busy machine is not wrong, and neither are ten that take long to draw.
settings.register_profile("leanlines", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("leanlines")


WHOLE_RUNS = {"end_to_end", "faults"}
STARTERS = (
    "subprocess",
    "playwright",
    "tests.studies",
    "tests.started",
    "tests.bench.process.launching",
    "tests.generators.cluster.real_cluster",
    "generators.cli.speed",
    *(f"tests.faults.{name}" for name in ("peak", "running", "runs")),
)
"""What starts processes; a file of tests that has a name from there is slow."""

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))

AT_THE_START = {number: signal.getsignal(number) for number in (*interrupts.NUMBERS, signal.SIGALRM)}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-gold", action="store_true", help="take what is said now into tests/gold")


@pytest.fixture(scope="session")
def gold(pytestconfig: pytest.Config) -> Gold:
    """Hold texts to their gold files: `gold("help", "bench run", text)`."""
    return Gold(update=pytestconfig.getoption("--update-gold"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes that are no text by their argument: a packed file holds the time at which a worker read the test."""
    return argname if isinstance(val, bytes) and not val.isascii() else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of the tests that measure, read only the files that have some: one in twenty."""
    is_file = config.option.markexpr == "measuring" and collection_path.name.startswith("test_")
    return True if is_file and "mark.measuring" not in collection_path.read_text(encoding="utf-8") else None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Read the files of a folder from another one on in each worker: what one has compiled, the others find."""
    report = yield
    if isinstance(collector, pytest.Directory) and report.result:
        first = len(report.result) * WORKER // WORKERS
        report.result = [*report.result[first:], *report.result[:first]]
    return report


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark slow files, and begin with them: where only short ones are left, all workers end together."""
    for item in items:
        if _is_slow(item.path, item.getparent(pytest.Module)):
            item.add_marker("slow")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (WHOLE_RUNS.isdisjoint(item.path.parts), item.path not in slow, item.path))


@cache
def _is_slow(path: Path, file: pytest.Module | None) -> bool:
    """Whether a file of tests starts whole runs, or has something among its names that starts processes."""
    values = vars(file.obj).values() if file else ()
    made_by = {each.__name__ if isinstance(each, ModuleType) else getattr(each, "__module__", "") for each in values}
    return bool(WHOLE_RUNS & {*path.parts}) or any(str(name).startswith(STARTERS) for name in made_by)


def pytest_collection_finish() -> None:
    """Leave five thousand tests out of every later search for garbage: they live as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # by Python's own numbers a report takes a fifth longer to draw
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what a program said before it failed under `check=True`: its exit code alone explains nothing."""
    if call.excinfo and isinstance(call.excinfo.value, CalledProcessError):
        call.excinfo.value.add_note(f"stderr: {call.excinfo.value.stderr}")
    return (yield)


@pytest.fixture(autouse=True, scope="session")
def _cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the tests make out of the user's cache; all workers share one."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if folder.name.startswith("popen-") else folder  # of one worker of many
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("LEANLINES_CACHE", str(Path(shared) / "cache"))
        patched.setattr(faker_pool, "_fill", _filled_once(Path(shared)))
        yield


def _filled_once(folder: Path) -> Callable[[int, str], Mapping[str, Sequence[str]]]:
    """Return what has Faker fill a vocabulary once for all workers and caches: two and a half seconds each time."""
    fill = faker_pool._fill

    @cache
    def filled(seed: int, locale: str) -> Mapping[str, Sequence[str]]:
        kept = folder / f"{locale}-seed{seed}.json"
        if not kept.exists():
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(msgspec.json.encode(fill(seed, locale)))
            own.rename(kept)
        return msgspec.json.decode(kept.read_bytes(), type=dict[str, tuple[str, ...]])

    return filled


@pytest.fixture(autouse=True)
def _signals_as_at_the_start() -> Iterator[None]:
    """Put back what a command line that is called within this process does to signals.

    A pool that a later test forks would keep it, note SIGTERM instead of ending by it, and be waited for for ever.
    """
    _put_back()  # after the fixtures of a module
    yield
    _put_back()


def _put_back() -> None:
    for number, handler in AT_THE_START.items():
        signal.signal(number, handler)


@pytest.fixture
def _in_view() -> None:
    """Leave out what only the private view does, where this machine refuses it."""
    if missing := guards.available()[guards.VIEW]:
        denied(f"the private view is missing: {missing}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the Chromium of the system, headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or lack("Chromium is not installed")
    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()
