import re
import shlex
import sys
from pathlib import Path

import pytest

from bench.inputs import environments
from bench.inputs.environments import Needs, is_outdated, read_lock
from bench.inputs.pythons import interpreters
from bench.inputs.pythons.interpreters import Interpreter, find_interpreter, own_interpreter
from bench.model.errors import BenchError, UsageError


@pytest.mark.parametrize(
    ("locked", "published"),
    [
        ("numpy==2.4.6", "numpy==2.4.6"),
        ("x @ file:///home/alice/dist/x-1.0.whl", "x @ x-1.0.whl"),
        ("x @ git+https://token@host/x.git@abc#egg=x", "x @ x.git@abc"),
        ("-e file:///home/alice/mine", "-e @ mine"),
    ],
)
def test_a_library_is_named_and_where_it_came_from_is_not(locked: str, published: str) -> None:
    assert environments._publishable(locked) == published


def test_what_an_installer_says_holds_no_address() -> None:
    said = "error: Failed to fetch: `http://me:password@corp.example/simple/x/`\n  Caused by: http://corp.example:9/"

    assert environments.last_words(said) == "error: Failed to fetch: `(address)` Caused by: (address)"


def test_of_an_excerpt_that_an_installer_quotes_what_is_wrong_is_left() -> None:
    said = (
        "error: TOML parse error at line 3, column 1\n  |\n3 | [tool.uv]\n  | ^^^^^^^^^\nunknown field `exlude-newer`\n"
    )

    assert environments.last_words(said) == ("error: TOML parse error at line 3, column 1 unknown field `exlude-newer`")


def test_pins_are_a_lock_for_their_requirements_alone(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"

    lock.write_text(environments.lock_of_pins(("numpy",), ("numpy==2.4.6",)))

    assert environments.read_lock(("numpy",), lock).splitlines()[1:] == ["numpy==2.4.6"]
    assert environments.read_lock(("polars",), lock) == ""


def test_a_python_that_pyenv_keeps_is_found_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version = "{}.{}".format(*sys.version_info)
    folder = tmp_path / "versions" / version / "bin"
    folder.mkdir(parents=True)
    (folder / f"python{version}").symlink_to(own_interpreter().path)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "none"))

    assert find_interpreter(version).path.is_relative_to(tmp_path)


def test_a_row_of_another_python_is_measured_by_the_option_that_is_named() -> None:
    own = own_interpreter().version

    (wanted,) = re.findall("`--python ([^`]+)`", interpreters.python_for(f"=={own}"))

    assert interpreters.find_interpreter(wanted).version == own
    assert "`uv python install '>=3.99'`" in interpreters.python_for(">=3.99")


def test_what_cannot_be_installed_may_be_tried_by_hand_in_any_shell() -> None:
    needs = Needs(("a[b]==1; python_version >= '3.10'", 'c @ file:///my "c"'))

    said = environments._by_hand(needs, Interpreter(Path("python"), "pypy 3.10.14"))
    words = shlex.split(said.removeprefix(": "))

    assert words[:5] == ["uv", "run", "--no-project", "--python", "pypy@3.10.14"]
    assert words[5:] == ["--with", needs.requirements[0], "--with", needs.requirements[1], "python", "-V"]


@pytest.mark.parametrize(("setting", "value"), [("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple"), ("UV_OFFLINE", "1")])
def test_a_registry_that_does_not_answer_is_told_from_a_library_that_is_not_there(
    setting: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said in {"UV_HTTP_RETRIES": "0", "UV_CACHE_DIR": str(tmp_path / "cache"), setting: value}.items():
        monkeypatch.setenv(name, said)

    with pytest.raises(environments.MissingDependencyError, match=f"^{environments.UNREACHABLE}: "):
        environments._install(tmp_path / "made", Needs(("six",)), own_interpreter())
    with pytest.raises(environments.MissingDependencyError, match=r"^(?!no package registry)"):
        environments._install(tmp_path / "other", Needs((f"six @ file://{tmp_path}/six.whl",)), own_interpreter())


def test_a_python_that_the_machine_lacks_is_refused_with_a_remedy() -> None:
    with pytest.raises(UsageError, match=r"No Python '3\.99' was found") as refused:
        find_interpreter("3.99")

    assert "uv python list" in refused.value.hint


def test_what_pyenv_keeps_for_others_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYENV_ROOT", "/" + "x" * 300)  # no name of a file; who is root may read every other

    with pytest.raises(UsageError, match=r"No Python '3\.99' was found"):
        find_interpreter("3.99")


@pytest.mark.parametrize("content", ["", "version = 1\n", "# made by: uv\n"])
def test_a_file_that_is_no_lock_of_ours_is_not_written_over(content: str, tmp_path: Path) -> None:
    path = tmp_path / "my idea.lock"
    path.write_text(content)

    with pytest.raises(BenchError, match="Leanlines lock file") as caught:
        environments.write_lock(["polars==1.35.1"], "", path)

    assert path.read_text() == content
    assert f"mv '{path}' '{path}.old'" in caught.value.hint


def test_a_lock_holds_for_the_requirements_that_it_was_made_for_and_no_others(tmp_path: Path) -> None:
    lock = tmp_path / "mine.lock"
    assert not is_outdated(["six==1.17.0"], lock)

    lock.write_text("# six==1.17.0; made by: python -m bench lock\nsix==1.17.0 --hash=sha256:00\n")

    assert read_lock(["six==1.17.0"], lock)
    assert not is_outdated(["six==1.17.0"], lock)
    assert not read_lock(["six==1.16.0"], lock)
    assert is_outdated(["six==1.16.0"], lock)
