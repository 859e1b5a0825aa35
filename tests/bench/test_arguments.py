from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.arguments import publishable, with_paths
from bench.errors import UsageError


@pytest.mark.parametrize(
    ("words", "published"),
    [
        (["--log", "/home/me/secret.log"], ("--log", "FILE")),
        (["--log=/home/me/secret.log"], ("--log=FILE",)),
        (["--impls", "/home/me/mine", "--lines", "5M"], ("--impls", "mine", "--lines", "5M")),
        (["--impl", "error_counts/one"], ("--impl", "error_counts/one")),
        (["--out", "/var/out", "--quick"], ("--out", "out", "--quick")),
    ],
)
def test_a_published_command_line_holds_no_path(words: list[str], published: tuple[str, ...]) -> None:
    assert publishable(words) == published


def test_paths_that_are_given_again_go_back_to_their_places() -> None:
    stored = publishable(["--impls", "/a/one", "--quick", "--impls=/b/two", "--log", "/c/x.log"])

    words = with_paths(stored, {"--log": [Path("y.log")], "--impls": [Path("p/one"), Path("q/two")]})

    assert words == ["--impls=p/one", "--quick", "--impls=q/two", "--log=y.log"]


def test_a_path_that_is_missing_is_asked_for() -> None:
    with pytest.raises(UsageError, match="--impls mine"):
        with_paths(("--impls", "mine"), {"--log": [], "--impls": []})


@given(st.lists(st.text(max_size=12)))
def test_no_command_line_makes_it_fail(words: list[str]) -> None:
    assert len(publishable(words)) == len(words)
