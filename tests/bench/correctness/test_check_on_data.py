import pytest

from bench.correctness.check import TEXT_ONLY, on_data
from bench.correctness.judging import CheckResult
from bench.model.types import Dataset, Status

ERROR = CheckResult(Status.ERROR, "it broke", ("left 2 processes", TEXT_ONLY))


@pytest.mark.parametrize(
    ("utf8", "nul", "is_said"),
    [(True, False, False), (True, True, True), (False, False, True), (None, None, True)],
)
def test_the_note_on_other_bytes_is_left_out_where_a_log_holds_none(
    *, utf8: bool | None, nul: bool | None, is_said: bool
) -> None:
    data = Dataset(id="own-log-1", kind="own log", utf8=utf8, nul=nul)

    assert on_data(ERROR, data).notes == (("left 2 processes", TEXT_ONLY) if is_said else ("left 2 processes",))
