"""Whatever is very large in the data, in a folder or in an answer: the harness itself stays small."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.peak import HeldMemory, held
from tests.studies import sizes

MIB = 1 << 20
FLAT = 100.0  # MiB; it holds 60 whatever the size, and `python -m tests.studies.sizes` tries the full sizes


@pytest.fixture(scope="module", autouse=True)
def _made_before() -> None:
    """Have the data of the exam made: Faker's vocabulary takes 60 MiB once, and its cache none."""
    held("bench.cli.app", "check", "--impl", "bytes_blocks", "--lines", "2k")


@pytest.mark.parametrize(
    ("case", "code", "says"),
    [
        (lambda folder: sizes.long_line(folder, 64 * MIB), 0, "bytes_blocks"),
        (lambda folder: sizes.whole_folder(folder, wanted="way_00[0-2]"), 0, "way_002: ok"),
        (lambda folder: sizes.long_answer(folder, 200_000), 3, "upstream 0199999 "),
    ],
    ids=["a long line", "500 implementations", "an answer of many keys"],
)
def test_the_harness_stays_small(case: Callable[[Path], HeldMemory], code: int, says: str, tmp_path: Path) -> None:
    seen = case(tmp_path)

    assert seen.code == code, seen.said
    assert says in seen.said
    assert seen.peak < FLAT
