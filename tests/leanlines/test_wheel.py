"""The wheel: what is in it, and that its command works in an environment that has a package called `bench` already."""

import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling import build

from bench.model.release import VERSION
from bench.results import result_file
from tests.end_to_end.conftest import GOOD
from tests.reports.builders import a_run, saved
from tests.structure import ROOT

LARGEST = 2_000_000  # bytes
DATA = {".toml", ".lock", ".j2", ".css", ".js"}
"""What is neither Python nor ours to leave out, by the ends of names."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it once, in this process: a frontend would fetch what builds it."""
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        return folder / build.build_wheel(str(folder))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack it as an installer does, beside a package called `bench` of somebody else."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    (folder / "bench.py").write_text("THEIRS = True\n")
    return folder


def run(site: Path, folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder, with libraries that lie elsewhere."""
    start = "import sys; sys.argv[0] = 'leanlines'; from leanlines.command import main; main()"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEANLINES_NOX")}
    return subprocess.run(
        [sys.executable, "-c", start, *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_an_environment_gets_one_name_and_everything_behind_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    house = [name.removeprefix("leanlines/_house/") for name in names if name.startswith("leanlines/_house/")]
    wanted = [
        str(path.relative_to(ROOT))
        for folder in ("bench", "generators", "impls", "reports")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in DATA | {".py"}
    ]

    assert {name.partition("/")[0] for name in names} == {
        "leanlines",
        f"leanlines-{VERSION}.dist-info",
    }
    pages = [str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*") if path.is_file()]
    assert sorted(house) == sorted([*wanted, *pages, "claims.toml"])
    assert wheel.stat().st_size < LARGEST


def test_an_editable_installation_leads_to_the_checkout_and_copies_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / build.build_editable(str(tmp_path))) as packed:
        ours = [name for name in packed.namelist() if ".dist-info/" not in name]
        lead = packed.read("leanlines/__init__.py").decode()

    assert ours == ["leanlines/__init__.py"]
    assert lead == f"__path__ = [{str(ROOT / 'leanlines')!r}]\n"


def test_what_is_installed_leaves_other_packages_alone(site: Path, tmp_path: Path) -> None:
    look = (
        "import bench, importlib.util as u; print(bench.THEIRS, *map(u.find_spec, ['reports', 'impls', 'generators']))"
    )

    said = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["True", "None", "None", "None"]


def test_the_installed_command_finds_what_was_shipped_and_says_its_own_name(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "list")

    assert done.returncode == 0, done.stderr
    assert "error_counts: " in done.stdout
    assert "leanlines list --all" in done.stdout


def test_a_page_that_the_installed_command_names_is_there(site: Path, tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("2026-01-01T00:00:00 ERROR it failed\n" * 9)
    pages = str(site / "leanlines" / "_house" / "docs")

    sniffed = run(site, tmp_path, "sniff", "app.log")
    helped = run(site, tmp_path, "sniff", "--help", COLUMNS="400")

    named = re.findall(r"\S*docs/[\w./-]+\.md", sniffed.stdout)
    assert named, sniffed.stderr
    assert all(page.startswith(pages) and Path(page).exists() for page in (name.lstrip("(") for name in named))
    assert pages in helped.stdout


def held(site: Path) -> dict[Path, int]:
    """Return what lies there and when it was written, but what Python keeps of it."""
    return {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.suffix != ".pyc" and path.is_file()}


def test_what_the_user_makes_lies_where_the_user_is_and_nothing_is_written_to_what_is_installed(
    site: Path, tmp_path: Path
) -> None:
    before = held(site)
    result = saved(a_run(), tmp_path)

    made = run(site, tmp_path, "new", "countdown", "my_idea")
    locked = run(site, tmp_path, "lock", "--workload", "number_storage")
    limits = run(site, tmp_path, "budgets", str(result))
    earlier = run(site, tmp_path, "bench", "--before", "HEAD~1")

    assert made.stdout.splitlines()[0] == "mine/countdown/my_idea.py"
    assert (tmp_path / "mine" / "countdown" / "my_idea.py").is_file()
    tried = re.findall(r": (leanlines .*)", made.stdout)
    assert [shlex.split(line)[1] for line in tried] == ["debug", "bench"]
    assert all(line.endswith("--impls mine") for line in tried)
    assert (locked.returncode, "number_storage/numpy_array" in locked.stderr) == (1, True)
    assert (limits.returncode, "budgets.toml" in limits.stderr) == (1, True)
    assert str(site) not in limits.stderr
    assert (earlier.returncode, "--impls DIR" in earlier.stderr) == (2, True)
    assert held(site) == before


def test_the_installed_command_measures_what_lies_in_the_folder_and_draws_it(site: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "by_hand.py").write_text(GOOD)
    (tmp_path / "app.log").write_text("2024-01-15 00:00:00|ERROR|a message|10.0.0.1|user\n" * 2000)

    quickly = ("--quick", "--rounds", "1")

    done = run(site, tmp_path, "bench", *quickly, "--log", "app.log", "--impls", "mine", "--impl", "by_hand")

    assert done.returncode == 0, done.stderr
    (folder,) = (tmp_path / "out").iterdir()
    assert {"report.html", "table.md", "table.csv"} <= {path.name for path in folder.iterdir()}
    result = result_file.read(folder)
    assert result.machine.versions["leanlines"] == VERSION
    assert str(site) not in result_file.to_json(result).decode()
    assert "leanlines bench --again report.html" in (folder / "report.html").read_text()
