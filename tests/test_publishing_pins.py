"""What builds published pages is pinned by hash, and the pins are those of today's pyproject.toml. No network."""

import os
import re
import runpy
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
PINS: Final = ROOT / ".ci/publishing.txt"
PIN: Final = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[\w.!+]+)(?: ; (?P<marker>.+?))?(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n",
    re.MULTILINE,
)
OLDEST: Final = "3.11"
NEWEST: Final = "3.14"


def pins(python: str) -> dict[str, str]:
    """Return the release of each library that an interpreter gets on Linux."""
    found = [each for each in PIN.finditer(PINS.read_text()) if _applies(each["marker"], python)]
    assert len({each["name"] for each in found}) == len(found)
    return {canonicalize_name(each["name"]): each["version"] for each in found}


def _applies(marker: str | Marker | None, python: str) -> bool:
    surroundings = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    return marker is None or Marker(str(marker)).evaluate(surroundings)


def wanted(python: str) -> list[Requirement]:
    """Return what the project asks for on an interpreter."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = map(Requirement, project["project"]["dependencies"] + project["dependency-groups"]["publish"])
    return [each for each in asked if _applies(each.marker, python)]


def test_every_pin_is_one_release_held_by_hash() -> None:
    text = "".join(line for line in PINS.read_text().splitlines(keepends=True) if not line.startswith("#"))

    assert PIN.sub("", text) == ""
    assert "://" not in PINS.read_text()


@pytest.mark.parametrize("python", [OLDEST, "3.12", "3.13", NEWEST])
def test_the_pins_fit_what_the_project_asks_for(python: str) -> None:
    pinned = pins(python)

    unmet = [
        str(each) for each in wanted(python) if pinned.get(canonicalize_name(each.name), "0") not in each.specifier
    ]

    assert unmet == []


def test_what_a_pinned_release_needs_is_pinned_too() -> None:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    pinned = pins(here)
    same = [name for name, version in pinned.items() if _installed(name) == version]
    needed = [Requirement(text) for name in same for text in metadata.requires(name) or ()]

    missing = {each.name for each in needed if not each.marker or each.marker.evaluate({"extra": ""})} - pinned.keys()

    assert {name for name in missing if canonicalize_name(name) not in pinned} == set()


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.name)
def test_a_workflow_installs_nothing_but_what_is_pinned(path: Path) -> None:
    installs = re.findall(r"(?:pip|pipx|uv|uvx|npm) (?:install|tool|add)\b.*", path.read_text())

    assert [each for each in installs if not each.endswith("--require-hashes -r .ci/publishing.txt")] == []


@pytest.mark.parametrize("path", [".github/workflows/publish.yml", "docs/publish.md", "docs/ci/gitlab-ci.yml"])
def test_whatever_publishes_installs_by_hash(path: str) -> None:
    text = (ROOT / path).read_text()
    installs = re.findall(r"pip install .*", text)

    assert installs
    assert all(re.search(r"--require-hashes -r (\.leanlines/)?\.ci/publishing\.txt$", each) for each in installs)
    assert len(re.findall(r"LEANLINES_PINNED(?:: \"1\"|=1$)", text, re.MULTILINE)) == len(installs)


@pytest.mark.parametrize("pinned", [True, False])
def test_a_session_that_draws_installs_from_the_pins_alone(*, pinned: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(os, "environ", {"LEANLINES_PINNED": "1"} if pinned else {})
    monkeypatch.setitem(sys.modules, "nox", mock.MagicMock())
    session = mock.Mock()

    runpy.run_path(str(ROOT / "noxfile.py"))["_install"](session)

    by_hash = mock.call("-q", "--require-hashes", "-r", ".ci/publishing.txt")
    assert (session.install.call_args_list == [by_hash]) is pinned
