"""How much of a column copies earlier lines: found again where it was put in, and none where nothing was."""

import numpy as np
import pytest

from generators.profiles.columns import copied

LINES = 20_000


def column(values: int, share: float, distance: int) -> np.ndarray:
    """Return values of which a share copy the line so far before."""
    draw = np.random.default_rng(3)
    found = draw.zipf(1.5, LINES) % values
    for line in np.flatnonzero(draw.random(LINES) < share).tolist():
        found[line] = found[max(line - distance, 0)]
    return found


@pytest.mark.parametrize("values", [4, 300])
@pytest.mark.parametrize(("share", "distance", "power"), [(0.3, 1, 0), (0.5, 3, 1), (0.0, 1, 0)])
def test_the_share_that_was_copied_is_found_however_few_values_there_are(
    values: int, share: float, distance: int, power: int
) -> None:
    found = copied(column(values, share, distance))

    assert found[power] == pytest.approx(1000 * share, abs=30)
    assert sum(found) == pytest.approx(1000 * share, abs=60)


def test_a_field_of_one_value_copies_nothing() -> None:
    assert sum(copied(np.zeros(LINES, dtype=np.int64))) == 0
