import pytest

from tests.studies.realism import CASES, findings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("kind", "preset"), CASES)
def test_what_is_made_is_as_its_knobs_say(kind: str, preset: str) -> None:
    assert [str(finding) for finding in findings(kind, preset) if not finding.good] == []
