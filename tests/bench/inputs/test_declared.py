"""Which lock and which settings of uv decide what is installed. The index that is asked is a folder."""

import re
import shlex
import subprocess
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

from bench.inputs import declared, environments
from bench.inputs.environments import MissingDependencyError, Needs
from bench.inputs.pythons import interpreters
from bench.inputs.sources import script_metadata
from bench.model.errors import BenchError

REQUIREMENTS = "leanlines-thing"


def a_release(index: Path, version: str) -> None:
    """Put a release of a library into an index of one library, uploaded on the first of January of year 2000 + it."""
    folder = index / REQUIREMENTS
    folder.mkdir(parents=True, exist_ok=True)
    name = f"leanlines_thing-{version}"
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("leanlines_thing.py", f"VERSION = '{version}'\n")
        wheel.writestr(
            f"{name}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {REQUIREMENTS}\nVersion: {version}\n"
        )
        wheel.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{name}.dist-info/RECORD", "")
    files = [f'<a href="{path.name}">{path.name}</a>' for path in sorted(folder.glob("*.whl"))]
    (folder / "index.html").write_text(f"<!DOCTYPE html><html><body>{''.join(files)}</body></html>")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    for version in ("1.0", "2.0"):
        a_release(tmp_path / "index", version)
    return tmp_path / "index"


def a_file(folder: Path, *settings: str, requirement: str = REQUIREMENTS) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "mine.py"
    lines = [f'dependencies = ["{requirement}"]', *settings]
    path.write_text("\n".join(["# /// script", *(f"# {line}" for line in lines), "# ///", "def run(path): ...", ""]))
    return path


def needs(path: Path) -> Needs:
    return declared.needs(script_metadata.read(path.read_text()), path)


def installed(path: Path) -> tuple[str, ...]:
    return environments.prepare(needs(path), interpreters.own_interpreter()).locked


def from_(index: Path) -> tuple[str, ...]:
    return ("[[tool.uv.index]]", f'url = "{index.as_uri()}"', "default = true")


def test_an_index_of_the_files_own_and_uvs_lock_decide_what_is_installed(index: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path / "mine", *from_(index))

    newest = installed(path)
    a_file(tmp_path / "mine", *from_(index), "[tool.uv]", f'constraint-dependencies = ["{REQUIREMENTS}<2"]')
    constrained = installed(path)
    lock = declared.lock(script_metadata.read(path.read_text()), path)
    a_release(index, "1.5")
    locked = installed(path)
    lock.unlink()
    unlocked = declared.needs(script_metadata.read(path.read_text()), path)

    assert newest == (f"{REQUIREMENTS}==2.0",)
    assert constrained == locked == (f"{REQUIREMENTS}==1.0",)
    assert lock == path.with_name("mine.py.lock")
    assert unlocked.key("3.11.7") != needs(a_file(tmp_path / "mine", *from_(index))).key("3.11.7")


def test_bytecode_of_a_library_lies_where_measured_processes_look_wherever_the_user_keeps_theirs(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "elsewhere"))
    path = a_file(tmp_path / "mine", *from_(index))

    python = environments.prepare(needs(path), interpreters.own_interpreter()).python

    assert [*python.parents[1].glob("lib/*/site-packages/__pycache__/leanlines_thing.*.pyc")]


def test_a_lock_of_uv_for_other_requirements_is_a_row_that_names_it(index: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path / "mine", *from_(index))
    declared.lock(script_metadata.read(path.read_text()), path)
    a_file(tmp_path / "mine", *from_(index), requirement=f"{REQUIREMENTS}<2")

    with pytest.raises(MissingDependencyError, match=r"mine\.py\.lock .* other requirements") as refused:
        installed(path)
    (line,) = re.findall("in its folder: (.*)", str(refused.value))
    words = shlex.split(line)
    subprocess.run([find_uv_bin(), *words[1:]], cwd=path.parent, check=True, capture_output=True)

    assert words[0] == "uv"
    assert installed(path) == (f"{REQUIREMENTS}==1.0",)


def test_a_setting_that_uv_does_not_know_is_named(index: Path, tmp_path: Path) -> None:
    path = a_file(tmp_path / "mine", *from_(index), "[tool.uv]", "exclude-newr = '2021-01-01'")

    with pytest.raises(MissingDependencyError, match="unknown field `exclude-newr`"):
        installed(path)


def test_a_day_after_which_no_release_counts_is_a_part_of_the_environment(tmp_path: Path) -> None:
    one, other = (
        a_file(tmp_path / day, "[tool.uv]", f"exclude-newer = '{day}'") for day in ("2021-01-01", "2022-01-01")
    )
    plain = a_file(tmp_path / "plain")

    keys = {needs(path).key("3.11.7") for path in (one, other, plain)}

    assert len(keys) == 3
    assert (needs(one).script, needs(plain).script) == (one, None)
    assert needs(plain).key("3.11.7") == Needs((REQUIREMENTS,)).key("3.11.7")


@pytest.mark.parametrize("source", ["{ path = '../thing' }", "{ workspace = true }", "[{ path = 'x', marker = 'm' }]"])
def test_a_library_whose_content_may_change_unseen_is_refused_by_name(source: str, tmp_path: Path) -> None:
    path = a_file(tmp_path / "mine", "[tool.uv.sources]", f"{REQUIREMENTS} = {source}")

    with pytest.raises(BenchError, match=f"takes '{REQUIREMENTS}' by `(path|workspace)`"):
        script_metadata.read(path.read_text())


@pytest.mark.parametrize(
    "block",
    [
        "dependencies = ['thing @ file:///somewhere/thing']",
        "dependencies = ['thing @ file:thing/']",
        "[tool.uv]\noverride-dependencies = ['thing @ file:///somewhere/thing']",
        "[tool.uv]\nextra-build-dependencies = {other = ['thing @ file:///somewhere/thing']}",
    ],
)
def test_so_is_one_by_the_address_of_a_folder(block: str) -> None:
    with pytest.raises(BenchError, match="'thing' by the address"):
        script_metadata.read(as_block(block))


@pytest.mark.parametrize("address", ["file:///somewhere/thing-1-py3-none-any.whl", "https://a.example/thing-1.tar.gz"])
def test_an_archive_is_one_file_as_a_release_is(address: str) -> None:
    assert script_metadata.read(as_block(f"dependencies = ['thing @ {address}']")).dependencies


def test_no_file_says_where_uv_writes() -> None:
    with pytest.raises(BenchError, match="`cache-dir`"):
        script_metadata.read(as_block("[tool.uv]\ncache-dir = '/somewhere'"))


def as_block(toml: str) -> str:
    return "\n".join(["# /// script", *(f"# {line}" for line in toml.splitlines()), "# ///"])


@pytest.mark.parametrize(
    "block", ["[tool]\nuv = 3", "tool = 3", "[tool.uv]\nsources = 3", "[tool.uv.sources]\nx = [3]"]
)
def test_what_is_no_table_of_settings_is_read_or_refused(block: str) -> None:
    text = as_block(block)

    if block == "[tool]\nuv = 3":
        with pytest.raises(BenchError, match="is not a table"):
            script_metadata.read(text)
    else:
        assert script_metadata.read(text).dependencies == ()


def test_each_lock_that_is_not_used_is_named_with_what_to_do(tmp_path: Path) -> None:
    plain, by_uv = a_file(tmp_path / "plain"), a_file(tmp_path / "by uv", "[tool.uv]", "prerelease = 'allow'")
    for path in (plain, by_uv):
        path.with_suffix(".lock").write_text(f"# {REQUIREMENTS}; made by: us\n")

    def said(path: Path) -> list[str]:
        return list(declared.passed_over(script_metadata.read(path.read_text()), path, "AGAIN"))

    alone, passed_over = said(plain), said(by_uv)
    plain.with_name("mine.py.lock").touch()
    (both,) = said(plain)
    plain.with_suffix(".lock").write_text("# other; made by: us\n")
    (outdated,) = said(plain)

    assert alone == []
    assert [each.partition(" ")[0] for each in (*passed_over, both, outdated)] == [
        "mine.lock",
        "mine.py.lock",
        "mine.lock",
    ]
    assert all(each.endswith("AGAIN") for each in (*passed_over, outdated))
    assert needs(plain).script == plain  # pinned by uv's lock all the same
