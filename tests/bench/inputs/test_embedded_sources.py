import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.inputs import embedded_sources, environments
from bench.inputs.catalogue import Catalogue
from bench.model.errors import BenchError, UsageError
from bench.model.request import Again
from bench.model.types import Implementation, Run
from tests.bench.builders import a_row, a_run
from tests.impls.exercises import FOUND

SOURCE = '"""Mine."""\n\n\ndef run(path):\n    return {}\n'
NEEDS = '# /// script\n# dependencies = ["numpy"]\n# ///\n' + SOURCE


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def a_stored(name: str = "bytes_blocks", source: str | None = None, origin: str = "impls", **changes: Any) -> Run:
    """Return a result of one row of this checkout, or of another source under its name."""
    workload = FOUND.workloads["error_counts"]
    item = next(
        each for each in FOUND.implementations if each.name == "bytes_blocks" and each.workload == workload.name
    )
    item = replace(item, name=name, origin=origin)
    if source is not None:
        item = replace(item, sha256=sha(source))
    item = replace(item, **changes)
    files = {item.sha256: source or FOUND.files.get(item.sha256, ""), workload.sha256: FOUND.files[workload.sha256]}
    run = a_run(replace(a_row(name), environment="python"))
    return replace(run, workloads={workload.name: workload}, implementations=(item,), files=files)


def used(stored: Run, folder: Path, *, trusted: bool = False) -> Catalogue:
    shown = embedded_sources.show(Again("report.html", stored), FOUND, folder / "shown") if trusted else ()
    hashes = frozenset(sha256 for sha256, _ in shown)
    return embedded_sources.of(Again("report.html", stored, trusted=hashes), FOUND, folder / "embedded")


def test_files_of_this_checkout_are_taken_where_their_hashes_match(tmp_path: Path) -> None:
    found = used(a_stored(), tmp_path)

    assert found.path("error_counts", "bytes_blocks", "impls") == FOUND.path("error_counts", "bytes_blocks", "impls")
    assert [each.name for each in found.implementations] == ["bytes_blocks"]
    assert embedded_sources.list_carried(found, tmp_path / "embedded") == ()


@pytest.mark.parametrize(
    ("stored", "named"),
    [
        (a_stored(source=SOURCE), "error_counts/bytes_blocks was changed"),
        (a_stored("absent", SOURCE), "error_counts/absent is missing"),
        (a_stored(source=SOURCE, origin="mine"), "error_counts/bytes_blocks .* mine"),
    ],
)
def test_a_file_that_differs_is_named_and_nothing_of_the_report_is_written(
    stored: Run, named: str, tmp_path: Path
) -> None:
    with pytest.raises(BenchError, match=named) as caught:
        used(stored, tmp_path)
    assert "--show-sources" in caught.value.hint
    assert not list(tmp_path.iterdir())


def test_a_workload_that_differs_is_named(tmp_path: Path) -> None:
    stored = a_stored()
    workload = replace(stored.workloads["error_counts"], sha256="0" * 64)

    with pytest.raises(BenchError, match="workload error_counts"):
        used(replace(stored, workloads={"error_counts": workload}), tmp_path)


def test_who_trusts_a_report_runs_its_sources_from_a_private_folder(tmp_path: Path) -> None:
    found = used(a_stored("absent", SOURCE, origin="mine"), tmp_path, trusted=True)

    path = found.path("error_counts", "absent", "mine")
    assert path.is_relative_to(tmp_path)
    assert path.read_text() == SOURCE
    assert found.path("error_counts") == FOUND.path("error_counts")
    assert embedded_sources.list_carried(found, tmp_path / "embedded") == ("error_counts/absent",)


def test_a_source_that_is_not_what_its_hash_says_never_runs(tmp_path: Path) -> None:
    stored = a_stored("absent", SOURCE)
    lying = replace(stored, files={key: text + "# and more" for key, text in stored.files.items()})

    with pytest.raises(BenchError, match="source of error_counts/absent"):
        used(lying, tmp_path, trusted=True)


@pytest.mark.parametrize("name", ["../up", "/etc/x", "a/b", "", "Upper", "a" * 65])
def test_a_name_never_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(BenchError):
        used(a_stored(name, SOURCE), tmp_path, trusted=True)
    assert {path.name for path in tmp_path.rglob("*.py")} <= {"__init__.py"}


def test_an_origin_never_becomes_a_folder(tmp_path: Path) -> None:
    found = used(a_stored("absent", SOURCE, origin="../../up"), tmp_path, trusted=True)

    assert found.path("error_counts", "absent", "../../up").resolve().is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("locked", "lock"),
    [
        (("numpy==2.4.6",), "numpy==2.4.6\n"),
        (("numpy==2.4.6", "--index-url http://example.org"), ""),
        (("evil @ file:///x",), ""),
        ((), ""),
    ],
)
def test_a_source_runs_with_the_releases_that_it_was_measured_with(
    locked: tuple[str, ...], lock: str, tmp_path: Path
) -> None:
    stored = replace(a_stored("absent", NEEDS, requires=("numpy",)), environments={"python": locked})

    path = used(stored, tmp_path, trusted=True).path("error_counts", "absent", "impls").with_suffix(".lock")

    assert environments.read_lock(("numpy",), path).partition("\n")[2] == lock


def test_a_source_that_says_from_where_its_libraries_come_is_not_given_a_list_that_does_not(tmp_path: Path) -> None:
    source = NEEDS.replace("# ///\n", "# [tool.uv]\n# index-url = 'https://corp.example/simple'\n# ///\n")
    stored = replace(a_stored("absent", source, requires=("numpy",)), environments={"python": ("numpy==2.4.6",)})

    path = used(stored, tmp_path, trusted=True).path("error_counts", "absent", "impls")

    assert [each.name for each in path.parent.iterdir()] == ["absent.py"]


def test_rows_without_their_workload_are_damage(tmp_path: Path) -> None:
    stranger = Implementation(workload="nowhere", name="x")

    with pytest.raises(BenchError, match="damaged"):
        used(replace(a_stored(), implementations=(stranger,)), tmp_path)


def test_trust_is_given_to_one_text_and_to_no_other(tmp_path: Path) -> None:
    stored = a_stored("absent", SOURCE)
    for trusted in ({sha(SOURCE + "#")}, set()):
        with pytest.raises(BenchError, match="error_counts/absent") as caught:
            embedded_sources.of(Again("report.html", stored, trusted=frozenset(trusted)), FOUND, tmp_path)
        assert sha(SOURCE) in str(caught.value)
    with pytest.raises(UsageError, match="0" * 64):
        embedded_sources.of(Again("report.html", stored, trusted=frozenset({sha(SOURCE), "0" * 64})), FOUND, tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_is_shown_is_what_would_run(tmp_path: Path) -> None:
    shown = embedded_sources.show(Again("report.html", a_stored("absent", SOURCE)), FOUND, tmp_path / "sources")
    found = used(a_stored("absent", SOURCE), tmp_path, trusted=True)

    ((sha256, path),) = shown
    assert sha256 == sha(SOURCE)
    assert path.read_bytes() == found.path("error_counts", "absent", "impls").read_bytes()
    with pytest.raises(UsageError, match="is not empty"):
        embedded_sources.show(Again("report.html", a_stored("absent", SOURCE)), FOUND, tmp_path / "sources")


def test_releases_that_a_report_states_need_trust_of_their_own(tmp_path: Path) -> None:
    pins = ("numpy==2.4.6", "what-nobody-asked-for==1.0")
    stored = replace(a_stored("absent", NEEDS, requires=("numpy",)), environments={"python": pins})

    shown = embedded_sources.show(Again("report.html", stored), FOUND, tmp_path / "shown")

    (_, source), (list_of_them, lock) = shown
    assert (source.suffix, lock.suffix) == (".py", ".lock")
    assert lock.read_text().endswith("numpy==2.4.6\nwhat-nobody-asked-for==1.0\n")
    with pytest.raises(BenchError, match="error_counts/absent") as caught:
        embedded_sources.of(Again("report.html", stored, trusted=frozenset({sha(NEEDS)})), FOUND, tmp_path / "embedded")
    assert list_of_them in str(caught.value)
    assert not (tmp_path / "embedded").exists()
