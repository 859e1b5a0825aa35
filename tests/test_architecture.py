"""Who may import whom, where `lint-imports` does not see it; how large a folder may be."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure import HOUSES, ROOT, arrows, circle, entries, graph, imports, modules

MOST = 14  # entries of a folder
ODD = {"unreadable", "modules", "changers", "cheats", "escapes", "engines", "peers", "known_needs"}
"""Folders of the tests whose files are data to the tests: programs that fail, lie or are measured."""


def offences(paths: list[Path], allowed: set[str], own: str = "") -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports(path)
        if name not in allowed and not (own and (name == own or name.startswith(own + ".")))
    ]


def test_of_generators_bench_knows_how_data_is_made_and_how_a_cluster_is_driven() -> None:
    users = {
        str(path.relative_to(ROOT))
        for path in (*modules("bench"), *modules("reports"))
        if any(name.split(".")[0] == "generators" for name in imports(path))
    }

    data = {"bench/inputs/data/datasets.py", "bench/inputs/data/twins.py"}
    assert users == data | {"bench/cli/cluster.py", "bench/session/cluster/driving.py"}


def test_of_the_host_generators_know_the_cache_the_code_and_how_files_are_written() -> None:
    known = tuple(f"bench.host.{name}" for name in ("cache", "code", "files", "locks", "temporary"))
    foreign = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("generators")
        for name in imports(path)
        if name.startswith("bench.host") and not name.startswith(known)
    ]

    assert foreign == []


def test_an_implementation_and_a_workload_import_nothing_of_ours() -> None:
    assert offences(modules("impls"), set()) == []


def test_what_runs_in_a_measured_process_imports_only_its_like() -> None:
    assert offences(modules("bench/measured"), set(), "bench.measured") == []


@pytest.mark.parametrize("house", HOUSES)
def test_no_imports_go_in_a_circle(house: str) -> None:
    assert circle(graph(house)) == []


def test_folders_of_bench_depend_on_few_others() -> None:
    assert len(arrows(graph("bench"))) <= 40


def test_no_folder_is_crowded() -> None:
    assert {folder: count for folder, count in entries().items() if count > MOST} == {}


def test_no_package_has_logic_in_its_init() -> None:
    packages = [path for house in HOUSES for path in modules(house) if path.name == "__init__.py"]

    assert [str(path) for path in packages if not _only_names(ast.parse(path.read_bytes()))] == []


def _only_names(package: ast.Module) -> bool:
    """Whether a package is a docstring and, at most, the names that others use: imports from it and `__all__`."""
    docstring, *names = package.body
    exported = [each for each in names if not isinstance(each, ast.ImportFrom)]
    return isinstance(docstring, ast.Expr) and [ast.unparse(each).split(" = ")[0] for each in exported] in (
        [],
        ["__all__"],
    )


def test_every_module_can_be_imported_before_any_other() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.importing"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("library", "users"),
    [
        (
            "distributed",
            {f"generators/cluster/dask_{name}.py" for name in ("engine", "scheduler")},
        ),  # when a cluster is
        ("fsspec", {"generators/making/remote_store.py"}),  # what few have, when a URL is given
        ("jinja2", {"bench/questions/rendering.py"}),  # what fills the templates of implementations
        ("matplotlib", set[str]()),
    ],
)
def test_a_library_is_imported_only_where_it_is_needed(library: str, users: set[str]) -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (*modules("bench"), *modules("generators"))
        if re.search(rf"^\s*(import|from) {library}\b", path.read_text(), re.MULTILINE)
    }

    assert found == users


def test_folders_are_removed_with_all_that_is_in_them_in_one_place() -> None:
    removers = {"rmtree", "remove_tree", "removedirs"}
    users = {
        str(path.relative_to(ROOT))
        for path in (*modules("bench"), *modules("generators"), *modules("reports"), ROOT / "noxfile.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if (isinstance(node, ast.Attribute) and node.attr in removers)
        or (isinstance(node, ast.alias) and node.name in removers)
    }

    assert users == {"bench/host/removal.py"}  # bench/measured/sandbox/folder.py has it, for rooms and for that one


def test_a_class_name_stands_for_one_class() -> None:
    paths = [path for house in (*HOUSES, "tests") for path in modules(house) if ODD.isdisjoint(path.parts)]
    places: dict[str, list[str]] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_module_carries_the_name_of_a_library_or_of_nothing() -> None:
    names = {path.stem for path in (*modules("bench"), *modules("reports"), *modules("generators"))}

    assert names.isdisjoint({"utils", "helpers", "common", "misc", "manager", "csv", "json", "polars", "numpy", "rich"})
