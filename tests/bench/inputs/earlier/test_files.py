from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.earlier.files import WANTED, difference, of_row

STATES = st.dictionaries(st.sampled_from([f"w/{name}.py" for name in "abcd"] + ["w/a.lock"]), st.binary(max_size=2))


def test_a_text_or_a_lock_that_differs_is_a_change() -> None:
    earlier = {"w/a.py": b"1", "w/b.py": b"1", "w/b.lock": b"x", "w/c.py": b"1"}
    today = {"w/a.py": b"2", "w/b.py": b"1", "w/b.lock": b"y", "w/c.py": b"1"}

    found = difference(earlier, today)

    assert (found.changed, found.same) == (("w/a", "w/b"), ("w/c",))


def test_the_ends_of_lines_are_no_change() -> None:
    assert difference({"w/a.py": b"1\r\n2\r\n"}, {"w/a.py": b"1\n2\n"}).same == ("w/a",)


def test_a_file_under_another_name_is_neither_new_nor_removed() -> None:
    found = difference({"w/a.py": b"1", "w/x.py": b"2"}, {"w/b.py": b"1", "w/y.py": b"3"})

    assert found.renamed == (("w/a", "w/b"),)
    assert (found.added, found.removed) == (("w/y",), ("w/x",))


def test_a_file_that_moved_to_another_workload_is_new_there() -> None:
    assert difference({"v/a.py": b"1"}, {"w/a.py": b"1"}).renamed == ()


def test_a_workloads_definition_is_no_row_and_its_change_is_named() -> None:
    found = difference({"w/__init__.py": b"1"}, {"w/__init__.py": b"2"})

    assert (found.changed, found.questions) == ((), ("w",))


def test_of_a_row_its_source_and_its_locks_are_laid_out_and_no_definition() -> None:
    files = {"w/a.py": b"1", "w/a.lock": b"2", "w/a.py.lock": b"3", "w/__init__.py": b"4", "w/ab.py": b"5"}

    assert set(of_row("w/a", files)) == {"w/a.py", "w/a.lock", "w/a.py.lock"}


def test_no_path_that_leaves_its_folder_is_wanted() -> None:
    for path in (
        "../a.py",
        "/a.py",
        "w/../a.py",
        "w/x/a.py",
        "w\\a.py",
        "W/a.py",
        "a.pyc",
        ".a.py",
        "w/a.py\n",
        "é.py",
    ):
        assert not WANTED.fullmatch(path)


@given(STATES, STATES)
def test_every_row_of_either_state_is_named_once(earlier: dict[str, bytes], today: dict[str, bytes]) -> None:
    found = difference(earlier, today)

    of_today = [*found.changed, *found.same, *found.added, *(new for _, new in found.renamed)]
    of_then = [*found.changed, *found.same, *found.removed, *(old for old, _ in found.renamed)]
    assert sorted(of_today) == sorted(path.removesuffix(".py") for path in today if path.endswith(".py"))
    assert sorted(of_then) == sorted(path.removesuffix(".py") for path in earlier if path.endswith(".py"))
