import pytest

from tests.studies.realism import KINDS, findings

# Dirty data has every knob in use; many values are where an exponent is farthest from the usual one. The others are in
# `python -m tests.studies.realism`.
TRIED = [*((kind, "dirty") for kind in KINDS), ("combined_log", "high-cardinality")]


@pytest.mark.parametrize(("kind", "preset"), TRIED)
def test_what_is_made_is_as_its_knobs_say(kind: str, preset: str) -> None:
    assert [str(finding) for finding in findings(kind, preset) if not finding.good] == []
