from bench import again
from bench.model import Status
from tests.bench.builders import a_row, a_run


def within(old: object, new: object) -> dict[tuple[str, str], bool]:
    return {(each.row, each.metric): each.within for each in again.figures(old, new)}  # type: ignore[arg-type]


def run_with(seconds: float, status: Status = Status.OK) -> object:
    return a_run(a_row(), a_row(control=True), a_row("other", seconds=seconds, status=status))


def test_a_run_is_within_itself() -> None:
    found = within(run_with(0.5), run_with(0.5))

    assert ("other", "time") in found
    assert all(found.values())


def test_a_time_that_left_its_interval_is_named() -> None:
    found = within(run_with(0.5), run_with(0.8))

    assert [key for key, agrees in found.items() if not agrees] == [("other", "time")]


def test_a_row_that_fails_now_is_named_and_its_figures_are_not_compared() -> None:
    found = within(run_with(0.5), run_with(0.5, Status.CRASH))

    assert found["other", "status"] is False
    assert ("other", "time") not in found
