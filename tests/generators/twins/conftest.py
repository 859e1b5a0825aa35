from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bench.formats import shipped
from generators.profiles.learn import learn
from generators.profiles.schema import Profile
from tests.generators.profiles import logs


@pytest.fixture(scope="module")
def profile_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Profile]:
    """Return what makes a profile of a kind of log, once."""

    @cache
    def make(kind: str) -> Profile:
        path: Path = tmp_path_factory.mktemp(kind) / "app.log"
        path.write_bytes(logs.log(kind))
        return learn(path, shipped.shipped(kind))

    return make
