"""Who may import whom. Read from the sources, so that nothing has to be imported to find out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("bench", "generators", "impls", "reports")
VOCABULARY = {"bench.model.types", "bench.model.errors", "bench.model.units"}
PURE = VOCABULARY | {
    "bench.analysis.repetition",
    "bench.results.result_file",
    "bench.analysis.statistics.times",
    "bench.analysis.growth.row_growth",
    "bench.analysis.comparison.compare",
    "bench.analysis.budgets",
    "bench.model.characters",
    "bench.analysis.claims.findings",
    "bench.analysis.claims.file",
    "bench.analysis.claims.tables",
    "bench.analysis.cautions.of_run",
    "bench.terminal.commands",
    "bench.host.files",
    "bench.model.formatting",
    "bench.analysis.pareto",
    "bench.terminal.help_texts",
    "bench.analysis.history.change_points",
    "bench.analysis.history.series",
    "bench.terminal.interrupts",
    "bench.host.temporary",
    "bench.analysis.sections",
    "bench.terminal.streams",
}


def modules(*parts: str) -> list[Path]:
    return sorted(ROOT.joinpath(*parts).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Yield every module of ours that a file imports, `from bench.model import units` as `bench.model.units`."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [each if _is_module(each) else node.module for each in inner]
        yield from (name for name in names if name.split(".")[0] in OURS)


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def offences(paths: list[Path], allowed: set[str], own: str = "") -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in imports(path)
        if name not in allowed and not (own and (name == own or name.startswith(own + ".")))
    ]


def test_the_vocabulary_imports_nothing_of_ours_beyond_itself() -> None:
    paths = [ROOT / f"{name.replace('.', '/')}.py" for name in VOCABULARY]

    assert offences(paths, VOCABULARY) == []


def test_generators_know_the_vocabulary_where_the_cache_is_how_to_be_interrupted_to_speak_and_to_be_called() -> None:
    known = VOCABULARY | {
        "bench.host.cache.cache",
        "bench.host.cache.keeping",
        "bench.terminal.interrupts",
        "bench.terminal.streams",
        "bench.terminal.commands",
        "bench.terminal.help_texts",
    }

    assert offences(modules("generators"), known, "generators") == []


def test_only_the_datasets_of_bench_come_from_generators() -> None:
    users = {
        str(path.relative_to(ROOT))
        for path in (*modules("bench"), *modules("reports"))
        if any(name.split(".")[0] == "generators" for name in imports(path))
    }

    assert users == {"bench/inputs/data/datasets.py"}


def test_an_implementation_and_a_workload_import_nothing_of_ours() -> None:
    assert offences(modules("impls"), set()) == []


def test_what_runs_in_a_measured_process_imports_only_its_like() -> None:
    paths = modules("bench/measured") + modules("bench/runners")

    found = [
        each for each in offences(paths, set(), "bench.measured") if "imports bench.measured.instruments" not in each
    ]

    assert found == []


def test_bench_never_draws_and_never_imports_an_implementation() -> None:
    assert [each for each in offences(modules("bench"), {"generators"}, "bench") if "generators" not in each] == []


def test_reports_import_only_pure_modules_of_bench() -> None:
    assert offences(modules("reports"), PURE, "reports") == []


@pytest.mark.parametrize("library", ["jinja2", "matplotlib"])
def test_bench_does_not_need_what_draws(library: str) -> None:
    for path in (*modules("bench"), *modules("generators")):
        assert f"import {library}" not in path.read_text()


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


def test_no_module_carries_the_name_of_a_library_or_of_nothing() -> None:
    names = {path.stem for path in (*modules("bench"), *modules("reports"), *modules("generators"))}

    assert names.isdisjoint({"utils", "helpers", "common", "misc", "manager", "csv", "json", "polars", "numpy", "rich"})
