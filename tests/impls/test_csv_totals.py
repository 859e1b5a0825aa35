import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls import csv_totals
from tests.impls.exercises import limits_of_a_fresh_process, load, names

NAMES = names("csv_totals")

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
def _limits() -> Iterator[None]:
    with limits_of_a_fresh_process():
        yield


@pytest.mark.parametrize("case", ORDINARY)
def test_what_a_library_would_refuse_is_ordinary_to_the_reference(case: str, tmp_path: Path) -> None:
    content, cents = ORDINARY[case]
    path = tmp_path / "orders.csv"
    path.write_text(content)

    assert csv_totals.reference(path) == {"DE": [1, cents]}


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
