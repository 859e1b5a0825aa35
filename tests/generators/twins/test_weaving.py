"""Windows of texts: how wide they are, how many fillings they have, and what is written over a text."""

import numpy as np
import pytest

from generators.lines.blocks import Canvas
from generators.lines.random_draws import Draws
from generators.twins.alphabet import Choice
from generators.twins.weaving import Loom, write

STAYS: Choice = (b"-",)


def choice(count: int) -> Choice:
    return tuple(bytes([65 + number]) for number in range(count))


@pytest.mark.parametrize(
    ("places", "offsets", "width"),
    [
        ([choice(2)], [0], 1),
        ([choice(2)] * 3, [0, 1], 2),
        ([STAYS, STAYS, choice(2), STAYS, STAYS], [1], 4),
        ([*[STAYS] * 6, choice(2)], [3], 4),
        ([choice(2)] * 16, [0, 4, 8, 12], 4),
        ([choice(2)] * 17, [0, 8, 9], 8),
        ([choice(2)] * 63, [0, 8, 16, 24, 32, 40, 48, 55], 8),
        ([choice(2)] * 64, [0, 16, 32, 48], 16),
        ([choice(2), *[STAYS] * 9, choice(2)], [0, 7], 4),
    ],
)
def test_windows_lie_over_what_varies(places: list[Choice], offsets: list[int], width: int) -> None:
    loom = Loom(Draws(1, 1))

    assert loom.add([choice(2)]) == (0, 1)
    assert loom.add(places) == (1, len(offsets))
    found = loom.freeze()
    assert found.offsets.tolist() == [0, *offsets]
    assert found.widths.tolist() == [1, *[width] * len(offsets)]


@pytest.mark.parametrize(
    ("counts", "size", "is_direct"),
    [
        ((16, 16, 8, 8), 1 << 14, True),
        ((16, 16, 8, 9), 4096, False),
        ((2,) * 14, 1 << 4, True),
        ((2,) * 17, 1 << 8, True),
        ((9,) * 17, 1024, False),
        ((2,) * 64, 1024, False),
    ],
)
def test_a_window_has_all_fillings_unless_they_are_too_many(
    counts: tuple[int, ...], size: int, *, is_direct: bool
) -> None:
    loom = Loom(Draws(1, 1))
    loom.add([choice(count) for count in counts])

    found = loom.freeze()

    assert found.sizes.tolist()[0] == size
    assert (found.multipliers.tolist()[0] == 1) == is_direct
    assert 1 not in found.multipliers.tolist()[1:]


def test_equal_windows_share_a_table_of_every_filling() -> None:
    loom = Loom(Draws(1, 1))
    loom.add([choice(2), STAYS, choice(3), STAYS])
    loom.add([choice(2), STAYS, choice(3), STAYS])
    loom.add([STAYS, choice(2), STAYS, STAYS])

    found = loom.freeze()

    assert (found.firsts.tolist(), found.sizes.tolist()) == ([0, 0, 6], [6, 6, 2])
    texts = [b"A-A-", b"B-A-", b"A-B-", b"B-B-", b"A-C-", b"B-C-", b"-A--", b"-B--"]
    assert found.tables[4].tolist() == texts
    assert list(found.tables) == [4]


def test_a_text_is_written_over_by_its_word() -> None:
    loom = Loom(Draws(1, 1))
    short, long = loom.add([choice(2), STAYS, choice(3), STAYS]), loom.add([choice(4)] * 16 + [STAYS, choice(4)])
    windows, canvas = loom.freeze(), Canvas(200)
    canvas.bytes[:] = ord(".")
    words = np.array([0, 1, 5], dtype=np.uint64) * np.uint64((1 << 32) // 6) + np.uint64(5) << np.uint64(32)

    write(canvas, windows, np.array([0, 10, 40]), tuple(map(np.array, zip(short, long, short, strict=True))), words)  # type: ignore[arg-type]

    text = canvas.bytes.tobytes()
    assert (text[:10], text[28:], set(text[26:27])) == (b"A-A-......", b"." * 12 + b"B-C-" + b"." * 156, {ord("-")})
    assert set(text[10:26] + text[27:28]) <= set(b"ABCD")
    assert text[10:28] == b"CABCCABAACCCCAAC-C"
