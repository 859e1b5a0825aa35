import pytest

from generators.profiles.likeness import MOST_FREQUENT
from tests.studies import real_logs
from tests.studies.realism import CASES, findings

OUTSIDE = {
    "bytes of a line, 99 %",
    "level: entropy in bits",
    "level with message: pairs",
    "message: entropy in bits",
    "message: share of rare values",
    "message: templates",
    "size once packed",
}
"""Properties of a web log that are beyond those of every real log: docs/data.md says why."""

NEAR = {
    "bytes of a line, 1 %",
    "bytes of a line, 25 %",
    "bytes of a line, 50 %",
    "client: entropy in bits",
    "client: seen within 16 lines, beyond chance",
    "path: distinct",
    "path: entropy in bits",
    "protocol: distinct",
    f"protocol: {MOST_FREQUENT}",
    f"referrer: {MOST_FREQUENT}",
    f"status: {MOST_FREQUENT}",
}
"""Properties of an access log that are within a tenth of the real one's."""


# Dirty data has every knob in use; many values are where an exponent is farthest from the usual one. The others are in
# `python -m tests.studies.realism`.
@pytest.mark.parametrize(
    ("kind", "preset"), [case for case in CASES if case[1] == "dirty" or case == ("combined_log", "high-cardinality")]
)
def test_what_is_made_is_as_its_knobs_say(kind: str, preset: str) -> None:
    assert [str(finding) for finding in findings(kind, preset) if not finding.good] == []


def test_a_web_log_is_within_what_real_logs_are() -> None:
    found = real_logs.messages()

    assert {name for name, (low, high, value) in found.items() if not low <= value <= high} == OUTSIDE


def test_an_access_log_is_like_a_real_one() -> None:
    near = {one.name for one in real_logs.access() if one.is_near}

    assert near >= NEAR
