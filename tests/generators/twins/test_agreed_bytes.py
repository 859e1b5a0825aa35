"""What a profile means to a twin: the same bytes and the same truth for ever, of texts of every sort."""

import hashlib
import json
from typing import Final

import pytest

from generators.lines.blocks import BLOCK, LineSpan
from generators.twins.writing import TwinWriter
from tests.generators.profiles import logs

AGREED: Final = {
    "version_2_combined": "e00df2a6f3484a25",
    "version_2_json_lines": "1d876bd6eb2c522e",
    "version_2_syslog_rfc3164": "03124a15018147ae",
    "version_2_logfmt": "f6f7d8c9a360bd87",
    "version_2_csv": "71d65afc461466d8",
    "version_2_of_all_sorts": "6ce909f1f0f3eca2",
    "version_3_equal_fields": "1efc08f0787434b7",
    "version_3_events": "d31b094f581113da",
}
"""If these change, so does what a profile means to a twin: raise the VERSION of the generator."""


@pytest.mark.parametrize("name", AGREED)
def test_a_profile_means_the_same_bytes_and_the_same_truth_in_a_later_block_too(name: str) -> None:
    twin, digest = TwinWriter(logs.kept(name), 99, 3 * BLOCK), hashlib.sha256()

    for span in (LineSpan(0, 0, 600), LineSpan(1, 100, 900)):
        block = twin.block(span)
        twin.count(span, block.ends)
        digest.update(block.data)

    digest.update(json.dumps(twin.truth(), sort_keys=True).encode())
    assert digest.hexdigest()[:16] == AGREED[name]


def test_each_profile_is_held() -> None:
    assert {path.stem for path in logs.KEPT.glob("*.json")} == set(AGREED)
