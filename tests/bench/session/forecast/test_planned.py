from bench.analysis.forecast.costs import Need
from bench.model.types import Status
from bench.session.forecast.pilot import _too_large
from tests.bench.builders import a_cell


def test_a_warning_says_what_was_foreseen_from_what_and_what_to_do() -> None:
    need = Need(size=10, start=0.1, run=1.0, base=0, peak=3 * 2**30, source="a pilot")

    text = _too_large(a_cell(), need, 2**30)

    assert "3,070 MiB on d (" in text
    assert "1,020 MiB" in text


def test_a_warning_of_what_is_only_assumed_says_so() -> None:
    guess = "assumed: a straight line beyond a pilot at size 80,000"
    need = Need(size=10, start=0.1, run=1.0, base=0, peak=3 * 2**30, least=90 * 2**20, source=guess)

    text = _too_large(a_cell(), need, 2**30)

    assert f"3,070 MiB on d ({guess}; 90.0 MiB " in text
    assert "1,020 MiB" in text
    assert Status.MEMORY_LIMIT in text
