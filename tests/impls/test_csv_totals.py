import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import csv_totals
from tests.impls.exercises import edge_cases, load, misses, names

NAMES = names("csv_totals")
TEXT_ONLY = {"duckdb_sql", "pyarrow_batches"}  # their libraries take UTF-8 only
BYTES = ("invalid UTF-8", "NUL bytes")

texts = st.sampled_from(["", "DE", "a,b", 'say "hi"', "two\nlines", "연결", " ", "NULL", "\\", "'"])
numbers = st.sampled_from(["0", "7", "100", "-1", "1.5", "", " 1", "\u0665", "9" * 10, "9" * 40])
rows = st.tuples(texts, texts, numbers, numbers).map(list) | st.lists(texts, max_size=6)

NEEDED = "country,price_cents,quantity\n"
ORDINARY = {
    "a byte order mark": (f"\ufeff{NEEDED}DE,5,2\n", 10),
    "a byte order mark and quotes": ("\ufeff" + '"country",price_cents,quantity\nDE,5,2\n', 10),
    "a field of 200,000 characters": (NEEDED.replace("\n", ",note\n") + f"DE,5,2,{'a' * 200_000}\n", 10),
    "a number of 5,000 digits": (f"{NEEDED}DE,1{'0' * 4999},2\n", 2 * 10**4999),
}


@pytest.fixture(autouse=True)
def _limits_of_a_fresh_process() -> Iterator[None]:
    before = csv.field_size_limit(131_072), sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(4300)
    yield
    csv.field_size_limit(before[0])
    sys.set_int_max_str_digits(before[1])


@pytest.mark.parametrize("case", ORDINARY)
def test_what_a_library_would_refuse_is_ordinary_to_the_reference(case: str, tmp_path: Path) -> None:
    content, cents = ORDINARY[case]
    path = tmp_path / "orders.csv"
    path.write_text(content)

    assert csv_totals.reference(path) == {"DE": [1, cents]}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, object]]:
    return edge_cases(csv_totals, tmp_path_factory.mktemp("reference") / "orders.csv")


@pytest.mark.parametrize("name", NAMES)
def test_edge_cases_are_answered_as_the_reference_does(
    name: str, cases: dict[str, tuple[bytes, object]], tmp_path: Path
) -> None:
    assert (
        misses(load("csv_totals", name).run, cases, tmp_path / "orders.csv", BYTES if name in TEXT_ONLY else ()) == {}
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_the_csv_module_writes_is_read_back(name: str, tmp_path: Path) -> None:
    run = load("csv_totals", name).run
    path = tmp_path / "orders.csv"

    @settings(max_examples=60)
    @given(st.lists(rows, max_size=8), st.permutations(["customer", "country", "price_cents", "quantity"]))
    def holds(written: list[list[str]], header: list[str]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *written])
        path.write_text(text.getvalue())
        assert run(path) == csv_totals.reference(path)

    holds()
