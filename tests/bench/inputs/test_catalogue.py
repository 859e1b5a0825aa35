import errno
import os
import re
import shlex
from pathlib import Path

import pytest

from bench.cli import app
from bench.inputs import catalogue as discovery
from bench.inputs.sources import definitions
from bench.model.errors import BenchError
from bench.model.paths import read_named
from bench.model.types import Implementation

WORKLOAD = '"""What is it?\n\nA text."""\nSOURCE = "number"\nSIZE = 1_000\nBASELINE = "one"\n\ndef reference(n): ...\n'


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def found(folder: Path, workload: str = "") -> dict[str, Implementation]:
    items = discovery.catalogue([folder], workload).implementations
    return {item.name: item for item in items if item.origin != "impls"}


def test_the_checkout_holds_the_three_steps_in_the_order_of_the_story() -> None:
    names = [item.name for item in discovery.catalogue().of("error_counts")]

    assert names[:3] == ["readlines_objects", "generator_chain", "slots_iterator"]
    assert names[3:] == sorted(names[3:])


def test_an_implementation_is_read_without_being_run(tmp_path: Path) -> None:
    write(tmp_path, "mine.py", '"""My idea.\n\nIt is fast."""\nraise SystemExit\ndef run(path): ...\n')

    item = found(tmp_path, "error_counts")["mine"]

    assert (item.title, item.text, item.problem, item.workload) == ("My idea.", "It is fast.", "", "error_counts")


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (b"def run(path:\n", "line 1"),
        (b"x = 1\n", "no function `run`"),
        (b"def run(path): ...\n\0", "null bytes"),
        (b"# coding: no-such-code\ndef run(path): ...\n", "encoding"),
        (b"# /// script\n# dependencies = 1\n# ///\ndef run(path): ...\n", "not a list"),
    ],
)
def test_a_file_that_cannot_be_measured_is_found_with_its_problem(tmp_path: Path, source: bytes, problem: str) -> None:
    (tmp_path / "bad.py").write_bytes(source)

    assert problem in found(tmp_path, "error_counts")["bad"].problem


def test_run_may_be_an_assignment_or_an_import(tmp_path: Path) -> None:
    write(tmp_path, "one.py", "run = print\n")
    write(tmp_path, "two.py", "from os import getcwd as run\n")

    assert [item.problem for item in found(tmp_path, "error_counts").values()] == ["", ""]


def test_a_folder_may_bring_a_workload_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "needs/__init__.py", WORKLOAD)
    write(tmp_path, "needs/one.py", "def run(n): ...\n")

    catalogue = discovery.catalogue([tmp_path])

    assert (catalogue.workloads["needs"].source, catalogue.workloads["needs"].size) == ("number", 1000)
    assert [item.name for item in catalogue.of("needs")] == ["one"]


def test_two_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        write(tmp_path, f"{parent}/mine/error_counts/one.py", "def run(path): ...\n")

    catalogue = discovery.catalogue([tmp_path / "a/mine", tmp_path / "b/mine"])

    assert {item.origin for item in catalogue.of("error_counts") if item.name == "one"} == {"mine", "mine-2"}


@pytest.mark.parametrize("name", ["Upper.py", "a-b.py", "x" * 65 + ".py", "ümlaut.py", "a b.py", "$x_{$.py"])
def test_a_name_that_is_no_identifier_is_refused_with_the_file_named(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, "def run(path): ...\n")

    with pytest.raises(BenchError, match=re.escape(repr(name.removesuffix(".py")))):
        discovery.catalogue([tmp_path], "error_counts")


SOURCE = '"""What?"""\nSOURCE = "number"\n'


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("a-b/__init__.py", f'{SOURCE}SIZE = 1\nBASELINE = "x"\ndef reference(n): ...\n', "name for a workload"),
        ("mine.py", "def run(path): ...\n", r"mine\.py"),
        ("nothing/mine.py", "def run(path): ...\n", "which does not exist"),
        ("needs/__init__.py", SOURCE, "SIZE, BASELINE, reference"),
    ],
    ids=["a workload's name", "a file of no workload", "a workload that there is not", "a workload's constants"],
)
def test_what_a_folder_lacks_is_named(name: str, text: str, named: str, tmp_path: Path) -> None:
    write(tmp_path, name, text)

    with pytest.raises(BenchError, match=named):
        discovery.catalogue([tmp_path])


def test_a_folder_that_is_not_there_is_named_with_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="not a folder") as raised:
        discovery.catalogue([tmp_path / "mine"])

    words = shlex.split(raised.value.hint)
    assert app.main(words[words.index("new") :]) == 0
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["my_idea.py"]


def test_a_file_that_cannot_be_read_is_found_with_its_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = write(tmp_path, "mine/odd.py", "def run(path): ...\n")

    def read(path: Path) -> bytes:
        if path == odd:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return read_named(path)

    monkeypatch.setattr(definitions, "read_named", read)

    found = discovery.catalogue([tmp_path / "mine"], "error_counts")

    (item,) = [each for each in found.of("error_counts") if each.name == "odd"]
    assert item.problem.startswith("it cannot be read: ")


def test_a_file_without_end_is_found_with_its_problem_and_has_no_hash(tmp_path: Path) -> None:
    odd = write(tmp_path, "mine/odd.py", "def run(path): ...\n")
    os.truncate(odd, 1 << 40)

    found = discovery.catalogue([tmp_path / "mine"], "error_counts")

    (problem,) = [each.problem for each in found.implementations if each.name == "odd"]
    assert problem.endswith("more than 64 MiB")
    assert discovery.digest(odd) == ""


@pytest.mark.parametrize("linked", ["mine/error_counts/odd.py", "mine/error_counts"])
def test_what_a_link_leads_to_outside_is_neither_read_nor_published(linked: str, tmp_path: Path) -> None:
    """Whoever proposes a change of a folder would choose which files of this machine a report shows."""
    outside = tmp_path / "private" if linked.endswith("counts") else tmp_path / "private" / "odd.py"
    write(tmp_path, "private/odd.py", "SECRET = 1\ndef run(path): ...\n")
    (tmp_path / linked).parent.mkdir(parents=True)
    (tmp_path / linked).symlink_to(outside)

    catalogue = discovery.catalogue([tmp_path / "mine"])

    item = next(each for each in catalogue.implementations if each.name == "odd")
    assert "leads out" in item.problem
    assert not any("SECRET" in text for text in catalogue.files.values())


def test_a_link_within_its_folder_is_followed_and_so_is_one_to_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "all/error_counts/one.py", "def run(path): ...\n")
    (tmp_path / "all/error_counts/two.py").symlink_to("one.py")
    (tmp_path / "mine").symlink_to("all")

    assert {name: item.problem for name, item in found(tmp_path / "mine").items()} == {"one": "", "two": ""}


def test_an_installer_may_put_links_in_the_place_of_files(tmp_path: Path) -> None:
    kept = write(tmp_path, "store/1234/mine/error_counts/one.py", "def run(path): ...\n")
    (tmp_path / "mine" / "error_counts").mkdir(parents=True)
    (tmp_path / "mine" / "error_counts" / "one.py").symlink_to(kept)

    assert found(tmp_path / "mine")["one"].problem == ""


def test_a_definition_of_a_workload_does_not_lie_elsewhere(tmp_path: Path) -> None:
    write(tmp_path, "outside.py", WORKLOAD)
    (tmp_path / "mine" / "asked").mkdir(parents=True)
    (tmp_path / "mine" / "asked" / "__init__.py").symlink_to("../../outside.py")

    with pytest.raises(BenchError, match="leads out"):
        discovery.catalogue([tmp_path / "mine"])


def test_what_is_no_folder_is_named_before_it_is_asked_what_it_answers(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("")

    for given in (tmp_path / "mine.py", tmp_path / "nowhere"):
        with pytest.raises(BenchError, match=f"{given} is not a folder"):
            discovery.list_answered([given])
