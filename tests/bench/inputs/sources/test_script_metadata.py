import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.sources import script_metadata
from bench.model.errors import BenchError


def test_a_script_without_a_block_declares_nothing() -> None:
    assert script_metadata.read('"""Plain."""\n') == script_metadata.ScriptBlock()


def test_requirements_and_python_are_read() -> None:
    block = '# /// script\n# requires-python = ">=3.12"\n# dependencies = [\n#   "polars==1.0",\n#\n# ]\n# ///\n'

    assert script_metadata.read(block + '"""Title."""') == script_metadata.ScriptBlock(("polars==1.0",), ">=3.12")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# /// script\n# dependencies = []\n", "not closed"),
        ("# /// script\n# dependencies = [\n# ///\n", "not TOML"),
        ('# /// script\n# dependencies = "polars"\n# ///\n', "`dependencies` .* not a list"),
        ("# /// script\n# requires-python = 3\n# ///\n", "not a string"),
        ("# /// script\n# ///\n# /// script\n# ///\n", "two"),
        ('# /// script\n# dependencies = ["--target=/", "six"]\n# ///\n', "not a requirement"),
    ],
)
def test_a_block_that_cannot_be_read_says_why(text: str, complaint: str) -> None:
    with pytest.raises(BenchError, match=complaint):
        script_metadata.read(text)


@given(st.lists(st.sampled_from(["# /// script", "# ///", "#", "# a = 1", "# [", "x", "#x", "# \0"])).map("\n".join))
def test_no_text_at_all_makes_it_fail_otherwise(text: str) -> None:
    with contextlib.suppress(BenchError):
        assert isinstance(script_metadata.read(text), script_metadata.ScriptBlock)
