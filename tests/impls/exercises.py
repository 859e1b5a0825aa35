"""Load what a workload holds as the harness does: by path, an implementation under a private name."""

import csv
import importlib.util
import platform
import sys
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from bench.inputs.catalogue import catalogue
from bench.model.types import Implementation

FOUND = catalogue()


def names(workload: str) -> list[str]:
    return [item.name for item in FOUND.of(workload)]


def load(workload: str, name: str) -> ModuleType:
    item = next(item for item in FOUND.of(workload) if item.name == name)
    _skip_what_cannot_run_here(item)
    return load_file(FOUND.path(workload, name, "impls"), f"_tested_{workload}_{name}")


def load_file(path: Path, private: str) -> ModuleType:
    """Load a module under a private name, by which a pool of processes finds its functions."""
    spec = importlib.util.spec_from_file_location(private, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[private] = module
    spec.loader.exec_module(module)
    return module


@contextmanager
def limits_of_a_fresh_process() -> Iterator[None]:
    """Take back what a reference or an implementation raises for the whole process."""
    before = csv.field_size_limit(131_072), sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(4300)
    yield
    csv.field_size_limit(before[0])
    sys.set_int_max_str_digits(before[1])


def edge_cases(workload: ModuleType, path: Path) -> dict[str, tuple[bytes, object]]:
    """Return the content of each edge case and the reference's answer."""
    found = {}
    with limits_of_a_fresh_process():
        for case, content in workload.HOSTILE.items():
            path.write_bytes(content)
            found[case] = content, workload.reference(path)
    return found


def misses(
    run: Callable[[Path], object],
    cases: Mapping[str, tuple[bytes, object]],
    path: Path,
    without: Container[str] = (),
) -> dict[str, Any]:
    """Return what is no answer of the reference, by its case; an exception stands for itself."""
    found: dict[str, Any] = {}
    for case in (each for each in cases if each not in without):
        content, right = cases[case]
        path.write_bytes(content)
        try:
            answer = run(path)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other cases are tried too
            answer = error
        if (answer, type(answer)) != (right, type(right)):
            found[case] = answer
    return found


def _skip_what_cannot_run_here(item: Implementation) -> None:
    if item.requires_python and not SpecifierSet(item.requires_python).contains(platform.python_version()):
        pytest.skip(f"{item.name} needs Python {item.requires_python}")
    for requirement in item.requires:
        library = requirement.partition("=")[0]
        pytest.importorskip(library, reason=f"{item.name} needs {library}, which is not installed here")
