from generators.cluster.engine import Crew, difference


def test_a_worker_is_unfit_for_what_it_is_not_and_for_what_is_not_known_of_it() -> None:
    assert difference({"its Python": "3.12", "more": "1"}, {"its Python": "3.12"}) == ""
    assert difference({"its Python": "3.12"}, {"its Python": "3.11"}) == "its Python is 3.12, not 3.11"
    assert "unknown" in difference({}, {"its Python": "3.11"})


def test_of_a_crew_nobody_is_undecided_or_unfit_unless_that_is_known() -> None:
    assert (Crew({}).undecided, Crew({}).unfit) == (0, 0)
