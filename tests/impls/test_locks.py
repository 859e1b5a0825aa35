"""Whatever needs a library is pinned by a lock made for just that: by hash, and with no address in it."""

import re
from pathlib import Path

import pytest

from bench.inputs.catalogue import catalogue
from bench.inputs.environments import read_lock
from bench.model.types import Implementation

FOUND = catalogue([Path(__file__).parents[1] / "studies" / "peers"])
NEEDY = [item for item in FOUND.implementations if item.requires]
PINNED = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)


@pytest.mark.parametrize("item", NEEDY, ids=lambda item: f"{item.workload}-{item.name}")
def test_a_lock_fits_its_file_and_holds_hashes_only(item: Implementation) -> None:
    lock = FOUND.path(item.workload, item.name, item.origin).with_suffix(".lock")

    text = read_lock(item.requires, lock)

    assert text, f"{lock.name} does not fit; python -m bench lock"
    pins = PINNED.split(text)[1:]
    assert len(pins) >= len(item.requires)
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in text
    assert "index-url" not in text
