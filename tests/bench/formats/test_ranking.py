"""Which format reads a sample best, on both sides of every limit."""

from pathlib import Path

import pytest

from bench.formats.loading import load_text
from bench.formats.log_format import LogFormat
from bench.formats.ranking import JUDGED, Candidate, LogSample, candidate, rank, second
from bench.formats.reading import LineCounts


def declared(name: str, how: str) -> LogFormat:
    return load_text(name, f"title = 't'\n{how}\n", Path(f"{name}.toml"))


A = declared("a", "line = 'A {a:int}'")
ALSO_A = declared("also_a", "line = 'A {a:int|-}'")
FREE = declared("free", "line = '{w:word} {a:rest}'")
PAIRS = declared("pairs", "line = 'A {a:word}'")
ROWS = declared("rows", "[csv]\nheader = true")
GOOD, OTHER = b"A 7", b"of another form"


def sample(*blocks: list[bytes]) -> LogSample:
    return LogSample(0, tuple(map(tuple, blocks)), whole=True)


def judged(*blocks: LineCounts, lines: int = 1) -> Candidate:
    return Candidate(A, blocks, A.reading(), (GOOD,) * lines)


def names(found: list[Candidate]) -> list[str]:
    return [each.format.name for each in found]


@pytest.mark.parametrize(
    ("counts", "lines", "is_usable"),
    [
        (LineCounts(records=50, others=50), 100, True),
        (LineCounts(records=49, others=51), 100, False),
        (LineCounts(records=2, continued=98), 100, True),
        (LineCounts(records=1, continued=99), 100, False),
    ],
)
def test_a_guess_reads_half_of_the_lines_and_some_are_records(
    counts: LineCounts, lines: int, *, is_usable: bool
) -> None:
    assert judged(counts, lines=lines).is_usable == is_usable


@pytest.mark.parametrize(
    ("blocks", "interval"),
    [
        ([(3, 1)], (0.75, 0.75)),
        ([(0, 0), (0, 0)], (0, 0)),
        ([(9, 1), (8, 2)], (0.85 - 1.96 * 0.5**0.5 / 20, 0.85 + 1.96 * 0.5**0.5 / 20)),
        ([(10, 0), (0, 10)], (0, 1)),
    ],
)
def test_the_interval_of_a_share_is_that_of_blocks(
    blocks: list[tuple[int, int]], interval: tuple[float, float]
) -> None:
    found = judged(*(LineCounts(records=records, others=others) for records, others in blocks))

    assert found.interval == pytest.approx(interval)


def test_free_text_is_the_mean_share_of_the_first_records() -> None:
    half, less = b"abc defg", b"ab de"

    def free(*lines: bytes) -> float:
        return candidate(FREE, sample(list(lines))).free

    assert free(half, b"", less) == pytest.approx((0.5 + 0.4) / 2)
    assert free(b"") == 1
    assert free(*[half] * JUDGED, less) == 0.5
    assert free(*[half] * (JUDGED - 1), less) < 0.5


def test_a_line_of_another_form_is_shown_where_it_cannot_belong_to_a_record() -> None:
    assert candidate(A, sample([GOOD, b"", OTHER])).other_line() == OTHER
    assert candidate(A, sample([GOOD])).other_line() is None
    assert Candidate(A, (LineCounts(1, 1, 1),), A.reading(), (OTHER,)).other_line() is None


def test_a_sample_knows_which_lines_are_read_together() -> None:
    found = LogSample(9, ((b"a,b", b"1,2", b'"x', b'y",2'), (b'z"', b"3,4")), whole=False)

    assert found.lines == (b"a,b", b"1,2", b'"x', b'y",2', b'z"', b"3,4")
    assert found.rows(A) == found.lines
    assert found.rows(ROWS) == (b"a,b", b"1,2", b'"x', b'y",2', b"3,4")
    assert [len(lines) for lines, _ in found.decided(ROWS)] == [1, 1, 2, 1]
    beginnings = [
        LogSample(9, (), whole=True, packing=packing, piped=piped).is_beginning
        for packing, piped in (("", False), ("gzip", False), ("", True))
    ]
    assert beginnings == [False, True, True]
    assert sample([GOOD, OTHER, b""], [GOOD]).without(A.reading().split).blocks == ((OTHER,),)


@pytest.mark.parametrize(
    ("blocks", "is_tried"),
    [
        ([[OTHER], [OTHER], [OTHER], [GOOD] * 9], True),
        ([[OTHER], [OTHER], [OTHER], [OTHER], [GOOD] * 9], False),
        ([[GOOD, *[OTHER] * 4], [OTHER], [OTHER], [OTHER], [GOOD] * 9], True),
        ([[GOOD, *[OTHER] * 5], [OTHER], [OTHER], [OTHER], [GOOD] * 9], False),
        ([[OTHER], [GOOD, OTHER], [OTHER] * 2, [OTHER], [GOOD] * 9], True),
        ([[OTHER], [GOOD, OTHER], [OTHER] * 2, [OTHER] * 2, [GOOD] * 9], False),
    ],
)
def test_what_reads_next_to_nothing_of_the_first_blocks_is_given_up(
    blocks: list[list[bytes]], *, is_tried: bool
) -> None:
    assert bool(rank(sample(*blocks), [A])) == is_tried


def test_of_formats_that_read_as_much_the_one_with_less_free_text_is_best() -> None:
    def best(good: int, others: int) -> list[str]:
        return names(rank(sample([GOOD] * good + [OTHER] * others), [FREE, PAIRS, A]))

    assert best(98, 2) == ["pairs", "a", "free"]  # within two in a hundred of what reads every line
    assert best(97, 3) == ["free", "pairs", "a"]
    assert names(rank(sample([OTHER]), [A])) == []


def test_a_second_format_reads_what_the_first_leaves_if_that_is_much() -> None:
    def other(good: int, others: int) -> str:
        log = sample([GOOD] * good + [OTHER] * others)
        found = second(candidate(A, log), log, [A, FREE])
        return found.format.name if found else ""

    assert (other(95, 5), other(96, 4)) == ("free", "")


def test_of_a_table_a_second_format_reads_the_lines_that_are_no_row() -> None:
    log = sample([b"a,b", *[b"1,2"] * 30, b'"of several', b'lines",4', *[GOOD, b""] * 3])
    found = second(candidate(ROWS, log), log, [ROWS, A])

    assert found
    assert (found.format, found.lines) == (A, (GOOD,) * 3)
    assert second(candidate(ROWS, sample([b"a,b", b"1,2"])), sample([b"a,b", b"1,2"]), [A]) is None
