"""The truth about a twin, counted from what was chosen for its lines."""

import numpy as np

from generators.profiles.schema import FieldFacts, LineForm, Profile
from generators.profiles.splitting import OTHER
from generators.twins.counting import TwinCounts
from generators.twins.layout import FieldTables


def counted(*texts: int) -> TwinCounts:
    """Return the counts of a twin whose fields have so many values; one line in two is of another form."""
    fields = [FieldFacts(name=f"f{number}", kind="text") for number in range(len(texts))]
    profile = Profile(
        format="own", lines=9, sampled=9, bytes=90, wide=0, crlf=0, unended=0, packed=0, lengths=[], joint=[],
        back_by=[], fields=[*fields, FieldFacts(name=OTHER, kind="text")],
        forms=[LineForm([*range(len(texts))], 5), LineForm([len(texts)], 4)],
    )  # fmt: skip
    nothing = np.zeros(1, dtype=np.int64)
    values = [FieldTables(nothing, [b"v%d" % value for value in range(count)], None) for count in texts]
    return TwinCounts(profile, [*values, FieldTables(nothing, (), None)])


def indices(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.uint16)


def test_values_are_counted_one_by_one_where_there_are_several_and_not_many() -> None:
    assert set(counted(1, 2, 64, 65, 0).truth()["values"]) == {"f1", "f2"}


def test_records_values_and_lengths_are_those_of_the_lines() -> None:
    counts = counted(3)

    counts.add(
        [indices(0, 1, 1, 2, 2, 2), indices(), indices(0, 0, 1, 0, 0, 0)], np.array([17, 33, 50, 55]), header=False
    )
    counts.add([indices(0, 2), indices(), indices(0, 0)], np.array([4, 8]), header=True)
    counts.add([indices(0), indices(), indices(0)], np.array([16]), header=True)
    counts.add([indices(0), indices(), indices(0)], np.array([], dtype=np.int64), header=True)

    assert counts.truth() == {
        "records": 4,
        "malformed": 1,
        "lengths": {"16": 5, "32": 2},
        "values": {"f0": {"v0": 1, "v1": 1, "v2": 2}},
    }
