"""A table on the console: no name, word or figure breaks within."""

import pytest
from rich.console import Console

from bench.terminal.grid import GridColumn, draw

COLUMNS = (GridColumn("implementation", "names"), GridColumn("time ms"), GridColumn("compared", "prose"))
NAME = "readlines_objects@my_folder"
ROWS = ((NAME, "12.5 ms", "12.5 times as fast, between 12.3 and 12.7"), ("a\nfails 2 of 27", "1,000 ms", "baseline"))


def lines(width: int) -> list[list[str]] | None:
    """Return the cells of each line, or None where there is no room."""
    table = draw(COLUMNS, ROWS, width)
    if table is None:
        return None
    console = Console(width=width)
    with console.capture() as shown:
        console.print(table)
    said = shown.get().splitlines()
    assert all(len(line) <= width for line in said)
    return [[cell.strip() for cell in line.strip("┃│").split("│" if "│" in line else "┃")] for line in said]


@pytest.mark.parametrize("width", [120, 80, 70])
def test_a_name_stays_whole_as_long_as_prose_can_yield(width: int) -> None:
    found = lines(width)

    assert found is not None
    assert NAME in {line[0] for line in found}


def test_a_name_breaks_before_its_folder_and_nowhere_else() -> None:
    found = lines(60)

    assert found is not None
    assert [line[0] for line in found[3:5]] == ["readlines_objects", "@my_folder"]


@pytest.mark.parametrize("width", [120, 80, 60])
def test_a_figure_stays_with_its_unit_and_a_head_breaks_between_words(width: int) -> None:
    found = lines(width)

    assert found is not None
    assert {"12.5 ms", "1,000 ms"} <= {line[1] for line in found if len(line) > 1}
    assert {line[0] for line in found if "fails" in line[0]} == {"fails 2 of 27"}


def test_what_is_said_below_a_name_yields_as_prose_does() -> None:
    said = ("a\n" + "fails 2 of 27 edge cases " * 4, "1 ms", "no measurable difference, between 0.9 and 1.1")

    table = draw(COLUMNS, [said], 100)

    assert table is not None
    assert [column.width for column in table.columns] == [43, 4, 43]


def test_the_words_of_a_figure_yield_before_prose() -> None:
    prose = "about 5.0 times as fast in 5 of 5 rounds; untested"
    said = [(NAME, "needs 1.22 times as much", prose), (NAME, "87.0 %", prose)]

    table = draw(COLUMNS, said, 106)

    assert table is not None
    assert [column.width for column in table.columns] == [27, 19, 50]


def test_the_words_of_a_figure_take_two_lines_before_prose_is_narrowed() -> None:
    prose = "about 5.0 times as fast in 5 of 5 rounds; untested"
    table = draw(COLUMNS, [(NAME, "needs 1.22 times as much", prose)], 92)

    assert table is not None
    assert [column.width for column in table.columns] == [27, 14, 41]


def test_prose_is_never_read_word_by_word() -> None:
    assert lines(52) is None
