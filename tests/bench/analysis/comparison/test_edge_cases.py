import pytest

from bench.analysis.comparison import edge_cases
from bench.model.types import FailedEdgeCases


def failed(*names: str, untried: int = 0) -> FailedEdgeCases:
    return FailedEdgeCases(names=names, total=27, untried=untried)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (None, failed("a", "b"), ("a", "b")),
        (failed("a"), failed("a", "b"), ("b",)),
        (failed("a"), None, ()),
        (failed("a", untried=1), failed("b"), ()),
    ],
)
def test_those_that_fail_in_the_second_state_alone_are_found_unless_the_first_left_some_out(
    before: FailedEdgeCases | None, after: FailedEdgeCases | None, found: tuple[str, ...]
) -> None:
    assert edge_cases.added(before, after) == found


@pytest.mark.parametrize(("count", "named"), [(5, 5), (6, 5)])
def test_a_sentence_names_five_at_most(count: int, named: int) -> None:
    names = [f"case{number}" for number in range(count)]

    assert sum(name in edge_cases.words(names, ()) for name in names) == named
