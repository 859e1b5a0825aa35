"""Load what a workload holds as the harness does: by path, an implementation under a private name."""

import importlib.util
import platform
import sys
from pathlib import Path
from types import ModuleType

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


def _skip_what_cannot_run_here(item: Implementation) -> None:
    if item.requires_python and not SpecifierSet(item.requires_python).contains(platform.python_version()):
        pytest.skip(f"{item.name} needs Python {item.requires_python}")
    for requirement in item.requires:
        library = requirement.partition("=")[0]
        pytest.importorskip(library, reason=f"{item.name} needs {library}, which is not installed here")
