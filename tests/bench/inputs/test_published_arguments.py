import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.published_arguments import OF_THE_CLUSTER, OF_THE_MOMENT, publishable, separate_logs


@pytest.mark.parametrize(
    ("words", "published"),
    [
        (["--log", "/home/me/secret.log"], ("--log=FILE",)),
        (["--profile", "/home/me/secret.profile.json"], ("--profile", "FILE")),
        (["--log", "/home/me/a", "-", "b", "--quick"], ("--log=FILE", "--log=-", "--log=FILE", "--quick")),
        (["--log", "--log", "secret"], ("--log", "--log=FILE")),
        (["--log"], ("--log",)),
        (["--log=/home/me/secret.log"], ("--log=FILE",)),
        (["--impls", "/home/me/mine", "--lines", "5M"], ("--impls", "mine", "--lines", "5M")),
        (["--json", "--impl", "a", "-q", "--open", "--quiet"], ("--impl", "a")),
        (["--impl", "error_counts/one"], ("--impl", "error_counts/one")),
        (["--out", "/home/me", "--quick"], ("--out", "DIR", "--quick")),
        (["--before", "/home/me/old", "--impl", "a/b"], ("--before", "old", "--impl", "a/b")),
        (["--check-budgets", "/home/me/b.toml"], ("--check-budgets", "b.toml")),
        (["--check-budgets", "--impl=a/b"], ("--check-budgets", "--impl=a/b")),
        (["--check-budgets=/home/me/b.toml", "--quick"], ("--check-budgets=b.toml", "--quick")),
        (["--format", "{a}/{user}={b}", "--quick"], ("--format", "TEMPLATE", "--quick")),
        (["--format={a} secret", "--format=/home/me/a.toml"], ("--format=TEMPLATE", "--format=a.toml")),
        (["--again=/home/me/report.html", "--resume", "/home/me/r"], ("--again=REPORT", "--resume", "DIR")),
    ],
)
def test_a_published_command_line_holds_no_path(words: list[str], published: tuple[str, ...]) -> None:
    assert publishable(words) == published


@given(st.lists(st.text(max_size=12).filter(lambda word: word.partition("=")[0] not in OF_THE_CLUSTER)))
def test_no_command_line_makes_it_fail(words: list[str]) -> None:
    assert len(publishable(words)) == sum(word not in OF_THE_MOMENT for word in separate_logs(words))
