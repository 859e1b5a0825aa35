import hashlib
from itertools import permutations
from pathlib import Path

import pytest

from generators.making.follower import Follower

PIECES = {0: b"first", 5: b"second" * 300_000, 1_800_005: b"third"}


@pytest.mark.parametrize("order", list(permutations(PIECES)))
def test_pieces_written_in_any_order_are_hashed_in_theirs(order: tuple[int, ...], tmp_path: Path) -> None:
    path = tmp_path / "log"

    with path.open("wb") as file, Follower(path) as follower:
        for offset in order:
            file.seek(offset)
            file.write(PIECES[offset])
            file.flush()
            follower.written(offset, len(PIECES[offset]))

    assert follower.digest() == hashlib.sha256(b"".join(PIECES.values())).hexdigest()


def test_a_piece_after_a_gap_is_not_hashed(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"12345")

    with Follower(path) as follower:
        follower.written(0, 2)
        follower.written(4, 1)

    assert follower.digest() == hashlib.sha256(b"12").hexdigest()
