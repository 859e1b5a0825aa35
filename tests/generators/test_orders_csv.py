from pathlib import Path

import pytest

from generators import orders_csv
from generators.making.make import make
from tests.generators import counting
from tests.generators.making.making_data import a_recipe, made

PRESETS = list(orders_csv.PRESETS)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_truth_is_what_a_csv_reader_finds(preset: str, tmp_path: Path) -> None:
    manifest = make(a_recipe("orders_csv", lines=20_000, preset=preset), tmp_path / "orders.csv")

    found = counting.orders(tmp_path / "orders.csv")

    blank = (tmp_path / "orders.csv").read_bytes().count(b"\n\n")
    assert manifest.truth["malformed"] == found.pop("malformed")
    assert blank == 0 or preset == "dirty"
    assert {name: manifest.truth[name] for name in found} == found


def test_the_header_is_the_first_line_and_orders_are_numbered() -> None:
    data, manifest = made(a_recipe("orders_csv", lines=3_000))

    header, *rows = data.decode().split("\n")[:-1]

    assert header == orders_csv.HEADER.decode().strip()
    assert [row.split(",")[0] for row in rows] == [str(number) for number in range(1, 3_000)]
    assert manifest.truth["records"] == 2_999


def test_splitting_at_commas_is_right_unless_names_are_quoted() -> None:
    plain, _ = made(a_recipe("orders_csv", lines=5_000))
    quoted, manifest = made(a_recipe("orders_csv", lines=5_000, quoted=0.1))

    assert {line.count(b",") for line in plain.split(b"\n")[:-1]} == {8}
    assert {line.count(b",") for line in quoted.split(b"\n")[:-1]} == {8, 9}
    assert quoted.count(b'"') == pytest.approx(2 * 0.1 * 5_000, rel=0.2)
    assert manifest.truth["malformed"] == 0
