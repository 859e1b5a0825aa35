import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.environments import pep723
from bench.model.errors import BenchError


def test_a_script_without_a_block_declares_nothing() -> None:
    assert pep723.read('"""Plain."""\n') == pep723.Block()


def test_requirements_and_python_are_read() -> None:
    block = '# /// script\n# requires-python = ">=3.12"\n# dependencies = [\n#   "polars==1.0",\n#\n# ]\n# ///\n'

    assert pep723.read(block + '"""Title."""') == pep723.Block(("polars==1.0",), ">=3.12")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# /// script\n# dependencies = []\n", "not closed"),
        ("# /// script\n# dependencies = [\n# ///\n", "not TOML"),
        ('# /// script\n# dependencies = "polars"\n# ///\n', "not a list of strings"),
        ("# /// script\n# requires-python = 3\n# ///\n", "not a string"),
        ("# /// script\n# ///\n# /// script\n# ///\n", "two"),
        ('# /// script\n# dependencies = ["--target=/", "six"]\n# ///\n', "not a requirement"),
    ],
)
def test_a_block_that_cannot_be_read_says_why(text: str, complaint: str) -> None:
    with pytest.raises(BenchError, match=complaint):
        pep723.read(text)


@given(st.lists(st.sampled_from(["# /// script", "# ///", "#", "# a = 1", "# [", "x", "#x", "# \0"])).map("\n".join))
def test_no_text_at_all_makes_it_fail_otherwise(text: str) -> None:
    with contextlib.suppress(BenchError):
        assert isinstance(pep723.read(text), pep723.Block)
