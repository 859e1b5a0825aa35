"""What a test needs and not every machine has: without it the test is skipped and says why, unless all have to run."""

import os
from typing import NoReturn

import pytest

ALL = "LEANLINES_REQUIRE_ALL"


def lack(reason: str) -> NoReturn:
    """Skip a test; fail it where every test has to run."""
    if os.environ.get(ALL):
        pytest.fail(f"{reason}, and {ALL} is set")
    pytest.skip(reason)


def denied(reason: str) -> NoReturn:
    """Skip a test of what a kernel denies: nobody can install that, and Leanlines works without it and says so."""
    pytest.skip(reason)
