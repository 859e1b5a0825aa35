from tests.studies.mutants import mirrored, mutants

SOURCE = '''
"""A module of 3 lines."""
MOST: Final[Literal[5]] = 2 * 0.5

@cache(7)
def fits(x: int = 0) -> "1 + 1":
    assert x < 9
    return min(x, strict=True) <= MOST and not x in {1}
'''


def test_one_thing_is_changed_at_a_time_and_nothing_that_only_says_something() -> None:
    found = [(mutant.line, mutant.before, mutant.after) for mutant in mutants(SOURCE)]

    assert found == [
        (3, "2 * 0.5", "2 / 0.5"),
        (3, "2", "3"),
        (3, "0.5", "1.0"),
        (6, "0", "1"),
        (8, "return min(x, strict=True) <= MOST and (not x in {1})", "return None"),
        (8, "min(x, strict=True) <= MOST and (not x in {1})", "min(x, strict=True) <= MOST or not x in {1}"),
        (8, "min(x, strict=True) <= MOST", "min(x, strict=True) < MOST"),
        (8, "not x in {1}", "not not x in {1}"),
        (8, "x in {1}", "x not in {1}"),
        (8, "1", "2"),
    ]
    assert len({mutant.source for mutant in mutants(SOURCE)}) == len(found)


def test_a_module_is_held_by_its_own_tests_or_by_those_of_its_folder() -> None:
    own, folder = mirrored("bench/model/units.py")

    assert own == ["tests/bench/model/test_units.py"]
    assert set(own) < set(folder)
    assert mirrored("bench/model/types/run.py") == ([], folder)
