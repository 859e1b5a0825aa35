from collections.abc import Callable
from functools import cache

import pytest

from generators.profiles.schema import Profile
from tests.generators.profiles import logs


@pytest.fixture(scope="module")
def profile_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Profile]:
    """Return what makes a profile of a kind of log, once."""

    @cache
    def make(kind: str) -> Profile:
        return logs.profile(kind, tmp_path_factory.mktemp(kind))

    return make
